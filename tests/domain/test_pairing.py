"""The draw, by example."""

from datetime import date

import pytest

from bot.domain.pairing import LeftOut, Meeting, Person, draw, matching
from tests.domain.rounds_of_mocks import Rounds, alike

ANA, BO, CY, DEE, EVE = range(1, 6)
MORNING, EVENING = 0b111111, 0b111111 << 40
LAST_WEEK, WEEK_BEFORE = date(2026, 11, 17), date(2026, 11, 10)


def people(*ids: int) -> list[Person]:
    return [Person(id=id) for id in ids]


def held(*member_ids: int, on: date = LAST_WEEK) -> Meeting:
    return Meeting(member_ids=member_ids, on=on)


@pytest.fixture(params=["exact library", "no library"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Draw with the library for exact matching, and as if it were not installed."""
    if request.param == "no library":
        monkeypatch.setattr(matching, "has_library", lambda: False)
    return str(request.param)


def test_four_are_put_into_two_groups(way: str) -> None:
    drawn = draw(people(ANA, BO, CY, DEE), seed=1)

    assert sorted(map(len, drawn.groups)) == [2, 2]
    assert {member for group in drawn.groups for member in group} == {ANA, BO, CY, DEE}
    assert drawn.left_out == ()


def test_an_odd_number_gets_one_group_of_three(way: str) -> None:
    drawn = draw(people(ANA, BO, CY, DEE, EVE), seed=1)

    assert sorted(map(len, drawn.groups)) == [2, 3]
    assert drawn.left_out == ()


def test_one_alone_is_told_so() -> None:
    drawn = draw(people(ANA), seed=1)

    assert drawn.groups == ()
    assert drawn.left_out == (LeftOut(member_id=ANA, why="alone"),)


def test_nobody_is_a_draw_too() -> None:
    assert draw([], seed=1).groups == ()


def test_two_who_met_are_kept_apart_where_that_is_possible(way: str) -> None:
    drawn = draw(people(ANA, BO, CY, DEE), meetings=[held(ANA, BO), held(CY, DEE)], seed=1)

    assert drawn.group_of(ANA) != drawn.group_of(BO)
    assert drawn.repeats == 0


def test_of_two_who_met_the_longer_ago_comes_first(way: str) -> None:
    meetings = [held(ANA, BO, on=WEEK_BEFORE), held(ANA, CY), held(BO, CY)]

    drawn = draw(people(ANA, BO), meetings=meetings, seed=1)
    of_three = draw([*people(ANA, BO, CY), Person(id=DEE)], meetings=meetings, blocks=[(DEE, BO), (DEE, ANA)], seed=1)

    assert drawn.repeats == 1
    assert drawn.repeats_at_least == 1
    assert set(of_three.group_of(ANA) or ()) == {ANA, BO}


def test_a_block_holds_both_ways_and_before_everything_else(way: str) -> None:
    meetings = [held(ANA, BO), held(CY, DEE)]

    drawn = draw(people(ANA, BO, CY, DEE), meetings=meetings, blocks=[(CY, ANA), (ANA, DEE)], seed=1)

    assert set(drawn.group_of(ANA) or ()) == {ANA, BO}
    assert drawn.repeats == 2


def test_who_can_be_with_nobody_is_left_out_without_taking_others_along(way: str) -> None:
    drawn = draw(people(ANA, BO, CY), blocks=[(ANA, BO), (ANA, CY)], seed=1)

    assert [set(group) for group in drawn.groups] == [{BO, CY}]
    assert drawn.left_out == (LeftOut(member_id=ANA, why="no-partner"),)


def test_everybody_blocked_leaves_everybody_out(way: str) -> None:
    drawn = draw(people(ANA, BO), blocks=[(BO, ANA)], seed=1)

    assert drawn.groups == ()
    assert {left.member_id for left in drawn.left_out} == {ANA, BO}


def test_those_who_are_free_at_the_same_time_are_put_together(way: str) -> None:
    mixed = [
        Person(id=ANA, free=MORNING),
        Person(id=BO, free=EVENING),
        Person(id=CY, free=EVENING),
        Person(id=DEE, free=MORNING),
    ]

    drawn = draw(mixed, seed=1)

    assert {frozenset(group) for group in drawn.groups} == {frozenset({ANA, DEE}), frozenset({BO, CY})}
    assert drawn.apart == 0


def test_half_an_hour_in_common_is_no_session(way: str) -> None:
    drawn = draw([Person(id=ANA, free=0b11), Person(id=BO, free=0b11)], seed=1)

    assert drawn.apart == 1


def test_somebody_new_comes_before_hours_that_suit_better(way: str) -> None:
    mixed = [
        Person(id=ANA, free=MORNING),
        Person(id=BO, free=MORNING),
        Person(id=CY, free=EVENING),
        Person(id=DEE, free=EVENING),
    ]

    drawn = draw(mixed, meetings=[held(ANA, BO), held(CY, DEE)], seed=1)

    assert drawn.repeats == 0
    assert drawn.apart == 2


def test_the_same_employer_type_or_the_level_above_breaks_ties(way: str) -> None:
    mixed = [
        Person(id=ANA, employer_type="startup", level=0),
        Person(id=BO, employer_type="lab", level=3),
        Person(id=CY, employer_type="startup", level=3),
        Person(id=DEE, employer_type="bank", level=2),
    ]

    drawn = draw(mixed, seed=1)

    assert {frozenset(group) for group in drawn.groups} == {frozenset({ANA, CY}), frozenset({BO, DEE})}


def test_who_interviewed_last_is_interviewed_now(way: str) -> None:
    drawn = draw(people(ANA, BO), meetings=[held(ANA, CY), held(DEE, BO)], seed=1)

    assert drawn.groups == ((BO, ANA),)


def test_whoever_observed_least_observes(way: str) -> None:
    meetings = [held(ANA, BO, CY), held(DEE, CY, ANA, on=WEEK_BEFORE)]

    drawn = draw(people(ANA, BO, CY), meetings=meetings, seed=1)

    assert drawn.groups[0][2] == BO


def test_somebody_in_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        draw(people(ANA, ANA), seed=1)


def test_the_same_seed_draws_the_same_and_another_one_differs() -> None:
    mixed = [Person(id=number, employer_type="lab") for number in range(20)]

    assert draw(mixed, seed=7) == draw(mixed, seed=7)
    assert draw(mixed, seed=7).groups != draw(mixed, seed=8).groups


def test_the_order_in_which_people_are_named_does_not_matter() -> None:
    mixed = [Person(id=number, employer_type="lab") for number in range(20)]

    assert draw(mixed, seed=7) == draw(mixed[::-1], seed=7)


# Rounds in a row


@pytest.mark.parametrize("count", [2, 4, 6, 8, 10, 16, 24, 50])
def test_an_even_number_meets_everybody_once_before_anybody_twice(count: int, way: str) -> None:
    rounds = Rounds(alike(count)).hold(count - 1)

    assert rounds.repeats == 0
    assert len(rounds.met()) == count * (count - 1) // 2


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("count", [6, 12, 16])
def test_what_people_aim_at_does_not_use_up_later_rounds(count: int, seed: int) -> None:
    aims = [
        Person(id=number, employer_type="lab" if number * (seed + 2) % 5 < 2 else "bank") for number in range(count)
    ]

    assert Rounds(aims, seed=seed).hold(count - 1).repeats == 0


def test_twelve_repeat_only_where_they_must_and_after_eleven_rounds(way: str) -> None:
    rounds = Rounds(alike(12)).hold(20)

    assert rounds.repeats == 54
    assert max(rounds.met().values()) == 2
    assert rounds.shortest_break() == 11


@pytest.mark.parametrize("count", [24, 50, 51, 500])
def test_nobody_repeats_in_twenty_rounds_and_roles_stay_within_one(count: int) -> None:
    rounds = Rounds(alike(count)).hold(20)

    assert rounds.repeats == 0
    assert rounds.furthest_apart <= 1
    assert max(rounds.observed.values(), default=0) <= 1


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("count", [24, 50, 51, 500])
def test_nobody_repeats_when_three_in_ten_stay_away(count: int, seed: int) -> None:
    rounds = Rounds(alike(count), seed=seed).hold(20, attendance=0.7)

    assert rounds.repeats == 0
    assert rounds.furthest_apart <= 2


def test_a_crowd_with_hours_of_its_own_gets_next_to_the_best() -> None:
    mixed = [
        Person(id=number, free=(0xFFFF << 8 * (number % 40)) | 0xFF << 8 * (number * 7 % 40), level=number % 4)
        for number in range(600)
    ]

    drawn = draw(mixed, seed=1)

    assert drawn.repeats == 0
    assert sum(map(len, drawn.groups)) == 600
    assert drawn.gap <= 0.001


def test_blocks_in_a_crowd_leave_nobody_out_who_has_a_partner() -> None:
    crowd = [Person(id=number, level=number % 4) for number in range(501)]
    shunned = [(0, number) for number in range(1, 500)]

    drawn = draw(crowd, blocks=shunned, seed=1)

    assert {left.member_id for left in drawn.left_out} <= {0}
    assert drawn.group_of(0) in (None, (0, 500), (500, 0))
