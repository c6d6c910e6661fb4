"""The draw: who interviews whom in a round. Pure, and the same for the same people, history and seed.

`draw` asks, in this order: can the standing order of the circle be kept; does nothing but history matter, so that
dealing will do; is the round small enough to be matched exactly; else it goes neighbourhood by neighbourhood. Roles
are given inside each group, by who is behind with their turns.
"""

from collections.abc import Collection, Iterable, Sequence

from bot.domain.pairing.crowd import draw_crowd
from bot.domain.pairing.exact import EXACT_UP_TO, draw_exact
from bot.domain.pairing.order import Order
from bot.domain.pairing.plain import dealt
from bot.domain.pairing.quality import Group, Quality, bound_of, quality_of
from bot.domain.pairing.records import ALWAYS_FREE, AskedDraw, Draw, LeftOut, Meeting, Person
from bot.domain.pairing.roles import in_roles
from bot.domain.pairing.standing import standing_round
from bot.domain.pairing.way_on import with_way_on

__all__ = ["ALWAYS_FREE", "AskedDraw", "Draw", "LeftOut", "Meeting", "Person", "draw", "draw_asked"]

DEALT_FROM = 100


def draw(
    people: Collection[Person],
    *,
    meetings: Sequence[Meeting] = (),
    blocks: Iterable[tuple[int, int]] = (),
    seed: int,
) -> Draw:
    """Put everybody who is in into groups of two, and one of three where their number is odd.

    `meetings` are the mocks that took place. Nobody meets somebody whom either of the two has blocked. The order of
    importance is that of `order.py`; up to 300 people the draw is exact where the library for matching is installed.
    """
    order = Order(people, meetings=meetings, blocks=blocks, seed=seed)
    standing = standing_round(order)
    if standing is not None:
        return _told(order, sorted(standing), quality_of(order, standing))
    groups, bound = _groups(order)
    return _told(order, in_roles(order, groups), bound)


def draw_asked(asked: AskedDraw) -> Draw:
    """Draw from one record, which can be kept and drawn from again."""
    return draw(asked.people, meetings=asked.meetings, blocks=asked.blocks, seed=asked.seed)


def _groups(order: Order) -> tuple[list[Group], Quality]:
    """Find the groups, and how good they could be at best."""
    if order.is_plain and order.size >= DEALT_FROM:
        quick = dealt(order)
        if quick is not None:
            return quick, quality_of(order, quick)
    if order.size <= EXACT_UP_TO:
        groups, bound = draw_exact(order)
        return with_way_on(order, groups), bound
    crowd = draw_crowd(order)
    return crowd, bound_of(order, crowd)


def _told(order: Order, groups: Sequence[Group], bound: Quality) -> Draw:
    """Give a draw in the ids of its people, with what is to be said of it."""
    quality = quality_of(order, groups)
    left = sorted(set(range(order.size)).difference(*groups))
    return Draw(
        groups=tuple(tuple(order.people[number].id for number in group) for group in groups),
        left_out=tuple(
            LeftOut(member_id=order.people[number].id, why="alone" if order.size == 1 else "no-partner")
            for number in left
        ),
        repeats=quality.repeats,
        repeats_at_least=min(bound.repeats, quality.repeats),
        apart=quality.apart,
        gap=quality.gap_to(bound),
    )
