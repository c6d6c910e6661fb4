"""The JSON doors of the playground, over a real socket."""

import asyncio
import json

import pytest

from adapters.playground.requests import MESSAGE_LIMIT
from bot.chat.commands import COMMANDS
from bot.chat.requests import ButtonPress, Command, FormSubmission, ThreadMessage
from tests.playground.conftest import Visit, request_id

HOSTILE_TEXTS = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "<!channel> @everyone @here",
    "\u202eright to left\u202c",
    "bell\x07 and escape\x1b[31m",
    "👩‍👩‍👧‍👧 🇵🇹",
    "x" * MESSAGE_LIMIT,
)


async def test_a_command_is_brought_to_the_engine_in_its_parts(visit: Visit) -> None:
    await visit.say("/practice  answer  3 and\nmore", person="bo")

    [command] = visit.engine.requests
    assert isinstance(command, Command)
    assert (command.name, command.subcommand, command.text) == ("practice", "answer", "3 and\nmore")
    assert (command.person.user_id, command.person.time_zone, command.person.is_admin) == (
        "bo",
        "America/New_York",
        False,
    )
    assert (command.place.kind, command.place.channel_id, command.place.channel_name) == (
        "channel",
        "channel:practice",
        "practice",
    )


async def test_a_private_answer_is_seen_by_who_asked_and_dismissed_by_them(visit: Visit) -> None:
    outcome = await visit.say("/practice progress")

    [answer] = outcome["messages"]
    assert (answer["private"], answer["in_answer_to"]) == (True, "/practice progress")
    assert await visit.sees("bo") == []
    await visit.post(f"messages/{answer['id']}/remove", person="ana", request_id=request_id())
    assert await visit.sees("ana") == []


async def test_in_a_direct_room_an_answer_needs_no_mark(visit: Visit) -> None:
    outcome = await visit.say("/practice progress", room="direct:ana")

    [answer] = outcome["messages"]
    assert answer["private"] is False
    command = visit.engine.requests[0]
    assert command.place.kind == "direct"


async def test_talk_is_stored_and_the_engine_hears_nothing_of_it(visit: Visit) -> None:
    await visit.say("Morning all")
    await visit.say("/ is not a command, nor is and/or")

    assert [message["text"] for message in await visit.sees("bo")] == [
        "Morning all",
        "/ is not a command, nor is and/or",
    ]
    assert visit.engine.requests == []


async def test_talk_under_our_message_is_stored_and_brought_to_the_engine(visit: Visit) -> None:
    [question] = (await visit.say("/practice start"))["messages"]

    outcome = await visit.say("word " * 30, person="bo", thread=question["id"])

    written = visit.engine.requests[-1]
    assert isinstance(written, ThreadMessage)
    assert (written.place.kind, written.place.thread_id) == ("thread", str(question["id"]))
    own, answer = outcome["messages"]
    assert (written.message_id, own["author"]) == (str(own["id"]), "bo")
    assert (answer["private"], answer["thread"]) == (True, question["id"])


async def test_talk_under_a_members_message_is_nothing_to_the_engine(visit: Visit) -> None:
    [above] = (await visit.say("A thought"))["messages"]

    await visit.say("Another", person="bo", thread=above["id"])

    assert visit.engine.requests == []


async def test_edits_and_deletions_in_our_threads_reach_the_engine(visit: Visit) -> None:
    [question] = (await visit.say("/practice start"))["messages"]
    [own] = (await visit.say("Short", thread=question["id"]))["messages"]

    await visit.post(f"messages/{own['id']}/edit", person="ana", text="Longer now", request_id=request_id())
    await visit.post(f"messages/{own['id']}/remove", person="ana", request_id=request_id())

    heard = [request for request in visit.engine.requests if isinstance(request, ThreadMessage)]
    assert [(request.change, request.text) for request in heard] == [
        ("written", "Short"),
        ("edited", "Longer now"),
        ("deleted", ""),
    ]


async def test_nobody_changes_what_another_wrote(visit: Visit) -> None:
    [message] = (await visit.say("Mine"))["messages"]

    refused = await visit.post(f"messages/{message['id']}/edit", person="bo", text="No", request_id=request_id())
    await visit.post(f"messages/{message['id']}/remove", person="bo", request_id=request_id())

    assert refused["sentence"] == "Only who wrote a message can change it."
    assert [shown["text"] for shown in await visit.sees("bo")] == ["Mine"]


async def test_a_button_that_the_message_has_is_pressed(visit: Visit) -> None:
    [card] = (await visit.say("/practice progress"))["messages"]

    outcome = await visit.press(card, "answer", "4")

    press = visit.engine.requests[-1]
    assert isinstance(press, ButtonPress)
    assert (press.action, press.value, press.message_id) == ("answer", "4", str(card["id"]))
    assert outcome["form"]["id"] == "answer"


