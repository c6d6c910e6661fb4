"""A round of mocks: on which dates one is drawn, how long its mocks have, and who is told before.

Who meets whom is the business of `pairing`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bot.domain.availability import free_quarters
from bot.domain.cohort import Cohort
from bot.domain.member import LEVELS, Member
from bot.domain.mock import Length
from bot.domain.pairing import AskedDraw, Draw, Meeting, Person, draw_asked
from bot.domain.plan import Plan
from bot.domain.wall_clock import instant_of, local_date
from bot.errors import PracticeError

NOTICE_BEFORE = timedelta(days=1)
DRAW_LATEST = timedelta(hours=12)
SHORTEST_WINDOW, LONGEST_WINDOW = timedelta(days=2), timedelta(days=7)
LONGEST_SNOOZE = timedelta(days=60)
INVITATION_LASTS = timedelta(hours=48)

RoundState = Literal["sits_out", "paired", "left_out"]

_KIND_FROM, _KIND_UNTIL = time(8), time(21)
_LEVELS = list(LEVELS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round as stored. `summary` holds what went into its draw and what came of it, once there was one."""

    id: int
    cohort_id: int
    on: date
    plan_day: int | None
    length: Length
    window_from: datetime
    window_until: datetime
    seed: int
    drawn_at: datetime | None = None
    summary: dict[str, Any] = field(default_factory=dict)

    @property
    def is_drawn(self) -> bool:
        return self.drawn_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Somebody on the waiting list. Who was left without a partner through no doing of theirs stands before others."""

    member_id: int
    since: datetime
    is_stranded: bool
    round_id: int | None = None


def round_dates(cohort: Cohort, mock_weeks: Collection[int], since: date, until: date) -> Iterator[date]:
    """List the dates on which a cohort's mocks are drawn: its mock weekdays, in the plan's weeks that hold mocks."""
    on = max(since, cohort.hours.first_day)
    while on <= min(until, cohort.last_day):
        plan_day = cohort.plan_day(on)
        if (
            plan_day is not None
            and (plan_day - 1) // 7 + 1 in mock_weeks
            and on.weekday() in cohort.hours.mock_weekdays
        ):
            yield on
        on += timedelta(days=1)


def next_round_on(cohort: Cohort, mock_weeks: Collection[int], now: datetime) -> date | None:
    """Give the date of the next draw, today's included until it is due; none where the plan holds no more."""
    today = cohort.today(now)
    dates = round_dates(cohort, mock_weeks, today, cohort.last_day)
    return next((on for on in dates if cohort.posts_at(on) > now), None)


def window_of_round(cohort: Cohort, mock_weeks: Collection[int], on: date) -> tuple[datetime, datetime]:
    """Give the time in which a round's mocks take place: until the next draw, two days at least and seven at most."""
    start = cohort.posts_at(on)
    following = next(round_dates(cohort, mock_weeks, on + timedelta(days=1), cohort.last_day), None)
    end = start + LONGEST_WINDOW if following is None else cohort.posts_at(following)
    return start, min(max(end, start + SHORTEST_WINDOW), start + LONGEST_WINDOW)


def length_of_round(cohort: Cohort, plan: Plan, on: date, until: datetime) -> Length:
    """Say how long a round's mocks are: in full length where a plan day of that kind lies in its window."""
    first, last = cohort.plan_day(on) or 0, cohort.plan_day(cohort.today(until)) or plan.length_days + 1
    return "full" if any(day.full_length for day in plan.days if first <= day.day < max(last, first + 1)) else "short"


def themes_of_round(plan: Plan, plan_day: int | None) -> tuple[str, ...]:
    """Name the themes that the plan practises on the day of a draw."""
    return plan.days[plan_day - 1].themes if plan_day else ()


def as_person(member: Member, window_from: datetime, window_until: datetime) -> Person:
    """Give a member as the draw sees them."""
    profile = member.profile
    return Person(
        id=member.id,
        free=free_quarters(profile.availability, profile.time_zone, window_from, window_until),
        employer_type=profile.employer_type,
        level=_LEVELS.index(profile.level) if profile.level in LEVELS else None,
    )


def in_order_of_waiting(waiting: Sequence[Waiting]) -> list[Waiting]:
    return sorted(waiting, key=lambda each: (not each.is_stranded, each.since, each.member_id))


def notice_at(due_at: datetime, draw_at: datetime, time_zone: str) -> datetime:
    """Move a notice out of somebody's night, as long as it comes two hours before the draw."""
    local = due_at.astimezone(ZoneInfo(time_zone))
    if _KIND_FROM <= local.time() < _KIND_UNTIL:
        return due_at
    on = local.date() + timedelta(days=1 if local.time() >= _KIND_UNTIL else 0)
    return max(due_at, min(instant_of(on, _KIND_FROM, time_zone), draw_at - timedelta(hours=2)))


def check_snooze(until_on: date, now: datetime, time_zone: str) -> date:
    """Refuse a snooze that ends today or lasts longer than two months."""
    today = local_date(now, time_zone)
    if until_on <= today:
        raise PracticeError("That day is not ahead.", "Choose tomorrow or a later day.", field="until")
    if until_on > today + LONGEST_SNOOZE:
        raise PracticeError(
            "A snooze lasts 60 days at most.", f"Choose a day until {today + LONGEST_SNOOZE}.", field="until"
        )
    return until_on


def summary_of(asked: AskedDraw, drawn: Draw) -> dict[str, Any]:
    """Write down a draw so that it can be made again: what went into it, and what came of it."""
    return {
        "people": [[each.id, f"{each.free:x}", each.employer_type, each.level] for each in asked.people],
        "meetings": [[list(each.member_ids), each.on.isoformat()] for each in asked.meetings],
        "blocks": [list(pair) for pair in asked.blocks],
        "seed": asked.seed,
        "groups": [list(group) for group in drawn.groups],
        "left_out": [[each.member_id, each.why] for each in drawn.left_out],
        "repeats": drawn.repeats,
        "repeats_at_least": drawn.repeats_at_least,
        "apart": drawn.apart,
        "gap": drawn.gap,
    }


def replayed(summary: Mapping[str, Any]) -> Draw:
    """Make the draw of a round again from what was written down of it."""
    return draw_asked(
        AskedDraw(
            people=tuple(
                Person(id=id, free=int(free, 16), employer_type=employer, level=level)
                for id, free, employer, level in summary["people"]
            ),
            meetings=tuple(
                Meeting(member_ids=tuple(ids), on=date.fromisoformat(on)) for ids, on in summary["meetings"]
            ),
            blocks=tuple((one, other) for one, other in summary["blocks"]),
            seed=summary["seed"],
        )
    )
