"""What a draw is made from and what it gives."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

QUARTERS_A_WEEK = 7 * 24 * 4
SESSION_QUARTERS = 3
ALWAYS_FREE = (1 << QUARTERS_A_WEEK) - 1

WhyLeftOut = Literal["alone", "no-partner"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is in. Bit q of `free` says whether quarter hour q of the round's window suits them, in UTC.

    `level` counts upwards from the most junior one; none where somebody has not said.
    """

    id: int
    free: int = ALWAYS_FREE
    employer_type: str | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A mock that took place: who was in it, in the order of roles in its first half, and on which date."""

    member_ids: tuple[int, ...]
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedDraw:
    """Everything that a draw depends on: the same again gives the same groups."""

    people: tuple[Person, ...]
    meetings: tuple[Meeting, ...] = ()
    blocks: tuple[tuple[int, int], ...] = ()
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    member_id: int
    why: WhyLeftOut


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """Groups in the order of roles (interviewer, candidate, observer), and how good they are.

    `repeats` counts the pairs who met before, three pairs in a group of three; `repeats_at_least` is what no draw can
    go below. `apart` counts the groups that share no whole session. `gap` is the share by which the draw may still be
    short of the best one, the largest over people, repeats and overlap: 0 where it is proven that none is better.
    """

    groups: tuple[tuple[int, ...], ...]
    left_out: tuple[LeftOut, ...] = ()
    repeats: int = 0
    repeats_at_least: int = 0
    apart: int = 0
    gap: float = 0.0

    def group_of(self, member_id: int) -> tuple[int, ...] | None:
        return next((group for group in self.groups if member_id in group), None)
