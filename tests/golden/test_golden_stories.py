"""The golden set itself: every story has its label, and labels that cannot be used are named with their fix."""

from collections import Counter
from pathlib import Path

import pytest

from bot.domain.story_feedback.guidebook import CODES
from bot.errors import StartRefused
from bot.golden import GoldenStory, golden_folder, loose_sentences, parts_of, read_golden, read_part

FEWEST_STORIES, FEWEST_CLEAN, FEWEST_EXAMPLES = 200, 60, 12
STORY = "I had to cut the wait at our desk. So I cached the answers, and the wait fell from 9 to 2 seconds.\n"


def test_every_story_has_a_label_and_every_label_a_story(golden_parts: dict[str, list[GoldenStory]]) -> None:
    for name, folder in parts_of(golden_folder()).items():
        assert len(golden_parts[name]) == len([path for path in folder.rglob("*.md") if path.stem != "README"])


def test_no_story_is_in_the_set_twice(golden: list[GoldenStory]) -> None:
    texts = Counter(story.story.text.split("---")[-1].strip() for story in golden)

    assert [text[:80] for text, count in texts.items() if count > 1] == []


def test_no_author_stands_in_two_parts(golden_parts: dict[str, list[GoldenStory]]) -> None:
    authors = Counter(author for stories in golden_parts.values() for author in {story.author for story in stories})

    assert [author for author, count in authors.items() if count > 1] == []


def test_every_part_has_an_example_of_every_code_and_the_whole_has_many(
    golden_parts: dict[str, list[GoldenStory]], golden: list[GoldenStory]
) -> None:
    for stories in golden_parts.values():
        assert {code for code in CODES if not any(code in story.codes for story in stories)} == set()

    examples = Counter(code for story in golden for code in story.codes)
    assert {code: count for code, count in examples.items() if count < FEWEST_EXAMPLES} == {}
    assert len(golden) >= FEWEST_STORIES
    assert sum(not story.codes for story in golden) >= FEWEST_CLEAN


def test_free_text_has_its_beats_marked(golden: list[GoldenStory]) -> None:
    free = [story for story in golden if story.story.beats is None and "not-a-story" not in story.codes]

    assert [f"{story.author}/{story.name}" for story in free if not story.labelled_beats()] == []


# Labels that cannot be used


def a_set(folder: Path, labels: str, *, story: str = STORY) -> Path:
    (folder / "ana").mkdir()
    (folder / "ana" / "01-desk.md").write_text(story)
    (folder / "ana" / "labels.toml").write_text(f'author = "Ana"\n\n{labels}')
    return folder


def test_a_folder_that_is_not_split_is_one_part(tmp_path: Path) -> None:
    folder = a_set(tmp_path, '[01-desk]\nshape = "free"\ncodes = ["no-metric"]\n')

    (part,) = parts_of(folder).items()

    assert part == ("stories", folder)
    assert [story.codes for story in read_part(folder)] == [{"no-metric"}]


def test_parts_that_are_not_there_are_empty(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()

    assert read_golden(tmp_path, ["build", "held-out"]) == []


def test_beats_are_labelled_from_their_first_words_on(tmp_path: Path) -> None:
    marks = 'beats = [["task", "I had to"], ["action", "So I cached"]]'
    (story,) = read_part(a_set(tmp_path, f'[01-desk]\nshape = "free"\ncodes = []\n{marks}\n'))

    assert [(sentence.text.split()[0], beat) for sentence, beat in story.labelled_beats()] == [
        ("I", "task"),
        ("So", "action"),
    ]


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        ('[01-desk]\nshape = "free"\n', "It has no codes."),
        ('[01-desk]\nshape = "free"\ncodes = ["no-metrics"]\n', "There is no code no-metrics."),
        ('[01-desk]\nshape = "free"\ncodes = ["filler", "filler"]\n', "A code stands twice."),
        ('[01-desk]\nshape = "free"\ncodes = ["not-a-story", "filler"]\n', "not-a-story stands alone"),
        ('[01-desk]\nshape = "free"\ncodes = ["missing-eval-evidence", "no-metric"]\n', "takes the place of"),
        ('[01-desk]\nshape = "beats"\ncodes = []\n', 'Write shape = "free"'),
        ('[01-desk]\nshape = "free"\ncodes = []\nbeats = [["end", "So I"]]\n', "There is no beat end."),
        ('[01-desk]\nshape = "free"\ncodes = []\nbeats = [["task", "I wanted"]]\n', '"I wanted" is not in the story'),
        ('[01-desk]\nshape = "free"\ncodes = []\nsaid = [["owned", "So I"]]\n', "A sentence cannot say owned."),
        ('[01-desk]\nshape = "free"\ncodes = []\nfigures = [["z", "9"]]\n', "A figure cannot be z."),
        ('[01-desk]\nshape = "free"\ncodes = []\nfigures = [["o", "10"]]\n', '"10" is not in the story'),
        ('[02-desk]\nshape = "free"\ncodes = []\n', "02-desk.md cannot be read"),
        ("", "01-desk.md has no label."),
        ("[01-desk\n", "labels.toml cannot be read"),
    ],
)
def test_a_label_that_cannot_be_used_is_named_with_its_fix(tmp_path: Path, labels: str, says: str) -> None:
    with pytest.raises(StartRefused) as refused:
        read_part(a_set(tmp_path, labels))

    assert any(says in reason for reason in refused.value.reasons)
    assert all(reason.endswith(".") for reason in refused.value.reasons)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("I cached the answers.", "bad.txt:2: Write it as: beat"),
        ("A cached | I cached the answers.", "bad.txt:2: A sentence cannot say cached."),
    ],
)
def test_a_single_sentence_that_cannot_be_read_is_named_with_its_fix(tmp_path: Path, line: str, says: str) -> None:
    (tmp_path / "bad.txt").write_text(f"@ desks\n{line}\n")

    with pytest.raises(StartRefused) as refused:
        loose_sentences(tmp_path)

    assert says in refused.value.reasons[0]
