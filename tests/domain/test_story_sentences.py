"""Where sentences begin and end, and which figures stand in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.story import read_story
from bot.domain.story_feedback.figures import COUNT, MONEY, RATIO, SHARE, TIME, figures_in
from bot.domain.story_feedback.sentences import sentences_of, spoken_words


def cut(text: str) -> list[str]:
    return [sentence.text for sentence in sentences_of(read_story(text))]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("I ran it. It broke! Why? Nobody knew.", ["I ran it.", "It broke!", "Why?", "Nobody knew."]),
        (
            "Dr. Lee read 4.2 pages, e.g. the first. Then she left.",
            ["Dr. Lee read 4.2 pages, e.g. the first.", "Then she left."],
        ),
        ("She said “stop.” I did.", ["She said “stop.”", "I did."]),
        ("- I cut the batch\n- I ran it\n1. I shipped", ["I cut the batch", "I ran it", "I shipped"]),
        ("One line\n\nAnother one", ["One line", "Another one"]),
        ("A line that is\nwrapped goes on. Next.", ["A line that is\nwrapped goes on.", "Next."]),
        ("well… it went on. done", ["well… it went on.", "done"]),
    ],
)
def test_sentences_end_where_a_speaker_would_pause(text: str, sentences: list[str]) -> None:
    assert cut(text) == sentences


def test_a_run_without_marks_is_cut_where_the_telling_turns() -> None:
    run = (
        "i was on the search team and it was slow " * 5
        + "so i cut the index in two and then i ran the whole thing again"
    )

    assert len(cut(run)) > 1


def test_what_is_dictated_with_commas_only_is_cut_there_too() -> None:
    run = (
        "so the bot sent eleven, no, twelve people to a closed door and I was the one who had switched the check off "
        "the week before and my lead said fix it by Friday so I put the check back and I wrote to all of them and then "
        "I replayed four hundred old chats, with the two clerks reading along, and the wrong doors went from nine "
        "per cent to none so next time I ask what a slow thing protects before I take it out of the way again"
    )

    pieces = cut(run)

    assert len(pieces) >= 5
    assert " ".join(pieces) == run
    assert any(piece.startswith("next time I") for piece in pieces)


@given(st.text(max_size=300))
def test_every_sentence_is_where_it_says(text: str) -> None:
    if not text.strip("\ufeff \t\r\n"):
        return
    story = read_story(text)

    for sentence in sentences_of(story):
        assert story.text[slice(*sentence.span)] == sentence.text
        assert len(sentence.low) == len(sentence.text) == len(sentence.own)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("fell from 31 to 4 percent", [("31", "bare"), ("4", SHARE)]),
        ("nineteen per cent of them", [("nineteen", SHARE)]),
        ("twelve hundred tickets", [("twelve hundred", COUNT)]),
        ("a p95 of 2.2 seconds", [("2.2", TIME)]),
        ("recall of 0.91", [("0.91", RATIO)]),
        ("cost $1,200 a month", [("$1,200", MONEY)]),
        ("in 2021 we moved to gpt-4", []),
        ("6 million trips", [("6 million", COUNT)]),
    ],
)
def test_figures_are_found_with_what_they_count(text: str, found: list[tuple[str, str]]) -> None:
    assert [(figure.text.strip(), figure.kind) for figure in figures_in(text)] == found


def test_a_whole_beside_a_figure_is_seen() -> None:
    assert [figure.total for figure in figures_in("right in 47 of 60, and 12 more")] == [True, False, False]


def test_marks_alone_are_not_spoken() -> None:
    assert spoken_words("well - yes — 3 %") == 3
