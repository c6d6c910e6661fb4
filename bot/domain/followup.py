"""A follow-up that found no answer, carried on until its owner says how it was fixed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.mock_material import Verdict
from bot.errors import PracticeError

SHORTEST_FIX_WORDS = 3
LONGEST_FIX = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Followup:
    """An unanswered follow-up and the question under which it was asked; `probe_id` is none where it was typed.

    `last_verdict` is what became of it when it was asked again.
    """

    id: int
    member_id: int
    cohort_id: int
    question_id: str
    text: str
    opened_at: datetime
    probe_id: str | None = None
    last_verdict: Verdict = ""
    last_asked_at: datetime | None = None
    fixed_at: datetime | None = None
    fixed_how: str = ""

    @property
    def is_open(self) -> bool:
        return self.fixed_at is None


def read_fix(text: str) -> str:
    """Read the line that says how a follow-up was fixed; without one it stays open."""
    line = " ".join(text.split())
    if len(line.split()) < SHORTEST_FIX_WORDS:
        raise PracticeError("Say in a line how you fixed it.", "One sentence you could say in the room is best.")
    if len(line) > LONGEST_FIX:
        raise PracticeError("That is longer than a line.", f"Keep it under {LONGEST_FIX} characters.")
    return line


def same_words(text: str, others: Iterable[str]) -> bool:
    """Say whether a follow-up typed by hand is one of those listed already, whatever its marks and capitals."""
    wanted = _letters(text)
    return any(_letters(other) == wanted for other in others)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
