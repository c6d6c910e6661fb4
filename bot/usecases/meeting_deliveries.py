"""What the deliveries around a mock's time say when their moment comes, and how a mock lapses."""

from bot.cards import attendance as attendance_cards
from bot.cards import meetings as cards
from bot.domain.attendance import LAPSES_LATE_AFTER, MOST_ASKS, held_at, is_worth_asking, lapse
from bot.domain.cohort import Cohort, CohortState
from bot.domain.delivery import Delivery
from bot.domain.meeting import session_of, window_of
from bot.domain.mock import WAITING, Mock, MockState
from bot.usecases.meetings import over_stamp, propose_times, put_lapse
from bot.usecases.mock_steps import wind_up
from bot.usecases.mocks import group_card, open_times, scene_of, update_card
from bot.usecases.outgoing import Drop, Outgoing, Post, Update
from bot.work import Work


async def prepare_meeting(work: Work, cohort: Cohort, delivery: Delivery) -> Outgoing | None:
    """Say what such a delivery sends now; none where it is of another kind."""
    if delivery.kind not in _PREPARE:
        return None
    if cohort.state is CohortState.STOPPED:
        return Drop("the group has ended")
    mock = await work.mocks.find(delivery.number("mock"))
    if mock is None:
        return Drop("the mock is gone")
    return await _PREPARE[delivery.kind](work, cohort, mock, delivery)


async def _proposed(work: Work, cohort: Cohort, mock: Mock, delivery: Delivery) -> Outgoing:
    proposal = await work.meetings.find(mock.id, delivery.number("minute"))
    if proposal is None or mock.state not in WAITING:
        return Drop("that time is not open any more")
    return Post(cards.proposed(await scene_of(work, mock), proposal, author_id=delivery.number("author")))


async def _agreed(work: Work, cohort: Cohort, mock: Mock, delivery: Delivery) -> Outgoing:
    if not _is_agreed_as_planned(mock, delivery):
        return Drop("the time has changed")
    return Post(
        cards.agreed(
            await scene_of(work, mock),
            uid=f"mock-{mock.id}.{cohort.workspace_id}.{cohort.platform}@loopmates",
            sequence=delivery.number("version"),
            lasts=session_of(mock),
            moved=bool(delivery.number("moved")),
            stamped_at=delivery.due_at,
        )
    )


async def _soon(work: Work, cohort: Cohort, mock: Mock, delivery: Delivery) -> Outgoing:
    if not _is_agreed_as_planned(mock, delivery):
        return Drop("the time has changed")
    return Post(cards.soon(await scene_of(work, mock)))


async def _no_time(work: Work, cohort: Cohort, mock: Mock, delivery: Delivery) -> Outgoing:
    """Remind of a window without a time; where every proposed time has passed, propose others."""
    if mock.state not in WAITING or mock.starts_at is not None:
        return Drop("nothing to remind of")
    if not await open_times(work, mock):
        await work.meetings.clear_ours(mock.id)
        await propose_times(work, cohort, mock)
        await update_card(work, cohort, mock, because=f"times-{delivery.id}")
    shown = await open_times(work, mock)
    return Post(cards.no_time_yet(await scene_of(work, mock), shown, window_until=window_of(mock)[1]))


async def _met(work: Work, cohort: Cohort, mock: Mock, delivery: Delivery) -> Outgoing:
    """Ask one person whether they met: twice at most, however often the time was moved."""
    member_id = delivery.number("member")
    if delivery.number("over") != over_stamp(mock):
        return Drop("the time has changed")
    if not is_worth_asking(mock, member_id, work.now):
        return Drop("nothing to ask")
    asked = await work.deliveries.count_sent(kind="mock-met", about={"mock": mock.id, "member": member_id})
    if asked >= MOST_ASKS:
        return Drop("asked often enough")
    scene = await scene_of(work, mock)
    return Post(attendance_cards.did_you_meet(scene, member_id, is_last=asked + 1 == MOST_ASKS))


async def _lapse(work: Work, cohort: Cohort, mock: Mock, delivery: Delivery) -> Outgoing:
    """Let a mock lapse of which nobody said more; its card says so, and nobody is written to."""
    if mock.is_live and delivery.number("over") != over_stamp(mock):
        return Drop("the time has changed")
    if mock.is_live:
        after = lapse(mock, work.now, is_last="last" in delivery.about and bool(delivery.number("last")))
        if after is None:
            await put_lapse(work, cohort, mock, work.now + LAPSES_LATE_AFTER, is_last=True)
            return Drop("they still have a time")
        mock = await work.mocks.save(mock, after)
        if mock.state is MockState.DONE:
            await wind_up(work, cohort, mock, held_at=held_at(mock, work.now))
    if mock.message_id is None:
        return Drop("the card was never posted")
    return Update(mock.message_id, await group_card(work, mock))


async def _off(work: Work, cohort: Cohort, mock: Mock, delivery: Delivery) -> Outgoing:
    scene = await scene_of(work, mock)
    others = [scene.name(id) for id in mock.member_ids if id != delivery.number("member")]
    return Post(attendance_cards.called_off(others))


async def _paused(work: Work, cohort: Cohort, mock: Mock, delivery: Delivery) -> Outgoing:
    if not await work.meetings.is_paused(cohort.id, delivery.number("member")):
        return Drop("they are back already")
    return Post(attendance_cards.pairing_paused(cohort))


_PREPARE = {
    "mock-proposed": _proposed,
    "mock-agreed": _agreed,
    "mock-soon": _soon,
    "mock-no-time": _no_time,
    "mock-met": _met,
    "mock-lapse": _lapse,
    "mock-off": _off,
    "pairing-paused": _paused,
}


def _is_agreed_as_planned(mock: Mock, delivery: Delivery) -> bool:
    is_agreed = mock.state is MockState.AGREED and mock.starts_at is not None
    return is_agreed and delivery.number("over") == over_stamp(mock)
