"""Finding a time for a mock: what is proposed, who can when, an agreed time with all that is planned by it.

`begin` is called once for each new mock. What members say afterwards is in `attendance.py`, and what is sent at its
own moment in `meeting_deliveries.py`.
"""

from datetime import datetime, timedelta

from bot.cards import meetings as cards
from bot.chat.forms import Form, as_text
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, FormSubmission
from bot.domain.attendance import asks_at, lapses_at, nudge_at, over_at, reminder_at
from bot.domain.cohort import Cohort
from bot.domain.delivery import NewDelivery
from bot.domain.meeting import (
    Attendee,
    Proposal,
    find_times,
    fix_time,
    meet_now,
    read_proposal,
    require_ahead,
    require_room,
    session_of,
    starts_between,
    time_left,
    window_of,
)
from bot.domain.member import Member
from bot.domain.mock import Mock, accept
from bot.domain.wall_clock import read_date, read_time
from bot.errors import FormRefused, PracticeError
from bot.usecases.mock_steps import begin_half
from bot.usecases.mocks import Seated, scene_of, seated, to_group, update_card
from bot.usecases.standing import number_of, person_key
from bot.work import Work

AHEAD = ("mock-proposed", "mock-agreed", "mock-soon", "mock-no-time", "mock-met", "mock-lapse")
"""Kinds of deliveries that wait for their moment before or after a mock's time."""

SOON_LATEST = timedelta(minutes=5)
LAPSE_LATEST = timedelta(days=30)
SETTLED = "settled"
"""Behind a mock's id in a form's context: its members have named their time already."""


async def begin(work: Work, cohort: Cohort, mock: Mock) -> None:
    """Propose times for a new mock and plan its reminders, the question afterwards and when it lapses.

    The group's card shows the proposals, whether it is still to be sent or is there already.
    """
    await propose_times(work, cohort, mock)
    await plan_ahead(work, cohort, mock)
    if mock.message_id is not None:
        await update_card(work, cohort, mock, because="times")


async def propose_times(work: Work, cohort: Cohort, mock: Mock) -> None:
    """Propose up to three times that suit everybody, or come nearest, in what is left of the mock's window."""
    within = time_left(mock, work.now)
    people = [await _attendee(work, cohort, mock, member) for member in await _members(work, mock)]
    if not people:
        return
    for starts_at in find_times(people, within=within, session=session_of(mock)).times:
        await work.meetings.propose(mock.id, starts_at, proposed_by=None, now=work.now)


async def press_time(work: Work, press: ButtonPress) -> Reply:
    """Say yes to a proposed time; it is agreed on when everybody has."""
    asking = await seated(work, press.person, press.value)
    require_ahead(asking.mock)
    proposal = await work.meetings.find(asking.mock.id, number_of(press.value.partition("/")[2]))
    zone = asking.member.profile.time_zone
    if proposal is None or proposal.starts_at <= work.now:
        return Reply(card=cards.not_open_any_more(asking.mock.starts_at, zone, asking.mock.id))
    proposal = await _say_yes(work, asking, proposal)
    scene = await scene_of(work, asking.mock)
    waits_for = [scene.name(id) for id in asking.mock.member_ids if id not in proposal.accepted_by]
    return Reply(card=cards.accepted(proposal, time_zone=zone, waits_for=waits_for))


async def press_propose(work: Work, press: ButtonPress) -> Reply:
    """Open the form for another time."""
    return Reply(form=await time_form(work, await seated(work, press.person, press.value)))


async def submit_time(work: Work, form: FormSubmission) -> Reply:
    """Propose a time to the others, or fix the one that they settled on."""
    asking = await seated(work, form.person, form.context)
    require_ahead(asking.mock)
    is_settled = form.context.partition("/")[2] == SETTLED
    starts_at = _read_time(work, asking, form, is_settled=is_settled)
    if is_settled:
        after = await _settle(work, asking.cohort, asking.mock, starts_at)
        reply = Reply(card=cards.time_set(await scene_of(work, after), starts_at))
    else:
        reply = await _propose(work, asking, starts_at)
    await work.drafts.discard(person_key(form.person), form.form_id, form.context)
    return reply


