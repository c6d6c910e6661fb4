"""Loopmates started as people start it: settings, refusals, the manifest, the doctor."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.slack.manifest import SCOPES, bot_scopes
from bot.chat.commands import COMMANDS
from bot.errors import StartRefused
from bot.settings import Settings
from tests.stands.slack import APP_TOKEN, CLIENT_ID, CLIENT_SECRET, SIGNING_SECRET, SlackStandIn, Team
from tests.stands.slack_rules import faults_in_manifest

ROOT = Path(__file__).parents[2]


class Ran:
    """How a command ended."""

    def __init__(self, code: int, out: bytes, err: bytes) -> None:
        self.code, self.out, self.err = code, out.decode(), err.decode()


@asynccontextmanager
async def started(folder: Path, *arguments: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LOOPMATES_", "SLACK_"))}
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


def socket_tokens(slack: SlackStandIn, team: Team, **changed: str) -> dict[str, str]:
    given = {"SLACK_BOT_TOKEN": team.bot_token, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_BASE_URL": slack.base_url}
    return given | changed


# Running


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
async def test_it_runs_in_socket_mode_until_it_is_told_to_stop(
    slack: SlackStandIn, team: Team, tmp_path: Path, stop: signal.Signals
) -> None:
    async with started(tmp_path, "run", **socket_tokens(slack, team)) as process:
        assert process.stdout is not None
        assert b"Socket Mode" in await asyncio.wait_for(process.stdout.readline(), 20)
        heard = await slack.person(team, "U0ANA", "C0PRACTICE").types("/practice help")
        process.send_signal(stop)
        out, err = await asyncio.wait_for(process.communicate(), 15)

    assert "What I can do" in heard.text
    assert process.returncode == 0
    assert b"Traceback" not in err, err
    assert b"xoxb" not in out + err


async def test_it_runs_over_http_and_posts_what_is_due(slack: SlackStandIn, team: Team, tmp_path: Path) -> None:
    tokens = {"SLACK_BOT_TOKEN": team.bot_token, "SLACK_SIGNING_SECRET": SIGNING_SECRET}
    async with started(tmp_path, "run", SLACK_API_BASE_URL=slack.base_url, **tokens) as process:
        assert process.stdout is not None
        line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
        slack.app_url = re.search(r"http://[\d.:]+", line)[0]  # type: ignore[index]
        ana = slack.person(team, "U0ANA", "C0PRACTICE")

        await ana.presses("Use all defaults", await ana.types("/practice setup"))

        await slack.eventually(lambda: ana.channel.messages, seconds=10)


# Refusals


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, r"Slack refused SLACK_BOT_TOKEN \(invalid_auth\)\. Copy"),
        ({"SLACK_APP_TOKEN": "xapp-wrong"}, r"Slack refused SLACK_APP_TOKEN \(invalid_auth\)\. Make"),
        ({"SLACK_APP_TOKEN": ""}, r"not how Slack reaches Loopmates\. Set SLACK_APP_TOKEN"),
        ({"SLACK_BOT_TOKEN": ""}, r"SLACK_BOT_TOKEN is not set\. Copy"),
        ({"SLACK_BOT_TOKEN": APP_TOKEN}, r"another kind\. Set it to the Bot User OAuth Token"),
        ({"SLACK_API_BASE_URL": "http://127.0.0.1:9/api/"}, r"Slack cannot be reached at http://127"),
    ],
)
async def test_wrong_or_missing_tokens_are_refused_in_one_line(
    slack: SlackStandIn, team: Team, tmp_path: Path, changed: dict[str, str], says: str
) -> None:
    answer = await loopmates(tmp_path, "run", **socket_tokens(slack, team, **changed), LOOPMATES_LOG="error")

    assert answer.code == 2
    assert answer.err.count("\n") == 1, answer.err
    assert re.search(says, answer.err), answer.err
    assert "xoxb" not in answer.err.replace("begins with xoxb-", "")


@pytest.mark.parametrize("missing", ["SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET", "LOOPMATES_SECRET_KEY"])
def test_a_shared_app_needs_all_its_secrets(missing: str) -> None:
    given = {
        "SLACK_CLIENT_ID": CLIENT_ID,
        "SLACK_CLIENT_SECRET": CLIENT_SECRET,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "LOOPMATES_SECRET_KEY": "k" * 32,
    }
    assert Settings.from_environment(given).slack is not None

    with pytest.raises(StartRefused, match=missing):
        Settings.from_environment(given | {missing: ""})


def test_settings_never_show_a_secret() -> None:
    given = {"SLACK_BOT_TOKEN": "xoxb-secret", "SLACK_APP_TOKEN": "xapp-secret", "SLACK_SIGNING_SECRET": "secret"}

    assert "secret-" not in repr(Settings.from_environment(given))
    assert "xoxb" not in repr(Settings.from_environment(given))


# The manifest


@pytest.mark.parametrize(
    "arguments", [(), ("--url", "https://practice.example.org"), ("--url", "https://a.b", "--shared")]
)
async def test_the_manifest_is_what_slack_takes(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    answer = await loopmates(tmp_path, "slack", "manifest", *arguments)

    manifest = json.loads(answer.out)
    assert faults_in_manifest(manifest) == []
    assert manifest["settings"]["socket_mode_enabled"] is (not arguments)
    assert [each["command"] for each in manifest["features"]["slash_commands"]] == [
        f"/{name}" for name in dict.fromkeys(spec.name for spec in COMMANDS)
    ]


async def test_a_shared_app_needs_an_address(tmp_path: Path) -> None:
    answer = await loopmates(tmp_path, "slack", "manifest", "--shared")

    assert (answer.code, answer.err.count("\n")) == (2, 1)


def test_every_scope_is_explained_in_the_docs() -> None:
    page = (ROOT / "docs" / "slack.md").read_text()

    for scope in SCOPES:
        assert f"`{scope.name}`" in page, scope.name
        assert scope.without in page, scope.name


# The doctor


async def test_the_doctor_finds_nothing_missing(slack: SlackStandIn, team: Team, tmp_path: Path) -> None:
    answer = await loopmates(tmp_path, "doctor", "--json", **socket_tokens(slack, team))

    found = [each for each in json.loads(answer.out) if each["about"] == "slack"]
    assert answer.code == 0, answer.out
    assert [each["state"] for each in found] == ["good", "good", "good"]


async def test_the_doctor_names_each_missing_scope_and_what_breaks(
    slack: SlackStandIn, team: Team, tmp_path: Path
) -> None:
    team.scopes = frozenset(bot_scopes()) - {"users:read", "im:write"}

    answer = await loopmates(tmp_path, "doctor", "--json", **socket_tokens(slack, team))

    problems = [each for each in json.loads(answer.out) if each["state"] == "problem"]
    assert answer.code == 1
    assert [re.search(r"did not grant ([\w:]+)\. \w+", each["says"])[1] for each in problems] == [
        "im:write",
        "users:read",
    ]  # type: ignore[index]
    assert all("install the app again" in each["fix"] for each in problems)


async def test_the_doctor_says_which_token_is_wrong(slack: SlackStandIn, team: Team, tmp_path: Path) -> None:
    wrong = socket_tokens(slack, team, SLACK_APP_TOKEN="xapp-wrong")

    answer = await loopmates(tmp_path, "doctor", "--json", **wrong)

    assert answer.code == 1
    assert "Slack refuses SLACK_APP_TOKEN (invalid_auth)." in answer.out
