"""A cohort's life: set up, start, pause, resume, stop, and its settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, time, timedelta
from typing import TypeVar

from bot.cards import cohort as cards
from bot.cards.questions import next_question_note
from bot.chat.forms import FieldValue, Form, as_list, as_text
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command, FormSubmission, Person, Place
from bot.domain.cohort import Cohort, CohortState, Hours, check_hours, first_day_from, with_first_day
from bot.domain.delivery import NewDelivery
from bot.domain.plan import Plan
from bot.domain.schedule import DAILY_LATEST, occasions_between
from bot.domain.wall_clock import find_zone, local_date, next_monday, read_date, read_time
from bot.errors import FormRefused, PracticeError
from bot.usecases.occasions import put_group_occasion
from bot.usecases.questions import current_question
from bot.usecases.standing import cohort_by_id, find_cohort, known_zone, number_of, person_key, require_organiser
from bot.work import Work

NEWS_DEADLINE = timedelta(hours=12)

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledIn:
    """What the setup or settings form said, read and checked."""

    channel_id: str
    hours: Hours
    plan: Plan
    organisers: list[str]


async def offer_setup(work: Work, command: Command) -> Reply:
    """Show the defaults with one press to accept them; in a direct message ask for the channel at once."""
    typed = command.options.get("time_zone", command.text).strip()
    zone = find_zone(typed) if typed else ""
    if command.place.kind == "direct":
        return Reply(form=await _setup_form(work, command.person, channel_id="", zone=zone))
    await _refuse_second(work, command.person, command.place.channel_id)
    is_known = bool(zone) or known_zone(command.person) is not None
    hours = _default_hours(work, command.person, zone)
    return Reply(card=cards.offer_setup(hours, command.place.channel_name, zone_is_known=is_known, zone=zone))


async def open_setup_form(work: Work, press: ButtonPress) -> Reply:
    zone = find_zone(press.value) if press.value else ""
    return Reply(form=await _setup_form(work, press.person, channel_id=press.place.channel_id, zone=zone))


async def set_up_with_defaults(work: Work, press: ButtonPress) -> Reply:
    hours = _default_hours(work, press.person, find_zone(press.value) if press.value else "")
    return await _set_up(work, press.person, press.place, hours, work.content.default_plan)


async def submit_setup(work: Work, form: FormSubmission) -> Reply:
    """Make a cohort of a filled-in form, and welcome the channel."""
    filled = read_form(form, work.content.plans)
    place = Place(channel_id=filled.channel_id, channel_name=_channel_name(form, filled.channel_id))
    return await _set_up(work, form.person, place, filled.hours, filled.plan)


async def start(work: Work, request: Command | ButtonPress) -> Reply:
    """Begin the plan, or another round of it after the last."""
    cohort = await _organised(work, request)
    if cohort.state is CohortState.RUNNING:
        raise PracticeError("The group is running already.", "Type /practice today to see its question.")
    if cohort.state is CohortState.PAUSED:
        raise PracticeError("The group is paused.", "Type /practice resume to go on.")
    hours = with_first_day(cohort.hours, first_day_from(cohort.hours, work.now))
    cohort = await work.cohorts.change(cohort, hours=hours, state=CohortState.RUNNING, shift_days=0)
    await work.questions.release_unposted(cohort.id)
    await tell_channel(work, cohort, "started")
    return Reply(card=cards.started(cohort), replaces_card=isinstance(request, ButtonPress))


async def pause(work: Work, request: Command | ButtonPress) -> Reply:
    """Hold the plan: nothing is posted and no day is due until it goes on."""
    cohort = await _organised(work, request)
    if cohort.state is not CohortState.RUNNING:
        raise PracticeError(f"The group is {cards.state_of(cohort)}, so there is nothing to pause.")
    cohort = await work.cohorts.change(cohort, state=CohortState.PAUSED)
    await work.cohorts.begin_pause(cohort.id, cohort.today(work.now))
    await tell_channel(work, cohort, "paused")
    return Reply(card=cards.paused(cohort))


async def resume(work: Work, request: Command | ButtonPress) -> Reply:
    """Go on where the group paused: the rest of the plan is moved so that no plan day is lost."""
    cohort = await _organised(work, request)
    if cohort.state is not CohortState.PAUSED:
        raise PracticeError(f"The group is {cards.state_of(cohort)}, so there is nothing to resume.")
    running = (await work.cohorts.pauses_of(cohort.id))[-1]
    today = cohort.today(work.now)
    goes_on = today if cohort.posts_at(today) > work.now else today + timedelta(days=1)
    posted = await work.questions.on(cohort.id, running.started_on)
    held_from = running.started_on + timedelta(days=1 if posted and posted.posted_at else 0)
    shift = _lost_days(cohort, held_from, goes_on)
    await work.cohorts.end_pause(cohort.id, max(goes_on, running.started_on))
    cohort = await work.cohorts.change(cohort, state=CohortState.RUNNING, shift_days=cohort.shift_days + shift)
    await work.questions.release_unposted(cohort.id)
    await tell_channel(work, cohort, "resumed")
    return Reply(card=cards.resumed(next_question_note(cohort, work.now, cohort.hours.time_zone)))


async def ask_to_stop(work: Work, command: Command) -> Reply:
    return Reply(card=cards.ask_to_stop(await _organised(work, command)))


async def stop(work: Work, press: ButtonPress) -> Reply:
    """End a cohort for good; its channel is free for another."""
    cohort = await _organised(work, press)
    await tell_channel(work, cohort, "stopped")
    cohort = await work.cohorts.change(cohort, state=CohortState.STOPPED)
    return Reply(card=cards.stopped(cohort), replaces_card=True)


async def open_settings(work: Work, request: Command | ButtonPress) -> Reply:
    cohort = await _organised(work, request)
    typed = await _draft(work, request.person, "settings", str(cohort.id))
    organisers = await work.cohorts.organisers_of(cohort.id)
    return Reply(form=cards.settings_form(cohort, organisers, plans=_plans(work), typed=typed))


async def submit_settings(work: Work, form: FormSubmission) -> Reply:
    """Change a cohort's hours at once; a question of today whose new time has passed comes now, never twice."""
    cohort = await cohort_by_id(work, form.person, number_of(form.context))
    await require_organiser(work, form.person, cohort)
    filled = read_form(form, work.content.plans, present=cohort.plan_id)
    has_begun = await current_question(work, cohort) is not None
    if has_begun and filled.hours.first_day != cohort.hours.first_day:
        raise FormRefused({"first_day": f"The plan began on {cohort.hours.first_day}. Pause it to gain days."})
    is_over = cohort.state is CohortState.FINISHED
    if has_begun and not is_over and filled.plan.id != cohort.plan_id:
        raise FormRefused({"plan": "The plan has begun. It can be changed once it is over, or in a new group."})
    if filled.channel_id != cohort.channel_id:
        await _refuse_second(work, form.person, filled.channel_id, field="channel")
        await work.cohorts.move_to_channel(cohort, filled.channel_id, _channel_name(form, filled.channel_id))
        await work.deliveries.move_lane(
            platform=cohort.platform,
            workspace_id=cohort.workspace_id,
            channel_id=cohort.channel_id,
            to_channel_id=filled.channel_id,
        )
    hours = filled.hours
    stays = hours.first_day == cohort.hours.first_day and hours.first_day.weekday() in hours.practice_weekdays
    if cohort.is_running and not has_begun and not stays:
        hours = with_first_day(hours, first_day_from(hours, work.now))
    cohort = await work.cohorts.change(cohort, hours=hours, plan=filled.plan)
    await work.cohorts.save_organisers(cohort.id, filled.organisers or await work.cohorts.organisers_of(cohort.id))
    await work.questions.release_unposted(cohort.id)
    await work.drafts.discard(person_key(form.person), form.form_id, form.context)
    for occasion in occasions_between(cohort, after=work.now - DAILY_LATEST, until=work.now):
        await put_group_occasion(work, cohort, occasion)
    return Reply(card=cards.settings_saved(cohort, next_question_note(cohort, work.now, cohort.hours.time_zone)))


