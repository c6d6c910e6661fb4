"""Rounds of pretend members, for `loopmates pair simulate` and the benchmark beside other ways of pairing."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from time import perf_counter
from typing import Any, Literal

from bot.domain.availability import free_quarters, week_from
from bot.domain.member import LEVELS, PARTS_OF_DAY
from bot.domain.pairing import Draw, Meeting, Person, draw
from bot.domain.wall_clock import WEEKDAYS

Availability = Literal["full", "mixed"]

FIRST_ROUND_ON = date(2026, 11, 23)
EMPLOYER_TYPES = 6
# Where pretend members live: two thirds within a few hours of each other, the others around the world.
ZONES = (
    *("Europe/Berlin", "Europe/Berlin", "Europe/London", "Europe/London", "America/New_York", "America/New_York"),
    *("America/Chicago", "America/Los_Angeles", "America/Sao_Paulo", "Asia/Kolkata", "Africa/Lagos", "Asia/Tokyo"),
)
WEEKDAY_CHANCE, WEEKEND_CHANCE, PART_CHANCE = 0.6, 0.35, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedRound:
    """One round: the draw, how long it took, and the most memory that the process has held so far."""

    number: int
    here: int
    draw: Draw
    seconds: float
    peak_memory_mb: float | None

    def as_json(self) -> dict[str, Any]:
        return {
            "round": self.number,
            "members": self.here,
            "groups": [list(group) for group in self.draw.groups],
            "left_out": [left.member_id for left in self.draw.left_out],
            "repeats": self.draw.repeats,
            "lower_bound": self.draw.repeats_at_least,
            "apart": self.draw.apart,
            "gap": round(self.draw.gap, 6),
            "seconds": round(self.seconds, 6),
            "peak_memory_mb": self.peak_memory_mb,
        }

    def as_line(self) -> str:
        memory = "" if self.peak_memory_mb is None else f"{self.peak_memory_mb:8.1f}"
        return (
            f"{self.number:5} {self.here:7,} {len(self.draw.groups):7,} {len(self.draw.left_out):8} "
            f"{self.draw.repeats:7,} {self.draw.repeats_at_least:8,} {self.draw.apart:6,} "
            f"{100 * self.draw.gap:6.2f} % {self.seconds:9.4f} {memory}"
        )


HEADING = "round members  groups left out repeats at least  apart      gap   seconds  peak MB"


def simulate(
    *, members: int, rounds: int, seed: int = 1, availability: Availability = "full", attendance: float = 1.0
) -> Iterator[SimulatedRound]:
    """Draw round after round, each time taking the mocks of all rounds before for held.

    Members are numbered from 1. `attendance` is the chance with which each of them is in a round.
    """
    people = pretend_members(members, seed=seed, availability=availability)
    random = Random(seed)
    meetings: list[Meeting] = []
    for number in range(1, rounds + 1):
        here = people if attendance >= 1 else [person for person in people if random.random() < attendance]
        started = perf_counter()
        drawn = draw(here, meetings=meetings, seed=random.getrandbits(32))
        seconds = perf_counter() - started
        on = FIRST_ROUND_ON + timedelta(weeks=number - 1)
        meetings.extend(Meeting(member_ids=group, on=on) for group in drawn.groups)
        yield SimulatedRound(
            number=number, here=len(here), draw=drawn, seconds=seconds, peak_memory_mb=peak_memory_mb()
        )


def pretend_members(count: int, *, seed: int, availability: Availability) -> Sequence[Person]:
    """Make people up: all alike, or each with a zone, hours, a kind of employer and a level."""
    if availability == "full":
        return [Person(id=number) for number in range(1, count + 1)]
    random = Random(seed)
    return [_mixed_person(number, random) for number in range(1, count + 1)]


def _mixed_person(number: int, random: Random) -> Person:
    days = [
        day[:3].lower()
        for place, day in enumerate(WEEKDAYS)
        if random.random() < (WEEKDAY_CHANCE if place < 5 else WEEKEND_CHANCE)
    ] or ["sat"]
    parts = [part for part in PARTS_OF_DAY if random.random() < PART_CHANCE] or ["evening"]
    ticked = {f"{day}-{part}" for day in days for part in parts if random.random() < 0.9} or {f"{days[0]}-{parts[0]}"}
    return Person(
        id=number,
        free=free_quarters(frozenset(ticked), random.choice(ZONES), *week_from(FIRST_ROUND_ON)),
        employer_type=f"type-{random.randrange(EMPLOYER_TYPES)}",
        level=random.randrange(len(LEVELS)),
    )


def peak_memory_mb() -> float | None:
    """Give the most memory that this process has held, in MB; none where the system does not say."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1_048_576 if sys.platform == "darwin" else 1024), 1)
