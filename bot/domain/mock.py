"""A mock: who sits where, and how it goes from proposed to done. Each change is a pure function that may refuse.

A change gives the mock as it is afterwards; who presses second finds it changed already and is told what is so now.
How a time is found, who is asked whether they met, and who is paired again lives in `meeting.py` and `round.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from bot.errors import PracticeError

SESSION = timedelta(minutes=45)
FULL_SESSION = timedelta(minutes=60)
NO_SHOW_AFTER = timedelta(minutes=10)

Length = Literal["short", "full"]
Answer = Literal["open", "accepted", "declined"]
Met = Literal["", "met", "partly", "not_yet", "could_not"]


class MockState(StrEnum):
    """Where a mock stands. The first four are live; the others are its ends."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    RUNNING = "running"
    SWAPPED = "swapped"
    DONE = "done"
    DECLINED = "declined"
    NO_SHOW = "no-show"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


LIVE = (MockState.PROPOSED, MockState.AGREED, MockState.RUNNING, MockState.SWAPPED)
WAITING = (MockState.PROPOSED, MockState.AGREED)
UNDER_WAY = (MockState.RUNNING, MockState.SWAPPED)


class Role(StrEnum):
    INTERVIEWER = "interviewer"
    CANDIDATE = "candidate"
    OBSERVER = "observer"


