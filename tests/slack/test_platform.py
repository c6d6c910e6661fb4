"""Slack as the courier needs it: the contract of every platform, and what Slack refuses in its own words."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import date

import pytest
from aiohttp import web

from adapters import pictures
from adapters.slack import files
from adapters.slack import platform as platform_module
from adapters.slack.answers import Answers
from adapters.slack.clients import Clients, open_session
from adapters.slack.platform import SlackPlatform
from adapters.slack.rendering import action_of
from adapters.slack.workspaces import OneWorkspace, identify
from bot.chat.cards import Bar, Bars, Calendar, Card, Day, File
from bot.chat.platform import Address, NotDelivered
from tests.platform_contract import PlatformContract, Seen, Stage
from tests.stands.slack import SlackStandIn, Team, buttons_of, notified_by, words_of
from tests.stands.slack_rules import Json

CHANNEL = Address(workspace_id="T111", channel_id="C0PRACTICE")
CARD = Card("A card")


@pytest.fixture
async def stage(slack: SlackStandIn, team: Team) -> AsyncIterator[Stage]:
    async with open_session() as session:
        clients = Clients(session, base_url=slack.base_url)
        platform = SlackPlatform(OneWorkspace(await identify(clients, team.bot_token)), clients)

        async def look(address: Address) -> list[Seen]:
            channel_id = address.channel_id
            if channel_id is None:
                members = {*address.user_ids, team.bot_user_id}
                channel_id = next((each.id for each in team.channels.values() if each.members == members), "")
            channel = team.channels.get(channel_id)
            messages = channel.messages if channel else []
            return [_seen(message, team) for message in messages if "files" not in message]

        yield Stage(
            platform=platform,
            channel=CHANNEL,
            other_channel=Address(workspace_id="T111", channel_id="C0OTHER"),
            direct=Address(workspace_id="T111", user_ids=("U0ANA",)),
            small_group=Address(workspace_id="T111", user_ids=("U0ANA", "U0BO")),
            missing_channel=Address(workspace_id="T111", channel_id="C0NOWHERE"),
            missing_person=Address(workspace_id="T111", user_ids=("U0NOBODY",)),
            person_id="U0ANA",
            look=look,
        )


class TestSlackPlatform(PlatformContract):
    """The contract."""


async def test_a_file_follows_its_message_in_the_thread(stage: Stage, slack: SlackStandIn, team: Team) -> None:
    posted = await stage.platform.post(CHANNEL, with_everything_to_look_at(), key="mock:1")

    assert [file.content for file in slack.files.values()] == [b"BEGIN:VCALENDAR"]
    assert shared_in(team, "C0PRACTICE") == [(posted, ["mock.ics"], ["The mock for your calendar"])]


async def test_pictures_are_drawn_in_a_direct_message(stage: Stage, slack: SlackStandIn, team: Team) -> None:
    await stage.platform.post(stage.direct, with_everything_to_look_at(), key="mock:2")

    direct = next(each for each in team.channels.values() if each.kind == "im")
    assert [names for _, names, _ in shared_in(team, direct.id)] == [["mock.ics", "your-mock.png", "your-mock.png"]]
    assert [file.content[:4] for file in slack.files.values()][1:] == [b"\x89PNG"] * 2
    assert "█" not in words_of(direct.messages[0]["blocks"])


async def test_without_pillow_a_direct_message_is_drawn_with_characters(
    stage: Stage, slack: SlackStandIn, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "HAVE_PILLOW", False)
    monkeypatch.setattr(files, "HAVE_PILLOW", False)
    await stage.platform.post(stage.direct, with_everything_to_look_at(), key="mock:3")

    direct = next(each for each in team.channels.values() if each.kind == "im")
    assert [file.name for file in slack.files.values()] == ["mock.ics"]
    assert "█" in words_of(direct.messages[0]["blocks"])


async def test_a_file_that_slack_refuses_leaves_its_message(stage: Stage, slack: SlackStandIn, team: Team) -> None:
    team.scopes -= {"files:write"}
    posted = await stage.platform.post(CHANNEL, with_everything_to_look_at(), key="mock:4")

    assert [message["ts"] for message in team.channels["C0PRACTICE"].messages] == [posted]


async def test_the_files_of_a_private_answer_come_in_the_direct_conversation(slack: SlackStandIn, team: Team) -> None:
    async with open_session() as session:
        clients = Clients(session, base_url=slack.base_url)
        workspace = await identify(clients, team.bot_token)
        await Answers(clients).share_files(workspace, with_everything_to_look_at(), user_id="U0ANA")

    direct = next(each for each in team.channels.values() if each.kind == "im")
    assert direct.members == {"U0ANA", team.bot_user_id}
    assert [names for _, names, _ in shared_in(team, direct.id)] == [["mock.ics"]]


def with_everything_to_look_at() -> Card:
    return Card(
        "Your mock",
        (
            Calendar("One day practised.", (Day(date(2026, 11, 23), "practised"),)),
            Bars("Task took 8 s of 10 to 15 s.", (Bar("Task", 8.0, (10.0, 15.0)),)),
            File("mock.ics", "text/calendar", b"BEGIN:VCALENDAR", "The mock for your calendar"),
        ),
    )


def shared_in(team: Team, channel_id: str) -> list[tuple[str | None, list[str], list[str]]]:
    """List the files shared in a conversation: the thread, their names and their titles."""
    return [
        (
            message.get("thread_ts"),
            [file["name"] for file in message["files"]],
            [file["title"] for file in message["files"][:1]],
        )
        for message in team.channels[channel_id].messages
        if "files" in message
    ]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("channel_not_found", "channel_gone"),
        ("is_archived", "channel_gone"),
        ("not_in_channel", "not_in_channel"),
        ("restricted_action", "not_allowed"),
        ("missing_scope", "not_allowed"),
        ("account_inactive", "revoked"),
        ("token_revoked", "revoked"),
        ("invalid_auth", "revoked"),
        ("internal_error", "transient"),
        ("service_unavailable", "transient"),
    ],
)
async def test_each_refusal_is_told_apart(stage: Stage, slack: SlackStandIn, error: str, kind: str) -> None:
    slack.trouble = lambda call: {"ok": False, "error": error}

    with pytest.raises(NotDelivered) as refusal:
        await stage.platform.post(stage.channel, CARD, key="daily:1:1")

    assert refusal.value.kind == kind


async def test_a_rate_limit_is_passed_on_to_the_second_without_another_try(stage: Stage, slack: SlackStandIn) -> None:
    slack.trouble = lambda call: web.json_response(
        {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "17"}
    )

    with pytest.raises(NotDelivered) as refusal:
        await stage.platform.post(stage.channel, CARD, key="daily:1:1")

    assert (refusal.value.kind, refusal.value.retry_after_seconds) == ("rate_limited", 17.0)
    assert len(slack.calls_of("chat.postMessage")) == 1


async def test_a_post_whose_answer_is_lost_is_not_repeated_but_found(stage: Stage, slack: SlackStandIn) -> None:
    slack.trouble_after = lambda call: call.method == "chat.postMessage"

    with pytest.raises(NotDelivered) as refusal:
        await stage.platform.post(stage.channel, CARD, key="daily:1:1")

    assert refusal.value.kind == "transient"
    slack.trouble_after = lambda call: False
    assert await stage.platform.find_posted(stage.channel, key="daily:1:1") is not None
    assert len(await stage.look(stage.channel)) == 1


@pytest.mark.parametrize("answer", ["<html>busy</html>", ""])
async def test_an_unreadable_answer_is_transient(stage: Stage, slack: SlackStandIn, answer: str) -> None:
    slack.trouble = lambda call: web.Response(status=503, text=answer, content_type="text/html")

    with pytest.raises(NotDelivered) as refusal:
        await stage.platform.post(stage.channel, CARD, key="daily:1:1")

    assert refusal.value.kind == "transient"


async def test_a_key_is_found_behind_many_messages(stage: Stage, team: Team, slack: SlackStandIn) -> None:
    message_id = await stage.platform.post(stage.channel, CARD, key="daily:1:1")
    ana = slack.person(team, "U0ANA", "C0PRACTICE")
    for number in range(450):
        slack._add_message(ana.channel, {"user": "U0ANA", "text": str(number)})

    assert await stage.platform.find_posted(stage.channel, key="daily:1:1") == message_id


async def test_posts_into_one_channel_keep_a_seconds_distance(
    stage: Stage, slack: SlackStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage.platform, "_pace", platform_module._Pace(0.2))

    started = time.monotonic()
    await asyncio.gather(*(stage.platform.post(stage.channel, CARD, key=f"daily:1:{n}") for n in range(3)))
    await stage.platform.post(stage.other_channel, CARD, key="daily:2:1")

    at = [call.at - started for call in slack.calls_of("chat.postMessage")]
    assert at[1] - at[0] > 0.15
    assert at[2] - at[1] > 0.15
    assert at[3] - at[2] < 0.15


async def test_a_revoked_token_ends_the_workspace_without_another_call(stage: Stage, slack: SlackStandIn) -> None:
    slack.teams["T111"].token_error = "token_revoked"
    with pytest.raises(NotDelivered):
        await stage.platform.post(stage.channel, CARD, key="daily:1:1")
    slack.calls.clear()

    with pytest.raises(NotDelivered) as refusal:
        await stage.platform.post(stage.channel, CARD, key="daily:1:2")

    assert refusal.value.kind == "revoked"
    assert slack.calls == []


async def test_another_workspace_is_refused_without_a_call(stage: Stage, slack: SlackStandIn) -> None:
    slack.calls.clear()

    with pytest.raises(NotDelivered) as refusal:
        await stage.platform.post(Address(workspace_id="T999", channel_id="C0PRACTICE"), CARD, key="daily:1:1")

    assert refusal.value.kind == "revoked"
    assert slack.calls == []


async def test_a_direct_conversation_is_opened_once(stage: Stage, slack: SlackStandIn) -> None:
    for number in range(3):
        await stage.platform.post(stage.direct, CARD, key=f"remind:1:{number}")

    assert len(slack.calls_of("conversations.open")) == 1


async def test_nothing_posted_unfolds_links(stage: Stage, slack: SlackStandIn) -> None:
    await stage.platform.post(stage.channel, CARD, key="daily:1:1")

    [call] = slack.calls_of("chat.postMessage")
    assert (call.arguments["unfurl_links"], call.arguments["unfurl_media"]) == (False, False)


def _seen(message: Json, team: Team) -> Seen:
    names = {user.id: user.name for user in team.users.values()}
    buttons = tuple((action_of(each["action_id"]), each.get("value", "")) for each in buttons_of(message["blocks"]))
    return Seen(
        id=message["ts"],
        text=words_of(message["blocks"], names),
        buttons=buttons,
        notifies=frozenset(notified_by(message["blocks"], message["text"])),
    )
