"""The playground as a chat platform."""

import msgspec
import pytest

from adapters.playground.platform import PlaygroundPlatform
from bot.chat.cards import Bullets, Card, Facts, Inline, Mention, Paragraph, Text, buttons_of, texts_of
from bot.chat.platform import Address
from bot.clock import SystemClock
from bot.store.playground import PlaygroundRooms, RoomMessage, direct_room
from tests.platform_contract import PlatformContract, Seen, Stage


class TestPlaygroundPlatform(PlatformContract):
    """Everything that every platform owes the courier."""

    @pytest.fixture
    def stage(self, rooms: PlaygroundRooms) -> Stage:
        async def look(address: Address) -> list[Seen]:
            room_id = address.channel_id or direct_room(*address.user_ids).room_id
            page = await rooms.page(room_id, viewer="ana", before=None, limit=100)
            return [_seen(message) for message in page.messages]

        return Stage(
            platform=PlaygroundPlatform(rooms, SystemClock()),
            channel=_channel("practice"),
            other_channel=_channel("general"),
            direct=_people("ana"),
            small_group=_people("ana", "bo"),
            missing_channel=_channel("closed"),
            missing_person=_people("nobody"),
            person_id="ana",
            look=look,
        )


async def test_a_key_posted_twice_is_one_message(rooms: PlaygroundRooms) -> None:
    platform = PlaygroundPlatform(rooms, SystemClock())

    first = await platform.post(_channel("practice"), Card("A card"), key="daily:1:1")
    second = await platform.post(_channel("practice"), Card("A card"), key="daily:1:1")

    assert first == second
    assert len((await rooms.page("channel:practice", viewer="bo", before=None, limit=9)).messages) == 1


async def test_a_direct_message_is_seen_by_nobody_else(rooms: PlaygroundRooms) -> None:
    platform = PlaygroundPlatform(rooms, SystemClock())

    message_id = await platform.post(_people("ana", "bo"), Card("Your mock"), key="pair:1:1")

    assert await rooms.message(int(message_id), viewer="bo") is not None
    assert await rooms.message(int(message_id), viewer="cy") is None
    assert "direct:ana+bo" not in [room.room_id for room in await rooms.rooms_of("cy")]


def _channel(name: str) -> Address:
    return Address(workspace_id="playground", channel_id=f"channel:{name}")


def _people(*user_ids: str) -> Address:
    return Address(workspace_id="playground", user_ids=user_ids)


def _seen(message: RoomMessage) -> Seen:
    """Say a message as the page draws it: every text of the card it is given, and nothing else."""
    card = msgspec.json.decode(message.card or "", type=Card)
    return Seen(
        id=str(message.id),
        text="\n".join(texts_of(card)),
        buttons=tuple((button.action, button.value) for button in buttons_of(card)),
        notifies=frozenset(part.user_id for part in _parts(card) if isinstance(part, Mention)),
    )


def _parts(card: Card) -> list[Inline]:
    texts: list[Text] = []
    for element in card.elements:
        match element:
            case Paragraph():
                texts.append(element.text)
            case Facts():
                texts.extend(row.value for row in element.rows)
            case Bullets():
                texts.extend(element.items)
    return [part for text in texts if not isinstance(text, str) for part in text]
