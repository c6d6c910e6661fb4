"""Runs every benchmark and prints one table.

Run it with `python -m benchmarks`.
"""

import sys
from collections.abc import Callable

from benchmarks import crowd, four_weeks, handle, memory, slack_ack, slack_workspaces, start, story_feedback
from benchmarks.figures import Figure, options, show

ALL: dict[str, tuple[Callable[..., list[Figure]], dict[str, int]]] = {
    "start": (start.measure, start.SMALL),
    "memory": (memory.measure, memory.SMALL),
    "handle": (handle.measure, handle.SMALL),
    "four_weeks": (four_weeks.measure, four_weeks.SMALL),
    "crowd": (crowd.measure, crowd.SMALL),
    "slack_ack": (slack_ack.measure, slack_ack.SMALL),
    "slack_workspaces": (slack_workspaces.measure, slack_workspaces.SMALL),
    "story_feedback": (story_feedback.measure, story_feedback.SMALL),
}


def main() -> int:
    asked = options("", "Measure what Loopmates costs beside the bare equivalent.").parse_args()
    show(
        {name: measure(**(small if asked.small else {})) for name, (measure, small) in ALL.items()}, as_json=asked.json
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
