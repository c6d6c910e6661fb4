"""Before and after a mock: reminders, the question whether they met, silence, and who did not come."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.attendance import (
    LAPSES_AFTER,
    answer_met,
    asks_at,
    held_at,
    is_to_pause,
    is_worth_asking,
    lapse,
    lapses_at,
    nudge_at,
    over_at,
    reminder_at,
    who_did_not_come,
)
from bot.domain.mock import Met, Mock, MockState, decline, expire, note_met, seats_for, start, swap
from bot.errors import PracticeError

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
zones = st.sampled_from((BERLIN, NEW_YORK, "Asia/Kolkata", "Pacific/Auckland", "Australia/Lord_Howe"))
instants = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + minutes * MINUTE)


def a_mock(**changes: object) -> Mock:
    values = {
        "id": 1,
        "cohort_id": 1,
        "seats": seats_for([1, 2], accepted=[1, 2]),
        "created_at": MONDAY,
        "state": MockState.AGREED,
        "window_from": MONDAY,
        "window_until": MONDAY + timedelta(days=3),
    }
    return Mock(**(values | changes))  # type: ignore[arg-type]


def test_a_mock_is_over_after_its_session_or_at_the_end_of_its_window() -> None:
    assert over_at(a_mock()) == MONDAY + timedelta(days=3)
    assert over_at(a_mock(starts_at=MONDAY + HOUR)) == MONDAY + HOUR + timedelta(minutes=45)
    assert over_at(a_mock(starts_at=MONDAY + HOUR, length="full")) == MONDAY + timedelta(days=3), "its halves may part"


def test_the_reminder_comes_an_hour_before_or_ten_minutes_or_not_at_all() -> None:
    assert reminder_at(MONDAY + 5 * HOUR, MONDAY) == MONDAY + 4 * HOUR
    assert reminder_at(MONDAY + HOUR, MONDAY) == MONDAY + 50 * MINUTE
    assert reminder_at(MONDAY + 20 * MINUTE, MONDAY) is None


def test_a_window_without_a_time_is_reminded_of_a_day_before_its_end_by_day() -> None:
    at = nudge_at(a_mock(), MONDAY, [BERLIN])
    assert at == MONDAY + timedelta(days=2)
    in_both = nudge_at(a_mock(), MONDAY, [BERLIN, "America/Los_Angeles"])
    assert in_both == datetime(2026, 11, 24, 19, tzinfo=UTC)
    short = a_mock(window_until=MONDAY + 8 * HOUR)
    assert nudge_at(short, MONDAY, [BERLIN]) == MONDAY + 4 * HOUR
    assert nudge_at(a_mock(window_until=MONDAY + 2 * HOUR), MONDAY, [BERLIN]) is None


@given(instants, zones)
def test_nobody_is_asked_at_night_nor_before_it_is_over(at: datetime, zone: str) -> None:
    mock = a_mock(window_until=at)

    first, again = asks_at(mock, zone)

    assert at < first <= at + 15 * MINUTE + 13 * HOUR
    assert timedelta(hours=22) <= again - first <= timedelta(hours=26), "a day later on their own clock"
    for each in (first, again):
        assert time(8) <= each.astimezone(ZoneInfo(zone)).time() < time(21)
    assert again < lapses_at(mock, [zone]) == first + LAPSES_AFTER


@pytest.mark.parametrize(("met", "halves"), [("met", 2), ("partly", 1)])
def test_a_mock_that_was_held_without_its_buttons_took_place(met: Met, halves: int) -> None:
    done = answer_met(a_mock(), 1, met, MONDAY)

    assert (done.state, done.halves_held) == (MockState.DONE, halves)
    seat = done.seat_of(1)
    assert seat is not None
    assert seat.met == met
    assert done.seats[0].role == a_mock().seats[0].role
    assert answer_met(done, 2, "met", MONDAY).state is MockState.DONE
    with pytest.raises(PracticeError, match="This mock is done"):
        answer_met(done, 2, "could_not", MONDAY)


def test_one_that_could_not_be_held_lapses_and_a_yes_of_the_other_still_counts() -> None:
    lapsed = answer_met(a_mock(), 1, "could_not", MONDAY)
    assert lapsed.state is MockState.EXPIRED

    after_all = answer_met(lapsed, 2, "met", MONDAY + HOUR)

    assert (after_all.state, after_all.halves_held, after_all.ended_at) == (MockState.DONE, 2, MONDAY + HOUR)
    with pytest.raises(PracticeError, match="has lapsed"):
        answer_met(lapsed, 2, "not_yet", MONDAY)


def test_not_yet_keeps_a_mock_open_unless_it_runs() -> None:
    waiting = answer_met(a_mock(), 1, "not_yet", MONDAY)

    assert waiting.state is MockState.AGREED
    assert not is_worth_asking(waiting, 1, MONDAY)
    assert is_worth_asking(waiting, 2, MONDAY)
    with pytest.raises(PracticeError, match="first half is running"):
        answer_met(start(a_mock(), 1, MONDAY), 1, "not_yet", MONDAY)
    with pytest.raises(PracticeError, match="called off"):
        answer_met(decline(a_mock(), 2, MONDAY), 1, "met", MONDAY)
    with pytest.raises(PracticeError, match="other people"):
        answer_met(a_mock(), 3, "met", MONDAY)


def test_nobody_is_asked_about_a_mock_that_is_still_going_on_or_over() -> None:
    running = start(a_mock(), 1, MONDAY)

    assert not is_worth_asking(running, 1, MONDAY + HOUR)
    assert is_worth_asking(running, 1, MONDAY + 2 * HOUR)
    assert not is_worth_asking(expire(a_mock(), MONDAY), 1, MONDAY)
    assert not is_worth_asking(a_mock(), 3, MONDAY)


def test_silence_lets_a_mock_lapse_and_one_that_reached_its_second_half_took_place() -> None:
    lapsed = lapse(a_mock(), MONDAY, is_last=False)
    assert lapsed is not None
    assert lapsed.state is MockState.EXPIRED
    second_half = swap(start(a_mock(), 1, MONDAY), 1, MONDAY)
    held = lapse(second_half, MONDAY + HOUR, is_last=False)
    assert held is not None
    assert (held.state, held.halves_held) == (MockState.DONE, 1)
    assert lapse(lapsed, MONDAY, is_last=False) is None, "it is over"

    has_a_time = note_met(a_mock(), 1, "not_yet")
    assert lapse(has_a_time, MONDAY, is_last=False) is None
    at_last = lapse(has_a_time, MONDAY, is_last=True)
    assert at_last is not None
    assert at_last.state is MockState.EXPIRED


def test_a_mock_told_of_later_took_place_when_it_was_planned_or_last_moved_on() -> None:
    planned = a_mock(starts_at=MONDAY)
    running = start(planned, 1, MONDAY + 5 * MINUTE)

    assert held_at(planned, MONDAY + 24 * HOUR) == MONDAY + 45 * MINUTE
    assert held_at(planned, MONDAY + 20 * MINUTE) == MONDAY + 20 * MINUTE, "never in the time to come"
    assert held_at(swap(running, 1, MONDAY + 30 * MINUTE), MONDAY + 24 * HOUR) == MONDAY + 30 * MINUTE
    assert held_at(a_mock(), MONDAY + 24 * HOUR) == MONDAY + 24 * HOUR


def test_two_missed_in_a_row_pause_and_one_that_was_held_between_does_not() -> None:
    assert is_to_pause([True, True])
    assert not is_to_pause([True])
    assert not is_to_pause([True, False])
    assert not is_to_pause([False, True])
    assert not is_to_pause([])


def test_the_other_of_two_is_meant_and_of_three_it_is_asked() -> None:
    pair, trio = a_mock(), a_mock(seats=seats_for([1, 2, 3]))

    assert who_did_not_come(pair, 1, "") == (2,)
    assert who_did_not_come(trio, 1, "") == ()
    assert who_did_not_come(trio, 1, "3") == (3,)
    assert who_did_not_come(trio, 1, "all") == (2, 3)
    assert who_did_not_come(trio, 1, "1") == ()
