"""Clocks that people see: one for a mock's answer, started by its interviewer, or one for somebody alone.

A clock's message is drawn again by the outbox, one delivery after the other, at a pace that every platform bears.
"""

from datetime import datetime, timedelta

from bot.cards import timers as cards
from bot.chat.cards import Card
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command
from bot.domain.cohort import Cohort
from bot.domain.delivery import NewDelivery
from bot.domain.member import Member
from bot.domain.mock import Mock, Role
from bot.domain.timer import AIM_SECONDS, LONGEST_RUN, Timer, add_lap, read_seconds
from bot.errors import PracticeError
from bot.usecases.interviewer_list import asked_in, list_card, require_scorer
from bot.usecases.mock_material import framework_of
from bot.usecases.mocks import Seated, seated, to_group
from bot.usecases.question_bank import question_of
from bot.usecases.standing import cohort_by_id, find_member, find_standing, number_of
from bot.work import Work

START_WITHIN = timedelta(minutes=2)
DRAW_WITHIN = timedelta(minutes=10)
STOP_WITHIN = timedelta(hours=1)


async def timer(work: Work, command: Command) -> Reply:
    """Start a clock for whoever asks, in their direct messages; one that runs already stops."""
    standing = await find_standing(work, command.person, command.place)
    typed = command.options.get("seconds", command.text).strip()
    aim = read_seconds(typed) if typed else AIM_SECONDS
    return await _start_own(work, standing.cohort, standing.member, aim)


async def press_again(work: Work, press: ButtonPress) -> Reply:
    """Start the same clock once more."""
    before, _ = await _timer_of(work, press)
    if before.mock_id is not None:
        raise PracticeError("That was a mock's clock.", "Type /practice timer for one of your own.")
    cohort = await cohort_by_id(work, press.person, before.cohort_id)
    return await _start_own(work, cohort, await work.members.get(before.member_id), before.aim_seconds)


async def press_clock(work: Work, press: ButtonPress) -> Reply:
    """Start the clock of a mock's question, where everybody in it sees it."""
    asking = await seated(work, press.person, press.value)
    _, half, position = (*press.value.split("/"), "", "")[:3]
    mock, member = asking.mock, asking.member
    require_scorer(mock, member, number_of(half))
    if not mock.is_under_way or number_of(half) != mock.half:
        raise PracticeError("That half is not running.", "Type /practice mock to see where it stands.")
    asked = await asked_in(work, mock, number_of(half), number_of(position))
    running = await work.timers.running_in(mock.id)
    if running is not None and running.has_run_out(work.now):
        await _stop(work, running)
        running = None
    if running is None:
        aim = (await _aim(work, asked.question_id))[1]
        started = await work.timers.start(
            cohort_id=mock.cohort_id,
            member_id=member.id,
            aim_seconds=aim,
            now=work.now,
            mock_id=mock.id,
            half=asked.half,
            position=asked.position,
        )
        await work.deliveries.put(await _delivery(work, asking.cohort, started, "timer", work.now, mock=mock))
    card = await list_card(work, mock, member, asked.half, position=asked.position)
    return Reply(card=card, replaces_card=True)


async def press_stop(work: Work, press: ButtonPress) -> Reply:
    """Stop a clock. In a mock its seconds go with the answer; of two who press at once one does."""
    running, asking = await _timer_of(work, press)
    if running.is_running:
        await _stop(work, running)
    if asking is None or running.half is None:
        stopped = await work.timers.find(running.id)
        assert stopped is not None
        return Reply(card=cards.stopped_reply(stopped.seconds(work.now)))
    card = await list_card(work, asking.mock, asking.member, running.half, position=running.position)
    return Reply(card=card, replaces_card=True)


async def press_beat(work: Work, press: ButtonPress) -> Reply:
    """Note that the candidate has come to a beat."""
    running, asking = await _timer_of(work, press)
    beat = press.value.partition("/")[2]
    if asking is None or running.half is None or running.position is None:
        raise PracticeError("That button is from an older version.", "Type /practice mock for the current card.")
    if running.is_running:
        asked = await asked_in(work, asking.mock, running.half, running.position)
        framework = framework_of(work, await question_of(work, asked.question_id))
        if beat not in {each.id for each in framework.beats}:
            raise PracticeError("That beat is not part of this answer.", "Press one of the list's beats.")
        await work.timers.save_laps(running.id, add_lap(running.laps, beat, running.seconds(work.now)))
    card = await list_card(work, asking.mock, asking.member, running.half, position=running.position)
    return Reply(card=card, replaces_card=True)


