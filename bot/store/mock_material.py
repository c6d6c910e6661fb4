"""The questions of a mock's halves, and the interviewer's lists of probes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.mock import Role
from bot.domain.mock_material import ListedProbe, MockQuestion, Verdict
from bot.store.inserts import yielding_insert
from bot.store.mock_tables import calibrations, mock_people, mock_probes, mock_questions, mocks

_QUESTIONS = (
    select(mock_questions)
    .where(mock_questions.c.mock_id == bindparam("mock_id"))
    .order_by(mock_questions.c.half, mock_questions.c.position)
)
_IS_QUESTION = (
    mock_questions.c.mock_id == bindparam("of_mock"),
    mock_questions.c.half == bindparam("of_half"),
    mock_questions.c.position == bindparam("of_position"),
)
_CHANGE_QUESTION = update(mock_questions).where(*_IS_QUESTION)
_PROBES = (
    select(mock_probes)
    .where(mock_probes.c.mock_id == bindparam("mock_id"), mock_probes.c.half == bindparam("half"))
    .order_by(mock_probes.c.position, mock_probes.c.number)
)
_TICK = (
    update(mock_probes)
    .where(
        mock_probes.c.mock_id == bindparam("of_mock"),
        mock_probes.c.half == bindparam("of_half"),
        mock_probes.c.position == bindparam("of_position"),
        mock_probes.c.number == bindparam("of_number"),
    )
    .returning(mock_probes)
)
# A candidate of the first half sat there as one; of the second half, as interviewer in the first.
_MET = (
    select(mock_questions.c.question_id)
    .join(mock_people, mock_people.c.mock_id == mock_questions.c.mock_id)
    .where(
        mock_people.c.member_id == bindparam("member_id"),
        ((mock_questions.c.half == 1) & (mock_people.c.role == Role.CANDIDATE.value))
        | ((mock_questions.c.half == 2) & (mock_people.c.role == Role.INTERVIEWER.value)),
    )
    .distinct()
)
_VERDICTS_BY_QUESTION = (
    select(mock_questions.c.question_id, mock_probes.c.verdict, func.count())
    .join(
        mock_probes,
        (mock_probes.c.mock_id == mock_questions.c.mock_id)
        & (mock_probes.c.half == mock_questions.c.half)
        & (mock_probes.c.position == mock_questions.c.position),
    )
    .join(mocks, mocks.c.id == mock_questions.c.mock_id)
    .where(mocks.c.cohort_id == bindparam("cohort_id"), mock_probes.c.verdict != "")
    .group_by(mock_questions.c.question_id, mock_probes.c.verdict)
)


class MockMaterial:
    """Named queries about what a mock is made of."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def plan_questions(self, mock_id: int, half: int, question_ids: Sequence[str], *, first: int = 1) -> None:
        """Keep questions for a half, from a position on; a position that has one keeps it."""
        statement = yielding_insert(self._connection, mock_questions).on_conflict_do_nothing()
        rows = [
            {"mock_id": mock_id, "half": half, "position": position, "question_id": question_id, "laps": []}
            for position, question_id in enumerate(question_ids, start=first)
        ]
        if rows:
            await self._connection.execute(statement, rows)

    async def questions_of(self, mock_id: int) -> list[MockQuestion]:
        return [_question(row) for row in await self._connection.execute(_QUESTIONS, {"mock_id": mock_id})]

    async def note_asked(self, question: MockQuestion, now: datetime) -> None:
        await self._connection.execute(_CHANGE_QUESTION, {**_whose(question), "asked_at": now})

    async def note_time(self, question: MockQuestion, seconds: int, laps: Sequence[tuple[str, int]]) -> None:
        """Write down how long the answer took, and when each beat began."""
        times = {"seconds": seconds, "laps": [list(lap) for lap in laps]}
        await self._connection.execute(_CHANGE_QUESTION, {**_whose(question), **times})

    async def list_probes(self, question: MockQuestion, listed: Sequence[ListedProbe]) -> None:
        """Keep the interviewer's list of a question; one that is there already stays."""
        statement = yielding_insert(self._connection, mock_probes).on_conflict_do_nothing()
        rows = [
            {
                "mock_id": question.mock_id,
                "half": question.half,
                "position": question.position,
                "number": probe.number,
                "probe_id": probe.probe_id,
                "followup_id": probe.followup_id,
                "text": probe.text,
            }
            for probe in listed
        ]
        if rows:
            await self._connection.execute(statement, rows)

    async def probes_of_half(self, mock_id: int, half: int) -> dict[int, list[ListedProbe]]:
        """Give the lists of a half by the position of their question."""
        lists: dict[int, list[ListedProbe]] = {}
        for row in await self._connection.execute(_PROBES, {"mock_id": mock_id, "half": half}):
            lists.setdefault(row.position, []).append(_listed(row))
        return lists

    async def tick(self, question: MockQuestion, number: int, verdict: Verdict, now: datetime) -> ListedProbe | None:
        """Write down what became of a probe; none where the list has no such line."""
        row = (
            await self._connection.execute(
                _TICK, {**_whose(question), "of_number": number, "verdict": verdict, "ticked_at": now}
            )
        ).one_or_none()
        return _listed(row) if row else None

    async def questions_met_by(self, member_id: int) -> set[str]:
        """Name the questions that a member had as a candidate in any mock."""
        return set((await self._connection.execute(_MET, {"member_id": member_id})).scalars())

    async def verdicts_by_question(self, cohort_id: int) -> dict[str, dict[str, int]]:
        """Count in a cohort's mocks what became of the probes under each question."""
        counts: dict[str, dict[str, int]] = {}
        for question_id, verdict, number in await self._connection.execute(
            _VERDICTS_BY_QUESTION, {"cohort_id": cohort_id}
        ):
            counts.setdefault(question_id, {})[verdict] = number
        return counts

    async def calibrate(self, mock_id: int, half: int, pressed: str, now: datetime) -> None:
        """Keep how the pressing of a half was felt; a second thought replaces the first."""
        statement = yielding_insert(self._connection, calibrations)
        newer = {"pressed": statement.excluded.pressed, "given_at": statement.excluded.given_at}
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["mock_id", "half"], set_=newer),
            {"mock_id": mock_id, "half": half, "pressed": pressed, "given_at": now},
        )

    async def calibrations_in(self, cohort_id: int, since: datetime, until: datetime) -> Mapping[str, int]:
        """Count how the pressing was felt in a cohort's mocks in a span of time."""
        statement = (
            select(calibrations.c.pressed, func.count())
            .join(mocks, mocks.c.id == calibrations.c.mock_id)
            .where(mocks.c.cohort_id == cohort_id, calibrations.c.given_at >= since, calibrations.c.given_at < until)
            .group_by(calibrations.c.pressed)
        )
        return {row[0]: row[1] for row in await self._connection.execute(statement)}


def _whose(question: MockQuestion) -> dict[str, int]:
    return {"of_mock": question.mock_id, "of_half": question.half, "of_position": question.position}


def _question(row: Row[Any]) -> MockQuestion:
    return MockQuestion(
        mock_id=row.mock_id,
        half=row.half,
        position=row.position,
        question_id=row.question_id,
        asked_at=row.asked_at,
        seconds=row.seconds,
        laps=tuple((beat, second) for beat, second in row.laps),
    )


def _listed(row: Row[Any]) -> ListedProbe:
    return ListedProbe(
        number=row.number, text=row.text, probe_id=row.probe_id, followup_id=row.followup_id, verdict=row.verdict
    )
