"""Keeps the import arrow: who may import whom is written down in pyproject.toml."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_import_follows_the_arrow() -> None:
    checked = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_part_of_the_engine_has_its_place_in_the_arrow() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    placed = {module for contract in contracts for module in contract.get("protected_modules", ())}
    parts = {
        f"bot.{part.stem}"
        for part in (ROOT / "bot").iterdir()
        if (part / "__init__.py").exists() or (part.suffix == ".py" and not part.stem.startswith("__"))
    }

    assert parts <= placed, f"Say in pyproject.toml who may import {', '.join(sorted(parts - placed))}."


def test_importing_the_engine_reads_no_settings_and_opens_nothing() -> None:
    imported = subprocess.run(
        [sys.executable, "-c", IMPORT_EVERYTHING], cwd=ROOT, capture_output=True, text=True, timeout=60
    )

    assert imported.returncode == 0, imported.stderr
    assert imported.stdout == ""


IMPORT_EVERYTHING = """
import importlib, os, pathlib, socket, sqlite3, threading

read = type(os.environ).__getitem__

def guard(environment, name):
    assert not name.startswith(("LOOPMATES_", "SLACK_", "DISCORD_")), f"{name} is read on import"
    return read(environment, name)

def refuse(*_):
    raise AssertionError("opened on import")

type(os.environ).__getitem__ = guard
socket.socket.connect = socket.socket.bind = sqlite3.connect = refuse
for folder in ("bot", "adapters"):
    for path in sorted(pathlib.Path(folder).rglob("*.py")):
        if path.stem != "__main__":
            importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
assert threading.active_count() == 1, "a thread was started on import"
"""
