"""A clock that people see: how long somebody speaks, and when its message is worth drawing again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import PracticeError

AIM_SECONDS = 150
MARKS = (90, 150, 180)
SHORTEST_AIM, LONGEST_AIM = 15, 900
LONGEST_RUN = 900
"""Seconds after which a clock that nobody stopped stops by itself."""
PACE = 15
SLOW_PACE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """A clock as stored. In a mock it belongs to a question; else to the member who started it.

    `laps` are the beats in the order told, each with the second at which it began.
    """

    id: int
    cohort_id: int
    member_id: int
    aim_seconds: int
    started_at: datetime
    mock_id: int | None = None
    half: int | None = None
    position: int | None = None
    stopped_at: datetime | None = None
    laps: tuple[tuple[str, int], ...] = ()
    message_id: str | None = None

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None

    @property
    def marks(self) -> tuple[int, ...]:
        """Give the seconds that are worth a word: the usual marks, or a chosen aim alone."""
        return MARKS if self.aim_seconds == AIM_SECONDS else (self.aim_seconds,)

    def seconds(self, now: datetime) -> int:
        """Count the whole seconds that it has run."""
        return max(0, min(LONGEST_RUN, int(((self.stopped_at or now) - self.started_at).total_seconds())))

    def has_run_out(self, now: datetime) -> bool:
        return self.seconds(now) >= LONGEST_RUN

    def next_look_at(self, now: datetime) -> datetime:
        """Give the next instant at which its message should say a new time: each 15 s, each minute once it is late."""
        ran = self.seconds(now)
        pace = PACE if ran < max(self.aim_seconds, MARKS[-1]) else SLOW_PACE
        step = (ran // pace + 1) * pace
        following = min([mark for mark in (*self.marks, step) if mark > ran])
        return self.started_at + timedelta(seconds=min(following, LONGEST_RUN))


def read_seconds(text: str) -> int:
    """Read how many seconds to aim for, such as 150, 150 s or 2:30."""
    typed = text.strip().lower().removesuffix("s").removesuffix("sec").strip()
    minutes, colon, rest = typed.partition(":")
    parts = [minutes, rest] if colon else [minutes]
    if all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in parts):
        seconds = int(parts[0]) * 60 + int(parts[1]) if colon else int(parts[0])
        if SHORTEST_AIM <= seconds <= LONGEST_AIM:
            return seconds
    raise PracticeError(
        f"“{text.strip()[:20]}” is no time for an answer.",
        f"Type seconds from {SHORTEST_AIM} to {LONGEST_AIM}, such as /practice timer 150 or 2:30.",
    )


def add_lap(laps: tuple[tuple[str, int], ...], beat: str, second: int) -> tuple[tuple[str, int], ...]:
    """Note that a beat begins; the first one noted began with the answer itself."""
    if laps and laps[-1][0] == beat:
        return laps
    return (*laps, (beat, second if laps else 0))
