"""The command line's part on stories: feedback on a file, how good the rules are, and learning their weights anew.

Everything heavy is imported when a command runs, so that help answers at once.
"""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import PracticeError, StartRefused
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.domain.dispute import Dispute, LentStory
    from bot.domain.story_feedback import Guidebook, Report
    from bot.domain.story_feedback.scoring import Evaluation
    from bot.golden import GoldenStory

SPLITS = ("build", "held-out")
TABLE_STARTS, TABLE_ENDS = "<!-- eval table: written by loopmates story eval --write -->", "<!-- end of eval table -->"
_WEIGHTS_OF = Path(__file__).parent / "domain" / "story_feedback"
_FIGURES = "feedback-figures.toml"
_DOCUMENT = Path(__file__).parent.parent / "docs" / "story-feedback.md"


def feedback(asked: argparse.Namespace) -> int:
    """Give feedback on stories in files, or on one from standard input."""
    from bot.content import content_folder, load_content
    from bot.story_tables import draw_report

    guidebook = load_content(content_folder()).guidebook
    for name in asked.files:
        report = _report(name, asked, guidebook)
        if asked.json:
            print(json.dumps({"file": name, **report.as_json()}, ensure_ascii=False))
        else:
            draw_report(name, report, guidebook)
    return 0


def _report(name: str, asked: argparse.Namespace, guidebook: "Guidebook") -> "Report":
    from bot.domain.story_feedback import read_story, review

    try:
        story = read_story(
            _text(name), question=asked.question, theme=asked.theme, seconds=asked.seconds, framework=asked.framework
        )
        return review(story, guidebook)
    except PracticeError as refusal:
        raise StartRefused(f"{name}: {refusal.sentence} {refusal.next_step}") from refusal


def _text(name: str) -> str:
    try:
        read = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return read.decode("utf-8")
    except OSError as refusal:
        raise StartRefused(
            f"{name} cannot be read: {refusal.strerror}. Name a text file, or - for standard input."
        ) from refusal
    except UnicodeDecodeError as refusal:
        raise StartRefused(f"{name} is not UTF-8 text. Save it as UTF-8 and try again.") from refusal


def measure(asked: argparse.Namespace) -> int:
    """Measure the rules on the golden set: precision, recall and F1 of each code, and how free text is cut."""
    from rich.console import Console

    from bot.content import content_folder, load_content
    from bot.golden import golden_folder, read_golden
    from bot.story_tables import beats_table, scores_table

    folder: Path = asked.folder or golden_folder()
    guidebook = load_content(content_folder()).guidebook
    wanted = SPLITS if asked.split == "all" else (asked.split,)
    by_split = {split: stories for split in wanted if (stories := read_golden(folder, [split]))}
    if not by_split:
        raise StartRefused(
            f"There are no labelled stories for {asked.split} in {folder}. Name another --split or --folder."
        )
    evaluations = {split: evaluation_of(stories, guidebook) for split, stories in by_split.items()}
    if asked.json:
        print(json.dumps({split: each.as_json() for split, each in evaluations.items()}, indent=2))
    else:
        for split, evaluation in evaluations.items():
            Console(highlight=False).print(scores_table(split, evaluation), beats_table(evaluation))
    if asked.write:
        record(evaluations)
    return 0


def evaluation_of(stories: "Sequence[GoldenStory]", guidebook: "Guidebook") -> "Evaluation":
    """Review every story and compare what is raised with its labels."""
    from bot.domain.story_feedback import review
    from bot.domain.story_feedback.scoring import evaluate

    judged = [(each.codes, review(each.story, guidebook).codes) for each in stories]
    return evaluate(judged, beats=_beats_read(stories))


def _beats_read(stories: "Iterable[GoldenStory]") -> list[tuple[str, str]]:
    from bot.domain.story_feedback.reading import Reading

    pairs = []
    for each in stories:
        if each.beats:
            read = {sentence.start: sentence.beat for sentence in Reading(each.story).sentences}
            pairs += [(beat, read[one.start] or "") for one, beat in each.labelled_beats() if one.start in read]
    return pairs


def record(evaluations: "Mapping[str, Evaluation]") -> None:
    """Write the figures where feedback shows them and where the documentation does."""
    from bot.content import content_folder
    from bot.story_tables import as_markdown

    lines = [
        "# How often each finding is right, by split of the golden set. Written by `loopmates story eval --write`."
    ]
    for split, evaluation in evaluations.items():
        lines += [
            f'\n[[finding_figures]]\nid = "{split}-{score.code}"\nfinding = "{score.code}"\nsplit = "{split}"\n'
            f"right = {score.right}\nwrong = {score.wrong}\nmissed = {score.missed}"
            for score in evaluation.codes
        ]
    (content_folder() / _FIGURES).write_text("\n".join(lines) + "\n", encoding="utf-8")
    if _DOCUMENT.is_file():
        before, rest = _DOCUMENT.read_text(encoding="utf-8").split(TABLE_STARTS)
        _, after = rest.split(TABLE_ENDS)
        table = as_markdown(evaluations)
        _DOCUMENT.write_text(f"{before}{TABLE_STARTS}\n\n{table}\n\n{TABLE_ENDS}{after}", encoding="utf-8")


