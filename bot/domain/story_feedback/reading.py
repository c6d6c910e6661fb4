"""A story as the rules see it: its sentences by beat, its words and seconds, and what its sentences and figures say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from bot.domain.story import BEATS, Span, Story
from bot.domain.story_feedback.beats import assign_beats, likelihoods
from bot.domain.story_feedback.figures import Figure
from bot.domain.story_feedback.model import Model, Sums, Table, learned, probabilities, size_of
from bot.domain.story_feedback.sentences import Sentence, sentences_of, spoken_words
from bot.domain.story_feedback.traits import beat_traits, figures_traits, placed_traits

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

    Its sentences are cut at once; what they and their figures say is found when a rule asks for it.
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
    def _weighed(self) -> tuple[Sums, list[tuple[int, int]]]:
        """Give what the traits of each sentence add up to, its own and those around it, and how many they are."""
        traits = placed_traits(self.cut)
        return self.model.sentences.sums(traits), [(size_of(own), size_of(around)) for own, around in traits]

    @cached_property
    def _beat_scores(self) -> Table:
        return self.model.sentences.scores_of(*self._weighed)[:, : len(BEATS)]

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
        likely = likelihoods(self._beat_scores, self.model).tolist()
        return [dict(zip(BEATS, row, strict=True)) for row in likely]

    @cached_property
    def told(self) -> Table:
        """Say of each sentence (a row) how likely it says each of the things that are learned (a column)."""
        beats = [beat_traits(likely) for likely in self.likely_beats]
        sums, sizes = self._weighed
        more = self.model.sentences.sums([((("", each),), ()) for each in beats])
        sizes = [(own + len(each), around) for (own, around), each in zip(sizes, beats, strict=True)]
        return probabilities(self.model.sentences.scores_of(sums + more, sizes)[:, len(BEATS) :])

    @cached_property
    def marks(self) -> Mapping[str, Sequence[float]]:
        """Give what is `told` by name: for each thing that is learned, how likely each sentence says it."""
        return dict(zip(self.model.sentences.outputs[len(BEATS) :], self.told.T.tolist(), strict=True))

    @cached_property
    def roles(self) -> list[Role]:
        """Say of each figure how likely it is of each kind."""
        found = list(figures_traits(self.sentences, self.marks))
        likely = probabilities(self.model.figures.scores([(row,) for _, _, row in found])).tolist()
        return [
            Role(at, self.sentences[at].figures[which], dict(zip(self.model.figures.outputs, row, strict=True)))
            for (at, which, _), row in zip(found, likely, strict=True)
        ]

    @cached_property
    def low(self) -> str:
        """Give everything that is said in small letters, sentences apart."""
        return "\n".join(sentence.low for sentence in self.sentences)

    def likeliest(self, mark: str, places: Sequence[int] | None = None) -> Sentence | None:
        """Find the sentence that most likely says something, among those at some places."""
        asked = range(len(self.sentences)) if places is None else places
        return self.sentences[max(asked, key=self.marks[mark].__getitem__)] if asked else None

    def places(self, *beats: str) -> list[int]:
        """Give the numbers of the sentences of some beats."""
        return [at for at, sentence in enumerate(self.sentences) if sentence.beat in beats]

    def of(self, *beats: str) -> list[Sentence]:
        return [sentence for sentence in self.sentences if sentence.beat in beats]

    @cached_property
    def spans(self) -> Mapping[str, Sequence[Span]]:
        """Give by beat the stretches of text that it takes up."""
        found: dict[str, list[Span]] = {}
        in_order = sorted(self.sentences, key=lambda each: each.start)
        for beat, stretch in groupby(in_order, key=lambda each: each.beat):
            told = list(stretch)
            found.setdefault(beat or "", []).append((told[0].start, told[-1].span[1]))
        return found


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
