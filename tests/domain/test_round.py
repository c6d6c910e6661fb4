"""When rounds are drawn, how long their mocks have, and who is told when."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.domain.availability import ANY_TIME, QUARTER, free_quarters, instants_of, week_from
from bot.domain.cohort import Cohort, CohortState, Hours
from bot.domain.pairing import AskedDraw, Meeting, Person, draw_asked
from bot.domain.plan import Plan, PlanDay
from bot.domain.round import (
    Waiting,
    check_snooze,
    in_order_of_waiting,
    length_of_round,
    next_round_on,
    notice_at,
    replayed,
    round_dates,
    summary_of,
    window_of_round,
)
from bot.errors import PracticeError

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Chatham", "UTC")
MONDAY = date(2026, 11, 23)


def cohort(zone: str = "Europe/Berlin", **hours: object) -> Cohort:
    return Cohort(
        id=1,
        platform="test",
        workspace_id="w1",
        channel_id="c1",
        channel_name="practice",
        hours=Hours(time_zone=zone, first_day=MONDAY, **hours),  # type: ignore[arg-type]
        plan_id="four-weeks",
        plan_length_days=28,
        state=CohortState.RUNNING,
    )


def a_plan(*full: int) -> Plan:
    days = tuple(
        PlanDay(day=day, title="", task="", done_when="", mock=day > 14, full_length=day in full)
        for day in range(1, 29)
    )
    return Plan(id="four-weeks", name="Four weeks", weeks=(), days=days)


def test_draws_are_on_mock_weekdays_of_weeks_with_mocks() -> None:
    found = list(round_dates(cohort(), {3, 4}, MONDAY, date(2027, 1, 31)))

    assert found == [date(2026, 12, 8), date(2026, 12, 10), date(2026, 12, 15), date(2026, 12, 17)]


def test_a_group_without_mock_days_has_no_draws() -> None:
    assert not list(round_dates(cohort(mock_weekdays=frozenset()), {3}, MONDAY, date(2027, 1, 31)))


def test_the_next_draw_is_todays_until_it_is_due() -> None:
    morning = datetime(2026, 12, 8, 7, 0, tzinfo=UTC)

    assert next_round_on(cohort(), {3}, morning) == date(2026, 12, 8)
    assert next_round_on(cohort(), {3}, morning + timedelta(hours=1)) == date(2026, 12, 10)
    assert next_round_on(cohort(), {3}, morning + timedelta(days=10)) is None


@pytest.mark.parametrize(
    ("weekdays", "on", "days"),
    [
        ({1, 3}, date(2026, 12, 8), 2),
        ({1, 3}, date(2026, 12, 10), 5),
        ({1, 2}, date(2026, 12, 8), 2),
        ({1}, date(2026, 12, 8), 7),
        ({1, 3}, date(2026, 12, 17), 7),
    ],
)
def test_mocks_have_until_the_next_draw_but_not_less_than_two_days_or_more_than_seven(
    weekdays: set[int], on: date, days: int
) -> None:
    start, end = window_of_round(cohort(mock_weekdays=frozenset(weekdays)), {3, 4}, on)

    assert start == datetime.combine(on, time(8), UTC)
    assert end - start == timedelta(days=days)


def test_a_round_is_in_full_length_where_such_a_plan_day_lies_in_its_window() -> None:
    lengths = [
        length_of_round(cohort(), a_plan(20, 21), on, window_of_round(cohort(), {3, 4}, on)[1])
        for on in round_dates(cohort(), {3, 4}, MONDAY, date(2027, 1, 31))
    ]

    assert lengths == ["short", "full", "short", "short"]


@given(some.sampled_from(ZONES), some.integers(0, 24 * 60))
def test_a_notice_comes_by_day_unless_that_is_too_late(zone: str, minute: int) -> None:
    due_at = datetime(2026, 12, 7, tzinfo=UTC) + timedelta(minutes=minute)
    draw_at = due_at + timedelta(days=1)

    at = notice_at(due_at, draw_at, zone)

    assert due_at <= at <= draw_at - timedelta(hours=2)
    assert time(8) <= at.astimezone(ZoneInfo(zone)).time() < time(21)


def test_who_was_left_without_a_partner_stands_before_others() -> None:
    noon = datetime(2026, 12, 8, 12, tzinfo=UTC)
    ana = Waiting(member_id=1, since=noon, is_stranded=False)
    bo = Waiting(member_id=2, since=noon + timedelta(hours=2), is_stranded=True)
    cy = Waiting(member_id=3, since=noon + timedelta(hours=1), is_stranded=False)

    assert in_order_of_waiting([cy, ana, bo]) == [bo, ana, cy]


def test_a_snooze_ends_ahead_and_within_two_months() -> None:
    now = datetime(2026, 12, 8, 23, 30, tzinfo=UTC)

    assert check_snooze(date(2026, 12, 10), now, "Europe/Berlin") == date(2026, 12, 10)
    for until in (date(2026, 12, 9), date(2026, 12, 1), date(2027, 2, 8)):
        with pytest.raises(PracticeError):
            check_snooze(until, now, "Europe/Berlin")


def test_a_kept_draw_is_made_again_the_same() -> None:
    asked = AskedDraw(
        people=tuple(Person(id=id, free=0xFF << id, employer_type="lab", level=id % 3) for id in range(9)),
        meetings=(Meeting(member_ids=(1, 2), on=MONDAY), Meeting(member_ids=(3, 4, 5), on=MONDAY)),
        blocks=((0, 1),),
        seed=77,
    )

    assert replayed(summary_of(asked, draw_asked(asked))) == draw_asked(asked)


# When somebody is free


@given(
    some.frozensets(some.sampled_from(sorted(ANY_TIME)), max_size=6),
    some.sampled_from(ZONES),
    some.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_each_quarter_hour_is_free_if_its_own_clock_says_so(ticked: frozenset[str], zone: str, on: date) -> None:
    window = week_from(on)
    free = set(instants_of(free_quarters(ticked, zone, *window), window[0]))

    at = window[0]
    while at < window[1]:
        begins, ends = (each.astimezone(ZoneInfo(zone)) for each in (at, at + QUARTER - timedelta(seconds=1)))
        if begins.date() == ends.date() and begins.utcoffset() == ends.utcoffset():
            expected = _part_of(begins) is not None and _part_of(begins) in (ticked or ANY_TIME)
            assert (at in free) == expected, begins
        at += QUARTER


def _part_of(local: datetime) -> str | None:
    part = {range(7, 12): "morning", range(12, 17): "midday", range(17, 22): "evening"}
    name = next((name for hours, name in part.items() if local.hour in hours), None)
    return f"{local:%a}".lower() + f"-{name}" if name else None


def test_two_who_ticked_the_same_evening_far_apart_share_nothing() -> None:
    window = week_from(MONDAY)

    berlin, tokyo = (free_quarters({"tue-evening"}, zone, *window) for zone in ("Europe/Berlin", "Asia/Tokyo"))

    assert berlin & tokyo == 0
    assert berlin.bit_count() == tokyo.bit_count() == 20
