"""A member's own stories: how far they cover what will be asked, and which of them answers a question best."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.guide import StoryCategory
from bot.domain.question import Question, Theme, Wording

LONGEST_TITLE = 80
MOST_STORIES = 60
WHOLE = "text"
"""The one beat of a story that was told in one piece."""

_THEME, _ARCHETYPE = 2, 1
_WORDS_THAT_SAY_NOTHING = (
    "about after again also another any anyone because been before being between both came come could describe "
    "did does doing done each else even ever every example experience first from gave gets give given gives goes "
    "going gone had have having how into just know like made make many maybe more most much must never once only "
    "other over people person project really recent same should situation some someone something still story such "
    "take talk team tell than that their them then there these they thing things this those through time told "
    "took upon very walk want was were what when where whether which while whom whose will with without work "
    "worked working would your yourself"
)
_SAYS_NOTHING = frozenset(_WORDS_THAT_SAY_NOTHING.split())
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_ENDING = re.compile(r"(?:ation|ations|ing|ings|ed|es|s|ly|ment|ments)$")
_SHORTEST_STEM = 4
_MOST_SHARED = 4
_ALIKE = 0.3
_FEW_STORIES, _MANY_FINDINGS = 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryVersion:
    """A story as it stood when it was saved, with the codes of what feedback found then.

    `seconds` is how long it took aloud where the member measured it, `spoken_seconds` what feedback reckons with.
    """

    id: int
    number: int
    beats: Mapping[str, str]
    seconds: float | None
    spoken_seconds: float
    words: int
    codes: tuple[str, ...]
    saved_at: datetime

    @property
    def is_whole(self) -> bool:
        """Say whether it was told in one piece and not beat by beat."""
        return WHOLE in self.beats

    @property
    def text(self) -> str:
        return "\n\n".join(text for text in self.beats.values() if text)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStory:
    """A story of a member's bank in its newest version. Theme and archetype are empty where nothing fits."""

    id: int
    number: int
    title: str
    theme: str
    archetype: str
    version: StoryVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What a bank holds of what it should: each slot with its story, and how many stories count for the rest."""

    slots: tuple[tuple[StoryCategory, OwnStory | None], ...]
    counts: tuple[tuple[StoryCategory, int], ...]
    themes: frozenset[str]

    @property
    def filled(self) -> int:
        return sum(story is not None for _, story in self.slots)

    @property
    def missing(self) -> list[StoryCategory]:
        """List what is missing, empty slots first."""
        empty = [slot for slot, story in self.slots if story is None]
        return empty + [category for category, count in self.counts if count < category.minimum]


def coverage(stories: Iterable[OwnStory], categories: Iterable[StoryCategory]) -> Coverage:
    """Compare a bank with what one should hold.

    A story fills one slot only, and as many slots are filled as these stories can fill. It counts for each of the other
    categories whose theme or archetype it has.
    """
    stories, categories = sorted(stories, key=lambda story: story.number), list(categories)
    slots = [category for category in categories if category.is_slot]
    held = _fill(slots, stories)
    return Coverage(
        slots=tuple((slot, held.get(slot.id)) for slot in slots),
        counts=tuple(
            (category, sum(fit(story, category) > 0 for story in stories))
            for category in categories
            if not category.is_slot
        ),
        themes=frozenset(story.theme for story in stories if story.theme),
    )


def fit(story: OwnStory, category: StoryCategory) -> int:
    """Say how well a story suits a category: by its theme best, by its archetype too, otherwise not at all."""
    return _THEME * (story.theme in category.themes) + _ARCHETYPE * (story.archetype in category.archetypes)


def _fill(slots: Sequence[StoryCategory], stories: Sequence[OwnStory]) -> dict[str, OwnStory]:
    """Give each slot a story of its own, as many slots as possible: first by theme, then by archetype alone."""
    held: dict[str, OwnStory] = {}
    for least in (_THEME, _ARCHETYPE):
        for slot in slots:
            if slot.id not in held:
                _place(slot, slots, stories, held, least=least, tried=set())
    return held


def _place(
    slot: StoryCategory,
    slots: Sequence[StoryCategory],
    stories: Sequence[OwnStory],
    held: dict[str, OwnStory],
    *,
    least: int,
    tried: set[int],
) -> bool:
    """Find a story for a slot; one that fills another slot already is taken if that slot finds another."""
    fitting = [story for story in stories if fit(story, slot) >= least]
    for story in sorted(fitting, key=lambda story: (-fit(story, slot), story in held.values())):
        if story.id in tried:
            continue
        tried.add(story.id)
        holder = next((other for other in slots if held.get(other.id) == story), None)
        if holder is None or _place(holder, slots, stories, held, least=least, tried=tried):
            held[slot.id] = story
            return True
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a question looks for: themes and archetypes, best first, and the words that say what it is about."""

    themes: tuple[str, ...] = ()
    archetypes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A story that answers a question, with the reasons: its theme, its archetype, the words they share."""

    story: OwnStory
    theme: str
    archetype: str
    words: tuple[str, ...]
    points: int


def wanted_by(
    asked: str, *, questions: Iterable[Question], wordings: Iterable[Wording], themes: Iterable[Theme]
) -> Wanted:
    """Read out of a question which themes and archetypes it looks for, by the questions known that are most like it."""
    known = list(questions)
    alike = _alike(asked, {question.id: question.text for question in known})
    by_id = {question.id: question for question in known}
    put = {wording.id: wording for wording in wordings}
    worded = _alike(asked, {wording.id: wording.text for wording in put.values()})
    spoken_of = _alike(
        asked, {theme.id: " ".join((theme.name, theme.about, *theme.also_called)) for theme in themes}, least=0.0
    )
    archetypes = [id for key in worded[:1] for id in put[key].archetypes]
    archetypes += [id for key in alike[:1] for id in by_id[key].archetypes]
    return Wanted(
        themes=tuple(dict.fromkeys([*(by_id[key].theme for key in alike[:2]), *spoken_of[:2]]))[:3],
        archetypes=tuple(dict.fromkeys(archetypes))[:3],
        words=tuple(dict.fromkeys(telling_words(asked))),
    )


def rank(stories: Iterable[OwnStory], wanted: Wanted) -> list[Match]:
    """Order the stories that answer a question, best first; a story without a reason is left out.

    The theme says most, then the archetype, then each word that both use. Among equals, fewer findings win.
    """
    matches = [_match(story, wanted) for story in stories]
    return sorted(
        (match for match in matches if match.points),
        key=lambda match: (-match.points, len(match.story.version.codes), match.story.number),
    )


def weak_themes(stories: Iterable[tuple[str, Sequence[str]]]) -> frozenset[str]:
    """Name the themes whose stories are weak in a group: of two or more, at least half hold three findings or more.

    Each story is its theme and the codes found in it.
    """
    by_theme: dict[str, list[bool]] = {}
    for theme, codes in stories:
        by_theme.setdefault(theme, []).append(len(codes) >= _MANY_FINDINGS)
    return frozenset(
        theme for theme, weak in by_theme.items() if theme and len(weak) >= _FEW_STORIES and 2 * sum(weak) >= len(weak)
    )


def telling_words(text: str) -> list[str]:
    """List the words of a text that say what it is about."""
    words = _WORD.findall(text.casefold())
    return [word for word in words if len(word) >= _SHORTEST_STEM and word not in _SAYS_NOTHING]


def _match(story: OwnStory, wanted: Wanted) -> Match:
    theme = story.theme if story.theme in wanted.themes else ""
    archetype = story.archetype if story.archetype in wanted.archetypes else ""
    told = {_stem(word) for word in telling_words(f"{story.title} {story.version.text}")}
    words = tuple(word for word in wanted.words if _stem(word) in told)
    points = min(len(words), _MOST_SHARED)
    points += max(6 - wanted.themes.index(theme), 4) if theme else 0
    points += max(4 - wanted.archetypes.index(archetype), 2) if archetype else 0
    return Match(story=story, theme=theme, archetype=archetype, words=words, points=points)


def _alike(asked: str, texts: Mapping[str, str], *, least: float = _ALIKE) -> list[str]:
    """Order texts by the share of the telling words that they have in common with what was asked."""
    wanted = {_stem(word) for word in telling_words(asked)}
    shares: dict[str, float] = {}
    for id, text in texts.items():
        own = {_stem(word) for word in telling_words(text)}
        common = len(wanted & own)
        if common:
            shares[id] = common / len(wanted | own) if least else common / len(wanted)
    return sorted((id for id, share in shares.items() if share >= least), key=lambda id: -shares[id])


def _stem(word: str) -> str:
    """Cut an ending off, so that evaluated and evaluation are one word."""
    cut = _ENDING.sub("", word)
    return cut if len(cut) >= _SHORTEST_STEM else word
