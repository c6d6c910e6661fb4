"""Discord as the courier needs it: the contract of every platform, and what Discord refuses in its own words."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import discord
import pytest
from aiohttp import web

from adapters.discord.platform import DiscordPlatform
from adapters.discord.rendering import read_button_id
from bot.chat.cards import Card
from bot.chat.platform import Address, NotDelivered
from bot.store.database import Database
from bot.store.discord import Rooms
from bot.store.installations import Installations
from tests.platform_contract import PlatformContract, Seen, Stage
from tests.stands.discord import world
from tests.stands.discord.people import Person
from tests.stands.discord.posted import Message
from tests.stands.discord.rest import Refused, too_many
from tests.stands.discord.stand import TOKEN, DiscordStandIn
from tests.stands.discord.world import Channel, Guild

pytestmark = pytest.mark.usefixtures("pointed")

CARD = Card("A card")
MESSAGES = "/channels/{channel_id}/messages"


@pytest.fixture
async def stage(
    stand: DiscordStandIn, guild: Guild, ana: Person, bo: Person, practice: Channel, sqlite_url: str
) -> AsyncIterator[Stage]:
    client = discord.Client(intents=discord.Intents.none(), max_ratelimit_timeout=30)
    await client.login(TOKEN)
    database = Database(sqlite_url)
    platform = DiscordPlatform(client, Installations(database), Rooms(database, "discord"), opens_threads=False)
    workspace = str(guild.id)
    other = next(each for each in guild.channels.values() if each.name == "other")
    people = (str(ana.user.id), str(bo.user.id))

    async def look(address: Address) -> list[Seen]:
        if address.channel_id is not None:
            return [_seen(message) for message in stand.channels[int(address.channel_id)].messages]
        if len(address.user_ids) == 1:
            return [_seen(message) for message in stand.direct_with(stand.users[int(address.user_ids[0])]).messages]
        members = {stand.bot.id, *(int(each) for each in address.user_ids)}
        rooms = [each for each in guild.channels.values() if each.is_thread and set(each.members) == members]
        return [_seen(message) for room in rooms for message in room.messages]

    yield Stage(
        platform=platform,
        channel=Address(workspace_id=workspace, channel_id=str(practice.id)),
        other_channel=Address(workspace_id=workspace, channel_id=str(other.id)),
        direct=Address(workspace_id=workspace, user_ids=people[:1]),
        small_group=Address(workspace_id=workspace, user_ids=people, home_channel_id=str(practice.id)),
        missing_channel=Address(workspace_id=workspace, channel_id="4004004004004004004"),
        missing_person=Address(workspace_id=workspace, user_ids=("4004004004004004004",)),
        person_id=people[0],
        look=look,
    )
    await client.close()
    await database.close()


class TestDiscordPlatform(PlatformContract):
    """The contract."""


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (404, 10003, "channel_gone"),
        (403, 50001, "not_in_channel"),
        (403, 50013, "not_allowed"),
        (403, 50007, "direct_closed"),
        (403, 50278, "direct_closed"),
        (401, 0, "revoked"),
        (403, 40004, "transient"),
        (503, 0, "transient"),
    ],
)
async def test_each_refusal_is_told_apart(
    stage: Stage, stand: DiscordStandIn, status: int, code: int, kind: str
) -> None:
    stand.rest.trouble = lambda call: Refused(status, code, "No")

    with pytest.raises(NotDelivered) as refusal:
        await stage.platform.post(stage.channel, CARD, key="daily:1:1")

    assert refusal.value.kind == kind


async def test_a_long_rate_limit_is_passed_on_to_the_second(stage: Stage, stand: DiscordStandIn) -> None:
    stand.rest.trouble = lambda call: too_many(90.5)

    with pytest.raises(NotDelivered) as refusal:
        await stage.platform.post(stage.channel, CARD, key="daily:1:1")

    assert refusal.value.kind == "rate_limited"
    assert refusal.value.retry_after_seconds == pytest.approx(90.5, abs=0.6)
    assert len(stand.calls_of("POST", MESSAGES)) == 1


async def test_a_refusal_from_before_discord_is_a_rate_limit_too(stage: Stage, stand: DiscordStandIn) -> None:
    stand.rest.trouble = lambda call: web.Response(status=429, text="slow down", headers={"Retry-After": "17"})

    with pytest.raises(NotDelivered) as refusal:
        await stage.platform.post(stage.channel, CARD, key="daily:1:1")

    assert (refusal.value.kind, refusal.value.retry_after_seconds) == ("rate_limited", 17.0)


async def test_a_post_whose_answer_is_lost_is_found_and_not_made_twice(stage: Stage, stand: DiscordStandIn) -> None:
    stand.rest.trouble_after = lambda call: call.method == "POST"

    with pytest.raises(NotDelivered) as refusal:
        await stage.platform.post(stage.channel, CARD, key="daily:1:1")

    assert refusal.value.kind == "transient"
    stand.rest.trouble_after = lambda call: False
    posted = await stage.platform.find_posted(stage.channel, key="daily:1:1")
    assert await stage.platform.post(stage.channel, CARD, key="daily:1:1") == posted
    assert len(await stage.look(stage.channel)) == 1


async def test_the_same_key_somewhere_else_is_another_message(stage: Stage) -> None:
    first = await stage.platform.post(stage.channel, CARD, key="welcome:1")
    second = await stage.platform.post(stage.other_channel, CARD, key="welcome:2")

    assert first != second
    assert len(await stage.look(stage.other_channel)) == 1


async def test_a_key_is_found_behind_many_messages_long_after(stage: Stage, stand: DiscordStandIn, ana: Person) -> None:
    message_id = await stage.platform.post(stage.channel, CARD, key="daily:1:1")
    for number in range(250):
        await ana.writes(str(number))
    stand.passes(3600)

    assert await stage.platform.find_posted(stage.channel, key="daily:1:1") == message_id


async def test_an_archived_room_is_woken(stage: Stage, stand: DiscordStandIn, guild: Guild) -> None:
    first = await stage.platform.post(stage.small_group, CARD, key="pair:1:1")
    [room] = [each for each in guild.channels.values() if each.is_thread]

    await stand.archives(room)
    await stage.platform.update(stage.small_group, first, Card("Changed"))
    await stand.archives(room)
    await stage.platform.post(stage.small_group, CARD, key="pair:1:2")

    assert [seen.text for seen in await stage.look(stage.small_group)] == ["Changed", "A card"]


async def test_a_room_that_was_deleted_is_opened_anew(stage: Stage, stand: DiscordStandIn, guild: Guild) -> None:
    await stage.platform.post(stage.small_group, CARD, key="pair:1:1")
    [room] = [each for each in guild.channels.values() if each.is_thread]
    await stand.deletes_channel(room)

    await stage.platform.post(stage.small_group, Card("Here we are"), key="pair:1:2")

    assert [seen.text for seen in await stage.look(stage.small_group)] == ["Here we are"]


async def test_where_threads_are_not_allowed_each_gets_a_direct_message(
    stage: Stage, stand: DiscordStandIn, practice: Channel, ana: Person, bo: Person
) -> None:
    await stand.denies(practice, world.CREATE_PRIVATE_THREADS)

    message_id = await stage.platform.post(stage.small_group, CARD, key="pair:1:1")
    await stage.platform.update(stage.small_group, message_id, Card("Changed"))

    assert [message.text for person in (ana, bo) for message in person.directs] == ["Changed", "Changed"]
    assert await stage.platform.find_posted(stage.small_group, key="pair:1:1") == message_id
    assert await stage.platform.find_posted(stage.small_group, key="pair:1:2") is None


async def test_with_neither_threads_nor_direct_messages_it_is_said_so(
    stage: Stage, stand: DiscordStandIn, practice: Channel, ana: Person, bo: Person
) -> None:
    await stand.denies(practice, world.CREATE_PRIVATE_THREADS)
    bo.user.takes_direct = False

    with pytest.raises(NotDelivered) as refusal:
        await stage.platform.post(stage.small_group, CARD, key="pair:1:1")

    assert refusal.value.kind == "direct_closed"
    assert bo.directs == []


async def test_closed_direct_messages_are_said_so(stage: Stage, ana: Person) -> None:
    ana.user.takes_direct = False

    with pytest.raises(NotDelivered) as refusal:
        await stage.platform.post(stage.direct, CARD, key="remind:1:1")

    assert refusal.value.kind == "direct_closed"


async def test_a_direct_conversation_is_opened_once(stage: Stage, stand: DiscordStandIn) -> None:
    for number in range(3):
        await stage.platform.post(stage.direct, CARD, key=f"remind:1:{number}")

    assert len(stand.calls_of("POST", "/users/@me/channels")) == 1


async def test_a_message_deleted_by_somebody_is_said_so(stage: Stage, stand: DiscordStandIn, practice: Channel) -> None:
    message_id = await stage.platform.post(stage.channel, CARD, key="daily:1:1")
    await stand.removes(practice.messages[0])

    with pytest.raises(NotDelivered) as refusal:
        await stage.platform.update(stage.channel, message_id, CARD)

    assert refusal.value.kind == "message_gone"


async def test_an_id_that_is_none_of_discords_is_refused_without_a_call(stage: Stage, stand: DiscordStandIn) -> None:
    stand.rest.calls.clear()
    for address in (
        Address(workspace_id=stage.channel.workspace_id, channel_id="../../users/@me"),
        Address(workspace_id=stage.channel.workspace_id, user_ids=("U0ANA",)),
    ):
        with pytest.raises(NotDelivered):
            await stage.platform.post(address, CARD, key="daily:1:1")

    assert stand.rest.calls == []


def _seen(message: Message) -> Seen:
    text = re.sub(r"\[t:(\d+)\]", _in_the_readers_zone, message.text)
    buttons = (read_button_id(each["custom_id"], is_direct=message.channel.guild is None) for each in message.buttons)
    return Seen(
        id=str(message.id),
        text=text,
        buttons=tuple((action, value) for action, value, _ in buttons),
        notifies=frozenset(message.pings),
    )


def _in_the_readers_zone(found: re.Match[str]) -> str:
    return f"{datetime.fromtimestamp(int(found[1]), UTC):%A %H:%M}"
