"""The command line, run as a person runs it."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot import __version__
from bot.cli import HELP

ROOT = Path(__file__).parent.parent

COMMANDS = (
    *("run", "play", "slack manifest", "migrate", "content check", "content new question"),
    *("story feedback", "story eval", "story train", "doctor"),
)
Answer = subprocess.CompletedProcess[str]
Loopmates = Callable[..., Answer]


@pytest.fixture
def loopmates(tmp_path: Path) -> Loopmates:
    """Run one command in an empty folder and a clean environment."""

    def run(*arguments: str, **environment: str) -> Answer:
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path,
            env=_environment(**environment),
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


# Help


def test_help_shows_every_command_and_an_example_of_each(loopmates: Loopmates) -> None:
    answer = loopmates("--help")

    assert answer.returncode == 0
    for command in COMMANDS:
        assert re.search(rf"^  {command}(?= |$)", answer.stdout, re.MULTILINE), command
        assert re.search(rf"^ +loopmates {command}", answer.stdout, re.MULTILINE), command
    assert max(map(len, answer.stdout.splitlines())) <= 90


def test_no_command_is_answered_with_help(loopmates: Loopmates) -> None:
    assert loopmates().stdout == HELP


@pytest.mark.parametrize(
    "command",
    COMMANDS,
)
def test_each_command_explains_itself_with_an_example(loopmates: Loopmates, command: str) -> None:
    answer = loopmates(*command.split(), "--help")

    assert answer.returncode == 0
    assert f"Example: loopmates {command}" in answer.stdout


def test_version_and_help_answer_at_once(loopmates: Loopmates) -> None:
    assert loopmates("--version").stdout == f"Loopmates {__version__}\n"
    assert min(_seconds(loopmates, "--version") for _ in range(5)) < 0.3
    assert min(_seconds(loopmates, "--help") for _ in range(5)) < 0.3


# Refusals


def test_an_unknown_command_is_refused_in_one_line(loopmates: Loopmates) -> None:
    _is_refused(loopmates("rnu"), r"invalid choice: 'rnu' .*loopmates --help")


def test_an_unknown_option_is_refused_in_one_line(loopmates: Loopmates) -> None:
    _is_refused(loopmates("run", "--prt", "8766"), r"--prt 8766.*--help")


def test_an_unknown_setting_is_refused_with_the_one_that_was_meant(loopmates: Loopmates) -> None:
    _is_refused(loopmates("run", LOOPMATES_PROT="8766"), "LOOPMATES_PROT is not .* Did you mean LOOPMATES_PORT")


def test_a_taken_port_is_refused_with_a_command_that_works(loopmates: Loopmates, taken_port: int) -> None:
    answer = loopmates("run", "--port", str(taken_port))

    _is_refused(answer, rf"^Port {taken_port} is taken\. Start with another one: loopmates run --port \d+$")
    offered = int(answer.stderr.split()[-1])
    with socket.socket() as free:
        free.bind(("127.0.0.1", offered))


def test_a_taken_port_is_refused_before_a_database_is_made(
    loopmates: Loopmates, taken_port: int, tmp_path: Path
) -> None:
    loopmates("run", "--port", str(taken_port))

    assert list(tmp_path.iterdir()) == []


def test_whoever_typed_make_is_told_what_to_type_behind_make(loopmates: Loopmates, taken_port: int) -> None:
    answer = loopmates("run", "--port", str(taken_port), MAKELEVEL="1")

    _is_refused(answer, r"make run PORT=\d+$")


def test_an_address_of_another_machine_is_refused(loopmates: Loopmates) -> None:
    _is_refused(loopmates("run", "--host", "192.0.2.1"), r"Nothing can listen on 192\.0\.2\.1 .*--host")


@pytest.mark.parametrize("command", ["run", "play", "migrate"])
def test_a_database_of_a_newer_loopmates_is_refused(loopmates: Loopmates, sqlite_url: str, command: str) -> None:
    path = sqlite_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    answer = loopmates(command, "--database", sqlite_url)

    _is_refused(
        answer, r"loopmates\.db was written by a newer Loopmates .* Upgrade Loopmates, or point LOOPMATES_DATAB"
    )


def test_a_postgres_database_that_is_behind_is_refused_with_the_command_to_run(
    loopmates: Loopmates, empty_postgres_url: str
) -> None:
    _is_refused(loopmates("run", "--port", "0", "--database", empty_postgres_url), "is empty. Run: loopmates migrate")

    assert loopmates("migrate", LOOPMATES_DATABASE=empty_postgres_url).returncode == 0
    assert "is up to date" in loopmates("migrate", LOOPMATES_DATABASE=empty_postgres_url).stdout


# Running


def test_run_serves_migrates_and_stops_when_told(tmp_path: Path) -> None:
    with _running("run", "--port", "0", folder=tmp_path) as (process, address):
        with urllib.request.urlopen(address, timeout=10) as page:
            assert page.status == 200

        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=10) == 0
    assert (tmp_path / "loopmates.db").is_file()


def test_ctrl_c_stops_without_a_traceback(tmp_path: Path) -> None:
    with _running("play", "--port", "0", folder=tmp_path) as (process, _):
        process.send_signal(signal.SIGINT)

        assert process.wait(timeout=10) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_a_second_process_on_the_same_file_is_refused(loopmates: Loopmates, tmp_path: Path) -> None:
    with _running("run", "--port", "0", folder=tmp_path):
        _is_refused(loopmates("run", "--port", "0"), r"Another Loopmates process is using loopmates\.db\.")


def test_a_file_is_free_again_after_its_process_was_killed(tmp_path: Path) -> None:
    with _running("run", "--port", "0", folder=tmp_path) as (process, _):
        process.kill()
        process.wait(timeout=10)

    with _running("run", "--port", "0", folder=tmp_path) as (process, _):
        assert process.poll() is None


def test_a_token_is_named_and_the_playground_starts(tmp_path: Path) -> None:
    with _running("run", "--port", "0", folder=tmp_path, DISCORD_TOKEN="secret") as (process, _):
        process.terminate()
        assert process.stderr is not None
        said = process.stderr.read()

    assert said.startswith("DISCORD_TOKEN is set, but this version has no Discord yet.")
    assert "secret" not in said


def test_an_open_playground_is_pointed_out(tmp_path: Path) -> None:
    with _running("run", "--port", "0", "--host", "0.0.0.0", folder=tmp_path) as (process, _):
        process.terminate()
        assert process.stderr is not None

        assert "whoever reaches 0.0.0.0 can act as anybody" in process.stderr.read()


# Content


def test_the_shipped_content_is_sound(loopmates: Loopmates) -> None:
    answer = loopmates("content", "check", "--json")

    report = json.loads(answer.stdout)
    assert (answer.returncode, report["sound"], report["faults"]) == (0, True, [])


def test_faulty_content_is_listed_and_counts_as_a_problem(loopmates: Loopmates, tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "questions.toml").write_text("[[questions]\n")

    answer = loopmates("content", "check", "--folder", "ours")

    assert answer.returncode == 1
    assert "questions.toml" in answer.stdout
    assert json.loads(loopmates("content", "check", "--json", LOOPMATES_CONTENT="ours").stdout)["sound"] is False


def test_a_content_folder_that_is_not_there_is_refused(loopmates: Loopmates) -> None:
    _is_refused(loopmates("content", "check", "--folder", "ours"), "ours is not a folder")


def test_a_question_is_written_into_a_folder_of_ones_own(loopmates: Loopmates, tmp_path: Path) -> None:
    asked = ("content", "new", "question", 'What did you "unship", and why?', "--folder", "ours")

    written = loopmates(*asked, "--theme", "evals")
    again = loopmates(*asked, "--theme", "evals")

    assert (written.returncode, again.returncode) == (0, 0), written.stderr
    assert "Written: what-did-you-unship-and-why in ours/questions.toml." in written.stdout
    assert "what-did-you-unship-and-why-2" in again.stdout
    assert loopmates("content", "check", "--folder", "ours").returncode == 0
    _is_refused(loopmates(*asked, "--theme", "tea"), "There is no theme 'tea'")
    _is_refused(loopmates(*asked, "--theme", "evals", "--id", "rag-regret"), "is taken")
    _is_refused(loopmates("content", "new", "question", "What?", "--theme", "evals"), "set LOOPMATES_CONTENT")


def test_coverage_of_an_inventory_is_reported(loopmates: Loopmates, tmp_path: Path) -> None:
    notes = {"items": [{"id": "s0.theme.01", "kind": "theme"}, {"id": "x.1", "kind": "tip"}]}
    (tmp_path / "notes.json").write_text(json.dumps(notes))

    answer = loopmates("content", "check", "--json", "--inventory", "notes.json")

    coverage = json.loads(answer.stdout)["coverage"]
    assert (coverage["covered"], coverage["total"], coverage["missing"]) == (1, 2, {"tip": ["x.1"]})
    assert "Covered: 1 of 2 notes." in loopmates("content", "check", "--inventory", "notes.json").stdout
    _is_refused(loopmates("content", "check", "--inventory", "gone.json"), "gone.json cannot be read")


# The doctor


def test_the_doctor_says_what_of_a_pack_is_skipped(loopmates: Loopmates, tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "questions.toml").write_text('[[questions]]\nid = "tea"\ntext = "Tea?"\ntheme = "evals"\n')

    answer = loopmates("doctor", "--json", LOOPMATES_PORT="0", LOOPMATES_CONTENT="ours")

    skipped = [finding for finding in json.loads(answer.stdout) if finding["about"] == "content"]
    assert answer.returncode == 0
    assert [(finding["state"], finding["fix"]) for finding in skipped] == [("noted", "Add a line tests = ...")]
    assert skipped[0]["says"] == 'Skipped: ours/questions.toml: tea: The key "tests" is missing.'


def test_the_doctor_finds_nothing_wrong_with_a_fresh_start(loopmates: Loopmates, tmp_path: Path) -> None:
    answer = loopmates("doctor", LOOPMATES_PORT="0")

    assert (answer.returncode, answer.stderr) == (0, "")
    assert "Nothing keeps Loopmates from working." in answer.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_lists_every_problem_with_its_fix(loopmates: Loopmates, taken_port: int, tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("Ask Bo about Thursday.\n" * 50)

    answer = loopmates(
        "doctor", "--json", LOOPMATES_DATABASE="notes.db", LOOPMATES_PORT=str(taken_port), LOOPMATES_LGO="debug"
    )

    findings = json.loads(answer.stdout)
    problems = {finding["about"]: finding for finding in findings if finding["state"] == "problem"}
    assert answer.returncode == 1
    assert set(problems) == {"settings", "database", "port"}
    assert all(finding["fix"] for finding in problems.values())


def test_the_doctor_examines_a_database_in_use(loopmates: Loopmates, tmp_path: Path) -> None:
    with _running("run", "--port", "0", folder=tmp_path) as (_, address):
        answer = loopmates("doctor", "--json", LOOPMATES_PORT=address.rsplit(":", 1)[1])

    findings = {finding["about"]: finding["state"] for finding in json.loads(answer.stdout)}
    assert answer.returncode == 0
    assert (findings["database"], findings["clock"], findings["port"]) == ("good", "good", "noted")


def test_the_doctor_sees_a_clock_that_runs_behind(loopmates: Loopmates, sqlite_url: str) -> None:
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute(
            "INSERT INTO handled_requests VALUES ('playground', 'w', 'r', '2199-01-01 00:00:00.000000', x'00')"
        )

    answer = loopmates("doctor", LOOPMATES_DATABASE=sqlite_url, LOOPMATES_PORT="0")

    assert answer.returncode == 1
    assert "timedatectl" in answer.stdout


def test_the_doctor_examines_postgres(loopmates: Loopmates, postgres_url: str) -> None:
    answer = loopmates("doctor", "--json", LOOPMATES_DATABASE=postgres_url, LOOPMATES_PORT="0")

    assert answer.returncode == 0, answer.stdout


def _is_refused(answer: Answer, pattern: str) -> None:
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert answer.stderr.count("\n") == 1, answer.stderr
    assert re.search(pattern, answer.stderr.strip()), answer.stderr


def _seconds(loopmates: Loopmates, *arguments: str) -> float:
    started = time.perf_counter()
    loopmates(*arguments)
    return time.perf_counter() - started


@contextmanager
def _running(*arguments: str, folder: Path, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start Loopmates in a folder; give the process and the address that it serves."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=_environment(**environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            said = ""
            while not (found := re.search(r"http://\S+:\d+", said)):
                line = process.stdout.readline()
                assert line, process.stderr.read()
                said += line
            yield process, found.group()
        finally:
            process.kill()


def _environment(**settings: str) -> dict[str, str]:
    """Give what every program needs, and of Loopmates' own settings only those named."""
    kept = {
        name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "SYSTEMROOT", "TEMP", "TMPDIR")
    }
    return {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "120", **settings}
