"""Files into entries: everything that can be judged about one entry alone.

An entry with a fault keeps what could be read of it, so that one run names every fault and not only the first.
How entries relate to each other is judged in `checks.py`.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from bot.content.faults import Fault, did_you_mean
from bot.domain.employer import EmployerType
from bot.domain.framework import Beat, Framework
from bot.domain.plan import Plan, PlanDay, PlanWeek
from bot.domain.question import Probe, Question, Theme

KINDS: Mapping[str, type] = {
    "themes": Theme,
    "probes": Probe,
    "questions": Question,
    "frameworks": Framework,
    "plans": Plan,
    "employer_types": EmployerType,
}

# What a card of either platform shows in full: an option of a Slack menu holds 75 characters, a Discord form's label 45
# and its hint 100, and a button's id 100 together with the action's name.
LIMITS: Mapping[type, Mapping[str, int]] = {
    Theme: {"id": 40, "name": 75, "about": 300, "tell": 300},
    Probe: {"id": 40, "text": 200, "good_answer": 400},
    Question: {"id": 40, "text": 300, "tests": 300, "tell": 300, "reported_by": 300},
    Framework: {"id": 40, "name": 75, "about": 300},
    Beat: {"id": 40, "name": 45, "prompt": 100},
    EmployerType: {"id": 40, "name": 75, "about": 300},
    Plan: {"id": 40, "name": 75},
    PlanWeek: {"title": 80, "opening": 900, "closing": 900},
    PlanDay: {"title": 80, "task": 500, "done_when": 300},
}

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_BEAT_ID = re.compile(r"[a-z]+(_[a-z]+)*")
_TYPES_IN_WORDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a fraction",
    "bool": "true or false",
    "array": "a list",
}
_FIXES_FOR_TYPES = {
    str: 'Write text in quotes, such as key = "text".',
    int: "Write a whole number without quotes, such as key = 2.",
    bool: "Write true or false without quotes.",
}


@dataclass
class Entry:
    """One entry of a file; `values` holds only what could be read."""

    kind: type
    file: str
    name: str
    values: dict[str, Any] = field(default_factory=dict)

    def record(self) -> Any:
        """Build the domain record; only an entry without faults has one."""
        return self.kind(**{key: _built(value) for key, value in self.values.items()})


@dataclass
class Shelf:
    """Everything that a folder holds, by kind and in the order of the files, with the faults found so far."""

    entries: dict[str, dict[str, Entry]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    faults: list[Fault] = field(default_factory=list)
    is_whole: bool = True  # False where a file could not be read, so that what seems missing may stand in it.

    def of(self, kind: str) -> list[Entry]:
        return list(self.entries[kind].values())

    def records(self, kind: str) -> dict[str, Any]:
        return {key: entry.record() for key, entry in self.entries[kind].items()}


def read_folder(folder: Path) -> Shelf:
    """Read every TOML file of a folder; faults are collected, never raised."""
    shelf = Shelf()
    files = sorted(folder.glob("*.toml"))
    if not files:
        problem = "There is no content here." if folder.is_dir() else "This folder does not exist."
        _refuse_file(shelf, Fault(str(folder), "folder", problem, "Name the folder that holds questions.toml."))
    for path in files:
        _shelve(shelf, path.name, _parse(shelf, path))
    return shelf


def _parse(shelf: Shelf, path: Path) -> dict[str, Any]:
    text = ""
    try:
        text = path.read_bytes().decode("utf-8")
        return tomllib.loads(text)
    except OSError as error:
        problem = f"It cannot be read: {error.strerror}."
        _refuse_file(shelf, Fault(path.name, "file", problem, "Give the bot's user the right to read it."))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        _refuse_file(shelf, Fault(path.name, f"line {line}", "This is not UTF-8 text.", "Save the file as UTF-8."))
    except tomllib.TOMLDecodeError as error:
        _refuse_file(shelf, _syntax_fault(path.name, text, str(error)))
    return {}


def _refuse_file(shelf: Shelf, fault: Fault) -> None:
    shelf.is_whole = False
    shelf.faults.append(fault)


def _syntax_fault(file: str, text: str, message: str) -> Fault:
    at = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    line = int(at[1]) if at and at[1] else text.count("\n") + 1
    reason = (message[: at.start()] if at else message).rstrip(".")
    return Fault(file, f"line {line}", f"The TOML is broken: {reason}.", "Mend the quotes, brackets or = sign there.")


def _shelve(shelf: Shelf, file: str, tables: dict[str, Any]) -> None:
    for table, items in tables.items():
        if table not in KINDS:
            fix = did_you_mean(table, KINDS, otherwise=f"Use one of {', '.join(KINDS)}.")
            shelf.faults.append(Fault(file, table, f'"{table}" is not a kind of content.', fix))
        elif not isinstance(items, list):
            fix = f"Begin each entry with [[{table}]], in two pairs of brackets."
            shelf.faults.append(Fault(file, table, f'"{table}" is not a list of entries.', fix))
        else:
            for number, raw in enumerate(items, start=1):
                place = f"{table} {number}"
                _put_in_place(shelf, table, place, _read_entry(shelf, KINDS[table], raw, file=file, place=place))


def _put_in_place(shelf: Shelf, table: str, place: str, entry: Entry) -> None:
    """Keep an entry under its id, or under its place in the file where the id is missing or taken."""
    first = shelf.entries[table].get(entry.name)
    if first:
        problem = f'The id "{entry.name}" is already taken in {first.file}.'
        shelf.faults.append(Fault(entry.file, entry.name, problem, "Choose another id, or remove one of the two."))
    shelf.entries[table][f"{entry.file} {place}" if first else entry.name] = entry


def _read_entry(shelf: Shelf, kind: type, raw: Any, *, file: str, place: str, inside: str = "") -> Entry:
    entry = Entry(kind, file, inside + _name_of(raw, place))
    if not isinstance(raw, dict):
        shelf.faults.append(Fault(file, entry.name, "This is not an entry.", "Write a table of key = value lines."))
        return entry
    known = {each.name: each for each in fields(kind)}
    for key in raw:
        if key not in known:
            fix = did_you_mean(key, known, otherwise=f"Remove it, or use one of {', '.join(known)}.")
            shelf.faults.append(Fault(file, entry.name, f'The key "{key}" is unknown.', fix))
    for key, each in known.items():
        if key in raw:
            _read_value(shelf, entry, key, raw[key])
        elif each.default is MISSING:
            shelf.faults.append(Fault(file, entry.name, f'The key "{key}" is missing.', f"Add a line {key} = ..."))
        else:
            entry.values[key] = each.default
    return entry


def _read_value(shelf: Shelf, entry: Entry, key: str, raw: Any) -> None:
    hint = _hints(entry.kind)[key]
    nested = _record_in(hint)
    if nested and isinstance(raw, list):
        entry.values[key] = tuple(
            _read_entry(shelf, nested, item, file=entry.file, place=f"{key} {number}", inside=f"{entry.name}, ")
            for number, item in enumerate(raw, start=1)
        )
        return
    try:
        value = msgspec.convert(raw, hint)
    except msgspec.ValidationError as error:
        problem = f'"{key}" has the wrong type: {_in_words(str(error))}.'
        shelf.faults.append(Fault(entry.file, entry.name, problem, _fix_for_type(hint)))
        return
    faults = [Fault(entry.file, entry.name, problem, fix) for problem, fix in _wrong_in_value(entry.kind, key, value)]
    shelf.faults += faults
    if not faults:
        entry.values[key] = value


def _wrong_in_value(kind: type, key: str, value: Any) -> Iterator[tuple[str, str]]:
    """Say what is wrong with a value of the right type, each problem with its fix."""
    texts = [text for text in (value if isinstance(value, tuple) else (value,)) if isinstance(text, str)]
    if any(not text.strip() for text in texts):
        yield f'"{key}" holds an empty text.', "Write the words, or remove the line where it may be left out."
        return
    for text in dict.fromkeys(text for text in texts if texts.count(text) > 1):
        yield f'"{key}" names "{text}" twice.', "Keep one of them."
    limit = LIMITS[kind].get(key)
    if limit and len(value) > limit:
        yield f'"{key}" has {len(value)} characters; {limit} are allowed.', f"Shorten it by {len(value) - limit}."
    if key == "id" and kind is Beat and not _BEAT_ID.fullmatch(value):
        yield f'"{value}" cannot be an id.', "Use lower-case letters joined by underscores, such as eval_evidence."
    if key == "id" and kind is not Beat and not _ID.fullmatch(value):
        yield f'"{value}" cannot be an id.', "Use lower-case letters joined by hyphens, such as public-hallucination."


def _name_of(raw: Any, place: str) -> str:
    """Name an entry the way its editor would look for it: by id, by day or week, else by its place."""
    if isinstance(raw, dict):
        if isinstance(raw.get("id"), str) and raw["id"].strip():
            return str(raw["id"])
        for key in ("day", "week"):
            if isinstance(raw.get(key), int):
                return f"{key} {raw[key]}"
    return place


def _in_words(message: str) -> str:
    """Turn a message of msgspec, such as "Expected `int`, got `str`", into words."""
    message = message.replace(" | null", "")
    for theirs, ours in _TYPES_IN_WORDS.items():
        message = message.replace(f"`{theirs}`", ours)
    message = re.sub(r" - at `\$\[(\d+)\]`$", lambda at: f" (item {int(at[1]) + 1} of the list)", message)
    return message[0].lower() + message[1:].replace("`", "")


def _fix_for_type(hint: Any) -> str:
    if hint == tuple[int, int]:
        return "Write a pair of whole numbers, such as [15, 20]."
    if get_origin(hint) is tuple:
        return 'Write a list, such as ["one", "two"].'
    return next(fix for type_, fix in _FIXES_FOR_TYPES.items() if hint is type_ or type_ in get_args(hint))


def _built(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_built(item) for item in value)
    return value.record() if isinstance(value, Entry) else value


def _record_in(hint: Any) -> type | None:
    """Find the record that a list of records holds: `Beat` in `tuple[Beat, ...]`."""
    item = get_args(hint)[0] if get_origin(hint) is tuple else None
    return item if isinstance(item, type) and is_dataclass(item) else None


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
