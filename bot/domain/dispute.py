"""Findings that a member called wrong, and the stories among them that their authors gave to the golden set."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A finding called wrong: the code, and the how-manieth of it in its report, from 0.

    `fingerprint` stands for the text; `story` is there only where its author let us keep it.
    """

    fingerprint: str
    code: str
    place: int
    story: Mapping[str, Any] | None
    disputed_at: datetime


def fingerprint(text: str) -> str:
    """Give a short name to a text from which it cannot be read again; the same text always has the same one."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]


@dataclass(frozen=True, slots=True, kw_only=True)
class LentStory:
    """A story that its author gave to the golden set: what stands in its file, and its labels.

    `codes` are what the rules found less what the author disputes; a person judges before it is taken over.
    """

    name: str
    text: str
    shape: str
    codes: tuple[str, ...]
    disputed: tuple[str, ...]

    @property
    def labels(self) -> str:
        """Write its labels as the golden set keeps them."""
        why = f"disputed by its author: {', '.join(self.disputed)}"
        return (
            f"[{self.name}]\n"
            f"shape = {json.dumps(self.shape)}\n"
            f"codes = {json.dumps(list(self.codes))}\n"
            f"why = {json.dumps(why)}\n"
        )


def count_by_code(disputes: Iterable[Dispute]) -> dict[str, tuple[int, int]]:
    """Count for each code how often it was called wrong, and how often with a text; the most disputed first."""
    counts: dict[str, tuple[int, int]] = {}
    for dispute in disputes:
        count, lent = counts.get(dispute.code, (0, 0))
        counts[dispute.code] = count + 1, lent + (dispute.story is not None)
    return dict(sorted(counts.items(), key=lambda item: (-item[1][0], item[0])))


def lent_stories(disputes: Iterable[Dispute]) -> list[LentStory]:
    """Give each text that may be used once, with all that was disputed about it, in the order of the disputes."""
    by_text: dict[str, list[Dispute]] = {}
    for dispute in disputes:
        if dispute.story is not None:
            by_text.setdefault(dispute.fingerprint, []).append(dispute)
    return [_golden(number, about) for number, about in enumerate(by_text.values(), start=1)]


def _golden(number: int, about: list[Dispute]) -> LentStory:
    story = about[0].story
    assert story is not None
    disputed = sorted({dispute.code for dispute in about})
    return LentStory(
        name=f"{number:02d}-{about[0].fingerprint[:8]}",
        text=_front_matter(story) + str(story["text"]).strip() + "\n",
        shape=str(story["shape"]),
        codes=tuple(code for code in story["codes"] if code not in disputed),
        disputed=tuple(disputed),
    )


def _front_matter(story: Mapping[str, Any]) -> str:
    """Say what a story's text alone does not: how long it took aloud. A text with front matter keeps its own."""
    seconds = story.get("seconds")
    if not seconds or str(story["text"]).lstrip("\ufeff").startswith(("---", "+++")):
        return ""
    return f"---\nseconds: {seconds:g}\n---\n\n"
