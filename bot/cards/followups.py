"""The words of follow-ups: the list, the form that closes one, the weekly nudge."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.cards.words import PROGRESS_BUTTON, count, sentence
from bot.chat.cards import Bold, Bullets, Button, Buttons, Card, Code, Element, Note, Paragraph, Quote
from bot.chat.forms import Form, Step, TextField, as_text
from bot.chat.limits import shorten
from bot.domain.followup import LONGEST_FIX, Followup
from bot.domain.wall_clock import local_date, name_date

_LONGEST_SHOWN = 300
_AGAIN = {
    "answered": "asked again, and answered",
    "partly": "asked again, and answered in part",
    "missed": "asked again, and still open",
}


def followups(
    still_open: Sequence[tuple[Followup, str]],
    *,
    fixed: Sequence[Followup],
    time_zone: str,
    page: int,
    a_page: int,
) -> Card:
    """What is still open, each with the question under which it was asked; then what was fixed last."""
    elements: list[Element] = []
    pages = max(1, -(-len(still_open) // a_page))
    page = min(page, pages - 1)
    for followup, question in still_open[page * a_page : (page + 1) * a_page]:
        elements += [
            Paragraph((Bold(shorten(followup.text, _LONGEST_SHOWN)),)),
            Note(_origin(followup, question, time_zone)),
            Buttons((Button(action="followup-fix", label="Mark as fixed", value=str(followup.id)),)),
        ]
    if not still_open:
        elements.append(Paragraph("Nothing is open. What a mock leaves unanswered comes here."))
    if fixed and page == 0:
        elements.append(Paragraph((Bold("Fixed"),)))
        elements.append(Bullets(tuple(f"{shorten(each.text, 120)} {shorten(each.fixed_how, 160)}" for each in fixed)))
    turns = [
        Button(action="followups", label=label, value=str(number))
        for label, number in (("Back", page - 1), ("More", page + 1))
        if 0 <= number < pages
    ]
    if turns:
        elements.append(Buttons(tuple(turns)))
    if still_open:
        elements.append(
            Note("Each comes back in your next mock, until you say in a line how you fixed it. Only you see this.")
        )
    title = f"{sentence(count(len(still_open), 'follow-up'))} still open" if still_open else "No open follow-ups"
    return Card(title=title, elements=tuple(elements), tone="plain" if still_open else "good")


def fix_form(followup: Followup, *, good_answer: str, typed: Mapping[str, Any]) -> Form:
    intro = shorten(followup.text, _LONGEST_SHOWN)
    if good_answer:
        intro += f"\nA good answer: {shorten(good_answer, 600)}"
    return Form(
        id="fix-followup",
        context=str(followup.id),
        title="How is it fixed?",
        steps=(
            Step(
                fields=(
                    TextField(
                        name="how",
                        label="In one line, as you would say it",
                        hint="The answer, or an honest “I do not know, and I would find out like this”",
                        value=as_text(typed.get("how"))[:LONGEST_FIX],
                        long=True,
                        max_length=LONGEST_FIX,
                    ),
                ),
                intro=intro,
            ),
        ),
        submit_label="Mark as fixed",
    )


def fixed(followup: Followup, how: str, *, left: int) -> Card:
    open_still = f"{sentence(count(left, 'follow-up'))} still open." if left else "Nothing else is open."
    return Card(
        title="One less to fear",
        elements=(
            Paragraph((Bold(shorten(followup.text, _LONGEST_SHOWN)),)),
            Quote(how),
            Paragraph(f"{open_still} Say the line aloud once before the next mock."),
            Buttons((Button(action="followups", label="My follow-ups"), PROGRESS_BUTTON)),
        ),
        tone="good",
    )


def fixed_already(followup: Followup) -> Card:
    return Card(
        title="That one is fixed already",
        elements=(Quote(followup.fixed_how or "…"), Buttons((Button(action="followups", label="My follow-ups"),))),
    )


def nudge(still_open: Sequence[Followup], time_zone: str) -> Card:
    """Once a week, the oldest ones that are still open."""
    shown = still_open[:3]
    more = f" and {count(len(still_open) - 3, 'more', 'more')}" if len(still_open) > 3 else ""
    return Card(
        title=f"{sentence(count(len(still_open), 'follow-up'))} still without an answer",
        elements=(
            Bullets(
                tuple(
                    f"{shorten(each.text, _LONGEST_SHOWN)} (since {_date(each.opened_at, time_zone)})" for each in shown
                )
            ),
            Paragraph(
                (
                    f"Take one{' of these' if more else ''} today: ten minutes, then one line on how it is fixed. ",
                    Code("/practice followups"),
                )
            ),
            Buttons(
                (
                    Button(
                        action="followup-fix", label="The first one is fixed", value=str(shown[0].id), style="primary"
                    ),
                    Button(action="followups", label="My follow-ups"),
                )
            ),
            Note("This comes once a week, only while something is open."),
        ),
    )


def _origin(followup: Followup, question: str, time_zone: str) -> str:
    again = ""
    if followup.last_verdict and followup.last_asked_at is not None:
        again = f" {sentence(_AGAIN[followup.last_verdict])} on {_date(followup.last_asked_at, time_zone)}."
    return f"Since {_date(followup.opened_at, time_zone)}, on “{shorten(question, 200)}”.{again}"


def _date(at: datetime, time_zone: str) -> str:
    return name_date(local_date(at, time_zone))
