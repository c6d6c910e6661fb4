"""Laws of the draw, against every possible draw of few people and against networkx on more."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.domain.pairing import Draw, Meeting, Person, draw, matching
from bot.domain.pairing.way_on import whole_rounds

TODAY = date(2026, 11, 24)
Groups = Sequence[Sequence[int]]


@some.composite
def rounds(choose: some.DrawFn, *, at_most: int = 7) -> dict[str, object]:
    """Make up people with few hours, aims and levels, a past and some blocks."""
    count = choose(some.integers(0, at_most))
    people = [
        Person(
            id=number * 3 + 1,
            free=choose(some.sampled_from([0b111, 0b1111100, 0b11, 0xFFF, 0b111 << 30])),
            employer_type=choose(some.sampled_from([None, "lab", "bank"])),
            level=choose(some.sampled_from([None, 0, 1, 3])),
        )
        for number in range(count)
    ]
    ids = [person.id for person in people]
    pairs = list(combinations(ids, 2))
    past = choose(some.lists(some.tuples(some.sampled_from(pairs), some.integers(1, 30)), max_size=12)) if pairs else []
    blocks = choose(some.lists(some.sampled_from(pairs), max_size=4)) if pairs else []
    return {
        "people": people,
        "meetings": [Meeting(member_ids=pair, on=TODAY - timedelta(days=days)) for pair, days in past],
        "blocks": blocks,
        "seed": choose(some.integers(0, 2**32)),
    }


@given(rounds(at_most=11))
def test_nobody_is_lost_or_doubled_and_no_block_is_broken(asked: dict) -> None:
    drawn = draw(**asked)

    named = [member for group in drawn.groups for member in group] + [left.member_id for left in drawn.left_out]
    assert sorted(named) == [person.id for person in asked["people"]]
    for group in drawn.groups:
        assert not {frozenset(pair) for pair in combinations(group, 2)} & set(map(frozenset, asked["blocks"]))
    assert [len(group) for group in drawn.groups if len(group) != 2] in ([], [3])
    assert not any(len(group) == 3 for group in drawn.groups) or len(asked["people"]) % 2


@given(rounds())
@settings(deadline=None)
def test_no_other_draw_is_better(asked: dict) -> None:
    found = _worth(draw(**asked).groups, asked)

    assert found == min(
        _worth(groups, asked) for groups in _every_draw([person.id for person in asked["people"]], asked)
    )


@given(rounds(at_most=9))
def test_without_the_library_no_other_draw_is_better_either(asked: dict) -> None:
    with pytest.MonkeyPatch.context() as patch:
        exact = draw(**asked)
        patch.setattr(matching, "has_library", lambda: False)
        by_hand = draw(**asked)

    assert _worth(by_hand.groups, asked) == _worth(exact.groups, asked)


@given(rounds(at_most=30))
@settings(max_examples=60, deadline=None)
def test_networkx_finds_nothing_better_for_an_even_number(asked: dict) -> None:
    asked["people"] = asked["people"][: len(asked["people"]) // 2 * 2]
    graph = networkx.Graph()
    graph.add_nodes_from(person.id for person in asked["people"])
    for pair in combinations(graph.nodes, 2):
        if frozenset(pair) not in set(map(frozenset, asked["blocks"])):
            graph.add_edge(*pair, weight=-_packed(_worth([pair], asked)))

    oracle = networkx.max_weight_matching(graph, maxcardinality=True)

    assert _worth(draw(**asked).groups, asked) == _worth([sorted(pair) for pair in oracle], asked)


@given(rounds(at_most=11))
@settings(deadline=None)
def test_what_a_draw_says_of_itself_is_so(asked: dict) -> None:
    drawn = draw(**asked)

    people, repeats, _, apart, *_ = _worth(drawn.groups, asked)
    assert (drawn.repeats, drawn.apart) == (repeats, apart)
    assert drawn.repeats_at_least <= drawn.repeats
    assert -people == len(asked["people"]) - len(drawn.left_out)
    assert drawn.gap == 0


@given(some.integers(2, 24), some.integers(0, 2**32), some.integers(1, 12))
@settings(max_examples=40, deadline=None)
def test_without_wishes_and_hours_nobody_repeats_before_they_must(half: int, seed: int, rounds: int) -> None:
    people = [Person(id=number) for number in range(2 * half)]
    meetings: list[Meeting] = []
    for number in range(min(rounds, 2 * half - 1)):
        drawn: Draw = draw(people, meetings=meetings, seed=seed + number)
        meetings += [Meeting(member_ids=group, on=TODAY + timedelta(days=number)) for group in drawn.groups]

        assert drawn.repeats == 0
        for person in people:
            interviewed = sum(meeting.member_ids[0] == person.id for meeting in meetings)
            assert abs(2 * interviewed - (number + 1)) <= 1


@given(some.integers(2, 12), some.integers(1, 8), some.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_what_is_parted_into_whole_rounds_is_all_there(half: int, turns: int, seed: int) -> None:
    size = 2 * half
    turns = min(turns, size - 1)
    left: list[set[int]] = [set() for _ in range(size)]
    for turn in range(turns):
        for step in range(half):
            one, other = (turn, size - 1) if not step else ((turn + step) % (size - 1), (turn - step) % (size - 1))
            left[one].add(other)
            left[other].add(one)

    found = whole_rounds(left, seed=seed)

    assert found is not None
    assert len(found) == turns
    assert all(sorted(number for pair in pairs for number in pair) == list(range(size)) for pairs in found)
    assert {frozenset(pair) for pairs in found for pair in pairs} == {
        frozenset((one, other)) for one, others in enumerate(left) for other in others
    }


# The reference: every possible draw, judged as the contract says it, without a thought for speed.


def _every_draw(ids: Sequence[int], asked: dict) -> Iterator[list[tuple[int, ...]]]:
    blocked = set(map(frozenset, asked["blocks"]))

    def fits(group: tuple[int, ...]) -> bool:
        return not any(frozenset(pair) in blocked for pair in combinations(group, 2))

    def pairs(left: tuple[int, ...]) -> Iterator[list[tuple[int, ...]]]:
        if not left:
            yield []
            return
        yield from pairs(left[1:])
        for other in left[1:]:
            if fits((left[0], other)):
                rest = tuple(id for id in left[1:] if id != other)
                yield from ([(left[0], other), *more] for more in pairs(rest))

    yield from pairs(tuple(ids))
    if len(ids) % 2:
        for trio in filter(fits, combinations(ids, 3)):
            yield from ([trio, *more] for more in pairs(tuple(id for id in ids if id not in trio)))


def _worth(groups: Groups, asked: dict) -> tuple[int, ...]:
    """Judge a draw in the order of importance: the smaller the better."""
    people = {person.id: person for person in asked["people"]}
    days = sorted({meeting.on for meeting in asked["meetings"]}, reverse=True)
    last = {frozenset(meeting.member_ids): meeting.on for meeting in sorted(asked["meetings"], key=lambda met: met.on)}
    met = [last[frozenset(pair)] for group in groups for pair in combinations(group, 2) if frozenset(pair) in last]
    shared = [_sessions([people[id].free for id in group]) for group in groups]
    return (
        -sum(map(len, groups)),
        len(met),
        sum(2 ** (24 - days.index(on)) for on in met),
        sum(not starts for starts in shared),
        -sum(min(starts.bit_length(), 5) for starts in shared),
        sum(not any(_suit(people[one], people[other]) for one, other in combinations(group, 2)) for group in groups),
    )


def _sessions(free: Sequence[int]) -> int:
    """Count the quarter hours at which a session of three of them can begin for everybody."""
    return sum(all(person >> quarter & 0b111 == 0b111 for person in free) for quarter in range(60))


def _suit(one: Person, other: Person) -> bool:
    if one.employer_type and one.employer_type == other.employer_type:
        return True
    return None not in (one.level, other.level) and abs(one.level - other.level) == 1


def _packed(worth: tuple[int, ...]) -> int:
    """Make one number of a judgement; whole numbers know no bounds here."""
    packed = 0
    for value in worth[1:]:
        packed = (packed << 40) + value
    return packed
