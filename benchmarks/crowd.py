"""How a very large cohort's day treats everybody else: how long the event loop is held, how long a member waits.

Run it with `python -m benchmarks.crowd`.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import insert

from benchmarks.bare_store import BareCore
from benchmarks.figures import Figure, command, of_totals
from benchmarks.group import BEATS, SUNDAY, Group, open_group
from benchmarks.heartbeat import Gaps, heartbeat, settled
from bot.domain.member import Profile
from bot.store.database import migrate
from bot.store.tables import activities, answers, members, memberships
from bot.usecases.streaks import streaks_of

HISTORY = timedelta(days=10, hours=18)
"""From Sunday morning to the midnight before the second Thursday: eight questions were posted."""

BETWEEN_ANSWERS = timedelta(minutes=1)
ABSENT_YESTERDAY_EVERY = 10
REMIND_EVERY = 4
VISIT_SECONDS = 0.05
PHASES = ("tick", "deliver", "handle", "look ahead", "streaks")
SMALL = {"people": 10, "answering": 2, "bare_calls": 20}


@dataclass
class Visits:
    """How long `/practice today` took while the cohort's day went on, by what went on when it was asked."""

    seconds: dict[str, list[float]] = field(default_factory=dict)


def measure(*, people: int = 2_000, answering: int = 200, bare_calls: int = 2_000) -> list[Figure]:
    """Live one day of a cohort with ten days behind it, with a heartbeat and somebody who keeps asking."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "loopmates.db"
        migrate(str(database))
        return asyncio.run(_measure(database, people, answering, bare_calls))


async def _measure(database: Path, people: int, answering: int, bare_calls: int) -> list[Figure]:
    bare_gaps, bare_seconds = await _bare(database.with_suffix(".bare"), bare_calls)
    async with open_group(database, members=people) as group:
        await group.begin()
        await group.walk_to(SUNDAY + HISTORY)
        await group.engine.tick(group.clock.now())
        await _fill(group)
        alone = await _ask_alone(group, bare_calls // 10)
        split = group.begin_split()
        split.on_leaving = settled
        async with heartbeat(lambda: split.phase) as gaps, _visitor(group) as visits:
            await _live_day(group, answering)
    figures = []
    for phase in PHASES:
        figures += _of_phase(phase, gaps, bare_gaps)
        figures.append(
            of_totals(
                f"{phase}: the day's seconds",
                split.seconds[phase],
                bare_seconds / bare_calls * split.transactions[phase],
                unit="s",
                counts=f"{split.transactions[phase]:,} transactions, visits included",
                bare_is="as many SQLAlchemy Core inserts and commits",
            )
        )
    return figures + _of_visits(visits, alone)


async def _live_day(group: Group, answering: int) -> None:
    midnight = group.clock.now()
    cohort = await group.cohort()
    posts_at = cohort.posts_at(cohort.today(midnight))
    await group.walk_to(posts_at)
    daily = await group.question_in_hand()
    for number, person in enumerate(group.people[:answering]):
        await group.walk_to(posts_at + (number + 1) * BETWEEN_ANSWERS)
        await group.answer(person, daily)
    await group.split.time("streaks", _all_streaks(group))
    await group.walk_to(midnight + timedelta(days=1))


async def _all_streaks(group: Group) -> None:
    """Compute everybody's streak, as the freeze notices do zone by zone."""
    async with group.work_room.open(group.clock.now()) as work:
        cohort = await work.cohorts.get(group.cohort_id)
        await streaks_of(work, cohort, await work.members.in_cohort(cohort.id))


