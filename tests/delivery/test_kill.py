"""Killed at any instant and started again, each delivery is seen exactly once."""

import asyncio
import itertools
import os
import random
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.delivery.courier import LEASE
from bot.domain.cohort import Cohort
from bot.domain.delivery import LONGEST_RETRY
from bot.domain.schedule import occasions_between
from bot.store.database import Database
from bot.usecases.occasions import put_group_occasion
from tests.delivery.killing import Mortal
from tests.delivery.post_office import NINE_IN_BERLIN, PostOffice

ROOT = Path(__file__).parents[2]


@pytest.fixture
def office(office: PostOffice) -> PostOffice:
    office.clock.at = NINE_IN_BERLIN
    return office


async def test_killed_at_any_wait_of_a_delivery_people_see_it_once(office: PostOffice, database_url: str) -> None:
    for wait in itertools.count():
        cohort = await a_question_due(office, channel=f"c{wait}")

        died = await deliver_and_die(office, database_url, wait)
        await carry_on(office)

        await assert_seen_once(office, cohort, f"killed at wait {wait}")
        if not died:
            break
    assert wait > 20, "it waits for the database and the platform"


async def test_killed_again_while_carrying_on_people_see_it_once(office: PostOffice, database_url: str) -> None:
    rng = random.Random(4)
    for number in range(12):
        cohort = await a_question_due(office, channel=f"c{number}")

        for _ in range(4):
            await deliver_and_die(office, database_url, rng.randrange(60))
            office.clock.at += LEASE + timedelta(seconds=1)
        await carry_on(office)

        await assert_seen_once(office, cohort, f"run {number}")


async def test_killed_while_reading_the_calendar_nothing_is_lost_or_doubled(
    office: PostOffice, database_url: str
) -> None:
    office.clock.at -= timedelta(minutes=1)
    await office.beat()
    for wait in itertools.count(step=2):
        cohort = await office.group(channel=f"c{wait}")
        office.clock.at = NINE_IN_BERLIN + timedelta(seconds=15 * wait + 1)
        await office.change(cohort, post_time=(office.clock.at + timedelta(hours=1)).time())
        mortal = Mortal(dies_at=wait)
        dying = PostOffice(doomed(database_url), office.clock)

        await mortal.live(dying.engine.tick(office.clock.now()))
        await dying.database.close()
        await office.beat(office.clock.at + timedelta(seconds=10))

        await assert_seen_once(office, cohort, f"killed at wait {wait}")
        if not mortal.has_died:
            break
    assert wait > 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("seed", [1, 2])
async def test_killed_with_sigkill_at_random_instants_everything_is_seen_once(
    sqlite_url: str, tmp_path: Path, seed: int
) -> None:
    expected = await thirty_groups(sqlite_url, days=5)

    killed, seen = await asyncio.to_thread(
        kill_again_and_again, sqlite_url, tmp_path / "seen", seed=seed, kills=15, days=5
    )

    assert killed >= 8
    assert seen == dict.fromkeys(expected, 1)
    await assert_all_settled(sqlite_url, expected)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
async def test_replicas_killed_with_sigkill_carry_on_for_one_another(postgres_url: str, tmp_path: Path) -> None:
    expected = await thirty_groups(postgres_url, days=1)

    killed, seen = await asyncio.to_thread(
        kill_again_and_again, postgres_url, tmp_path / "seen", seed=3, kills=12, days=1, replicas=2
    )

    assert killed >= 4
    assert seen == dict.fromkeys(expected, 1)
    await assert_all_settled(postgres_url, expected)


async def a_question_due(office: PostOffice, *, channel: str) -> Cohort:
    cohort = await office.group(channel=channel)
    async with office.work_room.open(office.clock.now()) as work:
        due = occasions_between(cohort, after=NINE_IN_BERLIN - timedelta(seconds=1), until=NINE_IN_BERLIN)
        for occasion in due:
            if occasion.kind == "daily":
                await put_group_occasion(work, cohort, occasion)
    return cohort


async def deliver_and_die(office: PostOffice, database_url: str, wait: int) -> bool:
    """Deliver in a process of its own that dies at a wait, or ends by itself."""
    mortal, dying = Mortal(dies_at=wait), doomed(database_url)
    await mortal.live(office.another_courier(dying).deliver_due())
    await dying.close()
    return mortal.has_died


def doomed(url: str) -> Database:
    """A database for a process that dies: of a process that is dead, SQLite keeps no lock."""
    database = Database(url)
    if database.is_sqlite:

        @event.listens_for(database._engine.sync_engine, "invalidate")
        def _let_go(connection: Any, *_: object) -> None:
            connection.run_async(lambda driver: driver.rollback())

    return database


async def carry_on(office: PostOffice) -> None:
    office.restart()
    for wait in (LEASE, LONGEST_RETRY * 1.25):
        office.clock.at += wait + timedelta(seconds=1)
        await office.courier.deliver_due()
    office.clock.at = NINE_IN_BERLIN


async def assert_seen_once(office: PostOffice, cohort: Cohort, when: str) -> None:
    messages = [
        message for message in office.platform.of_kind("daily") if message.address.channel_id == cohort.channel_id
    ]
    assert len(messages) == 1, when
    row = await office.row(f"daily:{cohort.id}:2026-11-23")
    assert (row.state, row.message_id) == ("sent", messages[0].id), when
    async with office.work_room.open(office.clock.now()) as work:
        [daily] = await work.questions.of_cohort(cohort.id)
    assert daily.message_id == messages[0].id, when
    assert daily.posted_at is not None, when


async def thirty_groups(url: str, *, days: int) -> set[str]:
    """Make groups in six workspaces, and name what they are to see."""
    office = PostOffice(Database(url))
    keys = set()
    for number in range(30):
        cohort = await office.group(workspace=f"w{number % 6}", channel=f"c{number}")
        keys.add(f"week-open:{cohort.id}:2026-11-23:1")
        keys.update(f"daily:{cohort.id}:2026-11-{23 + day}" for day in range(days))
    await office.database.close()
    return keys


def kill_again_and_again(
    url: str, seen: Path, *, seed: int, kills: int, days: int, replicas: int = 1
) -> tuple[int, dict[str, int]]:
    """Say how many processes were killed, and how often each key was seen."""
    seen.touch()
    told = (url, seen, str(seed), str(kills), str(replicas), str(days))
    killing = subprocess.run(
        [sys.executable, "-m", "tests.delivery.killing", *told], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert killing.returncode == 0, killing.stderr
    return int(killing.stdout), dict(Counter(seen.read_text().splitlines()))


async def assert_all_settled(url: str, expected: set[str]) -> None:
    office = PostOffice(Database(url))
    assert await office.states() == dict.fromkeys(expected, "sent")
    await office.database.close()
