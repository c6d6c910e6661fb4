"""Whether a mock took place: reminders before it, the question afterwards, silence, and people who did not come."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.meeting import session_of, window_of
from bot.domain.mock import Met, Mock, MockState, expire, finish_unseen, note_met, what_is_so
from bot.domain.wall_clock import instant_of, local_date
from bot.errors import PracticeError

REMINDERS_BEFORE = (timedelta(hours=1), timedelta(minutes=10))
SHORTEST_NOTICE = timedelta(minutes=15)
NUDGE_BEFORE = timedelta(hours=24)
SHORTEST_WINDOW_TO_NUDGE = timedelta(hours=4)
ASK_AFTER = timedelta(minutes=15)
ASK_AGAIN_AFTER = timedelta(hours=24)
MOST_ASKS = 2
LAPSES_AFTER = timedelta(hours=48)
LAPSES_LATE_AFTER = timedelta(days=5)
"""How much longer a mock is kept of which somebody said that they still have a time."""
STILL_GOING_ON = timedelta(hours=2)
MISSES_TO_PAUSE = 2

_KIND_FROM, _KIND_UNTIL = time(8), time(21)
_MORNING = time(9)
_HALVES: dict[Met, int] = {"met": 2, "partly": 1}
_REVIVED_BY = tuple(_HALVES)


def over_at(mock: Mock) -> datetime:
    """Give when a mock must be over: its session, or its window where no time was agreed on.

    One in full length has its second half perhaps on another day, so it has the whole window.
    """
    window_until = window_of(mock)[1]
    if mock.starts_at is None:
        return window_until
    over = mock.starts_at + session_of(mock)
    return max(over, window_until) if mock.length == "full" else over


def reminder_at(starts_at: datetime, now: datetime) -> datetime | None:
    """Give when to remind of an agreed time: an hour before, ten minutes where that is near; none where both are."""
    return next((starts_at - each for each in REMINDERS_BEFORE if starts_at - each >= now + SHORTEST_NOTICE), None)


def nudge_at(mock: Mock, now: datetime, time_zones: Iterable[str]) -> datetime | None:
    """Give when to remind of a window without a time: a day before its end, at half of a short one, by day."""
    left = window_of(mock)[1] - now
    if left < SHORTEST_WINDOW_TO_NUDGE:
        return None
    due_at = window_of(mock)[1] - min(NUDGE_BEFORE, left / 2)
    zones = list(time_zones)
    earlier = (due_at - hours * timedelta(hours=1) for hours in range(24))
    return next((at for at in earlier if at > now and all(_is_kind(at, zone) for zone in zones)), due_at)


def asks_at(mock: Mock, time_zone: str) -> tuple[datetime, datetime]:
    """Give when a member is asked whether they met, and when once more; never at night."""
    first = _kind(over_at(mock) + ASK_AFTER, time_zone)
    return first, _kind(first + ASK_AGAIN_AFTER, time_zone)


def lapses_at(mock: Mock, time_zones: Iterable[str]) -> datetime:
    """Give when a mock lapses of which nobody said anything: 48 hours after everybody was asked."""
    return max(asks_at(mock, zone)[0] for zone in time_zones) + LAPSES_AFTER


def is_worth_asking(mock: Mock, member_id: int, now: datetime) -> bool:
    """Say whether a member is still to be asked: the mock is open, not just going on, and they said nothing yet."""
    seat = mock.seat_of(member_id)
    if seat is None or seat.met or not mock.is_live:
        return False
    begun = mock.swapped_at or mock.started_at
    return begun is None or now - begun >= STILL_GOING_ON


def held_at(mock: Mock, now: datetime) -> datetime:
    """Give when a mock took place of which it is only told afterwards: at its agreed time, or when it last moved on."""
    moved_on = mock.swapped_at or mock.started_at
    planned = None if mock.starts_at is None else mock.starts_at + session_of(mock)
    return min(moved_on or planned or now, now)


def answer_met(mock: Mock, member_id: int, met: Met, now: datetime) -> Mock:
    """Take a member's answer to "did you meet?".

    Met, or in part: the mock took place, roles as drawn, even where it had lapsed before. Could not: it lapses for
    everybody, without blame. Not yet: it stays open for the time that they name.
    """
    if mock.state is MockState.EXPIRED and met in _REVIVED_BY:
        reopened = replace(mock, state=MockState.AGREED, ended_at=None)
        return finish_unseen(note_met(reopened, member_id, met), now, halves=_HALVES[met])
    if mock.state is MockState.DONE and met in _REVIVED_BY:
        return note_met(mock, member_id, met)
    if not mock.is_live or (mock.is_under_way and met == "not_yet"):
        raise PracticeError(what_is_so(mock), "Type /practice mock to see where it stands.")
    noted = note_met(mock, member_id, met)
    if met in _REVIVED_BY:
        return finish_unseen(noted, now, halves=_HALVES[met])
    return expire(noted, now) if met == "could_not" else noted


def lapse(mock: Mock, now: datetime, *, is_last: bool) -> Mock | None:
    """Let go of a mock about which nobody said anything; none where it is to be kept or is over already.

    One that had come to its second half took place, if only nobody pressed “Done”. Whoever said that they still have
    a time is waited for once more, until the last time.
    """
    if not mock.is_live:
        return None
    if mock.state is MockState.SWAPPED:
        return finish_unseen(mock, now, halves=1)
    if not is_last and any(seat.met == "not_yet" for seat in mock.seats):
        return None
    return expire(mock, now)


def is_to_pause(missed: Sequence[bool]) -> bool:
    """Say whether a member's pairing pauses; `missed` tells of their mocks since they were last back, newest first."""
    return len(missed) >= MISSES_TO_PAUSE and all(missed[:MISSES_TO_PAUSE])


def who_did_not_come(mock: Mock, reporter_id: int, named: str) -> tuple[int, ...]:
    """Read who is meant: the other one of two, one of the others of three, or `all` of them; empty asks who."""
    others = tuple(id for id in mock.member_ids if id != reporter_id)
    if named == "all" or len(others) == 1:
        return others
    return tuple(id for id in others if str(id) == named)


def _kind(at: datetime, time_zone: str) -> datetime:
    """Move an instant of the night to the morning after it, as somebody's clock says."""
    if _is_kind(at, time_zone):
        return at
    local = at.astimezone(ZoneInfo(time_zone))
    on = local_date(at, time_zone) + timedelta(days=1 if local.time() >= _KIND_UNTIL else 0)
    return max(at, instant_of(on, _MORNING, time_zone))


def _is_kind(at: datetime, time_zone: str) -> bool:
    return _KIND_FROM <= at.astimezone(ZoneInfo(time_zone)).time() < _KIND_UNTIL
