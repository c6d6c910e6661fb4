"""How like one figure of a story is to others: the 26 minutes of the Situation, and the nine of the Result.

What an outcome is compared with may stand far from it. So of each figure is told how like it is to the figure on the
other side (outcomes on one, all else on the other) that is most like it, and which of its kind stand beside it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from bot.domain.story_feedback.figures import BARE, COUNT, PART, RATIO, SHARE
from bot.domain.story_feedback.sentences import Sentence
from bot.domain.story_feedback.words import stem, words_of

_TELLS_OUTCOME = 0.4
_LEAST_LETTERS = 3
_NEAR = 5
_PAIR = 2
_MOST_ALIKE = 9
_MOST_COMPARED = 100
_COMMON_WORDS = """
with from that this were have been into over after their they them then than when which what will would could the and
week weeks month months year years first every each about there only some more most also before since until within for
was had are but not our you his her its one two all now out who how did has had she him per any per cent
"""
_COMMON = frozenset(stem(word) for word in _COMMON_WORDS.split())


class _Shape(NamedTuple):
    """One figure: its sentence, its kind as it is written, its kind with those near to it, what it counts."""

    at: int
    kind: str
    family: str
    nouns: frozenset[str]
    near: frozenset[str]


class Likeness:
    """The figures of one story. `marks` say how likely each sentence says each thing."""

    def __init__(self, sentences: Sequence[Sentence], marks: Mapping[str, Sequence[float]]) -> None:
        self._topics = [_topics(words_of(sentence).stems) for sentence in sentences]
        how_often = Counter(chain.from_iterable(self._topics))
        self._rare = frozenset(word for word, count in how_often.items() if count == _PAIR)
        self._counted: dict[tuple[int, int], tuple[int, int]] = {}
        self._tells = [likely > _TELLS_OUTCOME for likely in marks["outcome"]]
        self._shapes = [list(_shapes(at, sentence)) for at, sentence in enumerate(sentences)]
        told = [shape for shapes in self._shapes for shape in shapes]
        self._sides = {side: [each for each in told if self._tells[each.at] is side] for side in (True, False)}

    def traits(self, at: int, which: int) -> list[str]:
        """Name how like a figure is to others: `at` is its sentence, `which` its number there."""
        side = "outcome" if self._tells[at] else "before"
        return [f"{side}:{trait}" for trait in (*self._across(self._shapes[at][which]), *self._beside(at, which))]

    def _across(self, figure: _Shape) -> Iterator[str]:
        best = (0, False, False, 0, 0, 0)
        for other in self._sides[not self._tells[figure.at]][:_MOST_COMPARED]:
            shared, rare = self._shared(figure.at, other.at)
            same_kind, same_noun = other.family == figure.family, not figure.nouns.isdisjoint(other.nouns)
            nearby = len(figure.near & other.near) if shared else 0
            likeness = 2 * same_kind + 2 * same_noun + min(3, shared) + rare + nearby
            best = max(best, (likeness, same_kind, same_noun, shared, rare, nearby))
        likeness, same_kind, same_noun, shared_words, rare_words, nearby = best
        yield f"like{min(_MOST_ALIKE, likeness)}"
        yield from (f"like>{step}" for step in range(1, _MOST_ALIKE, 2) if likeness > step)
        yield f"kind{same_kind:d}near{min(3, nearby)}"
        yield f"near{min(4, nearby)}"
        yield f"kind{same_kind:d}noun{same_noun:d}words{min(3, shared_words)}"
        yield f"kind{same_kind:d}rare{min(2, rare_words)}"
        yield f"{figure.kind}{same_kind:d}{min(2, shared_words)}"
        yield f"words{min(4, shared_words)}"

    def _shared(self, one: int, other: int) -> tuple[int, int]:
        """Count the words that two sentences share, and those that no third one has."""
        if (one, other) not in self._counted:
            shared = self._topics[one] & self._topics[other]
            self._counted[one, other] = len(shared), len(shared & self._rare)
        return self._counted[one, other]

    def _beside(self, at: int, which: int) -> Iterator[str]:
        figure, shapes = self._shapes[at][which], self._shapes[at]
        ahead = any(each.family == figure.family for each in shapes[:which])
        behind = any(each.family == figure.family for each in shapes[which + 1 :])
        others = (each for place, each in enumerate(shapes) if place != which)
        same_noun = any(not figure.nouns.isdisjoint(each.nouns) for each in others)
        yield f"in{ahead:d}{behind:d}"
        yield f"in{figure.family}{ahead:d}{behind:d}{same_noun:d}"
        for step in (-1, 1):
            if 0 <= at + step < len(self._tells) and self._tells[at + step] == self._tells[at]:
                yield f"beside{step}{any(each.family == figure.family for each in self._shapes[at + step]):d}"


def _shapes(at: int, sentence: Sentence) -> Iterator[_Shape]:
    words = words_of(sentence)
    for place, figure in zip(words.figure_at, sentence.figures, strict=True):
        around = () if place is None else words.stems[max(0, place - _NEAR) : place + _NEAR + 1]
        nouns = frozenset(stem(noun) for noun in figure.nouns)
        yield _Shape(at, figure.kind, _family(figure.kind), nouns, _topics(around))


def _topics(stems: Iterable[str]) -> frozenset[str]:
    """Give the words that say what is told of."""
    return frozenset(word for word in stems if len(word) >= _LEAST_LETTERS and word not in _COMMON)


def _family(kind: str) -> str:
    return COUNT if kind == BARE else SHARE if kind in (PART, RATIO) else kind
