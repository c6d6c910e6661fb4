"""Keeps the benchmarks running; what they measure is nobody's business here."""

import json

import pytest

from benchmarks.__main__ import ALL
from benchmarks.figures import COLUMNS, Figure, of_pairs, show


@pytest.mark.parametrize("name", ALL)
def test_benchmark_measures_ours_beside_the_bare_equivalent(name: str) -> None:
    measure, small = ALL[name]

    figures = measure(**small)

    assert figures
    for figure in figures:
        assert figure.what
        assert figure.unit in ("s", "ms", "MB")
        assert figure.counts
        assert figure.bare_is
        assert figure.ours > 0
        assert figure.ratio is not None


def test_figures_are_shown_as_a_table_with_every_column(capsys: pytest.CaptureFixture[str]) -> None:
    show({"start": [START]}, as_json=False)

    shown = capsys.readouterr().out
    assert all(column in shown for column in COLUMNS)
    assert "start: to first page" in shown
    assert "3.00 ×" in shown


def test_figures_are_shown_as_json_for_another_program(capsys: pytest.CaptureFixture[str]) -> None:
    show({"start": [START]}, as_json=True)

    written = json.loads(capsys.readouterr().out)
    assert written["figures"]["start"] == [START.as_json()]
    assert "cores" in written["machine"]


def test_pairs_are_compared_one_by_one_before_the_median_is_taken() -> None:
    figure = of_pairs("to first page", [2.0, 30.0, 6.0], [1.0, 10.0, 1.0], unit="s", bare_is="a bare program")

    assert (figure.ours, figure.bare, figure.ratio) == (6.0, 1.0, 3.0)


START = Figure(
    what="to first page", ours=0.6, unit="s", counts="7 pairs", bare=0.2, bare_is="a bare program", ratio=3.0
)
