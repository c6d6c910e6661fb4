"""What the deliveries around pairing say when their moment comes."""

from datetime import date

from bot.cards import rounds as cards
from bot.domain.cohort import Cohort
from bot.domain.delivery import Delivery
from bot.domain.member import Member
from bot.usecases.outgoing import Drop, Outgoing, Post
from bot.usecases.rounds import find_in, who_is_in
from bot.work import Work


async def prepare_round(work: Work, cohort: Cohort, delivery: Delivery) -> Outgoing | None:
    """Say what such a delivery sends now; none where it is of another kind."""
    prepare = _PREPARE.get(delivery.kind)
    return None if prepare is None else await prepare(work, cohort, delivery)


async def _notice(work: Work, cohort: Cohort, delivery: Delivery) -> Outgoing:
    """Tell a member of the draw, unless they are not in it any more or it has been drawn."""
    on = date.fromisoformat(str(delivery.about["on"]))
    coming = await work.rounds.on(cohort.id, on)
    if coming is None or coming.is_drawn or not cohort.is_running:
        return Drop("nothing to tell any more")
    member = await find_in(work, cohort, coming, delivery.number("member"))
    if member is None:
        return Drop("not in this draw")
    return Post(
        cards.notice(
            cohort,
            on,
            cohort.posts_at(on),
            time_zone=member.profile.time_zone,
            is_full_length=coming.length == "full",
        )
    )


async def _preview(work: Work, cohort: Cohort, delivery: Delivery) -> Outgoing:
    on = date.fromisoformat(str(delivery.about["on"]))
    coming = await work.rounds.on(cohort.id, on)
    if coming is None or coming.is_drawn or not cohort.is_running:
        return Drop("nothing to tell any more")
    return Post(cards.preview(cohort, cohort.posts_at(on), members_in=len(await who_is_in(work, cohort, coming))))


async def _left_out(work: Work, cohort: Cohort, delivery: Delivery) -> Outgoing:
    drawn = await work.rounds.on(cohort.id, date.fromisoformat(str(delivery.about["on"])))
    why = dict(drawn.summary["left_out"]).get(delivery.number("member")) if drawn and drawn.is_drawn else None
    return Post(cards.left_out(cohort, is_alone=why == "alone"))


async def _invitation(work: Work, cohort: Cohort, delivery: Delivery) -> Outgoing:
    inviter = await _member(work, delivery, "inviter")
    present = await work.cohorts.memberships_of(cohort.id, [delivery.number("inviter"), delivery.number("invitee")])
    if inviter is None or len(present) < 2:
        return Drop("one of the two has left")
    names = ("inviter", "invitee", "stamp")
    value = "/".join([str(cohort.id), *(str(delivery.number(name)) for name in names)])
    return Post(cards.invitation(cohort, inviter, value))


async def _answer(work: Work, cohort: Cohort, delivery: Delivery) -> Outgoing:
    return Post(cards.answer(cohort, await _member(work, delivery, "invitee"), is_yes=bool(delivery.number("yes"))))


async def _unanswered(work: Work, cohort: Cohort, delivery: Delivery) -> Outgoing:
    return Post(cards.unanswered(cohort, await _member(work, delivery, "invitee")))


async def _member(work: Work, delivery: Delivery, name: str) -> Member | None:
    id = delivery.number(name)
    return (await work.members.by_ids([id])).get(id)


_PREPARE = {
    "pair-notice": _notice,
    "pair-preview": _preview,
    "pair-left-out": _left_out,
    "pair-invite": _invitation,
    "pair-answer": _answer,
    "pair-unanswered": _unanswered,
}
