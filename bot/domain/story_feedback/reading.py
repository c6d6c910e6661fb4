"""A story as the rules see it: its sentences by beat, its words and seconds, and what of it is evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.domain.story import BEATS, Span, Story
from bot.domain.story_feedback.beats import assign_beats
from bot.domain.story_feedback.cues import cue
from bot.domain.story_feedback.sentences import Sentence, sentences_of, spoken_words

WORDS_A_MINUTE = 150
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


class Reading:
    """One story, read once and asked by every rule."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.is_in_beats = story.beats is not None
        told = [each for each in assign_beats(sentences_of(story)) if not is_placeholder(each.text)]
        # In which order somebody puts the headings must not change what is said of the story.
        self.sentences = sorted(told, key=_place_of_beat) if self.is_in_beats else told
        self.words = sum(spoken_words(story.text[slice(*passage.span)]) for passage in story.passages)
        self.seconds = story.seconds or self.words / WORDS_A_MINUTE * 60
        self.scores: Sequence[float] | None = None
        self.pace = self.seconds / self.words if self.words else 0.0

    @cached_property
    def low(self) -> str:
        """Give everything that is said in small letters, sentences apart."""
        return "\n".join(sentence.low for sentence in self.sentences)

    def of(self, *beats: str) -> list[Sentence]:
        return [sentence for sentence in self.sentences if sentence.beat in beats]

    def with_cue(self, name: str, among: Sequence[Sentence] | None = None) -> list[Sentence]:
        return [each for each in (self.sentences if among is None else among) if each.find(cue(name)) is not None]

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


def _place_of_beat(sentence: Sentence) -> int:
    return BEATS.index(sentence.beat) if sentence.beat else -1


def is_placeholder(text: str) -> bool:
    """Say whether a text only keeps a place, such as TBD or a dash."""
    words = "".join(each if each.isalnum() else " " for each in text.lower().replace("n/a", "na")).split()
    return (
        not words
        or (len(words) <= 3 and words[0] in _PLACEHOLDERS)
        or words in (["to", "be", "written"], ["not", "yet"])
    )
