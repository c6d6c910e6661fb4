"""Other ways to put people into pairs, for comparison: what group bots do, and what textbooks say."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from random import Random

Groups = list[tuple[int, ...]]
Met = Mapping[frozenset[int], int]
Way = Callable[[Sequence[int], Met, Random, int], Groups]


def shuffle(here: Sequence[int], met: Met, random: Random, turn: int) -> Groups:
    """Shuffle everybody and pair neighbours: no memory at all."""
    order = list(here)
    random.shuffle(order)
    return _with_last([(order[place], order[place + 1]) for place in range(0, len(order) - 1, 2)], order)


def greedy(here: Sequence[int], met: Met, random: Random, turn: int) -> Groups:
    """Take one after the other and give each the first one left whom they have not met."""
    order = list(here)
    random.shuffle(order)
    pairs: Groups = []
    left = list(order)
    while len(left) > 1:
        one = left.pop()
        place = next(
            (place for place in range(len(left) - 1, -1, -1) if frozenset((one, left[place])) not in met), len(left) - 1
        )
        pairs.append((one, left.pop(place)))
    return _with_last(pairs, order, left)


def circle(here: Sequence[int], met: Met, random: Random, turn: int) -> Groups:
    """Turn the circle of those who are here by one place a round, whoever was here before."""
    ring = list(here) if len(here) % 2 == 0 else [*here, -1]
    size = len(ring) - 1
    if size < 1:
        return []
    pairs = [(ring[turn % size], ring[size])]
    pairs += [(ring[(turn + step) % size], ring[(turn - step) % size]) for step in range(1, len(ring) // 2)]
    alone = [one for pair in pairs if -1 in pair for one in pair if one != -1]
    return _with_last([pair for pair in pairs if -1 not in pair], here, alone)


def networkx_exact(here: Sequence[int], met: Met, random: Random, turn: int) -> Groups:
    """Match exactly with networkx, so that the pairs have met as seldom as possible."""
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(here)
    graph.add_weighted_edges_from((*pair, -met.get(frozenset(pair), 0)) for pair in combinations(here, 2))
    pairs: Groups = [tuple(pair) for pair in networkx.max_weight_matching(graph, maxcardinality=True)]
    alone = set(here).difference(*pairs) if pairs else set(here)
    return _with_last(pairs, here, list(alone))


def _with_last(pairs: Groups, here: Sequence[int], alone: Sequence[int] | None = None) -> Groups:
    """Let the odd one join the last pair."""
    left = list(alone) if alone is not None else (list(here[-1:]) if len(here) % 2 else [])
    if left and pairs:
        pairs[-1] = (*pairs[-1], left[0])
    return pairs


WAYS: dict[str, Way] = {"shuffle": shuffle, "greedy unmet first": greedy, "circle": circle, "networkx": networkx_exact}
