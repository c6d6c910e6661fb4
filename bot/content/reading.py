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
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from bot.content.faults import Fault, did_you_mean
from bot.content.prose import parts_of
from bot.domain.archetype import Archetype
from bot.domain.employer import CompanyRound, EmployerType
from bot.domain.framework import Beat, Framework
from bot.domain.guide import (
    Advice,
    BrokenSample,
    Checklist,
    Guide,
    InterviewPhase,
    Part,
    SampleAnswer,
    StoryCategory,
)
from bot.domain.plan import Plan, PlanDay, PlanWeek
from bot.domain.question import ClosingQuestion, Probe, Question, Theme, Wording
from bot.domain.rubric import Criterion, Flag
from bot.domain.story_feedback.guidebook import FindingFigures, FindingKind, Strength

KINDS: Mapping[str, type] = {
    "themes": Theme,
    "probes": Probe,
    "questions": Question,
    "wordings": Wording,
    "archetypes": Archetype,
    "frameworks": Framework,
    "employer_types": EmployerType,
    "company_rounds": CompanyRound,
    "plans": Plan,
    "criteria": Criterion,
    "flags": Flag,
    "advice": Advice,
    "finding_kinds": FindingKind,
    "strengths": Strength,
    "finding_figures": FindingFigures,
    "checklists": Checklist,
    "closing_questions": ClosingQuestion,
    "story_categories": StoryCategory,
    "interview_phases": InterviewPhase,
    "guides": Guide,
    "samples": SampleAnswer,
    "broken_samples": BrokenSample,
}
# In a group's own pack: what it hides of ours.
HIDE = "hide.toml"
# Long prose stands in Markdown files, one entry a file, and the folder says of which kind.
FOLDERS: Mapping[str, str] = {"guides": "guides", "samples": "samples", "samples/broken": "broken_samples"}

# What a card of either platform shows in full: an option of a Slack menu holds 75 characters, a Discord form's label 45
# and its hint 100, and a button's id 100 together with the action's name. In a list the limit holds for each text.
LIMITS: Mapping[type, Mapping[str, int]] = {
    Theme: {"id": 40, "name": 75, "about": 300, "tell": 300, "also_called": 60},
    Probe: {"id": 40, "text": 200, "good_answer": 400},
    Question: {"id": 40, "text": 300, "tests": 300, "tell": 300, "reported_by": 300, "elements": 160},
    Wording: {"id": 40, "text": 200},
    Archetype: {"id": 40, "name": 75, "about": 300, "tests": 300, "shape": 400, "slots": 200, "tie_in": 300},
    Framework: {"id": 40, "name": 75, "about": 300, "when": 300, "reported_by": 300},
    Beat: {"id": 40, "name": 45, "prompt": 100},
    EmployerType: {
        "id": 40,
        "name": 75,
        "about": 300,
        "rewards": 200,
        "loses": 200,
        "opener": 400,
        "examples": 60,
    },
    CompanyRound: {
        "id": 40,
        "name": 75,
        "company": 60,
        "about": 400,
        "tests": 300,
        "prepare": 300,
        "reported_by": 300,
    },
    Plan: {"id": 40, "name": 75, "about": 300},
    PlanWeek: {"title": 80, "opening": 900, "closing": 900},
    PlanDay: {"title": 80, "task": 500, "done_when": 300},
    Criterion: {"id": 40, "name": 45, "about": 200, "levels": 160},
    Flag: {"id": 40, "name": 45, "ask": 200, "instead": 300},
    Advice: {"id": 40, "name": 75, "text": 300, "instead": 300, "why": 300, "reported_by": 300},
    FindingKind: {"id": 40, "name": 45, "advice": 300},
    Strength: {"id": 40, "text": 200},
    FindingFigures: {"id": 60, "finding": 40, "split": 20},
    Checklist: {"id": 40, "name": 75, "about": 300, "items": 200, "reported_by": 300},
    ClosingQuestion: {"id": 40, "text": 200, "theme": 40, "when": 200, "listen_for": 300, "reported_by": 300},
    StoryCategory: {"id": 40, "name": 75, "about": 300},
    InterviewPhase: {"id": 40, "name": 75, "about": 300},
    Guide: {"id": 40, "name": 75, "about": 200, "also_called": 60},
    SampleAnswer: {"id": 40, "name": 75},
    BrokenSample: {"id": 40, "name": 75, "wrong": 300},
    Part: {"heading": 80, "text": 1500},
}

