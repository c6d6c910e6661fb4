"""What a member tells about themselves: zone, target, reminders, goal, break."""

from dataclasses import replace
from datetime import date

from bot.cards import profile as cards
from bot.cards.guide import target_facts
from bot.chat.forms import FieldValue, as_list, as_text
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command, FormSubmission
from bot.domain.member import LEVELS, Member, Profile, change_break
from bot.domain.wall_clock import find_zone, local_date, read_date, zones_like
from bot.errors import FormRefused, PracticeError
from bot.usecases.standing import (
    Standing,
    cohort_by_id,
    find_member,
    find_standing,
    number_of,
    person_key,
    require_membership,
)
from bot.usecases.streaks import streak_of
from bot.work import Work


async def open_profile(work: Work, request: Command | ButtonPress) -> Reply:
    """Open the profile; a time zone typed behind the command is set at once."""
    standing = await _standing(work, request, request.value if isinstance(request, ButtonPress) else "")
    member = standing.member
    zone = "" if isinstance(request, ButtonPress) else request.options.get("time_zone", request.text).strip()
    if zone:
        return await _set_zone(work, standing, find_zone(zone))
    context = str(standing.cohort.id)
    typed = await work.drafts.get(person_key(request.person), "profile", context) or {}
    today = local_date(work.now, member.profile.time_zone)
    on_break = next((span for span in await work.members.breaks_of(member.id) if span.holds(today)), None)
    return Reply(
        form=cards.profile_form(
            member.profile,
            context=context,
            employer_types=list(work.content.employer_types.values()),
            break_until=on_break.until_on if on_break else None,
            blocked=await work.members.blocks_of(member.id),
            typed=typed,
        )
    )


async def submit_profile(work: Work, form: FormSubmission) -> Reply:
    """Save a profile. A changed time zone holds for what comes; nothing in the past moves."""
    standing = await _standing(work, form, form.context)
    member = standing.member
    faults: dict[str, str] = {}
    profile = _read_profile(form, member, set(work.content.employer_types), faults)
    breaks = await work.members.breaks_of(member.id)
    try:
        until_on = _read_break(form.values.get("break_until"))
        breaks = change_break(breaks, until_on, local_date(work.now, profile.time_zone))
    except PracticeError as fault:
        faults["break_until"] = f"{fault.sentence} {fault.next_step}"
    if faults:
        raise FormRefused(faults)
    await work.members.save_profile(member.id, profile)
    await work.members.save_breaks(member.id, breaks)
    blocked = as_list(form.values.get("blocked"))
    await work.members.save_blocks(member.id, [user for user in blocked if user != member.user_id])
    await work.drafts.discard(person_key(form.person), form.form_id, form.context)
    return await _saved(work, replace(standing, member=replace(member, profile=profile)), before=member.profile)


def time_zones(typed: str) -> list[str]:
    """List the time zones that what was typed may mean."""
    return zones_like(typed)


async def _set_zone(work: Work, standing: Standing, zone: str) -> Reply:
    """Set a member's own time zone; nothing in the past moves."""
    member = standing.member
    profile = replace(member.profile, time_zone=zone, zone_is_own=True)
    await work.members.save_profile(member.id, profile)
    return await _saved(work, replace(standing, member=replace(member, profile=profile)), before=member.profile)


async def _saved(work: Work, standing: Standing, *, before: Profile) -> Reply:
    profile = standing.member.profile
    target = work.content.employer_types.get(profile.employer_type or "")
    return Reply(
        card=cards.profile_saved(
            profile,
            standing.cohort,
            await streak_of(work, standing),
            target=target_facts(target, work.content.criteria, with_opener=True),
            zone_changed=profile.time_zone != before.time_zone,
        )
    )


async def _standing(work: Work, request: Command | ButtonPress | FormSubmission, cohort_id: str) -> Standing:
    """Find the member in the cohort that a button or form names, else in the one of the place."""
    if cohort_id:
        cohort = await cohort_by_id(work, request.person, number_of(cohort_id))
        return await require_membership(work, request.person, cohort)
    return await find_standing(work, request.person, request.place)


async def reminders_off(work: Work, press: ButtonPress) -> Reply:
    """Switch reminders off from a reminder itself."""
    member = await find_member(work, press.person)
    if member is None:
        raise PracticeError("You are in no practice group.", "There is nothing to switch off.")
    await work.members.save_profile(member.id, replace(member.profile, reminders_on=False))
    return Reply(card=cards.reminders_are_off())


def _read_profile(form: FormSubmission, member: Member, employers: set[str], faults: dict[str, str]) -> Profile:
    zone = member.profile.time_zone
    try:
        zone = find_zone(as_text(form.values.get("time_zone")))
    except PracticeError as fault:
        faults["time_zone"] = f"{fault.sentence} {fault.next_step}"
    goal = _one_of(form.values.get("weekly_goal"), {"3", "4"})
    return Profile(
        time_zone=zone,
        zone_is_own=member.profile.zone_is_own or zone != member.profile.time_zone,
        employer_type=_one_of(form.values.get("employer_type"), employers),
        level=_one_of(form.values.get("level"), set(LEVELS)),
        availability=frozenset(as_list(form.values.get("availability"))) & cards.AVAILABILITY.keys(),
        reminders_on=_one_of(form.values.get("reminders"), {"on"}) == "on",
        shows_name=_one_of(form.values.get("shows_name"), {"on"}) == "on",
        weekly_goal=int(goal) if goal else None,
    )


def _read_break(value: FieldValue | None) -> date | None:
    text = as_text(value).strip()
    return read_date(text) if text else None


def _one_of(value: FieldValue | None, allowed: set[str]) -> str | None:
    chosen = next(iter(as_list(value)), None)
    return chosen if chosen in allowed else None
