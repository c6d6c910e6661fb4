"""How long Slack waits for an acknowledgement.

Run it with `python -m benchmarks.slack_ack`.
"""

import asyncio
import contextlib
import itertools
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter

from aiohttp import web

from benchmarks.bare_slack import application
from benchmarks.figures import Figure, command, of_calls, of_totals
from benchmarks.group import BEATS
from bot.app import Slack, open_slack
from bot.chat.replies import SILENCE, Reply
from bot.chat.requests import Request
from bot.clock import PushableClock
from bot.settings import Settings, SlackSettings
from bot.store.database import migrate
from tests.stands.slack import SIGNING_SECRET, Heard, Json, SlackStandIn, Voice, signed, state_of

SMALL = {"calls": 3, "at_once": 2}
BARE_IS = "a bare Bolt app that only acknowledges"


def measure(*, calls: int = 600, at_once: int = 8) -> list[Figure]:
    """Time signed deliveries over HTTP, in turn with a bare Bolt app in the same process."""
    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder) / "loopmates.db")
        migrate(database)
        return asyncio.run(_measure(database, calls, at_once))


async def _measure(database: str, calls: int, at_once: int) -> list[Figure]:
    slack = SlackStandIn()
    await slack.start()
    async with _loopmates(slack, database) as (loopmates, url), _bare_app() as bare_url:
        ana = await _in_a_running_group(slack, url)
        form = await ana.types("/practice answer 1")
        today, submission = _command(ana, "today"), _submission(ana, form)
        figures = await _in_turn(slack, "/practice today", url, bare_url, today, calls)
        figures += await _in_turn(slack, "answer's submission", url, bare_url, submission, calls)
        busy = await _throughput(slack, url, bare_url, today, calls, at_once)
        figures += [busy, await _at_half_load(slack, url, bare_url, today, calls, seconds_apart=2 * busy.ours / 1000)]
        with _engine_that_is_silent(loopmates):
            figures += await _in_turn(slack, "the adapter alone", url, bare_url, today, calls)
    await slack.stop()
    return figures


async def _in_turn(
    slack: SlackStandIn, what: str, url: str, bare_url: str, payloads: "Payloads", calls: int
) -> list[Figure]:
    ours: list[float] = []
    bare: list[float] = []
    for number in range(-min(calls, 30), calls):
        seconds = await _post(slack, url, next(payloads)), await _post(slack, bare_url, next(payloads))
        if number >= 0:
            ours.append(seconds[0])
            bare.append(seconds[1])
    return of_calls(what, ours, bare, bare_is=BARE_IS)


async def _throughput(
    slack: SlackStandIn, url: str, bare_url: str, payloads: "Payloads", calls: int, at_once: int
) -> Figure:
    """Give how long a request takes of a core when several come at once; the client shares that core."""

    async def rush(where: str) -> float:
        async def one_after_another() -> None:
            for _ in range(calls // at_once):
                await _post(slack, where, next(payloads))

        started = perf_counter()
        await asyncio.gather(*(one_after_another() for _ in range(at_once)))
        return (perf_counter() - started) / (calls // at_once * at_once) * 1000

    counts = f"{calls:,} calls, {at_once} at once"
    return of_totals(
        "/practice today, a request", await rush(url), await rush(bare_url), unit="ms", counts=counts, bare_is=BARE_IS
    )


async def _at_half_load(
    slack: SlackStandIn, url: str, bare_url: str, payloads: "Payloads", calls: int, *, seconds_apart: float
) -> Figure:
    """Send requests at half the pace that ours bears, whether or not the one before was answered; the bare app too."""

    async def paced(where: str) -> list[float]:
        began = perf_counter()
        running = []
        for number in range(calls):
            await asyncio.sleep(max(0.0, began + number * seconds_apart - perf_counter()))
            running.append(asyncio.create_task(_post(slack, where, next(payloads))))
        return list(await asyncio.gather(*running))

    ours, bare = await paced(url), await paced(bare_url)
    return of_calls("/practice today at half load", ours, bare, bare_is=BARE_IS)[1]


def _command(ana: Voice, text: str) -> "Payloads":
    for number in itertools.count():
        yield (
            "slash_commands",
            {
                "command": "/practice",
                "text": text,
                "team_id": ana.team.id,
                "user_id": ana.user.id,
                "channel_id": ana.channel.id,
                "channel_name": ana.channel.name,
                "trigger_id": f"command.{number}",
            },
        )


def _submission(ana: Voice, form: Heard) -> "Payloads":
    """Send the six beats again and again, each time as a request of its own."""
    assert form.view is not None
    state = {"values": state_of(form.view.shown, BEATS)}
    for number in itertools.count():
        yield (
            "interactive",
            {
                "type": "view_submission",
                "team": {"id": ana.team.id},
                "user": {"id": ana.user.id, "name": "ana"},
                "trigger_id": f"form.{number}",
                "view": form.view.as_payload | {"state": state},
            },
        )


async def _post(slack: SlackStandIn, url: str, payload: "Payload") -> float:
    body, headers = signed(*payload)
    slack.app_url = url
    started = perf_counter()
    status, _ = await slack.post(body, headers)
    seconds = perf_counter() - started
    assert status == 200, status
    return seconds


async def _in_a_running_group(slack: SlackStandIn, url: str) -> Voice:
    slack.app_url = url
    ana = slack.person(slack.teams["T111"], "U0ANA", "C0PRACTICE")
    await ana.presses("Use all defaults", await ana.types("/practice setup"))
    await ana.types("/practice start")
    await ana.types("/practice join")
    opened = await ana.presses(
        next(
            each["text"]["text"]
            for each in (await ana.types("/practice plan")).buttons
            if "early" in each["text"]["text"]
        ),
        await ana.types("/practice plan"),
    )
    await ana.submits(opened, **BEATS)
    return ana


@asynccontextmanager
async def _loopmates(slack: SlackStandIn, database: str) -> AsyncIterator[tuple[Slack, str]]:
    team = slack.add_team()
    team.add_user("U0ANA", "Ana", is_admin=True)
    team.add_channel("C0PRACTICE", "practice")
    given = SlackSettings(bot_token=team.bot_token, signing_secret=SIGNING_SECRET, api_base_url=slack.base_url)
    async with open_slack(Settings(database=database, port=0, slack=given), clock=PushableClock()) as loopmates:
        where = await loopmates.connection.open()
        try:
            yield loopmates, re.sub("/slack/events$", "", where)
        finally:
            await loopmates.connection.close()


@asynccontextmanager
async def _bare_app() -> AsyncIterator[str]:
    """Serve a Bolt app that does nothing but check signatures and acknowledge."""
    runner = web.AppRunner(application({"T111": "xoxb-1"}), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@contextlib.contextmanager
def _engine_that_is_silent(loopmates: Slack) -> Iterator[None]:
    async def silent(_request: Request) -> Reply:
        return SILENCE

    loopmates.engine.handle, handle = silent, loopmates.engine.handle  # type: ignore[method-assign]
    try:
        yield
    finally:
        loopmates.engine.handle = handle  # type: ignore[method-assign]


Payload = tuple[str, Json]
Payloads = Iterator[Payload]

if __name__ == "__main__":
    sys.exit(command("slack_ack", measure, small=SMALL))
