"""Cards about stories fit every platform, whatever the story: limits are checked when a card is made."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards import stories as story_cards
from bot.cards import story_bank as bank_cards
from bot.cards import story_feedback as cards
from bot.cards import story_sharing
from bot.cards.prose import pieces
from bot.chat.cards import Bars, Card, buttons_of, texts_of
from bot.chat.limits import FIELD_TEXT
from bot.domain.cohort import Cohort, CohortState, Hours
from bot.domain.story import read_story
from bot.domain.story_bank import MOST_STORIES, OwnStory, StoryVersion, coverage, rank, wanted_by
from bot.domain.story_feedback import Finding, Report, review
from bot.usecases.story_feedback import most_important
from tests.conversation import shipped_content
from tests.stories import WEAK, good_text

GOLDEN = sorted((Path(__file__).parents[1] / "golden" / "stories" / "build").rglob("*.md"))
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
REF = f"t{'a' * 24}"


def feedback_cards(report: Report) -> list[Card]:
    """Make the first card and every page of the rest."""
    content = shipped_content()
    shown = most_important(report.findings, {})
    left = [finding for finding in report.findings if finding not in shown]
    first = cards.feedback(
        report,
        title="Feedback · " + "A title of eighty characters, which is as long as one may be, no longer than that",
        opening=["Saved.", "Two findings went away.", "It counts."],
        guess=cards.guess_in_words("Framework, model and design choices"),
        guesses=[
            cards.theme_guess(a_long_story(10**8), content.themes["cross-functional"]),
            cards.archetype_guess(a_long_story(10**8), content.archetypes["cross-functional-promise"]),
        ],
        shown=shown,
        ref=REF,
        kinds=content.finding_kinds,
        framework=content.frameworks[report.framework],
        probes=[content.probes[id] for id in report.probes],
        right=dict.fromkeys(report.codes, (112, 118)),
        buttons=cards.text_buttons("a" * 24),
    )
    rest = [
        cards.rest(left, report.findings, title="A title", ref=REF, page=page, kinds=content.finding_kinds, right={})
        for page in range(len(left) // 4 + 1)
        if left
    ]
    return [first, *rest]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.name}-{path.stem[:2]}")
def test_feedback_on_every_golden_story_fits_and_names_every_finding(path: Path) -> None:
    report = review(read_story(path.read_text(encoding="utf-8")), shipped_content().guidebook)

    made = feedback_cards(report)

    disputed = [button for card in made for button in buttons_of(card) if button.action == "story-wrong"]
    assert len({button.value for button in disputed}) == len(report.findings)


def test_feedback_with_every_finding_at_its_longest_fits() -> None:
    content = shipped_content()
    report = review(read_story(good_text()), content.guidebook)
    worst = tuple(
        Finding(
            code=kind.id,
            severity="blocker",
            beat="action",
            span=(place, 3000),
            quote="long words " * 300,
            advice=kind.advice,
            source=kind.source,
        )
        for kind in content.finding_kinds.values()
        for place in range(3)
    )
    made = feedback_cards(replace(report, findings=worst))

    assert len(made) > 10


def test_the_two_or_three_that_matter_most_are_private_data_and_the_gravest() -> None:
    content = shipped_content()
    report = review(read_story(f"{WEAK} Write to ana.kern@example.com or ana.kern@example.org."), content.guidebook)

    first, *others = most_important(report.findings, {})

    assert first.code == "private-data"
    assert 1 <= len(others) <= 2
    assert len({finding.code for finding in (first, *others)}) == len(others) + 1
    assert not any(finding.severity == "minor" for finding in others[1:])


def test_of_equally_grave_findings_those_with_the_members_words_come_first_and_length_last() -> None:
    def found(code: str, quote: str = "", severity: str = "major") -> Finding:
        return Finding(code=code, severity=severity, beat=None, span=None, quote=quote, advice="", source="")

    chosen = most_important(
        [
            found("missing-eval-evidence", severity="blocker"),
            found("too-short"),
            found("missing-judgment"),
            found("overclaim", "it never fails"),
            found("overclaim", "perfect"),
            found("filler", "basically", "minor"),
        ],
        {},
    )

    assert [finding.code for finding in chosen] == ["missing-eval-evidence", "overclaim", "missing-judgment"]
    assert [each.code for each in most_important([found("filler", "a", "minor"), found("too-short")], {})] == [
        "too-short",
        "filler",
    ]


def test_what_was_wrong_more_often_than_right_comes_last() -> None:
    def found(code: str, severity: str = "major") -> Finding:
        return Finding(code=code, severity=severity, beat=None, span=None, quote="", advice="", source="")

    findings = [found("missing-task"), found("filler", "minor"), found("no-metric")]
    chosen = most_important(findings, {"missing-task": (5, 13), "no-metric": (5, 8)})

    assert [each.code for each in chosen] == ["no-metric", "filler", "missing-task"]


def test_the_picture_says_the_same_in_words() -> None:
    first = feedback_cards(review(read_story(WEAK), shipped_content().guidebook))[0]

    (bars,) = [element for element in first.elements if isinstance(element, Bars)]

    assert bars.alt in texts_of(first)
    assert all(bar.label in bars.alt for bar in bars.bars)


# Lists and pages


def a_long_story(number: int, *, text: str = "I rolled it back. " * 160) -> OwnStory:
    version = StoryVersion(
        id=number,
        number=9,
        beats=dict.fromkeys(("situation", "task", "action", "eval_evidence", "result", "judgment"), text),
        seconds=None,
        spoken_seconds=999.0,
        words=9999,
        codes=tuple(shipped_content().finding_kinds),
        saved_at=NOW,
    )
    title = f"{number} " + "A long title that says a great deal of what the story is about, and more"
    return OwnStory(
        id=number, number=number, title=title, theme="cross-functional", archetype="pushback", version=version
    )


def test_a_full_bank_of_long_stories_fits_every_card() -> None:
    content = shipped_content()
    stories = [a_long_story(number) for number in range(1, MOST_STORIES + 1)]
    wanted = wanted_by(
        "Tell me about a rollback and a disagreement with a product manager " * 8,
        questions=content.questions.values(),
        wordings=content.wordings.values(),
        themes=content.themes.values(),
    )

    held = coverage(stories, content.story_categories.values())
    bank_cards.coverage(held, themes=content.themes, stories=len(stories))
    bank_cards.matches("A question? " * 60, rank(stories, wanted), themes=content.themes, archetypes=content.archetypes)
    listed = [story_cards.story_list(stories, themes=content.themes, page=page) for page in range(6)]

    assert sum("long title" in line for card in listed for line in texts_of(card)) >= MOST_STORIES
    for verb in ("edit", "remove", "show", "feedback", "share"):
        story_cards.which_story(verb, stories)


def test_a_long_story_is_read_page_by_page_and_shared_cut() -> None:
    content = shipped_content()
    story = a_long_story(1)
    made = [
        story_cards.one_story(
            story,
            told=story.version.beats,
            framework=content.default_framework,
            theme=content.themes["evals"],
            archetype=None,
            history="Two findings went away.",
            page=page,
        )
        for page in range(8)
    ]
    cohort = Cohort(
        id=1,
        platform="test",
        workspace_id="w1",
        channel_id="c1",
        channel_name="practice",
        hours=Hours(time_zone="UTC", first_day=NOW.date()),
        plan_id="four-weeks",
        plan_length_days=28,
        state=CohortState.RUNNING,
        shift_days=0,
    )

    shared = story_sharing.shared(story, author="Ana " * 40, framework=content.default_framework)
    story_sharing.preview(story, cohort=cohort, author="Ana", framework=content.default_framework)

    told = " ".join(text for card in {card.title: card for card in made}.values() for text in texts_of(card))
    assert told.count("I rolled it back.") == 6 * 160
    assert all(f"{beat.name}" in texts_of(shared) for beat in content.default_framework.beats)


@given(st.text(alphabet=st.sampled_from("ab. \n?"), max_size=12_000))
def test_a_text_cut_into_pieces_loses_no_word_and_fits_the_fields(text: str) -> None:
    cut = pieces(text)

    assert all(0 < len(piece) <= FIELD_TEXT for piece in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())
    assert story_cards.joined_text(story_cards.text_fields({"text": text})).split() == " ".join(cut).split()