@pytest.mark.parametrize(("action", "value"), [("answer", "5"), ("stop", ""), ("", "")])
async def test_a_button_that_the_message_has_not_is_refused(visit: Visit, action: str, value: str) -> None:
    [card] = (await visit.say("/practice progress"))["messages"]

    await visit.press(card, action, value)

    assert visit.statuses[-1] == 404
    assert not any(isinstance(request, ButtonPress) for request in visit.engine.requests)


async def test_a_button_of_somebody_elses_private_answer_is_refused(visit: Visit) -> None:
    [card] = (await visit.say("/practice progress"))["messages"]

    await visit.press(card, "answer", "4", person="bo")

    assert visit.statuses[-1] == 404


async def test_a_private_answer_never_takes_the_place_of_a_card_that_others_see(visit: Visit) -> None:
    await visit.say("/practice start")
    await visit.server.travel.push("question", member=await visit.server._conversations.member("ana"))
    await visit.server.travel.wait()
    question = (await visit.sees("bo"))[-1]

    outcome = await visit.press(question, "remind", "6", person="bo")

    assert outcome["messages"][0]["private"] is True
    assert (await visit.sees("ana"))[-1]["card"] == question["card"]


async def test_a_private_card_is_replaced_by_the_answer_to_its_button(visit: Visit) -> None:
    [card] = (await visit.say("/practice today"))["messages"]

    [changed] = (await visit.press(card, "remind", "1"))["messages"]

    assert changed["id"] == card["id"]
    assert [message["card"]["title"] for message in await visit.sees("ana")] == ["You will be reminded"]


async def test_a_form_comes_back_with_words_beside_its_fields(visit: Visit) -> None:
    outcome = await _submit(visit, {"action": "Too short", "result": ""})

    assert set(outcome["field_errors"]) == {"action", "result"}
    assert outcome["messages"] == []


async def test_a_form_is_sent_as_it_was_typed(visit: Visit) -> None:
    values = {"action": "I moved  the\r\nthreshold\0", "result": "Fewer false alarms", "days": ["0", "1"]}

    await _submit(visit, values)

    [submission] = visit.engine.requests
    assert isinstance(submission, FormSubmission)
    assert submission.values == {
        "action": "I moved  the\nthreshold",
        "result": "Fewer false alarms",
        "days": ["0", "1"],
    }


async def test_the_same_request_sent_again_posts_nothing_more(visit: Visit) -> None:
    for _ in range(2):
        await visit.say("Once", request_id="same-request-1")
        await visit.say("/practice progress", request_id="same-request-2")

    assert len(await visit.sees("ana")) == 2


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
async def test_whatever_people_type_comes_back_as_it_was_typed(visit: Visit, text: str) -> None:
    await visit.say(text)

    [message] = await visit.sees("bo")
    assert message["text"] == text


@pytest.mark.parametrize(
    ("text", "words"),
    [("x" * (MESSAGE_LIMIT + 1), "40,001 characters"), (" \n ", "empty message"), ("\0\0", "empty message")],
)
async def test_a_text_that_no_message_holds_is_refused_in_words(visit: Visit, text: str, words: str) -> None:
    refused = await visit.say(text)

    assert visit.statuses[-1] == 422
    assert words in refused["sentence"]
    assert await visit.sees("ana") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"person": "nobody"},
        {"room": "channel:closed"},
        {"room": "direct:bo"},
        {"thread": 999},
    ],
)
async def test_what_does_not_exist_is_said_in_words(visit: Visit, wrong: dict[str, str]) -> None:
    refused = await visit.say("Hello", **wrong)

    assert visit.statuses[-1] == 404
    assert refused["sentence"].endswith(".")
    assert refused["next_step"]


async def test_a_thread_under_a_private_answer_is_refused(visit: Visit) -> None:
    [answer] = (await visit.say("/practice progress"))["messages"]

    refused = await visit.say("Hello", thread=answer["id"])

    assert "Only you see that message" in refused["sentence"]


@pytest.mark.parametrize("path", ["nowhere", "messages/abc/thread", "messages/99999999999999999999/thread"])
async def test_unknown_addresses_are_told_in_words(visit: Visit, path: str) -> None:
    refused = await visit.get(path, person="ana")

    assert visit.statuses[-1] == 404
    assert refused["sentence"]