def train(asked: argparse.Namespace) -> int:
    """Learn the weights anew from the building part of the golden set, and write them beside the rules."""
    from bot.domain.story_feedback import beats, training
    from bot.golden import cut_stories, examples, golden_folder, read_golden

    stories = read_golden(asked.folder or golden_folder(), ["build"])
    if not stories:
        raise StartRefused("There are no labelled stories to learn from. Name the golden set with --folder.")
    model = training.train_beats(cut_stories(stories))
    _write_weights("beat_weights", "of each feature for each of the six beats, in hundredths", model.as_text())
    beats.learned.cache_clear()
    weights = training.train_findings(examples(stories))
    _write_weights("story_weights", "of each trait for each learned finding, in thousandths", weights.as_text())
    sizes = f"{len(model.features)} features for beats, {len(weights.traits)} traits for findings"
    print(f"Learned from {len(stories)} stories: {sizes}. Measure them with: loopmates story eval")
    return 0


def _write_weights(module: str, about: str, weights: str) -> None:
    text = f'"""Learned weights {about}. Written by `loopmates story train`."""\n\nWEIGHTS = """\n{weights}\n"""\n'
    (_WEIGHTS_OF / f"{module}.py").write_text(text, encoding="utf-8")


def disputes(asked: argparse.Namespace) -> int:
    """Count the findings that members called wrong, and write the stories that they lent for the golden set."""
    from bot.domain.dispute import count_by_code, lent_stories

    settings = Settings.from_environment(os.environ)
    found = asyncio.run(_read_disputes(asked.database or settings.database))
    counts, lent = count_by_code(found), lent_stories(found)
    if asked.folder is not None:
        _write_golden(asked.folder, lent)
    if asked.json:
        stories = [asdict(story) for story in lent]
        counted = [{"code": code, "disputed": n, "with_text": texts} for code, (n, texts) in counts.items()]
        print(json.dumps({"counts": counted, "stories": stories}, indent=2, ensure_ascii=False))
        return 0
    for code, (n, texts) in counts.items():
        print(f"{code:24}{n:4} called wrong, {texts} with its text")
    print("No finding was called wrong yet." if not counts else f"Stories that may be used: {len(lent)}.")
    if asked.folder is not None:
        print(f"Written to {asked.folder}; read each before it becomes part of a golden set.")
    return 0


async def _read_disputes(url: str) -> "list[Dispute]":
    from bot.store.database import Database, ensure_current
    from bot.store.disputes import Disputes

    database = Database(url)
    try:
        await ensure_current(database)
        async with database.begin() as connection:
            return await Disputes(connection).all()
    finally:
        await database.close()


def _write_golden(folder: Path, stories: "Sequence[LentStory]") -> None:
    """Write an author's folder of the golden set: a file a story, and their labels."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for story in stories:
            (folder / f"{story.name}.md").write_text(story.text, encoding="utf-8")
        labels = "\n".join(['author = "members, disputed"\n', *(story.labels for story in stories)])
        (folder / "labels.toml").write_text(labels, encoding="utf-8")
    except OSError as refusal:
        raise StartRefused(f"{folder} cannot be written: {refusal.strerror}. Name another --folder.") from refusal


def add_commands(commands: Any, command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands to the parser of `loopmates story`; `command` makes one of a function."""
    asking = command(commands, feedback, "feedback", example="loopmates story feedback my-story.md --seconds 130")
    asking.add_argument("files", metavar="FILE", nargs="+", help="a story, in beats or as spoken; - is standard input")
    asking.add_argument("--json", action="store_true", help="print one JSON object a line")
    asking.add_argument("--question", default="", help="the question that it answers, in words or by its id")
    asking.add_argument("--theme", default="", help="the id of a theme, such as evals")
    asking.add_argument("--seconds", type=float, help="how long the spoken answer really took")
    asking.add_argument("--framework", default="", help="the id of its framework; star-ej if left out")
    disputing = command(commands, disputes, "disputes", example="loopmates story disputes --folder disputed")
    disputing.add_argument("--folder", type=Path, help="write the stories that were lent here, as the golden set does")
    disputing.add_argument("--database", metavar="FILE_OR_URL", help="otherwise the one of LOOPMATES_DATABASE")
    disputing.add_argument("--json", action="store_true", help="print counts and stories for another program to read")
    measuring = command(commands, measure, "eval", example="loopmates story eval --split held-out")
    measuring.add_argument("--split", choices=(*SPLITS, "all"), default="all", help="which part of the golden set")
    measuring.add_argument("--folder", type=Path, help="the golden set; otherwise the one of this checkout")
    measuring.add_argument("--json", action="store_true", help="print the figures for another program to read")
    measuring.add_argument("--write", action="store_true", help="record them where feedback and the docs show them")
    learning = command(commands, train, "train", example="loopmates story train")
    learning.add_argument("--folder", type=Path, help="the golden set; otherwise the one of this checkout")
