"""Streaks once more, slow and obvious: walk every date, look at every pair, keep freezes and progress apart.

Written apart from `bot/domain/streak.py` and sharing none of its code; the tests compare the two.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.streak import Activity


def reference_dates(activities: list[Activity], due_on: set[date]) -> dict[int, date]:
    """Take the activities one by one, oldest first, and ask for each: today, or still yesterday?"""
    waiting = [activity for activity in activities if not was_withdrawn(activity)]
    dates: dict[int, date] = {}
    while waiting:
        oldest = waiting[0]
        for activity in waiting:
            if activity.happened_at < oldest.happened_at:
                oldest = activity
            if activity.happened_at == oldest.happened_at and activity.id < oldest.id:
                oldest = activity
        waiting.remove(oldest)
        local = local_time(oldest)
        day_before = date.fromordinal(local.date().toordinal() - 1)
        is_night = local.time() < time(3, 0)
        if is_night and day_before in due_on and day_before not in dates.values():
            dates[oldest.id] = day_before
        else:
            dates[oldest.id] = local.date()
    return dates


def reference_streak(
    activities: list[Activity],
    *,
    due_on: set[date],
    since: date,
    now: datetime,
    time_zone: str,
    weekly_goal: int | None,
) -> dict[str, Any]:
    due_on = {day for day in due_on if not day < since}
    clock = now.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)
    dates = reference_dates(activities, due_on)
    practised = {day for day in dates.values() if not day < since}
    not_asked = carried_over(activities, dates, {}) - practised
    spared_now = carried_over(activities, dates, {"now": now, "today": clock.date()}) - practised

    every_day = []
    day = min({since, clock.date()} | practised | due_on) - timedelta(days=7)
    while day <= max({since, clock.date()} | practised | due_on) + timedelta(days=7):
        every_day.append(day)
        day += timedelta(days=1)

    states: dict[date, str] = {}
    for day in every_day:
        is_over = clock >= datetime.combine(day + timedelta(days=1), time(3, 0))
        if day in practised:
            states[day] = "practised"
        elif day not in due_on or day in not_asked:
            states[day] = "rest"
        elif not is_over or day in spared_now:
            states[day] = "open"
        else:
            states[day] = "missed"

    if weekly_goal is None:
        result = walk_days(every_day, states)
    else:
        result = walk_weeks(every_day, states, due_on - not_asked, weekly_goal, clock)
    today = clock.date()
    this_week = [day for day in every_day if day.isocalendar()[:2] == today.isocalendar()[:2]]
    asked_this_week = sum(1 for day in this_week if day in due_on and day not in not_asked)
    return result | {
        "states": states,
        "today": today,
        "today_practised": states[today] == "practised",
        "today_due": today in due_on and today not in not_asked,
        "practised_this_week": sum(1 for day in this_week if states[day] == "practised"),
        "goal_this_week": None if weekly_goal is None else min(weekly_goal, asked_this_week),
    }


def walk_days(every_day: list[date], states: dict[date, str]) -> dict[str, Any]:
    length, longest, freezes, progress = 0, 0, 1, 0
    for day in every_day:
        if states[day] == "practised":
            length += 1
            freezes, progress = earn(freezes, progress)
        if states[day] == "missed":
            if freezes > 0:
                freezes -= 1
                states[day] = "frozen"
            else:
                length, progress = 0, 0
        longest = max(longest, length)
    return {"length": length, "longest": longest, "freezes": freezes, "progress": progress}


def walk_weeks(
    every_day: list[date], states: dict[date, str], asked: set[date], weekly_goal: int, clock: datetime
) -> dict[str, Any]:
    length, longest, freezes, progress = 0, 0, 1, 0
    weeks: list[tuple[int, int]] = []
    for day in every_day:
        if day.isocalendar()[:2] not in weeks:
            weeks.append(day.isocalendar()[:2])
    for year, week in weeks:
        days = [date.fromisocalendar(year, week, weekday) for weekday in range(1, 8)]
        days = [day for day in days if day in states]
        is_over = clock >= datetime.combine(date.fromisocalendar(year, week, 7) + timedelta(days=1), time(3, 0))
        done = 0
        for day in days:
            if states[day] == "practised":
                done += 1
                freezes, progress = earn(freezes, progress)
        goal = 0
        for day in days:
            if day in asked and not (is_over and states[day] == "open") and goal < weekly_goal:
                goal += 1
        missed = [day for day in days if states[day] == "missed"]
        for day in missed:
            states[day] = "rest"
        if done >= goal and done > 0:
            length += 1
        if is_over and done < goal:
            lacking = goal - done
            fate = "frozen" if freezes >= lacking else "missed"
            for day in missed[:lacking]:
                states[day] = fate
            if fate == "frozen":
                freezes -= lacking
            else:
                length, freezes, progress = 0, 0, 0
        longest = max(longest, length)
    return {"length": length, "longest": longest, "freezes": freezes, "progress": progress}


def earn(freezes: int, progress: int) -> tuple[int, int]:
    if freezes == 2:
        return 2, 0
    if progress == 6:
        return freezes + 1, 0
    return freezes, progress + 1


def carried_over(activities: list[Activity], dates: dict[int, date], present: dict[str, Any]) -> set[date]:
    """Look at any two activities less than 24 hours apart, neighbours or not, and at `present` as if practised now."""
    points = [
        (each.happened_at.astimezone(UTC), local_time(each).date(), dates[each.id])
        for each in activities
        if each.id in dates
    ]
    if present:
        points = [point for point in points if point[0] <= present["now"]]
        points.append((present["now"], present["today"], present["today"]))
    days = set()
    for first in points:
        for second in points:
            if abs(second[0] - first[0]) < timedelta(hours=24):
                day = min(first[2], second[2])
                while day < max(first[1], second[1]):
                    days.add(day)
                    day += timedelta(days=1)
    return days


def was_withdrawn(activity: Activity) -> bool:
    return activity.withdrawn_on is not None and not activity.withdrawn_on > local_time(activity).date()


def local_time(activity: Activity) -> datetime:
    return activity.happened_at.astimezone(ZoneInfo(activity.time_zone))
