"""The standing order: who meets whom in which round, where nothing but history matters.

The circle method: one member stays, the others sit in a ring that turns by one place a round. n members meet n-1
times, everybody with everybody, no pair twice. As long as the past has followed the circle, so can the next round;
choosing pairs round by round instead can end where three who have not met yet are left with each other.
"""

from bot.domain.pairing.order import Order

Pair = tuple[int, int]
TURNS_LOOKED_AT = 4_096  # pairs whose turns may be compared before the first free round is taken


def standing_round(order: Order) -> list[Pair] | None:
    """Give the next round of the circle in the order of roles, if it is the best that can be; otherwise none.

    It is where nobody in it has met, or all have met and all these pairs are those that met longest ago.
    """
    if order.size % 2 or order.size < 2 or not order.is_plain:
        return None
    found = _first_unmet(order)
    if found is None and _everybody_has_met(order):
        found = _longest_ago(order)
    return None if found is None else _in_turn(order, found)


def circle(size: int, turn: int) -> list[Pair]:
    """Give the pairs of one turn of the circle, of an even number of people."""
    ring = size - 1
    pairs = [((turn + step) % ring, (turn - step) % ring) for step in range(1, size // 2)]
    return [(turn % ring, ring), *pairs]


def _first_unmet(order: Order) -> int | None:
    """Find the turn in which nobody has met; of several, the first one in which turns stay in balance.

    While everybody has enough others left, a turn that unbalances is not worth it: any matching leaves a way on.
    """
    may_unbalance = any(2 * (order.size - 1 - len(met)) < order.size for met in order.met)
    best: tuple[int, int] | None = None
    looked_at = 0
    for turn in range(order.size - 1):
        pairs = circle(order.size, turn)
        if not all(order.may_meet(*pair) and not order.has_met(*pair) for pair in pairs):
            continue
        excess = sum(_excess(order, *pair) for pair in pairs)
        if not excess:
            return turn
        if may_unbalance and (best is None or excess < best[0]):
            best = excess, turn
        looked_at += len(pairs)
        if looked_at > TURNS_LOOKED_AT:
            break
    return None if best is None else best[1]


def _excess(order: Order, one: int, other: int) -> int:
    """Say how far beyond one the turns of a pair would be apart."""
    high, low = max(order.lead[one], order.lead[other]), min(order.lead[one], order.lead[other])
    return max(0, abs(high - 1) - 1) + max(0, abs(low + 1) - 1)


def _everybody_has_met(order: Order) -> bool:
    return all(len(met) == order.size - 1 for met in order.met)


def _longest_ago(order: Order) -> int | None:
    """Find the turn whose pairs are all among those that met longest ago."""
    oldest = max(age for met in order.met for age in met.values())
    for turn in range(order.size - 1):
        if all(
            order.may_meet(one, other) and order.met[one][other] == oldest for one, other in circle(order.size, turn)
        ):
            return turn
    return None


def _in_turn(order: Order, turn: int) -> list[Pair]:
    """Give roles: by debt, and where that is even so that the turn after this one can even everything out again.

    Two neighbouring turns together are rings of people. Whoever goes along a ring and lets each first of a pair
    interview has, with the turn after it, everybody in each role once.
    """
    partner = _partners(order.size, turn)
    following = _partners(order.size, (turn + 1) % (order.size - 1))
    roles: list[Pair] = []
    seen: set[int] = set()
    for start in range(order.size):
        one = start
        while one not in seen:
            other = partner[one]
            seen |= {one, other}
            roles.append((one, other) if order.lead[one] <= order.lead[other] else (other, one))
            one = following[other]
    return roles


def _partners(size: int, turn: int) -> list[int]:
    partner = [0] * size
    for one, other in circle(size, turn):
        partner[one], partner[other] = other, one
    return partner
