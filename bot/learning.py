"""Learns what story feedback weighs from labelled stories and sentences: logistic regressions, by scikit-learn.

Everything that a later step sees of an earlier one comes from a model that has not seen that author: the beats that
marks are learned with, the marks that figures are learned with, and the numbers that verdicts are learned from. So a
verdict learns how far what was read can be trusted on somebody new. The same stories always give the same weights.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from typing import Any

import numpy
from joblib import Parallel, delayed
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from bot.domain.story import BEATS, Story
from bot.domain.story_feedback.model import SCALE, Linear, Model, Order, Weighing, length_of, pack
from bot.domain.story_feedback.reading import Reading, told_sentences
from bot.domain.story_feedback.traits import beat_traits, figure_traits, placed_traits, sentence_traits
from bot.domain.story_feedback.verdicts import FAILURE, MARKS, NOT_A_STORY, NUMBERS, ROLES, numbers_of
from bot.domain.story_feedback.words import words_of

_WHATEVER_BEAT = frozenset(("task", *(f"beat:{beat}" for beat in BEATS)))
"""Learned without the beat: where a Task is missing, some other sentence is taken for it."""
_ONE_BY_ONE = ("missing-situation", "missing-task", "missing-action", "missing-result")
"""Too rare for a likelihood to be trusted: their threshold is the one with the best F1."""
_IN_FREE_TEXT_ONLY = ("missing-situation", "missing-task", "missing-action")
_FOLDS = 5
_FEWEST_AUTHORS = 2
_STRENGTH, _BEAT_STRENGTH, _VERDICT_STRENGTH = 25.0, 12.0, 0.5
_PRIOR = 0.7
_MOST_TRAITS = 5000
_SMALLEST = 4
_NEVER = -30
_RAISED_FROM, _RAISED_SOONER = 0.5, 0.45
_SELDOM_SURE = ("no-sample-size", "no-baseline", "late-ownership", "no-safeguard", "vague-result")
"""What depends on something not being told is seldom likelier than not."""
_LOOSE_WEIGHT = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One labelled story as learning sees it.

    `beats` and `said` are by sentence (as `Reading` cuts them), `roles` by sentence and figure in it.
    """

    author: str
    story: Story
    codes: Collection[str]
    tells_failure: bool
    beats: Sequence[str]
    said: Sequence[Collection[str]]
    roles: Mapping[tuple[int, int], Collection[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseSentence:
    """One labelled sentence that stands in no story."""

    source: str
    story: Story
    beat: str
    said: Collection[str]


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of it: the weights, and with every lesson a model that has not seen its author."""

    model: Model
    unseen: Sequence[tuple[Lesson, Model]]


@dataclass(slots=True)
class _Rows:
    """Traits by row, with who wrote each."""

    groups: list[Sequence[Collection[str]]] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)

    def matrix(self) -> tuple[sparse.csr_matrix, list[str]]:
        """Make one row of a matrix of each, every group as long as one; traits of a single author are left out."""
        seen: dict[str, set[str]] = defaultdict(set)
        for groups, author in zip(self.groups, self.authors, strict=True):
            for trait in chain.from_iterable(groups):
                seen[trait].add(author)
        names = sorted(trait for trait, authors in seen.items() if len(authors) >= _FEWEST_AUTHORS)
        column = {name: at for at, name in enumerate(names)}
        columns: list[int] = []
        ends, values = [0], []
        for traits in self.groups:
            for at, group in enumerate(traits):
                known = sorted(column[trait] for trait in group if trait in column)
                columns += known
                values += [1 / length_of(group, at)] * len(known)
            ends.append(len(columns))
        return sparse.csr_matrix((values, columns, ends), shape=(len(self.groups), len(names))), names


def learn(lessons: Sequence[Lesson], loose: Sequence[LooseSentence]) -> Learned:
    """Learn from stories and single sentences."""
    told = [each for each in lessons if NOT_A_STORY not in each.codes]
    fold = {author: at % _FOLDS for at, author in enumerate(sorted({each.author for each in told}))}
    fold_of = [fold[each.author] for each in told]
    empty = Model(Linear((), (), {}), Order((), ()), Linear((), (), {}), Linear((), (), {}), {})

    whole, parts = _learn_beats(told, fold_of, empty)
    readings = [Reading(each.story, parts[fold]) for each, fold in zip(told, fold_of, strict=True)]
    whole, parts = _learn_marks(told, fold_of, readings, loose, whole, parts)
    readings = [Reading(each.story, parts[fold]) for each, fold in zip(told, fold_of, strict=True)]
    whole, parts = _learn_figures(told, fold_of, readings, whole, parts)
    fold_of = [fold.get(each.author, 0) for each in lessons]
    verdicts, by_fold = _learn_verdicts(lessons, fold_of, parts)
    parts = [replace(part, verdicts=each) for part, each in zip(parts, by_fold, strict=True)]
    unseen = [(each, parts[fold]) for each, fold in zip(lessons, fold_of, strict=True)]
    return Learned(replace(whole, verdicts=verdicts), unseen)


def _fitted(
    rows: _Rows, said: Sequence[Collection[str]], outputs: Sequence[str], groups: Sequence[int], strength: float
) -> tuple[Linear, list[Linear]]:
    """Fit on all rows, and once without each group of them; group -1 is never left out."""
    matrix, names = rows.matrix()
    bare = numpy.array([not name.startswith("B:") for name in names], dtype=float)
    without_beat = matrix @ sparse.diags(bare)
    group = numpy.array(groups)
    truth = {output: numpy.array([output in each for each in said]) for output in outputs}

    def fit(output: str, left_out: int) -> tuple[int, list[tuple[int, int]]]:
        kept = numpy.flatnonzero(group != left_out) if left_out >= 0 else numpy.arange(len(groups))
        data = without_beat if output in _WHATEVER_BEAT else matrix
        return _regress(data[kept], truth[output][kept], strength, numpy.where(group[kept] < 0, _LOOSE_WEIGHT, 1.0))

    which = [-2, *range(_FOLDS)]
    jobs = [(output, left_out) for left_out in which for output in outputs]
    done = Parallel(n_jobs=-1, prefer="processes", max_nbytes="1M")(delayed(fit)(*job) for job in jobs)
    models = [_linear(outputs, done[at * len(outputs) : (at + 1) * len(outputs)], names) for at in range(len(which))]
    return models[0], models[1:]


def _regress(data: Any, truth: Any, strength: float, counts: Any) -> tuple[int, list[tuple[int, int]]]:
    """Fit one output; give its bias, and its largest weights by column, in hundredths."""
    if not 0 < truth.sum() < len(truth):
        return _NEVER * SCALE, []
    fitted = LogisticRegression(C=strength, solver="liblinear", max_iter=60, random_state=7)
    fitted.fit(data, truth, sample_weight=counts)
    return round(float(fitted.intercept_[0]) * SCALE), _largest(fitted.coef_[0], _MOST_TRAITS)


def _largest(coefficients: Any, most: int) -> list[tuple[int, int]]:
    """Give the largest weights by column, in hundredths."""
    weights = numpy.rint(coefficients * SCALE).astype(int)
    ranked = numpy.argsort(-abs(weights), kind="stable")[:most]
    return [(int(at), int(weights[at])) for at in ranked if abs(weights[at]) >= _SMALLEST]


def _linear(
    outputs: Sequence[str], fitted: Sequence[tuple[int, list[tuple[int, int]]]], names: Sequence[str]
) -> Linear:
    traits: dict[str, list[tuple[int, int]]] = {}
    for output, (_, weights) in enumerate(fitted):
        for column, weight in weights:
            traits.setdefault(names[column], []).append((output, weight))
    return Linear(tuple(outputs), tuple(bias for bias, _ in fitted), {name: pack(row) for name, row in traits.items()})


def _learn_beats(told: Sequence[Lesson], fold_of: Sequence[int], empty: Model) -> tuple[Model, list[Model]]:
    rows = _Rows()
    beats: list[str] = []
    groups: list[int] = []
    for lesson, fold in zip(told, fold_of, strict=True):
        traits = placed_traits(told_sentences(lesson.story))
        rows.groups += traits
        rows.authors += [lesson.author] * len(traits)
        beats += lesson.beats
        groups += [fold] * len(traits)
    whole, parts = _softmax(rows, beats, groups)
    orders = [
        _order([each for each, fold in zip(told, fold_of, strict=True) if fold != at]) for at in range(-1, _FOLDS)
    ]
    models = [replace(empty, beats=each, order=order) for each, order in zip([whole, *parts], orders, strict=True)]
    return models[0], models[1:]


def _softmax(rows: _Rows, beats: Sequence[str], groups: Sequence[int]) -> tuple[Linear, list[Linear]]:
    matrix, names = rows.matrix()
    group, truth = numpy.array(groups), numpy.array([BEATS.index(beat) for beat in beats])

    def fit(left_out: int) -> list[tuple[int, list[tuple[int, int]]]]:
        kept = numpy.flatnonzero(group != left_out)
        fitted = LogisticRegression(C=_BEAT_STRENGTH, max_iter=300).fit(matrix[kept], truth[kept])
        shares = numpy.bincount(truth[kept], minlength=len(BEATS)) / len(kept)
        found = []
        for beat in range(len(BEATS)):
            bias = float(fitted.intercept_[beat]) - _PRIOR * math.log(shares[beat])
            found.append((round(bias * SCALE), _largest(fitted.coef_[beat], 2 * _MOST_TRAITS)))
        return found

    done = Parallel(n_jobs=-1, prefer="processes", max_nbytes="1M")(delayed(fit)(at) for at in range(-1, _FOLDS))
    models = [_linear(BEATS, each, names) for each in done]
    return models[0], models[1:]


def _order(lessons: Iterable[Lesson]) -> Order:
    """Learn which beat opens a free text and which follows which."""
    first = [0.5] * len(BEATS)
    follows = [[0.5] * len(BEATS) for _ in BEATS]
    for lesson in lessons:
        if lesson.story.beats is not None or not lesson.beats:
            continue
        places = [BEATS.index(beat) for beat in lesson.beats]
        first[places[0]] += 1
        for one, other in pairwise(places):
            follows[one][other] += 1
    return Order(_logs(first), tuple(_logs(row) for row in follows))


def _logs(counts: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(math.log(count / sum(counts)), 2) for count in counts)


def _learn_marks(
    told: Sequence[Lesson],
    fold_of: Sequence[int],
    readings: Sequence[Reading],
    loose: Sequence[LooseSentence],
    whole: Model,
    parts: Sequence[Model],
) -> tuple[Model, list[Model]]:
    rows, said, groups = _Rows(), [], []
    for lesson, fold, reading in zip(told, fold_of, readings, strict=True):
        for at, (groups_of, sentence) in enumerate(
            zip(placed_traits(reading.sentences), reading.sentences, strict=True)
        ):
            own, around = groups_of
            rows.groups.append((own.union(beat_traits(words_of(sentence), sentence.beat)), around))
            said.append({*lesson.said[at], f"beat:{lesson.beats[at]}", *_by_figures(lesson.roles, at)})
        rows.authors += [lesson.author] * len(reading.sentences)
        groups += [fold] * len(reading.sentences)
    for each in loose:
        for sentence in told_sentences(each.story):
            words = words_of(sentence)
            rows.groups.append(({*sentence_traits(words), *beat_traits(words, each.beat)},))
            rows.authors.append(each.source)
            said.append({*each.said, f"beat:{each.beat}"})
            groups.append(-1)
    marks, by_fold = _fitted(rows, said, MARKS, groups, _STRENGTH)
    return replace(whole, marks=marks), [replace(part, marks=each) for part, each in zip(parts, by_fold, strict=True)]


def _by_figures(roles: Mapping[tuple[int, int], Collection[str]], at: int) -> set[str]:
    return {ROLES[role] for (sentence, _), known in roles.items() if sentence == at for role in known}


def _learn_figures(
    told: Sequence[Lesson],
    fold_of: Sequence[int],
    readings: Sequence[Reading],
    whole: Model,
    parts: Sequence[Model],
) -> tuple[Model, list[Model]]:
    rows, roles, groups = _Rows(), [], []
    for lesson, fold, reading in zip(told, fold_of, readings, strict=True):
        for at, sentence in enumerate(reading.sentences):
            for which in range(len(sentence.figures)):
                rows.groups.append((figure_traits(reading.sentences, reading.marks, at, which) or {"kind:none"},))
                rows.authors.append(lesson.author)
                roles.append(lesson.roles.get((at, which), ()))
                groups.append(fold)
    figures, by_fold = _fitted(rows, roles, tuple(ROLES), groups, _STRENGTH)
    return replace(whole, figures=figures), [replace(p, figures=each) for p, each in zip(parts, by_fold, strict=True)]


def _learn_verdicts(
    lessons: Sequence[Lesson], fold_of: Sequence[int], parts: Sequence[Model]
) -> tuple[dict[str, Weighing], list[dict[str, Weighing]]]:
    whole: dict[str, Weighing] = {}
    by_fold: list[dict[str, Weighing]] = [{} for _ in parts]
    readings = [
        Reading(each.story, replace(parts[fold], verdicts=by_fold[fold]))
        for each, fold in zip(lessons, fold_of, strict=True)
    ]
    group = numpy.array(fold_of)
    for verdict in NUMBERS:
        kept = [at for at, each in enumerate(lessons) if _is_asked(verdict, each)]
        numbers = numpy.array([numbers_of(readings[at], verdict) for at in kept])
        truth = numpy.array([_holds_of(verdict, lessons[at]) for at in kept])
        own = group[kept]
        fitted = [_weigh(numbers[own != fold], truth[own != fold]) for fold in range(len(parts))]
        scores = numpy.array([fitted[fold].score(row) for fold, row in zip(own, numbers, strict=True)])
        for fold, weighing in enumerate(fitted):
            seen = own != fold
            by_fold[fold][verdict] = _raised_from(weighing, _threshold(verdict, scores[seen], truth[seen]))
        whole[verdict] = _raised_from(_weigh(numbers, truth), _threshold(verdict, scores, truth))
    return whole, by_fold


def _is_asked(verdict: str, lesson: Lesson) -> bool:
    if verdict == NOT_A_STORY:
        return True
    if NOT_A_STORY in lesson.codes:
        return False
    return verdict not in _IN_FREE_TEXT_ONLY or lesson.story.beats is None


def _holds_of(verdict: str, lesson: Lesson) -> bool:
    return lesson.tells_failure if verdict == FAILURE else verdict in lesson.codes


def _weigh(numbers: Any, truth: Any) -> Weighing:
    """Fit one verdict on numbers brought to one scale; the scale goes into the weights."""
    if not 0 < truth.sum() < len(truth):
        return Weighing(float(_NEVER), (0.0,) * numbers.shape[1])
    middle, spread = numbers.mean(0), numbers.std(0) + 1e-6
    fitted = LogisticRegression(C=_VERDICT_STRENGTH, max_iter=500).fit((numbers - middle) / spread, truth)
    weights = fitted.coef_[0] / spread
    return Weighing(float(fitted.intercept_[0] - weights @ middle), tuple(float(each) for each in weights))


def _threshold(verdict: str, scores: Any, truth: Any) -> float:
    if verdict == FAILURE:
        return 0.0
    if verdict in _ONE_BY_ONE:
        return best_threshold(scores, truth)
    raised_from = _RAISED_SOONER if verdict in _SELDOM_SURE else _RAISED_FROM
    return math.log(raised_from / (1 - raised_from))


def _raised_from(weighing: Weighing, threshold: float) -> Weighing:
    return Weighing(round(weighing.bias - threshold, 3), tuple(round(each, 3) for each in weighing.weights))


def best_threshold(scores: Sequence[float], holds: Sequence[bool]) -> float:
    """Give the threshold with the best F1, in the middle of the gap where it lies."""
    ranked = sorted(zip(map(float, scores), map(bool, holds), strict=True), reverse=True)
    best, threshold, right = -1.0, 0.0, 0
    for taken, ((score, is_right), (below, _)) in enumerate(pairwise(ranked), start=1):
        right += is_right
        value = 2 * right / (taken + sum(map(bool, holds)))
        if value > best and score > below:
            best, threshold = value, (score + below) / 2
    return threshold
