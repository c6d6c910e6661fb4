"""What must hold of story feedback whatever the story: on the whole golden set, and on text of any kind."""

import random
import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import content_folder, load_content
from bot.domain.story import BEATS
from bot.domain.story_feedback import Report, read_story, review, story_of_beats
from bot.golden import GoldenStory, golden_folder, read_golden

GUIDEBOOK = load_content(content_folder()).guidebook
STORIES = read_golden(golden_folder(), ["build"])
SEVERITIES = ("blocker", "major", "minor")
TO_WE = {
    "i": "we",
    "me": "us",
    "my": "our",
    "mine": "ours",
    "myself": "ourselves",
    "i'd": "we'd",
    "i've": "we've",
    "i'm": "we're",
    "i'll": "we'll",
}
SELF = re.compile(r"\b(?:I'd|I've|I'm|I'll|I|me|my|mine|myself)\b", re.IGNORECASE)
CLEAN_SENTENCES = (
    "I wrote the decision down on one page for the people after me.",
    "I showed the first version to two colleagues on a Tuesday.",
    "I kept the old version beside it for a week.",
)


def feedback(text: str) -> Report:
    return review(read_story(text), GUIDEBOOK)


def in_beats(*, clean: bool) -> Sequence[GoldenStory]:
    return [each for each in STORIES if each.story.beats and (not clean or not feedback(each.text).findings)]


def name(story: GoldenStory) -> str:
    return f"{story.author}/{story.name}"


@pytest.mark.parametrize("story", STORIES, ids=name)
def test_findings_are_in_order_and_quote_what_stands_there(story: GoldenStory) -> None:
    report = feedback(story.text)

    assert report == feedback(story.text)
    order = [(SEVERITIES.index(finding.severity), (finding.span or (0, 0))[0]) for finding in report.findings]
    assert order == sorted(order)
    assert len({(finding.code, finding.span) for finding in report.findings}) == len(report.findings)
    for finding in report.findings:
        quote = story.text[slice(*finding.span)] if finding.span else ""
        assert finding.quote == quote or ("…" in finding.quote and "private-data" in report.codes)
        assert bool(quote) == (finding.span is not None)
    assert bool(report.probes) == ("not-a-story" not in report.codes)


@pytest.mark.parametrize("story", in_beats(clean=True), ids=name)
def test_a_clean_story_without_its_evidence_is_no_longer_clean(story: GoldenStory) -> None:
    beats = dict(story.story.beats or {})
    beats.pop("eval_evidence", None)

    assert "missing-eval-evidence" in review(story_of_beats(beats), GUIDEBOOK).codes


@pytest.mark.parametrize("story", in_beats(clean=True), ids=name)
def test_a_story_told_as_we_hides_the_speaker(story: GoldenStory) -> None:
    told = SELF.sub(lambda found: TO_WE[found[0].lower()], story.text)

    assert "team-hiding" in feedback(told).codes


@pytest.mark.parametrize("story", in_beats(clean=False), ids=name)
def test_the_order_of_headings_changes_nothing(story: GoldenStory) -> None:
    beats = story.story.beats or {}
    backwards = "\n\n".join(
        f"## {beat.replace('_', ' ')}\n\n{beats[beat]}" for beat in reversed(BEATS) if beat in beats
    )
    forwards = "\n\n".join(f"## {beat.replace('_', ' ')}\n\n{beats[beat]}" for beat in BEATS if beat in beats)

    assert feedback(backwards).codes == feedback(forwards).codes


@pytest.mark.parametrize("story", STORIES, ids=name)
def test_other_figures_of_the_same_length_change_nothing(story: GoldenStory) -> None:
    if feedback(story.text).codes & {"private-data", "not-a-story"} or "seconds:" in story.text:
        return
    dice = random.Random(story.name)

    def another(found: re.Match[str]) -> str:
        return "".join(str(dice.randint(2, 9)) for _ in found[0])

    changed = re.sub(r"(?<![\w.,:/-])\d{2,3}(?=(?:\.\d+)?(?: ?%| per ?cent))", another, story.text)

    assert feedback(changed).codes == feedback(story.text).codes


@pytest.mark.parametrize("story", in_beats(clean=True), ids=name)
def test_one_clean_sentence_more_adds_no_finding(story: GoldenStory) -> None:
    beats = dict(story.story.beats or {})
    for sentence in CLEAN_SENTENCES:
        longer = {**beats, "action": f"{beats['action'].rstrip()} {sentence}"}
        more = review(story_of_beats(longer, framework=story.story.framework), GUIDEBOOK)

        assert more.codes <= {"too-long"}


@pytest.mark.parametrize("seed", range(20))
def test_a_heap_of_the_words_of_a_good_story_is_none(seed: int) -> None:
    text = " ".join(each.text for each in STORIES[:40])
    words = [word for word in re.findall(r"[a-z]{5,}", text.lower()) if not word.endswith("ed")]
    heap = ", ".join(random.Random(seed).sample(words, 120))

    assert feedback(heap).codes == {"not-a-story"}


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=600))
def test_any_text_gets_a_report(text: str) -> None:
    if text.strip("\ufeff \t\r\n"):
        report = feedback(text) if not re.match(r"\ufeff?(---|\+\+\+)", text) else None
        assert report is None or report.words >= 0
