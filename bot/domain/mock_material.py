"""What a mock is made of: the questions of its halves, and the list of probes in the interviewer's hand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Literal

from bot.domain.framework import Framework
from bot.domain.question import Probe, Question
from bot.domain.question_bank import Leanings, suits

FEWEST_PROBES = 5
MOST_PROBES = 8
MOST_CARRIED = 3
USUAL_NEW_PROBES = 6
MOST_QUESTIONS = {"short": 3, "full": 6}
PLANNED_QUESTIONS = {"short": 1, "full": 5}

Verdict = Literal["", "answered", "partly", "missed"]
VERDICTS: tuple[Verdict, ...] = ("answered", "partly", "missed")

# How well each hardness of a probe fits a level: gentle, firm, hard.
_FIT: Mapping[str, tuple[int, int, int]] = {
    "junior": (2, 2, 0),
    "mid": (1, 2, 1),
    "senior": (0, 2, 2),
    "staff": (0, 1, 3),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MockQuestion:
    """A question of one half. `laps` are the beats in the order told, each with the second at which it began."""

    mock_id: int
    half: int
    position: int
    question_id: str
    asked_at: datetime | None = None
    seconds: int | None = None
    laps: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedProbe:
    """A line of the interviewer's list. A carried one is an open follow-up of the candidate's."""

    number: int
    text: str
    probe_id: str | None = None
    followup_id: int | None = None
    verdict: Verdict = ""


def choose_probes(
    fitting: Sequence[Probe],
    *,
    carried: int,
    level: str | None,
    weights: Mapping[str, int],
    besides: Collection[str] = (),
) -> list[Probe]:
    """Choose the probes that join the carried ones, five to eight in all where there are as many, gentle to hard.

    `fitting` are those made for the question, best first. The candidate's level says how hard they may be; a beat whose
    criterion counts more at their kind of employer (`weights`) is pressed before others.
    """
    spare = [probe for probe in fitting if probe.id not in besides]
    fit = _FIT[level or "mid"]
    spare.sort(key=lambda probe: -(fit[probe.hardness - 1] + weights.get(probe.beat.replace("_", "-"), 1)))
    wanted = max(FEWEST_PROBES - carried, min(USUAL_NEW_PROBES, MOST_PROBES - carried))
    return sorted(spare[:wanted], key=lambda probe: probe.hardness)


def choose_questions(
    pool: Sequence[Question],
    leanings: Leanings,
    *,
    count: int,
    met: Collection[str],
    themes: Collection[str],
    seed: str,
) -> list[Question]:
    """Choose questions for a candidate, each of another theme while there are enough.

    First those that they have not met in a mock, then those of the day's themes, then what suits them; chance decides
    among equals.
    """
    chance = Random(seed)
    order = sorted(
        pool,
        key=lambda each: (each.id in met, each.theme not in themes, -suits(each, leanings), chance.random()),
    )
    chosen: list[Question] = []
    while order and len(chosen) < count:
        used = {each.theme for each in chosen}
        following = next((each for each in order if each.theme not in used and each.id not in met), order[0])
        order.remove(following)
        chosen.append(following)
    return chosen


def next_to_ask(probes: Sequence[ListedProbe], after: int = 0) -> ListedProbe | None:
    """Give the first line without a verdict behind another one, from the top again where there is none."""
    unasked = [probe for probe in probes if not probe.verdict]
    return next((probe for probe in unasked if probe.number > after), next(iter(unasked), None))


def beat_seconds(laps: Sequence[tuple[str, int]], seconds: int) -> dict[str, int]:
    """Add up how long each beat took, from when it was begun to the next one or the end."""
    ends = [at for _, at in laps[1:]] + [seconds]
    took: dict[str, int] = {}
    for (beat, begun), end in zip(laps, ends, strict=False):
        took[beat] = took.get(beat, 0) + max(0, end - begun)
    return took


def beat_budgets(framework: Framework) -> dict[str, tuple[float, float]]:
    """Give the fewest and most seconds of each beat; percents are taken of the longest answer to aim for."""
    longest = framework.aim_seconds[1]
    budgets: dict[str, tuple[float, float]] = {}
    for beat in framework.beats:
        if beat.seconds:
            budgets[beat.id] = beat.seconds
        elif beat.percent:
            budgets[beat.id] = (beat.percent[0] * longest / 100, beat.percent[1] * longest / 100)
    return budgets
