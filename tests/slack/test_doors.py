"""What comes in: signatures, retries, unknown and hostile payloads, lost connections, and an engine that is slow."""

import asyncio
import json
import time
from typing import Any

import pytest

from adapters.slack import listeners
from adapters.slack.server import BODY_LIMIT
from bot.chat.replies import Reply
from tests.conversation import LONG_REPLY
from tests.slack.conftest import Workspace
from tests.stands.slack import signed, words_of

COMMAND = {"command": "/practice", "text": "help", "team_id": "T111", "user_id": "U0ANA", "channel_id": "C0PRACTICE"}


# HTTP


async def test_a_signed_request_is_answered(by_http: Workspace) -> None:
    status, answer = await by_http.slack.post(*signed("slash_commands", COMMAND))

    assert status == 200
    assert "What I can do" in answer["text"]


@pytest.mark.parametrize("secret", ["another secret", ""])
async def test_a_wrong_signature_is_refused(by_http: Workspace, secret: str) -> None:
    status, answer = await by_http.slack.post(*signed("slash_commands", COMMAND, secret=secret))

    assert status == 401
    assert "blocks" not in answer


@pytest.mark.parametrize("age", [301, -301, 10**9])
async def test_an_old_or_future_timestamp_is_refused(by_http: Workspace, age: int) -> None:
    status, _ = await by_http.slack.post(*signed("slash_commands", COMMAND, at=int(time.time()) - age))

    assert status == 401


async def test_a_request_without_signature_is_refused(by_http: Workspace) -> None:
    body, headers = signed("slash_commands", COMMAND)

    for name in ("X-Slack-Signature", "X-Slack-Request-Timestamp"):
        status, _ = await by_http.slack.post(body, {each: value for each, value in headers.items() if each != name})
        assert status == 401


async def test_a_changed_body_is_refused(by_http: Workspace) -> None:
    body, headers = signed("slash_commands", COMMAND)

    status, _ = await by_http.slack.post(body.replace(b"help", b"stop"), headers)

    assert status == 401


async def test_a_body_over_the_limit_is_refused(by_http: Workspace) -> None:
    status, _ = await by_http.slack.post(*signed("events_api", {"padding": "x" * BODY_LIMIT}))

    assert status == 413


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"{", b"[]", b"payload=%7B", b"payload=null", b"null", b"=&=&"])
async def test_an_unreadable_body_breaks_nothing(by_http: Workspace, body: bytes) -> None:
    import hashlib
    import hmac

    from tests.stands.slack import SIGNING_SECRET

    stamp = str(int(time.time()))
    digest = hmac.new(SIGNING_SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    for kind in ("application/json", "application/x-www-form-urlencoded", "text/plain; charset=nonsense"):
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
        status, _ = await by_http.slack.post(body, headers)
        assert 400 <= status < 500, (kind, body)

    assert "What I can do" in (await by_http.ana.types("/practice help")).text


async def test_slack_can_verify_the_address(by_http: Workspace) -> None:
    status, answer = await by_http.slack.post(
        *signed("events_api", {"type": "url_verification", "challenge": "3eZbrw1aB"})
    )

    assert (status, answer) == (200, {"challenge": "3eZbrw1aB"})


async def test_the_health_page_says_that_all_is_well(by_http: Workspace) -> None:
    assert by_http.slack._session is not None
    async with by_http.slack._session.get(f"{by_http.slack.app_url}/health") as answer:
        assert (answer.status, (await answer.json())["well"]) == (200, True)


# Payloads


async def test_another_workspaces_payload_is_refused(workspace: Workspace) -> None:
    workspace.team.id = "T999"
    ack = await workspace.slack.deliver("slash_commands", COMMAND | {"team_id": "T999"})
    workspace.team.id = "T111"

    assert "What I can do" not in str(ack.payload)


async def test_a_command_may_hold_the_word_payload(workspace: Workspace) -> None:
    heard = await workspace.ana.types("/practice probes payload=1&payload")

    assert "I found no theme or question for “payload=1&payload”" in heard.text


@pytest.mark.parametrize("missing", ["trigger_id", "response_url", "channel_name", "user_name", "text", "token"])
async def test_a_command_without_an_optional_field_is_answered(workspace: Workspace, missing: str) -> None:
    heard = await workspace.ana.types("/practice help", without=(missing,))

    assert "What I can do" in heard.text


BARE_VIEW = {"type": "modal", "callback_id": "answer"}


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "block_actions"},
        {"type": "block_actions", "actions": []},
        {"type": "block_actions", "actions": [{"type": "button", "action_id": "", "block_id": ""}]},
        {"type": "block_actions", "actions": [{"type": "static_select", "action_id": "x", "block_id": "y"}]},
        {"type": "view_submission", "view": BARE_VIEW},
        {"type": "view_submission", "view": BARE_VIEW | {"private_metadata": "{", "state": {"values": []}}},
        {
            "type": "view_submission",
            "view": BARE_VIEW | {"private_metadata": "[1]", "state": {"values": {"a": {"b": 1}}}},
        },
        {"type": "view_closed", "view": BARE_VIEW},
        {"type": "something_new"},
    ],
)
async def test_an_unknown_or_bare_interaction_breaks_nothing(by_socket: Workspace, payload: dict[str, Any]) -> None:
    envelope = {"team": {"id": "T111"}, "user": {"id": "U0ANA"}, **payload}
    delivering = asyncio.create_task(by_socket.slack.deliver("interactive", envelope))
    await asyncio.sleep(0.1)
    delivering.cancel()

    assert "What I can do" in (await by_socket.ana.types("/practice help")).text


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message"},
        {"type": "message", "channel": "C0PRACTICE", "user": "U0ANA", "text": "no thread", "ts": "1.1"},
        {"type": "message", "subtype": "message_changed", "channel": "C0PRACTICE"},
        {"type": "message", "subtype": "message_changed", "message": None, "previous_message": []},
        {"type": "message", "subtype": "channel_join", "user": "U0ANA", "thread_ts": "1.1", "ts": "1.2"},
        {"type": "message", "bot_id": "B1", "thread_ts": "1.1", "ts": "1.2", "text": "another bot"},
        {"type": "message", "user": "U0ANA", "thread_ts": "1.1", "ts": "1.2"},
        {"type": "app_home_opened"},
        {"type": "app_home_opened", "user": "U0ANA", "tab": "messages"},
        {"type": "tokens_revoked", "tokens": {"oauth": ["U0ANA"]}},
        {"type": "something_new"},
    ],
)
async def test_an_event_that_is_not_for_us_is_acknowledged(workspace: Workspace, event: dict[str, Any]) -> None:
    ack = await workspace.ana.sends_event(event)

    assert ack.status == 200
    assert workspace.ana.whispers == []
    assert "What I can do" in (await workspace.ana.types("/practice help")).text


