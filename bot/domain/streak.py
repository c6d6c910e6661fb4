"""How long a member has kept practising: which date an activity counts for, streaks, freezes and weekly goals.

Everything is computed again from the log of activities, so nothing here is stored or spent for good. Which days are
due is decided by the caller. `docs/streaks.md` explains the rules to people, with examples.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import pairwise
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

GRACE_HOURS = 3
DAYS_PER_FREEZE = 7
MOST_FREEZES = 2

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One line of the log: something a member did that counts as practice.

    `time_zone` is the member's zone as it was then; changing zones later changes nothing about it.
    `withdrawn_on` is the local date on which its author deleted it. Deleted on the date it was made, it stops counting;
    deleted later, it still counts, because the practice took place.
    """

    id: int
    happened_at: datetime
    time_zone: str
    withdrawn_on: date | None = None


class DayState(Enum):
    """What a date looks like in a member's calendar; a date that counted is practised, whatever else it was."""

    PRACTISED = "practised"
    FROZEN = "frozen"
    MISSED = "missed"
    OPEN = "open"
    REST = "rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Streak:
    """A member's streak at one moment, counted in days, or in weeks under a weekly goal.

    `days_to_next_freeze` is None while two are held. `open_on` are due dates that are not over or can still be saved,
    those to come included. `goal_this_week` is None without a weekly goal. Under a weekly goal only the days that a
    finished week lacked are frozen or missed, the earliest first; due days that were not needed are rest.
    """

    length: int
    longest: int
    unit: Literal["day", "week"]
    freezes: int
    days_to_next_freeze: int | None
    practised_on: frozenset[date]
    frozen_on: frozenset[date]
    missed_on: frozenset[date]
    open_on: frozenset[date]
    today: date
    today_practised: bool
    today_due: bool
    practised_this_week: int
    goal_this_week: int | None

    def saved_before(self, morning: date) -> list[date]:
        """List what a freeze has saved by this morning and not before: yesterday, or on Monday days of last week."""
        reach = 1 if self.unit == "day" else 7 if morning.weekday() == 0 else 0
        return [day for day in sorted(self.frozen_on) if morning - reach * _DAY <= day < morning]

    def state_on(self, day: date) -> DayState:
        """Say what became of a date."""
        if day in self.practised_on:
            return DayState.PRACTISED
        if day in self.frozen_on:
            return DayState.FROZEN
        if day in self.missed_on:
            return DayState.MISSED
        return DayState.OPEN if day in self.open_on else DayState.REST


def practice_dates(activities: Iterable[Activity], due_on: Collection[date]) -> dict[int, date]:
    """Say which date each activity counts for, by activity id; one deleted on the date it was made has none.

    An activity counts for the calendar date in the member's zone as it was then. Until 03:00 (at 03:00 no longer) it
    counts for the day before, if that one was due and nothing earlier counted for it. One activity never counts for two
    dates, and a later activity never moves an earlier one.
    """
    return {moment.id: moment.counts_on for moment in _moments(activities, frozenset(due_on))}


def streak(
    activities: Iterable[Activity],
    *,
    due_on: Collection[date],
    since: date,
    now: datetime,
    time_zone: str,
    weekly_goal: int | None = None,
) -> Streak:
    """Count a member's streak from the whole log, as it stands at `now` in the zone of the member's profile.

    `due_on` are the dates due for this member; under a weekly goal it must also hold the days still to come this week,
    or the goal would look smaller on Monday than on Friday. Dates before `since`, the date of joining, neither count
    nor break. Dates after today that counted (the member flew west) do count.

    A day is over at 03:00 of the next day, because of the night grace; until then a due day is open and breaks nothing.
    A due day is not held against a member whom two activities less than 24 hours apart carried over it, as when flying
    east skips a date, nor while practising now would still do so. Hence whoever practises at least every 20 hours
    misses nothing.
    """
    days = _sort_days(activities, due_on=due_on, since=since, now=now, zone=ZoneInfo(time_zone))
    tally = _tally_days(days) if weekly_goal is None else _tally_weeks(days, weekly_goal)
    monday = _monday(days.today)
    this_week = {monday + n * _DAY for n in range(7)}
    return Streak(
        length=tally.length,
        longest=tally.longest,
        unit="day" if weekly_goal is None else "week",
        freezes=tally.credit // DAYS_PER_FREEZE,
        days_to_next_freeze=tally.days_to_next_freeze,
        practised_on=days.practised,
        frozen_on=frozenset(tally.frozen),
        missed_on=frozenset(tally.missed),
        open_on=days.open,
        today=days.today,
        today_practised=days.today in days.practised,
        today_due=days.today in days.asked,
        practised_this_week=len(days.practised & this_week),
        goal_this_week=None if weekly_goal is None else min(weekly_goal, len(days.asked & this_week)),
    )


