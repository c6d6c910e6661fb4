"""Story feedback drawn for a terminal: how long each beat takes, what to keep, what to change, what will be asked."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.domain.story_feedback import BeatReport, Finding, Guidebook, Report
from bot.domain.story_feedback.guidebook import BY_RULES, ENGLISH_ONLY

_LONGEST_BAR, _SHORTEST_BAR, _BESIDE_BAR = 30, 8, 52
_LONGEST_QUOTE = 200
_COLOURS = {"blocker": "bold red", "major": "yellow", "minor": "cyan"}
_PLAIN = "Nothing was found to press on. Say it aloud to somebody next: they hear what rules cannot."


def draw_report(console: Console, name: str, report: Report, guidebook: Guidebook) -> None:
    """Draw a report: beats as bars against their budget, strengths first, then findings, then what will be asked."""
    framework = guidebook.frameworks[report.framework]
    console.print(
        Text.assemble((name, "bold"), f"  {report.words} words, {report.spoken_seconds:.0f} s aloud, {framework.name}")
    )
    if not report.is_english:
        console.print(Text(ENGLISH_ONLY))
    console.print(_bars(console, report, guidebook))
    if report.strengths:
        _heading(console, "Keep")
        for strength in report.strengths:
            _line(console, Text(f"+ {strength}"))
    if report.findings or report.is_english:
        _heading(console, "Change")
    if report.is_english and not report.findings:
        _line(console, Text(_PLAIN))
    for finding in report.findings:
        _line(console, _drawn(finding, guidebook))
    if report.probes:
        _heading(console, "You will be asked")
        for id in report.probes:
            _line(console, Text(f"? {guidebook.probes[id].text}"))
    console.print(Text(f"\n{BY_RULES}\n", style="dim"))


def _heading(console: Console, words: str) -> None:
    console.print(Text(f"\n{words}", style="bold"))


def _line(console: Console, words: Text) -> None:
    for line in words.wrap(console, console.width - 2):
        line.rstrip()
        console.print(Text("  ") + line)


def _bars(console: Console, report: Report, guidebook: Guidebook) -> Table:
    names = {beat.id: beat.name for beat in guidebook.frameworks[report.framework].beats}
    longest = max(1.0, *(max(beat.seconds, *(beat.budget or (0,))) for beat in report.beats.values()))
    full, free = ("█", "·") if console.encoding.startswith("utf") else ("#", ".")
    room = max(_SHORTEST_BAR, min(_LONGEST_BAR, console.width - _BESIDE_BAR))
    table = Table(box=None, show_header=False, padding=(0, 1))
    for id, beat in report.beats.items():
        length, most = round(beat.seconds / longest * room), round((beat.budget or (0, 0))[1] / longest * room)
        style = "green" if _against(beat) == "within" else "yellow"
        bar = Text.assemble((full * length, style), (free * max(0, most - length), "dim"))
        table.add_row(Text(names[id]), f"{beat.seconds:.0f} s", bar, _budget(beat))
    return table


def _budget(beat: BeatReport) -> str:
    return f"{_against(beat)} {beat.budget[0]}–{beat.budget[1]} s" if beat.budget else ""


def _against(beat: BeatReport) -> str:
    least, most = beat.budget or (0, beat.seconds)
    return "under" if beat.seconds < least else "over" if beat.seconds > most else "within"


def _drawn(finding: Finding, guidebook: Guidebook) -> Text:
    kind = guidebook.finding_kinds[finding.code]
    text = Text.assemble((kind.name, "bold"), " (", (finding.severity, _COLOURS[finding.severity]), ")")
    if finding.quote.strip():
        text.append(f"\n“{_shortened(finding.quote)}”", style="italic")
    text.append(f"\n{finding.advice}\n")
    return text.append(f"{finding.code}, from: {finding.source}{_how_often_right(finding.code, guidebook)}\n", "dim")


def _how_often_right(code: str, guidebook: Guidebook) -> str:
    measured = guidebook.figures.get(code)
    if measured is None or not measured.right + measured.wrong:
        return ""
    return f". Right {measured.right} of {measured.right + measured.wrong} times on stories new to the rules"


def _shortened(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= _LONGEST_QUOTE else f"{words[: _LONGEST_QUOTE - 1].rstrip()}…"
