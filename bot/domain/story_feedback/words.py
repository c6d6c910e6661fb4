"""The words of a sentence as learning sees them: figures by their kind, endings cut off, and classes of words.

A class stands for words that mean alike in such stories (who else was there, what breaks, how people measure), so that
what was learned from one word is known of its neighbours. `word-classes.txt` lists them; anybody can add a word.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

from bot.domain.story_feedback.patterns import Pattern
from bot.domain.story_feedback.sentences import Sentence

FIGURE = "#"
_TOKEN = Pattern(r"[a-z]+(?:'[a-z]+)?|[%$£€?!:;()\"“”]")
_ENTRY = Pattern(r"[a-z']+|%")
_ENDINGS = frozenset(
    [
        *("ations", "ation", "ingly", "ness", "ment", "ings", "ing", "edly", "ers", "ied", "ies", "ed"),
        *("es", "er", "ly", "s", "e", "y"),
    ]
)
_LONGEST_ENDING = 6
_LEAST_LEFT = 3
_LEAST_TO_CUT = 4
_WHOLE = frozenset(("we've", "we're", "we'd", "we'll", "they'd", "they've", "they're", "i'd", "i've", "i'm", "i'll"))
_DENIALS = frozenset(("n't", "not", "no", "never", "nobody", "none", "without", "nothing", "neither"))
_REACH_OF_DENIAL = 4


Hit = tuple[int, str, int]
"""A word, or several in a row, that belong to a class: where they begin, the class, and how many they are."""


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of one sentence, their stems, and what belongs to a class.

    A figure is one token, `#` and its kind; `figure_at` says which token each figure of the sentence is.
    """

    tokens: tuple[str, ...]
    stems: tuple[str, ...]
    hits: tuple[Hit, ...]
    figure_at: tuple[int | None, ...]

    def is_denied(self, at: int) -> bool:
        """Say whether a word that denies stands shortly before a place."""
        return not _DENIALS.isdisjoint(self.stems[max(0, at - _REACH_OF_DENIAL) : at])


def words_of(sentence: Sentence) -> Words:
    """Give the words of a sentence; they are found once and kept with it."""
    return sentence.kept("words", _words_of)


def _words_of(sentence: Sentence) -> Words:
    tokens: list[str] = []
    figure_at: list[int | None] = []
    at = 0
    for figure in sentence.figures:
        if figure.start < at:
            figure_at.append(None)
            continue
        tokens += _TOKEN.findall(sentence.low, at, figure.start)
        figure_at.append(len(tokens))
        tokens.append(f"{FIGURE}{figure.kind}{'t' if figure.total else ''}")
        at = figure.end
    tokens += _TOKEN.findall(sentence.low, at)
    stems = tuple(FIGURE if token[0] == FIGURE else stem(token) for token in tokens)
    return Words(tuple(tokens), stems, tuple(_hits(stems)), tuple(figure_at))


def stem(word: str) -> str:
    """Cut a word to what its forms share: endings go, doubled letters become one, any n't is the same."""
    if "'" in word:
        if word.endswith("n't"):
            return "n't"
        if word not in _WHOLE:
            word = word.split("'")[0]
    length = len(word)
    if length > _LEAST_TO_CUT:
        for end in range(max(_LEAST_LEFT, length - _LONGEST_ENDING), length):
            if word[end:] in _ENDINGS:
                word, length = word[:end], end
                break
    if length > 3 and word[-1] == word[-2] and word[-1] not in "aeiou":
        return word[:-1]
    return word


def _hits(stems: tuple[str, ...]) -> Iterator[Hit]:
    classes = word_classes()
    for at, one in enumerate(stems):
        if one == FIGURE:
            yield at, "num", 1
        elif one in classes:
            words, phrases = classes[one]
            for name in words:
                yield at, name, 1
            for more, name in phrases.get(stems[at + 1], ()) if phrases and at + 1 < len(stems) else ():
                if stems[at + 1 : at + 1 + len(more)] == more:
                    yield at, name, 1 + len(more)


class OfClasses(NamedTuple):
    """What begins with a stem: the classes that it belongs to by itself, and with stems that follow, by the next."""

    words: list[str]
    phrases: dict[str, list[tuple[tuple[str, ...], str]]]


@cache
def word_classes() -> Mapping[str, OfClasses]:
    """Read the classes, by the first stem of what belongs to them."""
    written = resources.files("bot.domain.story_feedback").joinpath("weights/word-classes.txt").read_text("utf-8")
    found: dict[str, OfClasses] = {}
    for line in written.splitlines():
        name, _, entries = line.partition(": ")
        if not entries or line.startswith(FIGURE):
            continue
        for entry in entries.split(", "):
            first, *more = (stem(word) for word in _ENTRY.findall(entry))
            of_first = found.setdefault(first, OfClasses([], {}))
            if more:
                of_first.phrases.setdefault(more[0], []).append((tuple(more), name))
            else:
                of_first.words.append(name)
    return found
