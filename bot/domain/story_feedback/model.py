"""What was learned, as plain text that anybody can read, and how it is applied: sums of weights, in whole hundredths.

`loopmates story train` writes the files in `weights/`.
"""

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from itertools import chain
from typing import Self

import numpy
from numpy.typing import NDArray

from bot.domain.story import BEATS
from bot.domain.story_feedback.patterns import Pattern

SCALE = 100
_AROUND = 0.45
_TRAIT = Pattern(r"^(.*)\t", re.MULTILINE)
_NEXT = "-1 -1 "
"""What stands for a trait's name while a text is read as numbers only."""
_KINDS = ("<~", ">~", "<c:", ">c:", "<", ">", "~", "c:", "")
"""How names of traits may begin; each kind is looked up by itself, so that a word need not be put together anew."""
Table = NDArray[numpy.float64]
Sums = NDArray[numpy.int32]
Weights = NDArray[numpy.int16]
Group = Sequence[tuple[str, Collection[str]]]
"""Traits that count together, by kind: how their names begin, and the rest of each."""
Groups = Sequence[Group]


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """For each of some outputs a bias and what each trait adds to it, in hundredths.

    `row_of` says by kind in which row of `weights` (traits by outputs) a trait stands; row 0 is nobody's, and empty.
    """

    outputs: tuple[str, ...]
    biases: tuple[int, ...]
    row_of: Mapping[str, Mapping[str, int]]
    weights: Weights

    @classmethod
    def of(cls, outputs: Sequence[str], biases: Sequence[int], names: Iterable[str], weights: Weights) -> Self:
        """Put together what the traits of these names add; `weights` has an empty row first."""
        row_of: dict[str, dict[str, int]] = {kind: {} for kind in _KINDS}
        for row, name in enumerate(names, 1):
            kind = kind_of(name)
            row_of[kind][name[len(kind) :]] = row
        return cls(tuple(outputs), tuple(biases), row_of, weights)

    def rows(self) -> Iterator[tuple[str, int]]:
        """Give each trait's name and its row."""
        return ((kind + rest, row) for kind, row_of in self.row_of.items() for rest, row in row_of.items())

    def scores(self, told: Sequence[Groups]) -> Table:
        """Weigh what has some traits: a row for each, with a score for each output; above zero is likelier than not.

        Each has as many groups of traits. A group counts by itself, a large one no more than a small one, and those
        after the first less.
        """
        return self.scores_of(self.sums(told), [list(map(size_of, groups)) for groups in told])

    def sums(self, told: Sequence[Groups]) -> Sums:
        """Add up what the traits add, by what is told, group and output."""
        if not told:
            return numpy.zeros((0, 1, len(self.outputs)), dtype=numpy.int32)
        rows: list[int] = []
        starts = []
        for group in chain.from_iterable(told):
            starts.append(len(rows))
            rows.append(0)
            for kind, traits in group:
                rows += filter(None, map(self.row_of[kind].get, traits))
        sums: Sums = numpy.add.reduceat(self.weights.take(rows, axis=0), starts, axis=0, dtype=numpy.int32)
        return sums.reshape(len(told), -1, len(self.outputs))

    def scores_of(self, sums: Sums, sizes: Sequence[Sequence[int]]) -> Table:
        """Turn sums into scores; `sizes` are how many traits each group has."""
        scores = numpy.tile(numpy.array(self.biases, dtype=float), (len(sums), 1))
        for group in range(sums.shape[1]):
            lengths = numpy.array([length_of(row[group], group) for row in sizes])
            scores += sums[:, group] / lengths[:, None]
        return scores / SCALE

    def beside(self, other: "Linear") -> "Linear":
        """Put the outputs of another one beside these, so that a trait is looked up once for both."""
        ours, theirs = dict(self.rows()), dict(other.rows())
        names = list(dict.fromkeys((*ours, *theirs)))
        left = self.weights[[0, *(ours.get(name, 0) for name in names)]]
        right = other.weights[[0, *(theirs.get(name, 0) for name in names)]]
        outputs, biases = (*self.outputs, *other.outputs), (*self.biases, *other.biases)
        return Linear.of(outputs, biases, names, numpy.hstack([left, right]))

    def only(self, first: int, last: int | None = None) -> "Linear":
        """Give the outputs from one to another, with the traits that say anything about them."""
        weights = self.weights[:, first:last]
        rows = {name: row for name, row in self.rows() if weights[row].any()}
        return Linear.of(self.outputs[first:last], self.biases[first:last], rows, weights[[0, *rows.values()]])

    def as_text(self) -> str:
        """Write a trait a line: the trait, then number and weight of each output that it speaks for or against."""
        lines = [" ".join(self.outputs), " ".join(map(str, self.biases))]
        for trait, row in sorted(self.rows()):
            weights = enumerate(self.weights[row].tolist())
            lines.append(f"{trait}\t{' '.join(f'{output}:{weight}' for output, weight in weights if weight)}")
        return "\n".join(lines) + "\n"


