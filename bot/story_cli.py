"""The command line's part on stories: feedback on a file, how good the rules are, and learning their weights anew.

Everything heavy is imported when a command runs, so that help answers at once.
"""

import argparse
import asyncio
import contextlib
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import PracticeError, StartRefused
from bot.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from bot.domain.dispute import Dispute, LentStory
    from bot.domain.story_feedback import Guidebook, Report

_WIDEST = 120
_WEIGHTS_OF = Path(__file__).parent / "domain" / "story_feedback" / "weights"


def feedback(asked: argparse.Namespace) -> int:
    """Give feedback on stories in files, or on one from standard input.

    A story that cannot be read does not keep the others from theirs; what is wrong with it is said in the end.
    """
    from bot.content import content_folder, load_content

    guidebook = load_content(content_folder()).guidebook
    _refuse_unknown("theme", asked.theme, guidebook.themes)
    _refuse_unknown("framework", asked.framework, guidebook.frameworks)
    show = _json_line if asked.json else _drawing()
    refused: list[str] = []
    for name in asked.files:
        try:
            report = _report(name, asked, guidebook)
        except StartRefused as refusal:
            refused += refusal.reasons
        else:
            show(name, report, guidebook)
    if refused:
        raise StartRefused(*refused)
    return 0


def _refuse_unknown(option: str, given: str, known: Iterable[str]) -> None:
    from bot.content.faults import did_you_mean

    if given and given not in known:
        fix = did_you_mean(given, known, otherwise=f"Use one of {', '.join(known)}.")
        raise StartRefused(f'There is no {option} "{given}". {fix}')


def _report(name: str, asked: argparse.Namespace, guidebook: "Guidebook") -> "Report":
    from bot.domain.story_feedback import read_story, review

    try:
        story = read_story(
            _text(name), question=asked.question, theme=asked.theme, seconds=asked.seconds, framework=asked.framework
        )
        return review(story, guidebook)
    except PracticeError as refusal:
        raise StartRefused(f"{_called(name)}: {refusal.sentence} {refusal.next_step}") from refusal


def _text(name: str) -> str:
    from bot.domain.story import LONGEST

    most = 4 * LONGEST  # a character takes four bytes at most, and nobody waits for the rest of an endless file
    try:
        if name == "-":
            read = sys.stdin.buffer.read(most + 1)
        else:
            with Path(name).open("rb") as opened:
                read = opened.read(most + 1)
    except (OSError, ValueError) as refusal:
        why = refusal.strerror if isinstance(refusal, OSError) else refusal
        raise StartRefused(f"{name} cannot be read: {why}. Name a text file, or - for standard input.") from refusal
    if len(read) > most:
        why = f"{_called(name)} has over {LONGEST:,} characters, more than are allowed."
        raise StartRefused(f"{why} A spoken answer has about 2,000: give that part only.")
    try:
        return read.decode("utf-8")
    except UnicodeDecodeError as refusal:
        raise StartRefused(f"{_called(name)} is not UTF-8 text. Save it as UTF-8 and try again.") from refusal


def _called(name: str) -> str:
    return "Standard input" if name == "-" else name


def _json_line(name: str, report: "Report", _guidebook: "Guidebook") -> None:
    """Print what the contract of the report names; that a language cannot be judged would otherwise go unsaid."""
    fields = {"file": name, **report.as_json()}
    if report.is_english:
        del fields["notes"]
    print(json.dumps(fields, ensure_ascii=not _speaks_unicode()))


def _drawing() -> "Callable[[str, Report, Guidebook], None]":
    from bot.story_report import draw_report

    return partial(draw_report, _console())


def _console() -> "Console":
    """Open the terminal. Without one there is no width to keep to; what it cannot show becomes a question mark."""
    from rich.console import Console

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    return Console(highlight=False, width=None if sys.stdout.isatty() else _WIDEST)


def _speaks_unicode() -> bool:
    return sys.stdout.encoding.lower().startswith("utf")


