"""What comes in: forged and hostile payloads, repetitions, lost connections, other servers, and a slow engine."""

import asyncio
from typing import Any

import pytest

from adapters.discord import commands, listeners
from adapters.discord.rendering import read_button_id
from bot.chat.replies import Reply
from tests.conversation import LONG_REPLY
from tests.discord.conftest import BEAT, MONDAY, Server, connected
from tests.stands.discord.interactions import ANSWER_SECONDS, COMMAND, FORM, Interaction
from tests.stands.discord.people import Heard, NotOffered, Person, person
from tests.stands.discord.rest import Refused, too_many
from tests.stands.discord.stand import DiscordStandIn
from tests.stands.discord.world import MANAGE_GUILD, SEND, VIEW

CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
HOSTILE = (
    "<@1> <@&1> <#1> @everyone @here </practice today:1>",
    "**bold** __under__ ~~gone~~ ||secret|| `code` ```block```",
    "[here](https://example.com) <https://example.com> https://example.com",
    "# Heading\n> quote\n>>> more\n- list\n-# small\n1. one",
    "<t:0:R> <id:customize> <:smile:1> <a:smile:1>",
    "\u202eright to left\u202c \u200b\u2028\u2029",
    "\\*already\\* \\escaped\\\\",
    "```" * 300,
)


# Payloads


@pytest.mark.parametrize(
    "data",
    [
        {"id": "1", "name": "nothing", "type": 1},
        {"id": "1", "name": "practice", "type": 1},
        {"id": "1", "name": "practice", "type": 1, "options": [{"type": 1, "name": "gone", "options": []}]},
        {"id": "1", "name": "practice", "type": 1, "options": [{"type": 2, "name": "more", "options": []}]},
        {"id": "1", "name": "Gone from the menu", "type": 3, "target_id": "1", "resolved": {"messages": {}}},
        {
            "id": "1",
            "name": "practice",
            "type": 1,
            "options": [{"type": 1, "name": "today", "options": [{"type": 3, "name": "unknown", "value": "x"}]}],
        },
        {
            "id": "1",
            "name": "practice",
            "type": 1,
            "options": [{"type": 1, "name": "plan", "options": [{"type": 4, "name": "week", "value": 10**15}]}],
        },
    ],
    ids=["command", "no subcommand", "subcommand", "empty group", "menu", "option", "type"],
)
async def test_a_command_of_an_older_version_is_answered(server: Server, data: dict[str, Any]) -> None:
    heard = await server.ana._hears(await server.discord.sets_off(server.ana._interaction(COMMAND, data)))

    assert heard.text.strip()
    assert heard.is_private


@pytest.mark.parametrize(
    "custom_id",
    [
        "x",
        ":",
        "answer",
        "answer:999999999999999999999999",
        "answer:-1",
        "answer:1@123456789012345678",
        "~form",
        "~form:9/1:answer:",
        "~form:1/2:nothing:",
        "~send:1/1:answer:999999999",
        "~send:2/2:settings:1",
        "~ask:practice/stop/",
        "~ask:",
        "stop-confirmed:1",
        "\u202e" * 50,
    ],
)
async def test_a_forged_button_is_answered(server: Server, custom_id: str) -> None:
    question = await server.has_a_question()

    heard = await server.bo.sends_press(custom_id, question)

    assert heard.text.strip()
    assert "Day 1" in question.text


async def test_a_forged_button_does_not_organise(server: Server) -> None:
    question = await server.has_a_question()

    for custom_id in ("stop-confirmed:1", "~ask:practice/stop/", "pause", "start"):
        assert (await server.bo.sends_press(custom_id, question)).is_private
    await server.beat(days=1)

    assert len(server.questions) == 2


