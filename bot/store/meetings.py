"""Proposed times, who did not come, and members whose pairing pauses for it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.meeting import Proposal
from bot.domain.mock import MockState
from bot.store.inserts import yielding_insert
from bot.store.mock_tables import mock_people, mocks, no_shows, pairing_pauses, time_answers, time_proposals

NO_SHOWS = "no-shows"
"""Why a pairing pauses until the member says that they are back; the other pauses end by themselves."""

_AT = select(time_proposals).where(
    time_proposals.c.mock_id == bindparam("mock_id"), time_proposals.c.starts_at == bindparam("starts_at")
)
_OF_MOCK = (
    select(time_proposals)
    .where(time_proposals.c.mock_id == bindparam("mock_id"))
    .order_by(time_proposals.c.starts_at, time_proposals.c.id)
)
_ANSWERS = select(time_answers).where(
    time_answers.c.proposal_id.in_(bindparam("proposal_ids", expanding=True)), time_answers.c.accepts
)
_CLEAR = delete(time_proposals).where(time_proposals.c.mock_id == bindparam("mock_id"))
_CLEAR_OURS = _CLEAR.where(time_proposals.c.proposed_by.is_(None))
_ATTENDED = (
    select(mocks.c.id, no_shows.c.member_id)
    .join(mock_people, mock_people.c.mock_id == mocks.c.id)
    .outerjoin(no_shows, and_(no_shows.c.mock_id == mocks.c.id, no_shows.c.member_id == mock_people.c.member_id))
    .where(
        mocks.c.cohort_id == bindparam("cohort_id"),
        mock_people.c.member_id == bindparam("member_id"),
        mocks.c.state.in_((MockState.DONE.value, MockState.NO_SHOW.value)),
    )
    .order_by(mocks.c.ended_at.desc(), mocks.c.id.desc())
    .limit(bindparam("limit"))
)
_ATTENDED_SINCE = _ATTENDED.where(mocks.c.ended_at > bindparam("since"))
_OF_PAUSED = and_(
    pairing_pauses.c.cohort_id == bindparam("of_cohort"),
    pairing_pauses.c.member_id == bindparam("of_member"),
    pairing_pauses.c.why == NO_SHOWS,
)
_PAUSED = select(pairing_pauses.c.id).where(_OF_PAUSED, pairing_pauses.c.ended_at.is_(None)).limit(1)
_LAST_BACK = (
    select(pairing_pauses.c.ended_at)
    .where(_OF_PAUSED, pairing_pauses.c.ended_at.is_not(None))
    .order_by(pairing_pauses.c.ended_at.desc())
    .limit(1)
)
_COME_BACK = (
    update(pairing_pauses).where(_OF_PAUSED, pairing_pauses.c.ended_at.is_(None)).returning(pairing_pauses.c.id)
)


class Meetings:
    """Named queries about when people meet, and whether they came."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def propose(self, mock_id: int, starts_at: datetime, *, proposed_by: int | None, now: datetime) -> Proposal:
        """Store a proposed time, or give the one that is there for the same instant."""
        values = {"mock_id": mock_id, "starts_at": starts_at, "proposed_by": proposed_by, "proposed_at": now}
        statement = yielding_insert(self._connection, time_proposals).values(**values)
        await self._connection.execute(statement.on_conflict_do_nothing())
        found = await self._connection.execute(_AT, {"mock_id": mock_id, "starts_at": starts_at})
        return (await self._with_answers([found.one()]))[0]

    async def find(self, mock_id: int, minute: int) -> Proposal | None:
        """Find a mock's proposed time by its minute."""
        when = {"mock_id": mock_id, "starts_at": datetime.fromtimestamp(minute * 60, UTC)}
        row = (await self._connection.execute(_AT, when)).one_or_none()
        return (await self._with_answers([row]))[0] if row else None

    async def proposals_of(self, mock_id: int) -> list[Proposal]:
        """List a mock's proposed times in their order, those that have passed too."""
        return await self._with_answers((await self._connection.execute(_OF_MOCK, {"mock_id": mock_id})).all())

    async def accept(self, proposal: Proposal, member_id: int, now: datetime) -> None:
        """Note that a time suits a member."""
        values = {"proposal_id": proposal.id, "member_id": member_id, "accepts": True, "answered_at": now}
        statement = yielding_insert(self._connection, time_answers).values(**values)
        await self._connection.execute(statement.on_conflict_do_nothing())

    async def clear(self, mock_id: int) -> None:
        """Drop a mock's proposed times: one of them was agreed on, or another."""
        await self._connection.execute(_CLEAR, {"mock_id": mock_id})

    async def clear_ours(self, mock_id: int) -> None:
        """Drop what was proposed by nobody, to make room for what suits now."""
        await self._connection.execute(_CLEAR_OURS, {"mock_id": mock_id})

    async def note_no_show(self, mock_id: int, member_ids: Iterable[int], *, reported_by: int, now: datetime) -> None:
        """Note who did not come; for nobody's eyes."""
        for member_id in member_ids:
            values = {"mock_id": mock_id, "member_id": member_id, "reported_by": reported_by, "reported_at": now}
            statement = yielding_insert(self._connection, no_shows).values(**values)
            await self._connection.execute(statement.on_conflict_do_nothing())

    async def missed_by(self, cohort_id: int, member_id: int, *, limit: int) -> list[bool]:
        """Tell of a member's last mocks whether they missed each, newest first; none from before they were last back.

        Only mocks that took place or to which somebody did not come count.
        """
        whose = {"cohort_id": cohort_id, "member_id": member_id, "limit": limit}
        since = await self._last_back_at(cohort_id, member_id)
        if since is None:
            rows = await self._connection.execute(_ATTENDED, whose)
        else:
            rows = await self._connection.execute(_ATTENDED_SINCE, {**whose, "since": since})
        return [missed_by is not None for _, missed_by in rows]

    async def pause_pairing(self, cohort_id: int, member_id: int, now: datetime) -> None:
        """Pair a member no more until they say that they are back."""
        values = {"cohort_id": cohort_id, "member_id": member_id, "why": NO_SHOWS, "began_at": now}
        await self._connection.execute(insert(pairing_pauses).values(**values))

    async def is_paused(self, cohort_id: int, member_id: int) -> bool:
        """Say whether a member's pairing pauses for no-shows."""
        whose = {"of_cohort": cohort_id, "of_member": member_id}
        return (await self._connection.execute(_PAUSED, whose)).one_or_none() is not None

    async def come_back(self, cohort_id: int, member_id: int, now: datetime) -> bool:
        """End such a pause, and say whether there was one."""
        whose = {"of_cohort": cohort_id, "of_member": member_id, "ended_at": now}
        return bool((await self._connection.execute(_COME_BACK, whose)).all())

    async def _last_back_at(self, cohort_id: int, member_id: int) -> datetime | None:
        whose = {"of_cohort": cohort_id, "of_member": member_id}
        at: datetime | None = (await self._connection.execute(_LAST_BACK, whose)).scalar_one_or_none()
        return at

    async def _with_answers(self, rows: Iterable[Row[Any]]) -> list[Proposal]:
        found = list(rows)
        accepted: dict[int, set[int]] = {}
        for row in await self._connection.execute(_ANSWERS, {"proposal_ids": [row.id for row in found]}):
            accepted.setdefault(row.proposal_id, set()).add(row.member_id)
        return [_proposal(row, accepted.get(row.id, set())) for row in found]


def _proposal(row: Row[Any], accepted_by: Iterable[int]) -> Proposal:
    return Proposal(
        id=row.id,
        mock_id=row.mock_id,
        starts_at=row.starts_at,
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by,
        accepted_by=frozenset(accepted_by),
    )
