"""Saving a story: what was left open is filled in, its findings are kept with it, and it counts as practice."""

from dataclasses import dataclass, replace

from bot.cards import story_feedback as cards
from bot.chat.cards import Button
from bot.chat.limits import FIELD_TEXT, shorten
from bot.chat.replies import Reply
from bot.chat.requests import Person
from bot.domain.story import read_story
from bot.domain.story_bank import MOST_STORIES, WHOLE, OwnStory, StoryVersion
from bot.domain.story_feedback import Report, review
from bot.domain.story_feedback.privacy import masked
from bot.errors import PracticeError
from bot.usecases.own_stories import tell
from bot.usecases.standing import find_member, person_key
from bot.usecases.story_feedback import Read, changes_since, feedback_card
from bot.work import Work

SUGGESTED_TITLE = 60
_GUESSES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A story as somebody gave it; what is empty of title, theme and archetype is to be suggested."""

    beats: dict[str, str]
    title: str = ""
    theme: str = ""
    archetype: str = ""
    seconds: float | None = None


async def save(work: Work, person: Person, own: OwnStory | None, written: Written) -> Reply:
    """Keep a story, as a new version where its words changed, and answer with what feedback finds in it."""
    story = tell(work, written.beats, theme=written.theme, seconds=written.seconds)
    report = review(story, work.content.guidebook)
    before = own.version if own else None
    guess = next(iter(report.themes), "")
    saved, is_new = await _store(work, person, own, replace(written, theme=written.theme or guess), report)
    theme = work.content.themes.get(saved.theme)
    opening = [cards.saved_in_words(saved, theme=theme.name if theme else "", is_new=is_new)]
    if before is not None and is_new:
        opening.append(await changes_since(work, person, before, report.codes))
    has_new_words = before is None or _bare(before) != _bare(saved.version)
    if is_new and has_new_words and "not-a-story" not in report.codes and await _note_practice(work, person, saved):
        opening.append("It counts as practice today.")
    read = Read(story=story, report=report, ref=f"v{saved.version.id}", title=saved.title, own=saved)
    return Reply(
        card=feedback_card(
            work,
            read,
            opening=[line for line in opening if line],
            guess=cards.guess_in_words("" if written.theme or theme is None else theme.name),
            guesses=_guesses(work, saved, written, report) if is_new else [],
        )
    )


async def _store(
    work: Work, person: Person, own: OwnStory | None, written: Written, report: Report
) -> tuple[OwnStory, bool]:
    """Store title, theme and kind, and a version where the words are new; say whether they are."""
    key = person_key(person)
    stories = await work.stories.of_person(key)
    if own is None and len(stories) >= MOST_STORIES:
        raise PracticeError(f"You hold {MOST_STORIES} stories.", "Remove one first: /story remove.")
    title = written.title or (own.title if own else _free(_first_words(written), stories))
    if own is None:
        story_id = await work.stories.add(
            key, title=title, theme=written.theme, archetype=written.archetype, now=work.now
        )
    else:
        story_id = own.id
        await work.stories.change(own.id, title=title, theme=written.theme, archetype=written.archetype)
        if own.version.beats == written.beats and own.version.seconds == written.seconds:
            return replace(own, title=title, theme=written.theme, archetype=written.archetype), False
    version = await work.stories.add_version(
        story_id,
        beats=written.beats,
        seconds=written.seconds,
        spoken_seconds=report.spoken_seconds,
        words=report.words,
        codes=report.codes,
        now=work.now,
    )
    saved = await work.stories.at_version(key, version.id)
    assert saved is not None
    return saved, True


def _guesses(work: Work, saved: OwnStory, written: Written, report: Report) -> list[Button]:
    """Offer what else a story may be about, and of what kind it may be, where its author left that open."""
    content = work.content
    themes = [] if written.theme else [id for id in report.themes if id in content.themes and id != saved.theme]
    kinds = [] if written.archetype else [id for id in report.archetypes if id in content.archetypes]
    return [
        *(cards.theme_guess(saved, content.themes[id]) for id in themes[:_GUESSES]),
        *(cards.archetype_guess(saved, content.archetypes[id]) for id in kinds[:_GUESSES]),
    ]


async def _note_practice(work: Work, person: Person, saved: OwnStory) -> bool:
    """Log a story saved with feedback as practice in each group that the person is in; say whether there is one."""
    member = await find_member(work, person)
    if member is None:
        return False
    counted = False
    for cohort in await work.cohorts.of_person(*person_key(person), member.id):
        membership = await work.cohorts.membership(cohort.id, member.id)
        if membership is None or membership.left_at is not None:
            continue
        await work.answers.log_activity(
            member_id=member.id,
            cohort_id=cohort.id,
            kind="story",
            story_id=saved.id,
            time_zone=member.profile.time_zone,
            now=work.now,
        )
        counted = True
    if counted:
        await work.deliveries.drop_waiting(
            kinds=("remind",), about={"member": member.id}, now=work.now, why="practised already"
        )
    return counted


def holds(work: Work, version: StoryVersion, text: str) -> bool:
    """Say whether a version was made of a text that was sent."""
    try:
        return in_beats(work, text).beats == dict(version.beats)
    except PracticeError:
        return False


def in_beats(work: Work, text: str) -> Written:
    """Take a text apart at its headings, if all of it stands under beats that a form can hold."""
    story = read_story(text)
    theme = story.theme if story.theme in work.content.themes else ""
    beats = {beat: part.strip() for beat, part in (story.beats or {}).items() if part.strip()}
    own = {beat.id for beat in work.content.default_framework.beats}
    is_whole = not beats or any(passage.beat is None for passage in story.passages)
    if is_whole or story.framework != work.content.default_framework.id or not own.issuperset(beats):
        return Written(beats={WHOLE: text}, theme=theme, seconds=story.seconds)
    if any(len(part) > FIELD_TEXT for part in beats.values()):
        return Written(beats={WHOLE: text}, theme=theme, seconds=story.seconds)
    return Written(beats=beats, theme=theme, seconds=story.seconds)


def _first_words(written: Written) -> str:
    """Make a title of a story's first words, without anything private in them."""
    text = masked(next(iter(written.beats.values())))
    lines = [line.strip("#*_ \t:-") for line in text.splitlines()]
    first = next((line for line in lines if len(line) > SUGGESTED_TITLE // 6), "A story")
    return shorten(first.split(". ")[0], SUGGESTED_TITLE)


def _bare(version: StoryVersion) -> str:
    """Give the words of a version alone, whatever beat each stands in."""
    return " ".join(version.text.split())


def _free(title: str, stories: list[OwnStory]) -> str:
    """Give a title that no other story has."""
    taken = {story.title.casefold() for story in stories}
    numbered = (title if number == 1 else f"{title} ({number})" for number in range(1, len(stories) + 2))
    return next(each for each in numbered if each.casefold() not in taken)
