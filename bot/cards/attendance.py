"""The words after the time of a mock: did you meet, who did not come, a pause of pairing and its end."""

from collections.abc import Sequence

from bot.cards.mocks import Scene
from bot.cards.words import joined
from bot.chat.cards import Button, Buttons, Card, Code, Note, Paragraph
from bot.domain.cohort import Cohort
from bot.domain.mock import Mock, MockState

_FIRST_IN_LINE = "You are first in line for another partner. I write to you as soon as there is one."


def did_you_meet(scene: Scene, member_id: int, *, is_last: bool) -> Card:
    """The question afterwards, to one person."""
    mock = scene.mock
    others = joined([scene.name(id) for id in mock.member_ids if id != member_id])
    buttons = [
        Button(action="mock-met", label="Yes, we met", value=f"{mock.id}/met", style="primary"),
        Button(action="mock-met", label="In part", value=f"{mock.id}/partly"),
    ]
    if not mock.is_under_way:
        buttons.append(Button(action="mock-met", label="Not yet, we have a time", value=f"{mock.id}/not_yet"))
    buttons.append(Button(action="mock-met", label="We could not", value=f"{mock.id}/could_not"))
    if mock.state is MockState.AGREED and mock.starts_at is not None:
        buttons.append(Button(action="mock-no-show", label="They didn't come", value=str(mock.id)))
    note = "Only you see this question, and I ask it once more at most."
    if is_last:
        note = "I do not ask again. Without an answer the mock lapses; nobody is to blame."
    return Card(
        title=f"Did you meet {others}?",
        elements=(
            Paragraph("A mock that took place counts as practice for each of you, with or without its buttons."),
            Buttons(tuple(buttons)),
            Note(note),
        ),
    )


def could_not() -> Card:
    """What a member reads who says that they could not meet."""
    return Card(
        title="That happens",
        elements=(
            Paragraph("The mock has lapsed for all of you, and nobody is asked why."),
            Paragraph(("For another one, type ", Code("/practice pair"), ".")),
        ),
    )


def met_in_part(mock: Mock) -> Card:
    """What a member reads whose mock took place in part."""
    return Card(
        title="It counts",
        elements=(
            Paragraph("The first half counts for all of you, with the roles as drawn."),
            Paragraph(("For another one, type ", Code("/practice pair"), ".")),
            Buttons((Button(action="mock-score", label="Write my scorecard", value=str(mock.id)),)),
        ),
        tone="good",
    )


def who_did_not_come(scene: Scene, reporter_id: int) -> Card:
    """Ask who is missing from three."""
    mock = scene.mock
    others = [id for id in mock.member_ids if id != reporter_id]
    named = [
        Button(action="mock-no-show", label=f"{scene.name(id)} didn't come", value=f"{mock.id}/{id}") for id in others
    ]
    return Card(
        title="Who did not come?",
        elements=(
            Paragraph(
                "Only I read this. If two of you are there, you can hold the mock without the third: press Start."
            ),
            Buttons((*named, Button(action="mock-no-show", label="Neither of them", value=f"{mock.id}/all"))),
        ),
    )


def called_off(names: Sequence[str]) -> Card:
    """What the others read when one cannot make it."""
    return Card(
        title=f"Called off: your mock with {joined(names)}",
        elements=(
            Paragraph("Somebody cannot make it. Nobody is asked why."),
            Paragraph(_FIRST_IN_LINE),
        ),
    )


def not_coming() -> Card:
    """What a member reads who cannot make it."""
    return Card(
        title="The mock is called off",
        elements=(
            Paragraph("Nobody is asked why. The others are told and are paired again."),
            Paragraph(("Another time suits better? Type ", Code("/practice pair"), ".")),
        ),
    )


def no_show_noted() -> Card:
    """What the one who came reads; the other is never shown it."""
    return Card(
        title="Noted, and between us",
        elements=(
            Paragraph("I am sorry about the wait. Nobody else reads this, and nobody is blamed."),
            Paragraph(_FIRST_IN_LINE),
        ),
    )


def pairing_paused(cohort: Cohort) -> Card:
    """What a member reads, alone, whose last two mocks waited for them in vain."""
    return Card(
        title="Mocks are paused for you",
        elements=(
            Paragraph(
                "You were missed at your last two mocks. Weeks like that happen; so that nobody waits, "
                "I do not pair you for now."
            ),
            Paragraph("Press the button when you have time again. Your streak and everything else go on as before."),
            Buttons((Button(action="pairing-back", label="I'm back", value=str(cohort.id), style="primary"),)),
            Note("Nobody else is told."),
        ),
    )


def back(*, was_paused: bool) -> Card:
    """What the press on "I'm back" answers."""
    return Card(
        title="Good to have you back" if was_paused else "You are in already",
        elements=(
            Paragraph("You are in the next draw."),
            Paragraph(("For a mock before that, type ", Code("/practice pair"), ".")),
        ),
        tone="good",
    )