async def tell_channel(work: Work, cohort: Cohort, news: str) -> None:
    """Put a card about the cohort's life in its channel."""
    await work.deliveries.put(
        NewDelivery(
            key=f"{news}:{cohort.id}:{work.now.astimezone(UTC):%Y%m%dT%H%M%S}",
            kind="news",
            platform=cohort.platform,
            workspace_id=cohort.workspace_id,
            channel_id=cohort.channel_id,
            about={"cohort": cohort.id, "news": news},
            due_at=work.now,
            deadline_at=work.now + NEWS_DEADLINE,
        )
    )


def read_form(form: FormSubmission, plans: Mapping[str, Plan], *, present: str = "") -> FilledIn:
    """Read the setup or settings form; every wrong field is named at once."""
    faults: dict[str, str] = {}

    def read(name: str, reader: Callable[[FieldValue], Value], otherwise: Value) -> Value:
        try:
            return reader(form.values.get(name, ""))
        except PracticeError as fault:
            faults[name] = f"{fault.sentence} {fault.next_step}".strip()
            return otherwise

    channel_id = read("channel", _channel, "")
    plan_id = read("plan", lambda value: _plan(value, plans, present), "")
    hours = Hours(
        time_zone=read("time_zone", lambda value: find_zone(as_text(value)), "UTC"),
        post_time=read("post_time", lambda value: read_time(as_text(value)), time(9)),
        first_day=read("first_day", lambda value: read_date(as_text(value)), date.min),
        practice_weekdays=read("practice_weekdays", _weekdays, frozenset({0})),
        mock_weekdays=read("mock_weekdays", _weekdays, frozenset()),
        reminder_time=read("reminder_time", lambda value: read_time(as_text(value)), time(18)),
    )
    if not faults:
        try:
            check_hours(hours)
        except PracticeError as fault:
            faults[fault.field or "practice_weekdays"] = f"{fault.sentence} {fault.next_step}"
    if faults:
        raise FormRefused(faults)
    return FilledIn(
        channel_id=channel_id,
        hours=hours,
        plan=plans[plan_id],
        organisers=as_list(form.values.get("organisers")),
    )


