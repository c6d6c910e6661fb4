"""The steps of a mock that its members take by a button: yes, start, swap, done. A no is in `attendance.py`."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.cards import mocks as cards
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command, Person
from bot.domain import mock as rules
from bot.domain.cohort import Cohort
from bot.domain.member import Member
from bot.domain.mock import Mock, Role
from bot.domain.scorecard import FEWEST_TO_COUNT
from bot.usecases.interviewer_list import ask_question, list_card
from bot.usecases.mocks import Seated, group_card, round_begins, scene_of, seated, update_card
from bot.usecases.scorecards import halves_to_write, send_scorecards
from bot.usecases.standing import cohort_by_id, find_standing, number_of, require_organiser
from bot.usecases.timers import stop_clock
from bot.work import Work

FAR_AHEAD = datetime.max.replace(tzinfo=UTC)


async def show(work: Work, command: Command) -> Reply:
    """Show the mock at hand, or what there is to do instead; `mock group` counts the group's for its organisers."""
    standing = await find_standing(work, command.person, command.place)
    cohort, member = standing.cohort, standing.member
    if command.options.get("group", command.text).strip().lower() == "group":
        return await _show_counts(work, command.person, cohort)
    live = await work.mocks.live_of(cohort.id, member.id)
    if live:
        return Reply(card=await group_card(work, min(live, key=_nearness)))
    done = await work.mocks.done_by(cohort.id, member.id)
    if done and await halves_to_write(work, done[0], member.id):
        return Reply(card=await group_card(work, done[0]))
    return Reply(
        card=cards.no_mock(
            cohort,
            done=len(done),
            open_followups=len(await work.followups.open_of(member.id)),
            organises=member.user_id in await work.cohorts.organisers_of(cohort.id),
        )
    )


def _nearness(mock: Mock) -> tuple[bool, datetime, int]:
    """Order mocks: one under way first, then by their time, the newest first where there is none."""
    return not mock.is_under_way, mock.starts_at or FAR_AHEAD, -mock.id


async def press_counts(work: Work, press: ButtonPress) -> Reply:
    cohort = await cohort_by_id(work, press.person, number_of(press.value))
    return await _show_counts(work, press.person, cohort)


async def press_accept(work: Work, press: ButtonPress) -> Reply:
    _, after = await _change(work, press, rules.accept)
    return Reply(card=cards.answered(after))


async def press_start(work: Work, press: ButtonPress) -> Reply:
    """Begin: the interviewer gets the list, the candidate the question."""
    asking, mock = await _change(work, press, rules.start)
    return await begin_half(work, asking.member, mock)


async def press_swap(work: Work, press: ButtonPress) -> Reply:
    """Change places for the second half."""
    asking, mock = await _change(work, press, rules.swap)
    await stop_clock(work, mock)
    if mock.length == "full":
        await _count_as_practice(work, asking.cohort, mock)
        await send_scorecards(work, asking.cohort, mock)
    return await begin_half(work, asking.member, mock)


async def press_done(work: Work, press: ButtonPress) -> Reply:
    """End the mock: it counts for everybody, and the candidates get their scorecards."""
    asking, mock = await _change(work, press, rules.finish)
    await wind_up(work, asking.cohort, mock)
    still_to_write = await halves_to_write(work, mock, asking.member.id)
    return Reply(card=cards.finished(await scene_of(work, mock), still_to_write=still_to_write))


async def wind_up(work: Work, cohort: Cohort, mock: Mock, *, held_at: datetime | None = None) -> None:
    """Do what follows from a mock that is done, whoever ended it and how.

    It counts for the day on which it is ended, or for that of `held_at` where it is only told of later.
    """
    await stop_clock(work, mock)
    await _count_as_practice(work, cohort, mock, held_at=held_at)
    await send_scorecards(work, cohort, mock)


async def _change(work: Work, press: ButtonPress, rule: Callable[[Mock, int, datetime], Mock]) -> tuple[Seated, Mock]:
    """Take a step that a member asked for and have the group's card follow."""
    before = await seated(work, press.person, press.value)
    after = await work.mocks.save(before.mock, rule(before.mock, before.member.id, work.now))
    await update_card(work, before.cohort, after)
    return before, after


async def begin_half(work: Work, member: Member, mock: Mock) -> Reply:
    """Ask the first question of a half; whoever began it gets what their role needs."""
    await ask_question(work, mock, mock.half, 1)
    if mock.role_of(member.id) is Role.CANDIDATE:
        return Reply(card=cards.started(await scene_of(work, mock)))
    return Reply(card=await list_card(work, mock, member, mock.half))


async def _count_as_practice(work: Work, cohort: Cohort, mock: Mock, *, held_at: datetime | None = None) -> None:
    for member in (await work.members.by_ids(mock.member_ids)).values():
        await work.answers.log_activity(
            member_id=member.id,
            cohort_id=cohort.id,
            kind="mock",
            time_zone=member.profile.time_zone,
            now=held_at or work.now,
        )
        if held_at is not None:
            continue  # a reminder finds out by itself whether that was today
        await work.deliveries.drop_waiting(
            kinds=("remind", "later"), about={"member": member.id}, now=work.now, why="practised already"
        )


async def _show_counts(work: Work, person: Person, cohort: Cohort) -> Reply:
    await require_organiser(work, person, cohort)
    since = round_begins(cohort)
    pressed = await work.material.calibrations_in(cohort.id, since, work.now)
    return Reply(
        card=cards.group_counts(
            held=await work.mocks.count_done(cohort.id, since, work.now),
            live=len(await work.mocks.live_in(cohort.id)),
            pressed=pressed if sum(pressed.values()) >= FEWEST_TO_COUNT else None,
        )
    )
