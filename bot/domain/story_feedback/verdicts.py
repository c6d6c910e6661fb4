"""From what the sentences say to what is found of the story: numbers that are weighed, and asked by small trees.

Each finding has a handful of numbers, chosen by hand: logarithms of how likely something is told (`_told`) or not told
(`_untold`), so that a finding which needs two things falls as soon as one of them is missing. How much each weighs was
learned from labelled stories. Beside it, small trees ask all that is known of the story (`everything`), two numbers
each. Both judge, and the sum decides.
"""

import math
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial

import numpy

from bot.domain.story import BEATS
from bot.domain.story_feedback.model import Table, probability
from bot.domain.story_feedback.reading import Reading
from bot.domain.story_feedback.sentences import Sentence
from bot.domain.story_feedback.telling import shares_told, words_of_trade

FAILURE = "failure"
NOT_A_STORY = "not-a-story"
MISSING_EVIDENCE = "missing-eval-evidence"
MISSING_RESULT = "missing-result"
_PERCENT = 100
SAID = (
    *("task", "eval", "feel", "judge", "control", "gain", "fact", "praise", "overclaim", "fairclaim", "lesson"),
    *("harm", "own", "accept", "blame", "excuse", "guard", "repair", "pride"),
)
"""What a sentence can say, as labels name it."""
ROLES = {"n": "size", "m": "metric", "u": "unnamed", "o": "outcome", "b": "compared"}
"""What a figure can be, as labels name it, and what its sentence says by it."""
MARKS = (*SAID, *ROLES.values(), *(f"beat:{beat}" for beat in BEATS))
"""All that is learned of a sentence: what it says, which figures it holds, and the beat that it tells."""
_TOLD_OR_COUNTED = frozenset((*SAID, *ROLES.values()))
_LEAST = 0.002
_SURE = 0.995
_OPENING = 2
OF_TREES = 2
"""How much the trees of a verdict count beside the weighing by hand."""
Numbers = Sequence[float]
Places = Sequence[int]


def holds(reading: Reading, verdict: str) -> bool:
    """Say whether one of the learned verdicts holds of a story; it is weighed once a reading."""
    held = _View.of(reading).held
    if verdict not in held:
        held[verdict] = _score(reading, verdict) > 0
    return held[verdict]


def _score(reading: Reading, verdict: str) -> float:
    view = _View.of(reading)
    score = reading.model.verdicts[verdict].score(view.numbers(verdict))
    return score if verdict not in reading.model.trees else score + OF_TREES * view.of_trees[verdict]


def numbers_of(reading: Reading, verdict: str) -> Numbers:
    """Give the numbers of a story that a verdict weighs."""
    return _View.of(reading).numbers(verdict)


def all_numbers_of(reading: Reading) -> Table:
    """Give all that trees may ask of a story: the numbers of every verdict, and how likely everything is where."""
    return _View.of(reading).everything


def tells_failure(reading: Reading) -> bool:
    """Say whether the main event is something live of theirs that did harm, was wrong, or went down."""
    return holds(reading, FAILURE)


def opening(reading: Reading) -> list[Sentence]:
    """Give the first two sentences; under headings, of the first beat that has any, wherever its heading stands."""
    return [reading.sentences[at] for at in _opening(reading)]


def _opening(reading: Reading) -> Places:
    first = next((beat for beat in BEATS if reading.of(beat)), None) if reading.is_in_beats else None
    return (reading.places(first) if first else range(len(reading.sentences)))[:_OPENING]


def evidence_places(reading: Reading) -> Places:
    """Say which sentences may hold eval evidence: under the headings of STAR-EJ only those below its own."""
    if reading.is_in_beats and reading.story.framework == "star-ej":
        return reading.places("eval_evidence")
    return [at for at, sentence in enumerate(reading.sentences) if sentence.beat != "judgment"]


