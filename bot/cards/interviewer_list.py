"""The words of the interviewer's list: the probe to ask now, the others with their ticks, the clock's buttons."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.cards.mocks import Scene, phase_length, phase_name
from bot.cards.words import count
from bot.chat import limits
from bot.chat.cards import Bold, Bullets, Button, Buttons, Card, Element, Fact, Facts, Note, Paragraph, Text
from bot.chat.forms import Choice, ChoiceField, Form, Step, as_list
from bot.chat.limits import shorten
from bot.domain.followup import Followup
from bot.domain.mock import Mock, Role
from bot.domain.mock_material import ListedProbe, MockQuestion, Verdict
from bot.domain.timer import Timer
from bot.domain.wall_clock import name_date

NOT_ASKED = "not-asked"
_MARKS: dict[Verdict, str] = {"": "○", "answered": "✓", "partly": "◐", "missed": "✗"}
_WORDS: dict[Verdict, str] = {"": "", "answered": "answered", "partly": "partly", "missed": "not answered"}
_TICKS = (("answered", "Answered"), ("partly", "Partly"), ("missed", "Not answered"), ("later", "Later"))
_CHOICES = (
    Choice("answered", "Answered"),
    Choice("partly", "Partly"),
    Choice("missed", "Not answered"),
    Choice(NOT_ASKED, "Not asked"),
)
_LONGEST_PROBE = 240
_LONGEST_GOOD_ANSWER = 420
_MOST_BEATS = 8


def interviewer_list(
    scene: Scene,
    asked: MockQuestion,
    probes: Sequence[ListedProbe],
    *,
    at_hand: ListedProbe | None,
    good_answers: Mapping[str, str],
    carried: Mapping[int, Followup],
    timer: Timer | None,
    is_scorer: bool,
    may_ask_more: bool,
    other_half: int | None,
) -> Card:
    """One question's list: the probe to ask now with what a good answer holds, then all of them with their ticks."""
    mock, place = scene.mock, f"{asked.mock_id}/{asked.half}/{asked.position}"
    question = next(question for each, question in scene.asked if each == asked)
    candidate = scene.in_role(Role.CANDIDATE, asked.half)
    elements: list[Element] = [Paragraph((Bold(question.text),))]
    if mock.length == "full" and is_scorer:
        elements.append(_phases(scene, asked))
    if at_hand is not None:
        elements += _at_hand(at_hand, good_answers, carried)
        elements.append(
            Buttons(
                tuple(
                    Button(action="mock-tick", label=label, value=f"{place}/{at_hand.number}/{verdict}")
                    for verdict, label in _TICKS
                )
            )
        )
    elements.append(Bullets(tuple(_line(probe, carried) for probe in probes)))
    if is_scorer:
        elements += _tools(scene, asked, place, timer, may_ask_more=may_ask_more)
        elements.append(Note(_hint(mock, asked)))
    turns = _turns(scene, asked, other_half)
    if turns:
        elements.append(Buttons(turns))
    title = f"Your list · {candidate} is the candidate" if is_scorer else "What you were pressed with"
    return Card(title=shorten(title, limits.TITLE), elements=tuple(elements))


def ticks_form(asked: MockQuestion, probes: Sequence[ListedProbe], typed: Mapping[str, Any]) -> Form:
    """Every probe of a list with what became of it, in two small steps."""
    fields = [
        ChoiceField(
            name=f"probe-{probe.number}",
            label=shorten(f"{probe.number}. {probe.text}", limits.FIELD_LABEL),
            hint=shorten(probe.text, limits.FIELD_HINT),
            choices=_CHOICES,
            value=tuple(as_list(typed.get(f"probe-{probe.number}"), [probe.verdict or NOT_ASKED])),
        )
        for probe in probes
    ]
    intro = "\n".join(f"{probe.number}. {shorten(probe.text, _LONGEST_PROBE)}" for probe in probes)
    steps = [
        Step(fields=tuple(fields[start : start + limits.STEP_FIELDS]), intro=intro if start == 0 else "")
        for start in range(0, len(fields), limits.STEP_FIELDS)
    ]
    return Form(
        id="mock-ticks",
        context=f"{asked.mock_id}/{asked.half}/{asked.position}",
        title="What became of each",
        steps=tuple(steps),
    )