@pytest.mark.parametrize(
    "components",
    [
        [],
        [{"type": 18, "id": 1, "component": {"type": 4, "id": 2, "custom_id": "situation", "value": "x" * 4000}}],
        [{"type": 18, "id": 1, "component": {"type": 3, "id": 2, "custom_id": "unknown", "values": ["1", "2"]}}],
        [{"type": 18, "id": 1, "component": {"type": 8, "id": 2, "custom_id": "channel", "values": ["1"]}}],
        [{"type": 1, "id": 1, "components": [{"type": 4, "id": 2, "custom_id": "situation", "value": "old"}]}],
        [{"type": 18, "id": 1, "component": {"type": 22, "id": 2, "custom_id": "new", "values": []}}],
    ],
    ids=["nothing", "long", "unknown", "channel", "row", "new"],
)
async def test_a_forged_form_is_answered(server: Server, components: list[dict[str, Any]]) -> None:
    await server.has_a_question()
    form = await server.ana.types("/practice answer")

    for custom_id in (form.form["custom_id"], "~form:1/1:nothing:", "not ours"):
        heard = await server.ana.sends_form({"custom_id": custom_id, "components": components})
        assert heard.text.strip()
        assert heard.is_private
    server.discord.gateway.sessions[0].sent.clear()


async def test_what_a_select_never_offered_is_refused_and_kept(server: Server) -> None:
    await server.runs_a_group()
    form = await server.ana.types("/practice settings")
    inside = {"type": 3, "id": 2, "custom_id": "days[]", "values": ["99", "Sunday", "-1"]}
    data = {"custom_id": form.form["custom_id"], "components": [{"type": 18, "id": 1, "component": inside}]}

    heard = await server.ana.sends_form(data)

    assert heard.text.strip()


# People from elsewhere


async def test_somebody_of_another_server_sees_nothing_of_this_one(server: Server) -> None:
    question = await server.has_a_question()
    elsewhere = server.discord.add_guild("Elsewhere")
    await server.discord.invites_bot(elsewhere)
    eve = server.discord.add_member(elsewhere, "Eve", permissions=MANAGE_GUILD)
    there = person(server.discord, eve, server.discord.add_channel(elsewhere, "practice"))

    for line in ("/practice today", "/practice plan", "/practice progress", "/practice stop"):
        heard = await there.types(line)
        assert question.raw_texts[1] not in heard.message.raw_texts
    for button in question.buttons:
        assert (await there.sends_press(button["custom_id"], question)).text.strip()
    await server.beat(days=1)

    assert len(server.questions) == 2


async def test_a_direct_button_of_a_server_that_somebody_is_not_in_is_refused(server: Server) -> None:
    question = await server.has_a_question()
    await server.ana.presses("Remind me later", question)
    for _ in range(6):
        await server.beat(hours=1)
    reminder = server.ana.directs[-1]
    answer = next(each["custom_id"] for each in reminder.buttons if each["label"] == "Answer")
    eve = person(server.discord, server.discord.add_user("Eve"), server.discord.direct_with(server.discord.bot))

    for forged in (answer, f"join:1@{server.guild.id}", f"stop-confirmed:1@{server.guild.id}"):
        assert "I do not know which group" in (await eve.sends_press(forged, reminder)).text
    assert read_button_id(answer, is_direct=True)[2] == str(server.guild.id)


async def test_a_channel_of_another_server_is_refused_in_a_form(server: Server) -> None:
    elsewhere = server.discord.add_guild("Elsewhere")
    other = server.discord.add_channel(elsewhere, "theirs")
    form = await server.ana.presses("Choose times and days", await server.ana.types("/practice setup"))

    refused = await server.ana.submits(form, channel=other)

    assert "not one of this server" in refused.text


async def test_a_channel_in_which_the_bot_may_not_write_is_refused_with_what_to_click(server: Server) -> None:
    closed = server.discord.add_channel(server.guild, "closed")
    await server.discord.denies(closed, VIEW | SEND)
    form = await server.ana.presses("Choose times and days", await server.ana.types("/practice setup"))

    refused = await server.ana.submits(form, channel=closed)

    assert "Permissions" in refused.text
    assert "Permissions" in (await server.ana.in_(closed).types("/practice setup")).text


