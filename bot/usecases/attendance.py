"""What members say about whether they met, can come or came; whoever is left without a partner is paired again."""

from collections.abc import Iterable

from bot.cards import attendance as cards
from bot.cards import mocks as mock_cards
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress
from bot.domain import mock as rules
from bot.domain.attendance import MISSES_TO_PAUSE, answer_met, held_at, is_to_pause, who_did_not_come
from bot.domain.cohort import Cohort
from bot.domain.delivery import NewDelivery
from bot.domain.mock import Met, Mock, MockState
from bot.errors import PracticeError
from bot.usecases.meetings import forget_ahead, time_form
from bot.usecases.mock_steps import wind_up
from bot.usecases.mocks import CARD_DEADLINE, Seated, scene_of, seated, update_card
from bot.usecases.rounds import strand
from bot.usecases.scorecards import halves_to_write
from bot.usecases.standing import cohort_by_id, number_of, require_membership
from bot.work import Work

_ANSWERS: dict[str, Met] = {"met": "met", "partly": "partly", "not_yet": "not_yet", "could_not": "could_not"}


async def press_decline(work: Work, press: ButtonPress) -> Reply:
    """Call a mock off that one cannot make; the others are told without a why and paired again."""
    asking = await seated(work, press.person, press.value)
    after = await work.mocks.save(asking.mock, rules.decline(asking.mock, asking.member.id, work.now))
    freed = [id for id in after.member_ids if id != asking.member.id]
    await _end(work, asking, after)
    await _tell(work, asking.cohort, after, freed, kind="mock-off")
    await strand(work, asking.cohort, after, freed)
    return Reply(card=cards.not_coming())


async def press_no_show(work: Work, press: ButtonPress) -> Reply:
    """Take it that somebody did not come, between us; whoever came is paired again."""
    asking = await seated(work, press.person, press.value)
    after = rules.report_no_show(asking.mock, asking.member.id, work.now)
    missing = who_did_not_come(after, asking.member.id, press.value.partition("/")[2])
    if not missing:
        return Reply(card=cards.who_did_not_come(await scene_of(work, asking.mock), asking.member.id))
    after = await work.mocks.save(asking.mock, after)
    await work.meetings.note_no_show(after.id, missing, reported_by=asking.member.id, now=work.now)
    await _end(work, asking, after)
    for member_id in missing:
        await _pause_if_due(work, asking.cohort, after, member_id)
    await strand(work, asking.cohort, after, [id for id in after.member_ids if id not in missing])
    return Reply(card=cards.no_show_noted())


async def press_met(work: Work, press: ButtonPress) -> Reply:
    """Take an answer to "did you meet?" and do what follows from it."""
    asking = await seated(work, press.person, press.value)
    met = _ANSWERS.get(press.value.partition("/")[2])
    if met is None:
        raise PracticeError("That button is from an older version.", "Type /practice mock for the current card.")
    before = asking.mock
    after = await work.mocks.save(before, answer_met(before, asking.member.id, met, work.now))
    if met == "not_yet":
        return Reply(
            form=await time_form(work, Seated(mock=after, cohort=asking.cohort, member=asking.member), is_settled=True)
        )
    if before.state is not MockState.DONE:
        await _end(work, asking, after)
        if after.state is MockState.DONE:
            await wind_up(work, asking.cohort, after, held_at=held_at(after, work.now))
    if met == "could_not":
        return Reply(card=cards.could_not())
    if after.halves_held == 1:
        return Reply(card=cards.met_in_part(after))
    still_to_write = await halves_to_write(work, after, asking.member.id)
    return Reply(card=mock_cards.finished(await scene_of(work, after), still_to_write=still_to_write))


async def press_back(work: Work, press: ButtonPress) -> Reply:
    """Pair a member again who paused after not coming."""
    cohort = await cohort_by_id(work, press.person, number_of(press.value))
    standing = await require_membership(work, press.person, cohort)
    was_paused = await work.meetings.come_back(cohort.id, standing.member.id, work.now)
    return Reply(card=cards.back(was_paused=was_paused), replaces_card=True)


async def _end(work: Work, asking: Seated, after: Mock) -> None:
    """Have the group's card say that a mock is over, and send nothing more that was planned for it."""
    await work.meetings.clear(after.id)
    await forget_ahead(work, after)
    await update_card(work, asking.cohort, after)


async def _pause_if_due(work: Work, cohort: Cohort, mock: Mock, member_id: int) -> None:
    """Pause the pairing of a member who missed two mocks in a row, and tell them alone."""
    if await work.meetings.is_paused(cohort.id, member_id):
        return
    if is_to_pause(await work.meetings.missed_by(cohort.id, member_id, limit=MISSES_TO_PAUSE)):
        await work.meetings.pause_pairing(cohort.id, member_id, work.now)
        await _tell(work, cohort, mock, [member_id], kind="pairing-paused")


async def _tell(work: Work, cohort: Cohort, mock: Mock, member_ids: Iterable[int], *, kind: str) -> None:
    members = await work.members.by_ids(member_ids)
    await work.deliveries.put(
        *(
            NewDelivery(
                key=f"{kind}:{mock.id}:{member.id}",
                kind=kind,
                platform=member.platform,
                workspace_id=member.workspace_id,
                user_ids=(member.user_id,),
                about={"cohort": cohort.id, "mock": mock.id, "member": member.id},
                due_at=work.now,
                deadline_at=work.now + CARD_DEADLINE,
            )
            for member in members.values()
        )
    )
