"""Precision, recall, F1 and their intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.story_feedback.guidebook import CODES
from bot.domain.story_feedback.scoring import CodeScore, evaluate, interval

CODE_SETS = st.frozensets(st.sampled_from(CODES), max_size=6)
JUDGED = st.lists(st.tuples(CODE_SETS, CODE_SETS), max_size=30)


def score(right: int, wrong: int, missed: int) -> CodeScore:
    return CodeScore(code="filler", right=right, wrong=wrong, missed=missed)


def test_precision_counts_what_was_raised_and_recall_what_was_to_be_raised() -> None:
    found = score(8, 2, 4)

    assert found.precision == 0.8
    assert found.recall == pytest.approx(2 / 3)
    assert found.f1 == pytest.approx(16 / 22)
    assert found.examples == 12


def test_nothing_raised_and_nothing_to_raise_has_no_figures() -> None:
    nothing = score(0, 0, 0)

    assert (nothing.precision, nothing.recall, nothing.f1) == (None, None, None)


def test_stories_are_compared_code_by_code() -> None:
    found = evaluate([({"filler", "no-metric"}, {"filler"}), ({"filler"}, {"overclaim"}), (set(), set())])

    by_code = {each.code: (each.right, each.wrong, each.missed) for each in found.codes}
    assert by_code["filler"] == (1, 0, 1)
    assert by_code["no-metric"] == (0, 0, 1)
    assert by_code["overclaim"] == (0, 1, 0)
    assert (found.clean, found.clean_kept) == (1, 1)


def test_macro_f1_leaves_out_codes_without_examples_and_counts_missed_ones_as_nothing() -> None:
    found = evaluate([({"filler"}, {"filler"}), ({"no-metric"}, {"overclaim"})])

    assert found.macro_f1 == 0.5


def test_a_clean_story_with_any_finding_is_not_kept_clean() -> None:
    found = evaluate([(set(), {"filler"}), (set(), set()), ({"filler"}, set())])

    assert (found.clean, found.clean_kept) == (2, 1)


def test_beats_are_counted_as_labelled_and_as_read() -> None:
    found = evaluate([], beats=[("action", "action"), ("action", "result"), ("task", "task")])

    assert found.beats_right == pytest.approx(2 / 3)
    assert found.as_json()["beats"]["confusion"]["action"]["result"] == 1


@pytest.mark.parametrize(
    ("hits", "count", "ends"),
    [(8, 10, (0.490, 0.943)), (0, 10, (0.0, 0.278)), (10, 10, (0.722, 1.0)), (1, 1, (0.207, 1.0)), (0, 0, None)],
)
def test_intervals_are_wilsons(hits: int, count: int, ends: tuple[float, float] | None) -> None:
    assert interval(hits, count) == ends


@given(st.integers(1, 400).flatmap(lambda count: st.tuples(st.integers(0, count), st.just(count))))
def test_an_interval_holds_its_share_and_is_narrower_with_more(counted: tuple[int, int]) -> None:
    hits, count = counted

    ends, more = interval(hits, count), interval(hits * 10, count * 10)

    assert ends is not None
    assert more is not None
    assert ends[0] - 0.001 <= hits / count <= ends[1] + 0.001
    assert more[1] - more[0] <= ends[1] - ends[0]


@given(JUDGED)
def test_every_label_is_right_or_missed_and_everything_raised_right_or_wrong(
    judged: list[tuple[frozenset[str], frozenset[str]]],
) -> None:
    found = evaluate(judged)

    assert sum(each.examples for each in found.codes) == sum(len(labelled) for labelled, _ in judged)
    assert sum(each.right + each.wrong for each in found.codes) == sum(len(raised) for _, raised in judged)
    assert 0 <= found.macro_f1 <= 1


@given(st.lists(CODE_SETS, min_size=1, max_size=20))
def test_raising_just_what_is_labelled_is_perfect(labels: list[frozenset[str]]) -> None:
    found = evaluate([(each, each) for each in labels])

    assert all(each.f1 in (1.0, None) for each in found.codes)
    assert found.clean == found.clean_kept
