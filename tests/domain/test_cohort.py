"""A cohort's calendar: which plan day it is, what a practice day carries, and hours that make sense."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cohort import Cohort, CohortState, Hours, Pause, check_hours, first_day_from, with_first_day
from bot.errors import PracticeError

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)
MON_TO_FRI = frozenset(range(5))
EVERY_DAY = frozenset(range(7))
WEEKDAYS = st.frozensets(st.integers(0, 6), min_size=1)


def a_cohort(*, weekdays: frozenset[int] = MON_TO_FRI, shift_days: int = 0, first_day: date = MONDAY) -> Cohort:
    return Cohort(
        id=1,
        platform="test",
        workspace_id="w1",
        channel_id="c1",
        channel_name="practice",
        hours=Hours(time_zone="Europe/Berlin", first_day=first_day, practice_weekdays=weekdays),
        plan_id="four-weeks",
        plan_length_days=28,
        state=CohortState.RUNNING,
        shift_days=shift_days,
    )


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_plan_days_are_counted_from_the_first_day() -> None:
    cohort = a_cohort()

    assert [cohort.plan_day(MONDAY + day * DAY) for day in (-1, 0, 1, 27, 28)] == [None, 1, 2, 28, None]
    assert cohort.last_day == MONDAY + 27 * DAY


def test_days_of_a_pause_move_the_plan() -> None:
    cohort = a_cohort(shift_days=3)

    assert cohort.plan_day(MONDAY + 3 * DAY) == 1
    assert cohort.last_day == MONDAY + 30 * DAY
    assert cohort.practice_dates_of_week(1)[0] == MONDAY + 3 * DAY


def test_a_group_that_practises_monday_to_friday_rests_at_the_weekend() -> None:
    dates = list(a_cohort().practice_dates(MONDAY - 9 * DAY, MONDAY + 99 * DAY))

    assert len(dates) == 20
    assert {on.weekday() for on in dates} == MON_TO_FRI
    assert (dates[0], dates[-1]) == (MONDAY, date(2026, 12, 18))


def test_a_group_that_practises_every_day_has_twenty_eight_practice_days() -> None:
    assert len(list(a_cohort(weekdays=EVERY_DAY).practice_dates(MONDAY, MONDAY + 99 * DAY))) == 28


def test_friday_carries_the_plan_days_of_the_weekend() -> None:
    cohort = a_cohort()

    assert cohort.plan_days_at_hand(date(2026, 11, 26)) == (4,)
    assert cohort.plan_days_at_hand(date(2026, 11, 27)) == (5, 6, 7)
    assert cohort.plan_days_at_hand(date(2026, 12, 18)) == (26, 27, 28)


@given(weekdays=WEEKDAYS, starts=st.integers(0, 6), shift_days=st.integers(0, 40))
def test_practice_days_carry_every_plan_day_exactly_once(
    weekdays: frozenset[int], starts: int, shift_days: int
) -> None:
    hours = Hours(time_zone="Europe/Berlin", first_day=MONDAY + starts * DAY, practice_weekdays=weekdays)
    cohort = a_cohort(weekdays=weekdays, first_day=first_day_from(hours, utc("2026-11-20 12:00")))
    begins = cohort.hours.first_day
    while shift_days and (begins + shift_days * DAY).weekday() not in weekdays:
        shift_days += 1  # a plan goes on with a practice day
    cohort = replace(cohort, shift_days=shift_days)

    carried = [day for on in cohort.practice_dates(begins, cohort.last_day) for day in cohort.plan_days_at_hand(on)]

    assert carried == list(range(1, 29))


@given(weekdays=WEEKDAYS, shift_days=st.integers(0, 20))
def test_each_practice_day_belongs_to_one_week(weekdays: frozenset[int], shift_days: int) -> None:
    cohort = a_cohort(weekdays=weekdays, shift_days=shift_days)

    weeks = [on for week in range(1, 5) for on in cohort.practice_dates_of_week(week)]

    assert weeks == list(cohort.practice_dates(MONDAY, cohort.last_day))
    assert all(
        (cohort.plan_day(on) or 0) - 1 in range(7 * (w - 1), 7 * w)
        for w in range(1, 5)
        for on in cohort.practice_dates_of_week(w)
    )


@given(weekdays=WEEKDAYS, after=st.integers(-5, 35))
def test_the_next_practice_date_is_the_first_one_after(weekdays: frozenset[int], after: int) -> None:
    cohort, on = a_cohort(weekdays=weekdays), MONDAY + after * DAY

    following = [each for each in cohort.practice_dates(MONDAY, cohort.last_day) if each > on]

    assert cohort.next_practice_date(on) == next(iter(following), None)


# Starting


@pytest.mark.parametrize(
    ("chosen", "now", "first"),
    [
        ("2026-11-23", "2026-11-20 12:00", "2026-11-23"),  # chosen, and still ahead
        ("2026-11-23", "2026-11-23 07:59", "2026-11-23"),  # a minute before the question
        ("2026-11-23", "2026-11-23 08:00", "2026-11-24"),  # the question's time is now
        ("2026-11-23", "2026-11-27 12:00", "2026-11-30"),  # past: Friday noon, so Monday
        ("2026-11-28", "2026-11-20 12:00", "2026-11-30"),  # a Saturday was chosen: the first practice day after it
        ("2025-01-01", "2026-11-24 06:00", "2026-11-24"),  # long past, today is still ahead
        ("2026-11-23", "2026-11-23 23:30", "2026-11-24"),  # Tuesday already in Berlin, its question ahead
    ],
)
def test_the_four_weeks_begin_on_the_first_practice_day_still_ahead(chosen: str, now: str, first: str) -> None:
    hours = Hours(time_zone="Europe/Berlin", first_day=date.fromisoformat(chosen))

    assert first_day_from(hours, utc(now)) == date.fromisoformat(first)


@given(
    weekdays=WEEKDAYS,
    chosen=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    hours=st.integers(0, 24 * 700),
    zone=st.sampled_from(["Europe/Berlin", "Pacific/Kiritimati", "America/Los_Angeles"]),
    post_time=st.times(),
)
def test_the_first_day_is_a_practice_day_whose_question_is_still_to_come(
    weekdays: frozenset[int], chosen: date, hours: int, zone: str, post_time: time
) -> None:
    now = utc("2026-01-01 00:00") + timedelta(hours=hours)
    wanted = Hours(time_zone=zone, first_day=chosen, practice_weekdays=weekdays, post_time=post_time)

    first = first_day_from(wanted, now)

    cohort = replace(a_cohort(), hours=with_first_day(wanted, first))
    assert first.weekday() in weekdays
    assert first >= chosen
    assert cohort.posts_at(first) > now
    assert (cohort.posts_at(first) - max(now, cohort.posts_at(chosen))) <= 9 * DAY


# Hours


def test_a_group_needs_a_practice_day() -> None:
    with pytest.raises(PracticeError) as refusal:
        check_hours(Hours(time_zone="UTC", first_day=MONDAY, practice_weekdays=frozenset()))

    assert refusal.value.field == "practice_weekdays"


def test_a_mock_day_must_be_a_practice_day() -> None:
    with pytest.raises(PracticeError) as refusal:
        check_hours(Hours(time_zone="UTC", first_day=MONDAY, mock_weekdays=frozenset({5})))

    assert refusal.value.field == "mock_weekdays"


def test_a_group_may_do_without_mock_days() -> None:
    hours = Hours(time_zone="UTC", first_day=MONDAY, mock_weekdays=frozenset())

    assert check_hours(hours) is hours


def test_a_pause_holds_its_days_and_not_the_day_on_which_it_ends() -> None:
    pause = Pause(started_on=MONDAY, ended_on=MONDAY + 2 * DAY)

    assert [pause.holds(MONDAY + day * DAY) for day in (-1, 0, 1, 2)] == [False, True, True, False]
    assert Pause(started_on=MONDAY).holds(MONDAY + 99 * DAY)
