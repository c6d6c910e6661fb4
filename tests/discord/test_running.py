"""Loopmates started as people start it: both platforms in one process, refusals, the invite link, the doctor."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.discord.permissions import PERMISSIONS, application_of, invite_url, needed_permissions
from tests.stands.discord.people import Person
from tests.stands.discord.stand import TOKEN, DiscordStandIn
from tests.stands.discord.world import Guild
from tests.stands.slack import APP_TOKEN, SlackStandIn

ROOT = Path(__file__).parents[2]
OURS = ("LOOPMATES_", "SLACK_", "DISCORD_")


class Ran:
    """How a command ended."""

    def __init__(self, code: int, out: bytes, err: bytes) -> None:
        self.code, self.out, self.err = code, out.decode(), err.decode()


@asynccontextmanager
async def started(folder: Path, *arguments: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=folder,
        env=clean | {"PYTHONPATH": str(ROOT), "LOOPMATES_PORT": "0"} | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def loopmates(folder: Path, *arguments: str, **environment: str) -> Ran:
    async with started(folder, *arguments, **environment) as process:
        async with asyncio.timeout(30):
            out, err = await process.communicate()
        return Ran(process.returncode or 0, out, err)


def token(stand: DiscordStandIn, **changed: str) -> dict[str, str]:
    given = {
        "DISCORD_TOKEN": TOKEN,
        "DISCORD_API_BASE_URL": stand.api_url,
        "DISCORD_GATEWAY_URL": stand.gateway_url,
    }
    return given | changed


async def line_of(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    return (await asyncio.wait_for(process.stdout.readline(), 30)).decode()


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    stand = SlackStandIn()
    await stand.start()
    yield stand
    await stand.stop()
    assert stand.violations == []


# Running


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
async def test_it_runs_until_it_is_told_to_stop(
    stand: DiscordStandIn, ana: Person, tmp_path: Path, stop: signal.Signals
) -> None:
    async with started(tmp_path, "run", LOOPMATES_LOG="debug", **token(stand)) as process:
        assert "Loopmates is in Discord (as loopmates, 1 of 1 shards)" in await line_of(process)
        heard = await ana.types("/practice help")
        process.send_signal(stop)
        out, err = await asyncio.wait_for(process.communicate(), 15)

    assert "What I can do" in heard.text
    assert process.returncode == 0, err
    assert b"Traceback" not in err, err.decode()
    assert TOKEN.encode() not in out + err


async def test_the_commands_are_told_once_and_not_at_every_start(
    stand: DiscordStandIn, guild: Guild, tmp_path: Path
) -> None:
    for _ in range(2):
        async with started(tmp_path, "run", **token(stand)) as process:
            await line_of(process)
            process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.communicate(), 15)

    assert stand.syncs == 1


async def test_slack_and_discord_run_in_one_process(
    stand: DiscordStandIn, ana: Person, slack: SlackStandIn, tmp_path: Path
) -> None:
    team = slack.add_team()
    team.add_user("U0ANA", "Ana", is_admin=True)
    team.add_channel("C0PRACTICE", "practice")
    both = token(stand) | {
        "SLACK_BOT_TOKEN": team.bot_token,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_BASE_URL": slack.base_url,
    }

    async with started(tmp_path, "run", **both) as process:
        said = await line_of(process) + await line_of(process)
        here = await ana.types("/practice help")
        there = await slack.person(team, "U0ANA", "C0PRACTICE").types("/practice help")

    assert "in Slack (Socket Mode)" in said
    assert "in Discord (as loopmates" in said
    assert "What I can do" in here.text
    assert "What I can do" in there.text


async def test_a_platform_that_does_not_start_leaves_the_other_alone(
    stand: DiscordStandIn, ana: Person, slack: SlackStandIn, tmp_path: Path
) -> None:
    given = token(stand) | {
        "SLACK_BOT_TOKEN": "xoxb-wrong",
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_BASE_URL": slack.base_url,
        "LOOPMATES_LOG": "error",
    }

    async with started(tmp_path, "run", **given) as process:
        assert "in Discord" in await line_of(process)
        assert process.stderr is not None
        said = (await asyncio.wait_for(process.stderr.readline(), 10)).decode()
        assert "What I can do" in (await ana.types("/practice help")).text

    assert said.startswith("Slack: Slack refused SLACK_BOT_TOKEN (invalid_auth). Copy")


async def test_a_port_that_is_taken_keeps_only_slack_away(
    stand: DiscordStandIn, ana: Person, slack: SlackStandIn, tmp_path: Path
) -> None:
    taken = {
        "SLACK_BOT_TOKEN": slack.add_team().bot_token,
        "SLACK_SIGNING_SECRET": "secret",
        "SLACK_API_BASE_URL": slack.base_url,
        "LOOPMATES_PORT": str(stand.port),
        "LOOPMATES_LOG": "error",
    }

    async with started(tmp_path, "run", **token(stand), **taken) as process:
        assert "in Discord" in await line_of(process)
        assert process.stderr is not None
        said = (await asyncio.wait_for(process.stderr.readline(), 10)).decode()

    assert said.startswith(f"Slack: Nothing can listen on 127.0.0.1 port {stand.port}")


async def test_where_none_starts_it_is_refused(stand: DiscordStandIn, slack: SlackStandIn, tmp_path: Path) -> None:
    given = token(stand, DISCORD_TOKEN="wrong") | {
        "SLACK_BOT_TOKEN": "xoxb-wrong",
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_BASE_URL": slack.base_url,
        "LOOPMATES_LOG": "error",
    }

    answer = await loopmates(tmp_path, "run", **given)

    assert answer.code == 2
    assert answer.err.count("\n") == 3, answer.err
    assert "Discord: Discord refused DISCORD_TOKEN." in answer.err
    assert answer.err.strip().endswith("Mend what is said above, and start again.")


# Refusals


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"DISCORD_TOKEN": "wrong"}, r"Discord refused DISCORD_TOKEN\. Copy the token anew"),
        ({"DISCORD_TOKEN": "", "DISCORD_MESSAGE_CONTENT": "1"}, r"DISCORD_TOKEN is not set\. Copy"),
        ({"DISCORD_API_BASE_URL": "http://127.0.0.1:9/api/v10"}, r"Discord cannot be reached at http://127"),
        ({"DISCORD_MESSAGE_CONTENT": "1"}, r"Switch on Message Content Intent"),
    ],
)
async def test_what_is_wrong_is_refused_in_one_line(
    stand: DiscordStandIn, guild: Guild, tmp_path: Path, changed: dict[str, str], says: str
) -> None:
    answer = await loopmates(tmp_path, "run", **token(stand, **changed), LOOPMATES_LOG="error")

    assert answer.code == 2, answer.err
    assert answer.err.count("\n") == 1, answer.err
    assert re.search(says, answer.err), answer.err
    assert TOKEN not in answer.err


# The invite link


async def test_the_invite_link_asks_for_the_least(tmp_path: Path) -> None:
    answer = await loopmates(tmp_path, "discord", "invite", DISCORD_TOKEN=TOKEN)

    asked = parse_qs(urlsplit(answer.out.strip()).query)
    bits = sum(each.value for each in needed_permissions(reads_messages=False))
    assert answer.code == 0, answer.err
    assert asked == {
        "client_id": ["111111111111111111"],
        "permissions": [str(bits)],
        "scope": ["bot applications.commands"],
    }


async def test_reading_threads_asks_for_more(tmp_path: Path) -> None:
    plain = await loopmates(tmp_path, "discord", "invite", "--application", "42")
    reading = await loopmates(tmp_path, "discord", "invite", "--application", "42", "--message-content")

    assert plain.out != reading.out
    assert "client_id=42" in plain.out


async def test_an_invite_needs_to_know_whose(tmp_path: Path) -> None:
    answer = await loopmates(tmp_path, "discord", "invite")

    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert "--application" in answer.err


def test_no_permission_is_asked_for_that_could_harm() -> None:
    bits = {each.bit for each in PERMISSIONS}

    assert bits.isdisjoint({1, 2, 3, 4, 5, 13, 17, 28, 29, 34})  # kick, ban, administrator, manage…, everyone, roles
    assert len(bits) == len(PERMISSIONS)


@pytest.mark.parametrize("wrong", ["", "x", "!!!.a.b", "bm90IGFuIGlk.a.b", "é.a.b"])
def test_what_is_no_token_names_no_application(wrong: str) -> None:
    assert application_of(wrong) is None
    assert application_of(TOKEN) == "111111111111111111"


def test_every_permission_is_explained_in_the_docs() -> None:
    page = (ROOT / "docs" / "discord.md").read_text()

    for permission in PERMISSIONS:
        assert f"| {permission.name} |" in page, permission.name
        assert permission.without in page, permission.name


# The doctor


async def test_the_doctor_finds_nothing_missing(stand: DiscordStandIn, guild: Guild, tmp_path: Path) -> None:
    answer = await loopmates(tmp_path, "doctor", "--json", **token(stand))

    found = [each for each in json.loads(answer.out) if each["about"] == "discord"]
    assert answer.code == 0, answer.out
    assert "DISCORD_TOKEN is that of loopmates." in found[0]["says"]
    assert "problem" not in [each["state"] for each in found]


async def test_the_doctor_names_each_missing_permission_and_what_breaks(stand: DiscordStandIn, tmp_path: Path) -> None:
    stand.add_guild("Narrow", bot_may=1 << 10).everyone.permissions = 0

    answer = await loopmates(tmp_path, "doctor", "--json", **token(stand))

    problems = [each["says"] for each in json.loads(answer.out) if each["state"] == "problem"]
    assert answer.code == 1
    assert "Narrow did not grant Send Messages. Nothing is posted." in problems
    assert "View Channels" not in "".join(problems)


async def test_the_doctor_points_at_more_than_is_needed(stand: DiscordStandIn, tmp_path: Path) -> None:
    stand.add_guild("Generous", bot_may=1 << 3)

    answer = await loopmates(tmp_path, "doctor", "--json", **token(stand))

    assert answer.code == 0
    assert "Generous granted Administrator, which is more than Loopmates needs." in answer.out


async def test_the_doctor_says_what_is_wrong_with_token_and_intents(
    stand: DiscordStandIn, guild: Guild, tmp_path: Path
) -> None:
    wrong = await loopmates(tmp_path, "doctor", "--json", **token(stand, DISCORD_TOKEN="wrong"))
    closed = await loopmates(tmp_path, "doctor", "--json", **token(stand, DISCORD_MESSAGE_CONTENT="1"))

    assert (wrong.code, closed.code) == (1, 1)
    assert "Discord refuses DISCORD_TOKEN." in wrong.out
    assert "the Message Content Intent is off" in closed.out


def test_the_link_leads_to_discord() -> None:
    assert invite_url("42", reads_messages=True).startswith("https://discord.com/oauth2/authorize?client_id=42&")
