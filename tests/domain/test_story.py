"""What counts as a story, and how its shape is read."""

import re

import pytest

from bot.domain.story import LONGEST, read_story, story_of_beats
from bot.errors import PracticeError


@pytest.mark.parametrize(
    "heading",
    [
        "# Situation",
        "###### situation",
        "## SITUATION:",
        "**Situation**",
        "__Situation:__",
        "**Situation:**",
        "Situation:",
    ],
)
def test_a_beat_may_be_headed_in_many_ways(heading: str) -> None:
    other = re.sub("situation", "Task", heading, flags=re.IGNORECASE)
    story = read_story(f"{heading}\nA bank.\n\n{other}\nx\n")

    assert story.beats is not None
    assert story.beats["situation"] == "A bank."


@pytest.mark.parametrize(
    ("heading", "beat"),
    [
        ("Eval evidence", "eval_evidence"),
        ("Eval", "eval_evidence"),
        ("Evidence", "eval_evidence"),
        ("Judgment", "judgment"),
        ("Judgement in hindsight", "judgment"),
        ("Hindsight", "judgment"),
        ("Learning", "judgment"),
        ("Lesson", "judgment"),
        ("Problem", "task"),
        ("Solution", "action"),
        ("Impact", "result"),
    ],
)
def test_each_heading_of_each_framework_names_a_beat(heading: str, beat: str) -> None:
    story = read_story(f"## {heading}\n\nWords.")

    assert story.beats == {beat: "Words."}


def test_text_behind_a_name_and_a_colon_belongs_to_the_beat() -> None:
    story = read_story("Situation: A bank.\nTask: I had to count.\nResult: We counted.")

    assert story.beats == {"situation": "A bank.", "task": "I had to count.", "result": "We counted."}


def test_a_single_colon_in_free_text_is_no_heading() -> None:
    story = read_story("I tried three ways. Result: it got faster. Then I stopped.")

    assert story.beats is None
    assert story.text[slice(*story.passages[0].span)] == story.text


def test_a_heading_that_names_no_beat_is_not_spoken() -> None:
    story = read_story("# My best story\n\nI was on call.")

    assert [story.text[slice(*passage.span)] for passage in story.passages] == ["\nI was on call."]


def test_front_matter_is_read_and_not_spoken() -> None:
    story = read_story(
        "---\nquestion: What broke?\ntheme: incidents\nseconds: 118\nframework: star-l\n---\nI broke it.\n"
    )

    assert (story.question, story.theme, story.seconds, story.framework) == (
        "What broke?",
        "incidents",
        118.0,
        "star-l",
    )
    assert story.text[slice(*story.passages[0].span)].strip() == "I broke it."


def test_what_is_passed_in_wins_over_front_matter() -> None:
    story = read_story("---\nseconds: 118\ntheme: evals\n---\nI did.", seconds=60, theme="growth")

    assert (story.seconds, story.theme) == (60.0, "growth")


def test_front_matter_of_a_sample_is_read_too() -> None:
    assert read_story('+++\nname = "A"\nquestion = "rag-regret"\n+++\n\nI did.').question == "rag-regret"


def test_beats_of_a_form_may_hold_anything() -> None:
    story = story_of_beats({"task": "I had to.\n# Result\nno heading", "situation": "A bank."})

    assert story.beats == {"situation": "A bank.", "task": "I had to.\n# Result\nno heading"}
    for passage in story.passages:
        assert story.beats[passage.beat or ""] == story.text[slice(*passage.span)]


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "\ufeff  "])
def test_nothing_is_refused(text: str) -> None:
    with pytest.raises(PracticeError, match="no story"):
        read_story(text)


def test_one_character_too_many_is_refused_with_the_count() -> None:
    read_story("a" * LONGEST)

    with pytest.raises(PracticeError, match="20,001 characters; 20,000 are allowed"):
        read_story("a" * (LONGEST + 1))


@pytest.mark.parametrize("seconds", ["soon", "0", "-4", "nan", "99999"])
def test_a_time_that_is_none_is_refused(seconds: str) -> None:
    with pytest.raises(PracticeError, match="is no time"):
        read_story(f"---\nseconds: {seconds}\n---\nI did.")
