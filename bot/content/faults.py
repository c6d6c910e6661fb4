"""What can be wrong with a folder of content, in words for the person who edits it."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.errors import StartRefused


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: where it is, what is wrong, and how to put it right."""

    file: str
    entry: str
    problem: str
    fix: str

    def __str__(self) -> str:
        return f"{self.file}: {self.entry}: {self.problem} {self.fix}"


class ContentRefused(StartRefused):
    """The content cannot be used; `faults` holds everything that has to be mended, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(*(str(fault) for fault in self.faults))


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str) -> str:
    """Suggest the known word that is nearest, where one is near enough to be a slip of the hand."""
    nearest = process.extractOne(word, list(known), scorer=fuzz.ratio, score_cutoff=65)
    return f'Did you mean "{nearest[0]}"?' if nearest else otherwise
