"""What the bot sends by itself, seen once on Discord whatever happens on the way, and who hears of trouble."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from adapters.discord.messages import footprint_of
from tests.discord.conftest import MONDAY, Server, connected
from tests.stands.discord import world
from tests.stands.discord.people import Person, person
from tests.stands.discord.rest import Call, too_many
from tests.stands.discord.stand import DiscordStandIn
from tests.stands.discord.world import Guild

MESSAGES = "/channels/{channel_id}/messages"


async def test_a_question_whose_answer_got_lost_is_seen_once(server: Server) -> None:
    await server.runs_a_group()
    lost: list[Call] = []

    def lose_one(call: Call) -> bool:
        is_first = call.method == "POST" and call.template == MESSAGES and not lost
        lost.extend([call] if is_first else [])
        return is_first

    server.discord.rest.trouble_after = lose_one
    server.clock.at = MONDAY
    await server.beat()
    await server.beat(minutes=1)
    await server.beat(minutes=1)

    assert len(server.questions) == 1


async def test_a_process_that_died_after_posting_is_followed_by_one_that_posts_nothing(
    stand: DiscordStandIn, ana: Person, bo: Person, cy: Person, sqlite_url: str, pointed: None, monkeypatch: Any
) -> None:
    async with connected(stand, ana, bo, cy, sqlite_url) as first:
        await first.runs_a_group()
        first.clock.at = MONDAY
        monkeypatch.setattr(first.core.courier, "_settle_sent", _dies)
        await first.beat()
        clock = first.clock
    stand.passes(600)

    async with connected(stand, ana, bo, cy, sqlite_url, clock=clock) as second:
        await second.beat(minutes=2)
        await second.beat(minutes=2)

        assert len(second.questions) == 1


async def test_buttons_and_forms_outlive_a_restart(
    stand: DiscordStandIn, ana: Person, bo: Person, cy: Person, sqlite_url: str, pointed: None
) -> None:
    async with connected(stand, ana, bo, cy, sqlite_url) as first:
        question, clock = await first.has_a_question(), first.clock
        form = await ana.presses("Answer", question)

    async with connected(stand, ana, bo, cy, sqlite_url, clock=clock) as second:
        saved = await second.fills(form, "I measured the change before it went out")
        await second.beat(seconds=3)

        assert "answered" in saved.text
        assert "One person answered" in question.text
        assert stand.syncs == 1
        [first_number] = [part["id"] for part in question.as_payload["components"][:1]]
        assert first_number == footprint_of(f"daily:1:{MONDAY:%Y-%m-%d}")


@pytest.mark.parametrize(
    ("denied", "says"),
    [
        (world.VIEW, "I am not in the practice channel"),
        (world.SEND, "I may not post in the practice channel"),
    ],
)
async def test_an_organiser_hears_once_of_missing_permissions_and_nothing_loops(
    server: Server, denied: int, says: str
) -> None:
    await server.runs_a_group()
    await server.discord.denies(server.ana.channel, denied)
    server.discord.rest.calls.clear()

    server.clock.at = MONDAY
    for _ in range(5):
        await server.beat(minutes=1)

    tries = [
        call for call in server.discord.calls_of("POST", MESSAGES) if call.id("channel_id") == server.ana.channel.id
    ]
    assert [message.text for message in server.ana.directs if says in message.text] == [server.ana.directs[-1].text]
    assert len(tries) <= 2


async def test_the_question_comes_after_all_once_the_permission_is_there(server: Server) -> None:
    await server.runs_a_group()
    await server.discord.denies(server.ana.channel, world.VIEW)
    server.clock.at = MONDAY
    await server.beat()

    await server.discord.denies(server.ana.channel, 0)
    await server.beat(minutes=6)

    assert len(server.questions) == 1


async def test_a_channel_that_is_gone_pauses_the_group_and_tells_its_organiser(server: Server) -> None:
    await server.runs_a_group()
    await server.discord.deletes_channel(server.ana.channel)

    server.clock.at = MONDAY
    for _ in range(4):
        await server.beat(minutes=1)

    assert ["practice channel is gone" in message.text for message in server.ana.directs] == [True]


async def test_an_organiser_without_direct_messages_stops_nothing(server: Server) -> None:
    await server.runs_a_group()
    server.ana.user.takes_direct = False
    await server.discord.denies(server.ana.channel, world.SEND)

    server.clock.at = MONDAY
    for _ in range(5):
        await server.beat(minutes=1)
    await server.discord.denies(server.ana.channel, 0)
    await server.beat(days=1)

    assert server.ana.directs == []
    assert len(server.discord.calls_of("POST", MESSAGES)) < 12
    assert server.questions


async def test_a_question_that_somebody_deleted_is_not_looked_for_again_and_again(server: Server) -> None:
    question = await server.has_a_question()
    form = await server.ana.presses("Answer", question)
    await server.discord.removes(question)
    server.discord.rest.calls.clear()

    await server.fills(form, "I measured the change before it went out")
    for _ in range(5):
        await server.beat(minutes=1)

    edits = server.discord.calls_of("PATCH", f"{MESSAGES}/{{message_id}}")
    assert len(edits) <= 1
    assert server.ana.directs == []


async def test_a_daily_thread_that_was_archived_does_not_stop_the_tally(reading_server: Server) -> None:
    server = reading_server
    question = await server.has_a_question()
    assert question.thread is not None
    await server.discord.archives(question.thread)

    await server.fills(await server.ana.presses("Answer", question), "I measured the change before it went out")
    await server.beat(seconds=3)

    assert "One person answered" in question.text


@pytest.mark.parametrize("denied", [world.CREATE_PUBLIC_THREADS, world.SEND_IN_THREADS])
async def test_a_question_comes_also_where_no_thread_may_be_opened(reading_server: Server, denied: int) -> None:
    server = reading_server
    await server.runs_a_group()
    await server.discord.denies(server.ana.channel, denied)

    server.clock.at = MONDAY
    await server.beat()

    assert len(server.questions) == 1


async def test_a_deleted_daily_thread_loses_no_answers_and_stops_nothing(reading_server: Server) -> None:
    server = reading_server
    question = await server.has_a_question()
    assert question.thread is not None
    await server.discord.deletes_channel(question.thread)

    await server.fills(await server.ana.presses("Answer", question), "I measured the change before it went out")
    await server.beat(seconds=3)
    await server.beat(days=1)

    assert "One person answered" in question.text
    assert len(server.questions) == 2


async def test_a_rate_limit_is_kept_to_the_second(server: Server) -> None:
    await server.runs_a_group()
    server.discord.rest.trouble = lambda call: too_many(90) if call.template == MESSAGES else None
    server.clock.at = MONDAY
    server.discord.rest.calls.clear()
    await server.beat()
    server.discord.rest.trouble = lambda call: None

    await server.beat(seconds=88)
    assert server.questions == []
    await server.beat(seconds=3)

    assert len(server.questions) == 1


async def test_a_short_rate_limit_is_waited_for(server: Server) -> None:
    await server.runs_a_group()
    server.discord.rest.limits.set("POST", MESSAGES, uses=1, seconds=0.2)

    server.clock.at = MONDAY
    await server.beat()
    await server.beat(seconds=5)

    assert len(server.questions) == 1


# Servers


async def test_an_outage_is_no_removal(server: Server) -> None:
    await server.runs_a_group()

    await server.discord.goes_down(server.guild)
    server.clock.at = MONDAY
    await server.beat()
    await server.discord.comes_back(server.guild)
    await server.beat(minutes=1)

    assert len(server.questions) == 1
    assert "Day 1" in (await server.ana.types("/practice today")).text


async def test_a_server_that_is_down_when_the_bot_starts_is_no_removal(
    stand: DiscordStandIn, guild: Guild, ana: Person, bo: Person, cy: Person, sqlite_url: str, pointed: None
) -> None:
    async with connected(stand, ana, bo, cy, sqlite_url) as first:
        await first.runs_a_group()
    guild.is_available = False

    async with connected(stand, ana, bo, cy, sqlite_url, clock=first.clock) as second:
        second.clock.at = MONDAY
        await stand.comes_back(guild)
        await second.beat()

        assert len(second.questions) == 1


async def test_removing_the_bot_stops_at_once_and_inviting_it_again_goes_on(server: Server) -> None:
    await server.has_a_question()
    await server.discord.kicks_bot(server.guild)
    await _until_known(server, is_in=False)
    server.discord.rest.calls.clear()

    await server.beat(days=1)
    assert server.discord.calls_of("POST", MESSAGES) == []
    await server.discord.invites_bot(server.guild)
    await _until_known(server, is_in=True)
    await server.beat(days=1)

    assert len(server.questions) == 2
    assert "Day" in (await server.ana.types("/practice today")).text


async def test_being_removed_while_away_is_noticed(
    stand: DiscordStandIn, guild: Guild, ana: Person, bo: Person, cy: Person, sqlite_url: str, pointed: None
) -> None:
    stand.add_guild("Another")
    async with connected(stand, ana, bo, cy, sqlite_url) as first:
        await first.has_a_question()
    await stand.kicks_bot(guild)
    stand.rest.calls.clear()

    async with connected(stand, ana, bo, cy, sqlite_url, clock=first.clock) as second:
        await _until_known(second, is_in=False)
        await second.beat(days=1)

    assert stand.calls_of("POST", MESSAGES) == []


async def test_everything_of_a_server_is_forgotten_after_thirty_days(server: Server) -> None:
    await server.has_a_question()
    await server.discord.kicks_bot(server.guild)
    await _until_known(server, is_in=False)

    server.clock.at += timedelta(days=31)
    await server.connection.tidy()
    await server.discord.invites_bot(server.guild)
    await _until_known(server, is_in=True)

    assert "No group practises in this channel yet" in (await server.ana.types("/practice today")).text


async def test_two_servers_on_two_shards_have_each_their_own(
    stand: DiscordStandIn, sqlite_url: str, pointed: None
) -> None:
    stand.gateway.shards = 2
    people = []
    for shard in (0, 1):
        guild = stand.add_guild(f"Shard {shard}", guild_id=stand.ids.on_shard(shard, of=2))
        channel = stand.add_channel(guild, "practice")
        names = (("Ana", world.MANAGE_GUILD), ("Bo", 0), ("Cy", 0))
        people.append([person(stand, stand.add_member(guild, name, permissions=may), channel) for name, may in names])

    async with connected(stand, *people[0], sqlite_url) as server:
        await stand.eventually(lambda: len(stand.gateway.live) == 2)
        await server.runs_a_group()
        elsewhere = await people[1][0].types("/practice today")
        server.clock.at = MONDAY
        await server.beat()

        assert len(server.questions) == 1
        assert "No group practises in this channel yet" in elsewhere.text
        assert people[1][1].sees == []


async def _until_known(server: Server, *, is_in: bool) -> None:
    """Wait until it was noted whether the bot is in the server: that happens in the background."""
    for _ in range(200):
        if await server.connection.platform._servers.has_ended("discord", str(server.guild.id)) is not is_in:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it was not noted")


async def _dies(*_anything: object) -> bool:
    raise RuntimeError("the process was killed here")
