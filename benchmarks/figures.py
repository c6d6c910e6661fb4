"""A figure: what was measured of ours, what of the bare equivalent beside it, and how both are shown."""

import argparse
import json
import os
import platform
import sqlite3
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

COLUMNS = ("Figure", "Ours", "Bare", "Ratio", "Counts", "Bare is")
WIDEST = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table. Without a bare equivalent there is no ratio either."""

    what: str
    ours: float
    unit: str
    counts: str
    bare: float | None = None
    bare_is: str = ""
    ratio: float | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def as_cells(self) -> tuple[str, ...]:
        bare = "" if self.bare is None else f"{_number(self.bare)} {self.unit}"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} ×"
        return self.what, f"{_number(self.ours)} {self.unit}", bare, ratio, self.counts, self.bare_is


def of_pairs(what: str, ours: Sequence[float], bare: Sequence[float], *, unit: str, bare_is: str) -> Figure:
    """Give the medians of runs made in turn and the median of their ratios, pair by pair."""
    return Figure(
        what=what,
        ours=median(ours),
        unit=unit,
        counts=f"{len(ours)} pairs",
        bare=median(bare),
        bare_is=bare_is,
        ratio=median(one / other for one, other in zip(ours, bare, strict=True)),
    )


def of_calls(what: str, ours: Sequence[float], bare: Sequence[float], *, bare_is: str) -> list[Figure]:
    """Give p50 and p99 of calls timed in seconds, made in turn with the bare ones."""
    return [
        of_totals(
            f"{what}, p{percent}",
            _quantile(ours, percent) * 1000,
            _quantile(bare, percent) * 1000,
            unit="ms",
            counts=f"{len(ours):,} calls",
            bare_is=bare_is,
        )
        for percent in (50, 99)
    ]


def of_totals(what: str, ours: float, bare: float, *, unit: str, counts: str, bare_is: str) -> Figure:
    """Give two totals and the one divided by the other."""
    ratio = ours / bare if bare else None
    return Figure(what=what, ours=ours, unit=unit, counts=counts, bare=bare, bare_is=bare_is, ratio=ratio)


def command(name: str, measure: Callable[..., list[Figure]], *, small: dict[str, int]) -> int:
    """Run one benchmark from the command line and show its figures."""
    asked = options(name, (measure.__doc__ or "").splitlines()[0]).parse_args()
    show({name: measure(**(small if asked.small else {}))}, as_json=asked.json)
    return 0


def options(name: str, about: str) -> argparse.ArgumentParser:
    program = f"python -m benchmarks.{name}" if name else "python -m benchmarks"
    parser = argparse.ArgumentParser(prog=program, description=about)
    parser.add_argument("--json", action="store_true", help="print the figures for another program to read")
    parser.add_argument("--small", action="store_true", help="make a few calls only, to see that everything runs")
    return parser


def show(measured: dict[str, list[Figure]], *, as_json: bool) -> None:
    """Print the figures of one or several benchmarks as one table, or as JSON."""
    if as_json:
        written = {name: [figure.as_json() for figure in figures] for name, figures in measured.items()}
        sys.stdout.write(json.dumps({"machine": machine(), "figures": written}, indent=2, ensure_ascii=False) + "\n")
        return
    table = Table(*COLUMNS, box=box.SIMPLE_HEAD, title=f"Loopmates beside the bare equivalent: {machine()}")
    for column in (1, 2, 3):
        table.columns[column].justify = "right"
    for name, figures in measured.items():
        table.add_section()
        for figure in figures:
            what, *others = figure.as_cells()
            table.add_row(f"{name}: {what}", *others)
    # Without a terminal there is no width to keep to; broken lines would only be harder to compare.
    Console(width=None if sys.stdout.isatty() else WIDEST).print(table)


def machine() -> str:
    """Say on what the figures were measured, and how busy it was: a load above its cores blurs every figure."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores{load}, {platform.system()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def _quantile(values: Sequence[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def _number(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"
