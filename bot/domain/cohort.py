"""A cohort: a group that practises in one channel, its hours, and where it stands in its plan."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.wall_clock import instant_of, local_date
from bot.errors import PracticeError

DEFAULT_POST_TIME = time(9, 0)
DEFAULT_REMINDER_TIME = time(18, 0)
DEFAULT_WEEKDAYS = frozenset({0, 1, 2, 3, 4})
DEFAULT_MOCK_WEEKDAYS = frozenset({1, 3})


class CohortState(StrEnum):
    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When a cohort practises: all times are wall-clock times of `time_zone`."""

    time_zone: str
    post_time: time = DEFAULT_POST_TIME
    first_day: date
    practice_weekdays: frozenset[int] = DEFAULT_WEEKDAYS
    mock_weekdays: frozenset[int] = DEFAULT_MOCK_WEEKDAYS
    reminder_time: time = DEFAULT_REMINDER_TIME


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """A cohort as stored. `shift_days` is by how many days pauses have moved the rest of the plan."""

    id: int
    platform: str
    workspace_id: str
    channel_id: str
    channel_name: str
    hours: Hours
    plan_id: str
    plan_length_days: int
    state: CohortState
    shift_days: int = 0

    @property
    def is_running(self) -> bool:
        return self.state is CohortState.RUNNING

    @property
    def last_day(self) -> date:
        return self.hours.first_day + timedelta(days=self.plan_length_days - 1 + self.shift_days)

    def today(self, now: datetime) -> date:
        """Give the cohort's own date."""
        return local_date(now, self.hours.time_zone)

    def posts_at(self, on: date) -> datetime:
        """Give the instant at which the question of a date is posted."""
        return instant_of(on, self.hours.post_time, self.hours.time_zone)

    def plan_day(self, on: date) -> int | None:
        """Count the plan's days from the first one; none before it and none after the plan."""
        day = (on - self.hours.first_day).days + 1 - self.shift_days
        return day if 1 <= day <= self.plan_length_days else None

    def is_practice_day(self, on: date) -> bool:
        return on.weekday() in self.hours.practice_weekdays and self.plan_day(on) is not None

    def practice_dates(self, since: date, until: date) -> Iterator[date]:
        """List the practice days from `since` to `until`, both included."""
        on = max(since, self.hours.first_day)
        while on <= min(until, self.last_day):
            if self.is_practice_day(on):
                yield on
            on += timedelta(days=1)

    def next_practice_date(self, after: date) -> date | None:
        """Give the first practice day after a date, if the plan has one left."""
        return next(self.practice_dates(after + timedelta(days=1), self.last_day), None)

    def plan_days_at_hand(self, on: date) -> tuple[int, ...]:
        """List the plan days that a practice day carries: its own, and those of the free days up to the next one.

        A cohort that practises Monday to Friday so finds the tasks of Saturday and Sunday on Friday's card.
        """
        first = self.plan_day(on)
        if first is None:
            return ()
        following = self.next_practice_date(on)
        last = self.plan_day(following) if following else None
        return tuple(range(first, last or self.plan_length_days + 1))

    def practice_dates_of_week(self, week: int) -> list[date]:
        """List the practice days of a plan week, counted from 1."""
        start = self.hours.first_day + timedelta(days=7 * (week - 1) + self.shift_days)
        return list(self.practice_dates(start, start + timedelta(days=6)))

    def closes_at(self, on: date) -> datetime:
        """Give the instant of a week's closing card: 18:00, or later where the question comes later."""
        late = self.hours.post_time >= time(17, 0)
        at = min(time(23, 30), time(min(23, self.hours.post_time.hour + 1), 0)) if late else time(18, 0)
        return max(instant_of(on, at, self.hours.time_zone), self.posts_at(on))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A pause of the cohort; none of its days is due. `ended_on` is the first day after it, once known."""

    started_on: date
    ended_on: date | None = None

    def holds(self, on: date) -> bool:
        return self.started_on <= on and (self.ended_on is None or on < self.ended_on)


def check_hours(hours: Hours) -> Hours:
    """Refuse hours in which nobody could practise, naming the field."""
    if not hours.practice_weekdays:
        raise PracticeError("A group needs a practice day.", "Choose at least one weekday.", field="practice_weekdays")
    if hours.mock_weekdays - hours.practice_weekdays:
        raise PracticeError(
            "A mock day must be a practice day.",
            "Choose mock days among the practice days, or add those days there.",
            field="mock_weekdays",
        )
    return hours


def first_day_from(hours: Hours, now: datetime) -> date:
    """Give the first practice day of a cohort that starts now: from its chosen day on, or the next still ahead."""
    on = max(hours.first_day, local_date(now, hours.time_zone))
    while instant_of(on, hours.post_time, hours.time_zone) <= now:
        on += timedelta(days=1)
    while on.weekday() not in hours.practice_weekdays:
        on += timedelta(days=1)
    return on


def with_first_day(hours: Hours, first_day: date) -> Hours:
    return replace(hours, first_day=first_day)
