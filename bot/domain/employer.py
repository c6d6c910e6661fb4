"""The kinds of employer that a member can aim at, and the rounds that named companies are reported to hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerType:
    """A kind of employer: what its interviewers reward, what loses there, and how to open.

    `weights` says how much a criterion of the rubric counts there; one that is not named counts once.
    """

    id: str
    name: str
    about: str
    rewards: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()
    opener: str | None = None
    examples: tuple[str, ...] = ()
    weights: Mapping[str, int] = field(default_factory=dict)
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRound:
    """A round that a named company is reported to hold; `minutes` where its length is known."""

    id: str
    name: str
    company: str
    about: str
    tests: str
    employer: str | None = None
    prepare: str | None = None
    minutes: int | None = None
    questions: tuple[str, ...] = ()
    reported_by: str | None = None
    covers: tuple[str, ...] = ()