def kind_of(name: str) -> str:
    """Say of which kind a trait of some name is."""
    return next(filter(name.startswith, _KINDS))


def size_of(group: Group) -> int:
    """Count the traits of a group."""
    return sum(len(traits) for _, traits in group)


def length_of(traits: int, group: int) -> float:
    """Say by what the sum over a group of so many traits is divided: groups after the first only stand around."""
    return (math.sqrt(traits) or 1.0) / (_AROUND if group else 1.0)


@dataclass(frozen=True, slots=True)
class Order:
    """Which beat opens a story, and which follows which: logarithms of their shares, by beat."""

    first: tuple[float, ...]
    follows: tuple[tuple[float, ...], ...]

    def as_text(self) -> str:
        return "\n".join(" ".join(f"{each:.2f}" for each in row) for row in (self.first, *self.follows)) + "\n"


@dataclass(frozen=True, slots=True)
class Weighing:
    """How the numbers of one verdict are weighed; above zero it holds."""

    bias: float
    weights: tuple[float, ...]

    def score(self, numbers: Sequence[float]) -> float:
        return self.bias + sum(weight * number for weight, number in zip(self.weights, numbers, strict=True))


Tree = tuple[int, float, int, float, int, float, float, float, float, float]
"""Number and limit asked first; number and limit asked next where it is at most that; where it is more; four values."""


@dataclass(frozen=True, slots=True)
class Trees:
    """Small trees that ask two numbers each; their values add up, and above zero the verdict holds."""

    bias: float
    trees: tuple[Tree, ...]


class Grove:
    """The trees of all verdicts, side by side, so that they are asked at once."""

    def __init__(self, trees: Mapping[str, Trees]) -> None:
        rows = numpy.array([tree for each in trees.values() for tree in each.trees], dtype=float).reshape(-1, 10)
        self._asked = rows[:, [0, 2, 4]].T.astype(numpy.intp)
        self._limits = rows[:, [1, 3, 5]].T.copy()
        self._values = numpy.append(rows[:, 6:].ravel(), 0.0)
        self._first_of = numpy.arange(0, 4 * len(rows), 4)
        self._ends = numpy.cumsum([0, *(len(each.trees) for each in trees.values())])
        self._biases = {verdict: each.bias for verdict, each in trees.items()}

    def scores(self, numbers: Table) -> dict[str, float]:
        """Give for each verdict the sum of its trees."""
        first, low, high = numbers[self._asked] > self._limits
        leaves = self._first_of + numpy.where(first, 2 + high, low)
        sums = numpy.append(0.0, self._values[leaves].cumsum())[self._ends]
        parts = zip(self._biases.items(), (sums[1:] - sums[:-1]).tolist(), strict=True)
        return {verdict: bias + part for (verdict, bias), part in parts}


def linear_of(*texts: str) -> Linear:
    """Read what `Linear.as_text` wrote; of several, the outputs are put side by side."""
    heads = [text.split("\n", 2)[:2] for text in texts]
    outputs = [names.split() for names, _ in heads]
    row_of = {name: row for row, name in enumerate(dict.fromkeys(chain.from_iterable(map(_TRAIT.findall, texts))), 1)}
    weights = numpy.zeros((len(row_of) + 1, sum(map(len, outputs))), dtype=numpy.int16)
    first = 0
    for text, names in zip(texts, outputs, strict=True):
        _fill(weights[:, first : first + len(names)], text, row_of)
        first += len(names)
    biases = [int(each) for _, numbers in heads for each in numbers.split()]
    return Linear.of(list(chain.from_iterable(outputs)), biases, row_of, weights)


