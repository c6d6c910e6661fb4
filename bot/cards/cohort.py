"""The words of a cohort's life: setting up, starting, pausing, settings."""

from collections.abc import Sequence

from bot.cards.words import moment, span_of
from bot.chat.cards import Button, Buttons, Card, Code, Fact, Facts, Note, Paragraph, Text
from bot.chat.forms import (
    ChannelField,
    Choice,
    ChoiceField,
    DateField,
    Field,
    FieldValue,
    Form,
    PeopleField,
    Step,
    TextField,
    TimeField,
    as_list,
    as_text,
)
from bot.chat.limits import CHOICE_LABEL, CHOICES, shorten
from bot.domain.cohort import Cohort, CohortState, Hours
from bot.domain.plan import Plan
from bot.domain.wall_clock import WEEKDAYS, name_date, name_weekdays

_WEEKDAY_CHOICES = tuple(Choice(str(number), name) for number, name in enumerate(WEEKDAYS))
_STATES = {
    CohortState.READY: "ready to start",
    CohortState.RUNNING: "running",
    CohortState.PAUSED: "paused",
    CohortState.FINISHED: "finished",
    CohortState.STOPPED: "ended",
}


def offer_setup(hours: Hours, channel_name: str, *, zone_is_known: bool, zone: str = "") -> Card:
    """The first answer to `setup`: all defaults in one press, or the form. `zone` is one that was typed."""
    unknown = "" if zone_is_known else " I do not know your time zone, so times are in UTC unless you choose."
    return Card(
        title=f"Practise in #{channel_name}",
        elements=(
            Paragraph(f"A question a day for four weeks. These are the defaults.{unknown}"),
            Facts(_hours_facts(hours)),
            Buttons(
                (
                    Button(action="setup-defaults", label="Use all defaults", value=zone, style="primary"),
                    Button(action="setup-form", label="Choose times and days", value=zone),
                )
            ),
            Note("You become the group's organiser and can change all of this later."),
        ),
    )


def setup_form(
    hours: Hours, *, channel_id: str, plans: Sequence[Plan], plan_id: str, typed: dict[str, FieldValue]
) -> Form:
    return Form(
        id="setup",
        title="Set up a group",
        steps=(
            Step(fields=_time_fields(hours, channel_id, typed), intro="Times are wall-clock times of the time zone."),
            Step(fields=(_plan_field(plans, plan_id, typed), *_day_fields(hours, typed))),
        ),
        submit_label="Set up",
    )


def settings_form(
    cohort: Cohort, organisers: list[str], *, plans: Sequence[Plan], typed: dict[str, FieldValue]
) -> Form:
    people = PeopleField(
        name="organisers",
        label="Organisers",
        hint="They can change settings, pause and stop.",
        value=tuple(as_list(typed.get("organisers"), organisers)),
    )
    return Form(
        id="settings",
        context=str(cohort.id),
        title="Settings",
        steps=(
            Step(fields=_time_fields(cohort.hours, cohort.channel_id, typed)),
            Step(fields=(_plan_field(plans, cohort.plan_id, typed), *_day_fields(cohort.hours, typed), people)),
        ),
    )


def set_up(cohort: Cohort) -> Card:
    """The organiser's summary, with what to do next."""
    return Card(
        title=f"#{cohort.channel_name} is set up",
        elements=(
            Facts(_hours_facts(cohort.hours)),
            Paragraph(
                "I have posted a welcome with a Join button. Start when you are ready; people can join later too."
            ),
            Buttons(
                (
                    Button(action="start", label=f"Start the {span_of(cohort)}", value=str(cohort.id), style="primary"),
                    Button(action="settings", label="Change settings", value=str(cohort.id)),
                    Button(action="join", label="Join it myself", value=str(cohort.id)),
                )
            ),
        ),
        tone="good",
    )


def settings_saved(cohort: Cohort, next_note: Text) -> Card:
    return Card(
        title="Settings saved",
        elements=(Facts(_hours_facts(cohort.hours)), Paragraph(next_note)),
        tone="good",
    )


