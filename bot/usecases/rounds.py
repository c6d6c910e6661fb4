"""Rounds of mocks: the notice before one, its draw, its groups, and pairing again whoever is left without a partner.

What a member types or presses around pairing is in `pairs.py`.
"""

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain import mock as mock_rules
from bot.domain.cohort import Cohort
from bot.domain.delivery import NewDelivery
from bot.domain.member import Member
from bot.domain.mock import UNDER_WAY, Length, Mock, MockState, seats_for
from bot.domain.pairing import AskedDraw, Draw, Meeting, draw_asked
from bot.domain.round import (
    DRAW_LATEST,
    LONGEST_WINDOW,
    SHORTEST_WINDOW,
    Round,
    Waiting,
    as_person,
    in_order_of_waiting,
    length_of_round,
    notice_at,
    summary_of,
    themes_of_round,
    window_of_round,
)
from bot.domain.wall_clock import local_date
from bot.usecases.meetings import begin, forget_ahead
from bot.usecases.mocks import CARD_DEADLINE, open_mock, update_card
from bot.usecases.timers import stop_clock
from bot.work import Work

GROUPS_AT_ONCE = 10
WAITING_AT_ONCE = 40  # the most for whom a draw takes no time


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDraw:
    """A round whose moment has come; `asked` is none where it was drawn before."""

    round: Round
    asked: AskedDraw | None


async def put_notices(work: Work, cohort: Cohort, on: date) -> None:
    """Tell whoever would be in the next draw, so that they can sit it out; organisers can see a dry run."""
    opened = await open_round(work, cohort, on)
    draw_at = cohort.posts_at(on)
    members = await who_is_in(work, cohort, opened)
    if opened.is_drawn or work.now >= draw_at:
        return
    notices = [
        _notice(cohort, member, "pair-notice", on=on, due_at=notice_at(work.now, draw_at, member.profile.time_zone))
        for member in members
        if len(members) > 1
    ]
    previews = [_preview(work, cohort, user_id, on) for user_id in await work.cohorts.organisers_of(cohort.id)]
    await work.deliveries.put(*notices, *previews)


async def draw_due(work: Work, cohort: Cohort, on: date) -> DueDraw | None:
    """Gather what a round's draw needs; none where the group does not run or the moment has long passed.

    The draw itself is made outside the transaction, which would keep everybody else waiting.
    """
    as_it_is = await work.cohorts.get(cohort.id)
    if not as_it_is.is_running or any(pause.holds(on) for pause in await work.cohorts.pauses_of(cohort.id)):
        return None
    opened = await open_round(work, as_it_is, on)
    if opened.is_drawn:
        return DueDraw(round=opened, asked=None)
    if work.now > cohort.posts_at(on) + DRAW_LATEST:
        return None
    return DueDraw(round=opened, asked=await asked_draw(work, cohort, opened))


async def note_drawn(work: Work, due: DueDraw, asked: AskedDraw, drawn: Draw) -> None:
    """Keep what was drawn, with all that it was drawn from. Of two who draw at once, the first one counts."""
    await work.rounds.note_drawn(due.round.id, summary=summary_of(asked, drawn), now=work.now)


async def open_groups(work: Work, cohort: Cohort, round_id: int) -> bool:
    """Bring some of a round's groups together, and say whether others are left. Safe to repeat after a crash."""
    drawn = await work.rounds.find(round_id)
    if drawn is None or not drawn.is_drawn:
        return False
    noted = await work.rounds.states_of(drawn.id)
    left = [group for group in drawn.summary["groups"] if any(id not in noted for id in group)]
    for group in left[:GROUPS_AT_ONCE]:
        await _open_group(work, cohort, drawn, group)
    if len(left) > GROUPS_AT_ONCE:
        return True
    await _tell_left_out(work, cohort, drawn)
    await pair_waiting(work, cohort)
    return False


async def strand(work: Work, cohort: Cohort, mock: Mock, member_ids: Sequence[int]) -> None:
    """Put members whose mock fell through at the front of the waiting list, and pair them again at once if that can be.

    Who has left the group in the meantime is not in it.
    """
    here = await work.cohorts.memberships_of(cohort.id, member_ids)
    for member_id in member_ids:
        if member_id in here:
            await work.rounds.wait(cohort.id, member_id, now=work.now, is_stranded=True, round_id=mock.round_id)
    await pair_waiting(work, cohort)


async def part(work: Work, cohort: Cohort, member: Member) -> None:
    """Take a member who leaves out of the group's mocks and waiting list; who was to meet them is paired again."""
    await work.rounds.stop_waiting(cohort.id, [member.id])
    for mock in await work.mocks.live_of(cohort.id, member.id):
        if mock.state in UNDER_WAY:
            await stop_clock(work, mock)
        after = await work.mocks.save(mock, mock_rules.cancel(mock, work.now))
        await work.meetings.clear(after.id)
        await forget_ahead(work, after)
        await update_card(work, cohort, after)
        await _tell_of_parting(work, cohort, after, member)
        await strand(work, cohort, after, [id for id in after.member_ids if id != member.id])


