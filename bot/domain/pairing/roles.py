"""Roles inside each group, given when the groups are known."""

from collections.abc import Iterable
from random import Random

from bot.domain.pairing.order import Order
from bot.domain.pairing.quality import Group


def in_roles(order: Order, groups: Iterable[Group]) -> list[Group]:
    """Put each group in the order of roles: interviewer first, and of three whoever observed least last.

    Who has been interviewer less often, against turns as candidate, begins as interviewer; where that is even, the
    seed decides.
    """
    random = Random(order.seed ^ 0x5EA7)
    return sorted(_in_roles(order, group, random) for group in groups)


def _in_roles(order: Order, group: Group, random: Random) -> Group:
    one, other, *watcher = order.watching(group) if len(group) == 3 else group
    swaps = order.lead[one] > order.lead[other] or (order.lead[one] == order.lead[other] and random.random() < 0.5)
    return (other, one, *watcher) if swaps else (one, other, *watcher)
