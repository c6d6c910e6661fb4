"""What time it is. Whoever needs the time is given a clock, so that tests and the playground can choose it."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class PushableClock:
    """The machine's clock plus an offset that only grows: four weeks of practice can be lived in a minute."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self.offset = max(offset, timedelta(0))

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def push_to(self, instant: datetime) -> None:
        """Let it be `instant` now. An instant that has passed changes nothing: this clock never goes back."""
        self.offset += max(instant - self.now(), timedelta(0))