async def _fill(group: Group) -> None:
    """Write everybody down as a member from the beginning, who answered each question but some not the last one."""
    async with group.work_room.open(group.clock.now()) as work:
        posted = [daily for daily in await work.questions.of_cohort(group.cohort_id) if daily.posted_at]
    async with group.database.begin() as connection:
        await connection.execute(insert(members), [_member(group, number) for number in range(len(group.people))])
        await connection.execute(
            insert(memberships),
            [
                {"cohort_id": group.cohort_id, "member_id": number + 1, "joined_at": SUNDAY}
                for number in range(len(group.people))
            ],
        )
        for daily in posted:
            assert daily.posted_at is not None
            answered_at = daily.posted_at + timedelta(hours=2)
            there = [
                number
                for number in range(len(group.people))
                if daily is not posted[-1] or number % ABSENT_YESTERDAY_EVERY
            ]
            await connection.execute(
                insert(answers),
                [
                    {
                        "id": daily.id * len(group.people) + number,
                        "daily_question_id": daily.id,
                        "member_id": number + 1,
                        "via": "form",
                        "beats": BEATS,
                        "answered_at": answered_at,
                    }
                    for number in there
                ],
            )
            await connection.execute(
                insert(activities),
                [
                    {
                        "answer_id": daily.id * len(group.people) + number,
                        "member_id": number + 1,
                        "cohort_id": group.cohort_id,
                        "kind": "answer",
                        "happened_at": answered_at,
                        "time_zone": group.people[number].time_zone,
                    }
                    for number in there
                ],
            )


def _member(group: Group, number: int) -> dict[str, object]:
    person = group.people[number]
    assert person.time_zone is not None
    profile = Profile(time_zone=person.time_zone, reminders_on=number % REMIND_EVERY == 0)
    return {
        "id": number + 1,
        "platform": person.platform,
        "workspace_id": person.workspace_id,
        "user_id": person.user_id,
        "name": person.name,
        "time_zone": profile.time_zone,
        "zone_is_own": profile.zone_is_own,
        "availability": [],
        "reminders_on": profile.reminders_on,
        "shows_name": profile.shows_name,
        "created_at": SUNDAY,
    }


async def _bare(path: Path, calls: int) -> tuple[Gaps, float]:
    """Beat while bare transactions run one after another."""
    core = BareCore(path)
    await core.open()
    async with heartbeat(lambda: "bare") as gaps:
        started = perf_counter()
        for _ in range(calls):
            await core.insert()
        seconds = perf_counter() - started
        await settled()
    await core.close()
    return gaps, seconds


async def _ask_alone(group: Group, times: int) -> list[float]:
    return [await _seconds_of_today(group) for _ in range(times)]


@asynccontextmanager
async def _visitor(group: Group) -> AsyncIterator[Visits]:
    """Let a member ask for today's question again and again while the block runs."""
    visits = Visits()
    visiting = asyncio.create_task(_visit(group, visits))
    yield visits
    visiting.cancel()
    with suppress(asyncio.CancelledError):
        await visiting


async def _visit(group: Group, visits: Visits) -> None:
    while True:
        await asyncio.sleep(VISIT_SECONDS)
        phase = group.split.phase
        visits.seconds.setdefault(phase, []).append(await _seconds_of_today(group))


async def _seconds_of_today(group: Group) -> float:
    started = perf_counter()
    await group.engine.handle(group.typed(group.people[-1], "today"))
    return perf_counter() - started


def _of_phase(phase: str, gaps: Gaps, bare: Gaps) -> list[Figure]:
    return [
        of_totals(
            f"{phase}: longest the loop {words}",
            ours.get(phase, 0.0) * 1000,
            other["bare"] * 1000,
            unit="ms",
            counts="1 day",
            bare_is="SQLAlchemy Core inserts and commits",
        )
        for words, ours, other in (
            ("was held", gaps.held, bare.held),
            ("itself computed in a turn", gaps.worked, bare.worked),
        )
    ]


def _of_visits(visits: Visits, alone: list[float]) -> list[Figure]:
    """Give how long a member waited in the worst case of each phase, beside the same question asked alone."""
    return [
        of_totals(
            f"{phase}: longest wait for /practice today",
            max(visits.seconds[phase]) * 1000,
            median(alone) * 1000,
            unit="ms",
            counts=f"{len(visits.seconds[phase]):,} visits",
            bare_is=f"the median of {len(alone)} asked with nothing going on",
        )
        for phase in PHASES
        if phase in visits.seconds
    ]


if __name__ == "__main__":
    sys.exit(command("crowd", measure, small=SMALL))
