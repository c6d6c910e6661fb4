"""A quick draw where only history, blocks and roles tell people apart: deal them out, then mend by swapping."""

from random import Random

from bot.domain.pairing.order import Digits, Order
from bot.domain.pairing.quality import Group
from bot.domain.pairing.three import join

SWAPS_TRIED = 200
ROUNDS_OF_MENDING = 3


def dealt(order: Order) -> list[Group] | None:
    """Give a round in which nobody is left out and nobody has met, if dealing and mending finds one."""
    watcher, pairs = deal(order)
    if 2 * len(pairs) + order.size % 2 < order.size or any(order.has_met(*pair) for pair in pairs):
        return None
    if watcher is None:
        return list(pairs)
    found = join(order, pairs, watcher)
    if found is None or found[0] >= Digits.REPEAT:
        return None
    return [(*pair, watcher) if pair == found[1] else pair for pair in pairs]


def deal(order: Order) -> tuple[int | None, list[tuple[int, int]]]:
    """Pair whoever interviewed most with whoever did least, in an order drawn from the seed, and mend what clashes.

    Where the number is odd, the one who observed least is set aside for a group of three.
    """
    random = Random(order.seed)
    numbers = list(range(order.size))
    random.shuffle(numbers)
    watcher = min(numbers, key=order.observed.__getitem__) if order.size % 2 else None
    if watcher is not None:
        numbers.remove(watcher)
    numbers.sort(key=order.lead.__getitem__)
    half = len(numbers) // 2
    pairs = list(zip(numbers[:half], reversed(numbers[half:]), strict=True))
    _mend(order, pairs, random)
    return watcher, [pair for pair in pairs if order.may_meet(*pair)]


def _mend(order: Order, pairs: list[tuple[int, int]], random: Random) -> None:
    """Let each pair that clashes swap partners with the best of some others."""
    for _ in range(ROUNDS_OF_MENDING):
        clashing = [place for place, pair in enumerate(pairs) if _clashes(order, pair)]
        if not clashing:
            return
        for place in clashing:
            if _clashes(order, pairs[place]):
                _swap_away(order, pairs, place, random)


def _clashes(order: Order, pair: tuple[int, int]) -> bool:
    return order.has_met(*pair) or not order.may_meet(*pair)


def _swap_away(order: Order, pairs: list[tuple[int, int]], place: int, random: Random) -> None:
    one, other = pairs[place]
    gain = 0
    best: tuple[int, tuple[int, int], tuple[int, int]] | None = None
    for _ in range(min(SWAPS_TRIED, 4 * len(pairs))):
        where = random.randrange(len(pairs))
        if where == place:
            continue
        third, fourth = pairs[where]
        before = _price(order, one, other) + _price(order, third, fourth)
        for here, there in (((one, third), (other, fourth)), ((one, fourth), (other, third))):
            change = _price(order, *here) + _price(order, *there) - before
            if change < gain:
                gain, best = change, (where, here, there)
    if best is not None:
        where, pairs[place], pairs[where] = best


def _price(order: Order, one: int, other: int) -> int:
    return order.of_pair(one, other) if order.may_meet(one, other) else Digits.TOP
