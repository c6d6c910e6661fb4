"""Finding a time: three that suit everybody, near ones where hours do not meet, and what people propose themselves."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.availability import ANY_TIME, HOURS_OF_PART
from bot.domain.meeting import (
    AFTER_WINDOW,
    LEAD,
    MOST_OPEN,
    Attendee,
    Proposal,
    choose_shown,
    find_times,
    fix_time,
    is_in_own_hours,
    meet_now,
    read_proposal,
    require_room,
    session_of,
    time_left,
    window_of,
)
from bot.domain.member import Break
from bot.domain.mock import SESSION, Mock, MockState, decline, note_met, seats_for, start
from bot.domain.wall_clock import WEEKDAYS
from bot.errors import PracticeError

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
THREE_DAYS = (MONDAY, MONDAY + timedelta(days=3))
BERLIN, NEW_YORK, KOLKATA = "Europe/Berlin", "America/New_York", "Asia/Kolkata"
ZONES = (
    BERLIN,
    NEW_YORK,
    KOLKATA,
    "America/Los_Angeles",
    "Pacific/Auckland",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Cairo",
    "America/Sao_Paulo",
    "UTC",
)
CHANGES = (date(2026, 3, 7), date(2026, 3, 28), date(2026, 4, 4), date(2026, 9, 26), date(2026, 10, 24))
"""Days just before the clocks change somewhere."""


def a_mock(**changes: object) -> Mock:
    values = {
        "id": 1,
        "cohort_id": 1,
        "seats": seats_for([1, 2]),
        "created_at": MONDAY,
        "window_from": MONDAY,
        "window_until": MONDAY + timedelta(days=3),
    }
    return Mock(**(values | changes))  # type: ignore[arg-type]


def attends(time_zone: str = BERLIN, *ticked: str, **more: object) -> Attendee:
    return Attendee(time_zone=time_zone, ticked=frozenset(ticked), **more)  # type: ignore[arg-type]


def local(times: tuple[datetime, ...], time_zone: str) -> list[str]:
    return [f"{at.astimezone(ZoneInfo(time_zone)):%a %H:%M}" for at in times]


def found_for(*people: Attendee, session: timedelta = SESSION, within: tuple[datetime, datetime] = THREE_DAYS):  # type: ignore[no-untyped-def]
    return find_times(people, within=within, session=session)


people = st.builds(
    Attendee,
    time_zone=st.sampled_from(ZONES),
    ticked=st.frozensets(st.sampled_from(sorted(ANY_TIME)), max_size=8),
)
windows = st.builds(
    lambda on, hours, length: (
        datetime.combine(on, time(0), UTC) + timedelta(minutes=15 * hours),
        datetime.combine(on, time(0), UTC) + timedelta(minutes=15 * hours) + timedelta(hours=length),
    ),
    st.sampled_from(CHANGES),
    st.integers(0, 95),
    st.integers(1, 7 * 24),
)
sessions = st.sampled_from((timedelta(minutes=45), timedelta(minutes=60)))


def test_three_times_are_spread_over_days_and_parts_of_the_day() -> None:
    found = found_for(attends(), attends())

    assert found.suits_all
    assert local(found.times, BERLIN) == ["Mon 10:00", "Tue 14:00", "Wed 18:00"]


def test_between_two_zones_the_hours_suit_both_clocks() -> None:
    found = found_for(attends(BERLIN), attends("America/Los_Angeles"))

    assert local(found.times, BERLIN) == ["Mon 18:00", "Tue 18:00", "Wed 18:00"]
    assert local(found.times, "America/Los_Angeles") == ["Mon 09:00", "Tue 09:00", "Wed 09:00"]


def test_only_what_both_ticked_is_proposed() -> None:
    found = found_for(attends(BERLIN, "tue-evening", "wed-morning"), attends(NEW_YORK, "tue-midday"))

    assert found.suits_all
    assert local(found.times, BERLIN) == ["Tue 18:00", "Tue 19:00", "Tue 20:00"]
    assert local(found.times, NEW_YORK) == ["Tue 12:00", "Tue 13:00", "Tue 14:00"]


def test_where_hours_do_not_meet_the_nearest_are_given_and_said_to_be_only_near() -> None:
    found = found_for(attends(BERLIN, "tue-morning"), attends(BERLIN, "tue-evening"))

    assert not found.suits_all
    assert local(found.times, BERLIN) == ["Tue 11:45", "Tue 14:00", "Tue 17:00"]


def test_who_named_hours_on_other_days_only_does_not_keep_near_times_from_being_found() -> None:
    found = found_for(attends(BERLIN, "sat-morning"), attends(BERLIN, "tue-evening"))

    assert not found.suits_all
    assert "Tue 18:00" in local(found.times, BERLIN)


def test_three_people_around_the_world_for_whom_it_is_never_day_get_no_time() -> None:
    found = found_for(attends(BERLIN), attends("America/Los_Angeles"), attends("Asia/Tokyo"))

    assert found == type(found)(times=(), suits_all=False)


def test_breaks_and_other_mocks_are_left_free() -> None:
    away = Break(from_on=date(2026, 11, 24), until_on=date(2026, 11, 24))
    busy = (datetime(2026, 11, 25, 7, tzinfo=UTC), datetime(2026, 11, 25, 20, tzinfo=UTC))

    found = found_for(attends(breaks=(away,)), attends(taken=(busy,)))

    assert found.suits_all
    assert {each.split()[0] for each in local(found.times, BERLIN)} <= {"Mon", "Wed", "Thu"}
    assert all(not (busy[0] - SESSION < at < busy[1]) for at in found.times)


@given(st.lists(people, min_size=2, max_size=3), windows, sessions)
def test_every_proposed_time_suits_everybody_on_their_own_clock(
    who: list[Attendee], window: tuple[datetime, datetime], session: timedelta
) -> None:
    found = find_times(who, within=window, session=session)

    assert len(found.times) <= 3
    assert list(found.times) == sorted(set(found.times))
    for at in found.times:
        assert window[0] <= at <= window[1] - session
        for person in who:
            begins, ends = (each.astimezone(ZoneInfo(person.time_zone)) for each in (at, at + session))
            assert time(7) <= begins.time() < time(22)
            assert time(7) < ends.time() <= time(22)
            if found.suits_all:
                assert is_in_own_hours(person, at, session)
                assert not person.ticked or _ticked_by_wall_clock(person, begins, ends)


@given(st.lists(people, min_size=2, max_size=3), windows)
def test_a_time_is_called_suitable_whenever_there_is_one(
    who: list[Attendee], window: tuple[datetime, datetime]
) -> None:
    found = find_times(who, within=window, session=SESSION)

    starts = int((window[1] - SESSION - window[0]) / timedelta(minutes=15)) + 1
    suitable = [
        at
        for at in (window[0] + number * timedelta(minutes=15) for number in range(max(0, starts)))
        if all(is_in_own_hours(person, at, SESSION) for person in who)
    ]
    assert found.suits_all == bool(suitable)
    if len(suitable) > 8:
        assert len(found.times) >= 2
    days = (
        min(len({at.astimezone(ZoneInfo(person.time_zone)).date() for at in found.times}) for person in who)
        if found.times
        else 0
    )
    if found.suits_all:
        first = ZoneInfo(who[0].time_zone)
        open_days = {at.astimezone(first).date() for at in suitable}
        if all(person.time_zone == who[0].time_zone for person in who):
            assert days == min(3, len(open_days))
        assert all(later > earlier for earlier, later in pairwise(found.times))


@given(st.lists(people, min_size=2, max_size=3), windows)
def test_the_same_people_and_days_give_the_same_times(who: list[Attendee], window: tuple[datetime, datetime]) -> None:
    assert find_times(who, within=window, session=SESSION) == find_times(who, within=window, session=SESSION)


@given(st.integers(0, 24 * 60 * 60))
def test_what_is_left_of_a_window_begins_on_a_quarter_hour_at_least_an_hour_from_now(seconds: int) -> None:
    now = MONDAY + timedelta(seconds=seconds, microseconds=seconds)
    mock = a_mock(created_at=now, window_from=now - timedelta(days=1), window_until=now + timedelta(days=2))

    first, until = time_left(mock, now)

    assert now + LEAD <= first < now + LEAD + timedelta(minutes=15)
    assert (first.minute % 15, first.second, first.microsecond) == (0, 0, 0)
    assert until == now + timedelta(days=2)


def test_a_mock_without_a_window_has_three_days_and_a_full_one_a_longer_session() -> None:
    mock = a_mock(window_from=None, window_until=None)

    assert window_of(mock) == (MONDAY, MONDAY + timedelta(days=3))
    assert session_of(mock) == timedelta(minutes=45)
    assert session_of(a_mock(length="full")) > timedelta(minutes=45)


@pytest.mark.parametrize(
    ("on", "at", "field", "words"),
    [
        (date(2026, 11, 23), time(8, 30), "at", "Mon 23 Nov, 08:30 has passed."),
        (date(2026, 11, 22), time(18), "on", "Sun 22 Nov, 18:00 has passed."),
        (date(2026, 11, 28), time(18), "on", "Sat 28 Nov, 18:00 is outside the days of this mock."),
        (date(2026, 11, 26), time(8, 30), "on", "Thu 26 Nov, 08:30 is outside the days of this mock."),
    ],
)
def test_a_time_that_will_not_do_is_refused_with_one_that_would(on: date, at: time, field: str, words: str) -> None:
    with pytest.raises(PracticeError) as refused:
        read_proposal(a_mock(), on, at, BERLIN, now=MONDAY)

    assert refused.value.sentence == words
    assert refused.value.field == field
    assert "Choose a time" in refused.value.next_step
    if "outside" in words:
        assert refused.value.next_step == "Choose a time from Mon 23 Nov, 09:00 to Thu 26 Nov, 08:15."


def test_a_time_in_the_hour_that_the_clocks_leave_out_is_refused() -> None:
    now = datetime(2026, 3, 27, 12, tzinfo=UTC)
    mock = a_mock(created_at=now, window_from=now, window_until=now + timedelta(days=5))

    with pytest.raises(PracticeError) as refused:
        read_proposal(mock, date(2026, 3, 29), time(2, 30), BERLIN, now=now)

    assert "There is no 02:30 on Sun 29 Mar in Europe/Berlin" in refused.value.sentence
    assert refused.value.next_step == "Choose 03:00 or later."
    at_three = read_proposal(mock, date(2026, 3, 29), time(3), BERLIN, now=now)
    assert at_three == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_time_that_comes_twice_in_autumn_is_its_first() -> None:
    now = datetime(2026, 10, 23, 12, tzinfo=UTC)
    mock = a_mock(created_at=now, window_from=now, window_until=now + timedelta(days=5))

    found = read_proposal(mock, date(2026, 10, 25), time(2, 30), BERLIN, now=now)

    assert found == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(
    st.sampled_from(ZONES),
    st.sampled_from(CHANGES),
    st.integers(0, 3),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_a_proposed_time_is_what_the_wall_clock_shows_then_or_is_refused(
    zone: str, before: date, days: int, at: time
) -> None:
    now = datetime.combine(before, time(0), UTC) - timedelta(days=2)
    mock = a_mock(created_at=now, window_from=now, window_until=now + timedelta(days=9))
    on = before + timedelta(days=days)
    naive = datetime.combine(on, at)
    exists = any(
        naive.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        == naive
        for fold in (0, 1)
    )

    if not exists:
        with pytest.raises(PracticeError, match="There is no"):
            read_proposal(mock, on, at, zone, now=now)
        return
    instant = read_proposal(mock, on, at, zone, now=now)
    assert instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == naive


def test_who_has_settled_a_time_among_themselves_may_leave_the_window() -> None:
    on = date(2026, 12, 1)

    assert read_proposal(a_mock(), on, time(18), BERLIN, now=MONDAY, is_bound=False) == datetime(
        2026, 12, 1, 17, tzinfo=UTC
    )
    late = MONDAY + timedelta(days=4)
    assert read_proposal(a_mock(), on, time(18), BERLIN, now=late), "the window is over, so it binds nobody"
    with pytest.raises(PracticeError, match="outside"):
        read_proposal(
            a_mock(), (MONDAY + AFTER_WINDOW).date() + timedelta(days=1), time(18), BERLIN, now=MONDAY, is_bound=False
        )


def test_an_agreed_time_can_be_moved_and_forgets_what_was_said_of_the_one_before() -> None:
    first = fix_time(a_mock(), MONDAY + timedelta(hours=3), MONDAY)
    answered = note_met(first, 1, "not_yet")

    moved = fix_time(answered, MONDAY + timedelta(hours=30), MONDAY + timedelta(hours=20))

    assert moved.starts_at == MONDAY + timedelta(hours=30)
    assert moved.agreed_at == MONDAY
    assert {seat.met for seat in moved.seats} == {""}
    with pytest.raises(PracticeError, match="The first half is running"):
        fix_time(start(moved, 1, MONDAY), MONDAY + timedelta(hours=40), MONDAY)


def test_who_meets_now_begins_without_a_time_that_anybody_could_have_missed() -> None:
    now = meet_now(a_mock(), 1, MONDAY)

    assert now.state is MockState.RUNNING
    assert now.starts_at is None
    assert {seat.answer for seat in now.seats} == {"accepted"}
    with pytest.raises(PracticeError, match="called off"):
        meet_now(decline(a_mock(), 2, MONDAY), 1, MONDAY)
    with pytest.raises(PracticeError, match="other people"):
        meet_now(a_mock(), 3, MONDAY)


def test_a_card_shows_peoples_own_times_before_ours_and_none_that_has_passed() -> None:
    ours = [proposal(number, hours=number) for number in range(1, 4)]
    theirs = [proposal(number, hours=20 + number, by=1) for number in range(4, 8)]

    shown = choose_shown([*ours, *theirs, proposal(9, hours=-1)], MONDAY)

    assert [each.id for each in shown] == [1, 4, 5, 6, 7]
    assert len(shown) == MOST_OPEN
    require_room([*ours, *theirs], MONDAY)
    with pytest.raises(PracticeError, match="5 proposed times"):
        require_room([*theirs, proposal(8, hours=30, by=2)], MONDAY)


def proposal(number: int, *, hours: int, by: int | None = None) -> Proposal:
    return Proposal(id=number, mock_id=1, starts_at=MONDAY + timedelta(hours=hours), proposed_at=MONDAY, proposed_by=by)


def _ticked_by_wall_clock(person: Attendee, begins: datetime, ends: datetime) -> bool:
    """Say by the wall clock alone whether begin and end lie in parts that somebody ticked."""

    def part_at(local: datetime, *, is_end: bool) -> set[str]:
        return {
            f"{WEEKDAYS[local.weekday()][:3].lower()}-{name}"
            for name, (first, last) in HOURS_OF_PART.items()
            if (first < local.time() <= last if is_end else first <= local.time() < last)
        }

    return bool(part_at(begins, is_end=False) & person.ticked) and bool(part_at(ends, is_end=True) & person.ticked)
