"""The sample answers practise what story feedback preaches, and each broken twin shows what it says is wrong."""

import re
from pathlib import Path

import pytest

from bot.content import Content, content_folder, load_content
from bot.domain.story_feedback import CODES, read_story, review

SAMPLES = sorted(content_folder().glob("samples/*.md"))
TWINS = sorted(content_folder().glob("samples/broken/*.md"))


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(content_folder())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_gets_no_finding(content: Content, path: Path) -> None:
    report = review(read_story(path.read_text(encoding="utf-8")), content.guidebook)

    assert report.findings == ()
    assert report.strengths
    assert 3 <= len(report.probes) <= 5


@pytest.mark.parametrize("path", TWINS, ids=lambda path: path.stem)
def test_a_broken_twin_gets_the_findings_that_it_names(content: Content, path: Path) -> None:
    named = set(re.findall(r"\(([a-z-]+)\)", " ".join(content.broken_samples[path.stem].wrong))) & set(CODES)

    report = review(read_story(path.read_text(encoding="utf-8")), content.guidebook)

    assert named
    assert named <= report.codes


def test_every_finding_rests_on_advice_and_brings_probes_that_exist(content: Content) -> None:
    for kind in content.finding_kinds.values():
        assert kind.source in content.advice
        assert set(kind.probes) <= set(content.probes)
