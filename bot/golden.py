"""The golden set: labelled stories and sentences on disk, read for measuring the rules and for learning their weights.

`tests/golden/stories/README.md` says what stands in the files.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.domain.story import BEATS, Story, read_story
from bot.domain.story_feedback.figures import Figure
from bot.domain.story_feedback.guidebook import CODES
from bot.domain.story_feedback.reading import told_sentences
from bot.domain.story_feedback.sentences import Sentence, sentences_of
from bot.domain.story_feedback.verdicts import ROLES, SAID
from bot.errors import PracticeError, StartRefused

if TYPE_CHECKING:
    from bot.learning import Lesson, LooseSentence

SPLITS = ("build", "held-out")
WHOLE = "stories"
LABELS = "labels.toml"
_OF_A_FAILURE = {"late-ownership", "no-safeguard", "defends-failure", "blames-others"}
_BESIDE_NO_STORY = {"not-a-story", "private-data"}
_OF_EVIDENCE = {"no-sample-size", "no-metric", "judge-bias"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenStory:
    """One labelled story. `beats` are the beat and the first words of each stretch of free text.

    `said` are what a sentence says and its first words, `figures` the roles of a figure and its words, both in the
    order of the text.
    """

    author: str
    name: str
    text: str
    codes: frozenset[str]
    beats: tuple[tuple[str, str], ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
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


def sentences_folder() -> Path:
    """Find the labelled sentences of a checkout that stand in no story."""
    return golden_folder().parent / "sentences"


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


def lessons(stories: Sequence[GoldenStory]) -> list[Lesson]:
    """Give what is learned from: stories whose sentences are labelled, and those that are none."""
    return [_lesson(story) for story in stories if story.said or "not-a-story" in story.codes]


def _lesson(story: GoldenStory) -> Lesson:
    from bot.learning import Lesson

    told = story.story
    beats = {sentence.start: beat for sentence, beat in story.labelled_beats()}
    sentences = told_sentences(told)
    said = {start: words.split() for start, words in _starts(story.text, story.said)}
    figures = [(start, start + len(words), roles) for (start, roles), (_, words) in _placed(story)]
    return Lesson(
        author=story.author,
        story=told,
        codes=story.codes,
        tells_failure=story.tells_failure,
        beats=[beats.get(each.start, "situation") for each in sentences],
        said=[said.get(each.start, ()) for each in sentences],
        roles={
            (at, which): {role for start, end, roles in figures for role in roles if _meet(each, figure, start, end)}
            for at, each in enumerate(sentences)
            for which, figure in enumerate(each.figures)
        },
    )


def _placed(story: GoldenStory) -> Iterator[tuple[tuple[int, str], tuple[str, str]]]:
    yield from zip(_starts(story.text, story.figures), story.figures, strict=True)


def _meet(sentence: Sentence, figure: Figure, start: int, end: int) -> bool:
    return start < sentence.start + figure.end and sentence.start + figure.start < end


def loose_sentences(folder: Path) -> list[LooseSentence]:
    """Read the labelled sentences that stand in no story, from all files of a folder.

    Raises `StartRefused` with a line for each that cannot be read.
    """
    from bot.learning import LooseSentence

    found: list[LooseSentence] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip() or line.startswith(("@", "=")):
                continue
            read = _LOOSE.fullmatch(line)
            if read is None:
                faults.append(f"{path}:{number}: Write it as: beat, what it says, a bar, and the sentence.")
                continue
            if unknown := sorted(set(read["said"].split()) - set(SAID)):
                faults.append(f"{path}:{number}: A sentence cannot say {', '.join(unknown)}. Use {', '.join(SAID)}.")
                continue
            roles = {role for figure in _FIGURE.finditer(read["text"]) for role in figure[1]}
            found.append(
                LooseSentence(
                    source=path.stem,
                    story=read_story(_FIGURE.sub(r"\2", read["text"])),
                    beat=_LETTERS[read["beat"]],
                    said={*read["said"].split(), *(ROLES[role] for role in roles)},
                )
            )
    if faults:
        raise StartRefused(*faults)
    return found


_LETTERS = dict(zip("STAERJ", BEATS, strict=True))
_LOOSE = re.compile(r"(?P<beat>[STAERJ])(?P<said>(?: [a-z]+)*) \| ?(?P<text>.*\w.*)")
_FIGURE = re.compile(r"\{([nmuob]+):([^{}]*)\}")


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
        beats=_pairs(label, "beats"),
        said=_pairs(label, "said"),
        figures=_pairs(label, "figures"),
        tells_failure=bool(_OF_A_FAILURE & codes) or bool(label.get("failure", False)),
    )


def _pairs(label: Mapping[str, Any], name: str) -> tuple[tuple[str, str], ...]:
    return tuple((what, words) for what, words in label.get(name, ()))


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
    said = {word for what, _ in label.get("said", ()) for word in what.split()}
    if unknown := sorted(said - set(SAID)):
        yield f"A sentence cannot say {', '.join(unknown)}. Use {', '.join(SAID)}."
    roles = {role for what, _ in label.get("figures", ()) for role in what}
    if unknown := sorted(roles - set(ROLES)):
        yield f"A figure cannot be {', '.join(unknown)}. Use {', '.join(ROLES)}."
    for marks in (beats, label.get("said", ()), label.get("figures", ())):
        try:
            list(_starts(text, marks))
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
