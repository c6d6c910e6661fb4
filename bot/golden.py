"""The golden set: labelled stories on disk, read for measuring the rules and for learning their weights."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain.story import Story, read_story
from bot.domain.story_feedback.guidebook import CODES
from bot.domain.story_feedback.reading import Reading
from bot.domain.story_feedback.sentences import Sentence, sentences_of
from bot.domain.story_feedback.training import CutStory, Example
from bot.domain.story_feedback.traits import FAILURE, traits_of
from bot.errors import PracticeError, StartRefused

_OF_A_FAILURE = {"late-ownership", "no-safeguard", "defends-failure", "blames-others"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenStory:
    """One labelled story. `beats` are the beat and the first words of each stretch of free text."""

    author: str
    name: str
    text: str
    codes: frozenset[str]
    beats: tuple[tuple[str, str], ...] = ()
    tells_failure: bool = False

    @property
    def story(self) -> Story:
        return read_story(self.text)

    def labelled_beats(self) -> list[tuple[Sentence, str]]:
        """Give each sentence with its labelled beat; nothing where no beats are labelled."""
        story = self.story
        sentences = sentences_of(story)
        if story.beats is not None:
            return [(sentence, sentence.beat) for sentence in sentences if sentence.beat]
        starts, at = [], 0
        for beat, words in self.beats:
            at = self.text.find(words, at)
            if at < 0:
                raise StartRefused(f'{self.author}/{self.name}: "{words}" is not in the story. Mend its marker.')
            starts.append((at, beat))
        return [(each, _beat_at(starts, each.start)) for each in sentences] if starts else []


def golden_folder() -> Path:
    """Find the golden set of a checkout; an installed package has none."""
    return Path(__file__).parent.parent / "tests" / "golden" / "stories"


def read_golden(folder: Path, splits: Sequence[str]) -> list[GoldenStory]:
    """Read the labelled stories of some splits, author by author."""
    if not folder.is_dir():
        raise StartRefused(f"{folder} is not a folder. Name the golden set with --folder.")
    return [story for split in splits for path in sorted((folder / split).glob("*/labels.toml")) for story in _of(path)]


def cut_stories(stories: Sequence[GoldenStory]) -> list[CutStory]:
    """Give what is learned from about beats: sentences, and the beat of each."""
    cut = [story.labelled_beats() for story in stories if "not-a-story" not in story.codes]
    return [([sentence for sentence, _ in each], [beat for _, beat in each]) for each in cut if each]


def examples(stories: Sequence[GoldenStory]) -> list[Example]:
    """Give what is learned from about findings: the traits of each story, and what holds of it."""
    return [
        Example(
            story.author, traits_of(Reading(story.story)), story.codes | ({FAILURE} if story.tells_failure else set())
        )
        for story in stories
        if "not-a-story" not in story.codes
    ]


def _of(labels: Path) -> Iterator[GoldenStory]:
    try:
        read: dict[str, Any] = tomllib.loads(labels.read_text(encoding="utf-8"))
    except (OSError, ValueError) as refusal:
        raise StartRefused(f"{labels} cannot be read: {refusal}. Mend the file.") from refusal
    for name, label in read.items():
        if not isinstance(label, dict):
            continue
        unknown = set(label["codes"]) - set(CODES)
        if unknown:
            raise StartRefused(f"{labels}: {name}: There is no code {', '.join(sorted(unknown))}. Mend its codes.")
        yield GoldenStory(
            author=labels.parent.name,
            name=name,
            text=_text(labels.parent / f"{name}.md"),
            codes=frozenset(label["codes"]),
            beats=tuple((beat, words) for beat, words in label.get("beats", ())),
            tells_failure=bool(_OF_A_FAILURE & set(label["codes"])) or bool(label.get("failure", False)),
        )


def _text(path: Path) -> str:
    try:
        text = path.read_bytes().decode("utf-8")
        read_story(text)
    except (OSError, UnicodeDecodeError, PracticeError) as refusal:
        raise StartRefused(f"{path} cannot be read: {refusal}. Mend it, or take its label out.") from refusal
    return text


def _beat_at(starts: Sequence[tuple[int, str]], place: int) -> str:
    """Find the stretch that a sentence begins in; a marker may stand within a sentence, which keeps its beat then."""
    passed = [beat for start, beat in starts if start <= place]
    return passed[-1] if passed else starts[0][1]
