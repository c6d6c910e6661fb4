"""Draws small enough to look at every possible pair at once."""

from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from itertools import combinations

from bot.domain.pairing.matching import Edge, has_library, is_exact, match
from bot.domain.pairing.order import Digits, Order
from bot.domain.pairing.quality import Group, Quality, best_conceivable, quality_of

EXACT_UP_TO = 400
EVERY_THREE_UP_TO = 11
EVERY_THREE_LOOKED_AT_UP_TO = 60
TRIES = 40
TRIES_WITHOUT_LIBRARY = 8


def draw_exact(order: Order) -> tuple[list[Group], Quality]:
    """Give the best groups, and the bound that says so."""
    edges = [
        (one, other, order.of_pair(one, other))
        for one, other in combinations(range(order.size), 2)
        if order.may_meet(one, other)
    ]
    if order.size % 2:
        return _with_three(order, edges)
    groups: list[Group] = list(match(order.size, edges, seed=order.seed))
    return groups, _bound(order, groups)


def _with_three(order: Order, edges: Sequence[Edge]) -> tuple[list[Group], Quality]:
    """Pair an odd number of people, and let the one left over join the group where that costs least.

    The matching with a place for one left over is a bound from below: a group of three never costs less than a pair
    in it. Where joining costs a repeat or a session in common, other groups of three are tried before the rest.
    """
    place = order.size
    free_place = [(number, place, Digits.TURNS * order.watch_debt(number)) for number in range(order.size)]
    relaxed = match(order.size + 1, [*edges, *free_place], seed=order.seed)
    pairs = [pair for pair in relaxed if place not in pair]
    alone = set(range(order.size)).difference(*pairs)
    groups = _joined(order, pairs, sorted(alone))
    if not _falls_short(order, groups, pairs):
        bound = _bound(order, pairs)
        return groups, Quality(people=order.size, repeats=bound.repeats, apart=bound.apart, overlap=bound.overlap)
    best = _best_around(order, edges, groups, pairs)
    return best, _bound(order, best if order.size <= EVERY_THREE_UP_TO else pairs)


def _best_around(order: Order, edges: Sequence[Edge], groups: list[Group], pairs: Sequence[Group]) -> list[Group]:
    """Try groups of three and match all others around each, until one falls short of the bound no more."""
    best = groups
    for trio in _threes(order):
        tried = _around(order, edges, trio)
        if _rank(order, tried) < _rank(order, best):
            best = tried
            if not _falls_short(order, best, pairs):
                break
    return best


def _rank(order: Order, groups: Sequence[Group]) -> tuple[int, int]:
    return order.size - sum(map(len, groups)), cost_of(order, groups)


def _bound(order: Order, groups: Sequence[Group]) -> Quality:
    """Take the groups themselves for the bound where matching is exact."""
    if is_exact(order.size):
        return quality_of(order, groups)
    return best_conceivable(order)


def cost_of(order: Order, groups: Sequence[Group]) -> int:
    return sum(order.of_pair(*group) if len(group) == 2 else order.of_three(group) for group in groups)


def join(order: Order, pairs: Sequence[Group], alone: int) -> tuple[int, Group] | None:
    """Find the pair that somebody left over had best join, and what that adds; none if nobody may take them."""
    choices = (
        (order.of_three((*pair, alone)) - order.of_pair(*pair), pair)
        for pair in pairs
        if all(order.may_meet(alone, number) for number in pair)
    )
    return min(choices, default=None)


def _joined(order: Order, pairs: Sequence[Group], alone: Sequence[int]) -> list[Group]:
    found = [(*best, number) for number in alone if (best := join(order, pairs, number))]
    if not found:
        return list(pairs)
    _, taken, number = min(found)
    return [(*pair, number) if pair == taken else pair for pair in pairs]


def _falls_short(order: Order, groups: Sequence[Group], pairs: Sequence[Group]) -> bool:
    """Say whether the group of three cost people, a repeat or a session that the bound does not need.

    Among few people it may not cost anything else either.
    """
    if sum(map(len, groups)) <= 2 * len(pairs):
        return True
    least = Digits.MISFIT if order.size <= EVERY_THREE_UP_TO else Digits.APART
    return cost_of(order, groups) // least > cost_of(order, pairs) // least


def _threes(order: Order) -> Iterator[Group]:
    """List groups of three to try: all of them among few people, else the cheapest, or the cheapest of a sample."""
    numbers = range(order.size)
    sample: Iterable[Group]
    if order.size <= EVERY_THREE_LOOKED_AT_UP_TO:
        sample = combinations(numbers, 3)
    else:
        fresh = sorted(numbers, key=lambda number: (order.observed[number], len(order.met[number])))[:TRIES]
        sample = {tuple(sorted(trio)) for watcher in fresh for trio in _around_watcher(order, watcher)}
    allowed = (trio for trio in sample if _is_allowed(order, trio))
    if order.size <= EVERY_THREE_UP_TO:
        yield from allowed
        return
    tries = TRIES if has_library() else TRIES_WITHOUT_LIBRARY
    yield from nsmallest(tries, allowed, key=lambda trio: (order.of_three(trio), trio))


def _around_watcher(order: Order, watcher: int) -> Iterator[Group]:
    cheapest = nsmallest(12, range(order.size), key=lambda other: _cost_beside(order, watcher, other))
    return ((watcher, *others) for others in combinations(cheapest, 2))


def _cost_beside(order: Order, one: int, other: int) -> int:
    return order.of_pair(one, other) if one != other and order.may_meet(one, other) else Digits.TOP


def _is_allowed(order: Order, trio: Group) -> bool:
    return len(set(trio)) == 3 and all(order.may_meet(*pair) for pair in combinations(trio, 2))


def _around(order: Order, edges: Sequence[Edge], trio: Group) -> list[Group]:
    """Match all others around one group of three."""
    numbers = [number for number in range(order.size) if number not in trio]
    place = {number: place for place, number in enumerate(numbers)}
    among = [(place[one], place[other], cost) for one, other, cost in edges if one in place and other in place]
    pairs = match(len(numbers), among, seed=order.seed)
    return [trio, *((numbers[one], numbers[other]) for one, other in pairs)]