class _View:
    """What a reading holds, asked for by likelihood; places are numbers of sentences."""

    def __init__(self, reading: Reading) -> None:
        # A reading keeps its view: were it kept in turn, only the garbage collector could clear either away.
        self.reading: Reading = weakref.proxy(reading)
        everywhere = range(len(reading.sentences))
        self.evidence = evidence_places(reading)
        self.told_result = reading.places("result")
        self.result = self.told_result if reading.is_in_beats else everywhere
        self.lesson = reading.places("judgment") if reading.is_in_beats else everywhere
        self.early = reading.places("situation", "task")
        self.opening = _opening(reading)
        self.before_judgment = [at for at in everywhere if reading.sentences[at].beat != "judgment"]
        self.held: dict[str, bool] = {}
        self._numbers: dict[str, Numbers] = {}

    @classmethod
    def of(cls, reading: Reading) -> "_View":
        view: _View | None = reading.view
        if view is None:
            view = reading.view = cls(reading)
        return view

    def all(self, mark: str, places: Places | None = None) -> Sequence[float]:
        """Give how likely each of the sentences asked for says something."""
        known = self.reading.marks[mark]
        return (known if places is None else [known[at] for at in places]) or [0.0]

    def best(self, mark: str, places: Places | None = None) -> float:
        return max(self.all(mark, places))

    def second(self, mark: str) -> float:
        return sorted([0.0, *self.all(mark)])[-2]

    def some(self, mark: str, places: Places | None = None) -> float:
        return _any_of(self.all(mark, places))

    def figure(self, role: str, places: Places) -> float:
        """Give how likely a figure of a kind stands in the sentences asked for."""
        known = self._figures[role]
        return max((known[at] for at in places if at in known), default=0.0)

    @cached_property
    def _figures(self) -> Mapping[str, Mapping[int, float]]:
        """Give by role, and by sentence that holds figures, how likely one of them has it."""
        found: dict[str, dict[int, float]] = {role: {} for role in ROLES}
        for each in self.reading.roles:
            for role, likely in each.likely.items():
                found[role][each.at] = max(likely, found[role].get(each.at, 0.0))
        return found

    def beat(self, beat: str) -> float:
        return max((row[beat] for row in self.reading.likely_beats), default=0.0)

    def numbers(self, verdict: str) -> Numbers:
        """Give the numbers of a verdict; they are found once."""
        if verdict not in self._numbers:
            self._numbers[verdict] = NUMBERS[verdict](self)
        return self._numbers[verdict]

    @cached_property
    def everything(self) -> Table:
        """Give all numbers, always as many and in this order: trees ask for them by their place."""
        reading = self.reading
        numbers = [number for verdict in NUMBERS for number in self.numbers(verdict)]
        numbers += [float(reading.is_in_beats), float(len(reading.sentences)), self.failure]
        everywhere = range(len(reading.sentences))
        parts = (everywhere, self.evidence, self.told_result, self.early, reading.places("judgment"), self.opening)
        told = _threes_of(reading.told, parts)
        roles = numpy.array([list(each.likely.values()) for each in reading.roles]).reshape(-1, len(ROLES))
        stands = [each.at for each in reading.roles]
        inside = [[at for at, stand in enumerate(stands) if stand in places] for places in map(set, parts[:4])]
        counted = len(_TOLD_OR_COUNTED)
        figures = _threes_of(roles, inside)
        return numpy.concatenate([numbers, told[:counted].ravel(), told[counted:, 0].ravel(), figures.ravel()])

    @cached_property
    def of_trees(self) -> Mapping[str, float]:
        return self.reading.model.grove.scores(self.everything)

    @cached_property
    def failure(self) -> float:
        reading = self.reading
        return probability(reading.model.verdicts[FAILURE].score(self.numbers(FAILURE)))


def _threes_of(likely: Table, parts: Sequence[Places]) -> Table:
    """Give by column and part the likeliest of its rows, the one after it, and how many are to be expected."""
    padded = numpy.concatenate([numpy.zeros((2, likely.shape[1])), likely])
    threes = numpy.empty((likely.shape[1], len(parts), 3))
    for part, places in enumerate(parts):
        rows = padded[[0, 1, *(at + 2 for at in places)]]
        threes[:, part, 2] = rows.sum(0)
        rows.partition(len(rows) - 2, axis=0)
        threes[:, part, 0], threes[:, part, 1] = rows[-1], rows[-2]
    return threes


def _any_of(likely: Iterable[float]) -> float:
    return 1 - math.prod(1 - min(each, _SURE) for each in likely)


def _told(likely: float) -> float:
    return math.log(max(likely, _LEAST))


def _untold(likely: float) -> float:
    return math.log(max(1 - likely, _LEAST))


def _failure(view: _View) -> Numbers:
    numbers = []
    for mark in ("harm", "own", "repair", "guard", "excuse", "blame"):
        numbers += [_odds(view.best(mark)), _odds(view.second(mark))]
    return [*numbers, sum(view.all("harm")), sum(view.all("repair"))]


def _odds(likely: float) -> float:
    kept = min(max(likely, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))


def _not_a_story(view: _View) -> Numbers:
    reading = view.reading
    words = [word for sentence in reading.sentences for word in sentence.words]
    beats = {sentence.beat for sentence in reading.sentences}
    sentences = max(1, len(reading.sentences))
    return [
        *(share * _PERCENT for share in shares_told(words)),
        float(words_of_trade(reading.low)),
        float(reading.is_in_beats) * len(beats),
        sum(view.all("beat:action")) / sentences,
        sum(view.all("beat:situation")) / sentences,
        *(_untold(view.best(mark)) for mark in ("task", "harm", "gain", "lesson", "eval")),
    ]


