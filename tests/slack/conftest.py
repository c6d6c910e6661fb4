"""A workspace on the stand-in with Loopmates in it: the real Bolt app, SDK, engine and database, over sockets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import bot.app
from adapters.slack import platform
from bot.app import Slack, open_slack
from bot.settings import Settings, SlackSettings
from tests.conversation import SetClock, shipped_content
from tests.stands.slack import (
    APP_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    SIGNING_SECRET,
    SlackStandIn,
    Team,
    Voice,
)

SECRET_KEY = "a secret that is long enough for anyone"
BEGINNING = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass
class Workspace:
    """A workspace with three people and #practice, and Loopmates connected to it."""

    slack: SlackStandIn
    team: Team
    clock: SetClock
    loopmates: Slack
    ana: Voice
    bo: Voice
    cy: Voice

    async def beat(self, **later: float) -> None:
        """Let time pass, and do what has come due."""
        self.clock.at += timedelta(**later)
        await self.loopmates.engine.tick(self.clock.at)
        await self.loopmates.engine.deliver()

    @property
    def messages(self) -> list[dict[str, Any]]:
        return self.ana.channel.messages

    async def runs_a_group(self) -> None:
        """Set a group up with the defaults and start it; Ana organises and is in it."""
        offered = await self.ana.types("/practice setup")
        summary = await self.ana.presses("Use all defaults", offered)
        await self.ana.presses("Start the four weeks", summary)
        await self.ana.types("/practice join")
        await self.beat()

    async def has_a_question(self) -> dict[str, Any]:
        """Live on to the first question and give its message."""
        await self.runs_a_group()
        self.clock.at = datetime(2026, 11, 23, 8, 0, 30, tzinfo=UTC)
        await self.beat()
        return next(
            each
            for each in self.messages
            if each.get("metadata", {}).get("event_payload", {}).get("key", "").startswith("daily:")
        )


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    """Slack itself. Whatever broke its rules fails the test."""
    stand = SlackStandIn()
    await stand.start()
    yield stand
    await stand.stop()
    assert stand.violations == []


@pytest.fixture
def team(slack: SlackStandIn) -> Team:
    team = slack.add_team()
    team.add_user("U0ANA", "Ana", is_admin=True)
    team.add_user("U0BO", "Bo", tz="America/New_York")
    team.add_user("U0CY", "Cy")
    team.add_channel("C0PRACTICE", "practice")
    team.add_channel("C0OTHER", "other")
    return team


@pytest.fixture(autouse=True)
def _in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let posts follow one another at once, and read the content once for all tests."""
    monkeypatch.setattr(platform, "SECONDS_BETWEEN_POSTS", 0.0)
    monkeypatch.setattr(bot.app, "load_content", lambda *_: shipped_content())


@pytest.fixture(params=["socket", "http"])
async def workspace(
    request: pytest.FixtureRequest, slack: SlackStandIn, team: Team, sqlite_url: str
) -> AsyncIterator[Workspace]:
    """Loopmates in one workspace; a test that uses it runs in Socket Mode and over HTTP."""
    async with connected(slack, team, sqlite_url, mode=request.param) as joined:
        yield joined


@pytest.fixture
async def by_socket(slack: SlackStandIn, team: Team, sqlite_url: str) -> AsyncIterator[Workspace]:
    async with connected(slack, team, sqlite_url, mode="socket") as joined:
        yield joined


@pytest.fixture
async def by_http(slack: SlackStandIn, team: Team, sqlite_url: str) -> AsyncIterator[Workspace]:
    async with connected(slack, team, sqlite_url, mode="http") as joined:
        yield joined


@asynccontextmanager
async def connected(
    slack: SlackStandIn, team: Team, database: str, *, mode: str, clock: SetClock | None = None
) -> AsyncIterator[Workspace]:
    clock = clock or SetClock(BEGINNING)
    async with open_slack(settings_for(slack, team, database, mode=mode), clock=clock) as loopmates:
        where = await loopmates.connection.open()
        slack.app_url = where.removesuffix("/slack/events")
        people = [slack.person(team, user_id, "C0PRACTICE") for user_id in ("U0ANA", "U0BO", "U0CY")]
        if mode == "socket":
            await slack.eventually(lambda: slack.connections)
        try:
            yield Workspace(slack, team, clock, loopmates, *people)
        finally:
            await loopmates.connection.close()


def settings_for(slack: SlackStandIn, team: Team, database: str, *, mode: str) -> Settings:
    given: dict[str, Any] = {
        "socket": {"bot_token": team.bot_token, "app_token": APP_TOKEN},
        "http": {"bot_token": team.bot_token, "signing_secret": SIGNING_SECRET},
        "shared": {
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "signing_secret": SIGNING_SECRET,
            "secret_keys": (SECRET_KEY,),
        },
    }[mode]
    return Settings(database=database, port=0, slack=SlackSettings(api_base_url=slack.base_url, **given))
