"""Joining a cohort and leaving it."""

from datetime import timedelta

from bot.cards import cohort as cards
from bot.cards.questions import next_question_note
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command, Person
from bot.domain.cohort import Cohort
from bot.domain.member import Break, Member, Membership
from bot.domain.wall_clock import local_date
from bot.usecases.rounds import mocks_at_hand, part
from bot.usecases.standing import (
    cohort_by_id,
    find_cohort,
    find_member,
    find_standing,
    known_zone,
    number_of,
    person_key,
)
from bot.work import Work


async def join(work: Work, request: Command | ButtonPress) -> Reply:
    """Put a person into the cohort, at any time; days away between leaving and coming back are not due."""
    person = request.person
    if isinstance(request, ButtonPress) and request.value:
        cohort = await cohort_by_id(work, person, number_of(request.value))
    else:
        cohort = await find_cohort(work, person, request.place)
    member = await _member(work, person, cohort)
    before = await work.cohorts.membership(cohort.id, member.id)
    if before is not None and before.left_at is None:
        return Reply(card=cards.is_in_already(cohort))
    if before is not None:
        await _note_absence(work, member, before)
    await work.cohorts.join(cohort.id, member.id, work.now)
    zone = member.profile.time_zone
    return Reply(
        card=cards.joined(
            cohort,
            next_question_note(cohort, work.now, zone),
            zone=zone,
            zone_is_known=member.profile.zone_is_own or known_zone(person) is not None,
            plan_day=cohort.plan_day(cohort.today(work.now)) if cohort.is_running else None,
            mocks_are_drawn=cohort.is_running and await mocks_at_hand(work, cohort),
        )
    )


async def leave(work: Work, command: Command) -> Reply:
    """Take a person out; what they answered stays theirs."""
    standing = await find_standing(work, command.person, command.place)
    await work.cohorts.leave(standing.membership.id, work.now)
    await part(work, standing.cohort, standing.member)
    return Reply(card=cards.left(standing.cohort))


async def _member(work: Work, person: Person, cohort: Cohort) -> Member:
    known = await find_member(work, person)
    if known is not None:
        return known
    platform, workspace_id, user_id = person_key(person)
    return await work.members.add(
        platform=platform,
        workspace_id=workspace_id,
        user_id=user_id,
        name=person.name,
        time_zone=known_zone(person) or cohort.hours.time_zone,
        now=work.now,
    )


async def _note_absence(work: Work, member: Member, before: Membership) -> None:
    zone = member.profile.time_zone
    assert before.left_at is not None
    away = Break(from_on=local_date(before.left_at, zone), until_on=local_date(work.now, zone) - timedelta(days=1))
    if away.days:
        await work.members.add_absence(member.id, before.cohort_id, away)
