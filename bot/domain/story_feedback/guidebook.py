"""What the rules need from the practice material: the words for each finding, and what there is to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.archetype import Archetype
from bot.domain.framework import Framework
from bot.domain.question import Probe, Question, Theme

BY_RULES = (
    "Rules wrote this, not a person and not a model that understands. It gives no grade: findings and strengths only."
)
ENGLISH_ONLY = (
    "Only English stories can be judged. This one was looked at for its length and for private data, nothing else."
)
UNSEEN = "held-out"
CODES = (
    *("missing-situation", "missing-task", "missing-action", "missing-result"),
    *("missing-eval-evidence", "missing-judgment", "too-short", "too-long", "backstory", "team-hiding"),
    *("vague-result", "overclaim", "no-sample-size", "no-metric", "no-baseline", "judge-bias", "defends-failure"),
    *("blames-others", "late-ownership", "no-safeguard", "name-dropping", "prompt-moat", "filler", "not-a-story"),
    "private-data",
)
STRENGTHS = (
    *("own-voice", "early-ownership", "evidence-with-size", "named-metric", "judge-checked", "before-and-after"),
    *("lasting-safeguard", "changed-rule", "price-named", "turned-down", "in-time"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingKind:
    """What a finding's code means to a member: a short name, how grave it is, and what to change.

    `source` is the advice that it rests on; `probes` are follow-ups that press on it, the likeliest first.
    """

    id: str
    name: str
    severity: str
    advice: str
    source: str
    probes: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """Something to keep in a story, said to the member."""

    id: str
    text: str
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFigures:
    """How often a finding was right on one split of the golden set, how often wrong, and how often it was missed."""

    id: str
    finding: str
    split: str
    right: int
    wrong: int
    missed: int
    covers: tuple[str, ...] = ()

    @property
    def precision(self) -> float | None:
        raised = self.right + self.wrong
        return self.right / raised if raised else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidebook:
    """The practice material as far as feedback needs it, each kind by id.

    `figures` say by code how often a finding was right on stories that the rules had not seen.
    """

    finding_kinds: Mapping[str, FindingKind]
    strengths: Mapping[str, Strength]
    frameworks: Mapping[str, Framework]
    probes: Mapping[str, Probe]
    questions: Mapping[str, Question]
    archetypes: Mapping[str, Archetype]
    themes: Mapping[str, Theme]
    figures: Mapping[str, FindingFigures] = field(default_factory=dict)
