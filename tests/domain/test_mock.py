"""A mock from proposed to done: who may do what when, whatever is pressed in whatever order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.domain.mock import (
    LIVE,
    NO_SHOW_AFTER,
    Mock,
    MockState,
    Role,
    accept,
    agree_on,
    cancel,
    decline,
    expire,
    finish,
    finish_unseen,
    note_met,
    report_no_show,
    role_in_half,
    seats_for,
    start,
    swap,
    what_is_so,
)
from bot.errors import PracticeError

ANA, BO, CY, OUTSIDER = 1, 2, 3, 9
NOON = datetime(2026, 12, 8, 12, tzinfo=UTC)


def a_mock(*members: int, accepted: tuple[int, ...] = ()) -> Mock:
    return Mock(id=1, cohort_id=1, seats=seats_for(members or (ANA, BO), accepted=accepted), created_at=NOON)


def a_running_mock(*members: int) -> Mock:
    return start(agree_on(a_mock(*members), NOON + timedelta(hours=1), NOON), ANA, NOON)


def test_a_mock_goes_from_proposed_to_done_with_roles_changed_half_way() -> None:
    mock = accept(accept(a_mock(), ANA, NOON), BO, NOON)
    assert mock.state is MockState.AGREED

    mock = start(mock, BO, NOON)
    assert (mock.in_role(Role.INTERVIEWER), mock.in_role(Role.CANDIDATE)) == (ANA, BO)
    mock = swap(mock, ANA, NOON)
    assert (mock.in_role(Role.INTERVIEWER), mock.in_role(Role.CANDIDATE)) == (BO, ANA)
    mock = finish(mock, BO, NOON)

    assert mock.state is MockState.DONE
    assert mock.halves_held == 2


def test_an_agreed_time_stands_for_everybodys_yes() -> None:
    mock = agree_on(a_mock(), NOON + timedelta(days=1), NOON)

    assert mock.state is MockState.AGREED
    assert {seat.answer for seat in mock.seats} == {"accepted"}


def test_a_time_that_has_passed_is_refused() -> None:
    with pytest.raises(PracticeError, match="has passed"):
        agree_on(a_mock(), NOON, NOON)


def test_the_second_of_two_presses_is_told_what_is_so_now() -> None:
    swapped = swap(a_running_mock(), ANA, NOON)

    with pytest.raises(PracticeError, match="You have changed places"):
        swap(swapped, BO, NOON)


def test_a_mock_does_not_begin_before_everybody_said_yes() -> None:
    with pytest.raises(PracticeError, match="still waits for a yes"):
        start(accept(a_mock(), ANA, NOON), ANA, NOON)


def test_an_observer_stays_one_in_both_halves() -> None:
    mock = a_running_mock(ANA, BO, CY)

    assert mock.role_of(CY, 1) is mock.role_of(CY, 2) is Role.OBSERVER


def test_a_mock_that_ends_after_the_first_half_counts_as_one_half() -> None:
    assert finish(a_running_mock(), ANA, NOON).halves_held == 1


def test_a_mock_held_without_its_buttons_is_done_when_somebody_says_so() -> None:
    met = note_met(agree_on(a_mock(), NOON + timedelta(hours=1), NOON), BO, "met")

    done = finish_unseen(met, NOON + timedelta(hours=3), halves=2)

    assert (done.state, done.halves_held) == (MockState.DONE, 2)


def test_nobody_is_missing_before_ten_minutes_have_passed() -> None:
    at = NOON + timedelta(hours=1)
    mock = agree_on(a_mock(), at, NOON)

    with pytest.raises(PracticeError, match="too early"):
        report_no_show(mock, ANA, at + NO_SHOW_AFTER - timedelta(seconds=1))
    assert report_no_show(mock, ANA, at + NO_SHOW_AFTER).state is MockState.NO_SHOW


def test_without_an_agreed_time_nobody_can_be_missing() -> None:
    mock = accept(accept(a_mock(), ANA, NOON), BO, NOON)

    with pytest.raises(PracticeError, match="No time was agreed on"):
        report_no_show(mock, ANA, NOON + timedelta(days=3))


@pytest.mark.parametrize("change", [accept, decline, start, swap, finish, report_no_show])
@pytest.mark.parametrize("mock", [a_mock(), a_running_mock(), swap(a_running_mock(), ANA, NOON)])
def test_somebody_from_outside_changes_nothing(change, mock: Mock) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(PracticeError, match="between other people"):
        change(mock, OUTSIDER, NOON + timedelta(days=1))


@given(st.sampled_from(Role))
def test_changing_places_twice_changes_nothing(role: Role) -> None:
    assert role_in_half(role_in_half(role, 2), 2) is role


@pytest.mark.parametrize("members", [(ANA,), (ANA, ANA), (1, 2, 3, 4), ()])
def test_a_mock_has_two_or_three_different_members(members: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="two or three"):
        seats_for(members)


FORWARD = {state: number for number, state in enumerate((*LIVE, MockState.DONE))}


class AnyPresses(RuleBasedStateMachine):
    """Everybody presses everything at any time; the mock only ever goes forward."""

    member = st.sampled_from([ANA, BO, CY, OUTSIDER])

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.mock = a_mock(ANA, BO, CY)
        self.seen = [self.mock]
        self.refusals: list[PracticeError] = []

    def change(self, what, *args, **more) -> None:  # type: ignore[no-untyped-def]
        self.now += timedelta(minutes=5)
        try:
            self.mock = what(self.mock, *args, **more)
        except PracticeError as refusal:
            self.refusals.append(refusal)
        else:
            self.seen.append(self.mock)

    @rule(member=member, what=st.sampled_from([accept, decline, start, swap, finish, report_no_show]))
    def somebody_presses(self, member: int, what) -> None:  # type: ignore[no-untyped-def]
        before = self.mock
        self.change(what, member, self.now)
        if member == OUTSIDER:
            assert self.mock == before

    @rule(ahead=st.integers(-60, 600))
    def a_time_is_agreed_on(self, ahead: int) -> None:
        self.change(agree_on, self.now + timedelta(minutes=ahead), self.now)

    @rule(what=st.sampled_from([expire, cancel]))
    def it_is_called_off(self, what) -> None:  # type: ignore[no-untyped-def]
        self.change(what, self.now)

    @rule(halves=st.integers(0, 2))
    def somebody_says_they_met(self, halves: int) -> None:
        self.change(finish_unseen, self.now, halves=halves)

    @invariant()
    def nothing_goes_back(self) -> None:
        before, after = self.seen[-2:] if len(self.seen) > 1 else (self.mock, self.mock)
        if before.state not in LIVE:
            assert after == before, "an end is an end"
        if after.state in FORWARD and before.state in FORWARD:
            assert FORWARD[after.state] >= FORWARD[before.state]
        assert after.seats[0].role is Role.INTERVIEWER
        assert after.member_ids == before.member_ids

    @invariant()
    def every_refusal_says_what_to_do_next(self) -> None:
        assert all(refusal.sentence and refusal.next_step for refusal in self.refusals)

    @invariant()
    def its_times_fit_its_state(self) -> None:
        mock = self.mock
        assert (mock.ended_at is None) == mock.is_live
        assert mock.swapped_at is None or mock.started_at is not None
        assert mock.started_at is None or mock.agreed_at is not None
        assert mock.halves_held <= 2
        assert what_is_so(mock)
        assert sum(mock.role_of(member) is Role.INTERVIEWER for member in mock.member_ids) == 1
        assert sum(mock.role_of(member) is Role.CANDIDATE for member in mock.member_ids) == 1


TestAnyPresses = AnyPresses.TestCase
