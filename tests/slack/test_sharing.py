"""One app for many workspaces: installing, tokens at rest, leaving, coming back, and never mixing them up."""

import html
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from slack_sdk.oauth.installation_store import Installation

from adapters.slack.installations import BegunInstalls, Seal, SlackInstallations
from bot.app import Slack, open_slack
from bot.errors import StartRefused
from bot.store.database import Database
from bot.store.installations import Installations
from tests.conversation import SetClock
from tests.slack.conftest import BEGINNING, SECRET_KEY, settings_for
from tests.stands.slack import SlackStandIn, Team

ANOTHER_KEY = "another secret that is long enough"


@pytest.fixture
async def shared(slack: SlackStandIn, team: Team, sqlite_url: str) -> AsyncIterator[Slack]:
    async with open_slack(settings_for(slack, team, sqlite_url, mode="shared"), clock=SetClock(BEGINNING)) as opened:
        slack.app_url = (await opened.connection.open()).removesuffix("/slack/events")
        yield opened
        await opened.connection.close()


@pytest.fixture
def store(database: Database) -> SlackInstallations:
    return SlackInstallations(Installations(database), Seal((SECRET_KEY,)), SetClock(BEGINNING))


# Installing


async def test_a_workspace_installs_the_app_and_uses_it(shared: Slack, slack: SlackStandIn, team: Team) -> None:
    assert (await installs(slack, team)) == 200

    heard = await slack.person(team, "U0ANA", "C0PRACTICE").types("/practice help")

    assert "What I can do" in heard.text


async def test_the_install_page_asks_for_what_the_manifest_names(shared: Slack, slack: SlackStandIn) -> None:
    _, page, _ = await fetch(slack, "/slack/install")

    asked = query_of(page)
    assert "chat:write" in asked["scope"][0].split(",")
    assert asked["client_id"] == ["111.222"]


@pytest.mark.parametrize("change", [{"state": "forged"}, {"code": "forged"}, {"code": ""}, {"error": "access_denied"}])
async def test_an_install_with_something_wrong_is_refused(
    shared: Slack, slack: SlackStandIn, team: Team, change: dict[str, str]
) -> None:
    await installs(slack, team, **change)

    assert await is_unknown(slack, team)


async def test_a_state_works_once_and_in_the_browser_that_began(shared: Slack, slack: SlackStandIn, team: Team) -> None:
    _, page, cookies = await fetch(slack, "/slack/install")
    state = state_of(page)
    slack.codes |= {"one": team, "two": team, "three": team}

    assert (await fetch(slack, f"/slack/oauth_redirect?code=one&state={state}"))[0] >= 400
    assert (await fetch(slack, f"/slack/oauth_redirect?code=two&state={state}", cookies))[0] == 200
    assert (await fetch(slack, f"/slack/oauth_redirect?code=three&state={state}", cookies))[0] >= 400


async def test_two_workspaces_do_not_see_one_another(shared: Slack, slack: SlackStandIn, team: Team) -> None:
    other = slack.add_team("T222", token="xoxb-222-bbb")
    other.add_user("U0ANA", "Dora", is_admin=True)
    other.add_channel("C0PRACTICE", "practice")
    for each in (team, other):
        await installs(slack, each)
    ana, dora = (slack.person(each, "U0ANA", "C0PRACTICE") for each in (team, other))

    summary = await ana.presses("Use all defaults", await ana.types("/practice setup"))
    await ana.presses("Start the four weeks", summary)

    assert "No group practises in this channel yet" in (await dora.types("/practice today")).text
    await shared.engine.deliver()
    assert {call.team_id for call in slack.calls_of("chat.postMessage")} == {"T111"}


async def test_a_limited_workspace_delays_no_other(shared: Slack, slack: SlackStandIn, team: Team) -> None:
    from aiohttp import web

    other = slack.add_team("T222", token="xoxb-222-bbb")
    other.add_user("U0ANA", "Dora", is_admin=True)
    other.add_channel("C0PRACTICE", "practice")
    for each in (team, other):
        await installs(slack, each)
        ana = slack.person(each, "U0ANA", "C0PRACTICE")
        await ana.presses("Use all defaults", await ana.types("/practice setup"))
    slack.trouble = lambda call: (
        web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "30"})
        if call.team_id == "T111" and call.method == "chat.postMessage"
        else None
    )

    await shared.engine.deliver()

    assert len(other.channels["C0PRACTICE"].messages) == 1
    assert len(team.channels["C0PRACTICE"].messages) == 0


