"""The shipped sample answers: good ones get no finding, and a broken twin shows the codes that it was broken by."""

import re

import pytest

from bot.content import content_folder, load_content
from bot.domain.guide import BrokenSample, SampleAnswer
from bot.domain.story_feedback import read_story, review
from tests.golden.conftest import Exceptions

CONTENT = load_content(content_folder())
NAMED = re.compile(r"\(([a-z-]+)\)\.?$")


def codes_of(sample: SampleAnswer | BrokenSample) -> set[str]:
    text = "\n\n".join(f"## {part.heading}\n\n{part.text}" for part in sample.parts)
    return set(review(read_story(text), CONTENT.guidebook).codes)


@pytest.mark.parametrize("id", CONTENT.samples)
def test_a_sample_gets_no_finding_but_those_known(id: str, exceptions: Exceptions) -> None:
    known = set(exceptions.of("samples-are-clean").get(id, "").split())

    assert codes_of(CONTENT.samples[id]) == known


@pytest.mark.parametrize("id", CONTENT.broken_samples)
def test_a_twin_shows_the_codes_it_was_broken_by_but_those_known(id: str, exceptions: Exceptions) -> None:
    twin = CONTENT.broken_samples[id]
    named = {found[1] for line in twin.wrong if (found := NAMED.search(line))}
    known = set(exceptions.of("twins-show-what-was-broken").get(id, "").split())

    assert named
    assert named - codes_of(twin) == known
