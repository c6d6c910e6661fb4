"""What is said of a story: findings with the member's words, what to keep, and what will be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.story import Span
from bot.domain.story_feedback.guidebook import BY_RULES, ENGLISH_ONLY

SEVERITIES = ("blocker", "major", "minor")


@dataclass(frozen=True, slots=True, kw_only=True)
class BeatReport:
    """One beat as told: its words, the seconds they take, the budget in seconds, and where it stands."""

    words: int
    seconds: float
    budget: tuple[int, int] | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to change. `quote` is the member's own words, empty for an absence; a secret in it is masked."""

    code: str
    severity: str
    beat: str | None
    span: Span | None
    quote: str
    advice: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that the rules say of one story. Beats are those of its framework, in their order.

    `is_english` is False where the language cannot be judged; then only timing and private data are.
    """

    framework: str
    spoken_seconds: float
    words: int
    beats: Mapping[str, BeatReport]
    findings: tuple[Finding, ...]
    strengths: tuple[str, ...]
    probes: tuple[str, ...]
    archetypes: tuple[str, ...]
    themes: tuple[str, ...]
    is_english: bool = True

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(finding.code for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """Give the report as the contract writes it, for another program to read."""
        return {
            "framework": self.framework,
            "spoken_seconds": self.spoken_seconds,
            "words": self.words,
            "beats": {
                id: {
                    "words": beat.words,
                    "seconds": beat.seconds,
                    "budget": list(beat.budget) if beat.budget else None,
                    "spans": [list(span) for span in beat.spans],
                }
                for id, beat in self.beats.items()
            },
            "findings": [
                {
                    "code": finding.code,
                    "severity": finding.severity,
                    "beat": finding.beat,
                    "span": list(finding.span) if finding.span else None,
                    "quote": finding.quote,
                    "advice": finding.advice,
                    "source": finding.source,
                }
                for finding in self.findings
            ],
            "strengths": list(self.strengths),
            "probes": list(self.probes),
            "archetypes": list(self.archetypes),
            "themes": list(self.themes),
            "notes": [BY_RULES, *([] if self.is_english else [ENGLISH_ONLY])],
        }