async def stop_clock(work: Work, mock: Mock) -> None:
    """Stop whatever clock still runs in a mock: its half is over."""
    running = await work.timers.running_in(mock.id)
    if running is not None:
        await _stop(work, running)


async def follow_timer(work: Work, cohort: Cohort, timer_id: int) -> None:
    """Put the next drawing of a running clock in the outbox; one that nobody stopped stops by itself."""
    running = await work.timers.find(timer_id)
    if running is None or not running.is_running:
        return
    if running.has_run_out(work.now):
        await _stop(work, running)
        return
    at = running.next_look_at(work.now)
    await work.deliveries.put(await _delivery(work, cohort, running, "timer-tick", at))


async def timer_card(work: Work, shown: Timer) -> Card:
    """Draw a clock as it stands."""
    mock = await work.mocks.find(shown.mock_id) if shown.mock_id is not None else None
    candidate = None
    if mock is not None:
        candidate_id = mock.in_role(Role.CANDIDATE, shown.half)
        candidate = (await work.members.by_ids([candidate_id])).get(candidate_id) if candidate_id else None
    return cards.timer(shown, now=work.now, candidate=candidate)


async def _start_own(work: Work, cohort: Cohort, member: Member, aim: int) -> Reply:
    for running in await work.timers.running_of(member.id):
        await _stop(work, running)
    started = await work.timers.start(cohort_id=cohort.id, member_id=member.id, aim_seconds=aim, now=work.now)
    await work.deliveries.put(await _delivery(work, cohort, started, "timer", work.now, member=member))
    return Reply(card=cards.started_reply(started))


async def _stop(work: Work, running: Timer) -> None:
    """Stop a clock, keep its time with the answer, and have its message say so."""
    stopped = await work.timers.stop(running.id, min(work.now, running.started_at + timedelta(seconds=LONGEST_RUN)))
    if stopped is None:
        return
    if stopped.mock_id is not None and stopped.half is not None and stopped.position is not None:
        mock = await work.mocks.find(stopped.mock_id)
        assert mock is not None
        asked = await asked_in(work, mock, stopped.half, stopped.position)
        await work.material.note_time(asked, stopped.seconds(work.now), stopped.laps)
    cohort = await work.cohorts.get(stopped.cohort_id)
    await work.deliveries.put(await _delivery(work, cohort, stopped, "timer-stop", work.now))


async def _timer_of(work: Work, press: ButtonPress) -> tuple[Timer, Seated | None]:
    """Find the clock that a button names; a mock's is its interviewer's and observer's, any other its owner's."""
    found = await work.timers.find(number_of(press.value.partition("/")[0]))
    if found is None:
        raise PracticeError("That clock is not here any more.", "Type /practice timer for a new one.")
    if found.mock_id is not None and found.half is not None:
        asking = await seated(work, press.person, str(found.mock_id))
        if asking.mock.role_of(asking.member.id, found.half) is Role.CANDIDATE:
            raise PracticeError("The clock is in the interviewer's hand.", "Speak on; they stop it.")
        return found, asking
    await cohort_by_id(work, press.person, found.cohort_id)
    member = await find_member(work, press.person)
    if member is None or member.id != found.member_id:
        raise PracticeError("That clock is somebody else's.", "Type /practice timer for one of your own.")
    return found, None


async def _aim(work: Work, question_id: str) -> tuple[int, int]:
    question = await question_of(work, question_id)
    return question.aim_seconds or framework_of(work, question).aim_seconds


async def _delivery(
    work: Work,
    cohort: Cohort,
    shown: Timer,
    kind: str,
    due_at: datetime,
    *,
    mock: Mock | None = None,
    member: Member | None = None,
) -> NewDelivery:
    """Address a drawing of a clock: to the mock's members together, or to its owner."""
    at = int((due_at - shown.started_at).total_seconds())
    key = f"{kind}:{shown.id}" if kind != "timer-tick" else f"{kind}:{shown.id}:{at}"
    deadline_at = due_at + {"timer": START_WITHIN, "timer-tick": DRAW_WITHIN}.get(kind, STOP_WITHIN)
    if shown.mock_id is not None:
        mock = mock or await work.mocks.find(shown.mock_id)
        assert mock is not None
        return await to_group(
            work, cohort, mock, kind=kind, key=key, due_at=due_at, deadline_at=deadline_at, timer=shown.id
        )
    member = member or await work.members.get(shown.member_id)
    return NewDelivery(
        key=key,
        kind=kind,
        platform=cohort.platform,
        workspace_id=cohort.workspace_id,
        user_ids=(member.user_id,),
        about={"cohort": cohort.id, "member": member.id, "timer": shown.id},
        due_at=due_at,
        deadline_at=deadline_at,
    )