async def test_an_event_that_slack_repeats_changes_nothing(workspace: Workspace) -> None:
    question = await workspace.has_a_question()
    event = {"type": "message", "channel": "C0PRACTICE", "user": "U0ANA", "text": LONG_REPLY, "ts": "1700000000.1"}
    event |= {"thread_ts": question["ts"]}

    for retry in range(3):
        await workspace.ana.sends_event(event, event_id="Ev1", retry=retry)
    await workspace.beat(seconds=3)

    assert "One person answered" in words_of(question["blocks"])
    counted = [each for each in workspace.ana.whispers if "Counted" in each["text"]]
    assert len(counted) == 1


async def test_a_repeated_envelope_is_answered_the_same(by_socket: Workspace) -> None:
    await by_socket.runs_a_group()
    payload = COMMAND | {"text": "pause", "trigger_id": "1.2.3"}

    first = await by_socket.slack.deliver("slash_commands", payload)
    second = await by_socket.slack.deliver("slash_commands", payload)

    assert first.payload == second.payload
    assert "paused" in first.payload["text"]


@pytest.mark.parametrize(
    "text", ["<!channel> *bold* <@U0BO> &amp;", "\x00\x07\u200b", "x" * 39_000, "‮evil", "```" * 900]
)
async def test_hostile_text_addresses_nobody(workspace: Workspace, text: str) -> None:
    question = await workspace.has_a_question()

    form = await workspace.ana.presses("Answer", question)
    await workspace.ana.submits(form, situation=text[:3000] + " and so on" * 20)
    await workspace.ana.types(f"/practice probes {text}")
    await workspace.ana.writes(f"{text} {LONG_REPLY}", under=question)
    await workspace.ana.opens_home()
    heard = await workspace.ana.types("/practice today")

    assert not {"!channel", "U0BO"} & _all_notified(workspace)
    assert heard.text


def _all_notified(workspace: Workspace) -> set[str]:
    from tests.stands.slack import notified_by

    shown = [*workspace.messages, *workspace.ana.whispers]
    return {who for each in shown if each.get("blocks") for who in notified_by(each["blocks"], each["text"])}


# Acknowledgements