def evaluate(asked: argparse.Namespace) -> int:
    """Measure the rules on labelled stories: precision, recall and F1 of each code, and how free text is cut."""
    from bot.content import content_folder, load_content
    from bot.evaluation import measure, record
    from bot.golden import WHOLE, golden_folder, parts_of, read_part
    from bot.story_tables import beats_table, scores_table

    folder: Path = asked.folder or golden_folder()
    wanted = {name: part for name, part in parts_of(folder).items() if asked.split in (name, "all") or name == WHOLE}
    by_part = {name: stories for name, part in wanted.items() if (stories := read_part(part))}
    if not by_part:
        which = "labelled stories" if asked.split == "all" else f'labelled stories of "{asked.split}"'
        raise StartRefused(f"There are no {which} in {folder}. Name another --split or --folder.")
    if asked.write and folder.resolve() != golden_folder().resolve():
        raise StartRefused(f"{folder} is not the golden set, so its figures are not recorded. Leave out --write.")
    guidebook = load_content(content_folder()).guidebook
    measured = {part: measure(stories, guidebook) for part, stories in by_part.items()}
    if asked.json:
        print(json.dumps({part: each.evaluation.as_json() for part, each in measured.items()}, indent=2))
    else:
        console = _console()
        for part, each in measured.items():
            console.print(scores_table(part, each.evaluation), beats_table(each.evaluation))
    if asked.write:
        record(measured, content_folder())
    return 0


def train(asked: argparse.Namespace) -> int:
    """Learn the weights anew from the building part of the golden set, and write them beside the rules."""
    try:
        from bot import learning
    except ImportError as missing:
        why = f"Learning needs {missing.name}, which only a checkout's tools bring."
        raise StartRefused(f"{why} Run: make .venv/dev.stamp") from missing
    from bot.domain.story_feedback import model
    from bot.evaluation import measure_unseen
    from bot.golden import golden_folder, lessons, loose_sentences, read_golden, sentences_folder
    from bot.story_tables import scores_table

    stories = lessons(read_golden(asked.folder or golden_folder(), ["build"]))
    if not stories:
        raise StartRefused("There are no labelled stories to learn from. Name the golden set with --folder.")
    loose = loose_sentences(asked.sentences or sentences_folder())
    print(f"Learning from {len(stories)} stories and {len(loose)} single sentences. This takes minutes.", flush=True)
    learned = learning.learn(stories, loose)
    for name, text in learned.model.as_files().items():
        (_WEIGHTS_OF / name).write_text(text, encoding="utf-8")
    model.learned.cache_clear()
    unseen = measure_unseen((each.story, each.codes, model) for each, model in learned.unseen)
    _console().print(scores_table("build, each story by weights that had not seen its author", unseen))
    print("Written. Measure the whole with: loopmates story eval")
    return 0


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
    asking.add_argument(
        "--question", metavar="TEXT", default="", help="the question that it answers, in words or by its id"
    )
    asking.add_argument("--theme", metavar="ID", default="", help="the id of a theme, such as evals")
    asking.add_argument("--seconds", type=_seconds, metavar="N", help="how long the spoken answer really took")
    asking.add_argument("--framework", metavar="ID", default="", help="the id of its framework; star-ej if left out")
    disputing = command(commands, disputes, "disputes", example="loopmates story disputes --folder disputed")
    disputing.add_argument("--folder", type=Path, help="write the stories that were lent here, as the golden set does")
    disputing.add_argument("--database", metavar="FILE_OR_URL", help="otherwise the one of LOOPMATES_DATABASE")
    disputing.add_argument("--json", action="store_true", help="print counts and stories for another program to read")
    measuring = command(commands, evaluate, "eval", example="loopmates story eval --split held-out")
    measuring.add_argument(
        "--split", choices=("build", "held-out", "all"), default="all", help="which part of the golden set"
    )
    measuring.add_argument("--folder", type=Path, help="the golden set; otherwise the one of this checkout")
    measuring.add_argument("--json", action="store_true", help="print the figures for another program to read")
    measuring.add_argument("--write", action="store_true", help="record them where feedback and the docs show them")
    learning = command(commands, train, "train", example="loopmates story train")
    learning.add_argument("--folder", type=Path, help="the golden set; otherwise the one of this checkout")
    learning.add_argument("--sentences", type=Path, help="labelled single sentences; otherwise those of this checkout")


def _seconds(written: str) -> float:
    with contextlib.suppress(ValueError):
        if 0 < float(written) < 36_000:
            return float(written)
    raise argparse.ArgumentTypeError(f"{written!r} is no time; give the seconds that the answer took, such as 120")