# How many of a list a card has room for, fewest and most.
COUNTS: Mapping[type, Mapping[str, tuple[int, int]]] = {
    Question: {"elements": (0, 8)},
    Wording: {"archetypes": (1, 5)},
    Archetype: {"slots": (1, 8)},
    EmployerType: {"rewards": (0, 8), "loses": (0, 8), "examples": (0, 8)},
    Criterion: {"levels": (4, 4)},
    Checklist: {"items": (1, 12)},
    Guide: {"parts": (1, 10), "advice": (0, 40)},
    SampleAnswer: {"parts": (1, 10)},
    BrokenSample: {"parts": (1, 10), "wrong": (1, 6)},
}

_PAGE = re.compile(r"\+\+\+[ ]*\n(.*?)^\+\+\+[ ]*(?:\n(.*)|$)", re.DOTALL | re.MULTILINE)
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_BEAT_ID = re.compile(r"[a-z]+(_[a-z]+)*")
_TYPES_IN_WORDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a fraction",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
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


def read_folder(folder: Path, *, label: str = "") -> Shelf:
    """Read every TOML and Markdown file of a folder; faults are collected, never raised.

    `label` stands before the files' names where more than one folder is read.
    """
    shelf = Shelf()
    files = sorted(path for path in folder.glob("*.toml") if path.name != HIDE)
    pages = [(kind, path) for inside, kind in FOLDERS.items() for path in sorted((folder / inside).glob("*.md"))]
    if not files and not pages and not (folder / HIDE).exists():
        problem = "There is no content here." if folder.is_dir() else "This folder does not exist."
        _refuse_file(shelf, Fault(str(folder), "folder", problem, "Name the folder that holds questions.toml."))
    for path in files:
        file = f"{label}{path.name}"
        _shelve(shelf, file, _tables_of(shelf, file, _text_of(shelf, path, file)))
    for kind, path in pages:
        _shelve_page(shelf, kind, path, f"{label}{path.relative_to(folder).as_posix()}")
    return shelf


def _text_of(shelf: Shelf, path: Path, file: str) -> str:
    try:
        return path.read_bytes().decode("utf-8").replace("\r\n", "\n")
    except OSError as error:
        problem = f"It cannot be read: {error.strerror}."
        _refuse_file(shelf, Fault(file, "file", problem, "Give the bot's user the right to read it."))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        _refuse_file(shelf, Fault(file, f"line {line}", "This is not UTF-8 text.", "Save the file as UTF-8."))
    return ""


def _tables_of(shelf: Shelf, file: str, text: str, *, first_line: int = 1) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        _refuse_file(shelf, _syntax_fault(file, text, str(error), first_line=first_line))
    return {}


def _refuse_file(shelf: Shelf, fault: Fault) -> None:
    shelf.is_whole = False
    shelf.faults.append(fault)


def _syntax_fault(file: str, text: str, message: str, *, first_line: int) -> Fault:
    at = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    line = (int(at[1]) if at and at[1] else text.count("\n") + 1) + first_line - 1
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