# Hostile text


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_shown_as_typed_and_addresses_nobody(server: Server, text: str) -> None:
    await server.has_a_question()
    server.ana.user.name = server.bo.user.name = text.replace("\n", " ")[:32]

    await server.fills(await server.ana.types("/practice answer"), f"{text[:800]} and so on {BEAT}")
    added = await server.ana.types("/practice question", words="add")
    theme = next(each["options"][0]["value"] for each in added.fields if each["custom_id"] == "theme")
    await server.fills(added, f"{text} {BEAT}"[:300], theme=theme)
    heard = [
        await server.ana.types("/practice probes", topic=text),
        await server.ana.types("/practice question", words=text),
        await server.ana.types("/practice today"),
        await server.ana.types("/practice question", words="list"),
        await server.bo.types("/practice join"),
    ]
    await server.beat(seconds=3)

    assert all(each.text for each in heard)
    assert " ".join(text.split())[:55].strip() in heard[0].text
    people = {str(server.ana.user.id), str(server.bo.user.id)}
    assert all(message.pings <= people for message in server.ana.channel.messages)
    assert not any("@unknown-user" in each.text or "@role-" in each.text for each in heard)


# Twice


async def test_an_interaction_that_comes_twice_changes_nothing_twice(server: Server) -> None:
    await server.runs_a_group()
    first = await server.ana.types("/practice pause")

    await server.discord.repeats(first.interaction)
    await server.discord.eventually(lambda: len(_callbacks(server, first.interaction)) == 2)
    await asyncio.sleep(0.05)

    assert "paused" in first.text
    assert [call.status for call in _callbacks(server, first.interaction)] == [200, 400]
    assert len(first.interaction.replies) == 1
    assert server.ana.directs == []
    assert "40060" in server.discord.violations.pop()


async def test_two_processes_with_the_same_shard_change_nothing_twice(server: Server, sqlite_url: str) -> None:
    """Leases keep this from happening; on SQLite, which is for one process, a second one takes the shard as well."""
    async with connected(server.discord, server.ana, server.bo, server.cy, sqlite_url, clock=server.clock):
        assert [session.shard for session in server.discord.gateway.live] == [(0, 1), (0, 1)]
        question = await server.has_a_question()
        saved = await server.fills(await server.ana.presses("Answer", question), BEAT)
        assert "answered" in saved.text
        await server.beat(seconds=3)
        await server.discord.eventually(lambda: len(_callbacks(server, saved.interaction)) == 2)

    assert "One person answered" in question.text
    assert len([message for message in server.messages if "Join" in message.text]) == 1
    assert all(len(heard.replies) <= 1 for heard in server.discord.interactions.values())
    assert server.ana.directs == []
    assert all("40060" in violation for violation in server.discord.violations)
    server.discord.violations.clear()


async def test_a_replay_after_a_resume_changes_nothing_twice(server: Server) -> None:
    await server.runs_a_group()
    [session] = server.discord.gateway.sessions
    paused = await server.ana.types("/practice pause")
    await server.ana.types("/practice resume")

    session.sent.insert(len(session.sent), {**_event_of(session.sent, paused.interaction), "s": len(session.sent) + 1})
    await server.discord.gateway.drops()
    await server.discord.eventually(lambda: server.discord.gateway.resumes)
    await server.discord.eventually(lambda: len(_callbacks(server, paused.interaction)) == 2)

    server.clock.at = MONDAY
    await server.beat()
    assert len(server.questions) == 1
    assert "40060" in server.discord.violations.pop() or "10062" in server.discord.violations[-1]


async def test_what_came_while_the_connection_was_lost_is_answered(server: Server) -> None:
    await server.discord.gateway.drops()

    assert "What I can do" in (await server.ana.types("/practice help")).text
    assert len(server.discord.gateway.identifies) == 1


