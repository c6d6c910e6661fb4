"""What people do on Discord, over real sockets: commands, buttons, forms, threads, completion, small groups."""

import asyncio

import pytest

from tests.conversation import LONG_REPLY
from tests.discord.conftest import BEAT, Server
from tests.stands.discord.people import NotOffered, Person
from tests.stands.discord.world import ANNOUNCEMENTS, FORUM, STAGE, VOICE


async def test_a_command_is_answered_to_who_typed_it(server: Server) -> None:
    heard = await server.ana.types("/practice help")

    assert heard.is_private
    assert "What I can do" in heard.text
    assert heard.interaction.answered_after < 1


async def test_a_group_is_set_up_by_buttons_and_welcomed_in_the_channel(server: Server) -> None:
    offered = await server.ana.types("/practice setup")
    summary = await server.ana.presses("Use all defaults", offered)
    await server.beat()

    assert "Start the four weeks" in summary.buttons
    assert "join" in server.messages[-1].text.lower()


async def test_a_day_from_the_question_to_the_tally(server: Server) -> None:
    question = await server.has_a_question()

    saved = await server.fills(await server.ana.presses("Answer", question), BEAT)
    await server.beat(seconds=3)

    assert "answered" in saved.text
    assert saved.is_private
    assert "One person answered" in question.text


async def test_nothing_typed_is_lost_between_the_steps_of_a_form(server: Server) -> None:
    question = await server.has_a_question()
    first = await server.ana.presses("Answer", question)
    typed = {field["custom_id"]: f"{BEAT} ({field['custom_id']})" for field in first.fields}
    kept = await server.ana.submits(first, **typed)

    again = await server.ana.presses("Change this step", kept)

    assert {field["custom_id"]: field["value"] for field in again.fields} == typed


async def test_answers_in_the_thread_count_and_follow_edits_and_deletions(reading_server: Server) -> None:
    server = reading_server
    question = await server.has_a_question()
    assert question.thread is not None
    in_thread = server.ana.in_(question.thread)

    written = await in_thread.writes(LONG_REPLY)
    await server.discord.eventually(lambda: server.ana.directs)
    await server.beat(seconds=3)
    assert "Counted" in server.ana.directs[-1].text
    assert "One person answered" in question.text
    await in_thread.deletes(written)
    await server.settles(lambda: "Nobody has answered yet" in question.text)


async def test_without_the_intent_there_is_no_thread_and_nothing_is_read(server: Server) -> None:
    question = await server.has_a_question()
    thread = await server.bo.starts_thread(question, "Mine")
    await server.bo.in_(thread).writes(LONG_REPLY)
    await server.beat(seconds=3)

    assert "Nobody has answered yet" in question.text
    assert server.bo.directs == []


async def test_themes_and_questions_are_completed_while_typing(server: Server) -> None:
    themes = await server.ana.completes("/practice probes", topic="")
    few = await server.ana.completes("/practice guide", topic="star")

    assert len(themes) > 3
    assert any("STAR" in each for each in few)


async def test_a_command_in_a_messages_menu(server: Server) -> None:
    await server.runs_a_group()
    written = await server.bo.writes("A time when an evaluation changed my mind about a model")
    [menu] = [each["name"] for each in server.ana.offered if each["type"] == 3][:1]

    heard = await server.ana.right_clicks(written, menu)

    assert heard.is_private
    assert heard.text


async def test_a_direct_message_can_be_answered_by_its_buttons(server: Server) -> None:
    question = await server.has_a_question()
    await server.ana.presses("Remind me later", question)
    for _ in range(6):
        await server.beat(hours=1)
    reminder = server.ana.directs[-1]
    directly = server.ana.in_(reminder.channel)

    heard = await directly.presses("Answer", reminder)

    assert heard.is_form


async def test_commands_are_not_offered_in_direct_messages(server: Server) -> None:
    direct = server.discord.direct_with(server.ana.user)

    with pytest.raises(NotOffered):
        await server.ana.in_(direct).types("/practice help")


async def test_a_time_zone_is_asked_for_and_its_name_is_found(server: Server) -> None:
    await server.runs_a_group()
    form = await server.ana.types("/practice profile")

    refused = await server.fills(form, time_zone="Europe/Berln")
    again = await server.ana.presses("Open it again", refused)
    accepted = await server.fills(again, time_zone="Europe/Berlin")

    assert "Europe/Berlin" in refused.text
    assert next(each["value"] for each in again.fields if each["custom_id"] == "time_zone") == "Europe/Berln"
    assert "Europe/Berlin" in accepted.text


async def test_many_people_at_once_are_each_answered_and_counted(server: Server) -> None:
    question = await server.has_a_question()
    crowd = [server.ana.beside(f"Person {number}") for number in range(25)]

    async def practises(who: Person) -> None:
        assert "You are in" in (await who.types("/practice join")).text
        saved = await server.fills(await who.presses("Answer", question), BEAT, who=who)
        assert "answered" in saved.text

    await asyncio.gather(*(practises(who) for who in crowd))
    await server.beat(seconds=3)

    assert "25 people answered" in question.text


# Places


async def test_in_a_thread_it_is_about_the_group_of_its_channel(server: Server) -> None:
    question = await server.has_a_question()
    thread = await server.bo.starts_thread(question, "Let us talk")
    in_thread = server.ana.in_(thread)

    today = await in_thread.types("/practice today")
    saved = await server.fills(await in_thread.presses("Answer", today), BEAT)
    await server.beat(seconds=3)

    assert "Day 1" in today.text
    assert "answered" in saved.text
    assert "One person answered" in question.text


@pytest.mark.parametrize("kind", [VOICE, ANNOUNCEMENTS, STAGE])
async def test_other_kinds_of_channels_are_answered_in(server: Server, kind: int) -> None:
    elsewhere = server.discord.add_channel(server.guild, "elsewhere", kind=kind)

    for line in ("/practice today", "/practice setup", "/practice help"):
        assert (await server.ana.in_(elsewhere).types(line)).text.strip()


async def test_a_post_of_a_forum_is_answered_in(server: Server) -> None:
    forum = server.discord.add_channel(server.guild, "forum", kind=FORUM)
    post = server.discord.starts_thread(forum, "A post", owner=server.bo.user)

    for line in ("/practice today", "/practice setup", "/practice help"):
        assert (await server.ana.in_(post).types(line)).text.strip()


@pytest.mark.parametrize("text", ["", "x" * 4000, "<@1> **bold** ||secret||"])
async def test_any_message_may_be_asked_about(server: Server, text: str) -> None:
    question = await server.has_a_question()
    written = await server.bo.writes(text)
    menus = [each["name"] for each in server.ana.offered if each["type"] == 3]

    for message in (written, question):
        for menu in menus:
            assert (await server.ana.right_clicks(message, menu)).text.strip()


async def test_a_link_that_discord_unfolds_changes_no_answer(reading_server: Server) -> None:
    server = reading_server
    question = await server.has_a_question()
    assert question.thread is not None
    written = await server.ana.in_(question.thread).writes(LONG_REPLY)
    await server.settles(lambda: "One person answered" in question.text)

    await server.discord.tells_of(written, "MESSAGE_UPDATE")
    await server.ana.types("/practice help")
    await server.beat(seconds=3)

    assert "One person answered" in question.text
    assert len(server.ana.directs) == 1