async def press_meet_now(work: Work, press: ButtonPress) -> Reply:
    """Begin at once: everybody is there, whatever was proposed."""
    asking = await seated(work, press.person, press.value)
    after = await work.mocks.save(asking.mock, meet_now(asking.mock, asking.member.id, work.now))
    await work.meetings.clear(after.id)
    await update_card(work, asking.cohort, after)
    return await begin_half(work, asking.member, after)


async def time_form(work: Work, asking: Seated, *, is_settled: bool = False) -> Form:
    """Make the form for a time; what was typed before is in it."""
    require_ahead(asking.mock)
    context = f"{asking.mock.id}/{SETTLED}" if is_settled else str(asking.mock.id)
    return cards.propose_form(
        asking.mock,
        context=context,
        time_zone=asking.member.profile.time_zone,
        span=starts_between(asking.mock, work.now, is_bound=not is_settled),
        typed=await work.drafts.get(
            (asking.member.platform, asking.member.workspace_id, asking.member.user_id), "mock-time", context
        )
        or {},
    )


async def plan_ahead(work: Work, cohort: Cohort, mock: Mock) -> None:
    """Put in the outbox what a mock's time brings with it, in the place of what was planned by the time before."""
    await forget_ahead(work, mock)
    members = await _members(work, mock)
    zones = [member.profile.time_zone for member in members]
    if mock.starts_at is not None:
        remind_at = reminder_at(mock.starts_at, work.now)
        if remind_at is not None:
            await _put(work, cohort, mock, kind="mock-soon", due_at=remind_at, until=mock.starts_at + SOON_LATEST)
    else:
        remind_at = nudge_at(mock, work.now, zones)
        if remind_at is not None:
            await _put(work, cohort, mock, kind="mock-no-time", due_at=remind_at, until=window_of(mock)[1])
    if zones:
        lapse_at = lapses_at(mock, zones)
        await work.deliveries.put(*(each for member in members for each in _asks(cohort, mock, member, until=lapse_at)))
        await put_lapse(work, cohort, mock, lapse_at)


async def forget_ahead(work: Work, mock: Mock) -> None:
    """Drop what waits for a time that does not hold any more."""
    await work.deliveries.drop_waiting(kinds=AHEAD, about={"mock": mock.id}, now=work.now, why="the time has changed")


async def put_lapse(work: Work, cohort: Cohort, mock: Mock, due_at: datetime, *, is_last: bool = False) -> None:
    """Plan when a mock lapses, unless its members say something before."""
    await _put(work, cohort, mock, kind="mock-lapse", due_at=due_at, until=due_at + LAPSE_LATEST, last=int(is_last))


async def _attendee(work: Work, cohort: Cohort, mock: Mock, member: Member) -> Attendee:
    others = await work.mocks.live_of(cohort.id, member.id)
    return Attendee(
        time_zone=member.profile.time_zone,
        ticked=member.profile.availability,
        breaks=tuple(await work.members.days_off(member.id, cohort.id)),
        taken=tuple(
            (each.starts_at, each.starts_at + session_of(each))
            for each in others
            if each.starts_at is not None and each.id != mock.id
        ),
    )


async def _members(work: Work, mock: Mock) -> list[Member]:
    people = await work.members.by_ids(mock.member_ids)
    return [people[id] for id in mock.member_ids if id in people]


async def _say_yes(work: Work, asking: Seated, proposal: Proposal) -> Proposal:
    """Note that a time suits a member, and agree on it if they are the last.

    The mock is saved each time: of two who press at once, the second is made to read what the first one said.
    """
    await work.meetings.accept(proposal, asking.member.id, work.now)
    proposal = await work.meetings.find(proposal.mock_id, proposal.minute) or proposal
    if proposal.is_accepted_by_all(asking.mock):
        await _settle(work, asking.cohort, asking.mock, proposal.starts_at)
    else:
        after = await work.mocks.save(asking.mock, accept(asking.mock, asking.member.id, work.now))
        await update_card(work, asking.cohort, after)
    return proposal


