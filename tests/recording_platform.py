"""A chat platform that records what people see, and refuses, hangs or breaks where a test tells it to."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.chat.cards import Card, texts_of
from bot.chat.platform import Address, NotDelivered
from bot.clock import Clock

Trouble = Callable[[Address], BaseException | None]


@dataclass(kw_only=True)
class Message:
    """A message as people see it; `card` is what it shows now."""

    id: str
    address: Address
    key: str
    card: Card
    at: datetime

    @property
    def text(self) -> str:
        return "\n".join(texts_of(self.card))


@dataclass
class RecordingPlatform:
    """What people see, in the order in which it came. It prevents no double by itself.

    `trouble` is asked before anything is posted or updated, `search_trouble` before anything is looked up. `lose` names
    keys whose message arrives while the sender never hears of it. Every call waits before and after its effect, so that
    others get their turn in between.
    """

    clock: Clock
    name: str = "test"
    seen: list[Message] = field(default_factory=list)
    tries: list[tuple[datetime, str]] = field(default_factory=list)
    searches: list[str] = field(default_factory=list)
    trouble: Trouble = lambda address: None
    search_trouble: Trouble = lambda address: None
    lose: set[str] = field(default_factory=set)
    slow: dict[str, asyncio.Event] = field(default_factory=dict)

    async def post(self, address: Address, card: Card, *, key: str) -> str:
        self.tries.append((self.clock.now(), key))
        await asyncio.sleep(0)
        if address.workspace_id in self.slow:
            await self.slow[address.workspace_id].wait()
        _raise(self.trouble(address))
        message = Message(id=f"m{len(self.seen) + 1}", address=address, key=key, card=card, at=self.clock.now())
        self.seen.append(message)
        await asyncio.sleep(0)
        if key in self.lose:
            self.lose.remove(key)
            raise TimeoutError
        return message.id

    async def update(self, address: Address, message_id: str, card: Card) -> None:
        await asyncio.sleep(0)
        _raise(self.trouble(address))
        next(message for message in self.seen if message.id == message_id).card = card
        await asyncio.sleep(0)

    async def find_posted(self, address: Address, *, key: str) -> str | None:
        self.searches.append(key)
        await asyncio.sleep(0)
        _raise(self.search_trouble(address))
        return next((message.id for message in self.seen if message.key == key), None)

    @property
    def keys(self) -> list[str]:
        return [message.key for message in self.seen]

    def of_kind(self, kind: str) -> list[Message]:
        return [message for message in self.seen if message.key.startswith(f"{kind}:")]

    def refuse(self, kind: str, *, workspace: str = "", channels_only: bool = True, after: float | None = None) -> None:
        """Refuse what comes next, in one workspace where it is named, until `accept`."""

        def trouble(address: Address) -> BaseException | None:
            if (workspace and address.workspace_id != workspace) or (channels_only and address.channel_id is None):
                return None
            return NotDelivered(kind, kind, retry_after_seconds=after)  # type: ignore[arg-type]

        self.trouble = trouble

    def accept(self) -> None:
        self.trouble = self.search_trouble = lambda address: None


def _raise(trouble: BaseException | None) -> None:
    if trouble is not None:
        raise trouble
