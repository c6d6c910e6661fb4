"""Stories on the command line, as a person and as a program runs it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CLEAN = (ROOT / "content/samples/whose-minutes.md").read_text(encoding="utf-8")
KEY = "sk-proj-9Qm2Zr7Tb4Xc8Vn1Lk5W"

Answer = subprocess.CompletedProcess[bytes]
Loopmates = Callable[..., Answer]


@pytest.fixture
def loopmates(tmp_path: Path) -> Loopmates:
    """Run one command in an empty folder."""

    def run(*arguments: str, stdin: bytes = b"") -> Answer:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LOOPMATES_")}
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path,
            env={**environment, "PYTHONPATH": str(ROOT), "COLUMNS": "100"},
            input=stdin,
            capture_output=True,
            timeout=60,
        )

    return run


def test_feedback_shows_beats_findings_and_what_will_be_asked(loopmates: Loopmates, tmp_path: Path) -> None:
    (tmp_path / "story.md").write_text(CLEAN.replace("## Eval evidence", "## Result"), encoding="utf-8")

    answer = loopmates("story", "feedback", "story.md")

    shown = answer.stdout.decode()
    assert answer.returncode == 0
    for words in (
        "story.md",
        "Situation",
        "█",
        "blocker",
        "missing-eval-evidence",
        "You will be asked",
        "Rules wrote this",
    ):
        assert words in shown


def test_standard_input_and_files_give_one_object_a_line(loopmates: Loopmates, tmp_path: Path) -> None:
    (tmp_path / "fine.txt").write_text("fine, thanks", encoding="utf-8")

    answer = loopmates("story", "feedback", "--json", "-", "fine.txt", stdin=CLEAN.encode())

    one, other = (json.loads(line) for line in answer.stdout.decode().splitlines())
    assert (one["file"], one["findings"]) == ("-", [])
    assert one["beats"]["situation"].keys() == {"words", "seconds", "budget", "spans"}
    assert one["probes"]
    assert one["strengths"]
    assert (other["file"], [finding["code"] for finding in other["findings"]]) == ("fine.txt", ["not-a-story"])
    assert other["strengths"] == other["probes"] == []


def test_options_win(loopmates: Loopmates) -> None:
    answer = loopmates("story", "feedback", "-", "--json", "--seconds", "200", "--theme", "evals", stdin=CLEAN.encode())

    report = json.loads(answer.stdout)
    assert report["spoken_seconds"] == 200.0
    assert report["themes"][0] == "evals"
    assert [(finding["code"], finding["severity"]) for finding in report["findings"]] == [("too-long", "blocker")]


def test_another_framework_is_judged_by_its_own_beats(loopmates: Loopmates) -> None:
    story = CLEAN.replace("## Judgment in hindsight", "## Learning").replace("## Result", "## Impact")

    report = json.loads(
        loopmates("story", "feedback", "-", "--json", "--framework", "sail", stdin=story.encode()).stdout
    )

    assert list(report["beats"]) == ["situation", "action", "impact", "learning"]
    assert report["findings"] == []


@pytest.mark.parametrize(
    ("stdin", "options", "words"),
    [
        (b" \n", (), "no story here"),
        (b"a" * 20_001, (), "20,001 characters"),
        ("é".encode("latin-1"), (), "not UTF-8"),
        (b"I did.", ("--theme", "evls"), 'no theme "evls"'),
        (b"I did.", ("--framework", "starr"), 'no framework "starr"'),
        (b"I did.", ("--seconds", "soon"), "seconds"),
        (b"---\nseconds: x\n---\nI did.", (), "is no time"),
    ],
)
def test_bad_input_is_refused_in_one_line(
    loopmates: Loopmates, stdin: bytes, options: tuple[str, ...], words: str
) -> None:
    answer = loopmates("story", "feedback", "-", *options, stdin=stdin)

    assert answer.returncode == 2
    assert answer.stdout == b""
    assert len(answer.stderr.decode().splitlines()) == 1
    assert words in answer.stderr.decode()


def test_a_file_that_is_not_there_is_named(loopmates: Loopmates) -> None:
    answer = loopmates("story", "feedback", "nothing.md")

    assert answer.returncode == 2
    assert "nothing.md" in answer.stderr.decode()


def test_a_key_is_never_shown_in_full(loopmates: Loopmates) -> None:
    story = CLEAN.replace("in one room.", f"in one room with {KEY} on the board.").encode()

    for options in ((), ("--json",)):
        answer = loopmates("story", "feedback", "-", *options, stdin=story)

        assert b"private-data" in answer.stdout
        assert b"revoke" in answer.stdout
        assert KEY.encode() not in answer.stdout + answer.stderr


def test_another_language_is_only_looked_at_for_time_and_private_data(loopmates: Loopmates) -> None:
    story = "Ich war für die Suche verantwortlich, und wir haben das Modell nicht getestet. Es ist 030 901 820 11. "

    report = json.loads(loopmates("story", "feedback", "-", "--json", stdin=(story * 3).encode()).stdout)

    assert {finding["code"] for finding in report["findings"]} == {"too-short", "private-data"}
    assert any("English" in note for note in report["notes"])


def test_eval_prints_every_code_with_counts_and_intervals(loopmates: Loopmates) -> None:
    shown = loopmates("story", "eval", "--split", "build", "--json")

    build = json.loads(shown.stdout)["build"]
    assert build["stories"] > 100
    assert {"precision", "recall", "f1", "examples", "precision_95", "recall_95"} <= build["codes"][0].keys()
    assert set(build["beats"]["confusion"]) == {"situation", "task", "action", "eval_evidence", "result", "judgment"}


def test_eval_of_an_empty_folder_says_what_to_name(loopmates: Loopmates, tmp_path: Path) -> None:
    answer = loopmates("story", "eval", "--folder", str(tmp_path))

    assert answer.returncode == 2
    assert b"--folder" in answer.stderr
