"""How good a draw is, and how good one could be at best."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from bot.domain.pairing.matching import most_gained
from bot.domain.pairing.order import GRADES, Order

Group = tuple[int, ...]
MOST_SCARCE = 2_000  # so many, and so many in all, are matched for the bound alone
MOST_SHARES = 800


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What matters of a draw, or a bound for it: people in groups, repeats, groups apart, grades of overlap."""

    people: int
    repeats: int
    apart: int
    overlap: int

    def gap_to(self, bound: "Quality") -> float:
        """Give the share by which this is short of a bound, the largest of the four."""
        groups = max(1, self.people // 2)
        return max(
            0.0,
            (bound.people - self.people) / max(1, bound.people),
            (self.repeats - bound.repeats) / groups,
            (self.apart - bound.apart) / groups,
            (bound.overlap - self.overlap) / max(1, bound.overlap),
        )


def quality_of(order: Order, groups: Sequence[Group]) -> Quality:
    shared = [_shared(order, group) for group in groups]
    return Quality(
        people=sum(map(len, groups)),
        repeats=sum(order.has_met(*pair) for group in groups for pair in combinations(group, 2)),
        apart=sum(not starts for starts in shared),
        overlap=sum(order.grade(starts.bit_count()) for starts in shared),
    )


def bound_of(order: Order, groups: Sequence[Group]) -> Quality:
    """Bound what groups could be at best: quickly, and more closely where that leaves a gap among not too many."""
    bound = best_conceivable(order)
    if order.size <= MOST_SHARES and quality_of(order, groups).gap_to(bound):
        most = most_gained(order.size, _shares(order))
        return bound if most is None else replace(bound, overlap=min(bound.overlap, most))
    return bound


def best_conceivable(order: Order) -> Quality:
    """Bound every draw from what each person could have at best, for any number of people."""
    nobody = sum(len(barred) == order.size - 1 for barred in order.barred)
    return Quality(
        people=order.size - nobody if order.size > 1 else 0,
        repeats=_fewest_repeats(order),
        apart=_fewest_apart(order),
        overlap=_most_overlap(order),
    )


def _shared(order: Order, group: Group) -> int:
    shared = order.starts[group[0]]
    for number in group[1:]:
        shared &= order.starts[number]
    return shared


def _fewest_repeats(order: Order) -> int:
    """Count who has met everybody they may meet: each needs a repeat, and two can share one."""
    if order.size < 2:
        return 0
    done = sum(
        len(met) + len(barred - met.keys()) == order.size - 1 and bool(met)
        for met, barred in zip(order.met, order.barred, strict=True)
    )
    return max(0, done - order.size % 2 + 1) // 2


def _fewest_apart(order: Order) -> int:
    """Count whose hours suit nobody else at all; two of them can share a group, three where there is one of three."""
    anybody = twice = 0
    for starts in order.starts:
        twice |= anybody & starts
        anybody |= starts
    lonely = sum(not starts & twice for starts in order.starts)
    return max(0, lonely - order.size % 2 + 1) // 2


def _most_overlap(order: Order) -> int:
    """Bound the grades of what is shared, as if all who are free for plenty suited everybody.

    Whoever is free for less takes that much away: two of them in one group what both together lack, two in two groups
    what each lacks. The best of both is a matching of these few; with too many of them each is only put beside the
    next one who is free as much.
    """
    grades = [order.grade(starts.bit_count()) for starts in order.starts]
    scarce = [number for number, grade in enumerate(grades) if grade < GRADES]
    groups = order.size // 2
    saved = most_gained(len(scarce), _savings(order, scarce, grades)) if len(scarce) <= MOST_SCARCE else None
    if saved is not None:
        lacking = sum(GRADES - grades[number] for number in scarce) - saved
        return groups * GRADES - max(0, lacking - (GRADES if order.size % 2 else 0))
    return sum(sorted(grades, reverse=True)[1 : 2 * groups : 2])


def _savings(order: Order, scarce: Sequence[int], grades: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """List what two who are free for little save by being in one group."""
    for place, one in enumerate(scarce):
        for beside, other in enumerate(scarce[place + 1 :], place + 1):
            shared = order.grade((order.starts[one] & order.starts[other]).bit_count())
            saved = shared + GRADES - grades[one] - grades[other]
            if saved > 0 and order.may_meet(one, other):
                yield place, beside, saved


def _shares(order: Order) -> Iterator[tuple[int, int, int]]:
    """List what any two share."""
    for one, starts in enumerate(order.starts):
        for other in range(one + 1, order.size):
            shared = order.grade((starts & order.starts[other]).bit_count())
            if shared and order.may_meet(one, other):
                yield one, other, shared
