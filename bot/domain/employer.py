"""The kinds of employer that a member can aim at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerType:
    """A kind of employer and what its interviewers reward."""

    id: str
    name: str
    about: str
    covers: tuple[str, ...] = ()
