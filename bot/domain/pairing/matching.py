"""Matching: the most pairs, and of those the cheapest, from a list of possible pairs with their costs.

With rustworkx it is exact. Without it, it is exact up to fourteen, and beyond them as near as swapping gets.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.util import find_spec

from bot.domain.pairing.order import Digits
from bot.domain.pairing.swapping import few, swapped

Edge = tuple[int, int, int]
EXACT_WITHOUT_LIBRARY = 14


@cache
def has_library() -> bool:
    """Say whether the library for exact matching is installed."""
    return find_spec("rustworkx") is not None


def is_exact(size: int) -> bool:
    """Say whether a matching of so many is the best there is."""
    return has_library() or size <= EXACT_WITHOUT_LIBRARY


def match(size: int, edges: Sequence[Edge], *, seed: int) -> list[tuple[int, int]]:
    """Pair the numbers below `size`: as many as can be, at the lowest sum of costs."""
    if has_library():
        return _exact(size, ((one, other, Digits.TOP - cost) for one, other, cost in edges), most_pairs=True)
    if size <= EXACT_WITHOUT_LIBRARY:
        return few(size, edges)
    return swapped(size, edges, seed=seed)


def most_gained(size: int, gains: Iterable[Edge]) -> int | None:
    """Give the most that pairs can gain where nobody has to be in one; none without the library."""
    if not has_library():
        return None
    gain = {(one, other): worth for one, other, worth in gains}
    pairs = _exact(size, ((*pair, worth) for pair, worth in gain.items()), most_pairs=False)
    return sum(gain[pair] for pair in pairs)


def _exact(size: int, weights: Iterable[Edge], *, most_pairs: bool) -> list[tuple[int, int]]:
    import rustworkx

    graph: rustworkx.PyGraph[None, int] = rustworkx.PyGraph(multigraph=False, node_count_hint=size)
    graph.add_nodes_from([None] * size)
    graph.add_edges_from(list(weights))
    # Whole numbers of 128 bits inside; the widest cost has 115.
    found = rustworkx.max_weight_matching(graph, max_cardinality=most_pairs, weight_fn=int)
    return sorted((min(pair), max(pair)) for pair in found)
