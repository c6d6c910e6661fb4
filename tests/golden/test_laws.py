"""What must change a story's findings and what must not, tried on every golden story and on what hypothesis thinks up.

`changes.py` makes the changes. Where a law is known not to hold of a story, `exceptions.toml` names it with the reason.
"""

import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import content_folder, load_content
from bot.domain.story_feedback import Guidebook, Report, read_story, review
from bot.domain.story_feedback.privacy import private_spans
from bot.domain.story_feedback.report import SEVERITIES
from bot.errors import PracticeError
from bot.golden import GoldenStory, golden_folder, read_golden
from tests.golden.changes import (
    PLAIN_BOASTS,
    PLAIN_SENTENCES,
    as_dictated,
    in_another_order,
    told_as_we,
    with_boast,
    with_other_names,
    with_other_values,
    with_sentence,
    without_evidence,
)
from tests.golden.conftest import Exceptions

ROOT = Path(__file__).parent.parent.parent
GUIDEBOOK = load_content(content_folder()).guidebook
TOLD = [story for story in read_golden(golden_folder(), ["build", "held-out"]) if "not-a-story" not in story.codes]
CLEAN = [story for story in TOLD if not story.codes]
# Nine readings of each would take minutes, so laws of all stories are tried on every third.
STORIES = TOLD[::3]
# Arithmetic over the number of words, which a change of the words may move.
TIMING = {"too-short", "too-long", "backstory"}
CONTRADICTED = {
    "own-voice": {"team-hiding"},
    "early-ownership": {"late-ownership"},
    "changed-rule": {"missing-judgment"},
    "evidence-with-size": {"no-sample-size", "missing-eval-evidence"},
    "judge-checked": {"judge-bias"},
    "named-metric": {"no-metric", "missing-eval-evidence"},
    "before-and-after": {"no-baseline", "missing-result"},
    "lasting-safeguard": {"no-safeguard"},
    "in-time": {"too-short", "too-long"},
}


def name_of(story: GoldenStory) -> str:
    return f"{story.author}/{story.name}"


@cache
def report_on(text: str) -> Report:
    return review(read_story(text), GUIDEBOOK)


# What must change the findings


def test_taking_the_eval_evidence_out_of_a_good_story_adds_findings(exceptions: Exceptions) -> None:
    changed = {name_of(story): (story.text, without_evidence(story)) for story in CLEAN}
    tried = {name: texts for name, texts in changed.items() if texts[0] != texts[1]}

    broken = [
        name for name, (text, less) in tried.items() if not (report_on(less).codes - report_on(text).codes - TIMING)
    ]

    exceptions.hold("taking-the-evidence-out-adds-findings", broken=broken, tried=tried, at_least=40)


def test_telling_every_i_as_we_hides_the_speaker(exceptions: Exceptions) -> None:
    changed = {name_of(story): told_as_we(story) for story in STORIES if "missing-action" not in story.codes}

    broken = [name for name, text in changed.items() if "team-hiding" not in report_on(text).codes]

    exceptions.hold("we-hides-the-speaker", broken=broken, tried=changed, at_least=130)


@pytest.mark.parametrize("boast", PLAIN_BOASTS)
def test_a_plain_boast_in_a_good_story_is_found(boast: str, exceptions: Exceptions) -> None:
    changed = {name_of(story): (story.text, with_boast(boast)(story)) for story in CLEAN[::3]}
    tried = {name: texts for name, texts in changed.items() if texts[0] != texts[1]}

    broken = [name for name, (_, more) in tried.items() if "overclaim" not in report_on(more).codes]

    exceptions.hold(f"a-plain-boast-is-found-{PLAIN_BOASTS.index(boast) + 1}", broken=broken, tried=tried, at_least=250)


# What must not change them


@pytest.mark.parametrize(
    ("law", "change", "at_least"),
    [
        ("other-names-keep-the-codes", with_other_names, 50),
        ("other-values-keep-the-codes", with_other_values, 120),
        ("another-order-keeps-the-codes", in_another_order, 60),
    ],
)
def test_what_has_no_part_in_it_keeps_the_codes(
    law: str, change: Callable[[GoldenStory], str], at_least: int, exceptions: Exceptions
) -> None:
    changed = {name_of(story): (story.text, change(story)) for story in STORIES}
    tried = {name: texts for name, texts in changed.items() if texts[0] != texts[1]}

    broken = [name for name, (text, other) in tried.items() if report_on(text).codes != report_on(other).codes]

    exceptions.hold(law, broken=broken, tried=tried, at_least=at_least)


