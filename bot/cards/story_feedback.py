"""The words of story feedback: what to keep, what will be pressed on, how the time is spent, what will be asked."""

from collections.abc import Mapping, Sequence

from bot.cards.prose import spoken
from bot.cards.words import count, joined, sentence
from bot.chat import limits
from bot.chat.cards import Bar, Bars, Bold, Bullets, Button, Buttons, Card, Element, Note, Paragraph, Quote
from bot.chat.limits import shorten
from bot.domain.archetype import Archetype
from bot.domain.framework import Framework
from bot.domain.question import Probe, Theme
from bot.domain.story_bank import LONGEST_TITLE, OwnStory
from bot.domain.story_feedback import Finding, FindingKind, Report
from bot.domain.story_feedback.guidebook import BY_RULES, ENGLISH_ONLY
from bot.errors import PracticeError

_SEVERITIES = {"blocker": "settle this first", "major": "important", "minor": "a detail"}
_STRENGTHS = 4
_LONGEST_QUOTE = 300
_A_PAGE = 4


def feedback(
    report: Report,
    *,
    title: str,
    opening: Sequence[str],
    guess: str,
    guesses: Sequence[Button],
    shown: Sequence[Finding],
    ref: str,
    kinds: Mapping[str, FindingKind],
    framework: Framework,
    probes: Sequence[Probe],
    right: Mapping[str, tuple[int, int]],
    buttons: Sequence[Button],
) -> Card:
    """The report on one story; `shown` are the findings that matter most, `right` says how many such ones were right.

    Where theme or kind were left open, `guess` says what was taken and `guesses` are buttons for what else it may be.
    """
    elements: list[Element] = [Paragraph(line) for line in opening]
    if not report.is_english:
        elements.append(Paragraph(ENGLISH_ONLY))
    elements += _strengths(report)
    if shown:
        elements.append(Paragraph((Bold("What an interviewer will press on"),)))
    elements += [element for finding in shown for element in _finding(finding, report.findings, kinds=kinds, ref=ref)]
    if not report.findings:
        elements.append(Paragraph(_clean(report)))
    if report.is_english and "not-a-story" not in report.codes:
        elements += _bars(report, framework)
    if probes:
        elements.append(Paragraph((Bold("What you will be asked next"),)))
        elements.append(Bullets(tuple(probe.text for probe in probes)))
    if guesses:
        elements += [Paragraph(guess), Buttons(tuple(guesses))]
    rest = len(report.findings) - len(shown)
    more = Button(action="story-rest", label=f"Show the rest ({rest})", value=f"{ref}/0")
    row = [*([more] if rest else []), *buttons]
    if row:
        elements.append(Buttons(tuple(row)))
    elements.append(Note(_by_rules(shown, kinds, right)))
    return Card(
        title=shorten(title, limits.TITLE),
        elements=tuple(elements),
        tone="careful" if _is_urgent(shown) else "plain" if report.findings else "good",
    )


