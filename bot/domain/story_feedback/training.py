"""Learns from labelled stories: the weights that cut free text into beats, and those of findings with many wordings.

Logistic regression in plain Python, trained by AdaGrad: the same stories always give the same weights. The threshold of
each finding is found on stories whose author the weights have not seen.
"""

import math
import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.domain.story import BEATS
from bot.domain.story_feedback.beats import BeatModel, features_of
from bot.domain.story_feedback.sentences import Sentence
from bot.domain.story_feedback.traits import LEARNED, StoryModel

_ROUNDS = 14
_RATE = 0.25
_DECAY = 0.012
_PRIOR = 0.7
_FEWEST_SENTENCES, _FEWEST_STORIES = 2, 3
_SMALLEST = 0.06

_FINDING_ROUNDS = 30
_STRENGTH = 0.1
_FOLDS = 5
_SMALLEST_TRAIT = 0.004
_ABOUT_EVIDENCE = ("missing-eval-evidence", "prompt-moat", "vague-result")

CutStory = tuple[Sequence[Sentence], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled story as learning sees it: who wrote it, its traits, and which learned findings hold."""

    author: str
    traits: Mapping[str, float]
    findings: Collection[str]


def train_beats(stories: Sequence[CutStory]) -> BeatModel:
    """Learn from stories, each given as its sentences and the beat of every one of them."""
    rows = [
        (list(features_of(sentence, at, len(sentences))), BEATS.index(beat))
        for sentences, beats in stories
        for at, (sentence, beat) in enumerate(zip(sentences, beats, strict=True))
    ]
    seen = Counter(name for names, _ in rows for name in names)
    kept = [([name for name in names if seen[name] >= _FEWEST_SENTENCES], beat) for names, beat in rows]
    weights = _regress_beats(kept)
    counts = Counter(beat for _, beat in kept)
    for beat in range(len(BEATS)):
        weights["bias"][beat] -= _PRIOR * math.log((counts[beat] + 1) / len(kept))
    features = {
        name: tuple(round(each, 2) for each in row) for name, row in weights.items() if max(map(abs, row)) >= _SMALLEST
    }
    return BeatModel(features, *_order(stories))


def _order(stories: Sequence[CutStory]) -> tuple[tuple[float, ...], tuple[tuple[float, ...], ...]]:
    """Learn which beat opens a story and which follows which."""
    first = [0.5] * len(BEATS)
    follows = [[0.5] * len(BEATS) for _ in BEATS]
    for _, beats in stories:
        places = [BEATS.index(beat) for beat in beats]
        first[places[0]] += 1
        for one, other in pairwise(places):
            follows[one][other] += 1
    return _logs(first), tuple(_logs(row) for row in follows)


def _logs(counts: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(math.log(count / sum(counts)), 2) for count in counts)


def _regress_beats(rows: Sequence[tuple[list[str], int]]) -> dict[str, list[float]]:
    classes = range(len(BEATS))
    weights: dict[str, list[float]] = {name: [0.0] * len(BEATS) for names, _ in rows for name in names}
    squares = {name: [1e-6] * len(BEATS) for name in weights}
    order = list(range(len(rows)))
    dice = random.Random(7)
    for _ in range(_ROUNDS):
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
                    slope = errors[each] + _DECAY * row[each]
                    square[each] += slope * slope
                    row[each] -= _RATE * slope / math.sqrt(square[each])
    return weights


def train_findings(examples: Sequence[Example]) -> StoryModel:
    """Learn a bias and weights for each learned finding."""
    seen = Counter(name for example in examples for name in example.traits)
    common = [
        {name: value for name, value in each.traits.items() if seen[name] >= _FEWEST_STORIES} for each in examples
    ]
    biases, columns = [], []
    for finding in LEARNED:
        kept = common if finding in _ABOUT_EVIDENCE else [_without_evidence(traits) for traits in common]
        holds = [finding in example.findings for example in examples]
        bias, weights = regress(kept, holds)
        biases.append(round(bias - _threshold(examples, kept, holds), 3))
        columns.append(weights)
    names = {name for column in columns for name, weight in column.items() if abs(weight) >= _SMALLEST_TRAIT}
    return StoryModel(biases, {name: [round(column.get(name, 0.0), 3) for column in columns] for name in sorted(names)})


def _without_evidence(traits: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in traits.items() if not name.startswith("eval_evidence:")}


def _threshold(examples: Sequence[Example], traits: Sequence[Mapping[str, float]], holds: Sequence[bool]) -> float:
    """Find the score above which a finding is best raised, judged on authors that were left out of the learning."""
    authors = sorted({example.author for example in examples})
    scores = [0.0] * len(examples)
    for fold in range(_FOLDS):
        left_out = set(authors[fold::_FOLDS])
        learn = [at for at, example in enumerate(examples) if example.author not in left_out]
        if not any(holds[at] for at in learn):
            continue
        bias, weights = regress([traits[at] for at in learn], [holds[at] for at in learn])
        for at, example in enumerate(examples):
            if example.author in left_out:
                scores[at] = bias + sum(weights.get(name, 0.0) * value for name, value in traits[at].items())
    return best_threshold(scores, holds)


def best_threshold(scores: Sequence[float], holds: Sequence[bool]) -> float:
    """Give the threshold with the best F1, in the middle of the gap where it lies."""
    ranked = sorted(zip(scores, holds, strict=True), reverse=True)
    best, threshold, right = -1.0, 0.0, 0
    for taken, ((score, is_right), (below, _)) in enumerate(pairwise(ranked), start=1):
        right += is_right
        value = 2 * right / (taken + sum(holds))
        if value > best and score > below:
            best, threshold = value, (score + below) / 2
    return threshold


def regress(rows: Sequence[Mapping[str, float]], holds: Sequence[bool]) -> tuple[float, dict[str, float]]:
    """Fit a logistic regression in which the few positives weigh as much as the many negatives."""
    count, positives = len(rows), max(1, sum(holds))
    weight_of = {True: count / (2 * positives), False: count / (2 * max(1, count - positives))}
    seen = Counter(name for row in rows for name in row)
    decay = {name: 1 / (_STRENGTH * seen[name]) for name in seen}
    weights, squares = dict.fromkeys(seen, 0.0), dict.fromkeys(seen, 1e-6)
    bias, bias_square = 0.0, 1e-6
    order = list(range(count))
    dice = random.Random(7)
    for _ in range(_FINDING_ROUNDS):
        dice.shuffle(order)
        for at in order:
            row, is_right = rows[at], holds[at]
            score = bias + sum(weights[name] * value for name, value in row.items())
            error = weight_of[is_right] * (1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) - is_right)
            bias_square += error * error
            bias -= 0.1 * error / math.sqrt(bias_square)
            for name, value in row.items():
                slope = error * value + decay[name] * weights[name]
                squares[name] += slope * slope
                weights[name] -= 0.02 * slope / math.sqrt(squares[name])
    return bias, weights
