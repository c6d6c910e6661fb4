"""The pretend chat platform as the courier sees it."""

from adapters.playground.rendering import card_json
from adapters.playground.requests import PLATFORM, WORKSPACE
from bot.chat.cards import Card
from bot.chat.platform import Address, NotDelivered
from bot.clock import Clock
from bot.store.playground import NewMessage, PlaygroundRooms, direct_room


class PlaygroundPlatform:
    """A `ChatPlatform` whose channels are rows of our own database."""

    name = PLATFORM

    def __init__(self, rooms: PlaygroundRooms, clock: Clock) -> None:
        self._rooms = rooms
        self._clock = clock

    async def post(self, address: Address, card: Card, *, key: str) -> str:
        """Post a card. A key that was posted before gives the message it has."""
        room_id = await self._room_id(address)
        message = NewMessage(room_id=room_id, card=card_json(card), delivery_key=key)
        return str(await self._rooms.post(message, at=self._clock.now()))

    async def update(self, address: Address, message_id: str, card: Card) -> None:
        await self._room_id(address)
        if not message_id.isdecimal() or not await self._rooms.replace_card(int(message_id), card_json(card)):
            raise NotDelivered("message_gone", f"There is no message {message_id} in the playground any more")

    async def find_posted(self, address: Address, *, key: str) -> str | None:
        message_id = await self._rooms.find_delivery(await self._room_id(address), key)
        return None if message_id is None else str(message_id)

    async def _room_id(self, address: Address) -> str:
        if address.workspace_id != WORKSPACE:
            raise NotDelivered("revoked", f"The playground knows no workspace {address.workspace_id}")
        if address.channel_id is not None:
            return await self._channel(address.channel_id)
        return await self._direct_room(address.user_ids)

    async def _channel(self, channel_id: str) -> str:
        if not await self._rooms.has_room(channel_id):
            raise NotDelivered("channel_gone", f"The playground has no channel {channel_id}")
        return channel_id

    async def _direct_room(self, user_ids: tuple[str, ...]) -> str:
        known = {member.user_id for member in await self._rooms.members()}
        if not user_ids or not known.issuperset(user_ids):
            raise NotDelivered("direct_closed", f"The playground has no such people: {', '.join(user_ids)}")
        room = direct_room(*user_ids)
        if not await self._rooms.has_room(room.room_id):
            await self._rooms.add_room(room)
        return room.room_id