def welcome(cohort: Cohort, member_count: int) -> Card:
    """The channel's first card."""
    hours = cohort.hours
    joined = f" {member_count} in so far." if member_count else ""
    return Card(
        title="Practise together for AI-engineer interviews",
        elements=(
            Paragraph(
                f"One real interview question a day, {name_weekdays(hours.practice_weekdays)} at "
                f"{hours.post_time:%H:%M} ({hours.time_zone}), for {span_of(cohort)} from "
                f"{name_date(hours.first_day)}. Ten minutes a day is enough."
            ),
            Paragraph(f"Press Join to be in. Your answers stay private, and joining late is fine.{joined}"),
            Buttons(
                (
                    Button(action="join", label="Join", value=str(cohort.id), style="primary"),
                    Button(action="help", label="What I can do"),
                )
            ),
        ),
    )


def started(cohort: Cohort) -> Card:
    """The organiser's answer to `start`."""
    first = cohort.posts_at(next(iter(cohort.practice_dates(cohort.hours.first_day, cohort.last_day))))
    return Card(
        title=f"The {span_of(cohort)} begin",
        elements=(
            Paragraph(("The first question comes ", moment(first, cohort.hours.time_zone), ".")),
            Note(
                ("Change times with ", Code("/practice settings"), ", take a break with ", Code("/practice pause"), ".")
            ),
        ),
        tone="good",
    )


def started_news(cohort: Cohort) -> Card:
    """What the channel reads when the plan begins."""
    first = cohort.posts_at(next(iter(cohort.practice_dates(cohort.hours.first_day, cohort.last_day))))
    return Card(
        title="We start",
        elements=(
            Paragraph(("The first question comes ", moment(first, cohort.hours.time_zone), ".")),
            Buttons((Button(action="join", label="Join", value=str(cohort.id), style="primary"),)),
        ),
    )


def paused(cohort: Cohort) -> Card:
    return Card(
        title="The group is paused",
        elements=(
            Paragraph("No question comes, no day is due, and every streak stays whole."),
            Paragraph(("Go on with ", Code("/practice resume"), ".")),
        ),
    )


def paused_news() -> Card:
    return Card(
        title="We pause",
        elements=(
            Paragraph("No question comes until the organiser resumes. No day is due; every streak stays whole."),
        ),
    )


def resumed(next_note: Text) -> Card:
    return Card(title="We go on", elements=(Paragraph(next_note),), tone="good")


def ask_to_stop(cohort: Cohort) -> Card:
    return Card(
        title=f"End the practice in #{cohort.channel_name}?",
        elements=(
            Paragraph("No more questions come. Answers and streaks are kept. A pause can be undone, this cannot."),
            Buttons(
                (
                    Button(action="stop-confirmed", label="End it", value=str(cohort.id), style="danger"),
                    Button(action="pause", label="Pause instead", value=str(cohort.id)),
                )
            ),
        ),
        tone="careful",
    )


def stopped(cohort: Cohort) -> Card:
    return Card(
        title=f"The practice in #{cohort.channel_name} has ended",
        elements=(Paragraph(("Begin anew with ", Code("/practice setup"), ".")),),
    )


def stopped_news() -> Card:
    return Card(
        title="This group has ended",
        elements=(Paragraph("Thank you for practising together. Your answers and streaks are kept."),),
    )


def joined(
    cohort: Cohort, next_note: Text, *, zone: str, zone_is_known: bool, plan_day: int | None, mocks_are_drawn: bool
) -> Card:
    """A new member's first card; whose group has drawn its mocks already can find a partner at once."""
    late = (
        ""
        if plan_day is None or plan_day < 2
        else f" The group is on day {plan_day}; what came before can be caught up."
    )
    zone_line = (
        f"Your time zone is {zone}."
        if zone_is_known
        else f"I do not know your time zone and took the group's, {zone}. If yours is another one, type it behind "
        "/practice profile, such as: /practice profile Europe/Lisbon"
    )
    return Card(
        title=f"You are in, #{cohort.channel_name}",
        elements=(
            Paragraph(next_note),
            Paragraph(f"{zone_line}{late}"),
            Buttons(
                (
                    Button(action="profile", label="My profile", value=str(cohort.id), style="primary"),
                    Button(action="today", label="Today"),
                    Button(action="plan", label="The plan"),
                    *([Button(action="pair", label="A mock now", value=str(cohort.id))] if mocks_are_drawn else []),
                )
            ),
            Note("Reminders are off until you switch them on in your profile."),
        ),
        tone="good",
    )


