"""When a member is free: what they ticked in their own week, as quarter hours of a window in UTC."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from bot.domain.member import PARTS_OF_DAY
from bot.domain.wall_clock import WEEKDAYS, instant_of, local_date

QUARTER = timedelta(minutes=15)
HOURS_OF_PART = {
    "morning": (time(7, 0), time(12, 0)),
    "midday": (time(12, 0), time(17, 0)),
    "evening": (time(17, 0), time(22, 0)),
}
ANY_TIME = frozenset(f"{day[:3].lower()}-{part}" for day in WEEKDAYS for part in PARTS_OF_DAY)


def free_quarters(ticked: Collection[str], time_zone: str, window_from: datetime, window_until: datetime) -> int:
    """Give the quarter hours of a window in which somebody is free, bit 0 the first one.

    `ticked` holds parts of their own week such as tue-evening; who ticked nothing is free in all of them. A day on
    which the clocks change is as long as it is.
    """
    free = 0
    for part in sorted(ticked or ANY_TIME):
        free |= _quarters_of(part, time_zone, window_from, window_until)
    return free


def instants_of(quarters: int, window_from: datetime) -> list[datetime]:
    """Give the instants at which the quarter hours of a window begin."""
    return [window_from + place * QUARTER for place in range(quarters.bit_length()) if quarters >> place & 1]


@lru_cache(maxsize=8192)
def _quarters_of(part: str, time_zone: str, window_from: datetime, window_until: datetime) -> int:
    """Give the whole quarter hours of a window that lie in a part of somebody's week."""
    weekday, hours = _read(part)
    size = (window_until - window_from) // QUARTER
    quarters = 0
    on, last = local_date(window_from, time_zone), local_date(window_until, time_zone)
    while on <= last:
        if on.weekday() == weekday:
            start, end = (instant_of(on, at, time_zone) for at in hours)
            first = max(0, -((window_from - start) // QUARTER))
            past = min(size, (end - window_from) // QUARTER)
            if past > first:
                quarters |= (1 << past) - (1 << first)
        on += timedelta(days=1)
    return quarters


def _read(part: str) -> tuple[int, tuple[time, time]]:
    day, _, name = part.partition("-")
    return [weekday[:3].lower() for weekday in WEEKDAYS].index(day), HOURS_OF_PART[name]


def week_from(on: date) -> tuple[datetime, datetime]:
    """Give the UTC week that begins at midnight of a date."""
    start = datetime.combine(on, time(0), UTC)
    return start, start + timedelta(days=7)
