"""What only Discord needs said: everything else that members read comes from the engine's cards."""

from collections.abc import Mapping

import msgspec

from adapters.discord.forms import OPEN, SEND, FormMark
from bot.chat import limits
from bot.chat.cards import Bold, Button, Buttons, Card, Note, Paragraph
from bot.chat.replies import Reply

ASK = "~ask"
"""The action of our own button that does a command once more."""

PERMISSIONS_OF_A_CHANNEL = "Edit Channel → Permissions → add Loopmates → allow View Channel and Send Messages"
NOT_THERE = f"I cannot post in that channel. {PERMISSIONS_OF_A_CHANNEL}, then send this form again."
NOT_OF_THIS_SERVER = "That channel is not one of this server. Choose another one."


def is_ours(action: str) -> bool:
    """Say whether a button is one of these cards and not of the engine's."""
    return action in (ASK, OPEN, SEND)


def form_not_opened(again: Button | None) -> Card:
    """What stands in the place of a form that Discord would no longer open."""
    asked = Paragraph("Discord gives three seconds for it.") if again else Paragraph("Do the same once more, please.")
    return Card("The form did not open in time", (asked, *_row(again)), tone="refused")


def step_kept(mark: FormMark, *, can_be_sent: bool) -> Card:
    """What stands between two steps of a form: a modal cannot open another."""
    left = mark.steps - mark.step
    more = "One step is left." if left == 1 else f"{left} steps are left."
    buttons = [mark.next.button("Continue", style="primary"), mark.button("Change this step")]
    if can_be_sent:
        buttons.append(mark.button("Send as it is", action=SEND))
    return Card(
        f"Step {mark.step} of {mark.steps} is kept",
        (Paragraph(more), Buttons(tuple(buttons)), Note("Nothing typed is lost, even if you go on later.")),
    )


def not_accepted(faults: Mapping[str, str], labels: Mapping[str, str], mark: FormMark, *, faulty_step: int) -> Card:
    """Field errors: Discord closes a form when it is sent, so they stand on a card that opens it again."""
    lines = [
        Paragraph((Bold(f"{labels[name]}: "), limits.shorten(fault, limits.PARAGRAPH - limits.FIELD_LABEL - 2)))
        if name in labels
        else Paragraph(limits.shorten(fault, limits.PARAGRAPH))
        for name, fault in list(faults.items())[:10]
    ]
    again = FormMark(step=faulty_step, steps=mark.steps, form_id=mark.form_id, context=mark.context)
    return Card(
        "The form was not accepted",
        (
            *lines,
            Buttons((again.button("Open it again", style="primary"),)),
            Note("What you typed is kept and will be in it."),
        ),
        tone="refused",
    )


def form_is_over() -> Card:
    return Card(
        "That form is not open any more",
        (Paragraph("It was sent already, or put aside. Do again what opened it; what was not sent is still in it."),),
        tone="refused",
    )


def posted_below() -> Card:
    return Card("Done", (Paragraph("The answer is in the channel, for everyone."),))


def nothing_to_say() -> Card:
    return Card("Done")


def which_server() -> Card:
    return Card(
        "I do not know which group that is about",
        (Paragraph("Type /practice in your group's channel; everything is there."),),
        tone="refused",
    )


def fault_of_ours(reference: str) -> Card:
    return Card(
        "That did not work, and the fault is mine",
        (
            Paragraph("Nothing was changed. Please try once more."),
            Paragraph(f"If it happens again, tell the person who hosts me this reference: {reference}"),
        ),
        tone="refused",
    )


def with_permissions(reply: Reply) -> Reply:
    """Add how to let the bot post in the channel in which a group is set up."""
    card = reply.card
    if card is None or len(card.elements) >= limits.CARD_ELEMENTS:
        return reply
    note = Note(f"I cannot post in this channel yet. {PERMISSIONS_OF_A_CHANNEL}.")
    return msgspec.structs.replace(reply, card=msgspec.structs.replace(card, elements=(*card.elements, note)))


def _row(button: Button | None) -> tuple[Buttons, ...]:
    return (Buttons((button,)),) if button is not None else ()
