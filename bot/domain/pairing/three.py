"""An odd number: pairs and one group of three."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from itertools import combinations

from bot.domain.pairing.matching import Edge, has_library, is_exact, match
from bot.domain.pairing.order import Digits, Order
from bot.domain.pairing.quality import Group, Quality, best_conceivable, quality_of

EVERY_THREE_UP_TO = 11  # among so many people every group of three is tried
EVERY_THREE_LOOKED_AT_UP_TO = 60  # and among so many each one is judged
TRIES = 40
TRIES_WITHOUT_LIBRARY = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """Groups, and what no other groups can cost less than, as a sum and in words."""

    groups: list[Group]
    floor: int
    bound: Quality


@dataclass(frozen=True, slots=True, kw_only=True)
class _Price:
    """What joining a pair costs at least: repeats, a session that the pair has and the three have not, and overlap."""

    repeats: int = 0
    apart: int = 0
    overlap: int = 0

    @property
    def cost(self) -> int:
        return Digits.REPEAT * self.repeats + Digits.APART * self.apart + Digits.OVERLAP * self.overlap


def draw_with_three(order: Order, edges: Sequence[Edge]) -> tuple[list[Group], Quality]:
    """Pair an odd number of people, and let the one left over join the group where that costs least.

    A matching with a place for one left over bounds every draw from below, because a group of three never costs less
    than a pair in it. Where joining costs a repeat or a session in common, the bound is taken more closely by what each
    would pay for joining anybody, and then other groups of three are tried before the rest.
    """
    found = _attempt(order, edges, [_Price()] * order.size)
    if _falls_short(order, found.groups, found.floor) and order.size <= EVERY_THREE_LOOKED_AT_UP_TO:
        closer = _attempt(order, edges, [_least_price(order, number) for number in range(order.size)])
        found = replace(closer, groups=min(found.groups, closer.groups, key=lambda groups: _rank(order, groups)))
    if not _falls_short(order, found.groups, found.floor):
        return found.groups, found.bound
    best = _best_around(order, edges, found)
    return best, quality_of(order, best) if _is_tried_out(order) else found.bound


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


def _attempt(order: Order, edges: Sequence[Edge], prices: Sequence[_Price]) -> _Attempt:
    place = order.size
    places = [
        (number, place, prices[number].cost + Digits.TURNS * order.watch_debt(number)) for number in range(order.size)
    ]
    matched = match(order.size + 1, [*edges, *places], seed=order.seed)
    pairs: list[Group] = [pair for pair in matched if place not in pair]
    price = next((prices[pair[0]] for pair in matched if place in pair), _Price())
    alone = sorted(set(range(order.size)).difference(*pairs))
    return _Attempt(
        groups=_joined(order, pairs, alone),
        floor=cost_of(order, pairs) + price.cost,
        bound=_bound(order, pairs, price),
    )


def _bound(order: Order, pairs: Sequence[Group], price: _Price) -> Quality:
    if not is_exact(order.size + 1):
        return best_conceivable(order)
    quality = quality_of(order, pairs)
    return Quality(
        people=min(order.size, quality.people + 1),
        repeats=quality.repeats + price.repeats,
        apart=quality.apart + price.apart,
        overlap=quality.overlap - price.overlap,
    )


def _least_price(order: Order, number: int) -> _Price:
    """Look at every pair that somebody could join; nothing of what each of them costs may be counted too high."""
    others = [other for other in range(order.size) if other != number and order.may_meet(number, other)]
    found = [_price(order, number, *pair) for pair in combinations(others, 2) if order.may_meet(*pair)]
    return min(found, key=lambda price: price.cost, default=_Price())


def _price(order: Order, number: int, one: int, other: int) -> _Price:
    shared = order.starts[one] & order.starts[other]
    by_three = shared & order.starts[number]
    return _Price(
        repeats=order.has_met(number, one) + order.has_met(number, other),
        apart=bool(shared) and not by_three,
        overlap=order.grade(shared.bit_count()) - order.grade(by_three.bit_count()),
    )


def _best_around(order: Order, edges: Sequence[Edge], found: _Attempt) -> list[Group]:
    """Try groups of three and match all others around each, until one falls short of the bound no more."""
    best = found.groups
    for trio in _threes(order):
        tried = _around(order, edges, trio)
        if _rank(order, tried) < _rank(order, best):
            best = tried
            if not _falls_short(order, best, found.floor):
                break
    return best


def _rank(order: Order, groups: Sequence[Group]) -> tuple[int, int]:
    return order.size - sum(map(len, groups)), cost_of(order, groups)


def _joined(order: Order, pairs: Sequence[Group], alone: Sequence[int]) -> list[Group]:
    found = [(*best, number) for number in alone if (best := join(order, pairs, number))]
    if not found:
        return list(pairs)
    _, taken, number = min(found)
    return [(*pair, number) if pair == taken else pair for pair in pairs]


def _falls_short(order: Order, groups: Sequence[Group], floor: int) -> bool:
    """Say whether somebody is left out, or the group of three costs a repeat or a session that the bound does not need.

    Among few people it may not cost anything else either.
    """
    if sum(map(len, groups)) < order.size:
        return True
    least = Digits.MISFIT if _is_tried_out(order) else Digits.APART
    return cost_of(order, groups) // least > floor // least


def _is_tried_out(order: Order) -> bool:
    return order.size <= EVERY_THREE_UP_TO


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
    if _is_tried_out(order):
        yield from allowed
        return
    tries = TRIES if has_library() else TRIES_WITHOUT_LIBRARY
    cheapest = [_cheapest(order, number) for number in numbers]

    def reduced(trio: Group) -> tuple[int, Group]:
        """Set against what three cost together what they would cost elsewhere: half of a pair's cost each."""
        return 2 * order.of_three(trio) - sum(cheapest[number] for number in trio), trio

    yield from nsmallest(tries, allowed, key=reduced)


def _around_watcher(order: Order, watcher: int) -> Iterator[Group]:
    cheapest = nsmallest(12, range(order.size), key=lambda other: _cost_beside(order, watcher, other))
    return ((watcher, *others) for others in combinations(cheapest, 2))


def _cheapest(order: Order, number: int) -> int:
    return min(_cost_beside(order, number, other) for other in range(order.size))


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
