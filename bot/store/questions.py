"""The questions that a cohort was or will be given, a date each."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, String, bindparam, cast, exists, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.answer import DailyQuestion
from bot.domain.delivery import WAITING, DeliveryState
from bot.store.inserts import yielding_insert
from bot.store.tables import answers, daily_questions, deliveries

_BY_ID = select(daily_questions).where(daily_questions.c.id == bindparam("daily_question_id"))
_OF_COHORT = (
    select(daily_questions)
    .where(daily_questions.c.cohort_id == bindparam("cohort_id"))
    .order_by(daily_questions.c.on_date)
)
_ON_DATE = select(daily_questions).where(
    daily_questions.c.cohort_id == bindparam("cohort_id"), daily_questions.c.on_date == bindparam("on_date")
)
_UNDER_MESSAGE = select(daily_questions).where(
    daily_questions.c.cohort_id == bindparam("cohort_id"), daily_questions.c.message_id == bindparam("message_id")
)
_CHANGE = update(daily_questions).where(daily_questions.c.id == bindparam("daily_question_id"))
_RAISE_TALLY = _CHANGE.values(tally_version=daily_questions.c.tally_version + 1).returning(
    daily_questions.c.tally_version
)
_TALLY_VERSION = select(daily_questions.c.tally_version).where(daily_questions.c.id == bindparam("daily_question_id"))


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
            deliveries.c.state.in_([state.value for state in (*WAITING, DeliveryState.CLAIMED)]),
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
        row = (await self._connection.execute(_BY_ID, {"daily_question_id": daily_question_id})).one_or_none()
        return _daily(row) if row else None

    async def on(self, cohort_id: int, on: date) -> DailyQuestion | None:
        row = (await self._connection.execute(_ON_DATE, {"cohort_id": cohort_id, "on_date": on})).one_or_none()
        return _daily(row) if row else None

    async def under_message(self, cohort_id: int, message_id: str) -> DailyQuestion | None:
        """Find the question that was posted as this message."""
        message = {"cohort_id": cohort_id, "message_id": message_id}
        row = (await self._connection.execute(_UNDER_MESSAGE, message)).one_or_none()
        return _daily(row) if row else None

    async def of_cohort(self, cohort_id: int) -> list[DailyQuestion]:
        return [_daily(row) for row in await self._connection.execute(_OF_COHORT, {"cohort_id": cohort_id})]

    async def mark_posted(self, daily_question_id: int, message_id: str, now: datetime) -> None:
        posted = {"daily_question_id": daily_question_id, "posted_at": now, "message_id": message_id}
        await self._connection.execute(_CHANGE, posted)

    async def raise_tally(self, daily_question_id: int) -> int:
        """Note that who has answered has changed, and give the change's number."""
        raised = await self._connection.execute(_RAISE_TALLY, {"daily_question_id": daily_question_id})
        return int(raised.scalar_one())

    async def tally_version(self, daily_question_id: int) -> int:
        version = await self._connection.execute(_TALLY_VERSION, {"daily_question_id": daily_question_id})
        return int(version.scalar_one())


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
