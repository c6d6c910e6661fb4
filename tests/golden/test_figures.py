"""The recorded figures of story feedback: nothing falls under them unseen, and what is shown of them is true."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.content import content_folder, load_content
from bot.domain.story_feedback import Guidebook
from bot.domain.story_feedback.guidebook import CODES, UNSEEN
from bot.domain.story_feedback.scoring import evaluate
from bot.errors import StartRefused
from bot.evaluation import DOCUMENT, FIGURES, Measured, as_toml, measure, record, with_tables
from bot.golden import GoldenStory

CONTENT = load_content(content_folder())
WRITE = "Write them anew with: loopmates story eval --write"
PLACES = "".join(
    f"<!-- {name}: written by loopmates story eval --write -->\n<!-- end of {name} -->\n"
    for name in ("figures of held-out", "figures of build", "mistakes on build")
)


@pytest.fixture(scope="module")
def measured(golden_parts: dict[str, list[GoldenStory]], guidebook: Guidebook) -> dict[str, Measured]:
    return {name: measure(stories, guidebook) for name, stories in golden_parts.items()}


# What is recorded


def test_every_part_of_the_golden_set_has_recorded_figures(measured: Mapping[str, Measured]) -> None:
    recorded = {(each.split, each.finding) for each in CONTENT.finding_figures.values()}

    assert recorded == {(split, code) for split in measured for code in CODES}, WRITE


def test_no_code_falls_under_its_recorded_figure(measured: Mapping[str, Measured]) -> None:
    fell = []
    for split, each in measured.items():
        for score in each.evaluation.codes:
            kept = CONTENT.finding_figures[f"{split}-{score.code}"]
            before = 2 * kept.right / (2 * kept.right + kept.wrong + kept.missed)
            if (score.f1 or 0.0) < before:
                fell.append(f"{split}: {score.code} fell from {before:.3f} to {score.f1 or 0.0:.3f}")

    assert fell == []


def test_the_tables_in_the_documentation_are_what_is_measured(measured: Mapping[str, Measured]) -> None:
    shown = DOCUMENT.read_text(encoding="utf-8")

    assert with_tables(shown, measured) == shown, WRITE


def test_the_recorded_counts_are_what_is_measured(measured: Mapping[str, Measured]) -> None:
    assert as_toml(measured) == (content_folder() / FIGURES).read_text(encoding="utf-8"), WRITE


def test_feedback_shows_the_figures_of_stories_that_the_rules_had_not_seen() -> None:
    shown = CONTENT.guidebook.figures

    assert {each.split for each in shown.values()} <= {UNSEEN}
    assert len(shown) == sum(each.split == UNSEEN for each in CONTENT.finding_figures.values())


# Recording


def a_measurement(*, right: int = 1) -> Measured:
    judged = [({"no-metric"}, {"no-metric"})] * right + [({"filler"}, set()), (set(), {"overclaim"})]
    return Measured(evaluate(judged), (("ana/01-desk", frozenset({"filler"}), frozenset()),))


@pytest.fixture
def document(tmp_path: Path) -> Path:
    document = tmp_path / "story-feedback.md"
    document.write_text(f"# Before\n\n{PLACES}\nAfter\n")
    return document


def test_figures_are_recorded_as_data_and_between_their_marks(tmp_path: Path, document: Path) -> None:
    record({"held-out": a_measurement(right=3)}, tmp_path, document)

    written = document.read_text()
    assert "| no-metric | 3 | 3 | 0 | 0 | 1.00 (0.44–1.00) |" in written
    assert written.startswith("# Before\n")
    assert written.endswith("\nAfter\n")
    assert (
        'id = "held-out-no-metric"\nfinding = "no-metric"\nsplit = "held-out"\nright = 3\n'
        in (tmp_path / FIGURES).read_text()
    )


def test_recording_one_part_keeps_the_other(tmp_path: Path, document: Path) -> None:
    record({"build": a_measurement(), "held-out": a_measurement(right=3)}, tmp_path, document)
    both = (tmp_path / FIGURES).read_text(), document.read_text()

    record({"build": a_measurement()}, tmp_path, document)

    assert ((tmp_path / FIGURES).read_text(), document.read_text()) == both


def test_which_story_goes_wrong_is_shown_of_the_building_part_only(tmp_path: Path, document: Path) -> None:
    record({"held-out": a_measurement()}, tmp_path, document)
    assert "ana/01-desk" not in document.read_text()

    record({"build": a_measurement()}, tmp_path, document)
    assert "| `ana/01-desk` | filler |  |" in document.read_text()


def test_a_document_without_a_place_for_figures_is_left_alone(tmp_path: Path, document: Path) -> None:
    document.write_text("# Nothing here\n")

    with pytest.raises(StartRefused, match="no place for the figures of build"):
        record({"build": a_measurement()}, tmp_path, document)

    assert not (tmp_path / FIGURES).exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, document: Path) -> None:
    (tmp_path / FIGURES).mkdir()

    with pytest.raises(StartRefused, match=f"{FIGURES}: Is a directory"):
        record({"build": a_measurement()}, tmp_path, document)
