"""Scores over several mocks, and the line that closes a follow-up."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.followup import LONGEST_FIX, read_fix, same_words
from bot.domain.mock import Role
from bot.domain.scorecard import Scorecard, trend
from bot.errors import PracticeError

NOON = datetime(2026, 12, 8, 12, tzinfo=UTC)


def a_card(mock_id: int, half: int = 1, **scores: int) -> Scorecard:
    return Scorecard(
        id=mock_id,
        mock_id=mock_id,
        half=half,
        scorer_id=1,
        candidate_id=2,
        role=Role.INTERVIEWER,
        saved_at=NOON,
        scores=scores,
    )


def test_scores_stand_in_the_order_of_the_mocks() -> None:
    cards = [a_card(1, result=2, people=4), a_card(2, result=3), a_card(5, result=4, people=3)]

    assert trend(cards) == {"result": [2, 3, 4], "people": [4, 3]}


def test_interviewer_and_observer_of_one_half_are_averaged() -> None:
    assert trend([a_card(1, result=2), a_card(1, result=3)]) == {"result": [2.5]}


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 2), st.integers(1, 4)), max_size=12))
def test_a_trend_stays_between_the_lowest_and_the_highest_score(given_scores: list[tuple[int, int, int]]) -> None:
    cards = [a_card(mock_id, half, result=score) for mock_id, half, score in sorted(given_scores)]

    scores = trend(cards).get("result", [])

    assert len(scores) == len({(mock_id, half) for mock_id, half, _ in given_scores})
    assert all(1 <= score <= 4 for score in scores)


@pytest.mark.parametrize("typed", ["", "done", "  fixed   it ", "x" * (LONGEST_FIX + 1) + " a b"])
def test_a_fix_needs_a_line(typed: str) -> None:
    with pytest.raises(PracticeError):
        read_fix(typed)


def test_a_fix_is_kept_on_one_line() -> None:
    assert read_fix(" Two hundred\n tickets,  kappa 0.8 ") == "Two hundred tickets, kappa 0.8"


def test_the_same_follow_up_typed_by_hand_is_found() -> None:
    assert same_words("how many examples, and why", ["Who judged?", "How many examples – and why?"])
    assert not same_words("how many", ["How many examples?"])
