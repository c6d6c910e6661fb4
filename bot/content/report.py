"""What a check of a content folder found, for its editor and for programs."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.content.coverage import Coverage
from bot.content.faults import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentReport:
    """What a check of a content folder found. `without_use` and the probes are known only where nothing is at fault."""

    faults: tuple[Fault, ...]
    pack_faults: tuple[Fault, ...] = ()
    counts: Mapping[str, int]
    fewest_probes: int
    median_probes: float
    plan_days: Mapping[str, int]
    without_use: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    coverage: Coverage | None = None
    seconds: float = 0.0

    @property
    def is_sound(self) -> bool:
        return not self.faults and not self.pack_faults

    def as_json(self) -> dict[str, Any]:
        return {
            "sound": self.is_sound,
            "faults": [asdict(fault) for fault in (*self.faults, *self.pack_faults)],
            "counts": dict(self.counts),
            "probes_per_question": {"min": self.fewest_probes, "median": self.median_probes},
            "plan_days": dict(self.plan_days),
            "without_use": {kind: list(ids) for kind, ids in self.without_use.items()},
            "seconds": round(self.seconds, 3),
            **({"coverage": self.coverage.as_json()} if self.coverage else {}),
        }

    def in_words(self) -> list[str]:
        """Say in lines for a terminal what is there, what is covered, and what nothing leads to."""
        lines = [", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in self.counts.items() if count) + "."]
        days = ", ".join(f"{plan} has {days} days" for plan, days in self.plan_days.items())
        lines.append(f"Probes a question: {self.fewest_probes} at least, {self.median_probes:g} as a rule. {days}.")
        for kind, ids in self.without_use.items():
            lines.append(f"Nothing leads to these {kind.replace('_', ' ')}: {', '.join(ids)}.")
        if self.coverage:
            lines.append(f"Covered: {self.coverage.covered} of {self.coverage.total} notes.")
            lines += [f"Not covered, {kind}: {', '.join(ids)}." for kind, ids in self.coverage.missing.items()]
            lines += [
                f"{file}: {entry}: It covers {id}, which is unknown." for file, entry, id in self.coverage.unknown
            ]
        return lines
