"""What the deliveries around a mock say when their moment comes: its card, its clock, scorecards, follow-ups."""

from datetime import timedelta

from bot.cards import followups as followup_cards
from bot.cards import scorecards as scorecard_cards
from bot.chat.limits import shorten
from bot.domain.cohort import Cohort
from bot.domain.delivery import Delivery
from bot.domain.wall_clock import local_date
from bot.usecases.mocks import group_card
from bot.usecases.outgoing import Drop, Outgoing, Post, Update
from bot.usecases.scorecards import scorecard_card
from bot.usecases.timers import follow_timer, timer_card
from bot.work import Work

OPEN_FOR = timedelta(days=1)
"""A follow-up of today's mock needs no bringing to mind."""


async def prepare_mock(work: Work, delivery: Delivery) -> Outgoing | None:
    """Say what such a delivery sends now; none where it is of another kind."""
    match delivery.kind:
        case "pair" | "pair-card":
            return await _card(work, delivery)
        case "timer" | "timer-tick" | "timer-stop":
            return await _timer(work, delivery)
        case "scorecard" | "thanks" | "ask-back":
            return await _scorecard(work, delivery)
        case "followups":
            return await _followups(work, delivery)
    return None


async def note_mock_sent(work: Work, cohort: Cohort, delivery: Delivery, message_id: str) -> None:
    """Keep which message shows a mock or a clock, and have a running clock drawn again."""
    if delivery.kind == "pair":
        await work.mocks.note_message(delivery.number("mock"), message_id)
    elif delivery.kind == "timer":
        await work.timers.note_message(delivery.number("timer"), message_id)
    if delivery.kind in ("timer", "timer-tick"):
        await follow_timer(work, cohort, delivery.number("timer"))


async def note_mock_dropped(work: Work, cohort: Cohort, delivery: Delivery) -> None:
    """Go on with a clock of which one drawing came too late."""
    if delivery.kind in ("timer", "timer-tick"):
        await follow_timer(work, cohort, delivery.number("timer"))


async def _card(work: Work, delivery: Delivery) -> Outgoing:
    mock = await work.mocks.find(delivery.number("mock"))
    if mock is None:
        return Drop("the mock is gone")
    if delivery.kind == "pair":
        return Post(await group_card(work, mock)) if mock.message_id is None else Drop("posted already")
    if mock.message_id is None:
        return Drop("the card is not posted; it will say what is so then")
    if mock.version > delivery.number("version"):
        return Drop("a newer one follows")
    return Update(mock.message_id, await group_card(work, mock))


async def _timer(work: Work, delivery: Delivery) -> Outgoing:
    shown = await work.timers.find(delivery.number("timer"))
    if shown is None:
        return Drop("the clock is gone")
    if delivery.kind == "timer":
        return Post(await timer_card(work, shown)) if shown.message_id is None else Drop("posted already")
    if shown.message_id is None:
        return Drop("the clock was never posted")
    if delivery.kind == "timer-tick" and not shown.is_running:
        return Drop("the clock was stopped")
    return Update(shown.message_id, await timer_card(work, shown))


async def _scorecard(work: Work, delivery: Delivery) -> Outgoing:
    card = await work.scorecards.find(delivery.number("scorecard"))
    mock = await work.mocks.find(card.mock_id) if card else None
    if card is None or mock is None:
        return Drop("the scorecard is gone")
    if delivery.kind == "scorecard":
        return Post(await scorecard_card(work, card, mock, card.candidate_id))
    candidate = (await work.members.by_ids([card.candidate_id]))[card.candidate_id]
    name = shorten(candidate.name, 40)
    if delivery.kind == "thanks":
        return Post(scorecard_cards.thanks(name))
    return Post(scorecard_cards.asked_back(card, name))


async def _followups(work: Work, delivery: Delivery) -> Outgoing:
    member = (await work.members.by_ids([delivery.number("member")])).get(delivery.number("member"))
    still_open = await work.followups.open_of(member.id) if member else []
    still_open = [followup for followup in still_open if followup.opened_at <= work.now - OPEN_FOR]
    if member is None or not still_open:
        return Drop("nothing has been open for a day")
    days_off = await work.members.days_off(member.id, delivery.number("cohort"))
    if any(span.holds(local_date(work.now, member.profile.time_zone)) for span in days_off):
        return Drop("the member is on a break")
    return Post(followup_cards.nudge(still_open, member.profile.time_zone))