async def test_a_body_over_a_megabyte_is_refused_in_words(visit: Visit) -> None:
    refused = await visit.say("x" * 1_100_000)

    assert visit.statuses[-1] == 413
    assert "1 MB" in refused["sentence"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"person":1}', b"\xff\xfe", b'{"person":"ana","room":"x","text":"\\ud800"}']
)
async def test_a_body_that_is_no_request_is_refused_in_words(visit: Visit, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    async with visit.session.post(f"{visit.url}/api/messages", data=body, headers=headers) as response:
        assert response.status == 422
        assert (await response.json())["sentence"].startswith("The page sent something unreadable")


async def test_a_fault_of_ours_is_told_with_a_reference(visit: Visit, caplog: pytest.LogCaptureFixture) -> None:
    refused = await visit.say("/practice fail")

    assert visit.statuses[-1] == 500
    reference = refused["sentence"].split("reference ")[1].rstrip(").")
    assert reference in caplog.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_another_sites_page_is_refused(visit: Visit, headers: dict[str, str]) -> None:
    body = {"person": "ana", "room": "channel:practice", "text": "Hello", "request_id": request_id()}
    async with visit.session.post(f"{visit.url}/api/messages", json=body, headers=headers) as response:
        assert response.status == 403
        assert (await response.json())["sentence"]

    assert await visit.sees("ana") == []


async def test_a_form_that_another_site_could_send_is_refused(visit: Visit) -> None:
    async with visit.session.post(f"{visit.url}/api/messages", data=json.dumps({})) as response:
        assert response.status == 415


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
async def test_every_name_of_this_machine_is_answered(visit: Visit, host: str) -> None:
    port = visit.url.rsplit(":", 1)[1]
    async with visit.session.get(f"{visit.url}/", headers={"Host": f"{host}:{port}"}) as response:
        assert response.status == 200


async def test_the_page_may_load_nothing_from_elsewhere(visit: Visit) -> None:
    async with visit.session.get(f"{visit.url}/") as response:
        policy = response.headers["Content-Security-Policy"]
        page = await response.text()

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "//" not in page.replace("<!doctype", "")


@pytest.mark.parametrize("path", ["/static/../server.py", "/static/%2e%2e/server.py", "/static/..%2fserver.py"])
async def test_only_the_pages_own_files_are_served(visit: Visit, path: str) -> None:
    reader, writer = await _raw(visit)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()

    assert b"PlaygroundServer" not in answer
    assert answer.split()[1] in (b"403", b"404")


async def test_commands_and_completions_come_from_the_one_table(visit: Visit) -> None:
    commands = await visit.get("commands")

    assert [(one["name"], one["subcommand"]) for one in commands] == [(c.name, c.subcommand) for c in COMMANDS]
    assert commands[0]["usage"] == COMMANDS[0].usage
    assert await visit.get("complete", source="week", text="") == ["1", "2", "3", "4"]
    assert await visit.get("complete", source="member", text="@B") == ["@Bo"]


async def test_a_member_is_added_with_a_room_of_their_own(visit: Visit) -> None:
    added = await visit.post("people", name="  Gil   Ó ", time_zone="europe/berlin")

    state = await visit.get("state", person=added["id"])
    assert added["id"] == "gil-o"
    assert state["directory"]["people"][-1] == {
        "id": "gil-o",
        "name": "Gil Ó",
        "time_zone": "Europe/Berlin",
        "admin": False,
    }
    assert [room["id"] for room in state["directory"]["rooms"] if room["kind"] == "direct"] == ["direct:gil-o"]


@pytest.mark.parametrize(
    ("name", "zone", "field"),
    [
        ("", "Europe/Berlin", "name"),
        ("ANA", "Europe/Berlin", "name"),
        ("x" * 41, "Europe/Berlin", "name"),
        ("A\u202enA", "Europe/Berlin", "name"),
        ("Gil", "Mars/Olympus", "time_zone"),
        ("Gil", "../etc/passwd", "time_zone"),
    ],
)
async def test_a_member_that_cannot_be_is_refused_beside_the_field(
    visit: Visit, name: str, zone: str, field: str
) -> None:
    refused = await visit.post("people", name=name, time_zone=zone)

    assert visit.statuses[-1] == 422
    assert list(refused["field_errors"]) == [field]


async def test_names_without_latin_letters_get_an_id_too(visit: Visit) -> None:
    ids = [(await visit.post("people", name=name, time_zone="UTC"))["id"] for name in ("Мила", "مريم")]

    assert ids == ["member", "member-2"]


async def test_a_channel_is_added_once(visit: Visit) -> None:
    added = await visit.post("channels", person="ana", name=" #Mock Room")
    again = await visit.post("channels", person="ana", name="mock-room")
    wrong = await visit.post("channels", person="ana", name="<b>")

    assert added == {"id": "channel:mock-room"}
    assert "There is a #mock-room already" in again["sentence"]
    assert list(wrong["field_errors"]) == ["name"]


async def _submit(visit: Visit, values: dict[str, object]) -> dict[str, list[object]]:
    outcome: dict[str, list[object]] = await visit.post(
        "forms",
        person="ana",
        room="channel:practice",
        form_id="answer",
        context="1",
        values=values,
        request_id=request_id(),
    )
    return outcome


async def _raw(visit: Visit) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    port = int(visit.url.rsplit(":", 1)[1])
    return await asyncio.open_connection("127.0.0.1", port)
