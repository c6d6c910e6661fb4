"""Story feedback and its figures drawn for a terminal, and written as the documentation shows them."""

from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from bot.domain.story_feedback import Finding, Guidebook, Report
from bot.domain.story_feedback.guidebook import BY_RULES, ENGLISH_ONLY
from bot.domain.story_feedback.scoring import CodeScore, Evaluation, interval

_BAR = 30
_COLOURS = {"blocker": "bold red", "major": "yellow", "minor": "cyan"}


def draw_report(name: str, report: Report, guidebook: Guidebook) -> None:
    """Draw a report: the beats as bars against their budget, what to keep, what to change."""
    console = Console(highlight=False)
    console.print(
        f"[bold]{escape(name)}[/]  {report.words} words, {report.spoken_seconds:.0f} s spoken, {report.framework}"
    )
    if not report.is_english:
        console.print(ENGLISH_ONLY)
    console.print(_bars(report, guidebook))
    if report.strengths:
        console.print("[bold green]Keep[/]")
        console.print("\n".join(f"  + {escape(strength)}" for strength in report.strengths))
    if report.findings:
        console.print("[bold]Change[/]")
    for finding in report.findings:
        console.print(_drawn(finding, guidebook))
    if report.probes:
        console.print("[bold]You will be asked[/]")
        console.print("\n".join(f"  ? {escape(guidebook.probes[id].text)}" for id in report.probes))
    console.print(f"[dim]{BY_RULES}[/]\n")


def _bars(report: Report, guidebook: Guidebook) -> Table:
    names = {beat.id: beat.name for beat in guidebook.frameworks[report.framework].beats}
    longest = max(
        [beat.seconds for beat in report.beats.values()]
        + [beat.budget[1] for beat in report.beats.values() if beat.budget]
        + [1.0]
    )
    table = Table(box=None, show_header=False, padding=(0, 1))
    for id, beat in report.beats.items():
        least, most = beat.budget or (0, 0)
        colour = "green" if not most or least <= beat.seconds <= most else "yellow"
        bar = Text("█" * round(beat.seconds / longest * _BAR), style=colour)
        if most:
            bar.append("·" * max(0, round(most / longest * _BAR) - len(bar)), style="dim")
        table.add_row(names[id], f"{beat.seconds:.0f} s", bar, f"of {least}–{most} s" if most else "")
    return table


def _drawn(finding: Finding, guidebook: Guidebook) -> Text:
    kind = guidebook.finding_kinds[finding.code]
    text = Text.assemble("  ", (finding.severity, _COLOURS[finding.severity]), f" {kind.name}")
    if finding.quote:
        text.append(f"\n    “{_shortened(finding.quote)}”", style="italic")
    text.append(f"\n    {finding.advice}\n    ({finding.code}, see: {finding.source}")
    measured = guidebook.figures.get(finding.code)
    if measured is not None and measured.precision is not None:
        text.append(f"; right in {measured.precision:.0%} of the cases on stories that the rules had not seen")
    return text.append(")")


def _shortened(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= 200 else f"{words[:199].rstrip()}…"


def scores_table(split: str, evaluation: Evaluation) -> Table:
    title = f"{split}: {evaluation.stories} stories, macro F1 {evaluation.macro_f1:.3f}, {in_words(evaluation)}"
    table = Table(*_COLUMNS, box=box.SIMPLE_HEAD, title=title, title_justify="left")
    for score in evaluation.codes:
        table.add_row(*_cells(score))
    return table


_COLUMNS = ("code", "examples", "right", "wrong", "missed", "precision", "95 %", "recall", "95 %", "F1")


def _cells(score: CodeScore) -> tuple[str, ...]:
    counts = (score.examples, score.right, score.wrong, score.missed)
    precise = _number(score.precision), _range(interval(score.right, score.right + score.wrong))
    complete = _number(score.recall), _range(interval(score.right, score.right + score.missed))
    return score.code, *map(str, counts), *precise, *complete, _number(score.f1)


def _number(share: float | None) -> str:
    return "" if share is None else f"{share:.2f}"


def _range(ends: tuple[float, float] | None) -> str:
    return "" if ends is None else f"{ends[0]:.2f}–{ends[1]:.2f}"


def in_words(evaluation: Evaluation) -> str:
    """Say how many clean stories stay without a finding."""
    ends = _range(interval(evaluation.clean_kept, evaluation.clean))
    return f"{evaluation.clean_kept} of {evaluation.clean} clean stories without a finding ({ends})"


def beats_table(evaluation: Evaluation) -> Table:
    beats = evaluation.as_json()["beats"]["confusion"]
    right = _number(evaluation.beats_right)
    table = Table("labelled as, read as", *beats, box=box.SIMPLE_HEAD, title=f"Sentences of free text: {right} right")
    for labelled, row in beats.items():
        table.add_row(labelled, *(str(count) for count in row.values()))
    return table


def as_markdown(evaluations: Mapping[str, Evaluation]) -> str:
    """Write the tables as the documentation shows them."""
    pieces = []
    for split, evaluation in evaluations.items():
        confusion = evaluation.as_json()["beats"]["confusion"]
        pieces += [
            f"### {split}: {evaluation.stories} stories",
            f"Macro F1 {evaluation.macro_f1:.3f}; {in_words(evaluation)}.",
            _markdown([_COLUMNS, *(_cells(score) for score in evaluation.codes)]),
            f"Sentences of free text given their labelled beat: {_number(evaluation.beats_right)}. Rows are labels.",
            _markdown([("", *confusion), *((beat, *map(str, row.values())) for beat, row in confusion.items())]),
        ]
    return "\n\n".join(pieces)


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])