def rest(
    findings: Sequence[Finding],
    every: Sequence[Finding],
    *,
    title: str,
    ref: str,
    page: int,
    kinds: Mapping[str, FindingKind],
    right: Mapping[str, tuple[int, int]],
) -> Card:
    """The findings that the first card left out, a handful at a time."""
    pages = max(1, -(-len(findings) // _A_PAGE))
    page = min(page, pages - 1)
    shown = findings[page * _A_PAGE : (page + 1) * _A_PAGE]
    elements: list[Element] = [
        element for finding in shown for element in _finding(finding, every, kinds=kinds, ref=ref)
    ]
    turns = [
        Button(action="story-rest", label=label, value=f"{ref}/{to}")
        for label, to in (("Back", page - 1), ("Next", page + 1))
        if 0 <= to < pages
    ]
    if turns:
        elements.append(Buttons(tuple(turns)))
    elements.append(Note(_by_rules(shown, kinds, right)))
    return Card(title=shorten(f"The rest · {title}", limits.TITLE), elements=tuple(elements))


def refused_text(refusal: PracticeError, fingerprint: str) -> Card:
    """Say why a text was not read, with the way back to it."""
    return Card(
        title=shorten(refusal.sentence, limits.TITLE),
        elements=(
            Paragraph(shorten(f"{refusal.next_step} What you sent is kept.", limits.PARAGRAPH)),
            Buttons((Button(action="story-tell", label="Open it", value=fingerprint, style="primary"),)),
        ),
        tone="refused",
    )


def text_buttons(fingerprint: str) -> tuple[Button, ...]:
    """What can be done with a text that is not in the bank yet."""
    return (
        Button(action="story-keep", label="Save to my stories", value=fingerprint, style="primary"),
        Button(action="story-tell", label="Change it", value=fingerprint),
    )


def story_buttons(story_id: int) -> tuple[Button, ...]:
    return (
        Button(action="story-edit", label="Edit", value=str(story_id), style="primary"),
        Button(action="story-show", label="Read it", value=str(story_id)),
        Button(action="story-coverage", label="What is missing"),
    )


def is_saved_already(title: str, story_id: int) -> Card:
    return Card(
        title="This one is in your stories already",
        elements=(
            Paragraph(f"It is “{shorten(title, LONGEST_TITLE)}”."),
            Buttons((Button(action="story-show", label="Read it", value=str(story_id)),)),
        ),
    )


def saved_in_words(own: OwnStory, *, theme: str, is_new: bool) -> str:
    """Say where a story was kept."""
    if not is_new:
        return f"Story {own.number} says the same as before; its title, theme and kind are saved."
    under = f", under “{theme}”" if theme else ""
    return f"Saved as story {own.number}{under}."


def guess_in_words(theme: str) -> str:
    """Say that a theme is a guess, or that none was found."""
    return f"“{theme}” is my guess. Does one of these fit better?" if theme else "Does one of these fit?"


def theme_guess(own: OwnStory, theme: Theme) -> Button:
    return Button(
        action="story-kind",
        label=shorten(f"Theme: {theme.name}", limits.BUTTON_LABEL),
        value=f"{own.id}/theme/{theme.id}",
    )


def archetype_guess(own: OwnStory, archetype: Archetype) -> Button:
    return Button(
        action="story-kind",
        label=shorten(f"Kind: {archetype.name}", limits.BUTTON_LABEL),
        value=f"{own.id}/archetype/{archetype.id}",
    )


def kind_saved(own: OwnStory, name: str) -> Card:
    return Card(
        title=shorten(f"“{own.title}” is now under “{name}”", limits.TITLE),
        elements=(
            Buttons(
                (
                    Button(action="story-coverage", label="What is missing"),
                    Button(action="story-show", label="Read it", value=str(own.id)),
                )
            ),
        ),
        tone="good",
    )


def changes_in_words(gone: Sequence[str], new: Sequence[str], since: str, kinds: Mapping[str, FindingKind]) -> str:
    """Say which findings went away and which came since an earlier version; nothing where all stayed as it was."""
    lines = []
    if gone:
        went = f"{count(len(gone), 'finding')} went away since {since}: {_names(gone, kinds)}."
        lines.append(sentence(went))
    if new:
        lines.append(f"New: {_names(new, kinds)}.")
    return " ".join(lines)


def name_of(code: str, kinds: Mapping[str, FindingKind]) -> str:
    return kinds[code].name if code in kinds else code


def _names(codes: Sequence[str], kinds: Mapping[str, FindingKind]) -> str:
    return joined([name_of(code, kinds) for code in codes])


def _strengths(report: Report) -> list[Element]:
    if not report.strengths:
        return []
    return [Paragraph((Bold("What to keep"),)), Bullets(tuple(report.strengths[:_STRENGTHS]))]


def _finding(
    finding: Finding, every: Sequence[Finding], *, kinds: Mapping[str, FindingKind], ref: str
) -> list[Element]:
    """One finding: what it is, the member's words, what to change, and a button against it."""
    name = name_of(finding.code, kinds)
    place = [each for each in every if each.code == finding.code].index(finding)
    wrong = Button(
        action="story-wrong",
        label=shorten(f"This is wrong: {name}", limits.BUTTON_LABEL),
        value=f"{ref}/{finding.code}/{place}",
    )
    advice = spoken(finding.advice)
    parts = advice if isinstance(advice, tuple) else (advice,)
    elements: list[Element] = [Paragraph((Bold(name), f" ({_SEVERITIES[finding.severity]}). ", *parts))]
    if finding.quote.strip():
        elements.append(Quote(shorten(finding.quote.strip(), _LONGEST_QUOTE)))
    return [*elements, Buttons((wrong,))]


def _clean(report: Report) -> str:
    if not report.is_english:
        return "Its time is right, and nothing private stands in it."
    return "The rules found nothing to press on. Say it aloud to somebody next: they hear what rules cannot."


def _bars(report: Report, framework: Framework) -> list[Element]:
    told = [(beat.name, report.beats[beat.id]) for beat in framework.beats if beat.id in report.beats]
    bars = [
        Bar(label=shorten(name, limits.BAR_LABEL), seconds=beat.seconds, budget=beat.budget)
        for name, beat in told
        if beat.budget
    ]
    if not bars:
        return []
    least, most = framework.aim_seconds
    lines = [f"{bar.label} {bar.seconds:.0f} s, {_against(bar.seconds, bar.budget)}" for bar in bars]
    alt = f"{report.spoken_seconds:.0f} seconds in all; aim for {least} to {most}. {'; '.join(lines)}."
    return [Bars(alt=alt, bars=tuple(bars))]


def _against(seconds: float, budget: tuple[float, float]) -> str:
    least, most = budget
    if seconds == 0:
        return f"nothing yet, {least:.0f} to {most:.0f} wanted"
    word = "under" if seconds < least else "over" if seconds > most else "within"
    return f"{word} {least:.0f} to {most:.0f}"


def _by_rules(shown: Sequence[Finding], kinds: Mapping[str, FindingKind], right: Mapping[str, tuple[int, int]]) -> str:
    known = {finding.code: right[finding.code] for finding in shown if finding.code in right}
    if not known:
        return BY_RULES
    figures = joined([f"{name_of(code, kinds)} {of} of {raised}" for code, (of, raised) in known.items()])
    return f"{BY_RULES} How often such findings were right on stories that the rules had not seen: {figures}."


def _is_urgent(shown: Sequence[Finding]) -> bool:
    return any(finding.code == "private-data" for finding in shown)
