"""The kinds of story that a story bank needs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Archetype:
    """A kind of story: its shape, the slots to fill, and the sentence that ties it to AI or to leading.

    `probes` are probe ids from gentle to hard; probes that name the archetype come on top.
    """

    id: str
    name: str
    about: str
    tests: str
    shape: str
    slots: tuple[str, ...]
    tie_in: str
    probes: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
