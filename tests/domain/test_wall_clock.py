"""Wall-clock times in named zones, on the days on which the clocks change above all."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.domain.wall_clock import (
    find_zone,
    instant_of,
    is_zone,
    name_date,
    name_weekdays,
    next_monday,
    read_date,
    read_time,
    zone_names,
)
from bot.errors import PracticeError

ZONES = sorted(zone_names())
DATES = st.dates(date(1970, 1, 2), date(2060, 12, 30))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("on", "at", "zone", "instant"),
    [
        ("2026-11-23", "09:00", "Europe/Berlin", "2026-11-23 08:00:00"),
        ("2026-07-01", "09:00", "Europe/Berlin", "2026-07-01 07:00:00"),
        ("2026-11-23", "09:00", "Asia/Kathmandu", "2026-11-23 03:15:00"),
        ("2026-11-23", "00:00", "Pacific/Kiritimati", "2026-11-22 10:00:00"),
    ],
)
def test_a_wall_clock_time_is_an_instant(on: str, at: str, zone: str, instant: str) -> None:
    assert of(on, at, zone) == utc(instant)


@pytest.mark.parametrize(
    ("on", "at", "zone", "instant"),
    [
        ("2027-03-28", "02:30", "Europe/Berlin", "2027-03-28 01:00:00"),
        ("2027-03-28", "02:00", "Europe/Berlin", "2027-03-28 01:00:00"),
        ("2027-03-28", "03:00", "Europe/Berlin", "2027-03-28 01:00:00"),
        ("2027-03-14", "02:30", "America/New_York", "2027-03-14 07:00:00"),
        ("2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03 15:30:00"),
        ("2027-03-28", "00:30", "Asia/Beirut", "2027-03-27 22:00:00"),
        ("2011-12-30", "09:00", "Pacific/Apia", "2011-12-30 10:00:00"),
        ("2011-12-30", "23:59", "Pacific/Apia", "2011-12-30 10:00:00"),
    ],
)
def test_a_time_that_the_clock_jumps_over_is_the_first_instant_after_the_gap(
    on: str, at: str, zone: str, instant: str
) -> None:
    assert of(on, at, zone) == utc(instant)


@pytest.mark.parametrize(
    ("on", "at", "zone", "instant"),
    [
        ("2026-10-25", "02:30", "Europe/Berlin", "2026-10-25 00:30:00"),
        ("2026-11-01", "01:30", "America/New_York", "2026-11-01 05:30:00"),
        ("2027-04-04", "01:45", "Australia/Lord_Howe", "2027-04-03 14:45:00"),
    ],
)
def test_a_time_that_comes_twice_is_its_first(on: str, at: str, zone: str, instant: str) -> None:
    assert of(on, at, zone) == utc(instant)


@settings(max_examples=300, deadline=None)
@given(on=DATES, at=TIMES, zone=st.sampled_from(ZONES))
@example(on=date(2027, 3, 28), at=time(2, 30), zone="Europe/Berlin")
@example(on=date(2026, 10, 25), at=time(2, 30), zone="Europe/Berlin")
@example(on=date(2006, 10, 29), at=time(0, 0), zone="America/St_Johns")
@example(on=date(2026, 10, 4), at=time(2, 15), zone="Australia/Lord_Howe")
@example(on=date(2011, 12, 30), at=time(9), zone="Pacific/Apia")
@example(on=date(1993, 8, 21), at=time(9), zone="Pacific/Kwajalein")
@example(on=date(1972, 1, 7), at=time(0, 20), zone="Africa/Monrovia")
def test_an_instant_is_the_first_at_which_the_clock_shows_that_time_or_later(on: date, at: time, zone: str) -> None:
    wall = datetime.combine(on, at)

    instant = instant_of(on, at, zone)

    assert instant.tzinfo is UTC
    assert reading(instant, zone) >= wall
    assert reading(instant - timedelta(seconds=1), zone) < wall
    for quarters in range(1, 110):
        assert reading(instant - quarters * timedelta(minutes=15), zone) < wall


@settings(max_examples=200, deadline=None)
@given(on=DATES, at=TIMES, zone=st.sampled_from(ZONES))
def test_a_time_that_exists_is_kept_exactly(on: date, at: time, zone: str) -> None:
    local = datetime.combine(on, at, ZoneInfo(zone))
    assume(local.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local.replace(tzinfo=None))

    assert reading(instant_of(on, at, zone), zone) == datetime.combine(on, at)


@settings(max_examples=200, deadline=None)
@given(on=DATES, earlier=TIMES, later=TIMES, zone=st.sampled_from(ZONES))
def test_a_later_time_of_a_day_never_comes_before_an_earlier_one(
    on: date, earlier: time, later: time, zone: str
) -> None:
    assume(earlier <= later)

    assert instant_of(on, earlier, zone) <= instant_of(on, later, zone)


def test_a_zone_is_found_as_people_type_it() -> None:
    assert find_zone(" europe/berlin ") == "Europe/Berlin"
    assert find_zone("new york") == "America/New_York"
    assert find_zone("America/New York") == "America/New_York"
    assert find_zone("utc") == "UTC"


@pytest.mark.parametrize("typed", ["Europe/Berln", "", "Mars", "../../etc/passwd", "x" * 5000])
def test_a_zone_that_does_not_exist_is_refused_with_the_nearest(typed: str) -> None:
    with pytest.raises(PracticeError) as refusal:
        find_zone(typed)

    assert refusal.value.field == "time_zone"
    assert "Did you mean" in refusal.value.next_step
    assert len(refusal.value.sentence) < 120


def test_the_nearest_zone_comes_first() -> None:
    with pytest.raises(PracticeError) as refusal:
        find_zone("Europe/Berln")

    assert "Did you mean Europe/Berlin" in refusal.value.next_step


def test_only_zones_known_here_are_zones() -> None:
    assert is_zone("Europe/Berlin")
    assert not any(is_zone(name) for name in ("Mars/Olympus_Mons", "", "../secret", "/etc/passwd", "America"))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9:00", time(9)),
        ("09.30", time(9, 30)),
        ("18h15", time(18, 15)),
        ("9 am", time(9)),
        ("12am", time(0)),
        ("12 PM", time(12)),
        ("11:59 pm", time(23, 59)),
        (" 7 ", time(7)),
    ],
)
def test_a_time_of_day_is_read_as_people_type_it(typed: str, read: time) -> None:
    assert read_time(typed) == read


@pytest.mark.parametrize("typed", ["", "24:00", "9:60", "13 pm", "0 am", "noon", "9:0", "-1", "٩٩:٠٠", "9" * 999])
def test_what_is_no_time_of_day_is_refused(typed: str) -> None:
    with pytest.raises(PracticeError, match="is not a time of day"):
        read_time(typed)


def test_a_date_is_read_and_what_is_none_is_refused() -> None:
    assert read_date(" 2026-11-23 ") == date(2026, 11, 23)
    for typed in ("", "soon", "2026-02-30", "23.11.2026"):
        with pytest.raises(PracticeError, match="is not a date"):
            read_date(typed)


@pytest.mark.parametrize("typed", ["0001-01-01", "1999-12-31", "2100-01-01", "9999-12-31"])
def test_a_date_in_which_nobody_practises_is_refused(typed: str) -> None:
    with pytest.raises(PracticeError, match="is too far away"):
        read_date(typed)


@given(DATES)
def test_the_next_monday_is_a_monday_within_a_week(after: date) -> None:
    monday = next_monday(after)

    assert monday.weekday() == 0
    assert timedelta(0) < monday - after <= timedelta(days=7)


def test_weekdays_and_dates_are_named_as_people_say_them() -> None:
    assert name_weekdays(frozenset(range(5))) == "Mon–Fri"
    assert name_weekdays(frozenset(range(7))) == "every day"
    assert name_weekdays(frozenset({0, 2, 4})) == "Mon, Wed, Fri"
    assert name_weekdays(frozenset({5, 6})) == "Sat, Sun"
    assert name_weekdays(frozenset({3})) == "Thu"
    assert name_date(date(2026, 11, 3)) == "Tue 3 Nov"


def of(on: str, at: str, zone: str) -> datetime:
    return instant_of(date.fromisoformat(on), time.fromisoformat(at), zone)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def reading(instant: datetime, zone: str) -> datetime:
    """Give what a clock on the wall shows."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