async def _settle(work: Work, cohort: Cohort, before: Mock, starts_at: datetime) -> Mock:
    """Fix a time, tell the group with a calendar file, and plan everything by it."""
    after = await work.mocks.save(before, fix_time(before, starts_at, work.now))
    await work.meetings.clear(after.id)
    await update_card(work, cohort, after)
    await plan_ahead(work, cohort, after)
    moved = int(before.starts_at is not None)
    await _put(work, cohort, after, kind="mock-agreed", due_at=work.now, until=starts_at, moved=moved)
    return after


async def _propose(work: Work, asking: Seated, starts_at: datetime) -> Reply:
    mock, member = asking.mock, asking.member
    if starts_at == mock.starts_at:
        return Reply(card=cards.not_open_any_more(starts_at, member.profile.time_zone, mock.id))
    known = await work.meetings.proposals_of(mock.id)
    same = next((each for each in known if each.starts_at == starts_at), None)
    if same is None:
        require_room(known, work.now)
    is_news = same is None or not same.accepted_by
    proposal = await work.meetings.propose(mock.id, starts_at, proposed_by=member.id, now=work.now)
    proposal = await _say_yes(work, asking, proposal)
    if is_news:
        told = await to_group(
            work,
            asking.cohort,
            mock,
            kind="mock-proposed",
            key=f"mock-proposed:{mock.id}:{mock.version}",
            deadline_at=starts_at,
            minute=proposal.minute,
            author=member.id,
        )
        await work.deliveries.put(told)
    if proposal.is_accepted_by_all(mock):
        return Reply(card=cards.accepted(proposal, time_zone=member.profile.time_zone, waits_for=()))
    return Reply(card=cards.proposal_sent(await scene_of(work, mock), proposal, member.id))


def _read_time(work: Work, asking: Seated, form: FormSubmission, *, is_settled: bool) -> datetime:
    """Read the form's date and time, and name each fault beside its field."""
    faults: dict[str, str] = {}
    for field, read in (("on", read_date), ("at", read_time)):
        try:
            read(as_text(form.values.get(field)))
        except PracticeError as fault:
            faults[field] = f"{fault.sentence} {fault.next_step}"
    if faults:
        raise FormRefused(faults)
    on, at = read_date(as_text(form.values.get("on"))), read_time(as_text(form.values.get("at")))
    zone = asking.member.profile.time_zone
    return read_proposal(asking.mock, on, at, zone, now=work.now, is_bound=not is_settled)


def _asks(cohort: Cohort, mock: Mock, member: Member, *, until: datetime) -> list[NewDelivery]:
    return [
        NewDelivery(
            key=f"mock-met:{mock.id}:{mock.version}:{member.id}:{number}",
            kind="mock-met",
            platform=member.platform,
            workspace_id=member.workspace_id,
            user_ids=(member.user_id,),
            about={"cohort": cohort.id, "mock": mock.id, "member": member.id, "over": over_stamp(mock)},
            due_at=due_at,
            deadline_at=until,
        )
        for number, due_at in enumerate(asks_at(mock, member.profile.time_zone), 1)
    ]


async def _put(
    work: Work, cohort: Cohort, mock: Mock, *, kind: str, due_at: datetime, until: datetime, **about: int
) -> None:
    await work.deliveries.put(
        await to_group(
            work,
            cohort,
            mock,
            kind=kind,
            key=f"{kind}:{mock.id}:{mock.version}" + (":last" if about.get("last") else ""),
            due_at=due_at,
            deadline_at=until,
            over=over_stamp(mock),
            version=mock.version,
            **about,
        )
    )


def over_stamp(mock: Mock) -> int:
    """Mark what was planned by a time, so that a claimed delivery knows when it has been moved."""
    return int(over_at(mock).timestamp())
