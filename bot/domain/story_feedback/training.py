"""Learns the weights by which free text is cut into beats, from sentences whose beat people have labelled.

Multinomial logistic regression, trained by AdaGrad in plain Python: the same examples always give the same weights.
"""

import math
import random
from collections import Counter
from collections.abc import Sequence

from bot.domain.story import BEATS
from bot.domain.story_feedback.beats import BeatModel, features_of
from bot.domain.story_feedback.sentences import Sentence

ROUNDS = 14
RATE = 0.25
DECAY = 0.0006
FEWEST = 2
SMALLEST = 0.06
PRIOR = 0.7

Example = tuple[Sequence[Sentence], Sequence[str]]


def train(stories: Sequence[Example]) -> BeatModel:
    """Learn from stories, each given as its sentences and the beat of every one of them."""
    rows = [
        (list(features_of(sentence, at, len(sentences))), BEATS.index(beat))
        for sentences, beats in stories
        for at, (sentence, beat) in enumerate(zip(sentences, beats, strict=True))
    ]
    seen = Counter(name for names, _ in rows for name in names)
    kept = [([name for name in names if seen[name] >= FEWEST], beat) for names, beat in rows]
    weights = _regress(kept)
    counts = Counter(beat for _, beat in kept)
    for beat in range(len(BEATS)):
        weights["bias"][beat] -= PRIOR * math.log((counts[beat] + 1) / len(kept))
    features = {
        name: tuple(round(each, 2) for each in row)
        for name, row in weights.items()
        if max(map(abs, row)) >= SMALLEST
    }
    return BeatModel(features, *_order(stories))


def _order(stories: Sequence[Example]) -> tuple[tuple[float, ...], tuple[tuple[float, ...], ...]]:
    """Learn which beat opens a story and which follows which, from stories told without headings or with them."""
    first = [0.5] * len(BEATS)
    follows = [[0.5] * len(BEATS) for _ in BEATS]
    for _, beats in stories:
        places = [BEATS.index(beat) for beat in beats]
        first[places[0]] += 1
        for one, other in zip(places, places[1:], strict=False):
            follows[one][other] += 1
    return _logs(first), tuple(_logs(row) for row in follows)


def _logs(counts: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(math.log(count / sum(counts)), 2) for count in counts)


def _regress(rows: Sequence[tuple[list[str], int]]) -> dict[str, list[float]]:
    classes = range(len(BEATS))
    weights: dict[str, list[float]] = {name: [0.0] * len(BEATS) for names, _ in rows for name in names}
    squares = {name: [1e-6] * len(BEATS) for name in weights}
    order = list(range(len(rows)))
    dice = random.Random(7)
    for _ in range(ROUNDS):
        dice.shuffle(order)
        for at in order:
            names, beat = rows[at]
            active = [(weights[name], squares[name]) for name in names]
            scores = [sum(row[each] for row, _ in active) for each in classes]
            top = max(scores)
            powers = [math.exp(score - top) for score in scores]
            total = sum(powers)
            errors = [powers[each] / total - (each == beat) for each in classes]
            for row, square in active:
                for each in classes:
                    slope = errors[each] + DECAY * row[each] * 20
                    square[each] += slope * slope
                    row[each] -= RATE * slope / math.sqrt(square[each])
    return weights