async def test_an_engine_that_breaks_loses_no_acknowledgement(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(_request: object) -> Reply:
        raise RuntimeError("a fault of ours")

    await workspace.has_a_question()
    form = await workspace.ana.types("/practice answer")
    question = workspace.messages[-1]
    monkeypatch.setattr(workspace.loopmates.engine, "handle", breaks)

    command = await workspace.ana.types("/practice today")
    press = await workspace.ana.presses("Probes", question)
    submission = await workspace.ana.submits(form)
    event = await workspace.ana.sends_event({"type": "app_home_opened", "user": "U0ANA", "tab": "home"})

    for heard in (command, press, submission):
        assert "the fault is mine" in heard.text
    assert event.status == 200


async def test_a_slow_engine_is_acknowledged_in_time_and_answers_later(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listeners, "ACK_SECONDS", 0.1)
    await workspace.has_a_question()
    form = await workspace.ana.types("/practice answer")
    question, handle = workspace.messages[-1], workspace.loopmates.engine.handle

    async def slowly(request: Any) -> Reply:
        await asyncio.sleep(0.4)
        return await handle(request)

    monkeypatch.setattr(workspace.loopmates.engine, "handle", slowly)

    command = await workspace.ana.types("/practice today")
    too_late = await workspace.ana.types("/practice answer")
    press = await workspace.ana.presses("Probes", question)
    submission = await workspace.ana.submits(form, situation=LONG_REPLY)
    await workspace.slack.eventually(lambda: "answered" in submission.text)

    assert command.ack.seconds < 0.3
    assert "Day 1" in command.text
    assert "did not open in time" in too_late.text
    assert "Probes" in press.text
    assert submission.ack.seconds < 0.3


async def test_a_form_whose_trigger_expired_is_said_so(workspace: Workspace) -> None:
    await workspace.has_a_question()
    workspace.slack.trouble = lambda call: (
        {"ok": False, "error": "expired_trigger_id"} if call.method == "views.open" else None
    )

    heard = await workspace.ana.types("/practice answer")

    assert "did not open in time" in heard.text


async def test_wrong_fields_keep_the_form_open_with_words_beside_them(workspace: Workspace) -> None:
    await workspace.runs_a_group()
    form = await workspace.ana.types("/practice settings")

    refused = await workspace.ana.submits(form, time_zone="Europe/Berln")
    accepted = await workspace.ana.submits(form, time_zone="Europe/Lisbon")

    assert "Europe/Berlin" in refused.errors["time_zone"]
    assert accepted.view is not None
    assert not accepted.errors


async def test_a_channel_without_the_bot_is_answered_with_an_invitation(workspace: Workspace) -> None:
    workspace.team.channels["C0OTHER"].members.discard(workspace.team.bot_user_id)
    elsewhere = workspace.slack.person(workspace.team, "U0ANA", "C0OTHER")

    offered = await elsewhere.types("/practice setup")
    form = await workspace.ana.presses("Choose times and days", await workspace.ana.types("/practice setup"))
    refused = await workspace.ana.submits(form, channel="C0OTHER")

    assert "/invite" in offered.text
    assert "/invite" in refused.errors["channel"]


# People and connections


async def test_a_large_workspace_is_not_read_through(workspace: Workspace) -> None:
    for number in range(3000):
        workspace.team.add_user(f"U1{number:05}", f"Person {number}")
    await workspace.runs_a_group()
    workspace.team.channels["C0PRACTICE"].members |= set(workspace.team.users)
    crowd = [workspace.slack.person(workspace.team, f"U1{number:05}", "C0PRACTICE") for number in range(0, 3000, 100)]

    for person in crowd:
        await person.types("/practice join")
        await person.types("/practice today")

    assert len(workspace.slack.calls_of("users.info")) == len(crowd) + 1


async def test_a_member_gets_their_own_time_zone(workspace: Workspace) -> None:
    await workspace.runs_a_group()

    heard = await workspace.bo.types("/practice join")

    assert "America/New_York" in heard.text


async def test_slack_not_telling_about_a_person_stops_nobody(workspace: Workspace) -> None:
    workspace.slack.trouble = lambda call: (
        {"ok": False, "error": "internal_error"} if call.method == "users.info" else None
    )

    heard = await workspace.bo.types("/practice help")

    assert "What I can do" in heard.text


async def test_slack_asks_for_another_connection(by_socket: Workspace) -> None:
    await by_socket.slack.disconnect()

    await by_socket.slack.eventually(lambda: by_socket.slack.connections == 2)

    assert "What I can do" in (await by_socket.ana.types("/practice help")).text


async def test_a_lost_connection_is_made_anew(by_socket: Workspace) -> None:
    await by_socket.slack.disconnect(politely=False)

    await by_socket.slack.eventually(lambda: by_socket.slack.connections == 2, seconds=10)

    assert "What I can do" in (await by_socket.ana.types("/practice help")).text


async def test_leaving_the_app_stops_at_once(workspace: Workspace) -> None:
    await workspace.has_a_question()
    await workspace.ana.sends_event({"type": "app_uninstalled"})
    workspace.slack.calls.clear()

    await workspace.beat(hours=24)

    assert workspace.slack.calls_of("chat.postMessage") == []
    assert json.dumps(workspace.messages[-1]["blocks"])
