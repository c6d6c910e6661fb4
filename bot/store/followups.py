"""Follow-ups that found no answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.followup import Followup
from bot.domain.mock_material import MockQuestion, Verdict
from bot.store.inserts import yielding_insert
from bot.store.mock_tables import followups

_BY_ID = select(followups).where(followups.c.id == bindparam("followup_id"))
_OPEN = (
    select(followups)
    .where(followups.c.member_id == bindparam("member_id"), followups.c.fixed_at.is_(None))
    .order_by(followups.c.opened_at, followups.c.id)
)
_FIXED = (
    select(followups)
    .where(followups.c.member_id == bindparam("member_id"), followups.c.fixed_at.is_not(None))
    .order_by(followups.c.fixed_at.desc(), followups.c.id.desc())
    .limit(bindparam("limit"))
)
_WITH_OPEN = (
    select(followups.c.member_id, func.count())
    .where(followups.c.cohort_id == bindparam("cohort_id"), followups.c.fixed_at.is_(None))
    .group_by(followups.c.member_id)
)
_NOTE_ASKED = update(followups).where(followups.c.id == bindparam("followup_id"))
_FIX = (
    update(followups)
    .where(followups.c.id == bindparam("followup_id"), followups.c.fixed_at.is_(None))
    .returning(followups.c.id)
)
_TAKE_BACK = delete(followups).where(
    followups.c.mock_id == bindparam("mock_id"),
    followups.c.half == bindparam("half"),
    followups.c.position == bindparam("position"),
    followups.c.number == bindparam("number"),
    followups.c.fixed_at.is_(None),
)
_TAKE_BACK_TYPED = delete(followups).where(
    followups.c.scorecard_id == bindparam("scorecard_id"), followups.c.fixed_at.is_(None)
)


class Followups:
    """Named queries about follow-ups."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(
        self,
        *,
        member_id: int,
        cohort_id: int,
        question: MockQuestion,
        text: str,
        now: datetime,
        number: int | None = None,
        probe_id: str | None = None,
        scorecard_id: int | None = None,
    ) -> None:
        """Put a follow-up on a member's list; one about the same probe that is still open stands for both."""
        statement = yielding_insert(self._connection, followups).on_conflict_do_nothing()
        followup = {
            "member_id": member_id,
            "cohort_id": cohort_id,
            "mock_id": question.mock_id,
            "half": question.half,
            "position": question.position,
            "number": number,
            "scorecard_id": scorecard_id,
            "question_id": question.question_id,
            "probe_id": probe_id,
            "text": text,
            "opened_at": now,
        }
        await self._connection.execute(statement, followup)

    async def take_back(self, question: MockQuestion, number: int) -> None:
        """Remove what a tick had opened, when the tick is changed."""
        tick = {
            "mock_id": question.mock_id,
            "half": question.half,
            "position": question.position,
            "number": number,
        }
        await self._connection.execute(_TAKE_BACK, tick)

    async def take_back_typed(self, scorecard_id: int) -> None:
        """Remove what a scorecard's words had opened, when they are sent anew."""
        await self._connection.execute(_TAKE_BACK_TYPED, {"scorecard_id": scorecard_id})

    async def note_asked(self, followup_id: int, verdict: Verdict, now: datetime) -> None:
        """Write down what became of an open follow-up that was asked again."""
        asked = {"followup_id": followup_id, "last_verdict": verdict, "last_asked_at": now if verdict else None}
        await self._connection.execute(_NOTE_ASKED, asked)

    async def find(self, followup_id: int) -> Followup | None:
        row = (await self._connection.execute(_BY_ID, {"followup_id": followup_id})).one_or_none()
        return _followup(row) if row else None

    async def open_of(self, member_id: int) -> list[Followup]:
        """List what a member still has to fix, the oldest first."""
        return [_followup(row) for row in await self._connection.execute(_OPEN, {"member_id": member_id})]

    async def fixed_of(self, member_id: int, limit: int) -> list[Followup]:
        """List what a member has fixed, the latest first."""
        whose = {"member_id": member_id, "limit": limit}
        return [_followup(row) for row in await self._connection.execute(_FIXED, whose)]

    async def count_open_in(self, cohort_id: int) -> dict[int, int]:
        """Count the open follow-ups of a cohort by member."""
        rows = await self._connection.execute(_WITH_OPEN, {"cohort_id": cohort_id})
        return {row[0]: row[1] for row in rows}

    async def fix(self, followup_id: int, how: str, now: datetime) -> bool:
        """Close a follow-up with the line that says how, and say whether it was still open."""
        fixed = {"followup_id": followup_id, "fixed_how": how, "fixed_at": now}
        return (await self._connection.execute(_FIX, fixed)).one_or_none() is not None

    async def count_between(self, cohort_id: int, since: datetime, until: datetime) -> tuple[int, int]:
        """Count the follow-ups of a cohort that were opened and that were fixed in a span of time."""
        opened = select(func.count()).where(
            followups.c.cohort_id == cohort_id, followups.c.opened_at >= since, followups.c.opened_at < until
        )
        fixed = select(func.count()).where(
            followups.c.cohort_id == cohort_id, followups.c.fixed_at >= since, followups.c.fixed_at < until
        )
        row = (await self._connection.execute(select(opened.scalar_subquery(), fixed.scalar_subquery()))).one()
        return row[0], row[1]


def _followup(row: Row[Any]) -> Followup:
    return Followup(
        id=row.id,
        member_id=row.member_id,
        cohort_id=row.cohort_id,
        question_id=row.question_id,
        text=row.text,
        opened_at=row.opened_at,
        probe_id=row.probe_id,
        last_verdict=row.last_verdict,
        last_asked_at=row.last_asked_at,
        fixed_at=row.fixed_at,
        fixed_how=row.fixed_how,
    )