@dataclass(slots=True)
class _Tally:
    """Streak and freezes while the days go by in date order.

    Freezes are one number of days, `credit`: seven make a freeze, fourteen are the most, a member starts with seven.
    A date that counted adds one, a freeze spent takes seven, a streak that ends takes all. Whoever is ahead in both
    length and credit stays ahead whatever day comes next, which is why practising more never shortens a streak. Rules
    that spare a member without a streak, or let progress survive a streak's end, break that.
    """

    length: int = 0
    longest: int = 0
    credit: int = DAYS_PER_FREEZE
    frozen: set[date] = field(default_factory=set)
    missed: set[date] = field(default_factory=set)

    @property
    def days_to_next_freeze(self) -> int | None:
        if self.credit == MOST_FREEZES * DAYS_PER_FREEZE:
            return None
        return DAYS_PER_FREEZE - self.credit % DAYS_PER_FREEZE

    def save_up(self, days: int) -> None:
        self.credit = min(MOST_FREEZES * DAYS_PER_FREEZE, self.credit + days)

    def lengthen(self) -> None:
        self.length += 1
        self.longest = max(self.longest, self.length)

    def lack(self, days: Collection[date]) -> None:
        """Spend a freeze for each of these days, or end the streak if there are too few."""
        cost = DAYS_PER_FREEZE * len(days)
        if self.credit >= cost:
            self.credit -= cost
            self.frozen.update(days)
        else:
            self.credit = self.length = 0
            self.missed.update(days)


class _Moment(NamedTuple):
    """A point in time with the date it counts for."""

    id: int
    happened_at: datetime
    counts_on: date


class _Days(NamedTuple):
    """The dates by what happened; those of `asked` that are neither practised nor open were missed."""

    today: date
    first_not_over: date
    practised: frozenset[date]
    asked: frozenset[date]
    open: frozenset[date]


def _tally_days(days: _Days) -> _Tally:
    """Count every date that counted, due or not; each missed due day costs a freeze or the streak."""
    tally = _Tally()
    for day in sorted(days.practised | (days.asked - days.open)):
        if day in days.practised:
            tally.save_up(1)
            tally.lengthen()
        else:
            tally.lack((day,))
    return tally


def _tally_weeks(days: _Days, weekly_goal: int) -> _Tally:
    """Count the weeks, Monday to Sunday, whose goal was reached.

    A week with fewer due days than the goal asks for those only; one without due days cannot be missed. All dates that
    counted reach the goal and save up for freezes, due or not. The current week counts as soon as its goal is reached.
    When a week's Sunday is over, each day lacking costs a freeze and the week is held, not counted; with too few
    freezes the streak ends, and what was left of them goes with it.
    """
    tally = _Tally()
    practised, asked = _by_week(days.practised), _by_week(days.asked)
    for monday in sorted(practised.keys() | asked.keys()):
        is_over = monday + _WEEK <= days.first_not_over
        done = practised.get(monday, set())
        wanted = asked.get(monday, set()) - (days.open if is_over else set())
        lacking = min(weekly_goal, len(wanted)) - len(done)
        tally.save_up(len(done))
        if done and lacking <= 0:
            tally.lengthen()
        elif is_over and lacking > 0:
            tally.lack(sorted(wanted - done)[:lacking])
    return tally


def _sort_days(
    activities: Iterable[Activity], *, due_on: Collection[date], since: date, now: datetime, zone: ZoneInfo
) -> _Days:
    """Sort the dates since joining into practised, asked and open."""
    due = frozenset(day for day in due_on if day >= since)
    local = now.astimezone(zone)
    today, first_not_over = local.date(), (local - timedelta(hours=GRACE_HOURS)).date()
    moments = _moments(activities, due)
    practised = frozenset(moment.counts_on for moment in moments if moment.counts_on >= since)
    asked = due - (_enclosed(moments) - practised)
    latest = [moment for moment in moments if moment.happened_at <= now][-1:]
    can_be_enclosed = _enclosed([*latest, _Moment(0, now, today)])
    still_open = {day for day in asked - practised if day >= first_not_over or day in can_be_enclosed}
    return _Days(today, first_not_over, practised, asked, frozenset(still_open))


def _moments(activities: Iterable[Activity], due: frozenset[date]) -> list[_Moment]:
    """Give each activity that counts its dates, in the order in which they happened.

    A date of deletion before the activity's own (deleted after flying west) is as good as the same date.
    """
    moments: list[_Moment] = []
    practised: set[date] = set()
    for activity in sorted(activities, key=lambda activity: (activity.happened_at, activity.id)):
        local = activity.happened_at.astimezone(ZoneInfo(activity.time_zone))
        made_on = counts_on = local.date()
        if activity.withdrawn_on is not None and activity.withdrawn_on <= made_on:
            continue
        if local.hour < GRACE_HOURS:
            eve = made_on - _DAY
            if eve in due and eve not in practised:
                counts_on = eve
        practised.add(counts_on)
        moments.append(_Moment(activity.id, activity.happened_at, counts_on))
    return moments


def _enclosed(moments: Iterable[_Moment]) -> set[date]:
    """Collect the dates between neighbours less than 24 hours apart, whichever way the member flew.

    A range starts with the first of the two dates and ends before the second, so that neighbouring ranges join and an
    activity in between takes no date out.
    """
    enclosed: set[date] = set()
    for earlier, later in pairwise(moments):
        if later.happened_at - earlier.happened_at < _DAY:
            day, end = sorted((earlier.counts_on, later.counts_on))
            while day < end:
                enclosed.add(day)
                day += _DAY
    return enclosed


def _by_week(days: Iterable[date]) -> dict[date, set[date]]:
    weeks: defaultdict[date, set[date]] = defaultdict(set)
    for day in days:
        weeks[_monday(day)].add(day)
    return weeks


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
