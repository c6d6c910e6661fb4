"""The rules held against labelled stories, and the figures of it that are kept.

What precision, recall and their intervals are stands in `bot.domain.story_feedback.scoring`. Figures are kept twice: as
practice material, from which feedback says how often a finding is right, and as tables in the documentation.
"""

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain.story import Story
from bot.domain.story_feedback import Guidebook, review
from bot.domain.story_feedback.model import Model
from bot.domain.story_feedback.reading import Reading
from bot.domain.story_feedback.review import codes_of
from bot.domain.story_feedback.scoring import CodeScore, Evaluation, evaluate
from bot.errors import StartRefused
from bot.golden import SPLITS, GoldenStory
from bot.story_tables import as_markdown, mistakes_as_markdown

FIGURES = "feedback-figures.toml"
DOCUMENT = Path(__file__).parent.parent / "docs" / "story-feedback.md"
# Of the held-out part nobody is to see which story goes wrong.
SHOWN_IN_DETAIL = "build"
_HEAD = "# How often each finding is right, by part of the golden set. Written by `loopmates story eval --write`.\n"
_STARTS, _ENDS = "<!-- {}: written by loopmates story eval --write -->", "<!-- end of {} -->"


@dataclass(frozen=True, slots=True)
class Measured:
    """The rules on one part of the golden set: the figures, and each story judged otherwise than labelled."""

    evaluation: Evaluation
    mistakes: tuple[tuple[str, frozenset[str], frozenset[str]], ...]  # the story, what was missed, what was wrong


def measure(stories: Sequence[GoldenStory], guidebook: Guidebook) -> Measured:
    """Review every story and compare what is raised with its labels."""
    judged = [(each, review(each.story, guidebook).codes) for each in stories]
    return Measured(
        evaluate([(each.codes, raised) for each, raised in judged], beats=_beats_read(stories)),
        tuple(
            (f"{each.author}/{each.name}", each.codes - raised, raised - each.codes)
            for each, raised in judged
            if raised != each.codes
        ),
    )


def measure_unseen(judged: Iterable[tuple[Story, Collection[str], Model]]) -> Evaluation:
    """Compare labels with what is raised, each story being judged by the weights that are given with it."""
    return evaluate([(labelled, codes_of(Reading(story, model))) for story, labelled, model in judged])


def record(parts: Mapping[str, Measured], content: Path, document: Path = DOCUMENT) -> None:
    """Keep the figures of the parts that were measured; those of other parts stay as they are.

    Raises `StartRefused` where one of the two files cannot be written, or has no place for them.
    """
    figures = content / FIGURES
    try:
        kept = tomllib.loads(figures.read_text(encoding="utf-8")) if figures.exists() else {}
        text = with_tables(document.read_text(encoding="utf-8"), parts)
        figures.write_text(as_toml(parts, kept.get("finding_figures", ())), encoding="utf-8")
        document.write_text(text, encoding="utf-8")
    except OSError as refusal:
        why = f"The figures cannot be recorded in {refusal.filename}: {refusal.strerror}."
        raise StartRefused(f"{why} Record them in a checkout that you may write to.") from refusal


def as_toml(parts: Mapping[str, Measured], kept: Sequence[Mapping[str, Any]] = ()) -> str:
    """Write the figures as practice material, with those kept of parts that were not measured."""
    entries = {split: [each for each in kept if each["split"] == split] for split in SPLITS}
    entries |= {split: [_entry(split, score) for score in each.evaluation.codes] for split, each in parts.items()}
    return "\n".join([_HEAD, *(_written(entry) for split in entries.values() for entry in split)])


def with_tables(document: str, parts: Mapping[str, Measured]) -> str:
    """Put the tables between their marks in a document; raises `StartRefused` where the marks are missing."""
    for split, measured in parts.items():
        document = _put(document, f"figures of {split}", as_markdown(split, measured.evaluation))
        if split == SHOWN_IN_DETAIL:
            document = _put(document, f"mistakes on {split}", mistakes_as_markdown(measured.mistakes))
    return document


def _put(document: str, name: str, text: str) -> str:
    starts, ends = _STARTS.format(name), _ENDS.format(name)
    before, found, rest = document.partition(starts)
    _, closed, after = rest.partition(ends)
    if not (found and closed):
        raise StartRefused(f'The document has no place for the {name}. Add the lines "{starts}" and "{ends}".')
    return f"{before}{starts}\n\n{text}\n\n{ends}{after}"


def _beats_read(stories: Iterable[GoldenStory]) -> Iterator[tuple[str, str]]:
    """Give for each sentence of free text the beat that its label says and the one that was read."""
    for each in stories:
        if each.beats:
            read = {sentence.start: sentence.beat for sentence in Reading(each.story).sentences}
            for sentence, beat in each.labelled_beats():
                if sentence.start in read:
                    yield beat, read[sentence.start] or ""


def _entry(split: str, score: CodeScore) -> dict[str, Any]:
    counts = {"right": score.right, "wrong": score.wrong, "missed": score.missed}
    return {"id": f"{split}-{score.code}", "finding": score.code, "split": split, **counts}


def _written(entry: Mapping[str, Any]) -> str:
    lines = (f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}" for key, value in entry.items())
    return "\n".join(["[[finding_figures]]", *lines, ""])