@pytest.mark.parametrize("resumable", [True, False])
async def test_an_invalid_session_is_begun_anew(server: Server, resumable: bool) -> None:
    await server.discord.gateway.invalidates(resumable=resumable)
    gateway = server.discord.gateway
    await server.discord.eventually(lambda: len(gateway.resumes + gateway.identifies) == 2)
    await server.discord.eventually(lambda: server.discord.gateway.live)

    assert "What I can do" in (await server.ana.types("/practice help")).text


async def test_discord_asks_to_reconnect(server: Server) -> None:
    await server.discord.gateway.asks_to_reconnect()
    await server.discord.eventually(lambda: server.discord.gateway.resumes)

    assert "What I can do" in (await server.ana.types("/practice help")).text


async def test_a_discord_that_recommends_no_shards_is_joined_with_one(
    stand: DiscordStandIn, ana: Person, bo: Person, cy: Person, sqlite_url: str, pointed: None
) -> None:
    stand.rest.trouble = lambda call: Refused(404, 0, "No") if call.template == "/gateway/bot" else None

    async with connected(stand, ana, bo, cy, sqlite_url) as server:
        assert "What I can do" in (await server.ana.types("/practice help")).text


async def test_commands_that_discord_does_not_take_today_leave_those_of_yesterday(
    stand: DiscordStandIn, ana: Person, bo: Person, cy: Person, sqlite_url: str, pointed: None, monkeypatch: Any
) -> None:
    async with connected(stand, ana, bo, cy, sqlite_url):
        pass
    monkeypatch.setattr(commands, "digest", lambda _tree: "of tomorrow")
    stand.rest.trouble = lambda call: too_many(3600) if call.method == "PUT" else None

    async with connected(stand, ana, bo, cy, sqlite_url) as server:
        assert "What I can do" in (await server.ana.types("/practice help")).text
    assert stand.syncs == 1


# In time


