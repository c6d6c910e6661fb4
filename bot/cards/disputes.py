"""The words about findings that a member called wrong."""

from bot.chat.cards import Button, Buttons, Card, Paragraph, Quote
from bot.chat.limits import shorten


def ask_for_text(name: str, quote: str, ref: str) -> Card:
    """Say that it is counted, and ask once whether the story's text may be kept with it."""
    quoted = (Quote(shorten(quote, 300)),) if quote else ()
    return Card(
        title=shorten(f"Counted as wrong: {name}", 150),
        elements=(
            *quoted,
            Paragraph(
                "Thank you. May this story's text be kept with it? Then whoever hosts me can read it and mend it. "
                "Nobody else sees it, private data is masked, and you can take it back."
            ),
            Buttons(
                (
                    Button(action="story-lend", label="Keep the text with it", value=ref),
                    Button(action="story-unlend", label="Only count it", value=ref),
                )
            ),
        ),
    )


def counted_with_text(name: str, ref: str) -> Card:
    return Card(
        title=shorten(f"Counted as wrong: {name}", 150),
        elements=(
            Paragraph("The story's text goes with it, as you allowed."),
            Buttons((Button(action="story-unlend", label="Take the text back", value=ref),)),
        ),
    )


def lent(ref: str) -> Card:
    return Card(
        title="The text is kept with it",
        elements=(
            Paragraph("Whoever hosts me can read it, to mend the rule. It goes when you remove the story."),
            Buttons((Button(action="story-unlend", label="Take the text back", value=ref),)),
        ),
        tone="good",
    )


def only_counted() -> Card:
    return Card(title="Only counted", elements=(Paragraph("No word of the story is kept with it."),))