async def test_an_uninstalled_workspace_is_let_go_at_once(
    shared: Slack, slack: SlackStandIn, team: Team, sqlite_url: str
) -> None:
    await installs(slack, team)
    ana = slack.person(team, "U0ANA", "C0PRACTICE")
    await ana.presses("Use all defaults", await ana.types("/practice setup"))
    await ana.sends_event({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BOT"]}})
    await ana.sends_event({"type": "app_uninstalled"})
    slack.calls.clear()

    await shared.engine.deliver()

    assert slack.calls == []
    assert team.bot_token.encode() not in contents_of(sqlite_url)


# Tokens at rest


async def test_no_token_stands_in_the_database(shared: Slack, slack: SlackStandIn, team: Team, sqlite_url: str) -> None:
    await installs(slack, team)

    assert team.bot_token.encode() not in contents_of(sqlite_url)


async def test_a_token_is_kept_and_found(store: SlackInstallations) -> None:
    await store.async_save(an_installation())

    found = await store.find("T1")
    assert found is not None
    assert (found.token, found.bot_user_id, found.scopes) == ("xoxb-1", "UB", {"commands", "chat:write"})
    assert await store.find("T2") is None
    assert "xoxb" not in repr(found)


async def test_a_new_key_takes_over_from_the_former(database: Database, store: SlackInstallations) -> None:
    await store.async_save(an_installation())
    both = SlackInstallations(Installations(database), Seal((ANOTHER_KEY, SECRET_KEY)), SetClock(BEGINNING))
    await both.seal_again()

    only_new = SlackInstallations(Installations(database), Seal((ANOTHER_KEY,)), SetClock(BEGINNING))

    await only_new.seal_again()
    assert await only_new.find("T1") is not None


async def test_a_key_that_opens_nothing_is_refused_with_what_to_do(
    database: Database, store: SlackInstallations
) -> None:
    await store.async_save(an_installation())
    wrong = SlackInstallations(Installations(database), Seal((ANOTHER_KEY,)), SetClock(BEGINNING))

    with pytest.raises(StartRefused, match="Put the former key behind the new one"):
        await wrong.seal_again()
    assert await wrong.find("T1") is None


def test_a_short_key_is_refused() -> None:
    with pytest.raises(StartRefused, match="openssl rand"):
        Seal(("short",))


# Leaving and coming back


async def test_everything_of_a_workspace_goes_thirty_days_after_it_left(database: Database) -> None:
    clock = SetClock(BEGINNING)
    store = SlackInstallations(Installations(database), Seal((SECRET_KEY,)), clock)
    for team_id in ("T1", "T2"):
        await store.async_save(an_installation(team_id=team_id))
        await add_member(database, team_id)
    await store.end("T1")

    clock.at += timedelta(days=29)
    await store.forget_ended()
    assert await members_of(database) == ["T1", "T2"]
    clock.at += timedelta(days=2)
    await store.forget_ended()

    assert await members_of(database) == ["T2"]
    assert list(await store.all()) == ["T2"]


async def test_a_workspace_that_comes_back_keeps_what_it_had(database: Database) -> None:
    clock = SetClock(BEGINNING)
    store = SlackInstallations(Installations(database), Seal((SECRET_KEY,)), clock)
    await store.async_save(an_installation())
    await add_member(database, "T1")
    await store.end("T1")
    assert await store.find("T1") is None

    await store.async_save(an_installation(bot_token="xoxb-2"))
    clock.at += timedelta(days=60)
    await store.forget_ended()

    found = await store.find("T1")
    assert found is not None
    assert found.token == "xoxb-2"
    assert await members_of(database) == ["T1"]


async def test_a_begun_install_lapses(database: Database) -> None:
    clock = SetClock(BEGINNING)
    begun = BegunInstalls(Installations(database), clock)
    first, second = await begun.async_issue(), await begun.async_issue()

    assert await begun.async_consume(first)
    assert not await begun.async_consume(first)
    clock.at += timedelta(minutes=11)
    assert not await begun.async_consume(second)


def an_installation(**changed: Any) -> Installation:
    given: dict[str, Any] = {
        "team_id": "T1",
        "bot_token": "xoxb-1",
        "user_id": "U1",
        "bot_user_id": "UB",
        "bot_id": "B",
    }
    return Installation(bot_scopes=["commands", "chat:write"], **(given | changed))


async def add_member(database: Database, team_id: str) -> None:
    from bot.store.members import Members

    async with database.begin() as connection:
        await Members(connection).add(
            platform="slack", workspace_id=team_id, user_id="U1", name="Ana", time_zone="UTC", now=BEGINNING
        )


async def members_of(database: Database) -> list[str]:
    from bot.store.members import Members

    async with database.begin() as connection:
        members = Members(connection)
        return [team_id for team_id in ("T1", "T2") if await members.find("slack", team_id, "U1")]


async def installs(slack: SlackStandIn, team: Team, **changed: str) -> int:
    """Go through the install as an admin's browser does."""
    _, page, cookies = await fetch(slack, "/slack/install")
    code = f"code-{team.id}"
    slack.codes[code] = team
    query = {"code": code, "state": state_of(page)} | changed
    status, _, _ = await fetch(
        slack, "/slack/oauth_redirect?" + "&".join(f"{name}={value}" for name, value in query.items()), cookies
    )
    return status


async def is_unknown(slack: SlackStandIn, team: Team) -> bool:
    payload = {
        "command": "/practice",
        "text": "help",
        "team_id": team.id,
        "user_id": "U0ANA",
        "channel_id": "C0PRACTICE",
    }
    ack = await slack.deliver("slash_commands", payload)
    return "What I can do" not in str(ack.payload)


async def fetch(
    slack: SlackStandIn, path: str, cookies: dict[str, str] | None = None
) -> tuple[int, str, dict[str, str]]:
    assert slack._session is not None
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())} if cookies else {}
    async with slack._session.get(f"{slack.app_url}{path}", headers=headers, allow_redirects=False) as answer:
        given = {name: morsel.value for name, morsel in answer.cookies.items()}
        return answer.status, await answer.text(), given


def state_of(page: str) -> str:
    return query_of(page)["state"][0]


def query_of(page: str) -> dict[str, list[str]]:
    """Read what the install page's button asks Slack for."""
    link = re.search(r'href="(https://slack.com/oauth[^"]+)"', page)
    assert link is not None, page
    return parse_qs(urlsplit(html.unescape(link[1])).query)


def contents_of(sqlite_url: str) -> bytes:
    path = sqlite_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump()).encode()
