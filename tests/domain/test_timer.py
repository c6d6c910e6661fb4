"""A clock: what it has counted, when it is drawn again, and how a time to aim for is typed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.timer import AIM_SECONDS, LONGEST_AIM, LONGEST_RUN, SHORTEST_AIM, Timer, add_lap, read_seconds
from bot.errors import PracticeError

NOON = datetime(2026, 12, 8, 12, tzinfo=UTC)


def a_timer(*, aim: int = AIM_SECONDS) -> Timer:
    return Timer(id=1, cohort_id=1, member_id=1, aim_seconds=aim, started_at=NOON)


def looks(timer: Timer) -> list[int]:
    """List the seconds at which a clock that nobody stops is drawn."""
    at, seen = NOON, []
    while (following := timer.next_look_at(at)) > at:
        at = following
        seen.append(int((at - NOON).total_seconds()))
        if timer.has_run_out(at):
            break
    return seen


def test_a_clock_is_drawn_at_its_marks_each_15_seconds_and_later_each_minute() -> None:
    seen = looks(a_timer())

    assert seen[:14] == [15, 30, 45, 60, 75, 90, 105, 120, 135, 150, 165, 180, 240, 300]
    assert seen[-1] == LONGEST_RUN


@given(st.integers(SHORTEST_AIM, LONGEST_AIM))
def test_every_mark_is_drawn_and_no_two_drawings_are_in_the_same_second(aim: int) -> None:
    timer = a_timer(aim=aim)

    seen = looks(timer)

    assert set(timer.marks) <= set(seen)
    assert seen == sorted(set(seen))
    assert seen[-1] == LONGEST_RUN
    assert len(seen) <= LONGEST_RUN // 15 + len(timer.marks)


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_a_stopped_clock_counts_no_further(stopped: int, later: int) -> None:
    running = a_timer()
    timer = Timer(
        id=1,
        cohort_id=1,
        member_id=1,
        aim_seconds=AIM_SECONDS,
        started_at=NOON,
        stopped_at=NOON + timedelta(seconds=stopped),
    )

    assert timer.seconds(NOON + timedelta(seconds=later)) == min(stopped, LONGEST_RUN)
    assert running.seconds(NOON + timedelta(seconds=stopped)) == timer.seconds(NOON)


@pytest.mark.parametrize(
    ("typed", "seconds"), [("150", 150), (" 90 s", 90), ("2:30", 150), ("0:45", 45), ("15", 15), ("15:00", 900)]
)
def test_a_time_is_read_as_people_type_it(typed: str, seconds: int) -> None:
    assert read_seconds(typed) == seconds


@pytest.mark.parametrize("typed", ["", "soon", "14", "901", "-5", "1:2:3", "²", "9" * 50, "2.5", ":", "1:"])
def test_what_is_no_time_is_refused_with_how_to_write_one(typed: str) -> None:
    with pytest.raises(PracticeError) as refused:
        read_seconds(typed)
    assert "/practice timer 150" in refused.value.next_step


def test_the_first_beat_begins_with_the_answer_and_the_same_beat_twice_is_one() -> None:
    laps = add_lap(add_lap(add_lap((), "situation", 7), "situation", 12), "action", 30)

    assert laps == (("situation", 0), ("action", 30))
