"""The shipped sample answers: good ones get no finding, and a broken twin shows the codes that it was broken by."""

import re
from pathlib import Path

import pytest

from bot.content import content_folder, load_content
from bot.domain.story_feedback import CODES, Report, read_story, review
from tests.golden.conftest import Exceptions

CONTENT = load_content(content_folder())
SAMPLES = sorted(content_folder().glob("samples/*.md"))
TWINS = sorted(content_folder().glob("samples/broken/*.md"))


def report_on(path: Path) -> Report:
    return review(read_story(path.read_text(encoding="utf-8")), CONTENT.guidebook)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_gets_no_finding_but_those_known(path: Path, exceptions: Exceptions) -> None:
    known = set(exceptions.of("samples-are-clean").get(path.stem, "").split())

    report = report_on(path)

    assert report.codes == known
    assert report.strengths
    assert 3 <= len(report.probes) <= 5


@pytest.mark.parametrize("path", TWINS, ids=lambda path: path.stem)
def test_a_twin_shows_the_codes_it_was_broken_by_but_those_known(path: Path, exceptions: Exceptions) -> None:
    named = set(re.findall(r"\(([a-z-]+)\)", " ".join(CONTENT.broken_samples[path.stem].wrong))) & set(CODES)
    known = set(exceptions.of("twins-show-what-was-broken").get(path.stem, "").split())

    report = report_on(path)

    assert named
    assert named - report.codes == known
