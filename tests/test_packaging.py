"""What is handed out: a wheel that works by itself, and lock files that tie nobody to one package index."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from bot import __version__

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_all_that_the_checkout_runs_on(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())

    expected = {str(path) for path in _sources("bot", "adapters")} | {
        f"bot/shipped/{path}" for path in _sources("content", "migrations")
    }
    assert wheel.name == f"loopmates-{__version__}-py3-none-any.whl"
    assert expected - inside == set()
    assert {name for name in inside if ".dist-info/" not in name} - expected == set()


def test_an_installed_wheel_runs_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)

    assert "was brought up to date" in _loopmates("migrate", installed=installed, folder=tmp_path)
    assert f"{installed}/bot/shipped/content is sound" in _loopmates(
        "content", "check", installed=installed, folder=tmp_path
    )


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_names_no_host_and_pins_by_hash(name: str) -> None:
    lock = (ROOT / name).read_text()

    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", lock)
    for requirement in re.split(r"\n(?=[a-z])", lock)[1:]:
        assert re.match(r"[a-z0-9.-]+(\[\w+\])?==\S+", requirement), requirement
        assert "--hash=sha256:" in requirement


def test_the_tests_run_on_the_versions_that_people_get() -> None:
    running, testing = (_pins(name) for name in ("requirements.lock", "requirements-dev.lock"))

    assert running.items() <= testing.items()


def test_every_dependency_is_locked_and_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    page = (ROOT / "docs" / "decisions" / "dependencies.md").read_text()
    extras = project["project"]["optional-dependencies"].values()
    running = [*project["project"]["dependencies"], *(name for extra in extras for name in extra)]
    testing = project["dependency-groups"]["dev"]

    for name in map(_name, running):
        assert name.replace(".", "-") in _pins("requirements.lock"), f"Run: make lock ({name})"
    for name in map(_name, testing):
        assert name in _pins("requirements-dev.lock"), f"Run: make lock ({name})"
    for name in map(_name, running + testing):
        assert f"`{name}`" in page, f"Say in docs/decisions/dependencies.md what {name} is for."


def _sources(*folders: str) -> list[Path]:
    return [
        path.relative_to(ROOT)
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]


def _loopmates(*arguments: str, installed: Path, folder: Path) -> str:
    answer = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(installed), "LOOPMATES_DATABASE": "new/loopmates.db"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def _pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9.-]+", requirement)
    assert found is not None
    return found.group()
