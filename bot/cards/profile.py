"""The words of a member's profile."""

from collections.abc import Sequence
from datetime import date

from bot.cards.words import PROGRESS_BUTTON, streak_line
from bot.chat.cards import Bold, Button, Buttons, Card, Fact, Facts, Paragraph
from bot.chat.forms import (
    Choice,
    ChoiceField,
    DateField,
    FieldValue,
    Form,
    PeopleField,
    Step,
    TextField,
    as_list,
    as_text,
)
from bot.domain.cohort import Cohort
from bot.domain.employer import EmployerType
from bot.domain.member import LEVELS, PARTS_OF_DAY, Profile
from bot.domain.streak import Streak
from bot.domain.wall_clock import WEEKDAYS

AVAILABILITY = {f"{day[:3].lower()}-{part}": f"{day[:3]} {part}" for day in WEEKDAYS for part in PARTS_OF_DAY}

_ALWAYS_CHOSEN = ("reminders", "shows_name", "weekly_goal")
_ON = (Choice("on", "On"), Choice("off", "Off"))


def profile_form(
    profile: Profile,
    *,
    context: str,
    employer_types: Sequence[EmployerType],
    break_until: date | None,
    blocked: Sequence[str],
    typed: dict[str, FieldValue],
) -> Form:
    """Everything in two steps; only the member sees it."""
    employers = tuple(Choice(kind.id, kind.name) for kind in employer_types)
    levels = tuple(Choice(id, name) for id, name in LEVELS.items())
    first = (
        TextField(
            name="time_zone",
            label="Time zone",
            hint="For example Europe/Berlin. A change holds for what comes, never for the past.",
            value=as_text(typed.get("time_zone"), profile.time_zone)[:64],
            max_length=64,
            suggest="time_zone",
        ),
        _choice("employer_type", "Target employer", employers, profile.employer_type, typed),
        _choice("level", "Level you interview for", levels, profile.level, typed),
        _choice("reminders", "A reminder on days you have not answered", _ON, _switch(profile.reminders_on), typed),
        _choice("shows_name", "Show my name and streak to the group", _ON, _switch(profile.shows_name), typed),
    )
    goal = str(profile.weekly_goal) if profile.weekly_goal else "every"
    second = (
        _choice("weekly_goal", "My streak counts", _goal_choices(), goal, typed),
        DateField(
            name="break_until",
            label="On a break until",
            hint="Last day of it, 2026-11-23. At most 14 days in a plan. Empty: no break.",
            value=as_text(typed.get("break_until"), break_until.isoformat() if break_until else ""),
            required=False,
        ),
        ChoiceField(
            name="availability",
            label="When I can meet for a mock",
            choices=tuple(Choice(id, name) for id, name in AVAILABILITY.items()),
            hint="In your own time zone",
            value=tuple(as_list(typed.get("availability"), sorted(profile.availability))),
            required=False,
            several=True,
        ),
        PeopleField(
            name="blocked",
            label="Never pair me with",
            hint="Only you see this. Nobody is told.",
            value=tuple(as_list(typed.get("blocked"), list(blocked))),
        ),
    )
    return Form(id="profile", context=context, title="My profile", steps=(Step(fields=first), Step(fields=second)))


def profile_saved(profile: Profile, cohort: Cohort, streak: Streak, *, zone_changed: bool) -> Card:
    """A short summary, in which what was changed can be checked at a glance."""
    reminders = f"on, at {cohort.hours.reminder_time:%H:%M} your time" if profile.reminders_on else "off"
    goal = f"{profile.weekly_goal} days a week" if profile.weekly_goal else "every practice day"
    moved = " From now on your days follow the new zone; past days stay as they were." if zone_changed else ""
    return Card(
        title="Profile saved",
        elements=(
            Facts(
                (
                    Fact("Time zone", profile.time_zone),
                    Fact("Goal", goal),
                    Fact("Reminder", reminders),
                    Fact("My name and streak", "shown to the group" if profile.shows_name else "private"),
                )
            ),
            Paragraph((Bold(streak_line(streak)), moved)),
            Buttons((Button(action="today", label="Today"), PROGRESS_BUTTON)),
        ),
        tone="good",
    )


def reminders_are_off() -> Card:
    return Card(title="Reminders are off", elements=(Paragraph("Switch them on again in /practice profile."),))


def _goal_choices() -> tuple[Choice, ...]:
    return (Choice("every", "Every practice day"), Choice("3", "3 days a week"), Choice("4", "4 days a week"))


def _choice(
    name: str, label: str, choices: tuple[Choice, ...], value: str | None, typed: dict[str, FieldValue]
) -> ChoiceField:
    chosen = as_list(typed.get(name), [value] if value else [])
    return ChoiceField(name=name, label=label, choices=choices, value=tuple(chosen), required=name in _ALWAYS_CHOSEN)


def _switch(on: bool) -> str:
    return "on" if on else "off"
