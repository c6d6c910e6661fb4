"""What only Slack needs said: everything else that members read comes from the engine's cards."""

import msgspec

from bot.chat import limits
from bot.chat.cards import Card, Code, Note, Paragraph
from bot.chat.replies import Reply

INVITE = "/invite @Loopmates"
NOT_A_MEMBER = f"I am not in that channel. Type {INVITE} there, then send this form again."


def form_not_opened() -> Card:
    """What stands in the place of a form that Slack would no longer open."""
    return Card(
        title="The form did not open in time",
        elements=(Paragraph("Slack gives three seconds for it. Do the same once more, please."),),
        tone="refused",
    )


def still_working() -> Card:
    return Card(title="One moment", elements=(Paragraph("Your form has arrived and is being saved."),))


def not_accepted(field_errors: dict[str, str]) -> Card:
    """Field errors for a form that is no longer open."""
    faults = (Paragraph(limits.shorten(fault, limits.PARAGRAPH)) for fault in list(field_errors.values())[:10])
    return Card(
        title="The form was not accepted",
        elements=(*faults, Note("What you typed is kept. Open the form again to mend it.")),
        tone="refused",
    )


def fault_of_ours(reference: str) -> Card:
    return Card(
        title="That did not work, and the fault is mine",
        elements=(
            Paragraph("Nothing was changed. Please try once more."),
            Paragraph(f"If it happens again, tell the person who hosts me this reference: {reference}"),
        ),
        tone="refused",
    )


def with_invitation(reply: Reply) -> Reply:
    """Add how to let the bot into the channel that it is to post in."""
    card = reply.card
    if card is None or len(card.elements) >= limits.CARD_ELEMENTS:
        return reply
    note = Note(("I am not in this channel yet, so I cannot post here. Type ", Code(INVITE), " first."))
    return msgspec.structs.replace(reply, card=msgspec.structs.replace(card, elements=(*card.elements, note)))
