"""How much of an inventory is covered, and what nothing leads to."""

import json
import shutil
from pathlib import Path

import pytest

from bot.content import check_content, content_folder, read_inventory
from bot.errors import StartRefused

EXTRA = """
[[advice]]
id = "opens-with-weather"
kind = "pitfall"
name = "A slow start"
text = "Small talk ran into the answer."
covers = ["n.1", "n.1b", "n.0"]

[[probes]]
id = "which-colour"
text = "Which colour was it?"
beat = "situation"
hardness = 1
good_answer = "Any colour."
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped content with two entries more."""
    copied = Path(shutil.copytree(content_folder(), tmp_path / "content"))
    (copied / "extra.toml").write_text(EXTRA, encoding="utf-8")
    return copied


def test_report_names_what_is_covered_what_is_missing_and_what_is_unknown(folder: Path) -> None:
    report = check_content(folder, inventory={"n.1": "pitfall", "n.1b": "pitfall", "n.2": "faq", "n.3": "faq"})

    assert report.coverage is not None
    assert (report.coverage.covered, report.coverage.total) == (2, 4)
    assert report.coverage.missing == {"faq": ("n.2", "n.3")}
    assert ("extra.toml", "opens-with-weather", "n.0") in report.coverage.unknown
    assert report.as_json()["coverage"]["missing"] == {"faq": ["n.2", "n.3"]}


def test_report_names_entries_that_nothing_leads_to(folder: Path) -> None:
    report = check_content(folder)

    assert report.is_sound
    assert "opens-with-weather" in report.without_use["advice"]
    assert report.without_use["probes"] == ("which-colour",)
    assert "Nothing leads to these probes: which-colour." in report.in_words()


def test_covers_of_plan_days_and_weeks_count(folder: Path) -> None:
    report = check_content(folder, inventory={"s0.plan.week-1": "plan-week"})

    assert report.coverage is not None
    assert report.coverage.missing == {}


def test_inventory_that_cannot_be_read_is_refused_with_its_form(tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text(json.dumps([{"name": "x"}]), encoding="utf-8")

    for name, told in (("gone.json", "cannot be read"), ("notes.json", "is not an inventory")):
        with pytest.raises(StartRefused) as refused:
            read_inventory(tmp_path / name)
        assert told in str(refused.value)
