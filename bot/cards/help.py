"""The words of help, all from the command table."""

from collections.abc import Sequence

from bot.chat.cards import Bold, Bullets, Button, Buttons, Card, Code, Note, Paragraph, Text
from bot.chat.commands import CommandSpec

_WHO = {
    "organiser": "For the group's organisers.",
    "member": "For members of the group.",
    "anyone": "For everyone.",
}


def overview(commands: Sequence[CommandSpec]) -> Card:
    """Every command in a line, those of members first."""
    return Card(
        title="What I can do",
        elements=(
            Paragraph("A question a day for four weeks. Answer it here, or by a reply in its thread, if it has one."),
            Bullets(tuple(_line(spec) for spec in commands if spec.who != "organiser")),
            Paragraph((Bold("For organisers"),)),
            Bullets(tuple(_line(spec) for spec in commands if spec.who == "organiser")),
            Buttons((Button(action="today", label="Today's question", style="primary"),)),
            Note(("More on one: ", Code("/practice help answer"), ".")),
        ),
    )


def explanation(spec: CommandSpec) -> Card:
    return Card(
        title=spec.summary,
        elements=(
            Paragraph((Code(spec.usage),)),
            Paragraph(spec.details),
            *(Bullets(((Bold(option.name), f": {option.description}"),)) for option in spec.options),
            Note(_WHO[spec.who]),
        ),
    )


def _line(spec: CommandSpec) -> Text:
    return (Code(spec.usage), f" {spec.summary}")
