"""Draws of more people than can be matched exactly at once: neighbourhoods of a few hundred are, one after the other.

Every pass puts the pairs in order by another day of the week, cuts them into neighbourhoods, and matches each anew
among its most promising pairs. What a neighbourhood had before is among them, so no pass makes it worse.
"""

from collections.abc import Iterator, Sequence
from heapq import nsmallest
from random import Random

from bot.domain.pairing.matching import match
from bot.domain.pairing.order import Order
from bot.domain.pairing.plain import deal
from bot.domain.pairing.quality import Group
from bot.domain.pairing.records import ALWAYS_FREE, QUARTERS_A_WEEK
from bot.domain.pairing.three import join

NEIGHBOURHOOD = 160
PASSES = 6
PROMISING = 12
STRANGERS = 4

_QUARTERS_A_DAY = QUARTERS_A_WEEK // 7


def draw_crowd(order: Order) -> list[Group]:
    """Draw for any number of people, near the best."""
    watcher, dealt = deal(order)
    pairs = _improved(order, dealt, watcher)
    found = None if watcher is None else join(order, pairs, watcher)
    return [(*pair, watcher) if found and watcher is not None and pair == found[1] else pair for pair in pairs]


def _improved(order: Order, pairs: Sequence[tuple[int, int]], watcher: int | None) -> list[tuple[int, int]]:
    random = Random(order.seed)
    paired = {number for pair in pairs for number in pair}
    alone = [number for number in range(order.size) if number not in paired and number != watcher]
    for number in range(PASSES):
        pairs, alone = _pass(order, pairs, alone, number, random)
    return rescued(order, pairs, alone)


def _pass(
    order: Order, pairs: Sequence[tuple[int, int]], alone: Sequence[int], number: int, random: Random
) -> tuple[list[tuple[int, int]], list[int]]:
    matched: list[tuple[int, int]] = []
    left: list[int] = []
    for place, neighbours in enumerate(_neighbourhoods(order, pairs, number, random)):
        people = [*neighbours, *alone] if not place else neighbours
        found = _rematched(order, people, random)
        matched.extend(found)
        left.extend(set(people).difference(*found) if found else people)
    return matched, sorted(left)


def _neighbourhoods(order: Order, pairs: Sequence[tuple[int, int]], number: int, random: Random) -> Iterator[list[int]]:
    """Cut the pairs into neighbourhoods by when one of the two is free, beginning with another day each time.

    In every other pass those who share little so far come first, so that they find each other.
    """
    turn = _QUARTERS_A_DAY * (2 * number % 7)

    def key(pair: tuple[int, int]) -> tuple[int, int]:
        one, other = pair
        shared = order.grade((order.starts[one] & order.starts[other]).bit_count()) if number % 2 else 0
        starts = order.starts[random.choice(pair)] & ALWAYS_FREE
        return shared, (starts >> turn | starts << (QUARTERS_A_WEEK - turn)) & ALWAYS_FREE

    ordered = sorted(pairs, key=key)
    count = max(1, round(2 * len(ordered) / NEIGHBOURHOOD))
    size = -(-len(ordered) // count)
    for start in range(0, len(ordered), size):
        yield [one for pair in ordered[start : start + size] for one in pair]


def _rematched(order: Order, people: Sequence[int], random: Random) -> list[tuple[int, int]]:
    """Match a neighbourhood anew; neighbours in `people` are the pairs so far."""
    size = len(people)
    costs: list[list[tuple[int, int]]] = [[] for _ in people]
    for place, one in enumerate(people):
        barred = order.barred[one]
        for beside, cost in enumerate(order.beside(one, people[place + 1 :]), place + 1):
            if not barred or people[beside] not in barred:
                costs[place].append((cost, beside))
                costs[beside].append((cost, place))
    edges: dict[tuple[int, int], int] = {}
    for place, choices in enumerate(costs):
        chosen = [*nsmallest(PROMISING, choices), *random.choices(choices, k=STRANGERS if choices else 0)]
        edges.update({(min(place, beside), max(place, beside)): cost for cost, beside in chosen})
    for place in range(0, size - 1, 2):
        if people[place + 1] not in order.barred[people[place]]:
            edges[place, place + 1] = order.of_pair(people[place], people[place + 1])
    found = match(size, [(one, other, cost) for (one, other), cost in edges.items()], seed=order.seed)
    return [(people[one], people[other]) for one, other in found]


def rescued(order: Order, pairs: Sequence[tuple[int, int]], alone: Sequence[int]) -> list[tuple[int, int]]:
    """Find partners for people left alone by blocks: each other, or by a pair that parts for two of them."""
    partner = {one: other for pair in pairs for one, other in (pair, pair[::-1])}
    left = list(alone)
    while len(left) > 1:
        one = left.pop()
        change = next(_ways_in(order, partner, one, left), None)
        if change is None:
            continue
        for pair in change:
            partner[pair[0]], partner[pair[1]] = pair[1], pair[0]
        left.remove(change[-1][1])
    return [(one, other) for one, other in sorted(partner.items()) if one < other]


def _ways_in(order: Order, partner: dict[int, int], one: int, left: Sequence[int]) -> Iterator[list[tuple[int, int]]]:
    for other in left:
        if order.may_meet(one, other):
            yield [(one, other)]
    for other in left:
        for first, second in partner.items():
            if order.may_meet(one, first) and order.may_meet(second, other):
                yield [(one, first), (second, other)]
