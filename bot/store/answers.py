"""Answers, the log of activities that follows from them, and drafts of forms not yet accepted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.answer import Answer
from bot.domain.streak import Activity
from bot.store.inserts import yielding_insert
from bot.store.tables import activities, answers, drafts, members

_BY_MESSAGE = select(answers).where(
    answers.c.daily_question_id == bindparam("daily_question_id"),
    answers.c.message_id == bindparam("message_id"),
    answers.c.deleted_at.is_(None),
)
_CHANGE = update(answers).where(answers.c.id == bindparam("id_of_answer"))
_CHANGE_ACTIVITY = update(activities).where(activities.c.answer_id == bindparam("id_of_answer"))
_LATEST = (
    select(answers)
    .where(
        answers.c.daily_question_id == bindparam("daily_question_id"),
        answers.c.member_id == bindparam("member_id"),
        answers.c.deleted_at.is_(None),
    )
    .order_by(answers.c.id.desc())
    .limit(1)
)
_WHO_ANSWERED = (
    select(members.c.name, members.c.shows_name)
    .join(answers, answers.c.member_id == members.c.id)
    .where(answers.c.daily_question_id == bindparam("daily_question_id"), answers.c.deleted_at.is_(None))
    .group_by(members.c.id, members.c.name, members.c.shows_name)
    .order_by(func.min(answers.c.answered_at), members.c.id)
)
_QUESTIONS_ANSWERED = (
    select(answers.c.daily_question_id)
    .where(
        answers.c.member_id == bindparam("member_id"),
        answers.c.daily_question_id.in_(bindparam("daily_question_ids", expanding=True)),
        answers.c.deleted_at.is_(None),
    )
    .distinct()
)
_LOG_ACTIVITY = insert(activities)
_ACTIVITIES = (
    select(activities)
    .where(
        activities.c.cohort_id == bindparam("cohort_id"),
        activities.c.member_id.in_(bindparam("member_ids", expanding=True)),
    )
    .order_by(activities.c.happened_at, activities.c.id)
)
_ACTIVE_SINCE = (
    select(activities.c.member_id)
    .where(activities.c.cohort_id == bindparam("cohort_id"), activities.c.happened_at >= bindparam("since"))
    .distinct()
)
_IS_DRAFT = (
    drafts.c.platform == bindparam("platform"),
    drafts.c.workspace_id == bindparam("workspace_id"),
    drafts.c.user_id == bindparam("user_id"),
    drafts.c.form_id == bindparam("form_id"),
    drafts.c.context == bindparam("context"),
)
_TYPED = select(drafts.c.typed).where(*_IS_DRAFT)
_DISCARD = delete(drafts).where(*_IS_DRAFT)


class Answers:
    """Named queries about answers and activities."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self,
        *,
        daily_question_id: int,
        member_id: int,
        via: Literal["form", "thread"],
        beats: dict[str, str],
        now: datetime,
        message_id: str | None = None,
    ) -> int | None:
        """Store an answer and give its id; none when this message was stored before."""
        statement = yielding_insert(self._connection, answers).on_conflict_do_nothing().returning(answers.c.id)
        answer = {
            "daily_question_id": daily_question_id,
            "member_id": member_id,
            "via": via,
            "beats": beats,
            "message_id": message_id,
            "answered_at": now,
        }
        return (await self._connection.execute(statement, answer)).scalar_one_or_none()

    async def by_message(self, daily_question_id: int, message_id: str) -> Answer | None:
        message = {"daily_question_id": daily_question_id, "message_id": message_id}
        row = (await self._connection.execute(_BY_MESSAGE, message)).one_or_none()
        return _answer(row) if row else None

    async def change_text(self, answer_id: int, beats: dict[str, str]) -> None:
        await self._connection.execute(_CHANGE, {"id_of_answer": answer_id, "beats": beats})

    async def withdraw(self, answer_id: int, now: datetime) -> None:
        """Note that the author deleted an answer; whether it still counts is the streak's to say."""
        await self._connection.execute(_CHANGE, {"id_of_answer": answer_id, "deleted_at": now, "message_id": None})
        await self._connection.execute(_CHANGE_ACTIVITY, {"id_of_answer": answer_id, "withdrawn_at": now})

    async def latest(self, daily_question_id: int, member_id: int) -> Answer | None:
        """Give a member's newest answer to a question."""
        whose = {"daily_question_id": daily_question_id, "member_id": member_id}
        row = (await self._connection.execute(_LATEST, whose)).one_or_none()
        return _answer(row) if row else None

    async def beats_of(self, daily_question_id: int) -> list[dict[str, str]]:
        """Give what stands in each member's newest answer to a question."""
        newest = (
            select(func.max(answers.c.id))
            .where(answers.c.daily_question_id == daily_question_id, answers.c.deleted_at.is_(None))
            .group_by(answers.c.member_id)
        )
        statement = select(answers.c.beats).where(answers.c.id.in_(newest)).order_by(answers.c.id)
        return [dict(beats) for beats in (await self._connection.execute(statement)).scalars()]

    async def who_answered(self, daily_question_id: int) -> list[tuple[str, bool]]:
        """List who has answered, first come first, each with whether their name may be shown."""
        rows = await self._connection.execute(_WHO_ANSWERED, {"daily_question_id": daily_question_id})
        return [(row.name, row.shows_name) for row in rows]

    async def questions_answered_by(self, member_id: int, daily_question_ids: Iterable[int]) -> set[int]:
        """Say which of these daily questions a member has answered."""
        asked = {"member_id": member_id, "daily_question_ids": list(daily_question_ids)}
        return set((await self._connection.execute(_QUESTIONS_ANSWERED, asked)).scalars())

    async def count_between(self, cohort_id: int, since: datetime, until: datetime) -> tuple[int, int]:
        """Count a cohort's answers in a span of time, and the members who made them."""
        statement = select(func.count(), func.count(activities.c.member_id.distinct())).where(
            activities.c.cohort_id == cohort_id,
            activities.c.kind == "answer",
            activities.c.happened_at >= since,
            activities.c.happened_at < until,
            activities.c.withdrawn_at.is_(None),
        )
        row = (await self._connection.execute(statement)).one()
        return row[0], row[1]

    async def log_activity(
        self,
        *,
        member_id: int,
        cohort_id: int,
        kind: str,
        time_zone: str,
        now: datetime,
        answer_id: int | None = None,
    ) -> None:
        """Write a line of the log from which every streak is computed."""
        activity = {
            "member_id": member_id,
            "cohort_id": cohort_id,
            "kind": kind,
            "answer_id": answer_id,
            "happened_at": now,
            "time_zone": time_zone,
        }
        await self._connection.execute(_LOG_ACTIVITY, activity)

    async def activities_of(self, cohort_id: int, member_id: int) -> list[Activity]:
        return (await self.activities_by_member(cohort_id, [member_id])).get(member_id, [])

    async def active_since(self, cohort_id: int, since: datetime) -> set[int]:
        """Say who in a cohort has practised since an instant."""
        active = await self._connection.execute(_ACTIVE_SINCE, {"cohort_id": cohort_id, "since": since})
        return set(active.scalars())

    async def activities_by_member(self, cohort_id: int, member_ids: Iterable[int]) -> dict[int, list[Activity]]:
        """Give the log of some members of a cohort."""
        rows = await self._connection.execute(_ACTIVITIES, {"cohort_id": cohort_id, "member_ids": list(member_ids)})
        logs: dict[int, list[Activity]] = {}
        for row in rows:
            logs.setdefault(row.member_id, []).append(_activity(row))
        return logs


