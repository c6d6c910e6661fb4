"""Finding a time for a mock: what suits everybody's week, and what somebody proposes themselves.

What follows from the time is in `attendance.py`: whether they met, and who did not come.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

from bot.domain.availability import QUARTER, free_quarters, instants_of
from bot.domain.member import Break
from bot.domain.mock import FULL_SESSION, SESSION, WAITING, Mock, MockState, agree_on, start, what_is_so
from bot.domain.wall_clock import instant_of, local_date, name_date
from bot.errors import PracticeError

PROPOSALS = 3
MOST_OPEN = 5
"""How many proposed times one card shows, and how many of people's own may be open at once."""
LEAD = timedelta(hours=1)
UNBOUND = timedelta(days=3)
AFTER_WINDOW = timedelta(days=14)
"""How far ahead people may set a time of their own when the window did not suit them."""
DAYS_LOOKED_AT = 8
_COMFORTABLE = (9 * 60, 20 * 60)  # minutes of a day

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """When somebody can sit in a mock: parts of their own week, breaks, and what other mocks take.

    Who ticked no part of the week may be asked for any day-time.
    """

    time_zone: str
    ticked: frozenset[str] = frozenset()
    breaks: tuple[Break, ...] = ()
    taken: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesFound:
    """Up to three times in their order; where `suits_all` is false they are only the nearest that there are."""

    times: tuple[datetime, ...]
    suits_all: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A time to choose, as stored; `proposed_by` is none where we proposed it."""

    id: int
    mock_id: int
    starts_at: datetime
    proposed_at: datetime
    proposed_by: int | None = None
    accepted_by: frozenset[int] = field(default_factory=frozenset)

    @property
    def minute(self) -> int:
        """Name the time by its minute, as buttons do: what an old card offers is never taken for another time."""
        return int(self.starts_at.timestamp()) // 60

    def is_accepted_by_all(self, mock: Mock) -> bool:
        return self.accepted_by >= set(mock.member_ids)


def session_of(mock: Mock) -> timedelta:
    """Give how long a mock needs: both ways of a short one, one way of one in full length."""
    return FULL_SESSION if mock.length == "full" else SESSION


def window_of(mock: Mock) -> Span:
    """Give the span in which a mock is meant to take place; one without a window has three days."""
    begins = mock.window_from or mock.created_at
    return begins, mock.window_until or begins + UNBOUND


def time_left(mock: Mock, now: datetime) -> Span:
    """Give what is left of a mock's window for proposals, on whole quarter hours; an hour from now at the earliest."""
    begins, until = window_of(mock)
    soonest = max(begins, now + LEAD)
    begun = timedelta(minutes=soonest.minute % 15, seconds=soonest.second, microseconds=soonest.microsecond)
    first = soonest - begun + (QUARTER if begun else timedelta())
    return first, max(first, until)


def find_times(people: Sequence[Attendee], *, within: Span, session: timedelta) -> TimesFound:
    """Find three times for everybody, spread over days and parts of the day; never before 07:00 or after 22:00.

    Where the hours that people named do not meet, give the times that are least far from everybody's.
    """
    own = [_starts(_free(each, within), session) for each in people]
    in_common = _in_common(own)
    if in_common:
        choices = _choices(instants_of(in_common, within[0]), people, session)
        chosen = _spread(sorted(_best_of_each_part(choices), key=lambda choice: choice.at))
        return TimesFound(times=_filled_up(chosen, choices, session), suits_all=True)
    awake = _starts(_in_common(_awake(each, within) for each in people), session)
    far = _how_far(awake, own)
    choices = _choices(instants_of(awake, within[0]), people, session, far=far)
    nearest = sorted(_best_of_each_part(choices), key=lambda choice: (choice.far, choice.at))[:PROPOSALS]
    return TimesFound(times=tuple(sorted(choice.at for choice in nearest)), suits_all=False)


def is_in_own_hours(person: Attendee, starts_at: datetime, session: timedelta) -> bool:
    """Say whether a session lies in the hours that somebody named, or in the day-time of who named none."""
    within = (starts_at, starts_at + session)
    return bool(_starts(free_quarters(person.ticked, person.time_zone, *within), session))


def starts_between(mock: Mock, now: datetime, *, is_bound: bool = True) -> Span:
    """Give the first and last instant at which people may have a mock begin.

    It is to lie in its window; two weeks are open to people who have settled it among themselves (`is_bound` false) or
    whose window is over.
    """
    begins, until = window_of(mock)
    latest = until - session_of(mock)
    return (max(begins, now), latest) if is_bound and latest > now else (now, now + AFTER_WINDOW)


