"""Keeping the way on open: a round without repeats must not use up the rounds after it.

Six people who have met in three rounds may be left as two threes of strangers: nobody has met everybody, and yet no
further round goes without repeats. So before the last rounds it is looked whether what is left still falls into whole
rounds; where it does not, the best round is taken out of a plan of all that are left.
"""

from collections.abc import Sequence
from itertools import pairwise
from random import Random

from bot.domain.pairing.order import Order
from bot.domain.pairing.quality import Group
from bot.domain.pairing.three import cost_of

MOST_PEOPLE = 64
ATTEMPTS = 12
PATIENCE = 12
FEW_ROUNDS = 3
MOST_STEPS = 3_000


def with_way_on(order: Order, groups: list[Group]) -> list[Group]:
    """Give the groups, or others that leave whole rounds where these would not.

    It matters only among people who are all equally free and all have equally many left to meet, and no longer many:
    with more than half of the others left, what remains always falls into whole rounds.
    """
    if len(set(order.starts)) > 1 or any(order.barred):
        return groups
    left = _left_to_meet(order)
    degree = len(left[0]) if left else 0
    if not _is_thin(order.size, degree) or any(len(others) != degree for others in left):
        return groups
    if any(other not in left[one] for one, other in groups):
        return groups
    after = [others.difference(*(group for group in groups if number in group)) for number, others in enumerate(left)]
    if whole_rounds(after, seed=order.seed) is not None:
        return groups
    plan = whole_rounds(left, seed=order.seed)
    return groups if plan is None else min(plan, key=lambda pairs: cost_of(order, pairs))


def whole_rounds(left: Sequence[set[int]], *, seed: int) -> list[list[Group]] | None:
    """Part equally many acquaintances still to be made by each into rounds in which everybody is; none if not found.

    Each round is a colour. A pair takes one that is free for both. Where there is none, two colours change places
    along the chain that is in the way; where that leads back, a pair in the way has to look for another colour.
    """
    if left and len(left[0]) <= FEW_ROUNDS:
        return _searched(left)
    random = Random(seed)
    return next((found for _ in range(ATTEMPTS) if (found := _try_rounds(left, random)) is not None), None)


def _try_rounds(left: Sequence[set[int]], random: Random) -> list[list[Group]] | None:
    degree = len(left[0]) if left else 0
    waiting = [(one, other) for one, others in enumerate(left) for other in others if one < other]
    random.shuffle(waiting)
    at: list[dict[int, int]] = [{} for _ in left]
    for _ in range(PATIENCE * len(waiting)):
        if not waiting:
            return _by_colour(at, degree)
        one, other = waiting.pop()
        if not _take(at, degree, one, other):
            waiting.insert(random.randrange(len(waiting) + 1), _push_in(at, degree, one, other, random))
    return None


def _searched(left: Sequence[set[int]]) -> list[list[Group]] | None:
    """Part few rounds by trying: always the pair with the fewest colours left, and back where there is none."""
    degree = len(left[0])
    at: list[dict[int, int]] = [{} for _ in left]
    waiting = {(one, other) for one, others in enumerate(left) for other in others if one < other}
    steps = 0

    def colours(pair: tuple[int, int]) -> list[int]:
        return [colour for colour in range(degree) if colour not in at[pair[0]] and colour not in at[pair[1]]]

    def go_on() -> bool:
        nonlocal steps
        if not waiting:
            return True
        one, other = pair = min(waiting, key=lambda pair: (len(colours(pair)), pair))
        waiting.remove(pair)
        for colour in colours(pair):
            steps += 1
            at[one][colour], at[other][colour] = other, one
            if steps < MOST_STEPS and go_on():
                return True
            del at[one][colour], at[other][colour]
        waiting.add(pair)
        return False

    return _by_colour(at, degree) if go_on() else None


def _is_thin(size: int, degree: int) -> bool:
    return size % 2 == 0 and 2 < size <= MOST_PEOPLE and 1 < degree <= 2 * -(-size // 4) - 1


def _left_to_meet(order: Order) -> list[set[int]]:
    everybody = set(range(order.size))
    return [everybody - order.met[number].keys() - {number} for number in range(order.size)]


def _take(at: list[dict[int, int]], degree: int, one: int, other: int) -> bool:
    """Give a pair a colour, if need be after a change along a chain."""
    free_one = [colour for colour in range(degree) if colour not in at[one]]
    free_other = [colour for colour in range(degree) if colour not in at[other]]
    common = next((colour for colour in free_one if colour not in at[other]), None)
    if common is not None:
        at[one][common], at[other][common] = other, one
        return True
    for mine in free_one:
        for theirs in free_other:
            chain = _chain(at, other, mine, theirs)
            if chain[-1] != one:
                _change(at, chain, mine, theirs)
                at[one][mine], at[other][mine] = other, one
                return True
    return False


def _chain(at: list[dict[int, int]], start: int, first: int, second: int) -> list[int]:
    chain, colour = [start], first
    while colour in at[chain[-1]]:
        chain.append(at[chain[-1]][colour])
        colour = second if colour == first else first
    return chain


def _change(at: list[dict[int, int]], chain: Sequence[int], first: int, second: int) -> None:
    links = list(pairwise(chain))
    for place, (one, other) in enumerate(links):
        colour = second if place % 2 else first
        del at[one][colour], at[other][colour]
    for place, (one, other) in enumerate(links):
        colour = first if place % 2 else second
        at[one][colour], at[other][colour] = other, one


def _push_in(at: list[dict[int, int]], degree: int, one: int, other: int, random: Random) -> tuple[int, int]:
    """Give a pair a colour of a neighbouring pair, and give that pair back."""
    one, other = random.sample((one, other), 2)
    colour = random.choice([colour for colour in range(degree) if colour not in at[one]])
    pushed = at[other].pop(colour)
    del at[pushed][colour]
    at[one][colour], at[other][colour] = other, one
    return other, pushed


def _by_colour(at: Sequence[dict[int, int]], degree: int) -> list[list[Group]]:
    return [[(one, mine[colour]) for one, mine in enumerate(at) if one < mine[colour]] for colour in range(degree)]
