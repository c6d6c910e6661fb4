"""Refusals and troubles in words: the one place where an error becomes a card."""

from bot.chat.cards import Card, Paragraph
from bot.chat.limits import shorten
from bot.errors import PracticeError


def refused(error: PracticeError) -> Card:
    """Say what was refused and what to do next."""
    if not error.next_step:
        return Card(title=shorten(error.sentence, 150), tone="refused")
    return Card(
        title=shorten(error.sentence, 150), elements=(Paragraph(shorten(error.next_step, 1000)),), tone="refused"
    )


def unforeseen(reference: str) -> Card:
    """Say that something of ours failed, that nothing was saved, and how to refer to it."""
    return Card(
        title="That did not work, and the fault is mine",
        elements=(
            Paragraph("Nothing was changed. Please try once more."),
            Paragraph(f"If it happens again, tell the person who hosts me this reference: {reference}"),
        ),
        tone="refused",
    )