async def test_an_engine_that_breaks_leaves_nobody_waiting(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def breaks(_request: object) -> Reply:
        raise RuntimeError("a fault of ours")

    question = await server.has_a_question()
    form = await server.ana.types("/practice answer")
    monkeypatch.setattr(server.core.engine, "handle", breaks)

    command = await server.ana.types("/practice today")
    press = await server.ana.presses("Probes", question)
    submission = await server.fills(form, BEAT)

    for heard in (command, press, submission):
        assert "the fault is mine" in heard.text
        assert heard.is_private


async def test_a_slow_engine_is_acknowledged_in_time_and_answers_later(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert listeners.ACK_SECONDS < ANSWER_SECONDS - 0.5
    question = await server.has_a_question()
    form = await server.ana.types("/practice answer")
    handle = server.core.engine.handle

    async def slowly(request: Any) -> Reply:
        await asyncio.sleep(0.3)
        return await handle(request)

    monkeypatch.setattr(listeners, "ACK_SECONDS", 0.1)
    monkeypatch.setattr(server.core.engine, "handle", slowly)

    command = await server.ana.types("/practice today")
    too_late = await server.ana.types("/practice answer")
    press = await server.ana.presses("Probes", question)
    submission = await server.fills(form, BEAT)

    assert "Day 1" in command.text
    assert "did not open in time" in too_late.text
    assert "Probes" in press.text
    assert "answered" in submission.text
    for heard in (command, too_late, press, submission):
        assert heard.is_private
        assert heard.interaction.answered_after < 1
    monkeypatch.setattr(server.core.engine, "handle", handle)
    assert (await server.ana.presses("Open the form", too_late)).is_form


async def test_a_rate_limited_answer_still_comes(server: Server) -> None:
    tries: list[str] = []

    def busy(call: Any) -> Any:
        if call.template == CALLBACK:
            tries.append(call.template)
            return too_many(0.05) if len(tries) == 1 else None
        return None

    server.discord.rest.trouble = busy

    assert "What I can do" in (await server.ana.types("/practice help")).text
    assert len(tries) == 2


async def test_a_private_answer_that_came_too_late_is_sent_directly(server: Server) -> None:
    server.discord.rest.trouble = lambda call: (
        Refused(404, 10062, "Unknown interaction") if call.template == CALLBACK else None
    )

    await server.discord.sets_off(server.ana._command("/practice help", {}))
    await server.discord.eventually(lambda: server.ana.directs)

    assert "What I can do" in server.ana.directs[-1].text


async def test_what_was_typed_survives_a_form_that_discord_closed(server: Server) -> None:
    question = await server.has_a_question()
    form = await server.ana.presses("Answer", question)
    server.discord.rest.trouble = lambda call: (
        Refused(404, 10062, "Unknown interaction") if call.template == CALLBACK else None
    )
    typed = {field["custom_id"]: f"{BEAT} {number}" for number, field in enumerate(form.fields)}
    sent = {"custom_id": form.form["custom_id"], "components": _filled(server.ana, form, typed)}
    await server.discord.sets_off(server.ana._interaction(FORM, sent))
    await server.discord.eventually(lambda: server.ana.directs)
    server.discord.rest.trouble = lambda call: None

    again = await server.ana.presses("Answer", question)

    assert {field["custom_id"]: field["value"] for field in again.fields} == typed


# Threads


async def test_talk_and_bots_in_threads_are_left_alone(reading_server: Server) -> None:
    server = reading_server
    question = await server.has_a_question()
    assert question.thread is not None
    robot = server.discord.add_member(server.guild, server.discord.add_user("Robot", is_bot=True))

    await server.ana.in_(question.thread).writes("Thank you")
    await person(server.discord, robot, question.thread).writes(LONG_REPLY)
    await server.ana.writes(LONG_REPLY)
    await server.beat(seconds=3)

    assert "Nobody has answered yet" in question.text
    assert server.ana.directs == []


async def test_a_thread_message_that_is_edited_counts_and_counts_no_more(reading_server: Server) -> None:
    server = reading_server
    question = await server.has_a_question()
    assert question.thread is not None
    written = await server.ana.in_(question.thread).writes("Soon")

    await server.ana.edits(written, LONG_REPLY)
    await server.settles(lambda: "One person answered" in question.text)
    await server.ana.edits(written, "Never mind")
    await server.settles(lambda: "Nobody has answered yet" in question.text)


async def test_somebody_who_has_not_joined_is_told_directly_how_to_count(reading_server: Server) -> None:
    server = reading_server
    question = await server.has_a_question()
    assert question.thread is not None

    await server.bo.in_(question.thread).writes(LONG_REPLY)
    await server.discord.eventually(lambda: server.bo.directs)

    told = server.bo.directs[-1]
    joined = await server.bo.in_(told.channel).presses("Join the group", told)
    assert "Join, then send it once more" in told.text
    assert "You are in" in joined.text


async def test_a_person_who_takes_no_direct_messages_loses_nothing(reading_server: Server) -> None:
    server = reading_server
    question = await server.has_a_question()
    server.ana.user.takes_direct = False
    assert question.thread is not None

    await server.ana.in_(question.thread).writes(LONG_REPLY)

    await server.settles(lambda: "One person answered" in question.text)


async def test_a_subcommand_that_is_not_offered_cannot_be_typed(server: Server) -> None:
    with pytest.raises(NotOffered):
        await server.ana.types("/practice nothing")


def _callbacks(server: Server, interaction: Interaction) -> list[Any]:
    calls = server.discord.calls_of("POST", CALLBACK)
    return [call for call in calls if call.id("interaction_id") == interaction.id]


def _event_of(sent: list[dict[str, Any]], interaction: Interaction) -> dict[str, Any]:
    return next(
        event for event in sent if event["t"] == "INTERACTION_CREATE" and event["d"]["id"] == str(interaction.id)
    )


def _filled(who: Person, form: Heard, typed: dict[str, str]) -> list[dict[str, Any]]:
    return [who._filled(part, typed, {}, unchecked=True) for part in form.form["components"]]
