"""A lively group in its second week, lived through the engine in a moment."""

from bot.clock import PushableClock
from bot.engine import Engine
from bot.store.playground import PlaygroundRooms


async def fill(engine: Engine, rooms: PlaygroundRooms, clock: PushableClock) -> None:
    """Let six members practise until the middle of the second week; a playground in use stays as it is."""
