"""Learns what story feedback weighs from labelled stories and sentences: logistic regressions and small trees.

scikit-learn fits them.

Everything that a later step sees of an earlier one comes from a model that has not seen that author: the beats that
marks are learned with, the marks that figures are learned with, and the numbers that verdicts are learned from. So a
verdict learns how far what was read can be trusted on somebody new. The same stories always give the same weights.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from typing import Any

import numpy
from joblib import Parallel, delayed
from scipy import sparse
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from bot.domain.story import BEATS, Story, read_story, story_of_beats
from bot.domain.story_feedback.model import (
    SCALE,
    Group,
    Groups,
    Linear,
    Model,
    Order,
    Tree,
    Trees,
    Weighing,
    kind_of,
    length_of,
    size_of,
)
from bot.domain.story_feedback.reading import Reading, told_sentences
from bot.domain.story_feedback.traits import beat_traits, figures_traits, placed_traits, sentence_traits
from bot.domain.story_feedback.verdicts import (
    FAILURE,
    MARKS,
    MISSING_EVIDENCE,
    MISSING_RESULT,
    NOT_A_STORY,
    NUMBERS,
    OF_TREES,
    ROLES,
    all_numbers_of,
    numbers_of,
)
from bot.domain.story_feedback.words import words_of

_WHATEVER_BEAT = frozenset(("task", *(f"beat:{beat}" for beat in BEATS)))
"""Learned without the beat: where a Task is missing, some other sentence is taken for it."""
_IN_FREE_TEXT_ONLY = ("missing-situation", "missing-task", "missing-action")
_FOLDS = 5
_NOBODY = -1
_FEWEST_AUTHORS = 2
_STRENGTH, _BEAT_STRENGTH, _FIGURE_STRENGTH, _VERDICT_STRENGTH = 25.0, 12.0, 8.0, 0.5
_PRIOR = 0.7
_MOST_TRAITS = 5000
_SMALLEST = 4
_NEVER = -30
_LOOSE_WEIGHT = 0.6
_RETOLD_WEIGHT = 0.1
_SOME = 3
_SHORT = 2
_RAISED_FROM = 0.6
"""Above one half, for `build/` holds more of what is hard to see than people tell, and a false alarm costs trust."""
_RAISED_ELSE = {
    MISSING_RESULT: 0.66,
    **dict.fromkeys(("no-metric", "no-safeguard", "late-ownership"), 0.54),
    **dict.fromkeys(("missing-situation", "missing-action", "vague-result", NOT_A_STORY), 0.45),
    "no-baseline": 0.4,
}
"""A Result is taken for missing too often; others are seldom wrong, or minor and seldom sure."""
_TREES = 150
_LEAST_IN_LEAF = 20
_DIGITS = 4


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
class _Retold:
    """A lesson's story told in another way, and the one verdict that is known of it then."""

    of: int
    story: Story
    verdict: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of it: the weights, and with every lesson a model that has not seen its author."""

    model: Model
    unseen: Sequence[tuple[Lesson, Model]]


@dataclass(slots=True)
class _Rows:
    """Traits by row, with who wrote each."""

    told: list[Groups] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)

    def matrix(self) -> tuple[sparse.csr_matrix, list[str]]:
        """Make one row of a matrix of each, every group as long as one; traits of a single author are left out.

        Raises `ValueError` for a trait that would be looked up as another kind than it was named as.
        """
        seen: dict[tuple[str, str], set[str]] = defaultdict(set)
        for groups, author in zip(self.told, self.authors, strict=True):
            for kind, traits in chain.from_iterable(groups):
                for rest in traits:
                    seen[kind, rest].add(author)
        if astray := [(kind, rest) for kind, rest in seen if kind_of(kind + rest) != kind]:
            raise ValueError(f"Traits of another kind than they are named as: {astray[:3]}")
        names = sorted(kind + rest for (kind, rest), authors in seen.items() if len(authors) >= _FEWEST_AUTHORS)
        column = {name: at for at, name in enumerate(names)}
        columns: list[int] = []
        ends, values = [0], []
        for groups in self.told:
            for at, group in enumerate(groups):
                known = sorted(column[trait] for trait in _names_of(group) if trait in column)
                columns += known
                values += [1 / length_of(size_of(group), at)] * len(known)
            ends.append(len(columns))
        return sparse.csr_matrix((values, columns, ends), shape=(len(self.told), len(names))), names


def _names_of(group: Group) -> Iterator[str]:
    return (kind + rest for kind, traits in group for rest in traits)


def learn(lessons: Sequence[Lesson], loose: Sequence[LooseSentence]) -> Learned:
    """Learn from stories and single sentences."""
    told = [each for each in lessons if NOT_A_STORY not in each.codes]
    fold = {author: at % _FOLDS for at, author in enumerate(sorted({each.author for each in told}))}
    fold_of = [fold[each.author] for each in told]
    nothing = _linear((), (), ())
    empty = Model(nothing, Order((), ()), nothing, {}, {})

    whole, parts = _learn_beats(told, fold_of, empty)
    readings = [Reading(each.story, parts[fold]) for each, fold in zip(told, fold_of, strict=True)]
    whole, parts = _learn_marks(told, fold_of, readings, loose, whole, parts)
    readings = [Reading(each.story, parts[fold]) for each, fold in zip(told, fold_of, strict=True)]
    whole, parts = _learn_figures(told, fold_of, readings, whole, parts)
    fold_of = [fold.get(each.author, 0) for each in lessons]
    whole, parts = _learn_verdicts(lessons, fold_of, whole, parts)
    unseen = [(each, parts[fold]) for each, fold in zip(lessons, fold_of, strict=True)]
    return Learned(whole, unseen)


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
    kept = sorted({column for _, weights in fitted for column, _ in weights})
    row = {column: at for at, column in enumerate(kept, 1)}
    table = numpy.zeros((len(kept) + 1, len(outputs)), dtype=numpy.int16)
    for output, (_, weights) in enumerate(fitted):
        for column, weight in weights:
            table[row[column], output] = weight
    return Linear.of(outputs, [bias for bias, _ in fitted], (names[column] for column in kept), table)


def _learn_beats(told: Sequence[Lesson], fold_of: Sequence[int], empty: Model) -> tuple[Model, list[Model]]:
    rows = _Rows()
    beats: list[str] = []
    groups: list[int] = []
    for lesson, fold in zip(told, fold_of, strict=True):
        traits = placed_traits(told_sentences(lesson.story))
        rows.told += traits
        rows.authors += [lesson.author] * len(traits)
        beats += lesson.beats
        groups += [fold] * len(traits)
    whole, parts = _softmax(rows, beats, groups)
    orders = [
        _order([each for each, fold in zip(told, fold_of, strict=True) if fold != at]) for at in range(-1, _FOLDS)
    ]
    models = [replace(empty, sentences=each, order=order) for each, order in zip([whole, *parts], orders, strict=True)]
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
        traits = placed_traits(reading.sentences)
        for at, ((own, around), likely) in enumerate(zip(traits, reading.likely_beats, strict=True)):
            rows.told.append(((*own, ("", beat_traits(likely))), around))
            said.append({*lesson.said[at], f"beat:{lesson.beats[at]}", *_by_figures(lesson.roles, at)})
        rows.authors += [lesson.author] * len(reading.sentences)
        groups += [fold] * len(reading.sentences)
    for each in loose:
        for sentence in told_sentences(each.story):
            rows.told.append(((*sentence_traits(words_of(sentence)), ("", beat_traits({each.beat: 1.0}))),))
            rows.authors.append(each.source)
            said.append({*each.said, f"beat:{each.beat}"})
            groups.append(-1)
    marks, by_fold = _fitted(rows, said, MARKS, groups, _STRENGTH)
    return _with_marks(whole, marks), [_with_marks(part, each) for part, each in zip(parts, by_fold, strict=True)]


def _with_marks(model: Model, marks: Linear) -> Model:
    return replace(model, sentences=model.sentences.beside(marks))


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
        for at, which, traits in figures_traits(reading.sentences, reading.marks):
            rows.told.append((traits or (("", {"kind:none"}),),))
            rows.authors.append(lesson.author)
            roles.append(lesson.roles.get((at, which), ()))
            groups.append(fold)
    figures, by_fold = _fitted(rows, roles, tuple(ROLES), groups, _FIGURE_STRENGTH)
    return replace(whole, figures=figures), [replace(p, figures=each) for p, each in zip(parts, by_fold, strict=True)]


def _learn_verdicts(
    lessons: Sequence[Lesson], fold_of: Sequence[int], whole: Model, parts: Sequence[Model]
) -> tuple[Model, list[Model]]:
    """Learn the verdicts twice: by a weighing of a few numbers chosen by hand, and by trees that may ask them all."""
    folds = [*range(_FOLDS), _NOBODY]  # The last of each list below, and so number -1, leaves nobody out.
    weighed: list[dict[str, Weighing]] = [{} for _ in folds]
    grown: list[dict[str, Trees]] = [{} for _ in folds]
    models = [
        replace(model, verdicts=verdicts, trees=trees)
        for model, verdicts, trees in zip((*parts, whole), weighed, grown, strict=True)
    ]
    readings = [Reading(each.story, models[fold]) for each, fold in zip(lessons, fold_of, strict=True)]
    retold = list(_retold(lessons))
    readings += [Reading(each.story, models[fold_of[each.of]]) for each in retold]
    group = numpy.array([*fold_of, *(fold_of[each.of] for each in retold)])
    asked, truth, counts = {}, {}, {}
    for verdict in NUMBERS:
        own = [at for at, each in enumerate(lessons) if _is_asked(verdict, each)]
        others = [(at, each.holds) for at, each in enumerate(retold, len(lessons)) if each.verdict == verdict]
        asked[verdict] = numpy.array([*own, *(at for at, _ in others)])
        truth[verdict] = numpy.array([*(_holds_of(verdict, lessons[at]) for at in own), *(each for _, each in others)])
        counts[verdict] = numpy.array([1.0] * len(own) + [_RETOLD_WEIGHT] * len(others))
        numbers = numpy.array([numbers_of(readings[at], verdict) for at in asked[verdict]])
        for fold in folds:
            seen = group[asked[verdict]] != fold
            weighing = _weigh(numbers[seen], truth[verdict][seen], counts[verdict][seen])
            weighed[fold][verdict] = _raised(verdict, weighing)
    everything = numpy.array([all_numbers_of(each) for each in readings])

    def grow(verdict: str, fold: int) -> Trees:
        seen = group[asked[verdict]] != fold
        return grow_trees(everything[asked[verdict][seen]], truth[verdict][seen], counts[verdict][seen])

    jobs = [(verdict, fold) for fold in folds for verdict in NUMBERS if verdict != FAILURE]
    done = Parallel(n_jobs=-1, prefer="processes", max_nbytes="1M")(delayed(grow)(*job) for job in jobs)
    for (verdict, fold), trees in zip(jobs, done, strict=True):
        grown[fold][verdict] = trees
    return models[_NOBODY], models[:_NOBODY]


def _retold(lessons: Sequence[Lesson]) -> Iterator[_Retold]:
    """Tell stories in ways of which a verdict is known: without evidence, without Result, as a telephone hears them."""
    for at, lesson in enumerate(lessons):
        if NOT_A_STORY in lesson.codes:
            continue
        told = list(zip((each.text for each in told_sentences(lesson.story)), lesson.beats, lesson.said, strict=True))
        is_third = at % _SOME == 0
        if lesson.story.beats is not None:
            by_beat = {beat: " ".join(text for text, there, _ in told if there == beat) for beat in BEATS}
            measured = [text for text, beat, said in told if beat == "eval_evidence" and "eval" in said]
            if is_third and measured:
                retold = {**by_beat, "result": " ".join(measured[:_SHORT])}
                yield _Retold(at, story_of_beats(retold), MISSING_RESULT, holds=True)
            continue
        for verdict, left_out, tells in (
            (MISSING_EVIDENCE, "eval_evidence", {"eval"}),
            (MISSING_RESULT, "result", {"gain", "fact", "praise"}),
        ):
            left = [text for text, beat, _ in told if beat != left_out]
            elsewhere = any(tells & set(said) for _, beat, said in told if beat != left_out)
            is_known = len(left) < len(told) and not elsewhere and verdict not in lesson.codes
            if is_known and (is_third or verdict == MISSING_EVIDENCE):
                yield _Retold(at, read_story(" ".join(left)), verdict, holds=True)
        if is_third:
            run = " ".join(text.rstrip(".!?").lower() for text, *_ in told)
            yield _Retold(at, read_story(run), NOT_A_STORY, holds=False)


def _is_asked(verdict: str, lesson: Lesson) -> bool:
    if verdict == NOT_A_STORY:
        return True
    if NOT_A_STORY in lesson.codes:
        return False
    return verdict not in _IN_FREE_TEXT_ONLY or lesson.story.beats is None


def _holds_of(verdict: str, lesson: Lesson) -> bool:
    return lesson.tells_failure if verdict == FAILURE else verdict in lesson.codes


def _weigh(numbers: Any, truth: Any, counts: Any) -> Weighing:
    """Fit one verdict on numbers brought to one scale; the scale goes into the weights."""
    if not 0 < truth.sum() < len(truth):
        return Weighing(float(_NEVER), (0.0,) * numbers.shape[1])
    middle, spread = numbers.mean(0), numbers.std(0) + 1e-6
    fitted = LogisticRegression(C=_VERDICT_STRENGTH, max_iter=500).fit((numbers - middle) / spread, truth, counts)
    weights = fitted.coef_[0] / spread
    bias = float(fitted.intercept_[0] - weights @ middle)
    return Weighing(round(bias, 3), tuple(round(float(each), 3) for each in weights))


def _raised(verdict: str, weighing: Weighing) -> Weighing:
    """Move the bias so that weighing and trees together are above zero from the likelihood on that is asked for."""
    if verdict == FAILURE:
        return weighing
    likely = _RAISED_ELSE.get(verdict, _RAISED_FROM)
    return replace(weighing, bias=round(weighing.bias - (1 + OF_TREES) * math.log(likely / (1 - likely)), 3))


def grow_trees(numbers: Any, truth: Any, counts: Any) -> Trees:
    """Fit one verdict by trees that ask two numbers each.

    `numbers` has a row for each story, `truth` says of each whether the verdict holds, `counts` how much it counts.
    """
    if not 0 < truth.sum() < len(truth):
        return Trees(float(_NEVER), ())
    grown = GradientBoostingClassifier(
        n_estimators=_TREES,
        learning_rate=0.08,
        max_depth=2,
        subsample=0.6,
        max_features=0.1,
        min_samples_leaf=_LEAST_IN_LEAF,
        random_state=7,
    ).fit(numbers, truth, counts)
    share = numpy.average(truth, weights=counts)
    trees = (_tree(each[0].tree_, grown.learning_rate) for each in grown.estimators_)
    return Trees(_shortened(math.log(share / (1 - share))), tuple(trees))


def _tree(grown: Any, rate: float) -> Tree:
    """Put one tree into a row; where it asks less than two numbers it asks one in vain."""

    def ask(node: int) -> tuple[int, float, int, int]:
        if grown.children_left[node] < 0:
            return 0, math.inf, node, node
        limit = _shortened(grown.threshold[node])
        return int(grown.feature[node]), limit, int(grown.children_left[node]), int(grown.children_right[node])

    first, limit, left, right = ask(0)
    low, low_limit, *lower = ask(left)
    high, high_limit, *higher = ask(right)
    one, two, three, four = (_shortened(rate * grown.value[leaf][0][0]) for leaf in (*lower, *higher))
    return first, limit, low, low_limit, high, high_limit, one, two, three, four


def _shortened(number: float) -> float:
    return float(f"{number:.{_DIGITS}g}")