async def _set_up(work: Work, person: Person, place: Place, hours: Hours, plan: Plan) -> Reply:
    await _refuse_second(work, person, place.channel_id)
    cohort = await work.cohorts.add(
        platform=person.platform,
        workspace_id=person.workspace_id,
        channel_id=place.channel_id,
        channel_name=place.channel_name or place.channel_id,
        hours=check_hours(hours),
        plan_id=plan.id,
        plan_length_days=plan.length_days,
        organiser_user_id=person.user_id,
        now=work.now,
    )
    await work.drafts.discard(person_key(person), "setup", "")
    await tell_channel(work, cohort, "welcome")
    return Reply(card=cards.set_up(cohort), replaces_card=True)


async def _refuse_second(work: Work, person: Person, channel_id: str, *, field: str | None = None) -> None:
    if await work.cohorts.in_channel(person.platform, person.workspace_id, channel_id):
        raise PracticeError(
            "A group practises in this channel already.",
            "Change it with /practice settings, or end it with /practice stop.",
            field=field,
        )


async def _organised(work: Work, request: Command | ButtonPress) -> Cohort:
    """Find the cohort that a request is about and check that the person may direct it."""
    if isinstance(request, ButtonPress) and request.value:
        cohort = await cohort_by_id(work, request.person, number_of(request.value))
    else:
        cohort = await find_cohort(work, request.person, request.place)
    await require_organiser(work, request.person, cohort)
    return cohort


async def _setup_form(work: Work, person: Person, *, channel_id: str, zone: str) -> Form:
    return cards.setup_form(
        _default_hours(work, person, zone),
        channel_id=channel_id,
        plans=_plans(work),
        plan_id=work.content.default_plan.id,
        typed=await _draft(work, person, "setup", ""),
    )


def _plans(work: Work) -> list[Plan]:
    """List the plans to choose from, the default one first."""
    default = work.content.default_plan
    return [default, *(plan for plan in work.content.plans.values() if plan is not default)]


def _default_hours(work: Work, person: Person, zone: str) -> Hours:
    """Give the defaults in the zone that was typed, else in the one that the platform knows of the person."""
    zone = zone or known_zone(person) or "UTC"
    return Hours(time_zone=zone, first_day=next_monday(local_date(work.now, zone)))


def _lost_days(cohort: Cohort, held_from: date, goes_on: date) -> int:
    """Count the calendar days by which the plan moves: from the first practice day lost to the next one that comes."""
    days = cohort.hours.practice_weekdays
    lost = [on for on in _dates(held_from, goes_on) if on.weekday() in days]
    if not lost:
        return 0
    first_lost, following = lost[0], goes_on
    while following.weekday() not in days:
        following += timedelta(days=1)
    begins = max(first_lost, cohort.hours.first_day)
    return max(0, (following - begins).days)


def _dates(since: date, until: date) -> list[date]:
    return [since + timedelta(days=offset) for offset in range((until - since).days)]


async def _draft(work: Work, person: Person, form_id: str, context: str) -> dict[str, FieldValue]:
    return await work.drafts.get(person_key(person), form_id, context) or {}


def _channel(value: FieldValue) -> str:
    if not isinstance(value, str) or not value.strip():
        raise PracticeError("Choose the channel in which the group practises.")
    return value


def _plan(value: FieldValue, plans: Mapping[str, Plan], present: str) -> str:
    chosen = next(iter(as_list(value)), "")
    if chosen not in plans and not (chosen == "" and present in plans):
        raise PracticeError("Choose a plan from the list.")
    return chosen or present


def _weekdays(value: FieldValue) -> frozenset[int]:
    chosen = as_list(value)
    if not set(chosen) <= {str(day) for day in range(7)}:
        raise PracticeError("Choose weekdays from the list.")
    return frozenset(int(day) for day in chosen)


def _channel_name(form: FormSubmission, channel_id: str) -> str:
    return form.channel_names.get(channel_id, channel_id)