def is_in_already(cohort: Cohort) -> Card:
    return Card(
        title=f"You are in #{cohort.channel_name} already",
        elements=(Buttons((Button(action="today", label="Today"), Button(action="plan", label="The plan"))),),
    )


def left(cohort: Cohort) -> Card:
    return Card(
        title=f"You have left #{cohort.channel_name}",
        elements=(
            Paragraph("Nobody is told. Your answers stay yours, and days away are not held against you."),
            Buttons((Button(action="join", label="Join again", value=str(cohort.id)),)),
        ),
    )


def state_of(cohort: Cohort) -> str:
    return _STATES[cohort.state]


def _hours_facts(hours: Hours) -> tuple[Fact, ...]:
    mocks = name_weekdays(hours.mock_weekdays) if hours.mock_weekdays else "none"
    return (
        Fact("Question", f"{name_weekdays(hours.practice_weekdays)} at {hours.post_time:%H:%M}"),
        Fact("Time zone", hours.time_zone),
        Fact("First day", name_date(hours.first_day)),
        Fact("Mock days", mocks),
        Fact("Reminder", f"{hours.reminder_time:%H:%M} in each member's zone, for those who want it"),
    )


def _time_fields(hours: Hours, channel_id: str, typed: dict[str, FieldValue]) -> tuple[Field, ...]:
    return (
        ChannelField(name="channel", label="Practice channel", value=as_text(typed.get("channel"), channel_id)),
        TextField(
            name="time_zone",
            label="Time zone",
            hint="For example Europe/Berlin",
            value=as_text(typed.get("time_zone"), hours.time_zone)[:64],
            max_length=64,
            suggest="time_zone",
        ),
        TimeField(
            name="post_time",
            label="Question comes at",
            value=as_text(typed.get("post_time"), f"{hours.post_time:%H:%M}"),
        ),
        DateField(
            name="first_day", label="First day", value=as_text(typed.get("first_day"), hours.first_day.isoformat())
        ),
        TimeField(
            name="reminder_time",
            label="Reminder at",
            hint="In each member's own zone, only for those who want it",
            value=as_text(typed.get("reminder_time"), f"{hours.reminder_time:%H:%M}"),
        ),
    )


def _plan_field(plans: Sequence[Plan], plan_id: str, typed: dict[str, FieldValue]) -> ChoiceField:
    choices = tuple(
        Choice(plan.id, shorten(f"{plan.name} ({plan.length_days} days)", CHOICE_LABEL)) for plan in plans[:CHOICES]
    )
    return ChoiceField(
        name="plan",
        label="Plan",
        choices=choices,
        value=tuple(as_list(typed.get("plan"), [plan_id])),
    )


def _day_fields(hours: Hours, typed: dict[str, FieldValue]) -> tuple[Field, ...]:
    return (
        ChoiceField(
            name="practice_weekdays",
            label="Practice days",
            choices=_WEEKDAY_CHOICES,
            value=tuple(as_list(typed.get("practice_weekdays"), [str(day) for day in sorted(hours.practice_weekdays)])),
            several=True,
        ),
        ChoiceField(
            name="mock_weekdays",
            label="Mock days",
            hint="When you interview one another, in the weeks of the plan that hold mocks",
            choices=_WEEKDAY_CHOICES,
            value=tuple(as_list(typed.get("mock_weekdays"), [str(day) for day in sorted(hours.mock_weekdays)])),
            required=False,
            several=True,
        ),
    )
