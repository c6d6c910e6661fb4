"""The questions that groups added themselves."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.question_bank import OwnQuestion
from bot.store.tables import own_questions


class OwnQuestions:
    """Named queries about a group's own questions."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self, cohort_id: int, *, text: str, theme: str, tests: str, added_by: str, now: datetime
    ) -> OwnQuestion:
        statement = (
            insert(own_questions)
            .values(cohort_id=cohort_id, text=text, theme=theme, tests=tests, added_by=added_by, added_at=now)
            .returning(own_questions)
        )
        return _own((await self._connection.execute(statement)).one())

    async def of_cohort(self, cohort_id: int) -> list[OwnQuestion]:
        """List what a cohort has added and not removed, first come first."""
        statement = (
            select(own_questions)
            .where(own_questions.c.cohort_id == cohort_id, own_questions.c.removed_at.is_(None))
            .order_by(own_questions.c.id)
        )
        return [_own(row) for row in await self._connection.execute(statement)]

    async def find(self, own_question_id: int) -> OwnQuestion | None:
        """Find one, even if it was removed: it may have been asked before."""
        statement = select(own_questions).where(own_questions.c.id == own_question_id)
        row = (await self._connection.execute(statement)).one_or_none()
        return _own(row) if row else None

    async def remove(self, own_question_id: int, now: datetime) -> None:
        statement = update(own_questions).where(own_questions.c.id == own_question_id).values(removed_at=now)
        await self._connection.execute(statement)


def _own(row: Row[Any]) -> OwnQuestion:
    return OwnQuestion(
        id=row.id,
        cohort_id=row.cohort_id,
        text=row.text,
        theme=row.theme,
        tests=row.tests,
        added_by=row.added_by,
        added_at=row.added_at,
        removed_at=row.removed_at,
    )
