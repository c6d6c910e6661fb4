"""Which beat each sentence is of: compared with trying every sequence of beats."""

import math
from itertools import pairwise, product

import numpy
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.story import BEATS
from bot.domain.story_feedback.beats import best_path, likelihoods
from bot.domain.story_feedback.model import Model, learned

SCORES = st.lists(
    st.lists(st.floats(-6, 6), min_size=len(BEATS), max_size=len(BEATS)),
    min_size=1,
    max_size=4,
)


def weight_of(path: tuple[int, ...], scores: list[list[float]], model: Model) -> float:
    """Give the logarithm of how well a sequence of beats fits."""
    follows = sum(model.order.follows[one][other] for one, other in pairwise(path))
    return model.order.first[path[0]] + follows + sum(row[beat] for row, beat in zip(scores, path, strict=True))


def all_paths(scores: list[list[float]]) -> list[tuple[int, ...]]:
    return list(product(range(len(BEATS)), repeat=len(scores)))


@given(SCORES)
def test_the_path_taken_fits_best_of_all(scores: list[list[float]]) -> None:
    model = learned()

    taken = best_path(numpy.array(scores), model)

    best = max(weight_of(path, scores, model) for path in all_paths(scores))
    assert math.isclose(weight_of(tuple(taken), scores, model), best, abs_tol=1e-9)


@given(SCORES)
def test_a_beat_is_as_likely_as_the_paths_through_it(scores: list[list[float]]) -> None:
    model = learned()

    likely = likelihoods(numpy.array(scores), model)

    weights = {path: math.exp(weight_of(path, scores, model)) for path in all_paths(scores)}
    whole = sum(weights.values())
    for at in range(len(scores)):
        for beat in range(len(BEATS)):
            through = sum(weight for path, weight in weights.items() if path[at] == beat)
            assert math.isclose(likely[at][beat], through / whole, abs_tol=1e-9)