def read_proposal(mock: Mock, on: date, at: time, time_zone: str, *, now: datetime, is_bound: bool = True) -> datetime:
    """Give the instant of a time that a member proposes in their own zone, or refuse it with what would do.

    It must be ahead, and at an instant at which it may begin, see `starts_between`.
    """
    starts_at = instant_of(on, at, time_zone)
    local = starts_at.astimezone(ZoneInfo(time_zone))
    if local.replace(tzinfo=None) != datetime.combine(on, at):
        raise PracticeError(
            f"There is no {at:%H:%M} on {name_date(on)} in {time_zone}: the clocks jump to {local:%H:%M}.",
            f"Choose {local:%H:%M} or later.",
            field="at",
        )
    if starts_at <= now:
        today = local_date(now, time_zone)
        field_name = "on" if on < today else "at"
        raise PracticeError(
            f"{_spoken(starts_at, time_zone)} has passed.",
            f"Choose a time after {_spoken(now, time_zone)}.",
            field=field_name,
        )
    earliest, latest = starts_between(mock, now, is_bound=is_bound)
    if not earliest <= starts_at <= latest:
        raise PracticeError(
            f"{_spoken(starts_at, time_zone)} is outside the days of this mock.",
            f"Choose a time from {_spoken(earliest, time_zone)} to {_spoken(latest, time_zone)}.",
            field="on",
        )
    return starts_at


def require_ahead(mock: Mock) -> None:
    """Refuse to change the time of a mock that has begun or is over."""
    if mock.state not in WAITING:
        raise PracticeError(what_is_so(mock), "Type /practice mock to see where it stands.")


def fix_time(mock: Mock, starts_at: datetime, now: datetime) -> Mock:
    """Agree on a time or move it; what was said about whether they met belongs to the time before."""
    agreed = agree_on(mock, starts_at, now)
    return replace(agreed, seats=tuple(replace(seat, met="") for seat in agreed.seats))


def meet_now(mock: Mock, member_id: int, now: datetime) -> Mock:
    """Begin at once: whoever presses says that everybody is there. No time is noted that somebody could miss."""
    require_ahead(mock)
    seats = tuple(replace(seat, answer="accepted") for seat in mock.seats)
    return start(replace(mock, seats=seats, state=MockState.AGREED, agreed_at=mock.agreed_at or now), member_id, now)


def choose_shown(proposals: Iterable[Proposal], now: datetime) -> list[Proposal]:
    """Choose which open times a card shows: people's own first, then those that most have accepted."""
    ahead = [each for each in proposals if each.starts_at > now]
    ahead.sort(key=lambda each: (each.proposed_by is None, -len(each.accepted_by), each.starts_at))
    return sorted(ahead[:MOST_OPEN], key=lambda each: each.starts_at)


def require_room(proposals: Iterable[Proposal], now: datetime) -> None:
    """Refuse one proposal more where there are plenty to choose from."""
    if sum(1 for each in proposals if each.proposed_by is not None and each.starts_at > now) >= MOST_OPEN:
        raise PracticeError(
            f"You have {MOST_OPEN} proposed times to choose from.", "Accept one of them on the mock's card.", field="on"
        )


def _free(person: Attendee, within: Span) -> int:
    """Give the quarter hours in which somebody has time, by what they named."""
    return free_quarters(person.ticked, person.time_zone, *within) & ~_taken(person, within)


def _awake(person: Attendee, within: Span) -> int:
    """Give the quarter hours in which somebody could be asked at all."""
    return free_quarters((), person.time_zone, *within) & ~_taken(person, within)