class Drafts:
    """What people typed into forms, kept until it is accepted."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(
        self,
        *,
        person: tuple[str, str, str],
        form_id: str,
        context: str,
        typed: dict[str, Any],
        now: datetime,
    ) -> None:
        statement = yielding_insert(self._connection, drafts)
        newer = {"typed": statement.excluded.typed, "saved_at": statement.excluded.saved_at}
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=list(drafts.primary_key), set_=newer),
            {**_draft(person, form_id, context), "typed": typed, "saved_at": now},
        )

    async def get(self, person: tuple[str, str, str], form_id: str, context: str) -> dict[str, Any] | None:
        return (await self._connection.execute(_TYPED, _draft(person, form_id, context))).scalar_one_or_none()

    async def discard(self, person: tuple[str, str, str], form_id: str, context: str) -> None:
        await self._connection.execute(_DISCARD, _draft(person, form_id, context))


def _draft(person: tuple[str, str, str], form_id: str, context: str) -> dict[str, Any]:
    platform, workspace_id, user_id = person
    return {
        "platform": platform,
        "workspace_id": workspace_id,
        "user_id": user_id,
        "form_id": form_id,
        "context": context,
    }


def _answer(row: Row[Any]) -> Answer:
    return Answer(
        id=row.id,
        daily_question_id=row.daily_question_id,
        member_id=row.member_id,
        via=row.via,
        beats=row.beats,
        answered_at=row.answered_at,
    )


def _activity(row: Row[Any]) -> Activity:
    withdrawn_on = row.withdrawn_at.astimezone(ZoneInfo(row.time_zone)).date() if row.withdrawn_at else None
    return Activity(id=row.id, happened_at=row.happened_at, time_zone=row.time_zone, withdrawn_on=withdrawn_on)
