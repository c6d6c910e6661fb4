"""What a cohort's calendar brings due, and when: the one place that knows the hours of everything sent by itself."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from bot.domain.cohort import Cohort
from bot.domain.round import NOTICE_BEFORE, round_dates
from bot.domain.wall_clock import instant_of, local_date

OccasionKind = Literal["pair-draw", "week-open", "daily", "pair-notice", "week-close", "remind", "freeze"]

DAILY_LATEST = timedelta(hours=6)
MORNING = time(9, 0)

_ORDER: dict[OccasionKind, int] = {
    "week-open": 0,
    "daily": 1,
    "pair-draw": 2,
    "pair-notice": 3,
    "week-close": 4,
    "remind": 5,
    "freeze": 6,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Something due at an instant for a cohort, or for its members of one zone."""

    kind: OccasionKind
    on: date
    due_at: datetime
    plan_day: int | None = None
    time_zone: str | None = None

    @property
    def week(self) -> int | None:
        return None if self.plan_day is None else (self.plan_day - 1) // 7 + 1


def occasions_between(
    cohort: Cohort,
    *,
    after: datetime,
    until: datetime,
    member_zones: Collection[str] = (),
    mock_weeks: Collection[int] = (),
) -> list[Occasion]:
    """List what comes due for a running cohort after one instant and up to another, in the order of sending.

    `mock_weeks` are the plan weeks that hold mocks.
    """
    if not cohort.is_running:
        return []
    found = [
        *_of_the_group(cohort, after, until),
        *_of_the_rounds(cohort, after, until, mock_weeks),
        *_of_the_members(cohort, after, until, member_zones),
    ]
    due = [occasion for occasion in found if after < occasion.due_at <= until]
    return sorted(due, key=lambda occasion: (occasion.due_at, _ORDER[occasion.kind], occasion.time_zone or ""))


def _of_the_group(cohort: Cohort, after: datetime, until: datetime) -> Iterator[Occasion]:
    day = timedelta(days=1)
    for on in cohort.practice_dates(cohort.today(after) - day, cohort.today(until) + day):
        plan_day = cohort.plan_day(on)
        assert plan_day is not None
        week = (plan_day - 1) // 7 + 1
        of_week = cohort.practice_dates_of_week(week)
        posts_at = cohort.posts_at(on)
        if on == of_week[0]:
            yield Occasion(kind="week-open", on=on, due_at=posts_at, plan_day=plan_day)
        yield Occasion(kind="daily", on=on, due_at=posts_at, plan_day=plan_day)
        if on == of_week[-1]:
            yield Occasion(kind="week-close", on=on, due_at=cohort.closes_at(on), plan_day=plan_day)


def _of_the_rounds(cohort: Cohort, after: datetime, until: datetime, mock_weeks: Collection[int]) -> Iterator[Occasion]:
    day = timedelta(days=1)
    for on in round_dates(cohort, mock_weeks, cohort.today(after) - day, cohort.today(until) + 2 * day):
        draw_at = cohort.posts_at(on)
        yield Occasion(kind="pair-notice", on=on, due_at=draw_at - NOTICE_BEFORE, plan_day=cohort.plan_day(on))
        yield Occasion(kind="pair-draw", on=on, due_at=draw_at, plan_day=cohort.plan_day(on))


def _of_the_members(
    cohort: Cohort, after: datetime, until: datetime, member_zones: Collection[str]
) -> Iterator[Occasion]:
    day = timedelta(days=1)
    for zone in member_zones:
        # A day more on either side: a clock set back at midnight shows the day before once more.
        on, last = local_date(after, zone) - day, local_date(until, zone) + day
        while on <= last:
            if cohort.hours.first_day <= on <= cohort.last_day + 2 * day:
                remind_at = instant_of(on, cohort.hours.reminder_time, zone)
                yield Occasion(kind="remind", on=on, due_at=remind_at, time_zone=zone)
                yield Occasion(kind="freeze", on=on, due_at=instant_of(on, MORNING, zone), time_zone=zone)
            on += day


def due_dates(posted_on: Collection[date], pauses: Collection[tuple[date, date | None]]) -> frozenset[date]:
    """Give the dates that were due: a question was really posted on them and no pause held them.

    A pause is its first day and the first day after it, none while it runs.
    """
    return frozenset(
        on for on in posted_on if not any(start <= on and (end is None or on < end) for start, end in pauses)
    )
