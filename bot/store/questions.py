"""The questions that a cohort was or will be given, a date each."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, String, cast, exists, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.answer import DailyQuestion
from bot.domain.delivery import DeliveryState
from bot.store.inserts import yielding_insert
from bot.store.tables import answers, daily_questions, deliveries


class DailyQuestions:
    """Named queries about daily questions."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def reserve(self, cohort_id: int, on: date, plan_day: int, question_id: str) -> DailyQuestion:
        """Take a question for a date; a date that has one keeps it."""
        statement = (
            yielding_insert(self._connection, daily_questions)
            .values(cohort_id=cohort_id, on_date=on, plan_day=plan_day, question_id=question_id)
            .on_conflict_do_nothing(index_elements=["cohort_id", "on_date"])
        )
        await self._connection.execute(statement)
        daily = await self.on(cohort_id, on)
        assert daily is not None
        return daily

    async def release_unposted(self, cohort_id: int) -> None:
        """Give back dates reserved early that nobody has answered, when the calendar moves under them.

        A question that a courier is about to post, or may have posted before it was cut off, is kept.
        """
        answered = select(answers.c.daily_question_id)
        under_way = exists().where(
            deliveries.c.key == literal(f"daily:{cohort_id}:") + cast(daily_questions.c.on_date, String),
            deliveries.c.state.in_((DeliveryState.DUE.value, DeliveryState.CLAIMED.value)),
            deliveries.c.attempts > 0,
        )
        statement = daily_questions.delete().where(
            daily_questions.c.cohort_id == cohort_id,
            daily_questions.c.posted_at.is_(None),
            daily_questions.c.id.not_in(answered),
            ~under_way,
        )
        await self._connection.execute(statement)

    async def get(self, daily_question_id: int) -> DailyQuestion | None:
        statement = select(daily_questions).where(daily_questions.c.id == daily_question_id)
        row = (await self._connection.execute(statement)).one_or_none()
        return _daily(row) if row else None

    async def on(self, cohort_id: int, on: date) -> DailyQuestion | None:
        statement = select(daily_questions).where(
            daily_questions.c.cohort_id == cohort_id, daily_questions.c.on_date == on
        )
        row = (await self._connection.execute(statement)).one_or_none()
        return _daily(row) if row else None

    async def under_message(self, cohort_id: int, message_id: str) -> DailyQuestion | None:
        """Find the question that was posted as this message."""
        statement = select(daily_questions).where(
            daily_questions.c.cohort_id == cohort_id, daily_questions.c.message_id == message_id
        )
        row = (await self._connection.execute(statement)).one_or_none()
        return _daily(row) if row else None

    async def of_cohort(self, cohort_id: int) -> list[DailyQuestion]:
        statement = (
            select(daily_questions).where(daily_questions.c.cohort_id == cohort_id).order_by(daily_questions.c.on_date)
        )
        return [_daily(row) for row in await self._connection.execute(statement)]

    async def mark_posted(self, daily_question_id: int, message_id: str, now: datetime) -> None:
        statement = (
            update(daily_questions)
            .where(daily_questions.c.id == daily_question_id)
            .values(posted_at=now, message_id=message_id)
        )
        await self._connection.execute(statement)

    async def raise_tally(self, daily_question_id: int) -> int:
        """Note that who has answered has changed, and give the change's number."""
        statement = (
            update(daily_questions)
            .where(daily_questions.c.id == daily_question_id)
            .values(tally_version=daily_questions.c.tally_version + 1)
            .returning(daily_questions.c.tally_version)
        )
        return int((await self._connection.execute(statement)).scalar_one())

    async def tally_version(self, daily_question_id: int) -> int:
        statement = select(daily_questions.c.tally_version).where(daily_questions.c.id == daily_question_id)
        return int((await self._connection.execute(statement)).scalar_one())


def _daily(row: Row[Any]) -> DailyQuestion:
    return DailyQuestion(
        id=row.id,
        cohort_id=row.cohort_id,
        on=row.on_date,
        plan_day=row.plan_day,
        question_id=row.question_id,
        posted_at=row.posted_at,
        message_id=row.message_id,
    )