@pytest.mark.parametrize("sentence", PLAIN_SENTENCES)
def test_one_clean_sentence_adds_no_finding(sentence: str, exceptions: Exceptions) -> None:
    changed = {name_of(story): (story.text, with_sentence(sentence)(story)) for story in STORIES}
    tried = {name: texts for name, texts in changed.items() if texts[0] != texts[1]}

    broken = [
        name for name, (text, more) in tried.items() if report_on(more).codes - report_on(text).codes - {"too-long"}
    ]

    law = f"a-clean-sentence-adds-nothing-{PLAIN_SENTENCES.index(sentence) + 1}"
    exceptions.hold(law, broken=broken, tried=tried, at_least=130)


def test_what_is_dictated_without_full_stops_is_still_a_story(exceptions: Exceptions) -> None:
    changed = {name_of(story): (story.text, as_dictated(story)) for story in STORIES}
    tried = {name: texts for name, texts in changed.items() if texts[0] != texts[1]}

    broken = [
        name for name, (text, run) in tried.items() if "not-a-story" in report_on(run).codes - report_on(text).codes
    ]

    exceptions.hold("dictated-it-is-still-a-story", broken=broken, tried=tried, at_least=130)


# What is no story

KEYWORDS = (
    *("golden set", "faithfulness", "F1", "LLM judge", "human labels", "win rate", "canary", "rollback", "guardrails"),
    *("RAG", "LangGraph", "vLLM", "Kubernetes", "pgvector", "Ragas", "A/B test", "p95 latency", "fine-tuning", "evals"),
    *("sample size", "baseline", "ownership", "stakeholders", "impact", "lesson learned", "runbook", "precision 0.94"),
)
BREAD = (
    "Mix 500 grams of flour with 350 grams of water, 10 grams of salt and a little yeast. Leave it for twelve hours. "
    "Fold it four times, shape it, and let it rise until it has doubled. Heat the oven to 240 degrees. "
    "Bake it for thirty minutes with the lid and fifteen without. Wait an hour before you cut it."
)
BEATS = ("Situation", "Task", "Action", "Eval evidence", "Result", "Judgment")
EMPTY_HEADINGS = "\n\n".join(f"## {beat}" for beat in BEATS)


@pytest.mark.parametrize(
    "text", [BREAD, "fine", "Fine.", EMPTY_HEADINGS, EMPTY_HEADINGS.replace("\n\n", "\n\nTBD\n\n")]
)
def test_what_is_no_story_is_called_so_and_nothing_else(text: str) -> None:
    report = report_on(text)

    assert report.codes == {"not-a-story"}
    assert report.strengths == ()


@settings(max_examples=60, deadline=None)
@given(
    words=st.lists(st.sampled_from(KEYWORDS), min_size=3, max_size=150),
    between=st.sampled_from([", ", " ", "\n", "; ", ". ", " and ", "\n- "]),
)
def test_a_heap_of_keywords_never_does_better_than_a_story(words: list[str], between: str) -> None:
    report = report_on(between.join(words))

    assert report.codes == {"not-a-story"}
    assert report.strengths == ()


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_words_of_good_stories_in_a_heap_never_do_better_than_one(dice: random.Random) -> None:
    words = [word for story in CLEAN for word in re.findall(r"[a-z]{5,}", story.text) if not word.endswith("ed")]

    report = report_on(", ".join(dice.sample(words, 120)))

    assert does_worse_than_a_story(report)


@settings(max_examples=30, deadline=None)
@given(heaps=st.lists(st.lists(st.sampled_from(KEYWORDS), min_size=1, max_size=20), min_size=6, max_size=6))
def test_keywords_under_headings_do_worse_than_any_good_story(heaps: list[list[str]]) -> None:
    text = "\n\n".join(f"## {beat}\n\n{', '.join(heap)}" for beat, heap in zip(BEATS, heaps, strict=True))

    assert does_worse_than_a_story(report_on(text))


def does_worse_than_a_story(report: Report) -> bool:
    """No story at all, a blocker, or three things wrong at least: what no clean golden story may get."""
    severities = [finding.severity for finding in report.findings]
    return "blocker" in severities or len(severities) >= 3


# What every report holds to


