"""Showing a story to the group: a preview first, then into the practice channel."""

from datetime import timedelta

from bot.cards import story_sharing as cards
from bot.chat.cards import Card
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command, Person, Place
from bot.domain.delivery import NewDelivery
from bot.domain.story_bank import OwnStory
from bot.domain.story_feedback.privacy import masked, private_spans
from bot.errors import PracticeError
from bot.usecases.own_stories import find_story, one_of
from bot.usecases.standing import cohort_by_id, find_standing, number_of, person_key, require_membership
from bot.work import Work

LATEST = timedelta(hours=12)


async def share(work: Work, command: Command) -> Reply:
    """Show a story's author what the group would see."""
    found = await one_of(work, command, "share")
    return found if isinstance(found, Reply) else await _preview(work, command.person, command.place, found)


async def press_share(work: Work, press: ButtonPress) -> Reply:
    return await _preview(work, press.person, press.place, await find_story(work, press.person, press.value))


async def press_shared(work: Work, press: ButtonPress) -> Reply:
    """Have the very version that was previewed posted, once."""
    version_id, _, cohort_id = press.value.partition("/")
    cohort = await cohort_by_id(work, press.person, number_of(cohort_id))
    await require_membership(work, press.person, cohort)
    own = await work.stories.at_version(person_key(press.person), number_of(version_id))
    if own is None:
        raise PracticeError("That story is not here any more.", "Type /story list to see yours.")
    refuse_private(own)
    key = f"story:{cohort.id}:{own.version.id}"
    if await work.deliveries.is_known(key):
        return Reply(card=cards.was_shared(cohort))
    platform, workspace_id, user_id = person_key(press.person)
    await work.deliveries.put(
        NewDelivery(
            key=key,
            kind="story",
            platform=platform,
            workspace_id=workspace_id,
            channel_id=cohort.channel_id,
            about={"cohort": cohort.id, "version": own.version.id, "author": user_id},
            due_at=work.now,
            deadline_at=work.now + LATEST,
        )
    )
    return Reply(card=cards.is_shared(cohort), replaces_card=True)


async def shared_card(work: Work, *, platform: str, workspace_id: str, author: str, version_id: int) -> Card | None:
    """Make the card that the group sees; none where the story is gone."""
    own = await work.stories.at_version((platform, workspace_id, author), version_id)
    member = await work.members.find(platform, workspace_id, author)
    if own is None or member is None or _private_parts(own):
        return None
    return cards.shared(own, author=member.name, framework=work.content.default_framework)


def refuse_private(own: OwnStory) -> None:
    """Refuse to show a story in which private data stands; say where, and never what."""
    found = _private_parts(own)
    if found:
        raise PracticeError(
            f"“{masked(own.title)}” is not shared: private data stands in it.",
            f"{found} in all. /story feedback {own.number} shows where; take it out with /story edit {own.number}. "
            "A key or token that was typed here counts as leaked: revoke it.",
        )


async def _preview(work: Work, person: Person, place: Place, own: OwnStory) -> Reply:
    standing = await find_standing(work, person, place)
    refuse_private(own)
    return Reply(
        card=cards.preview(
            own, cohort=standing.cohort, author=standing.member.name, framework=work.content.default_framework
        )
    )


def _private_parts(own: OwnStory) -> int:
    return len(private_spans(own.title)) + sum(len(private_spans(text)) for text in own.version.beats.values())
