"""The beats of an answer and how long each may take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One part of an answer.

    Its budget is spoken `seconds` or a `percent` of the answer, shortest and longest; some frameworks set none.
    `like` is the STAR-EJ beat that asks for the same, where its id is another: probes for that one press here too.
    """

    id: str
    name: str
    prompt: str
    seconds: tuple[int, int] | None = None
    percent: tuple[int, int] | None = None
    like: str | None = None

    @property
    def budget(self) -> str:
        """Say how long it may take, such as 15–20 s; nothing where no budget is known."""
        least, most = self.seconds or self.percent or (0, 0)
        return f"{least}–{most} {'s' if self.seconds else '%'}" if most else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """A shape that an answer can take, beat by beat; `aim_seconds` is the time for the whole answer."""

    id: str
    name: str
    about: str
    beats: tuple[Beat, ...]
    aim_seconds: tuple[int, int]
    when: str | None = None
    reported_by: str | None = None
    covers: tuple[str, ...] = ()