def is_well_made(report: Report, text: str, guidebook: Guidebook) -> bool:
    """Check that a report quotes exactly, is in order, says nothing twice and names only what is there."""
    places = [(SEVERITIES.index(each.severity), each.span or (0, 0)) for each in report.findings]
    assert places == sorted(places)
    said = [(each.code, each.span) for each in report.findings]
    assert len(set(said)) == len(said)
    private = private_spans(text)
    for finding in report.findings:
        assert finding.advice
        assert (finding.span is None) == (finding.quote == "")
        if finding.span is not None:
            start, end = finding.span
            assert 0 <= start < end <= len(text)
            if not any(first < end and start < last for first, last in private):
                assert finding.quote == text[start:end]
        assert all(text[first:last] not in finding.quote for first, last in private)
    assert set(report.probes) <= set(guidebook.probes)
    assert set(report.themes) <= set(guidebook.themes)
    assert set(report.archetypes) <= set(guidebook.archetypes)
    assert json.loads(json.dumps(report.as_json())) == report.as_json()
    return True


def test_every_report_quotes_exactly_and_in_order(golden: list[GoldenStory], guidebook: Guidebook) -> None:
    for story in golden:
        assert is_well_made(report_on(story.text), story.text, guidebook), name_of(story)


def test_every_story_meets_three_to_five_follow_ups(exceptions: Exceptions) -> None:
    broken = [name_of(story) for story in STORIES if not 3 <= len(report_on(story.text).probes) <= 5]

    exceptions.hold("three-to-five-follow-ups", broken=broken, tried=[*map(name_of, STORIES)], at_least=150)


def test_no_strength_contradicts_a_finding(exceptions: Exceptions) -> None:
    ids = {strength.text: id for id, strength in GUIDEBOOK.strengths.items()}
    broken = []
    for story in STORIES:
        report = report_on(story.text)
        if any(CONTRADICTED.get(ids[text], set()) & report.codes for text in report.strengths):
            broken.append(name_of(story))

    exceptions.hold("no-strength-contradicts-a-finding", broken=broken, tried=[*map(name_of, STORIES)], at_least=150)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=1500))
def test_any_text_gets_a_well_made_report_or_a_refusal_with_the_next_step(text: str) -> None:
    try:
        report = report_on(text)
    except PracticeError as refusal:
        said = refusal.sentence, refusal.next_step
        assert all(said), said
    else:
        assert is_well_made(report, text, GUIDEBOOK)


@settings(max_examples=60, deadline=None)
@given(story=st.sampled_from(CLEAN), data=st.data())
def test_a_key_is_found_wherever_it_stands_and_never_quoted_in_full(story: GoldenStory, data: st.DataObject) -> None:
    start, alphabet, length = data.draw(st.sampled_from(KEYS))
    key = start + data.draw(st.text(alphabet, min_size=length, max_size=length)) + "7"
    spaces = [at for at, character in enumerate(story.text) if character == " "]
    at = data.draw(st.sampled_from(spaces[len(spaces) // 5 :]))

    text = f"{story.text[:at]} {key}{story.text[at:]}"
    report = report_on(text)

    assert "private-data" in report.codes
    assert key not in json.dumps(report.as_json())


HEXADECIMAL = "0123456789abcdef"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz0123456789"
KEYS = (
    ("sk-", LETTERS, 30),
    ("ghp_", LETTERS, 35),
    ("AKIA", LETTERS[:24].replace("O", ""), 15),
    ("xoxb-", "0123456789", 24),
    ("api_key=", HEXADECIMAL, 31),
)


@settings(max_examples=60, deadline=None)
@given(story=st.sampled_from(STORIES), sentence=st.sampled_from(PLAIN_SENTENCES))
def test_the_same_text_gets_the_same_report(story: GoldenStory, sentence: str) -> None:
    text = with_sentence(sentence)(story)

    assert review(read_story(text), GUIDEBOOK) == review(read_story(text), GUIDEBOOK)


def test_another_process_gives_the_same_report() -> None:
    files = sorted(str(path) for path in golden_folder().rglob("*.md") if path.stem != "README")[::9]

    first, second = (_reports(files, hash_seed=seed) for seed in ("1", "2"))

    assert first.count("\n") == len(files)
    assert first == second


def _reports(files: list[str], *, hash_seed: str) -> str:
    asked = [sys.executable, "-m", "bot", "story", "feedback", "--json", *files]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    return subprocess.run(
        asked, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True
    ).stdout