ROLES = (Role.INTERVIEWER, Role.CANDIDATE, Role.OBSERVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A member's place in a mock; `role` is theirs in the first half. `met` is what they said when asked afterwards."""

    member_id: int
    role: Role
    answer: Answer = "open"
    met: Met = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mock:
    """A mock as stored: seats in the order of roles, interviewer first.

    A short one has a question each way, a full one is an interview in full length each way, perhaps on two days.
    `starts_at` is the time that was agreed on, if one was. `version` counts the changes.
    """

    id: int
    cohort_id: int
    seats: tuple[Seat, ...]
    created_at: datetime
    state: MockState = MockState.PROPOSED
    length: Length = "short"
    version: int = 0
    round_id: int | None = None
    invited_by: int | None = None
    window_from: datetime | None = None
    window_until: datetime | None = None
    expires_at: datetime | None = None
    starts_at: datetime | None = None
    agreed_at: datetime | None = None
    started_at: datetime | None = None
    swapped_at: datetime | None = None
    ended_at: datetime | None = None
    halves_held: int = 0
    message_id: str | None = None

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def half(self) -> int:
        """Give the half that is under way, comes next or was the last: 1 or 2."""
        return 2 if self.swapped_at is not None else 1

    @property
    def member_ids(self) -> tuple[int, ...]:
        return tuple(seat.member_id for seat in self.seats)

    def seat_of(self, member_id: int) -> Seat | None:
        return next((seat for seat in self.seats if seat.member_id == member_id), None)

    def role_of(self, member_id: int, half: int | None = None) -> Role | None:
        """Give a member's role in a half, the present one unless it is named; none for somebody from outside."""
        seat = self.seat_of(member_id)
        return None if seat is None else role_in_half(seat.role, half or self.half)

    def in_role(self, role: Role, half: int | None = None) -> int | None:
        """Give the member who has a role in a half."""
        return next((seat.member_id for seat in self.seats if self.role_of(seat.member_id, half) is role), None)

    def has_been(self, half: int) -> bool:
        """Say whether a half has begun."""
        return self.started_at is not None and half <= self.half

    def is_open_to_candidate(self, half: int) -> bool:
        """Say whether the candidate of a half may see its list and scorecard: when the mock is over.

        In full length the halves may be days apart, so the first one opens when it is over.
        """
        is_over = self.has_been(half) and not self.is_live
        return is_over or (self.length == "full" and half < self.half)


def role_in_half(role: Role, half: int) -> Role:
    """Change interviewer and candidate places for the second half; an observer stays one."""
    if half == 1 or role is Role.OBSERVER:
        return role
    return Role.CANDIDATE if role is Role.INTERVIEWER else Role.INTERVIEWER


def seats_for(member_ids: Sequence[int], *, accepted: Sequence[int] = ()) -> tuple[Seat, ...]:
    """Seat two or three members in the order of roles; `accepted` have asked for this mock themselves."""
    if not 2 <= len(member_ids) <= len(ROLES) or len(set(member_ids)) != len(member_ids):
        raise ValueError(f"a mock has two or three different members, not {list(member_ids)}")
    return tuple(
        Seat(member_id=member_id, role=role, answer="accepted" if member_id in accepted else "open")
        for member_id, role in zip(member_ids, ROLES, strict=False)
    )


def accept(mock: Mock, member_id: int, now: datetime) -> Mock:
    """Say yes. When everybody has, the mock is agreed on."""
    _require_seat(mock, member_id)
    _require_state(mock, MockState.PROPOSED, MockState.AGREED)
    changed = _with_answer(mock, member_id, "accepted")
    if mock.state is MockState.PROPOSED and all(seat.answer == "accepted" for seat in changed.seats):
        return replace(changed, state=MockState.AGREED, agreed_at=now)
    return changed


def agree_on(mock: Mock, starts_at: datetime, now: datetime) -> Mock:
    """Fix a time, or move it; whoever agreed on a time has also said yes."""
    _require_state(mock, MockState.PROPOSED, MockState.AGREED)
    if starts_at <= now:
        raise PracticeError("That time has passed.", "Choose one that is still ahead.")
    seats = tuple(replace(seat, answer="accepted") for seat in mock.seats)
    return replace(mock, seats=seats, state=MockState.AGREED, starts_at=starts_at, agreed_at=mock.agreed_at or now)


def decline(mock: Mock, member_id: int, now: datetime) -> Mock:
    """Say that one cannot make it; the others are free to be paired again."""
    _require_seat(mock, member_id)
    _require_state(mock, MockState.PROPOSED, MockState.AGREED)
    return replace(_with_answer(mock, member_id, "declined"), state=MockState.DECLINED, ended_at=now)


def start(mock: Mock, member_id: int, now: datetime) -> Mock:
    """Begin the first half; whoever is here has said yes, whatever they pressed before."""
    _require_seat(mock, member_id)
    _require_state(mock, MockState.AGREED)
    return replace(mock, state=MockState.RUNNING, started_at=now)


def swap(mock: Mock, member_id: int, now: datetime) -> Mock:
    """Change places for the second half."""
    _require_seat(mock, member_id)
    _require_state(mock, MockState.RUNNING)
    return replace(mock, state=MockState.SWAPPED, swapped_at=now)


def finish(mock: Mock, member_id: int, now: datetime) -> Mock:
    """End the mock after its second half, or after the first one when there was no time for more."""
    _require_seat(mock, member_id)
    _require_state(mock, MockState.RUNNING, MockState.SWAPPED)
    return replace(mock, state=MockState.DONE, ended_at=now, halves_held=mock.half)


def finish_unseen(mock: Mock, now: datetime, *, halves: int) -> Mock:
    """End a mock that took place without its buttons: somebody said afterwards that they met."""
    _require_state(mock, *LIVE)
    return replace(mock, state=MockState.DONE, ended_at=now, halves_held=max(halves, mock.halves_held))


def note_met(mock: Mock, member_id: int, met: Met) -> Mock:
    """Write down what a member answered to "did you meet?"; what follows from it is for others to decide."""
    _require_seat(mock, member_id)
    return replace(mock, seats=_changed(mock, member_id, met=met))


def report_no_show(mock: Mock, member_id: int, now: datetime) -> Mock:
    """Say that the others did not come; a while after the agreed time at the earliest."""
    _require_seat(mock, member_id)
    _require_state(mock, MockState.AGREED, MockState.RUNNING)
    if mock.starts_at is None:
        raise PracticeError(
            "No time was agreed on, so nobody can have missed it.", "Propose a time, or press “I can't make it”."
        )
    if now < mock.starts_at + NO_SHOW_AFTER:
        minutes = int(NO_SHOW_AFTER.total_seconds() // 60)
        raise PracticeError("It is too early to say that.", f"Wait for {minutes} minutes after the agreed time.")
    return replace(mock, state=MockState.NO_SHOW, ended_at=now)


def expire(mock: Mock, now: datetime) -> Mock:
    """Let a mock go that nobody spoke of any more, without blame."""
    _require_state(mock, *LIVE)
    return replace(mock, state=MockState.EXPIRED, ended_at=now, halves_held=1 if mock.swapped_at else 0)


def cancel(mock: Mock, now: datetime) -> Mock:
    """Call a mock off from outside: its group ended, or somebody left it."""
    _require_state(mock, *LIVE)
    return replace(mock, state=MockState.CANCELLED, ended_at=now, halves_held=1 if mock.swapped_at else 0)


def what_is_so(mock: Mock) -> str:
    """Say where a mock stands, for whoever pressed an old card or pressed second."""
    return _IS_SO[mock.state]


_IS_SO = {
    MockState.PROPOSED: "This mock still waits for a yes from everybody.",
    MockState.AGREED: "This mock has not begun yet.",
    MockState.RUNNING: "The first half is running.",
    MockState.SWAPPED: "You have changed places; the second half is running.",
    MockState.DONE: "This mock is done.",
    MockState.DECLINED: "Somebody could not make it, so this mock was called off.",
    MockState.NO_SHOW: "This mock did not take place.",
    MockState.EXPIRED: "This mock has lapsed. Nobody is to blame.",
    MockState.CANCELLED: "This mock was called off.",
}
_NEXT_STEP = {
    MockState.PROPOSED: "It can begin when everybody has pressed “I'm in” or a time is agreed on.",
    MockState.AGREED: "Press “Start” when everybody is there.",
    MockState.RUNNING: "Press “Swap roles” when it is over.",
    MockState.SWAPPED: "Press “Done” when it is over.",
    MockState.DONE: "Type /practice mock to see it.",
}


def _require_seat(mock: Mock, member_id: int) -> None:
    if mock.seat_of(member_id) is None:
        raise PracticeError("This mock is between other people.", "Type /practice pair for one of your own.")


def _require_state(mock: Mock, *states: MockState) -> None:
    if mock.state not in states:
        raise PracticeError(what_is_so(mock), _NEXT_STEP.get(mock.state, "Type /practice pair for another one."))


def _with_answer(mock: Mock, member_id: int, answer: Answer) -> Mock:
    return replace(mock, seats=_changed(mock, member_id, answer=answer))


def _changed(mock: Mock, member_id: int, **changes: str) -> tuple[Seat, ...]:
    return tuple(replace(seat, **changes) if seat.member_id == member_id else seat for seat in mock.seats)  # type: ignore[arg-type]
