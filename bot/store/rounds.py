"""Rounds, what became of each member in one, who waits for a partner, and who snoozes."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.mock import Length
from bot.domain.round import Round, RoundState, Waiting
from bot.store.inserts import yielding_insert
from bot.store.mock_tables import pairing_pauses, round_people, rounds, waiting
from bot.store.tables import blocks, cohorts, deliveries, members

SNOOZE = "snooze"
"""Why a pairing pauses until a date that the member chose."""

_ON = select(rounds).where(rounds.c.cohort_id == bindparam("cohort_id"), rounds.c.on_date == bindparam("on"))
_BY_ID = select(rounds).where(rounds.c.id == bindparam("round_id"))
_LAST_DRAWN = (
    select(rounds)
    .where(rounds.c.cohort_id == bindparam("cohort_id"), rounds.c.drawn_at.is_not(None))
    .order_by(rounds.c.on_date.desc())
    .limit(1)
)
_NOTE_DRAWN = (
    update(rounds).where(rounds.c.id == bindparam("round_id"), rounds.c.drawn_at.is_(None)).returning(rounds.c.id)
)
_STATES = select(round_people.c.member_id, round_people.c.state).where(round_people.c.round_id == bindparam("round_id"))
_WAITING = select(waiting).where(waiting.c.cohort_id == bindparam("cohort_id"))
_STOP_WAITING = delete(waiting).where(
    waiting.c.cohort_id == bindparam("cohort_id"), waiting.c.member_id.in_(bindparam("member_ids", expanding=True))
)
_OPEN_PAUSES = select(pairing_pauses).where(
    pairing_pauses.c.cohort_id == bindparam("cohort_id"),
    pairing_pauses.c.ended_at.is_(None),
    or_(pairing_pauses.c.until_on.is_(None), pairing_pauses.c.until_on > bindparam("on")),
)
_SNOOZE_OF = (
    pairing_pauses.c.cohort_id == bindparam("of_cohort"),
    pairing_pauses.c.member_id == bindparam("of_member"),
    pairing_pauses.c.why == SNOOZE,
    pairing_pauses.c.ended_at.is_(None),
)
_END_SNOOZE = update(pairing_pauses).where(*_SNOOZE_OF)
_HOLD = select(cohorts.c.id).where(cohorts.c.id == bindparam("cohort_id")).with_for_update()
_IN_OUTBOX = select(deliveries.c.id).where(deliveries.c.key == bindparam("key"))
_OF_MEMBERS = members.c.id.in_(bindparam("member_ids", expanding=True))
_BLOCKS_AMONG = (
    select(blocks.c.member_id, members.c.id)
    .join(members, members.c.user_id == blocks.c.user_id)
    .where(blocks.c.member_id.in_(bindparam("member_ids", expanding=True)), _OF_MEMBERS)
)


class Rounds:
    """Named queries about rounds of mocks."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(
        self,
        *,
        cohort_id: int,
        on: date,
        plan_day: int | None,
        length: Length,
        window: tuple[datetime, datetime],
        seed: int,
    ) -> Round:
        """Give the round of a cohort's date, made now if there is none. One that is not drawn yet follows the hours."""
        columns = {"plan_day": plan_day, "length": length, "window_from": window[0], "window_until": window[1]}
        made = yielding_insert(self._connection, rounds).values(cohort_id=cohort_id, on_date=on, seed=seed, **columns)
        await self._connection.execute(made.on_conflict_do_nothing())
        changed = update(rounds).where(
            rounds.c.cohort_id == cohort_id, rounds.c.on_date == on, rounds.c.drawn_at.is_(None)
        )
        await self._connection.execute(changed.values(**columns))
        return _round((await self._connection.execute(_ON, {"cohort_id": cohort_id, "on": on})).one())

    async def on(self, cohort_id: int, on: date) -> Round | None:
        row = (await self._connection.execute(_ON, {"cohort_id": cohort_id, "on": on})).one_or_none()
        return _round(row) if row else None

    async def find(self, round_id: int) -> Round | None:
        row = (await self._connection.execute(_BY_ID, {"round_id": round_id})).one_or_none()
        return _round(row) if row else None

    async def last_drawn(self, cohort_id: int) -> Round | None:
        row = (await self._connection.execute(_LAST_DRAWN, {"cohort_id": cohort_id})).one_or_none()
        return _round(row) if row else None

    async def note_drawn(self, round_id: int, *, summary: dict[str, Any], now: datetime) -> bool:
        """Write down a round's draw, and say whether it was the first."""
        changed = await self._connection.execute(
            _NOTE_DRAWN, {"round_id": round_id, "summary": summary, "drawn_at": now}
        )
        return changed.one_or_none() is not None

    async def hold(self, cohort_id: int) -> None:
        """Let nobody else pair people of a cohort until this is over; who comes second then sees what the first did."""
        await self._connection.execute(_HOLD, {"cohort_id": cohort_id})

    async def is_in_outbox(self, key: str) -> bool:
        """Say whether a delivery was put before, whatever became of it."""
        return (await self._connection.execute(_IN_OUTBOX, {"key": key})).one_or_none() is not None

    async def states_of(self, round_id: int) -> dict[int, RoundState]:
        """Tell what became of each member so far."""
        return {row[0]: row[1] for row in await self._connection.execute(_STATES, {"round_id": round_id})}

    async def claim(self, round_id: int, member_ids: Sequence[int], state: RoundState, now: datetime) -> list[int]:
        """Note what becomes of members of whom nothing is noted yet, and give those; nobody else can claim them."""
        claimed = []
        for member_id in member_ids:
            values = {"round_id": round_id, "member_id": member_id, "state": state, "changed_at": now}
            statement = yielding_insert(self._connection, round_people).values(**values).on_conflict_do_nothing()
            found = await self._connection.execute(statement.returning(round_people.c.member_id))
            claimed += [row.member_id for row in found]
        return claimed

    async def sit_in(self, round_id: int, member_id: int) -> bool:
        """Take back that a member sits out, and say whether they did."""
        statement = delete(round_people).where(
            round_people.c.round_id == round_id,
            round_people.c.member_id == member_id,
            round_people.c.state == "sits_out",
        )
        return bool((await self._connection.execute(statement.returning(round_people.c.member_id))).all())

    async def wait(
        self, cohort_id: int, member_id: int, *, now: datetime, is_stranded: bool = False, round_id: int | None = None
    ) -> None:
        """Put a member on the waiting list; who is on it keeps their place, and moves up where they are stranded."""
        values = {"since": now, "is_stranded": is_stranded, "round_id": round_id}
        statement = yielding_insert(self._connection, waiting).values(
            cohort_id=cohort_id, member_id=member_id, **values
        )
        keys = ["cohort_id", "member_id"]
        if is_stranded:
            moved = {"is_stranded": True, "round_id": round_id}
            statement = statement.on_conflict_do_update(index_elements=keys, set_=moved)
        else:
            statement = statement.on_conflict_do_nothing(index_elements=keys)
        await self._connection.execute(statement)

    async def waiting_in(self, cohort_id: int) -> list[Waiting]:
        rows = await self._connection.execute(_WAITING, {"cohort_id": cohort_id})
        return [
            Waiting(member_id=row.member_id, since=row.since, is_stranded=row.is_stranded, round_id=row.round_id)
            for row in rows
        ]

    async def stop_waiting(self, cohort_id: int, member_ids: Collection[int]) -> list[int]:
        """Take members off the waiting list, and give those who were on it."""
        whose = {"cohort_id": cohort_id, "member_ids": list(member_ids)}
        found = await self._connection.execute(_STOP_WAITING.returning(waiting.c.member_id), whose)
        return [row.member_id for row in found]

    async def paused_in(self, cohort_id: int, on: date) -> set[int]:
        """Name the members who are not paired on a date, for whatever reason."""
        rows = await self._connection.execute(_OPEN_PAUSES, {"cohort_id": cohort_id, "on": on})
        return {row.member_id for row in rows}

    async def snooze(self, cohort_id: int, member_id: int, until_on: date, now: datetime) -> None:
        """Pair a member again from a date on, instead of any date chosen before."""
        await self.wake(cohort_id, member_id, now)
        values = {"cohort_id": cohort_id, "member_id": member_id, "why": SNOOZE, "began_at": now, "until_on": until_on}
        await self._connection.execute(insert(pairing_pauses).values(**values))

    async def snoozes_until(self, cohort_id: int, member_id: int, on: date) -> date | None:
        """Give the date until which a member snoozes, if they do on this one."""
        statement = select(pairing_pauses.c.until_on).where(*_SNOOZE_OF, pairing_pauses.c.until_on > bindparam("on"))
        whose = {"of_cohort": cohort_id, "of_member": member_id, "on": on}
        until: date | None = (await self._connection.execute(statement.limit(1), whose)).scalar_one_or_none()
        return until

    async def wake(self, cohort_id: int, member_id: int, now: datetime) -> None:
        """End a member's snooze, if there is one."""
        whose = {"of_cohort": cohort_id, "of_member": member_id, "ended_at": now}
        await self._connection.execute(_END_SNOOZE, whose)

    async def blocks_among(self, member_ids: Collection[int]) -> list[tuple[int, int]]:
        """List who blocked whom among members of one workspace, for the draw only."""
        rows = await self._connection.execute(_BLOCKS_AMONG, {"member_ids": list(member_ids)})
        return [(row[0], row[1]) for row in rows]


def _round(row: Row[Any]) -> Round:
    return Round(
        id=row.id,
        cohort_id=row.cohort_id,
        on=row.on_date,
        plan_day=row.plan_day,
        length=row.length,
        window_from=row.window_from,
        window_until=row.window_until,
        seed=row.seed or 0,
        drawn_at=row.drawn_at,
        summary=row.summary or {},
    )
