"""What an interviewer scores a mock by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One line of the scorecard; `levels` are the words for scores 1 to 4."""

    id: str
    name: str
    about: str
    levels: tuple[str, ...]
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A yes-or-no warning sign; `instead` is what to do about it."""

    id: str
    name: str
    ask: str
    instead: str
    covers: tuple[str, ...] = ()
