"""Draws small enough to look at every possible pair at once."""

from itertools import combinations

from bot.domain.pairing.matching import is_exact, match
from bot.domain.pairing.order import Order
from bot.domain.pairing.quality import Group, Quality, best_conceivable, quality_of
from bot.domain.pairing.three import draw_with_three

EXACT_UP_TO = 400


def draw_exact(order: Order) -> tuple[list[Group], Quality]:
    """Give the best groups, and the bound that says so."""
    edges = [
        (one, other, order.of_pair(one, other))
        for one, other in combinations(range(order.size), 2)
        if order.may_meet(one, other)
    ]
    if order.size % 2:
        return draw_with_three(order, edges)
    groups: list[Group] = list(match(order.size, edges, seed=order.seed))
    return groups, quality_of(order, groups) if is_exact(order.size) else best_conceivable(order)
