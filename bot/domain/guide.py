"""What members look up: guides, advice, checklists, sample answers, and how much a story bank and an interview hold."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading and the paragraphs and points under it; a part before the first heading has an empty one."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A page to read up on one topic; `advice` and `shows` name what is listed under its text."""

    id: str
    name: str
    about: str
    parts: tuple[Part, ...]
    also_called: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One thing to do or to leave, short enough to be cited beside a story.

    `kind` is pitfall, delivery, timing or insight. `instead` says what to do, `why` what it costs or brings.
    """

    id: str
    kind: str
    name: str
    text: str
    instead: str | None = None
    why: str | None = None
    beat: str | None = None
    themes: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()
    reported_by: str | None = None
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """Things to tick off, in order."""

    id: str
    name: str
    about: str
    items: tuple[str, ...]
    reported_by: str | None = None
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleAnswer:
    """An answer of our own invention to one question, one part a beat of its framework."""

    id: str
    name: str
    question: str
    parts: tuple[Part, ...]
    framework: str = "star-ej"
    employer: str | None = None
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenSample:
    """A sample answer gone wrong: `wrong` says in words what is, `advice` names the advice that it ignores."""

    id: str
    name: str
    twin_of: str
    wrong: tuple[str, ...]
    parts: tuple[Part, ...]
    advice: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCategory:
    """A kind of story that a story bank should hold, how often, and the themes and archetypes that count for it.

    A slot is filled by one story that fills no other; for the rest a story may count several times.
    """

    id: str
    name: str
    about: str
    minimum: int
    maximum: int | None = None
    is_slot: bool = False
    themes: tuple[str, ...] = ()
    archetypes: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewPhase:
    """A stretch of a full-length mock, in the order of the files; minutes and questions are fewest and most."""

    id: str
    name: str
    about: str
    minutes: tuple[int, int]
    questions: tuple[int, int] | None = None
    covers: tuple[str, ...] = ()
