"""The words of a clock: running, stopped, and what its marks mean."""

from datetime import datetime

from bot.chat.cards import Bar, Bars, Bold, Button, Buttons, Card, Element, Note, Paragraph
from bot.chat.cards import Timer as Clock
from bot.chat.limits import shorten
from bot.domain.member import Member
from bot.domain.timer import AIM_SECONDS, LONGEST_RUN, MARKS, Timer

_REACHED = {
    90: "A minute and a half: action and evidence should be on the table.",
    150: "Two and a half minutes: come to the end.",
    180: "Three minutes: too long for a first answer. The follow-ups need the time.",
}


def timer(shown: Timer, *, now: datetime, candidate: Member | None) -> Card:
    """The clock's message, running or stopped."""
    seconds = shown.seconds(now)
    name = shorten(candidate.name, 40) if candidate else None
    if not shown.is_running:
        return _stopped(shown, seconds, name)
    elements: list[Element] = [
        Clock(
            alt=f"{clock_face(seconds)} so far. Aim for {clock_face(shown.aim_seconds)}.",
            started_at=shown.started_at,
            seconds=shown.aim_seconds,
            marks=shown.marks,
        )
    ]
    reached = [mark for mark in shown.marks if mark <= seconds]
    if reached:
        elements.append(Note(_REACHED.get(reached[-1], "That was the time to aim for.")))
    else:
        elements.append(Note(f"Marks at {_spoken(shown)}."))
    elements.append(Buttons((Button(action="timer-stop", label="Stop", value=str(shown.id)),)))
    return Card(title=f"{name} answers" if name else "Your clock runs", elements=tuple(elements))


def started_reply(started: Timer) -> Card:
    """What `timer` is answered with."""
    return Card(
        title="Your clock runs in our direct messages",
        elements=(
            Paragraph(f"Aim for {clock_face(started.aim_seconds)}. It says when {_spoken(started)} have passed."),
            Buttons((Button(action="timer-stop", label="Stop", value=str(started.id)),)),
        ),
    )


def stopped_reply(seconds: int) -> Card:
    """What whoever stops their own clock reads."""
    return Card(title=f"Stopped at {clock_face(seconds)}", tone="good")


def clock_face(seconds: int) -> str:
    """Say a time as a clock shows it: 2:05."""
    return f"{seconds // 60}:{seconds % 60:02}"


def _stopped(shown: Timer, seconds: int, name: str | None) -> Card:
    aim = (MARKS[0] if shown.aim_seconds >= AIM_SECONDS else 0, shown.aim_seconds)
    whose = f"{name}'s answer" if name else "Your answer"
    if seconds >= LONGEST_RUN:
        return Card(
            title="The clock stopped by itself",
            elements=(Paragraph(f"Nobody stopped it for {LONGEST_RUN // 60} minutes."),),
        )
    elements: list[Element] = [
        Paragraph((f"{whose} took ", Bold(clock_face(seconds)), f", {_against(seconds, aim)}.")),
        Bars(
            alt=f"{seconds} seconds; {aim[0]} to {aim[1]} to aim for." if aim[0] else f"{seconds} of {aim[1]} seconds.",
            bars=(Bar(label=shorten(whose, 30), seconds=seconds, budget=aim),),
        ),
    ]
    if name is None:
        elements.append(Buttons((Button(action="timer-again", label="Once more", value=str(shown.id)),)))
    return Card(title=f"Stopped at {clock_face(seconds)}", elements=tuple(elements))


def _against(seconds: int, aim: tuple[int, int]) -> str:
    if seconds > aim[1]:
        return f"{seconds - aim[1]} seconds over"
    return "within the time to aim for" if seconds >= aim[0] else "on the short side"


def _spoken(shown: Timer) -> str:
    marks = [str(mark) for mark in shown.marks]
    return f"{', '.join(marks[:-1])} and {marks[-1]} seconds" if len(marks) > 1 else f"{marks[0]} seconds"
