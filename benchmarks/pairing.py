"""How good the draw is, and what it costs, beside other ways of pairing.

Run it with `python -m benchmarks.pairing`; `--largest 2000` leaves out the large groups.
"""

import json
import multiprocessing
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import combinations
from random import Random
from time import process_time

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.figures import Figure, machine, of_totals, options
from benchmarks.ways_of_pairing import WAYS
from bot.domain.pairing import Meeting, draw
from bot.simulation import FIRST_ROUND_ON, peak_memory_mb, pretend_members

SIZES = (12, 24, 50, 51, 500, 2_000, 20_000)
ATTENDANCES = (1.0, 0.7)
MOST_FOR_NETWORKX = 51
ROUNDS = 20
ROUNDS_WITH_HOURS = 3  # of thousands who all have hours of their own
OURS = "Loopmates"
SMALL = {"largest": 12, "rounds": 2}
COLUMNS = (
    *("Members", "There", "Hours", "Way", "Rounds", "Repeats", "Forced", "Gap", "Most often", "Soonest again"),
    *("Turns apart", "CPU s a round", "Peak MB"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    members: int
    attendance: float
    availability: str
    way: str
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of some rounds; `forced` counts the repeats below which ours says no draw could go."""

    case: Case
    repeats: int
    forced: int | None
    gap: float | None
    most_often: int
    soonest_again: int | None
    turns_apart: int
    seconds: float
    peak_mb: float

    def as_cells(self) -> tuple[str, ...]:
        case = self.case
        return (
            f"{case.members:,}",
            f"{case.attendance:.0%}",
            case.availability,
            case.way,
            str(case.rounds),
            f"{self.repeats:,}",
            "" if self.forced is None else f"{self.forced:,}",
            "" if self.gap is None else f"{self.gap:.3%}",
            str(self.most_often),
            "" if self.soonest_again is None else str(self.soonest_again),
            str(self.turns_apart),
            f"{self.seconds:.4f}",
            f"{self.peak_mb:.0f}",
        )


def measure(*, largest: int = SIZES[-1], rounds: int = ROUNDS) -> list[Figure]:
    """Time the slowest round of the draw beside a greedy one, for groups of many sizes."""
    return figures_of(list(compare(largest=largest, rounds=rounds)))


def figures_of(results: Sequence[Result]) -> list[Figure]:
    by_case = {result.case: result for result in results}
    found = []
    for case, ours in by_case.items():
        if case.way == OURS and case.availability == "full":
            other = by_case[Case(**{**asdict(case), "way": "greedy unmet first"})]
            what = f"{case.members:,} members, {case.attendance:.0%} there, slowest round"
            bare_is = "greedy: the first one not met"
            found.append(of_totals(what, ours.seconds, other.seconds, unit="s", counts="CPU time", bare_is=bare_is))
    return found


def compare(*, largest: int, rounds: int) -> Iterator[Result]:
    """Hold rounds in each way, every case in a process of its own so that its memory is its own."""
    context = multiprocessing.get_context("spawn")
    for case in _cases(largest, rounds):
        with context.Pool(1) as pool:
            yield pool.apply(hold, (case,))


def _cases(largest: int, rounds: int) -> Iterator[Case]:
    for members in (size for size in SIZES if size <= largest):
        for attendance in ATTENDANCES:
            for way in (OURS, *WAYS):
                if way != "networkx" or members <= MOST_FOR_NETWORKX:
                    yield Case(members=members, attendance=attendance, availability="full", way=way, rounds=rounds)
        with_hours = rounds if members <= 500 else min(rounds, ROUNDS_WITH_HOURS)
        yield Case(members=members, attendance=1.0, availability="mixed", way=OURS, rounds=with_hours)


def hold(case: Case) -> Result:
    """Hold the rounds of one case."""
    random = Random(1)
    if case.way != OURS:
        WAYS[case.way]([1, 2], {}, Random(1), 0)  # what it imports is not what it costs
    people = pretend_members(case.members, seed=1, availability="mixed" if case.availability == "mixed" else "full")
    tally = _Tally()
    for turn in range(case.rounds):
        here = people if case.attendance >= 1 else [one for one in people if random.random() < case.attendance]
        seed = random.getrandbits(32)
        if case.way == OURS:
            started = process_time()
            drawn = draw(here, meetings=tally.meetings, seed=seed)
            tally.note(drawn.groups, process_time() - started, forced=drawn.repeats_at_least, gap=drawn.gap)
        else:
            ids = [person.id for person in here]
            started = process_time()
            groups = WAYS[case.way](ids, tally.met, Random(seed), turn)
            tally.note(groups, process_time() - started)
    return tally.result(case)


class _Tally:
    """What happened so far, counted without the code that it judges."""

    def __init__(self) -> None:
        self.meetings: list[Meeting] = []
        self.met: Counter[frozenset[int]] = Counter()
        self._last: dict[frozenset[int], int] = {}
        self._lead: Counter[int] = Counter()
        self._turn = self._repeats = self._forced = 0
        self._soonest: int | None = None
        self._seconds = self._gap = 0.0

    def note(self, groups: Sequence[tuple[int, ...]], seconds: float, *, forced: int = 0, gap: float = 0.0) -> None:
        on = FIRST_ROUND_ON + timedelta(weeks=self._turn)
        pairs = [frozenset(pair) for group in groups for pair in combinations(group, 2)]
        self._repeats += sum(pair in self.met for pair in pairs)
        for pair in pairs:
            if pair in self._last:
                since = self._turn - self._last[pair]
                self._soonest = since if self._soonest is None else min(self._soonest, since)
            self._last[pair] = self._turn
        self.met.update(pairs)
        self.meetings.extend(Meeting(member_ids=group, on=on) for group in groups)
        self._lead.update(group[0] for group in groups)
        self._lead.subtract(group[1] for group in groups)
        self._forced += forced
        self._gap, self._seconds = max(self._gap, gap), max(self._seconds, seconds)
        self._turn += 1

    def result(self, case: Case) -> Result:
        is_ours = case.way == OURS
        return Result(
            case=case,
            repeats=self._repeats,
            forced=self._forced if is_ours else None,
            gap=self._gap if is_ours else None,
            most_often=max(self.met.values(), default=0),
            soonest_again=self._soonest,
            turns_apart=max(map(abs, self._lead.values()), default=0),
            seconds=self._seconds,
            peak_mb=peak_memory_mb() or 0.0,
        )


def main() -> int:
    parser = options("pairing", "Draw rounds beside other ways of pairing.")
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="leave out larger groups")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how many rounds to hold; 20 by default")
    asked = parser.parse_args()
    chosen = SMALL if asked.small else {"largest": asked.largest, "rounds": asked.rounds}
    results = list(compare(**chosen))
    if asked.json:
        written = {"machine": machine(), "pairing": [asdict(result) for result in results]}
        sys.stdout.write(json.dumps(written, indent=2) + "\n")
    else:
        _show(results)
    return 0


def _show(results: Sequence[Result]) -> None:
    table = Table(*COLUMNS, box=box.SIMPLE_HEAD, title=f"Ways of pairing: {machine()}")
    for result in results:
        table.add_row(*result.as_cells())
    Console(width=None if sys.stdout.isatty() else 180).print(table)


if __name__ == "__main__":
    sys.exit(main())