async def pair_waiting(work: Work, cohort: Cohort) -> list[Mock]:
    """Pair those who wait, by the rules of the draw and whoever was left without a partner first."""
    await work.rounds.hold(cohort.id)
    in_line = in_order_of_waiting(await work.rounds.waiting_in(cohort.id))
    here = await _able(work, cohort, [each.member_id for each in in_line])
    in_line = [each for each in in_line if each.member_id in here][:WAITING_AT_ONCE]
    if len(in_line) < 2:
        return []
    window = (work.now, work.now + LONGEST_WINDOW)
    members = [here[each.member_id] for each in in_line]
    asked = await _asked(work, cohort, members, window, seed=_seed(f"{cohort.id}:{work.now.isoformat()}"))
    by_member = {each.member_id: each for each in in_line}
    return [
        await _pair_again(work, cohort, group, [by_member[id] for id in group]) for group in draw_asked(asked).groups
    ]


async def pair_two(work: Work, cohort: Cohort, members: Sequence[Member], *, invited_by: int) -> Mock:
    """Open a mock of two who both want it; who begins as interviewer is behind with that."""
    window = (work.now, work.now + LONGEST_WINDOW)
    asked = await _asked(work, cohort, members, window, seed=_seed(f"{cohort.id}:{work.now.isoformat()}"))
    (group,) = draw_asked(asked).groups
    return await _open(work, cohort, group, accepted=group, window=window, invited_by=invited_by)


async def open_round(work: Work, cohort: Cohort, on: date) -> Round:
    """Give the round of a date, made now if nobody has spoken of it before."""
    plan = work.content.plan(cohort.plan_id)
    window = window_of_round(cohort, plan.mock_weeks, on)
    return await work.rounds.open(
        cohort_id=cohort.id,
        on=on,
        plan_day=cohort.plan_day(on),
        length=length_of_round(cohort, plan, on, window[1]),
        window=window,
        seed=_seed(f"{cohort.platform}:{cohort.workspace_id}:{cohort.channel_id}:{on}"),
    )


async def who_is_in(work: Work, cohort: Cohort, round: Round) -> list[Member]:
    """List who is drawn: everybody but those on a break, those whose pairing pauses, and those who sit this one out."""
    noted = await work.rounds.states_of(round.id)
    everybody = [member for member in await work.members.in_cohort(cohort.id) if noted.get(member.id) != "sits_out"]
    able = await _able(work, cohort, [member.id for member in everybody], on=round.on)
    return [member for member in everybody if member.id in able]


async def find_in(work: Work, cohort: Cohort, round: Round, member_id: int) -> Member | None:
    """Give one member, if they are drawn in a round."""
    if (await work.rounds.states_of(round.id)).get(member_id) == "sits_out":
        return None
    return (await _able(work, cohort, [member_id], on=round.on)).get(member_id)


async def mocks_at_hand(work: Work, cohort: Cohort) -> bool:
    """Say whether the group's mocks of these days are drawn already, so that who joins now has none."""
    drawn = await work.rounds.last_drawn(cohort.id)
    return drawn is not None and work.now < drawn.window_until


async def asked_draw(work: Work, cohort: Cohort, round: Round) -> AskedDraw:
    """Gather what a round is drawn from."""
    members = await who_is_in(work, cohort, round)
    return await _asked(work, cohort, members, (round.window_from, round.window_until), seed=round.seed)


async def _able(
    work: Work, cohort: Cohort, member_ids: Collection[int], *, on: date | None = None
) -> dict[int, Member]:
    """Give those of these members who are in the group and neither on a break nor paused."""
    on = on or cohort.today(work.now)
    present = await work.cohorts.memberships_of(cohort.id, member_ids)
    breaks = await work.members.days_off_by_member(cohort.id, member_ids)
    paused = await work.rounds.paused_in(cohort.id, on)
    people = await work.members.by_ids(present)
    return {
        id: people[id]
        for id in member_ids
        if id in people and id not in paused and not any(span.holds(on) for span in breaks.get(id, []))
    }


async def _asked(
    work: Work, cohort: Cohort, members: Sequence[Member], window: tuple[datetime, datetime], *, seed: int
) -> AskedDraw:
    return AskedDraw(
        people=tuple(as_person(member, *window) for member in members),
        meetings=tuple(await _meetings(work, cohort)),
        blocks=tuple(await work.rounds.blocks_among([member.id for member in members])),
        seed=seed,
    )


async def _meetings(work: Work, cohort: Cohort) -> list[Meeting]:
    """List the mocks that took place, and those with a time still ahead: their two are not paired twice before it."""
    held = await work.mocks.done_in(cohort.id)
    ahead = [
        mock for mock in await work.mocks.live_in(cohort.id) if mock.starts_at is not None and mock.starts_at > work.now
    ]
    zone = cohort.hours.time_zone
    return [
        Meeting(member_ids=mock.member_ids, on=local_date(mock.ended_at or mock.starts_at or mock.created_at, zone))
        for mock in (*held, *ahead)
    ]


