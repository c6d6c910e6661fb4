"""Findings that a member called wrong, and the stories among them that their authors gave to the golden set."""

import hashlib
from collections.abc import Mapping
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
