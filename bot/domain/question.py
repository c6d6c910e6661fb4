"""What a group practises with: questions, their themes, and the probes that press on an answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A family of questions that look for the same habit."""

    id: str
    name: str
    about: str
    tell: str | None = None
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A follow-up that an interviewer asks; `hardness` runs from 1 (gentle) to 3 (hard)."""

    id: str
    text: str
    beat: str
    hardness: int
    good_answer: str
    themes: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as the group sees it; `probes` are probe ids from gentle to hard.

    `aim_seconds` is the spoken time to aim for, shortest and longest, where it is not the framework's.
    """

    id: str
    text: str
    theme: str
    tests: str
    probes: tuple[str, ...]
    tell: str | None = None
    reported_by: str | None = None
    aim_seconds: tuple[int, int] | None = None
    level: str = "any"
    covers: tuple[str, ...] = ()