def _fill(weights: Weights, text: str, row_of: Mapping[str, int]) -> None:
    """Put the weights that a text tells into their rows."""
    rows = numpy.array([0, *map(row_of.__getitem__, _TRAIT.findall(text))], dtype=numpy.int32)
    numbers = _TRAIT.sub(_NEXT, text.split("\n", 2)[2]).replace(":", " ")
    told = numpy.fromstring(numbers, dtype=numpy.int32, sep=" ").reshape(-1, 2)
    is_next = told[:, 0] < 0
    places = rows[is_next.cumsum()]
    weights[places[~is_next], told[~is_next, 0]] = told[~is_next, 1]


def order_of(text: str) -> Order:
    """Read what `Order.as_text` wrote."""
    first, *follows = (tuple(map(float, line.split())) for line in text.splitlines())
    return Order(first, tuple(follows))


def weighings_as_text(weighings: Mapping[str, Weighing]) -> str:
    """Write a verdict a line: its name, its bias, its weights."""
    rows = (f"{name} {' '.join(f'{each:.3f}' for each in (w.bias, *w.weights))}" for name, w in weighings.items())
    return "\n".join(rows) + "\n"


def weighings_of(text: str) -> dict[str, Weighing]:
    """Read what `weighings_as_text` wrote."""
    rows = (line.split() for line in text.splitlines())
    return {name: Weighing(float(bias), tuple(map(float, weights))) for name, bias, *weights in rows}


def trees_as_text(trees: Mapping[str, Trees]) -> str:
    """Write a verdict with its bias, then a tree a line."""
    rows = []
    for name, each in trees.items():
        rows.append(f"{name} {each.bias:g}")
        rows += [" ".join(f"{number:g}" for number in tree) for tree in each.trees]
    return "\n".join(rows) + "\n"


def trees_of(text: str) -> dict[str, Trees]:
    """Read what `trees_as_text` wrote."""
    biases: dict[str, float] = {}
    trees: dict[str, list[Tree]] = {}
    for line in text.splitlines():
        if line[0].isalpha():
            name, bias = line.split()
            biases[name], trees[name] = float(bias), []
        else:
            trees[name].append(_tree(line.split()))
    return {name: Trees(bias, tuple(trees[name])) for name, bias in biases.items()}


def _tree(numbers: Sequence[str]) -> Tree:
    first, limit, low, low_limit, high, high_limit, *values = numbers
    one, two, three, four = map(float, values)
    return (
        *(int(first), float(limit), int(low), float(low_limit), int(high), float(high_limit)),
        *(one, two, three, four),
    )


@dataclass(frozen=True)
class Model:
    """All that was learned: the beats of sentences, what sentences and figures say, and the verdicts on a story.

    The outputs of `sentences` are first the beats, then the marks; some are called alike.
    """

    sentences: Linear
    order: Order
    figures: Linear
    verdicts: Mapping[str, Weighing]
    trees: Mapping[str, Trees]

    @cached_property
    def grove(self) -> Grove:
        return Grove(self.trees)

    def as_files(self) -> dict[str, str]:
        return {
            "beats.txt": self.sentences.only(0, len(BEATS)).as_text(),
            "order.txt": self.order.as_text(),
            "marks.txt": self.sentences.only(len(BEATS)).as_text(),
            "figures.txt": self.figures.as_text(),
            "verdicts.txt": weighings_as_text(self.verdicts),
            "trees.txt": trees_as_text(self.trees),
        }


@cache
def learned() -> Model:
    """Read the weights that come with the package."""
    folder = resources.files("bot.domain.story_feedback").joinpath("weights")
    names = ("beats", "order", "marks", "figures", "verdicts", "trees")
    read = {name: folder.joinpath(f"{name}.txt").read_text("utf-8") for name in names}
    return Model(
        linear_of(read["beats"], read["marks"]),
        order_of(read["order"]),
        linear_of(read["figures"]),
        weighings_of(read["verdicts"]),
        trees_of(read["trees"]),
    )


def probability(score: float) -> float:
    """Turn a score into a probability."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def probabilities(scores: Table) -> Table:
    """Turn scores into probabilities."""
    likely: Table = 1 / (1 + numpy.exp(-scores.clip(-30.0, 30.0)))
    return likely
