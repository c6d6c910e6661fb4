"""The beats of an answer and how long each may take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One part of an answer; `seconds` is the spoken budget from shortest to longest."""

    id: str
    name: str
    prompt: str
    seconds: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """A shape that an answer can take, beat by beat; `aim_seconds` is the time for the whole answer."""

    id: str
    name: str
    about: str
    beats: tuple[Beat, ...]
    aim_seconds: tuple[int, int]
    covers: tuple[str, ...] = ()
