"""What was learned, as plain text that anybody can read, and how it is applied: sums of weights, in whole hundredths.

`loopmates story train` writes the files in `weights/`.
"""

import math
import struct
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from itertools import repeat

SCALE = 100
_FIELD = 32
_AROUND = 0.45
_MIDDLE = 1 << (_FIELD - 1)


@dataclass(frozen=True)
class Linear:
    """For each of some outputs a bias and what each trait adds to it, in hundredths.

    The weights of a trait stand packed in one long number, a field for each output, so that adding it adds to all
    outputs at once, and so that half a million weights are no work for the garbage collector.
    """

    outputs: tuple[str, ...]
    biases: tuple[int, ...]
    packed: Mapping[str, int]

    @cached_property
    def _lift(self) -> int:
        """Give what keeps every field of a sum above zero, so that none borrows from the next."""
        return pack((output, _MIDDLE) for output in range(len(self.outputs)))

    def scores(self, *groups: Collection[str]) -> list[float]:
        """Weigh what has these traits: for each output, above zero is likelier than not.

        Each group of traits counts by itself, a large one no more than a small one, and those after the first less.
        """
        scores = [float(bias) for bias in self.biases]
        for at, traits in enumerate(groups):
            length = length_of(traits, at)
            added = self._fields(sum(map(self.packed.get, traits, repeat(0))))
            scores = [score + each / length for score, each in zip(scores, added, strict=True)]
        return [score / SCALE for score in scores]

    def _fields(self, packed: int) -> list[int]:
        fields = struct.unpack(
            f"<{len(self.outputs)}I", (packed + self._lift).to_bytes(len(self.outputs) * 4, "little")
        )
        return [field - _MIDDLE for field in fields]

    def as_text(self) -> str:
        """Write a trait a line: the trait, then number and weight of each output that it speaks for or against."""
        rows = [" ".join(self.outputs), " ".join(map(str, self.biases))]
        for trait, packed in sorted(self.packed.items()):
            weights = enumerate(self._fields(packed))
            rows.append(f"{trait}\t{' '.join(f'{output}:{weight}' for output, weight in weights if weight)}")
        return "\n".join(rows) + "\n"


def length_of(traits: Collection[str], group: int) -> float:
    """Say by what the sum over a group of traits is divided: groups after the first only stand around."""
    return (math.sqrt(len(traits)) or 1.0) / (_AROUND if group else 1.0)


def pack(weights: Iterable[tuple[int, int]]) -> int:
    """Put weights by output into one number."""
    return sum(weight << (output * _FIELD) for output, weight in weights)


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

    def score(self, numbers: Sequence[float]) -> float:
        score = self.bias
        for first, limit, low, low_limit, high, high_limit, one, two, three, four in self.trees:
            if numbers[first] <= limit:
                score += one if numbers[low] <= low_limit else two
            else:
                score += three if numbers[high] <= high_limit else four
        return score


def linear_of(text: str) -> Linear:
    """Read what `Linear.as_text` wrote."""
    outputs, biases, *lines = text.splitlines()
    return Linear(tuple(outputs.split()), tuple(map(int, biases.split())), dict(_rows(lines)))


def _rows(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    for line in lines:
        trait, _, weights = line.partition("\t")
        pairs = (each.split(":") for each in weights.split(" "))
        yield trait, pack((int(output), int(weight)) for output, weight in pairs)


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


@dataclass(frozen=True, slots=True)
class Model:
    """All that was learned: the beats of sentences, what sentences and figures say, and the verdicts on a story."""

    beats: Linear
    order: Order
    marks: Linear
    figures: Linear
    verdicts: Mapping[str, Weighing]
    trees: Mapping[str, Trees]

    def as_files(self) -> dict[str, str]:
        return {
            "beats.txt": self.beats.as_text(),
            "order.txt": self.order.as_text(),
            "marks.txt": self.marks.as_text(),
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
        linear_of(read["beats"]),
        order_of(read["order"]),
        linear_of(read["marks"]),
        linear_of(read["figures"]),
        weighings_of(read["verdicts"]),
        trees_of(read["trees"]),
    )


def probability(score: float) -> float:
    """Turn a score into a probability."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
