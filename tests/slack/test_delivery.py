"""What the bot sends by itself, seen once in Slack whatever happens on the way, and who hears of trouble."""

from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from tests.slack.conftest import Workspace, connected
from tests.stands.slack import Call, SlackStandIn, Team, words_of

MONDAY = datetime(2026, 11, 23, 8, 0, 30, tzinfo=UTC)


async def test_a_question_whose_answer_got_lost_is_seen_once(by_socket: Workspace) -> None:
    await by_socket.runs_a_group()
    lost: list[Call] = []

    def lose_one(call: Call) -> bool:
        is_first = call.method == "chat.postMessage" and not lost
        lost.extend([call] if is_first else [])
        return is_first

    by_socket.slack.trouble_after = lose_one
    by_socket.clock.at = MONDAY
    await by_socket.beat()
    await by_socket.beat(minutes=1)
    await by_socket.beat(minutes=1)

    assert len(questions(by_socket)) == 1
    assert len(by_socket.slack.calls_of("conversations.history")) == 1


async def test_a_process_that_died_after_posting_is_followed_by_one_that_posts_nothing(
    slack: SlackStandIn, team: Team, sqlite_url: str, monkeypatch: Any
) -> None:
    async with connected(slack, team, sqlite_url, mode="socket") as first:
        await first.runs_a_group()
        first.clock.at = MONDAY
        monkeypatch.setattr(first.loopmates.courier, "_settle_sent", _dies)
        await first.beat()
        clock = first.clock

    async with connected(slack, team, sqlite_url, mode="http", clock=clock) as second:
        await second.beat(minutes=2)
        await second.beat(minutes=2)

        assert len(questions(second)) == 1


async def test_buttons_outlive_a_restart(slack: SlackStandIn, team: Team, sqlite_url: str) -> None:
    async with connected(slack, team, sqlite_url, mode="socket") as first:
        question, clock = await first.has_a_question(), first.clock

    async with connected(slack, team, sqlite_url, mode="http", clock=clock) as second:
        form = await second.ana.presses("Answer", question)

    assert form.view is not None


async def test_an_organiser_hears_once_that_the_bot_has_to_be_invited(by_socket: Workspace) -> None:
    await by_socket.runs_a_group()
    by_socket.ana.channel.members.discard(by_socket.team.bot_user_id)

    by_socket.clock.at = MONDAY
    for _ in range(3):
        await by_socket.beat(minutes=6)
    assert [words.count("I am not in the practice channel") for words in directly_to(by_socket, "U0ANA")] == [1]
    by_socket.ana.channel.members.add(by_socket.team.bot_user_id)
    await by_socket.beat(minutes=6)

    assert len(questions(by_socket)) == 1


async def test_a_channel_that_is_gone_pauses_the_group_and_tells_its_organiser(by_socket: Workspace) -> None:
    await by_socket.runs_a_group()
    by_socket.ana.channel.is_archived = True

    by_socket.clock.at = MONDAY
    await by_socket.beat()
    await by_socket.beat(minutes=1)

    assert "The practice channel is gone" in directly_to(by_socket, "U0ANA")[0]


async def test_a_missing_scope_is_told_to_the_organiser_and_nothing_loops(by_socket: Workspace) -> None:
    await by_socket.runs_a_group()
    by_socket.slack.trouble = lambda call: (
        {"ok": False, "error": "missing_scope", "needed": "chat:write"}
        if call.method == "chat.postMessage" and call.arguments["channel"] == "C0PRACTICE"
        else None
    )

    by_socket.clock.at = MONDAY
    for _ in range(5):
        await by_socket.beat(minutes=1)

    tries = [call for call in by_socket.slack.calls_of("chat.postMessage") if call.arguments["channel"] == "C0PRACTICE"]
    assert "I may not post in the practice channel" in directly_to(by_socket, "U0ANA")[0]
    assert len([call for call in tries if call.arguments["metadata"]["event_payload"]["key"].startswith("daily")]) == 1


async def test_a_rate_limit_is_kept_to_the_second(by_socket: Workspace) -> None:
    await by_socket.runs_a_group()
    by_socket.slack.trouble = lambda call: (
        web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "90"})
        if call.method == "chat.postMessage"
        else None
    )
    by_socket.clock.at = MONDAY
    by_socket.slack.calls.clear()
    await by_socket.beat()
    by_socket.slack.trouble = lambda call: None

    await by_socket.beat(seconds=89)
    assert questions(by_socket) == []
    await by_socket.beat(seconds=2)

    assert len(questions(by_socket)) == 1


def questions(workspace: Workspace) -> list[dict[str, Any]]:
    keys = [(each, each.get("metadata", {}).get("event_payload", {}).get("key", "")) for each in workspace.messages]
    return [message for message, key in keys if key.startswith("daily:")]


def directly_to(workspace: Workspace, user_id: str) -> list[str]:
    members = {user_id, workspace.team.bot_user_id}
    found = [each for each in workspace.team.channels.values() if each.kind == "im" and each.members == members]
    return [words_of(message["blocks"]) for channel in found for message in channel.messages]


async def _dies(*_anything: object) -> bool:
    raise RuntimeError("the process was killed here")
