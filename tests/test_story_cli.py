"""`loopmates story feedback` and `loopmates story eval`, run as a person runs them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain.dispute import LentStory
from tests.stories import KEY, WEAK, good_beats

ROOT = Path(__file__).parent.parent
KEYS = [
    *("file", "framework", "spoken_seconds", "words", "beats", "findings"),
    *("strengths", "probes", "archetypes", "themes"),
]
GOOD = "\n\n".join(f"## {beat.replace('_', ' ').capitalize()}\n\n{text}" for beat, text in good_beats().items())
SPANISH = (
    "Yo trabajaba en un equipo de datos y tenía que reducir los errores del asistente. Medí la precisión con cien "
    "conversaciones y luego cambié el sistema para que no contestara sin una fuente. Después los errores bajaron mucho."
)

Answer = subprocess.CompletedProcess[bytes]
Story = Callable[..., Answer]


@pytest.fixture
def story(tmp_path: Path) -> Story:
    """Run one command about stories in a folder of its own."""

    def run(*arguments: str, typed: bytes = b"", **environment: str) -> Answer:
        return subprocess.run(
            [sys.executable, "-m", "bot", "story", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **environment},
            input=typed,
            capture_output=True,
            timeout=60,
        )

    return run


# Feedback for another program


def test_json_has_the_keys_of_the_report_in_their_order(story: Story, tmp_path: Path) -> None:
    (tmp_path / "weak.md").write_text(WEAK)

    answer = story("feedback", "--json", "weak.md")

    (line,) = answer.stdout.decode().splitlines()
    report = json.loads(line)
    assert answer.returncode == 0
    assert list(report) == KEYS
    assert list(report["beats"]["situation"]) == ["words", "seconds", "budget", "spans"]
    for finding in report["findings"]:
        assert list(finding) == ["code", "severity", "beat", "span", "quote", "advice", "source"]
        assert finding["span"] is None or WEAK[slice(*finding["span"])] == finding["quote"]
    assert {"vague-result", "overclaim"} & {finding["code"] for finding in report["findings"]}


def test_many_files_give_one_object_a_line_in_their_order(story: Story, tmp_path: Path) -> None:
    for name, text in (("b.md", GOOD), ("a.md", WEAK), ("c.md", "fine")):
        (tmp_path / name).write_text(text)

    answer = story("feedback", "--json", "b.md", "a.md", "c.md")

    reports = [json.loads(line) for line in answer.stdout.decode().splitlines()]
    assert [report["file"] for report in reports] == ["b.md", "a.md", "c.md"]
    assert [finding["code"] for finding in reports[2]["findings"]] == ["not-a-story"]


def test_a_story_is_read_from_standard_input(story: Story) -> None:
    answer = story("feedback", "--json", "-", typed=GOOD.encode())

    report = json.loads(answer.stdout)
    assert report["file"] == "-"
    assert report["findings"] == []
    assert report["strengths"]


def test_options_win_over_front_matter(story: Story) -> None:
    text = f"---\nseconds: 120\nframework: star-ej\n---\n{GOOD}"

    answer = story("feedback", "--json", "-", "--seconds", "200", "--framework", "star", typed=text.encode())

    report = json.loads(answer.stdout)
    assert report["spoken_seconds"] == 200
    assert list(report["beats"]) == ["situation", "task", "action", "result"]
    assert [finding["severity"] for finding in report["findings"] if finding["code"] == "too-long"] == ["blocker"]


def test_another_framework_is_judged_by_its_own_beats(story: Story) -> None:
    text = GOOD.replace("## Judgment", "## Learning").replace("## Result", "## Impact")

    report = json.loads(story("feedback", "--json", "-", "--framework", "sail", typed=text.encode()).stdout)

    assert list(report["beats"]) == ["situation", "action", "impact", "learning"]
    assert report["findings"] == []


def test_a_question_and_a_theme_may_be_named(story: Story) -> None:
    options = ("--question", "Tell me about a cost you cut", "--theme", "architecture")

    answer = story("feedback", "--json", "-", *options, typed=GOOD.encode())

    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["themes"][0] == "architecture"


def test_another_language_is_said_not_to_be_judged(story: Story) -> None:
    answer = story("feedback", "--json", "-", typed=SPANISH.encode())

    report = json.loads(answer.stdout)
    assert {finding["code"] for finding in report["findings"]} <= {"too-short"}
    assert any("Only English" in note for note in report["notes"])


# Feedback for a person


def test_strengths_come_first_then_findings_then_what_will_be_asked(story: Story) -> None:
    shown = story("feedback", "-", typed=WEAK.encode()).stdout.decode()

    places = [
        shown.index(heading) for heading in ("\nKeep\n", "\nChange\n", "\nYou will be asked\n", "\nRules wrote this")
    ]
    assert places == sorted(places)
    assert "overclaim, from: " in shown
    assert "“" in shown


def test_a_beat_is_a_bar_with_words_for_its_budget(story: Story) -> None:
    shown = story("feedback", "-", typed=GOOD.encode()).stdout.decode()

    line = next(line for line in shown.splitlines() if line.strip().startswith("Situation"))
    assert "█" in line
    assert any(word in line for word in ("under 15–20 s", "within 15–20 s", "over 15–20 s"))


def test_a_clean_story_is_told_so(story: Story) -> None:
    shown = story("feedback", "-", typed=GOOD.encode()).stdout.decode()

    assert "Nothing was found to press on." in shown


def test_without_a_terminal_no_colours_are_written(story: Story) -> None:
    assert b"\x1b" not in story("feedback", "-", typed=WEAK.encode()).stdout


def test_what_a_terminal_cannot_show_does_not_stop_the_report(story: Story) -> None:
    answer = story("feedback", "-", typed=WEAK.encode(), PYTHONIOENCODING="ascii")

    assert answer.returncode == 0, answer.stderr
    assert b"###" in answer.stdout


@pytest.mark.parametrize("option", [(), ("--json",)])
def test_a_key_is_never_shown_in_full(story: Story, option: tuple[str, ...]) -> None:
    text = GOOD.replace("## Task\n\n", f"## Task\n\nThe key was {KEY}. ")

    answer = story("feedback", "-", *option, typed=text.encode())

    assert b"private-data" in answer.stdout
    assert KEY.encode() not in answer.stdout + answer.stderr


# Bad input


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (b"", "There is no story here."),
        (b" \n\t\n", "There is no story here."),
        (b"\xff\xfeI\x00", "Standard input is not UTF-8 text."),
        (b"a" * 20_001, "20,000 are allowed."),
        (b"a" * 100_000, "over 20,000 characters"),
        ("é".encode() * 20_001, "20,000 are allowed."),
        (b"---\nseconds: soon\n---\nI did.", '"soon" is no time.'),
    ],
)
def test_bad_input_is_refused_in_one_line(story: Story, typed: bytes, says: str) -> None:
    answer = story("feedback", "-", typed=typed)

    assert answer.returncode == 2
    assert answer.stdout == b""
    (line,) = answer.stderr.decode().splitlines()
    assert says in line


def test_twenty_thousand_characters_are_allowed(story: Story) -> None:
    assert story("feedback", "-", typed="é".encode() * 20_000).returncode == 0


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--theme", "evls"), 'Did you mean "evals"?'),
        (("--framework", "waltz"), "Use one of star-ej"),
        (("--seconds", "0"), "such as 120"),
        (("--seconds", "nan"), "such as 120"),
        (("--seconds", "long"), "such as 120"),
        (("--loud",), "Unrecognized arguments: --loud"),
    ],
)
def test_an_option_that_means_nothing_is_refused_in_one_line(story: Story, options: tuple[str, ...], says: str) -> None:
    answer = story("feedback", "-", *options, typed=GOOD.encode())

    assert answer.returncode == 2
    (line,) = answer.stderr.decode().splitlines()
    assert says in line


def test_a_file_that_is_not_there_does_not_keep_the_others_from_their_reports(story: Story, tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(GOOD)

    answer = story("feedback", "--json", "gone.md", "good.md")

    assert answer.returncode == 2
    assert json.loads(answer.stdout)["file"] == "good.md"
    (line,) = answer.stderr.decode().splitlines()
    assert line.startswith("gone.md cannot be read: No such file or directory.")


# How good the rules are


def a_set(folder: Path) -> None:
    (folder / "ana").mkdir(parents=True)
    (folder / "ana" / "01-fine.md").write_text("fine")
    (folder / "ana" / "02-good.md").write_text(GOOD)
    (folder / "ana" / "labels.toml").write_text(
        '[01-fine]\ncodes = ["not-a-story"]\n\n[02-good]\nshape = "beats"\ncodes = []\n'
    )


def test_any_folder_of_labelled_stories_can_be_measured(story: Story, tmp_path: Path) -> None:
    a_set(tmp_path / "ours")

    answer = story("eval", "--folder", "ours", "--json")

    measured = json.loads(answer.stdout)["stories"]
    by_code = {each["code"]: each for each in measured["codes"]}
    assert (measured["stories"], measured["clean"], measured["clean_without_findings"]) == (2, 1, 1)
    assert by_code["not-a-story"]["f1"] == 1.0
    assert by_code["not-a-story"]["recall_95"] == [0.207, 1.0]


def test_stories_that_members_lent_are_measured_as_they_are_written(story: Story, tmp_path: Path) -> None:
    lent = LentStory(name="01-ab12", text=f"{WEAK}\n", shape="free", codes=("filler",), disputed=("overclaim",))
    (tmp_path / "01-ab12.md").write_text(lent.text)
    (tmp_path / "labels.toml").write_text(f'author = "members, disputed"\n\n{lent.labels}')

    answer = story("eval", "--folder", ".", "--json")

    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["stories"]["stories"] == 1


def test_only_the_part_that_is_asked_for_is_measured(story: Story, tmp_path: Path) -> None:
    a_set(tmp_path / "ours" / "build")
    a_set(tmp_path / "ours" / "held-out")

    assert list(json.loads(story("eval", "--folder", "ours", "--json", "--split", "held-out").stdout)) == ["held-out"]
    assert list(json.loads(story("eval", "--folder", "ours", "--json").stdout)) == ["build", "held-out"]


def test_figures_are_drawn_with_intervals_and_beats(story: Story, tmp_path: Path) -> None:
    a_set(tmp_path / "ours")

    shown = story("eval", "--folder", "ours").stdout.decode()

    assert "2 stories, macro F1 1.000, 1 of 1 clean stories without a finding: 1.00 (0.21–1.00)" in shown
    assert "1.00 (0.21–1.00)" in next(line for line in shown.splitlines() if "not-a-story" in line)
    assert "labelled, read as" in shown


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--folder", "gone"), "gone is not a folder."),
        (("--folder", "empty"), "There are no labelled stories in empty."),
        (("--folder", "ours", "--write"), "ours is not the golden set"),
        (("--split", "half"), "invalid choice: 'half'"),
    ],
)
def test_what_cannot_be_measured_or_recorded_is_refused_in_one_line(
    story: Story, tmp_path: Path, options: tuple[str, ...], says: str
) -> None:
    a_set(tmp_path / "ours")
    (tmp_path / "empty").mkdir()

    answer = story("eval", *options)

    assert answer.returncode == 2
    (line,) = answer.stderr.decode().splitlines()
    assert says in line