def _shelve_page(shelf: Shelf, kind: str, path: Path, file: str) -> None:
    """Keep a Markdown file: what stands between two lines of +++ is TOML, and the headings below make its parts."""
    text = _text_of(shelf, path, file)
    page = _PAGE.fullmatch(text)
    if page is None:
        if text:
            fix = "Begin the file with a line of +++, its keys in TOML, and another line of +++."
            _refuse_file(shelf, Fault(file, "line 1", "The page has no keys between two lines of +++.", fix))
        return
    tables = _tables_of(shelf, file, page[1], first_line=2)
    if not tables and page[1].strip():
        return
    parts, faults = parts_of(page[2] or "", file=file, first_line=page[1].count("\n") + 3)
    shelf.faults += faults
    raw = {"id": path.stem, **tables, "parts": parts}
    entry = _read_entry(shelf, KINDS[kind], raw, file=file, place=path.stem)
    if entry.values.get("id", path.stem) != path.stem:
        problem = f'The id "{entry.name}" is not the name of the file.'
        shelf.faults.append(Fault(file, entry.name, problem, f"Remove the id, or call the file {entry.name}.md."))
    _put_in_place(shelf, kind, "page", entry)


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
        elif each.default is not MISSING:
            entry.values[key] = each.default
        elif each.default_factory is not MISSING:
            entry.values[key] = each.default_factory()
        else:
            shelf.faults.append(Fault(file, entry.name, f'The key "{key}" is missing.', f"Add a line {key} = ..."))
    return entry


def _read_value(shelf: Shelf, entry: Entry, key: str, raw: Any) -> None:
    hint = _hints(entry.kind)[key]
    nested = _record_in(hint)
    if nested and isinstance(raw, list):
        entry.values[key] = tuple(
            _read_entry(shelf, nested, item, file=entry.file, place=f"{key} {number}", inside=f"{entry.name}, ")
            for number, item in enumerate(raw, start=1)
        )
        shelf.faults += [Fault(entry.file, entry.name, *told) for told in _wrong_count(entry.kind, key, raw)]
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
    if any(not text.strip() for text in texts) and not (kind is Part and key == "heading"):
        yield f'"{key}" holds an empty text.', "Write the words, or remove the line where it may be left out."
        return
    for text in dict.fromkeys(text for text in texts if texts.count(text) > 1):
        yield f'"{key}" names "{text}" twice.', "Keep one of them."
    limit = LIMITS[kind].get(key)
    for number, text in enumerate(texts, start=1):
        if limit and len(text) > limit:
            which = f'"{key}"' if isinstance(value, str) else f'"{key}" {number}'
            yield f"{which} has {len(text)} characters; {limit} are allowed.", f"Shorten it by {len(text) - limit}."
    yield from _wrong_count(kind, key, value)
    if key == "id" and kind is Beat and not _BEAT_ID.fullmatch(value):
        yield f'"{value}" cannot be an id.', "Use lower-case letters joined by underscores, such as eval_evidence."
    if key == "id" and kind is not Beat and not _ID.fullmatch(value):
        yield f'"{value}" cannot be an id.', "Use lower-case letters joined by hyphens, such as public-hallucination."


def _wrong_count(kind: type, key: str, value: Any) -> Iterator[tuple[str, str]]:
    fewest, most = COUNTS.get(kind, {}).get(key, (0, 0))
    if not most or fewest <= len(value) <= most:
        return
    asked = str(fewest) if fewest == most else f"{fewest} to {most}"
    yield f'"{key}" holds {len(value)}; a card takes {asked}.', "Join some, or add what is missing."


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
    options = get_args(hint) if get_origin(hint) is UnionType else (hint,)
    if tuple[int, int] in options:
        return "Write a pair of whole numbers, such as [15, 20]."
    if tuple[int, ...] in options:
        return "Write a list of whole numbers, such as [3, 8]."
    if any(get_origin(option) is tuple for option in options):
        return 'Write a list, such as ["one", "two"].'
    if any(get_origin(option) is Mapping for option in options):
        return "Write pairs in braces, such as { ownership = 2, people = 3 }."
    return next(fix for type_, fix in _FIXES_FOR_TYPES.items() if type_ in options)


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