def _taken(person: Attendee, within: Span) -> int:
    """Give the quarter hours of breaks and of other mocks."""
    spans = list(person.taken)
    for each in person.breaks:
        day_after = each.until_on + timedelta(days=1)
        begins, ends = (instant_of(on, time.min, person.time_zone) for on in (each.from_on, day_after))
        spans.append((begins, ends))
    quarters = 0
    size = (within[1] - within[0]) // QUARTER
    for begins, ends in spans:
        first = max(0, (begins - within[0]) // QUARTER)
        past = min(size, -((within[0] - ends) // QUARTER))
        if past > first:
            quarters |= (1 << past) - (1 << first)
    return quarters


def _in_common(each_quarters: Iterable[int]) -> int:
    common: int | None = None
    for quarters in each_quarters:
        common = quarters if common is None else common & quarters
    return common or 0


def _starts(quarters: int, session: timedelta) -> int:
    """Give the quarter hours at which a whole session can begin."""
    starts = quarters
    for later in range(1, -(-session // QUARTER)):
        starts &= quarters >> later
    return starts


def _how_far(awake: int, own: Sequence[int]) -> list[tuple[int, int]]:
    """Say of each start how far it is from the hours that people named: for whoever it is farthest, and together.

    Distances are in quarter hours; who named none in these days counts for nothing.
    """
    named = [_places(starts) for starts in own if starts]
    ways = ([_distance(place, starts) for starts in named] for place in _places(awake))
    return [(max(each, default=0), sum(each)) for each in ways]


def _distance(place: int, starts: Sequence[int]) -> int:
    after = bisect_left(starts, place)
    return min(abs(place - start) for start in starts[max(0, after - 1) : after + 1])


def _places(quarters: int) -> list[int]:
    return [place for place in range(quarters.bit_length()) if quarters >> place & 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """A start with what speaks for it; `dates` and `part` of the day are as people's own clocks say.

    `discomfort` is by how many minutes it is too early or too late for all together; `roughness` prefers the full hour
    to the half, and the half to the quarter; `far` is how far it is from the hours that people named.
    """

    at: datetime
    dates: tuple[date, ...]
    part: int
    discomfort: float
    roughness: int
    far: tuple[int, int] = (0, 0)

    @property
    def unkindness(self) -> tuple[tuple[int, int], float, int]:
        return self.far, self.discomfort, self.roughness


def _choices(
    starts: Sequence[datetime],
    people: Sequence[Attendee],
    session: timedelta,
    *,
    far: Sequence[tuple[int, int]] = (),
) -> list[_Choice]:
    zones = [ZoneInfo(each.time_zone) for each in people]
    return [
        _choice(at, [at.astimezone(zone) for zone in zones], session, far=far[number] if far else (0, 0))
        for number, at in enumerate(starts)
    ]


def _choice(at: datetime, local: Sequence[datetime], session: timedelta, *, far: tuple[int, int]) -> _Choice:
    begins = [each.hour * 60 + each.minute for each in local]
    lasts = session / timedelta(minutes=1)
    return _Choice(
        at=at,
        dates=tuple(each.date() for each in local),
        part=0 if local[0].hour < 12 else 1 if local[0].hour < 17 else 2,
        discomfort=sum(max(_COMFORTABLE[0] - minute, minute + lasts - _COMFORTABLE[1], 0) for minute in begins),
        roughness=max(0 if each.minute == 0 else 1 if each.minute == 30 else 2 for each in local),
        far=far,
    )


def _best_of_each_part(choices: Sequence[_Choice]) -> list[_Choice]:
    """Keep one start for each part of each of the first days: the kindest, in the middle of those that are as kind."""
    parts: dict[tuple[date, int], list[_Choice]] = {}
    for choice in choices:
        parts.setdefault((choice.dates[0], choice.part), []).append(choice)
    days = sorted({on for on, _ in parts})[:DAYS_LOOKED_AT]
    return [_middle_of_kindest(of_part) for (on, _), of_part in sorted(parts.items()) if on in days]


def _middle_of_kindest(choices: Sequence[_Choice]) -> _Choice:
    best = min(choice.unkindness for choice in choices)
    kept = [choice for choice in choices if choice.unkindness == best]
    return kept[(len(kept) - 1) // 2]


def _spread(choices: Sequence[_Choice]) -> Sequence[_Choice]:
    """Choose three: on as many days as can be, comfortable, at different parts of the day, far apart, soon."""
    return max(combinations(choices, PROPOSALS), key=_worth) if len(choices) > PROPOSALS else choices


def _filled_up(chosen: Sequence[_Choice], choices: Sequence[_Choice], session: timedelta) -> tuple[datetime, ...]:
    """Add times of the same parts of days where there are fewer than three, a session apart; give all in order."""
    times = [choice.at for choice in chosen]
    rest = sorted(choices, key=lambda choice: (choice.discomfort, choice.roughness, choice.at))
    while len(times) < PROPOSALS:
        apart = [choice.at for choice in rest if all(abs(choice.at - at) > session for at in times)]
        if not apart:
            break
        times.append(apart[0])
    return tuple(sorted(times))


def _worth(chosen: Sequence[_Choice]) -> tuple[float, ...]:
    days = min(len(set(of_one)) for of_one in zip(*(choice.dates for choice in chosen), strict=True))
    gap = min(later.at - earlier.at for earlier, later in pairwise(chosen))
    return (
        days,
        -sum(choice.discomfort for choice in chosen),
        len({choice.part for choice in chosen}),
        gap / QUARTER,
        -chosen[0].at.timestamp(),
    )


def _spoken(at: datetime, time_zone: str) -> str:
    local = at.astimezone(ZoneInfo(time_zone))
    return f"{name_date(local.date())}, {local:%H:%M}"
