"""A group's own pack: a folder of the same form laid over ours, that adds, replaces by id, and hides.

Ours has been found sound before. So whatever is at fault afterwards came with the pack: that part of it is left out and
named, and the rest is used.
"""

import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.content.checks import NAMES_OF_OTHERS, check_shelf
from bot.content.faults import Fault, did_you_mean
from bot.content.reading import HIDE, KINDS, Entry, Shelf, read_folder

Key = tuple[str, str]


@dataclass
class Laid:
    """Ours with a pack over it, what was left out of the pack and why, and the entries of ours that it hides."""

    shelf: Shelf
    faults: list[Fault] = field(default_factory=list)
    hidden: dict[Key, Entry] = field(default_factory=dict)


def lay_over(ours: Shelf, folder: Path) -> Laid:
    """Lay a pack over our shelf, leaving out what is broken in itself and what breaks something else."""
    label = f"{folder.name}/"
    pack = read_folder(folder, label=label)
    faults = list(pack.faults)
    entries = {
        (kind, key): entry
        for kind in KINDS
        for key, entry in pack.entries[kind].items()
        if key == entry.name and not any(_is_about(fault, entry) for fault in faults)
    }
    hides = _hides(folder, label, ours, entries, faults)
    while True:
        laid = _lay(ours, entries, hides)
        check_shelf(laid.shelf)
        found, laid.shelf.faults = laid.shelf.faults, []
        if not found:
            laid.faults = faults
            return laid
        for key, fault in _blamed(found, ours, entries, hides, label):
            faults.append(fault)
            entries.pop(key, None)
            hides.discard(key)


def _lay(ours: Shelf, entries: Mapping[Key, Entry], hides: set[Key]) -> Laid:
    laid = Laid(deepcopy(ours))
    for (kind, id), entry in entries.items():
        laid.shelf.entries[kind][id] = deepcopy(entry)
    for kind, id in hides:
        laid.hidden[kind, id] = laid.shelf.entries[kind].pop(id)
    for kind, key, target in NAMES_OF_OTHERS:
        for entry in laid.shelf.of(kind):
            _forget(entry, key, {id for of, id in hides if of == target})
    for plan in laid.shelf.of("plans"):
        for day in plan.values.get("days", ()):
            for key in ("questions", "themes"):
                _forget(day, key, {id for of, id in hides if of == key})
    return laid


def _forget(entry: Entry, key: str, ids: set[str]) -> None:
    """Take hidden ids out of a list of names; a single name stays, and is found at fault."""
    value = entry.values.get(key)
    if ids and isinstance(value, tuple):
        entry.values[key] = tuple(id for id in value if id not in ids)


def _hides(folder: Path, label: str, ours: Shelf, entries: Mapping[Key, Entry], faults: list[Fault]) -> set[Key]:
    """Read which entries of ours a pack hides: a list of ids for each kind."""
    file = f"{label}{HIDE}"
    try:
        read: dict[str, Any] = tomllib.loads((folder / HIDE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return set()
    except (OSError, ValueError) as refusal:
        fix = 'Write lists of ids, such as questions = ["rag-regret"].'
        faults.append(Fault(file, "file", f"It cannot be read: {refusal}.", fix))
        return set()
    hides: set[Key] = set()
    for kind, ids in read.items():
        if kind not in KINDS or not isinstance(ids, list):
            fix = did_you_mean(kind, KINDS, otherwise=f'Write {kind} = ["id"], with one of {", ".join(KINDS)}.')
            faults.append(Fault(file, kind, "This is not a list of ids of a kind of content.", fix))
            continue
        for id in ids:
            if id in ours.entries[kind] and (kind, id) not in entries:
                hides.add((kind, id))
                continue
            fix = did_you_mean(str(id), ours.entries[kind], otherwise="Remove it from the list.")
            faults.append(Fault(file, str(id), f"There is nothing of this id to hide among the {kind}.", fix))
    return hides


def _blamed(
    found: list[Fault], ours: Shelf, entries: Mapping[Key, Entry], hides: set[Key], label: str
) -> Iterator[tuple[Key, Fault]]:
    """Say which parts of the pack a fault comes from: those that it is in, else those that it names, else all."""
    within = [(key, fault) for fault in found for key, entry in entries.items() if _is_about(fault, entry)]
    if within:
        yield from within
        return
    changes = dict.fromkeys(hides, f"{label}{HIDE}")
    changes |= {key: entry.file for key, entry in entries.items() if key[1] in ours.entries[key[0]]}
    changes = changes or {key: entry.file for key, entry in entries.items()}
    named = {key: file for key, file in changes.items() if any(f'"{key[1]}"' in fault.problem for fault in found)}
    because = f"{found[0].file}: {found[0].entry}: {found[0].problem}"
    for key, file in (named or changes).items():
        yield key, Fault(file, key[1], f"It leaves something else at fault. {because}", "Change or hide that too.")


def _is_about(fault: Fault, entry: Entry) -> bool:
    return fault.file == entry.file and (fault.entry == entry.name or fault.entry.startswith(f"{entry.name}, "))
