"""The golden set: its labels are sound, the rules keep to their recorded figures, and the documentation tells them."""

from collections import Counter
from pathlib import Path

import pytest

from bot.content import Content, content_folder, load_content
from bot.domain.story_feedback.scoring import Evaluation
from bot.golden import GoldenStory, golden_folder, read_golden
from bot.story_cli import SPLITS, TABLE_ENDS, TABLE_STARTS, evaluation_of
from bot.story_tables import as_markdown

DOCUMENT = Path(__file__).parents[2] / "docs" / "story-feedback.md"


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(content_folder())


@pytest.fixture(scope="module")
def stories() -> dict[str, list[GoldenStory]]:
    found = {split: read_golden(golden_folder(), [split]) for split in SPLITS}
    return {split: read for split, read in found.items() if read}


@pytest.fixture(scope="module")
def evaluations(content: Content, stories: dict[str, list[GoldenStory]]) -> dict[str, Evaluation]:
    return {split: evaluation_of(read, content.guidebook) for split, read in stories.items()}


def test_every_marker_of_a_beat_is_found_in_its_story(stories: dict[str, list[GoldenStory]]) -> None:
    for read in stories.values():
        for story in read:
            assert all(beat for _, beat in story.labelled_beats())


def test_labels_follow_the_contract(stories: dict[str, list[GoldenStory]]) -> None:
    for read in stories.values():
        for story in read:
            if "not-a-story" in story.codes:
                assert story.codes <= {"not-a-story", "private-data"}, story.name
            if "missing-eval-evidence" in story.codes:
                assert not story.codes & {"no-sample-size", "no-metric", "judge-bias"}, story.name


def test_the_splits_share_no_author_and_no_text(stories: dict[str, list[GoldenStory]]) -> None:
    authors = Counter(author for read in stories.values() for author in {story.author for story in read})
    texts = Counter(story.text for read in stories.values() for story in read)

    assert set(authors.values()) == {1}
    assert set(texts.values()) == {1}


def test_no_code_falls_under_its_recorded_figure(content: Content, evaluations: dict[str, Evaluation]) -> None:
    recorded = content.finding_figures

    for split, evaluation in evaluations.items():
        for score in evaluation.codes:
            before = recorded[f"{split}-{score.code}"]
            figures = 2 * before.right, 2 * before.right + before.wrong + before.missed
            assert score.f1 is None or score.f1 >= figures[0] / figures[1] - 1e-9, (split, score)


def test_recorded_figures_are_those_of_today(content: Content, evaluations: dict[str, Evaluation]) -> None:
    measured = {
        f"{split}-{score.code}": (score.right, score.wrong, score.missed)
        for split, evaluation in evaluations.items()
        for score in evaluation.codes
    }
    recorded = {id: (each.right, each.wrong, each.missed) for id, each in content.finding_figures.items()}

    assert recorded == measured, "Run: loopmates story eval --write"


def test_the_documentation_shows_the_figures_of_today(evaluations: dict[str, Evaluation]) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    shown = text.split(TABLE_STARTS)[1].split(TABLE_ENDS)[0]

    assert shown.strip() == as_markdown(evaluations).strip(), "Run: loopmates story eval --write"
