"""What a cohort's calendar brings due: nothing lost and nothing twice, however the time is cut up."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.cohort import Cohort, CohortState, Hours
from bot.domain.schedule import Occasion, due_dates, occasions_between
from bot.domain.wall_clock import instant_of, zone_names

DAY = timedelta(days=1)
MONDAY = date(2026, 11, 23)
# Half of the examples live where clocks do odd things, the others anywhere.
ODD_ZONES = [
    "Africa/Cairo",
    "America/Havana",
    "America/Nuuk",
    "America/Santiago",
    "America/St_Johns",
    "Asia/Beirut",
    "Asia/Tehran",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Apia",
    "Pacific/Chatham",
]
ZONES = st.sampled_from(ODD_ZONES) | st.sampled_from(sorted(zone_names()))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
DATES = st.dates(date(1985, 1, 1), date(2045, 1, 1))


def a_cohort(
    *,
    zone: str = "Europe/Berlin",
    first_day: date = MONDAY,
    post_time: time = time(9),
    weekdays: frozenset[int] = frozenset(range(5)),
    reminder_time: time = time(18),
    shift_days: int = 0,
    state: CohortState = CohortState.RUNNING,
) -> Cohort:
    hours = Hours(
        time_zone=zone,
        post_time=post_time,
        first_day=first_day,
        practice_weekdays=weekdays,
        reminder_time=reminder_time,
    )
    return Cohort(
        id=1,
        platform="test",
        workspace_id="w1",
        channel_id="c1",
        channel_name="practice",
        hours=hours,
        plan_id="four-weeks",
        plan_length_days=28,
        state=state,
        shift_days=shift_days,
    )


COHORTS = st.builds(
    a_cohort,
    zone=ZONES,
    first_day=DATES,
    post_time=TIMES,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    reminder_time=TIMES,
    shift_days=st.integers(0, 10),
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def span_of(cohort: Cohort) -> tuple[datetime, datetime]:
    """Give instants well before a plan begins and well after it ends."""
    midnight = time(tzinfo=UTC)
    return (
        datetime.combine(cohort.hours.first_day - 3 * DAY, midnight),
        datetime.combine(cohort.last_day + 5 * DAY, midnight),
    )


@settings(max_examples=120, deadline=None)
@given(
    cohort=COHORTS,
    zones=st.sets(ZONES, max_size=2),
    cuts=st.lists(st.integers(0, 36 * 24 * 3600), max_size=12),
    start_days=st.integers(0, 30),
)
@example(
    cohort=a_cohort(zone="America/St_Johns", first_day=date(2006, 10, 27), reminder_time=time(0, 1)),
    zones={"America/St_Johns"},
    cuts=[2 * 86400 + hours * 600 for hours in range(24)],
    start_days=0,
)
def test_any_cut_of_a_span_brings_the_same_occasions_as_the_whole(
    cohort: Cohort, zones: set[str], cuts: list[int], start_days: int
) -> None:
    start, end = span_of(cohort)
    start += start_days * DAY
    instants = sorted({start, end, *(min(start + timedelta(seconds=cut), end) for cut in cuts)})

    whole = occasions_between(cohort, after=start, until=end, member_zones=zones)
    pieces = [
        occasion
        for after, until in pairwise(instants)
        for occasion in occasions_between(cohort, after=after, until=until, member_zones=zones)
    ]

    assert pieces == whole


@settings(max_examples=60, deadline=None)
@given(cohort=COHORTS, zone=ZONES)
def test_an_occasion_comes_in_the_tick_of_its_own_instant_and_in_no_other(cohort: Cohort, zone: str) -> None:
    start, end = span_of(cohort)
    second = timedelta(seconds=1)

    for occasion in occasions_between(cohort, after=start, until=end, member_zones=[zone])[:40]:
        at = occasion.due_at
        assert occasion in occasions_between(cohort, after=at - second, until=at, member_zones=[zone])
        assert occasion not in occasions_between(cohort, after=at, until=at + second, member_zones=[zone])
        assert occasion not in occasions_between(cohort, after=at - DAY, until=at - second, member_zones=[zone])


@settings(max_examples=150, deadline=None)
@given(cohort=COHORTS)
def test_every_practice_date_has_exactly_one_question(cohort: Cohort) -> None:
    start, end = span_of(cohort)

    found = occasions_between(cohort, after=start, until=end)

    dailies = [occasion for occasion in found if occasion.kind == "daily"]
    assert [occasion.on for occasion in dailies] == list(cohort.practice_dates(cohort.hours.first_day, cohort.last_day))
    assert all(occasion.due_at == cohort.posts_at(occasion.on) for occasion in dailies)
    assert [occasion.plan_day for occasion in dailies] == [cohort.plan_day(occasion.on) for occasion in dailies]


@settings(max_examples=100, deadline=None)
@given(cohort=COHORTS)
def test_a_week_opens_once_with_its_first_question_and_closes_once_after_its_last(cohort: Cohort) -> None:
    start, end = span_of(cohort)
    found = occasions_between(cohort, after=start, until=end)

    for week in range(1, 5):
        dates = cohort.practice_dates_of_week(week)
        [opening] = [each for each in found if each.kind == "week-open" and each.week == week]
        [closing] = [each for each in found if each.kind == "week-close" and each.week == week]
        assert (opening.on, closing.on) == (dates[0], dates[-1])
        assert opening.due_at == cohort.posts_at(dates[0])
        assert closing.due_at >= cohort.posts_at(dates[-1])
        last_question = next(each for each in found if each.kind == "daily" and each.on == dates[-1])
        assert found.index(closing) > found.index(last_question)
    assert found == sorted(found, key=lambda each: each.due_at)


@settings(max_examples=60, deadline=None)
@given(cohort=COHORTS, zone=ZONES)
def test_each_zone_is_reminded_once_a_date(cohort: Cohort, zone: str) -> None:
    start, end = span_of(cohort)

    found = occasions_between(cohort, after=start, until=end, member_zones=[zone])

    for kind in ("remind", "freeze"):
        dates = Counter(occasion.on for occasion in found if occasion.kind == kind)
        assert set(dates.values()) == {1}
        assert set(dates) >= set(cohort.practice_dates(cohort.hours.first_day, cohort.last_day))
    for occasion in found:
        if occasion.kind == "remind":
            assert occasion.due_at == instant_of(occasion.on, cohort.hours.reminder_time, zone)


@pytest.mark.parametrize("state", [state for state in CohortState if state is not CohortState.RUNNING])
def test_only_a_running_group_has_occasions(state: CohortState) -> None:
    cohort = a_cohort(state=state)

    assert occasions_between(cohort, after=utc("2026-11-01"), until=utc("2026-12-31"), member_zones=["UTC"]) == []


def test_a_monday_in_the_order_of_sending() -> None:
    found = occasions_between(
        a_cohort(), after=utc("2026-11-23 00:00"), until=utc("2026-11-23 23:00"), member_zones=["Europe/Berlin"]
    )

    assert [(each.kind, f"{each.due_at:%H:%M}") for each in found] == [
        ("week-open", "08:00"),
        ("daily", "08:00"),
        ("freeze", "08:00"),
        ("remind", "17:00"),
    ]


def test_a_friday_closes_the_week_in_the_evening() -> None:
    found = occasions_between(a_cohort(), after=utc("2026-11-27 00:00"), until=utc("2026-11-27 23:00"))

    assert [(each.kind, each.week, f"{each.due_at:%H:%M}") for each in found] == [
        ("daily", 1, "08:00"),
        ("week-close", 1, "17:00"),
    ]


@pytest.mark.parametrize(
    ("post_time", "closes"),
    [("06:00", "18:00"), ("16:59", "18:00"), ("17:00", "18:00"), ("18:30", "19:00"), ("22:45", "23:00")],
)
def test_a_week_closes_after_a_question_that_comes_late_in_the_day(post_time: str, closes: str) -> None:
    cohort = a_cohort(zone="UTC", post_time=time.fromisoformat(post_time))

    assert f"{cohort.closes_at(MONDAY):%H:%M}" == closes


@pytest.mark.parametrize("post_time", ["23:00", "23:15", "23:30", "23:59"])
def test_a_week_closes_right_after_a_question_that_comes_at_the_end_of_the_day(post_time: str) -> None:
    cohort = a_cohort(zone="UTC", post_time=time.fromisoformat(post_time))

    assert cohort.closes_at(MONDAY) == max(cohort.posts_at(MONDAY), utc("2026-11-23 23:00"))


def test_a_date_that_a_zone_skips_has_its_question_at_the_first_instant_of_the_next() -> None:
    cohort = a_cohort(zone="Pacific/Apia", first_day=date(2011, 12, 26), weekdays=frozenset(range(7)))

    found = occasions_between(cohort, after=utc("2011-12-29 00:00"), until=utc("2011-12-31 12:00"))

    assert [(each.on.day, each.due_at) for each in found if each.kind == "daily"] == [
        (29, utc("2011-12-29 19:00")),
        (30, utc("2011-12-30 10:00")),
        (31, utc("2011-12-30 19:00")),
    ]


def test_a_changed_post_time_moves_the_question_of_the_same_date() -> None:
    before = a_cohort()
    after = replace(before, hours=replace(before.hours, post_time=time(12)))

    def daily(cohort: Cohort) -> Occasion:
        found = occasions_between(cohort, after=utc("2026-11-24 00:00"), until=utc("2026-11-24 23:00"))
        return next(each for each in found if each.kind == "daily")

    assert daily(before).on == daily(after).on
    assert daily(after).due_at - daily(before).due_at == timedelta(hours=3)


def test_due_are_the_dates_that_were_posted_and_not_held_by_a_pause() -> None:
    posted = [MONDAY + day * DAY for day in range(5)]

    assert due_dates(posted, []) == frozenset(posted)
    assert due_dates(posted, [(MONDAY + DAY, MONDAY + 3 * DAY)]) == {posted[0], posted[3], posted[4]}
    assert due_dates(posted, [(MONDAY + 2 * DAY, None)]) == {posted[0], posted[1]}
    assert due_dates(posted, [(MONDAY, MONDAY)]) == frozenset(posted), "begun and ended on one day holds nothing"
