"""What a group practises with: questions, their themes, the probes that press on an answer, and questions back."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A family of questions that look for the same habit; `also_called` holds other names that people type."""

    id: str
    name: str
    about: str
    tell: str | None = None
    also_called: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A follow-up that an interviewer asks; `hardness` runs from 1 (gentle) to 3 (hard).

    Its themes and archetypes say to which questions it is handed out besides those that name it.
    """

    id: str
    text: str
    beat: str
    hardness: int
    good_answer: str
    themes: tuple[str, ...] = ()
    archetypes: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as the group sees it; `probes` are probe ids from gentle to hard.

    `elements` are what a full answer holds. `aim_seconds` is the spoken time to aim for, shortest and longest, where it
    is not the framework's. `employers` and `days` say whom and when it suits; empty, it suits everybody and any day.
    """

    id: str
    text: str
    theme: str
    tests: str
    probes: tuple[str, ...] = ()
    archetypes: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()
    days: tuple[int, ...] = ()
    tell: str | None = None
    reported_by: str | None = None
    aim_seconds: tuple[int, int] | None = None
    level: str = "any"
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A way in which a question is put, and the archetypes of story that answer it."""

    id: str
    text: str
    archetypes: tuple[str, ...]
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingQuestion:
    """A question that a candidate asks at the end; `when` says to whom and when it fits."""

    id: str
    text: str
    theme: str
    when: str
    listen_for: str | None = None
    reported_by: str | None = None
    covers: tuple[str, ...] = ()
