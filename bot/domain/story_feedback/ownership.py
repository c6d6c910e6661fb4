"""Rules on failures: whether they are owned, defended, laid on others, and kept from coming back."""

from collections.abc import Iterator

from bot.domain.story_feedback.reading import Hit, Reading
from bot.domain.story_feedback.verdicts import holds, opening


def defends_failure(reading: Reading) -> Iterator[Hit]:
    """A failure is excused: the output was not really wrong, or its users misunderstood."""
    yield from _said(reading, "defends-failure", "excuse")


def blames_others(reading: Reading) -> Iterator[Hit]:
    """The failure is laid on a colleague, team, vendor or client, and the speaker takes no part of it.

    Excuses aimed at those who use the product are the rule above.
    """
    yield from _said(reading, "blames-others", "blame")


def late_ownership(reading: Reading) -> Iterator[Hit]:
    """A failure story whose first two sentences neither say what went wrong nor own it."""
    first = opening(reading)
    if first and holds(reading, "late-ownership"):
        yield Hit("late-ownership", first[0].beat, (first[0].start, first[-1].span[1]))


def no_safeguard(reading: Reading) -> Iterator[Hit]:
    """A failure story in which nothing lasting was added that would catch or limit a repeat."""
    if holds(reading, "no-safeguard"):
        yield Hit("no-safeguard", "action")


def _said(reading: Reading, code: str, mark: str) -> Iterator[Hit]:
    worst = reading.likeliest(mark)
    if worst and holds(reading, code):
        yield Hit(code, worst.beat, worst.span)
