"""A story as the rules see it: its sentences by beat, its words and seconds, and what its sentences and figures say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.domain.story import BEATS, Span, Story
from bot.domain.story_feedback.beats import assign_beats, likelihoods
from bot.domain.story_feedback.figures import Figure
from bot.domain.story_feedback.model import Model, learned, probability
from bot.domain.story_feedback.sentences import Sentence, sentences_of, spoken_words
from bot.domain.story_feedback.traits import Groups, beat_traits, figures_traits, placed_traits

WORDS_A_MINUTE = 150
_LONGEST_PLACEHOLDER = 60
_PLACEHOLDERS = frozenset(
    [
        "tbd",
        "tba",
        "todo",
        "na",
        "none",
        "nothing",
        "empty",
        "later",
        "same",
        "missing",
        "pending",
        "tbc",
        "xxx",
        "wip",
        "unknown",
        "idk",
    ]
)


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found: a code, the beat it is in, the words that show it (None for an absence)."""

    code: str
    beat: str | None = None
    span: Span | None = None
    severity: str | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """What a figure of a story is: in which sentence it stands, and how likely it is of each kind."""

    at: int
    figure: Figure
    likely: Mapping[str, float]


class Reading:
    """One story, read once and asked by every rule.

    `marks` say of each sentence how likely it says each of the things that are learned, `roles` say it of each figure.
    """

    def __init__(self, story: Story, model: Model | None = None) -> None:
        self.story = story
        self.model = model or learned()
        self.is_in_beats = story.beats is not None
        self.cut = told_sentences(story)
        self.words = sum(spoken_words(story.text[slice(*passage.span)]) for passage in story.passages)
        self.seconds = story.seconds or self.words / WORDS_A_MINUTE * 60
        self.pace = self.seconds / self.words if self.words else 0.0
        self.view: Any = None

    @cached_property
    def _traits(self) -> list[Groups]:
        return placed_traits(self.cut)

    @cached_property
    def _beat_scores(self) -> list[list[float]]:
        return [self.model.beats.scores(*groups) for groups in self._traits]

    @cached_property
    def sentences(self) -> list[Sentence]:
        if all(sentence.beat for sentence in self.cut):
            return self.cut
        return assign_beats(self.cut, self._beat_scores, self.model)

    @cached_property
    def likely_beats(self) -> list[Mapping[str, float]]:
        """Say of each sentence how likely it is of each beat; under headings it is of its own."""
        if self.is_in_beats or not self.cut:
            return [{beat: float(beat == sentence.beat) for beat in BEATS} for sentence in self.sentences]
        return [dict(zip(BEATS, row, strict=True)) for row in likelihoods(self._beat_scores, self.model)]

    @cached_property
    def marks(self) -> list[Mapping[str, float]]:
        told: list[Mapping[str, float]] = []
        for (own, around), likely in zip(self._traits, self.likely_beats, strict=True):
            scores = self.model.marks.scores(own.union(beat_traits(likely)), around)
            told.append(dict(zip(self.model.marks.outputs, map(probability, scores), strict=True)))
        return told

    @cached_property
    def roles(self) -> list[Role]:
        found = []
        for at, which, row in figures_traits(self.sentences, self.marks):
            scores = self.model.figures.scores(row)
            likely = dict(zip(self.model.figures.outputs, map(probability, scores), strict=True))
            found.append(Role(at, self.sentences[at].figures[which], likely))
        return found

    @cached_property
    def low(self) -> str:
        """Give everything that is said in small letters, sentences apart."""
        return "\n".join(sentence.low for sentence in self.sentences)

    def likeliest(self, mark: str, places: Sequence[int] | None = None) -> Sentence | None:
        """Find the sentence that most likely says something, among those at some places."""
        asked = range(len(self.sentences)) if places is None else places
        return self.sentences[max(asked, key=lambda at: self.marks[at][mark])] if asked else None

    def places(self, *beats: str) -> list[int]:
        """Give the numbers of the sentences of some beats."""
        return [at for at, sentence in enumerate(self.sentences) if sentence.beat in beats]

    def of(self, *beats: str) -> list[Sentence]:
        return [sentence for sentence in self.sentences if sentence.beat in beats]

    def spans(self, beat: str) -> Iterator[Span]:
        """Give the stretches of text that a beat takes up."""
        run: list[Sentence] = []
        for sentence in sorted(self.sentences, key=lambda each: each.start):
            if sentence.beat == beat:
                run.append(sentence)
            elif run:
                yield run[0].start, run[-1].span[1]
                run = []
        if run:
            yield run[0].start, run[-1].span[1]


def told_sentences(story: Story) -> list[Sentence]:
    """Cut a story into sentences without those that only keep a place.

    Under headings they stand in the order of STAR-EJ: in which order somebody puts them must not change what is said.
    """
    cut = [each for each in sentences_of(story) if not is_placeholder(each.text)]
    return cut if story.beats is None else sorted(cut, key=_place_of_beat)


def _place_of_beat(sentence: Sentence) -> int:
    return BEATS.index(sentence.beat) if sentence.beat else -1


def is_placeholder(text: str) -> bool:
    """Say whether a text only keeps a place, such as TBD or a dash."""
    if len(text) > _LONGEST_PLACEHOLDER and any(map(str.isalnum, text)):
        return False
    words = "".join(each if each.isalnum() else " " for each in text.lower().replace("n/a", "na")).split()
    return (
        not words
        or (len(words) <= 3 and words[0] in _PLACEHOLDERS)
        or words in (["to", "be", "written"], ["not", "yet"])
    )
