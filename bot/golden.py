"""The golden set: labelled stories on disk, read for measuring the rules and for learning their weights.

`tests/golden/stories/README.md` says what stands in the files.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain.story import BEATS, Story, read_story
from bot.domain.story_feedback.guidebook import CODES
from bot.domain.story_feedback.reading import Reading
from bot.domain.story_feedback.sentences import Sentence, sentences_of
from bot.domain.story_feedback.training import CutStory, Example
from bot.domain.story_feedback.traits import FAILURE, traits_of
from bot.errors import PracticeError, StartRefused

SPLITS = ("build", "held-out")
WHOLE = "stories"
LABELS = "labels.toml"
_OF_A_FAILURE = {"late-ownership", "no-safeguard", "defends-failure", "blames-others"}
_BESIDE_NO_STORY = {"not-a-story", "private-data"}
_OF_EVIDENCE = {"no-sample-size", "no-metric", "judge-bias"}


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
        starts = list(_starts(self.text, self.beats))
        return [(each, _beat_at(starts, each.start)) for each in sentences] if starts else []


def golden_folder() -> Path:
    """Find the golden set of a checkout; an installed package has none."""
    return Path(__file__).parent.parent / "tests" / "golden" / "stories"


def parts_of(folder: Path) -> Mapping[str, Path]:
    """Give the parts that a golden set is split into; a folder that is not split is one part, called `stories`.

    Raises `StartRefused` where there is no such folder.
    """
    if not folder.is_dir():
        where = "The golden set comes with the source, not with the package. Run this in a checkout"
        raise StartRefused(f"{folder} is not a folder. {where}, or name labelled stories with --folder.")
    return {split: folder / split for split in SPLITS if (folder / split).is_dir()} or {WHOLE: folder}


def read_golden(folder: Path, splits: Sequence[str]) -> list[GoldenStory]:
    """Read the labelled stories of some splits, author by author."""
    parts = parts_of(folder)
    return [story for split in splits if split in parts for story in read_part(parts[split])]


def read_part(folder: Path) -> list[GoldenStory]:
    """Read every labelled story in or under a folder.

    Raises `StartRefused` with a line for each label that cannot be used.
    """
    stories: list[GoldenStory] = []
    faults: list[str] = []
    for labels in sorted(folder.rglob(LABELS)):
        for name, label in _tables(labels, faults):
            if found := list(_wrong_in(labels.parent / f"{name}.md", label)):
                faults += [f"{labels}: {name}: {fault}" for fault in found]
            else:
                stories.append(_story(labels.parent, name, label))
        faults += _unlabelled(labels)
    if faults:
        raise StartRefused(*faults)
    return stories


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


def _tables(labels: Path, faults: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        read: dict[str, Any] = tomllib.loads(labels.read_text(encoding="utf-8"))
    except (OSError, ValueError) as refusal:
        faults.append(f"{labels} cannot be read: {refusal}. Mend the file.")
        return
    yield from ((name, label) for name, label in read.items() if isinstance(label, dict))


def _unlabelled(labels: Path) -> Iterator[str]:
    named = {name for name, _ in _tables(labels, [])}
    for path in sorted(labels.parent.glob("*.md")):
        if path.stem not in named | {"README"}:
            yield f"{path} has no label. Add [{path.stem}] to {LABELS} beside it."


def _story(folder: Path, name: str, label: Mapping[str, Any]) -> GoldenStory:
    codes = frozenset(label["codes"])
    return GoldenStory(
        author=folder.name,
        name=name,
        text=(folder / f"{name}.md").read_bytes().decode("utf-8"),
        codes=codes,
        beats=tuple((beat, words) for beat, words in label.get("beats", ())),
        tells_failure=bool(_OF_A_FAILURE & codes) or bool(label.get("failure", False)),
    )


def _wrong_in(path: Path, label: Mapping[str, Any]) -> Iterator[str]:
    """Say what keeps a label from being used, each with its fix."""
    codes = label.get("codes")
    if not isinstance(codes, list):
        yield "It has no codes. Add codes = [], or the codes that hold."
        return
    if unknown := sorted(set(codes) - set(CODES)):
        yield f"There is no code {', '.join(unknown)}. Mend its codes."
    if len(set(codes)) < len(codes):
        yield "A code stands twice. Keep one of them."
    if "not-a-story" in codes and set(codes) - _BESIDE_NO_STORY:
        yield "not-a-story stands alone, or with private-data. Take the other codes out."
    if "missing-eval-evidence" in codes and set(codes) & _OF_EVIDENCE:
        yield f"missing-eval-evidence takes the place of {', '.join(sorted(_OF_EVIDENCE))}. Take those out."
    try:
        text = path.read_bytes().decode("utf-8")
        story = read_story(text)
    except (OSError, UnicodeDecodeError, PracticeError) as refusal:
        yield f"{path.name} cannot be read: {refusal}. Mend it, or take its label out."
        return
    if "not-a-story" not in codes and label.get("shape") != (shape := "free" if story.beats is None else "beats"):
        yield f'The story is told in another shape. Write shape = "{shape}", or mend its headings.'
    beats = label.get("beats", ())
    if unknown := sorted({beat for beat, _ in beats} - set(BEATS)):
        yield f"There is no beat {', '.join(unknown)}. Use {', '.join(BEATS)}."
    try:
        list(_starts(text, beats))
    except ValueError as lost:
        yield f'"{lost}" is not in the story, or not in this order. Mend its marker.'


def _starts(text: str, beats: Sequence[tuple[str, str]]) -> Iterator[tuple[int, str]]:
    """Give where each stretch begins, by the first words of it; raises `ValueError` with words that are not there."""
    at = 0
    for beat, words in beats:
        at = text.find(words, at)
        if at < 0:
            raise ValueError(words)
        yield at, beat


def _beat_at(starts: Sequence[tuple[int, str]], place: int) -> str:
    """Find the stretch that a sentence begins in; a marker may stand within a sentence, which keeps its beat then."""
    passed = [beat for start, beat in starts if start <= place]
    return passed[-1] if passed else starts[0][1]