def _missing_beat(view: _View, beat: str) -> Numbers:
    mark = f"beat:{beat}"
    return [_untold(view.beat(beat)), _untold(view.best(mark)), _untold(view.some(mark))]


def _missing_result(view: _View) -> Numbers:
    said = max(view.best(mark, view.result) for mark in ("gain", "fact", "outcome", "praise"))
    mark = "beat:result"
    return [_untold(view.some(mark, view.result)), _untold(view.best(mark, view.result)), _untold(said)]


def _missing_task(view: _View) -> Numbers:
    return [_untold(view.best("task", view.before_judgment)), _untold(view.some("task", view.before_judgment))]


def _missing_judgment(view: _View) -> Numbers:
    return [_untold(view.best("lesson", view.lesson)), _untold(view.some("lesson", view.lesson))]


def _missing_evidence(view: _View) -> Numbers:
    there = view.evidence
    return [
        _untold(view.best("eval", there)),
        _untold(view.some("eval", there)),
        _untold(view.best("metric", there)),
        _told(view.best("feel", there)),
    ]


def _no_sample_size(view: _View) -> Numbers:
    there = view.evidence
    return [
        _told(view.best("eval", there)),
        _untold(view.best("size", there)),
        _untold(view.some("size", there)),
        _untold(view.best("size", view.before_judgment)),
        _untold(view.figure("n", there)),
        _untold(view.figure("n", view.before_judgment)),
    ]


def _no_metric(view: _View) -> Numbers:
    there = view.evidence
    return [
        _told(view.best("eval", there)),
        _untold(view.best("metric", there)),
        _untold(view.some("metric", there)),
        _untold(view.figure("m", there)),
        _told(view.best("unnamed", there)),
        _told(view.best("feel", there)),
    ]


def _judge_bias(view: _View) -> Numbers:
    return [
        _told(view.best("judge")),
        _told(view.some("judge")),
        _untold(view.best("control")),
        _untold(view.some("control")),
        _told(view.best("eval", view.evidence)),
    ]


def _vague_result(view: _View) -> Numbers:
    there = view.told_result
    return [
        _told(view.best("gain", there)),
        _untold(view.best("fact", there)),
        _untold(view.some("fact", there)),
        _untold(view.best("outcome", there)),
        _untold(view.figure("o", there)),
    ]


def _no_baseline(view: _View) -> Numbers:
    there, early = view.result, view.early
    return [
        _told(view.best("outcome", there)),
        _told(view.figure("o", there)),
        _untold(view.best("compared", there)),
        _untold(view.figure("b", there)),
        _untold(view.figure("b", early)),
        _untold(view.best("compared", early)),
    ]


def _overclaim(view: _View) -> Numbers:
    claimed = view.all("overclaim")
    supported = view.all("fairclaim")[claimed.index(max(claimed))]
    return [_told(view.best("overclaim")), _told(view.some("overclaim")), _untold(supported)]


def _defends_failure(view: _View) -> Numbers:
    return [
        _told(view.failure),
        _told(view.best("excuse")),
        _told(view.some("excuse")),
        _told(view.second("excuse")),
        _untold(view.best("accept")),
    ]


def _blames_others(view: _View) -> Numbers:
    return [
        _told(view.failure),
        _told(view.best("blame")),
        _told(view.some("blame")),
        _untold(view.best("accept")),
        _untold(view.best("own")),
        _untold(view.best("excuse")),
    ]


def _late_ownership(view: _View) -> Numbers:
    harm, own = view.all("harm", view.opening), view.all("own", view.opening)
    return [_told(view.failure), _untold(max(harm)), _untold(max(own)), _untold(_any_of([*harm, *own]))]


def _no_safeguard(view: _View) -> Numbers:
    return [_told(view.failure), _untold(view.best("guard")), _untold(view.some("guard"))]


def _prompt_moat(view: _View) -> Numbers:
    return [_told(view.best("pride")), _told(view.some("pride")), _told(view.second("pride"))]


NUMBERS: Mapping[str, Callable[[_View], Numbers]] = {
    FAILURE: _failure,
    NOT_A_STORY: _not_a_story,
    "missing-situation": partial(_missing_beat, beat="situation"),
    "missing-task": _missing_task,
    "missing-action": partial(_missing_beat, beat="action"),
    MISSING_RESULT: _missing_result,
    MISSING_EVIDENCE: _missing_evidence,
    "missing-judgment": _missing_judgment,
    "vague-result": _vague_result,
    "overclaim": _overclaim,
    "no-sample-size": _no_sample_size,
    "no-metric": _no_metric,
    "no-baseline": _no_baseline,
    "judge-bias": _judge_bias,
    "defends-failure": _defends_failure,
    "blames-others": _blames_others,
    "late-ownership": _late_ownership,
    "no-safeguard": _no_safeguard,
    "prompt-moat": _prompt_moat,
}
