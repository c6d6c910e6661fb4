"""Dates and times of day in named zones, through the days on which the clocks change."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import fuzz, process, utils

from bot.errors import PracticeError

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*([ap]m)?", re.IGNORECASE)


def local_date(instant: datetime, time_zone: str) -> date:
    """Give the calendar date of an instant in a zone."""
    return instant.astimezone(ZoneInfo(time_zone)).date()


def instant_of(on: date, at: time, time_zone: str) -> datetime:
    """Give the UTC instant of a wall-clock time.

    A time that does not exist on the spring-forward day becomes the first instant after the gap; a time that comes
    twice in autumn is its first.
    """
    local = datetime.combine(on, at, ZoneInfo(time_zone))
    instant = local.astimezone(UTC)
    if instant.astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None):
        return instant
    return _end_of_gap(local)


def _end_of_gap(local: datetime) -> datetime:
    """Find the instant at which the clock jumped over this time: the first one with the later offset."""
    after_offset = local.replace(fold=1).utcoffset() or timedelta()
    early = local.replace(tzinfo=UTC) - max(after_offset, local.utcoffset() or timedelta()) - timedelta(seconds=1)
    late = local.astimezone(UTC)
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(local.tzinfo).replace(tzinfo=None) < local.replace(tzinfo=None):
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)


COMMON_ZONES = (
    "America/Los_Angeles",
    "America/Denver",
    "America/Chicago",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Africa/Lagos",
    "Africa/Nairobi",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
)
"""What is offered before anything is typed, west to east."""


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Name every zone that a member may live in."""
    return frozenset(name for name in available_timezones() if "/" in name and not name.startswith(("posix", "right")))


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """Say whether a zone is known to this machine; a platform may know newer ones."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def find_zone(text: str) -> str:
    """Read a zone's name as people type it; one that does not exist is refused with the nearest names."""
    wanted = text.strip()
    names = zone_names() | {"UTC"}
    by_folded = {name.casefold(): name for name in names}
    exact = by_folded.get(wanted.replace(" ", "_").casefold())
    if exact:
        return exact
    by_city = [
        name for name in sorted(names) if name.rpartition("/")[2].casefold() == wanted.replace(" ", "_").casefold()
    ]
    if len(by_city) == 1:
        return by_city[0]
    raise PracticeError(
        f"I do not know the time zone “{wanted[:60]}”.",
        f"Did you mean {_nearest_zones(wanted)}?",
        field="time_zone",
    )


def zones_like(typed: str) -> list[str]:
    """List the zones that what was typed may mean, most likely first; the city counts more than the continent."""
    wanted = typed.strip().replace(" ", "_").casefold()
    names = sorted(zone_names())
    by_city = [name for name in names if name.rpartition("/")[2].casefold().startswith(wanted)]
    by_part = [name for name in names if wanted in name.casefold()]
    found = list(dict.fromkeys([*by_city, *by_part]))
    if not found:
        choices = {name: name.replace("_", " ") for name in names}
        hits = process.extract(typed.strip()[:60], choices, scorer=fuzz.WRatio, processor=utils.default_process)
        found = [name for _, _, name in hits]
    return found if wanted else [*COMMON_ZONES]


def _nearest_zones(wanted: str) -> str:
    choices = {name: name.replace("_", " ") for name in sorted(zone_names())}
    hits = process.extract(wanted[:60], choices, scorer=fuzz.WRatio, processor=utils.default_process, limit=3)
    names = [name for _, _, name in hits] or ["Europe/Berlin", "America/New_York", "Asia/Kolkata"]
    return ", ".join(names[:-1]) + f" or {names[-1]}"


def read_time(text: str) -> time:
    """Read a time of day such as 9:00, 09.30, 18h15 or 9 am."""
    match = _TIME.fullmatch(text.strip())
    if match:
        hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        elif half:
            hour = 99
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise PracticeError(f"“{text.strip()[:30]}” is not a time of day.", "Write it as 09:00 or 18:30.")


def read_date(text: str) -> date:
    """Read a date written as 2026-11-23; one in which nobody here lives is refused."""
    try:
        on = date.fromisoformat(text.strip())
    except ValueError:
        raise PracticeError(f"“{text.strip()[:30]}” is not a date.", "Write it as 2026-11-23.") from None
    if not 2000 <= on.year < 2100:
        raise PracticeError(f"The year {on.year} is too far away.", "Choose a date from 2000 to 2099.")
    return on


def next_monday(after: date) -> date:
    """Give the first Monday after a date."""
    return after + timedelta(days=7 - after.weekday())


def name_weekdays(weekdays: frozenset[int]) -> str:
    """Name weekdays briefly: Mon–Fri, every day, or Mon, Wed, Fri."""
    days = sorted(weekdays)
    if len(days) == 7:
        return "every day"
    short = [WEEKDAYS[day][:3] for day in days]
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{short[0]}–{short[-1]}"
    return ", ".join(short)


def name_date(on: date) -> str:
    """Name a date as people say it: Mon 23 Nov."""
    return f"{WEEKDAYS[on.weekday()][:3]} {on.day} {on:%b}"
