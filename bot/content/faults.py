"""What can be wrong with a folder of content, in words for the person who edits it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentReport:
    """What a check of a content folder found."""

    faults: tuple[Fault, ...]
    counts: Mapping[str, int]
    fewest_probes: int
    median_probes: float
    plan_days: Mapping[str, int]

    @property
    def is_sound(self) -> bool:
        return not self.faults

    def as_json(self) -> dict[str, Any]:
        return {
            "sound": self.is_sound,
            "faults": [asdict(fault) for fault in self.faults],
            "counts": dict(self.counts),
            "probes_per_question": {"min": self.fewest_probes, "median": self.median_probes},
            "plan_days": dict(self.plan_days),
        }


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str) -> str:
    """Suggest the known word that is nearest, where one is near enough to be a slip of the hand."""
    nearest = process.extractOne(word, list(known), scorer=fuzz.ratio, score_cutoff=65)
    return f'Did you mean "{nearest[0]}"?' if nearest else otherwise
