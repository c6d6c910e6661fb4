"""The words of sharing a story: the preview, and what the group sees."""

from collections.abc import Mapping

from bot.cards.prose import pieces
from bot.chat.cards import Bold, Button, Buttons, Card, Element, Note, Paragraph, Quote
from bot.chat.limits import shorten
from bot.domain.cohort import Cohort
from bot.domain.framework import Framework
from bot.domain.story_bank import OwnStory

_ROOM = 4800


def shared(story: OwnStory, *, author: str, framework: Framework) -> Card:
    """What the group sees: the story as told, by whom, and what to do with it."""
    return Card(
        title=shorten(f"A story: {story.title}", 150),
        elements=(
            *_told(story, framework),
            Note(
                f"From {shorten(author, 80)}. Reply in the thread: one thing to keep, one question it did not answer."
            ),
        ),
    )


def preview(story: OwnStory, *, cohort: Cohort, author: str, framework: Framework) -> Card:
    """The same for its author alone, with the button that posts it."""
    where = f"#{shorten(cohort.channel_name, 40)}" if cohort.channel_name else "the group's channel"
    return Card(
        title=shorten(f"A story: {story.title}", 150),
        elements=(
            *_told(story, framework),
            Note(f"From {shorten(author, 80)}. This is what everyone in {where} will see. Nothing is posted yet."),
            Buttons(
                (
                    Button(
                        action="story-shared",
                        label=f"Post it in {where}",
                        value=f"{story.version.id}/{cohort.id}",
                        style="primary",
                    ),
                    Button(action="story-edit", label="Edit it first", value=str(story.id)),
                )
            ),
        ),
    )


def is_shared(cohort: Cohort) -> Card:
    return Card(
        title="Your story is on its way",
        elements=(Paragraph(f"It appears in #{cohort.channel_name} in a moment. Replies come in its thread."),),
        tone="good",
    )


def was_shared(cohort: Cohort) -> Card:
    return Card(
        title=f"This version is in #{cohort.channel_name} already",
        elements=(Paragraph("Change the story, then share it again if you like."),),
    )


def _told(story: OwnStory, framework: Framework) -> list[Element]:
    """The beats, each cut to its share of what a card has room for."""
    names: Mapping[str, str] = {beat.id: beat.name for beat in framework.beats}
    filled = [(beat, text.strip()) for beat, text in story.version.beats.items() if text.strip()]
    whole = sum(len(text) for _, text in filled)
    elements: list[Element] = []
    for beat, text in filled:
        room = len(text) if whole <= _ROOM else max(200, _ROOM * len(text) // whole)
        if beat in names:
            elements.append(Paragraph((Bold(names[beat]),)))
        elements += [Quote(piece) for piece in pieces(shorten(text, room))]
    return elements
