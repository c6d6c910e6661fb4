"""Scorecards: what scorers wrote about candidates."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.mock import Role
from bot.domain.scorecard import Scorecard
from bot.store.inserts import yielding_insert
from bot.store.mock_tables import scorecards

_BY_ID = select(scorecards).where(scorecards.c.id == bindparam("scorecard_id"))
_OF_SCORER = select(scorecards).where(
    scorecards.c.mock_id == bindparam("mock_id"),
    scorecards.c.half == bindparam("half"),
    scorecards.c.scorer_id == bindparam("scorer_id"),
)
_OF_MOCK = (
    select(scorecards).where(scorecards.c.mock_id == bindparam("mock_id")).order_by(scorecards.c.half, scorecards.c.id)
)
_ABOUT = (
    select(scorecards)
    .where(scorecards.c.candidate_id == bindparam("member_id"), scorecards.c.completed_at.is_not(None))
    .order_by(scorecards.c.mock_id, scorecards.c.half, scorecards.c.id)
)
_CHANGE = update(scorecards).where(scorecards.c.id == bindparam("scorecard_id"))
# Thanked and asked back only once, even if two presses come at the same time.
_THANK = _CHANGE.where(scorecards.c.thanked_at.is_(None)).returning(scorecards.c.id)
_ASK_BACK = _CHANGE.where(scorecards.c.asked_back.is_(None)).returning(scorecards.c.id)


class Scorecards:
    """Named queries about scorecards."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save_scores(
        self,
        *,
        mock_id: int,
        half: int,
        scorer_id: int,
        candidate_id: int,
        role: Role,
        scores: dict[str, int],
        now: datetime,
    ) -> Scorecard:
        """Keep a scorer's scores; sent again they replace the earlier ones."""
        statement = yielding_insert(self._connection, scorecards)
        newer = {"scores": statement.excluded.scores, "saved_at": statement.excluded.saved_at}
        statement = statement.on_conflict_do_update(index_elements=["mock_id", "half", "scorer_id"], set_=newer)
        card: dict[str, object] = {
            "mock_id": mock_id,
            "half": half,
            "scorer_id": scorer_id,
            "candidate_id": candidate_id,
            "role": role.value,
            "scores": scores,
            "flags": [],
            "strength": "",
            "repair": "",
            "unanswered": "",
            "saved_at": now,
        }
        return _scorecard((await self._connection.execute(statement.returning(scorecards), card)).one())

    async def complete(
        self, scorecard_id: int, *, flags: list[str], strength: str, repair: str, unanswered: str, now: datetime
    ) -> Scorecard:
        """Keep the words, which make a scorecard complete."""
        words = {"flags": flags, "strength": strength, "repair": repair, "unanswered": unanswered, "completed_at": now}
        changed = await self._connection.execute(_CHANGE.returning(scorecards), {"scorecard_id": scorecard_id, **words})
        return _scorecard(changed.one())

    async def find(self, scorecard_id: int) -> Scorecard | None:
        row = (await self._connection.execute(_BY_ID, {"scorecard_id": scorecard_id})).one_or_none()
        return _scorecard(row) if row else None

    async def of_scorer(self, mock_id: int, half: int, scorer_id: int) -> Scorecard | None:
        whose = {"mock_id": mock_id, "half": half, "scorer_id": scorer_id}
        row = (await self._connection.execute(_OF_SCORER, whose)).one_or_none()
        return _scorecard(row) if row else None

    async def of_mock(self, mock_id: int) -> list[Scorecard]:
        return [_scorecard(row) for row in await self._connection.execute(_OF_MOCK, {"mock_id": mock_id})]

    async def about(self, member_id: int) -> list[Scorecard]:
        """List the complete scorecards about a member, in the order of their mocks."""
        return [_scorecard(row) for row in await self._connection.execute(_ABOUT, {"member_id": member_id})]

    async def thank(self, scorecard_id: int, now: datetime) -> bool:
        """Note that the candidate said thanks, and say whether it was the first time."""
        changed = await self._connection.execute(_THANK, {"scorecard_id": scorecard_id, "thanked_at": now})
        return changed.one_or_none() is not None

    async def ask_back(self, scorecard_id: int, text: str) -> bool:
        """Keep the candidate's question, and say whether it was the first one."""
        changed = await self._connection.execute(_ASK_BACK, {"scorecard_id": scorecard_id, "asked_back": text})
        return changed.one_or_none() is not None


def _scorecard(row: Row[Any]) -> Scorecard:
    return Scorecard(
        id=row.id,
        mock_id=row.mock_id,
        half=row.half,
        scorer_id=row.scorer_id,
        candidate_id=row.candidate_id,
        role=Role(row.role),
        saved_at=row.saved_at,
        scores=row.scores,
        flags=tuple(row.flags),
        strength=row.strength,
        repair=row.repair,
        unanswered=row.unanswered,
        completed_at=row.completed_at,
        thanked_at=row.thanked_at,
        asked_back=row.asked_back,
    )
