"""The words of the plan: a week at a time, with buttons to catch up and to answer early."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.cards.questions import next_question_note
from bot.chat.cards import Bold, Bullets, Button, Buttons, Card, Element, Note, Text
from bot.chat.limits import shorten
from bot.domain.answer import DailyQuestion
from bot.domain.cohort import Cohort
from bot.domain.plan import PlanDay, PlanWeek

_CATCH_UP_BUTTONS = 3


def week(
    plan_week: PlanWeek,
    days: Sequence[PlanDay],
    *,
    cohort: Cohort,
    dailies: Mapping[int, DailyQuestion],
    answered: set[int],
    today: int | None,
    upcoming: DailyQuestion | None,
    weeks: int,
    now: datetime,
    time_zone: str,
) -> Card:
    """One week: each day with its task and what became of its question."""
    states = {day.day: _state(day, dailies.get(day.day), answered) for day in days}
    elements: list[Element] = [
        Bullets(tuple(_line(day, states[day.day], is_today=day.day == today) for day in days)),
    ]
    buttons = [
        Button(action="answer", label=f"Catch up day {day.day}", value=str(dailies[day.day].id))
        for day in days
        if states[day.day] == "open"
    ][:_CATCH_UP_BUTTONS]
    if upcoming is not None and upcoming.plan_day in states:
        buttons.append(
            Button(action="answer-early", label=f"Answer day {upcoming.plan_day} early", value=str(cohort.id))
        )
    buttons.extend(
        Button(action="plan", label=f"Week {number}", value=str(number))
        for number in range(1, weeks + 1)
        if number != plan_week.week
    )
    elements.append(Buttons(tuple(buttons)))
    elements.append(Note(next_question_note(cohort, now, time_zone)))
    return Card(title=f"Week {plan_week.week} · {plan_week.title}", elements=tuple(elements))


def _state(day: PlanDay, daily: DailyQuestion | None, answered: set[int]) -> str:
    if daily is None:
        return ""
    return "answered" if daily.id in answered else "open"


def _line(day: PlanDay, state: str, *, is_today: bool) -> Text:
    marks = {"answered": "✓ answered", "open": "○ open"}
    mark = f" {marks[state]}." if state else ""
    now = " Today." if is_today else ""
    return (Bold(f"Day {day.day} · {day.title}."), f"{now}{mark} {shorten(day.task, 240)}")
