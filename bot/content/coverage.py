"""How much of a list of notes the content covers, and which entries nothing leads to."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.content.material import Content
from bot.content.reading import KINDS, Entry, Shelf
from bot.domain.archetype import Archetype
from bot.domain.question import Question, Theme
from bot.errors import StartRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Which notes of an inventory the entries name under `covers`; `missing` by kind of note."""

    total: int
    covered: int
    missing: Mapping[str, tuple[str, ...]]
    unknown: tuple[tuple[str, str, str], ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "total": self.total,
            "covered": self.covered,
            "missing": {kind: list(ids) for kind, ids in self.missing.items()},
            "unknown": [{"file": file, "entry": entry, "id": id} for file, entry, id in self.unknown],
        }


def read_inventory(path: Path) -> dict[str, str]:
    """Read an inventory, a JSON file with `items` that have an `id` and a `kind`: the kind of note by its id."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        items = read["items"] if isinstance(read, dict) else read
        return {str(item["id"]): str(item["kind"]) for item in items}
    except OSError as refusal:
        raise StartRefused(
            f"{path} cannot be read: {refusal.strerror}. Name a JSON file with --inventory."
        ) from refusal
    except (ValueError, KeyError, TypeError) as refusal:
        advice = 'Write {"items": [{"id": "...", "kind": "..."}]}.'
        raise StartRefused(f"{path} is not an inventory. {advice}") from refusal


def measure(shelf: Shelf, inventory: Mapping[str, str]) -> Coverage:
    """Compare what the entries cover with an inventory."""
    named = [(entry, id) for entry in _entries(shelf) for id in entry.values.get("covers", ())]
    covered = {id for _, id in named}
    missing: dict[str, list[str]] = {}
    for id, kind in inventory.items():
        if id not in covered:
            missing.setdefault(kind, []).append(id)
    return Coverage(
        total=len(inventory),
        covered=len(covered & inventory.keys()),
        missing={kind: tuple(ids) for kind, ids in missing.items()},
        unknown=tuple((entry.file, entry.name, id) for entry, id in named if id not in inventory),
    )


def without_use(content: Content) -> dict[str, tuple[str, ...]]:
    """List the entries that no member can ever meet, by kind.

    Questions, archetypes, frameworks, employers, rounds, checklists, closing questions, guides and samples are found by
    the commands that look things up. What is left has to be taken by one of those.
    """
    subjects: list[Question | Theme | Archetype] = []
    subjects += [*content.questions.values(), *content.themes.values(), *content.archetypes.values()]
    named = [guide.advice for guide in content.guides.values()]
    named += [broken.advice for broken in content.broken_samples.values()]
    shown = {kind for guide in content.guides.values() for kind in guide.shows}
    used = {
        "probes": {probe.id for subject in subjects for probe in content.probes_for(subject)},
        "themes": {question.theme for question in content.questions.values()},
        "advice": {id for ids in named for id in ids},
        **{
            kind: set(getattr(content, kind)) if kind in shown else set()
            for kind in ("criteria", "flags", "interview_phases", "story_categories")
        },
    }
    unused = {kind: tuple(id for id in getattr(content, kind) if id not in ids) for kind, ids in used.items()}
    return {kind: ids for kind, ids in unused.items() if ids}


def _entries(shelf: Shelf) -> Iterator[Entry]:
    for kind in KINDS:
        for entry in shelf.of(kind):
            yield entry
            for nested in (*entry.values.get("weeks", ()), *entry.values.get("days", ())):
                if isinstance(nested, Entry):
                    yield nested
