"""A member's open follow-ups: listed, fixed with a line that says how, and brought to mind once a week."""

from datetime import datetime, timedelta

from bot.cards import followups as cards
from bot.chat.forms import as_text
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command, FormSubmission, Person
from bot.domain.cohort import Cohort
from bot.domain.delivery import NewDelivery
from bot.domain.followup import Followup, read_fix
from bot.domain.member import Member
from bot.domain.wall_clock import instant_of, is_zone, local_date
from bot.errors import PracticeError
from bot.usecases.question_bank import question_of
from bot.usecases.standing import as_number, find_member, number_of, person_key
from bot.work import Work

SHOWN_AT_ONCE = 5
FIXED_SHOWN = 3
NUDGE_WITHIN = timedelta(hours=3)


async def show(work: Work, request: Command | ButtonPress) -> Reply:
    """Show what a member still has to fix, a page at a time, and what was fixed last."""
    member = await _member(work, request.person)
    page = as_number(request.value) or 0 if isinstance(request, ButtonPress) else 0
    still_open = await work.followups.open_of(member.id)
    return Reply(
        card=cards.followups(
            [(followup, (await question_of(work, followup.question_id)).text) for followup in still_open],
            fixed=await work.followups.fixed_of(member.id, FIXED_SHOWN),
            time_zone=member.profile.time_zone,
            page=page,
            a_page=SHOWN_AT_ONCE,
        ),
        replaces_card=isinstance(request, ButtonPress) and bool(request.value),
    )


async def press_fix(work: Work, press: ButtonPress) -> Reply:
    followup = await _own(work, press.person, press.value)
    if not followup.is_open:
        return Reply(card=cards.fixed_already(followup))
    typed = await work.drafts.get(person_key(press.person), "fix-followup", str(followup.id)) or {}
    probe = work.content.probes.get(followup.probe_id or "")
    return Reply(form=cards.fix_form(followup, good_answer=probe.good_answer if probe else "", typed=typed))


async def submit_fix(work: Work, form: FormSubmission) -> Reply:
    """Close a follow-up with the line that says how it was fixed."""
    followup = await _own(work, form.person, form.context)
    try:
        how = read_fix(as_text(form.values.get("how")))
    except PracticeError as fault:
        raise PracticeError(fault.sentence, fault.next_step, field="how") from None
    if not await work.followups.fix(followup.id, how, work.now):
        return Reply(card=cards.fixed_already(followup))
    await work.drafts.discard(person_key(form.person), form.form_id, form.context)
    left = await work.followups.open_of(followup.member_id)
    return Reply(card=cards.fixed(followup, how, left=len(left)))


async def put_nudges(work: Work, cohort: Cohort, *, key: str, after: datetime) -> None:
    """Bring to mind once what is still open, for each present member of whom something is, at a kind hour of theirs."""
    counts = await work.followups.count_open_in(cohort.id)
    members = [member for member in await work.members.in_cohort(cohort.id) if counts.get(member.id)] if counts else []
    await work.deliveries.put(
        *(
            NewDelivery(
                key=f"{key}:{member.id}",
                kind="followups",
                platform=cohort.platform,
                workspace_id=cohort.workspace_id,
                user_ids=(member.user_id,),
                about={"cohort": cohort.id, "member": member.id},
                due_at=due_at,
                deadline_at=due_at + NUDGE_WITHIN,
            )
            for member in members
            for due_at in [_next_reminder_time(cohort, member, after)]
        )
    )


def _next_reminder_time(cohort: Cohort, member: Member, after: datetime) -> datetime:
    zone = member.profile.time_zone if is_zone(member.profile.time_zone) else cohort.hours.time_zone
    on = local_date(after, zone)
    at = instant_of(on, cohort.hours.reminder_time, zone)
    return at if at >= after else instant_of(on + timedelta(days=1), cohort.hours.reminder_time, zone)


async def _member(work: Work, person: Person) -> Member:
    member = await find_member(work, person)
    if member is None:
        raise PracticeError("You are in no practice group yet.", "Type /practice join in its channel.")
    return member


async def _own(work: Work, person: Person, value: str) -> Followup:
    """Find a follow-up of the person's own; anybody else's does not exist for them."""
    member = await _member(work, person)
    followup = await work.followups.find(number_of(value))
    if followup is None or followup.member_id != member.id:
        raise PracticeError("That follow-up is not on your list.", "Type /practice followups to see it.")
    return followup
