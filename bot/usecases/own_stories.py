"""Which of a person's own stories a request is about, and texts that were sent but stand in no story yet."""

from datetime import timedelta

from rapidfuzz import fuzz, process, utils

from bot.cards import stories as cards
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command, Person
from bot.domain.answer import count_words
from bot.domain.dispute import fingerprint
from bot.domain.story import Story, read_story, story_of_beats
from bot.domain.story_bank import LONGEST_TITLE, WHOLE, OwnStory, StoryVersion
from bot.errors import PracticeError
from bot.usecases.standing import as_number, person_key
from bot.work import Work

SAID = "story-said"
"""Under this name a text that was sent with a command is kept until it is saved or forgotten."""
SAID_KEPT = timedelta(days=30)
LONGEST_KEPT = 40_000
WORDS_OF_A_TEXT = 12

_NEAR_ENOUGH = 75
_CLEARLY_NEARER = 5


async def keep_said(work: Work, command: Command) -> None:
    """Keep a text that was sent behind a command before anything judges it."""
    text = said_text(command)
    if is_text(text):
        await work.drafts.save(
            person=person_key(command.person),
            form_id=SAID,
            context=fingerprint(text),
            typed={WHOLE: text[:LONGEST_KEPT]},
            now=work.now,
        )


async def text_said(work: Work, person: Person, name: str) -> str:
    """Give a text that was sent before by its fingerprint."""
    kept = await work.drafts.get(person_key(person), SAID, name[:100])
    if kept is None:
        raise PracticeError(
            "That text is not kept any more.", "Send it once more: /story add with the whole story behind it."
        )
    return str(kept[WHOLE])


async def texts_said(work: Work, person: Person) -> dict[str, str]:
    """Give every text that a person sent and that is still kept, by its fingerprint."""
    kept = await work.drafts.of_form(person_key(person), SAID)
    return {name: str(typed[WHOLE]) for name, typed in kept.items()}


def said_text(command: Command) -> str:
    return command.options.get("story", command.text).strip()


def is_text(said: str) -> bool:
    """Tell a story from words of a title: many words, or several lines."""
    return count_words(said) >= WORDS_OF_A_TEXT or "\n" in said or len(said) > LONGEST_TITLE


async def find_story(work: Work, person: Person, value: str) -> OwnStory:
    """Find the story that a button or form names; another person's is none."""
    number = as_number(value)
    own = {story.id: story for story in await work.stories.of_person(person_key(person))}
    if number is None or number not in own:
        raise PracticeError("That story is not here any more.", "Type /story list to see yours.")
    return own[number]


async def one_of(work: Work, request: Command, verb: str) -> OwnStory | Reply:
    """Find the story whose number or words were typed; where several may be meant, ask which."""
    stories = await work.stories.of_person(person_key(request.person))
    typed = said_text(request)
    if not stories:
        return Reply(card=cards.no_stories())
    if not typed:
        return stories[0] if len(stories) == 1 else Reply(card=cards.which_story(verb, stories))
    near = nearest_stories(stories, typed)
    if not near:
        raise PracticeError(f"You have no story called “{typed[:60]}”.", "Type /story list to see yours.")
    return near[0] if len(near) == 1 else Reply(card=cards.which_story(verb, near))


def named_story(stories: list[OwnStory], typed: str) -> OwnStory | None:
    """Find the story of exactly this title or number."""
    by_title = (story for story in stories if typed.casefold() == story.title.casefold())
    by_number = (story for story in stories if typed.lstrip("#") == str(story.number))
    return next(by_title, None) or next(by_number, None)


def nearest_stories(stories: list[OwnStory], typed: str) -> list[OwnStory]:
    """List the stories that a number or words of a title may mean; one where it is clear."""
    named = named_story(stories, typed)
    if named is not None:
        return [named]
    titles = {story.id: story.title for story in stories}
    found = process.extract(
        typed[:LONGEST_TITLE],
        titles,
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        score_cutoff=_NEAR_ENOUGH,
        limit=None,
    )
    best = max((score for _, score, _ in found), default=0)
    near = {id for _, score, id in found if best - score < _CLEARLY_NEARER}
    return [story for story in stories if story.id in near]


def as_told(work: Work, version: StoryVersion, *, theme: str = "") -> Story:
    """Give a version the shape in which feedback reads it."""
    return tell(work, dict(version.beats), theme=theme, seconds=version.seconds)


def tell(work: Work, beats: dict[str, str], *, theme: str = "", seconds: float | None = None) -> Story:
    """Put a story together: from its one text, or beat by beat."""
    known = theme if theme in work.content.themes else ""
    if WHOLE in beats:
        return read_story(beats[WHOLE], theme=known, seconds=seconds)
    return story_of_beats(beats, theme=known, seconds=seconds)


def value_of(press: ButtonPress) -> tuple[str, int]:
    """Read what a button names, and the page behind it."""
    name, _, page = press.value.partition("/")
    return name, int(page[:3]) if page.isascii() and page.isdecimal() else 0
