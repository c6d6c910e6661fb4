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
    practice = [spec for spec in commands if spec.name == "practice"]
    return Card(
        title="What I can do",
        elements=(
            Paragraph("A question a day for four weeks. Answer it here, or by a reply in its thread, if it has one."),
            Bullets(tuple(_line(spec) for spec in practice if spec.who != "organiser")),
            Paragraph((Bold("Your stories, for your eyes only"),)),
            Bullets(tuple(_line(spec) for spec in commands if spec.name == "story")),
            Paragraph((Bold("For organisers"),)),
            Bullets(tuple(_line(spec) for spec in practice if spec.who == "organiser")),
            Buttons((Button(action="today", label="Today's question", style="primary"),)),
            Note(("More on one: ", Code("/practice help answer"), " or ", Code("/story help feedback"), ".")),
        ),
    )


def story_overview(commands: Sequence[CommandSpec]) -> Card:
    """What can be done with stories, and how to begin."""
    return Card(
        title="Your stories",
        elements=(
            Paragraph(
                "Write a story once, see what an interviewer would press on, and mend it until nothing is left. "
                "Rules read it, on this bot's own machine. Nobody but you sees a story unless you share it."
            ),
            Bullets(tuple(_line(spec) for spec in commands if spec.name == "story")),
            Buttons(
                (
                    Button(action="story-add", label="Write a story", style="primary"),
                    Button(action="story-tell", label="Paste one"),
                    Button(action="story-coverage", label="What is missing"),
                )
            ),
            Note(("Everything else: ", Code("/practice help"), ".")),
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
