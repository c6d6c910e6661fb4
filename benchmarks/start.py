"""How long Loopmates takes to start.

Run it with `python -m benchmarks.start`.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.figures import Figure, command, of_pairs
from benchmarks.processes import bare, playground, seconds_of

SMALL = {"runs": 1, "warm_ups": 0}


def measure(*, runs: int = 7, warm_ups: int = 1) -> list[Figure]:
    """Time starts on a migrated database up to the first page, in turn with a bare aiohttp program."""
    ours, others = [], []
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "loopmates.db"
        seconds_of("-m", "bot", "migrate", "--database", str(database))
        for _ in range(warm_ups + runs):
            with playground(database) as running:
                ours.append(running.seconds_to_answer)
            with bare() as running:
                others.append(running.seconds_to_answer)
    versions = [(seconds_of("-m", "bot", "--version"), seconds_of("-c", "pass")) for _ in range(warm_ups + runs)][
        warm_ups:
    ]
    return [
        of_pairs(
            "start to first page",
            ours[warm_ups:],
            others[warm_ups:],
            unit="s",
            bare_is="an aiohttp program with one page",
        ),
        of_pairs(
            "loopmates --version",
            [one for one, _ in versions],
            [other for _, other in versions],
            unit="s",
            bare_is="python -c pass",
        ),
    ]


if __name__ == "__main__":
    sys.exit(command("start", measure, small=SMALL))