async def _open_group(work: Work, cohort: Cohort, drawn: Round, group: Sequence[int]) -> None:
    """Open the mock of a group; who has left since the draw is not in it, and somebody alone is paired again."""
    claimed = await work.rounds.claim(drawn.id, group, "paired", work.now)
    here = await _able(work, cohort, claimed, on=drawn.on)
    if len(here) < 2:
        for member_id in here:
            await work.rounds.wait(cohort.id, member_id, now=work.now, is_stranded=True, round_id=drawn.id)
        return
    ids = [id for id in group if id in here]
    await _open(work, cohort, ids, round=drawn, window=(drawn.window_from, drawn.window_until))


async def _pair_again(work: Work, cohort: Cohort, group: Sequence[int], in_line: Sequence[Waiting]) -> Mock:
    """Open a mock of people who waited: in the round that one of them fell out of, while that has time left."""
    round_ids = [each.round_id for each in in_line if each.round_id is not None]
    fallen_out_of = await work.rounds.find(max(round_ids)) if round_ids else None
    asked_for_it = [each.member_id for each in in_line if not each.is_stranded]
    if fallen_out_of is not None and work.now < fallen_out_of.window_until:
        window = work.now, max(fallen_out_of.window_until, work.now + SHORTEST_WINDOW)
        return await _open(work, cohort, group, accepted=asked_for_it, round=fallen_out_of, window=window)
    return await _open(work, cohort, group, accepted=asked_for_it, window=(work.now, work.now + LONGEST_WINDOW))


async def _open(
    work: Work,
    cohort: Cohort,
    group: Sequence[int],
    *,
    window: tuple[datetime, datetime],
    accepted: Sequence[int] = (),
    round: Round | None = None,
    invited_by: int | None = None,
) -> Mock:
    length: Length = round.length if round else "short"
    plan_day = round.plan_day if round else cohort.plan_day(cohort.today(work.now))
    mock = await open_mock(
        work,
        cohort,
        seats_for(group, accepted=accepted),
        length=length,
        themes=themes_of_round(work.content.plan(cohort.plan_id), plan_day),
        round_id=round.id if round else None,
        invited_by=invited_by,
        window_from=window[0],
        window_until=window[1],
    )
    await work.rounds.stop_waiting(cohort.id, group)
    await begin(work, cohort, mock)
    return mock


async def _tell_left_out(work: Work, cohort: Cohort, drawn: Round) -> None:
    left = [id for id, _ in drawn.summary["left_out"]]
    told = await work.members.by_ids(await work.rounds.claim(drawn.id, left, "left_out", work.now))
    await work.deliveries.put(
        *(_notice(cohort, member, "pair-left-out", on=drawn.on, due_at=work.now) for member in told.values())
    )


async def _tell_of_parting(work: Work, cohort: Cohort, mock: Mock, gone: Member) -> None:
    if mock.state is not MockState.CANCELLED:
        return
    others = await work.members.by_ids([id for id in mock.member_ids if id != gone.id])
    await work.deliveries.put(
        *(
            direct(
                cohort, member, "mock-off", key=f"mock-off:{mock.id}:{member.id}", now=work.now, about={"mock": mock.id}
            )
            for member in others.values()
        )
    )


def direct(
    cohort: Cohort,
    member: Member,
    kind: str,
    *,
    key: str,
    now: datetime,
    about: Mapping[str, int | str],
    lasts: timedelta = CARD_DEADLINE,
) -> NewDelivery:
    """Address something to one member alone."""
    return NewDelivery(
        key=key,
        kind=kind,
        platform=member.platform,
        workspace_id=member.workspace_id,
        user_ids=(member.user_id,),
        about={"cohort": cohort.id, "member": member.id, **about},
        due_at=now,
        deadline_at=now + lasts,
    )


def _notice(cohort: Cohort, member: Member, kind: str, *, on: date, due_at: datetime) -> NewDelivery:
    lasts = max(cohort.posts_at(on) - due_at, timedelta(hours=1))
    key = f"{kind}:{cohort.id}:{on}:{member.id}"
    return direct(cohort, member, kind, key=key, now=due_at, lasts=lasts, about={"on": on.isoformat()})


def _preview(work: Work, cohort: Cohort, user_id: str, on: date) -> NewDelivery:
    return NewDelivery(
        key=f"pair-preview:{cohort.id}:{on}:{user_id}",
        kind="pair-preview",
        platform=cohort.platform,
        workspace_id=cohort.workspace_id,
        user_ids=(user_id,),
        about={"cohort": cohort.id, "on": on.isoformat()},
        due_at=work.now,
        deadline_at=cohort.posts_at(on),
    )


def _seed(of: str) -> int:
    """Make a seed of what a draw is about, so that a dry run shows what the draw will be."""
    return zlib.crc32(of.encode())