def _at_hand(probe: ListedProbe, good_answers: Mapping[str, str], carried: Mapping[int, Followup]) -> list[Element]:
    good = good_answers.get(probe.probe_id or "")
    again = carried.get(probe.followup_id or 0)
    elements: list[Element] = [Paragraph((Bold("Ask now. "), shorten(probe.text, _LONGEST_PROBE)))]
    if again is not None:
        elements.append(
            Note(f"Found no answer on {name_date(again.opened_at.date())}. Ask it again, in that story or in this one.")
        )
    if good:
        elements.append(Note(f"A good answer: {shorten(good, _LONGEST_GOOD_ANSWER)}"))
    return elements


def _line(probe: ListedProbe, carried: Mapping[int, Followup]) -> Text:
    again = " (from an earlier mock)" if probe.followup_id is not None else ""
    word = f" · {_WORDS[probe.verdict]}" if probe.verdict else ""
    return f"{_MARKS[probe.verdict]} {probe.number}. {shorten(probe.text, _LONGEST_PROBE)}{again}{word}"


def _tools(scene: Scene, asked: MockQuestion, place: str, timer: Timer | None, *, may_ask_more: bool) -> list[Element]:
    mock = scene.mock
    buttons = []
    elements: list[Element] = []
    if timer is not None:
        buttons.append(Button(action="timer-stop", label="Stop the clock", value=str(timer.id), style="primary"))
        elements.append(_beat_buttons(scene, timer))
    elif mock.is_under_way and asked.half == mock.half:
        buttons.append(Button(action="mock-clock", label="Start the clock", value=place, style="primary"))
    buttons.append(Button(action="mock-ticks", label="All ticks", value=place))
    if may_ask_more:
        label = "Ask this question" if asked.asked_at is None else "Next question"
        position = asked.position if asked.asked_at is None else asked.position + 1
        buttons.append(Button(action="mock-next", label=label, value=f"{mock.id}/{asked.half}/{position}"))
    if mock.has_been(asked.half):
        buttons.append(Button(action="mock-score", label="Scorecard", value=f"{mock.id}/{asked.half}"))
    return [*elements, Buttons(tuple(buttons))]


def _turns(scene: Scene, asked: MockQuestion, other_half: int | None) -> tuple[Button, ...]:
    """Make the buttons to the questions on either side, and to the other half where it is open."""
    where = f"{asked.mock_id}/{asked.half}"
    positions = {each.position for each, _ in scene.questions_of(asked.half) if each.asked_at}
    around = (("Question before", asked.position - 1), ("Question after", asked.position + 1))
    turns = [
        Button(action="mock-list", label=label, value=f"{where}/{position}")
        for label, position in around
        if position in positions
    ]
    if other_half is not None:
        label = "First half" if other_half == 1 else "Second half"
        turns.append(Button(action="mock-list", label=label, value=f"{asked.mock_id}/{other_half}"))
    return tuple(turns)


def _beat_buttons(scene: Scene, timer: Timer) -> Buttons:
    """Press a beat when the candidate comes to it; the picture of the answer is made of these presses."""
    question = next(
        question for each, question in scene.asked if (each.half, each.position) == (timer.half, timer.position)
    )
    beats = scene.frameworks[question.id].beats[:_MOST_BEATS]
    now = timer.laps[-1][0] if timer.laps else None
    return Buttons(
        tuple(
            Button(
                action="timer-beat",
                label=f"● {beat.name}" if beat.id == now else beat.name,
                value=f"{timer.id}/{beat.id}",
            )
            for beat in beats
        )
    )


def _phases(scene: Scene, asked: MockQuestion) -> Facts:
    planned = len(scene.questions_of(asked.half))
    rows = [Fact(phase_name(phase), f"{phase_length(phase)}. {phase.about}") for phase in scene.phases]
    rows.append(Fact("Here", f"question {asked.position} of {planned}"))
    return Facts(tuple(rows[: limits.FACTS]))


def _hint(mock: Mock, asked: MockQuestion) -> str:
    if not mock.has_been(asked.half):
        return "Only you see this. Read it before you meet: what a good answer holds stands with each one."
    took = f" This answer took {count(asked.seconds, 'second')}." if asked.seconds is not None else ""
    return f"Only you see this. What is not answered goes on their list of follow-ups.{took}"
