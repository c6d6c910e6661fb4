"""Matching without a library: every possibility for few, and swaps between pairs for many."""

from collections.abc import Sequence
from functools import cache
from random import Random

from bot.domain.pairing.order import Digits

Edge = tuple[int, int, int]
Costs = list[dict[int, int]]

_ALONE = Digits.TOP << 8  # more than any pair costs, so that few stay alone
_KICKS = 400


def few(size: int, edges: Sequence[Edge]) -> list[tuple[int, int]]:
    """Find the best matching by looking at each one; for a dozen or so."""
    costs = _costs(size, edges)

    @cache
    def best(left: int) -> tuple[int, tuple[tuple[int, int], ...]]:
        if not left:
            return 0, ()
        one = (left & -left).bit_length() - 1
        rest = left & ~(1 << one)
        cost, pairs = best(rest)
        found = cost + _ALONE, pairs
        for other, price in costs[one].items():
            if rest >> other & 1:
                cost, pairs = best(rest & ~(1 << other))
                if cost + price < found[0]:
                    found = cost + price, ((one, other), *pairs)
        return found

    return sorted((min(pair), max(pair)) for pair in best((1 << size) - 1)[1])


def swapped(size: int, edges: Sequence[Edge], *, seed: int) -> list[tuple[int, int]]:
    """Begin with the cheapest pairs, then let pairs swap partners as long as that is cheaper."""
    costs = _costs(size, edges)
    partner = list(range(size))  # who is their own partner is alone
    for one, other, _ in sorted(edges, key=lambda edge: edge[2]):
        if partner[one] == one and partner[other] == other:
            partner[one], partner[other] = other, one
    random = Random(seed)
    _settle(partner, costs, list(range(size)))
    for _ in range(_KICKS if size <= 400 else 0):
        _kick(partner, costs, random)
    return [(one, other) for one, other in enumerate(partner) if one < other]


def _costs(size: int, edges: Sequence[Edge]) -> Costs:
    costs: Costs = [{} for _ in range(size)]
    for one, other, cost in edges:
        costs[one][other] = costs[other][one] = cost
    return costs


def _price(costs: Costs, one: int, other: int) -> int:
    """Give what two cost together; two who may not be together stay alone, and that costs more than anything."""
    return _ALONE // 2 if one == other else costs[one].get(other, _ALONE)


def _settle(partner: list[int], costs: Costs, waiting: list[int]) -> None:
    """Take swaps until nobody has a cheaper one."""
    while waiting:
        one = waiting.pop()
        change = _best_swap(partner, costs, one)
        if change is not None:
            waiting.extend(_join(partner, costs, *change))


def _best_swap(partner: list[int], costs: Costs, one: int) -> tuple[int, int] | None:
    """Find whom to take instead, so that both old partners together make it cheapest; none if nothing is gained."""
    mine = partner[one]
    price = _price(costs, one, mine)
    best, chosen = 0, None
    for other, cost in costs[one].items():
        theirs = partner[other]
        if other == mine:
            continue
        before = price + _price(costs, other, theirs)
        after = cost + _rest(costs, None if mine == one else mine, None if theirs == other else theirs)
        if after - before < best:
            best, chosen = after - before, (one, other)
    return chosen


def _rest(costs: Costs, one: int | None, other: int | None) -> int:
    """Give what becomes of the two left behind."""
    if one is not None and other is not None:
        return _price(costs, one, other)
    return 0 if one is None and other is None else _ALONE // 2


def _join(partner: list[int], costs: Costs, one: int, other: int) -> list[int]:
    """Pair two, and those whom they leave with each other if they may; give everybody who was touched."""
    mine, theirs = partner[one], partner[other]
    touched = {one, other, mine, theirs}
    for number in touched:
        partner[number] = number
    partner[one], partner[other] = other, one
    left = sorted(touched - {one, other})
    if len(left) == 2 and left[1] in costs[left[0]]:
        partner[left[0]], partner[left[1]] = left[1], left[0]
    return sorted(touched)


def _kick(partner: list[int], costs: Costs, random: Random) -> None:
    """Force one odd pair and let the neighbourhood settle; go back where that did not help."""
    one = random.randrange(len(partner))
    if not costs[one]:
        return
    before, total = partner.copy(), _total(partner, costs)
    _settle(partner, costs, _join(partner, costs, one, random.choice(sorted(costs[one]))))
    if _total(partner, costs) > total:
        partner[:] = before


def _total(partner: list[int], costs: Costs) -> int:
    return sum(
        _price(costs, one, other) * (2 if one == other else 1) for one, other in enumerate(partner) if one <= other
    )
