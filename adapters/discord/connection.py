"""One process's connection to Discord: login, commands, shards, and what has to be done now and then."""

import asyncio
import contextlib
import logging
import os
import secrets
from dataclasses import dataclass, field
from typing import Protocol

import discord
from aiohttp import ClientError
from discord.gateway import DiscordWebSocket

from adapters.discord import commands
from adapters.discord.answers import UNREACHED, Answers
from adapters.discord.client import LoopmatesClient, point_at
from adapters.discord.directory import Directory
from adapters.discord.listeners import Listeners
from adapters.discord.platform import DiscordPlatform
from adapters.discord.requests import PLATFORM
from adapters.discord.servers import Servers
from adapters.discord.shards import ShardKeeper
from adapters.discord.steps import Handler
from adapters.tasks import Tasks
from bot.clock import Clock
from bot.errors import StartRefused
from bot.store.database import Database
from bot.store.discord import Rooms, ShardLeases, SyncedCommands
from bot.store.installations import Installations

DRAIN_SECONDS = 5.0
READY_WITHIN_SECONDS = 60.0
TOKEN_REFUSED, INTENTS_REFUSED = 4004, 4014

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the person who runs Loopmates set for Discord: see `DiscordSettings`."""

    token: str = field(repr=False)
    api_base_url: str = ""
    gateway_url: str = ""
    message_content: bool = False


class SyncStore(Protocol):
    """Remembers what Discord was last told of our commands."""

    async def digest(self, application_id: str) -> str | None: ...

    async def save(self, application_id: str, digest: str) -> None: ...


class Connection:
    """Discord on one side, the engine on the other."""

    def __init__(self, handler: Handler, options: Options, database: Database, clock: Clock) -> None:
        point_at(api_base_url=options.api_base_url, gateway_url=options.gateway_url)
        self._handler = handler
        self._options = options
        self._database = database
        self._clock = clock
        self._tasks = Tasks()
        self._store = Installations(database)
        self._client = LoopmatesClient(reads_messages=options.message_content)
        self._keeper: ShardKeeper | None = None
        self._servers: Servers | None = None
        self._running: list[asyncio.Task[None]] = []
        self.platform = DiscordPlatform(
            self._client,
            self._store,
            Rooms(database, PLATFORM),
            opens_threads=options.message_content,
        )

    @property
    def shards(self) -> frozenset[int]:
        """Say which shards this process holds."""
        return self._keeper.shards if self._keeper is not None else frozenset()

    async def log_in(self) -> None:
        """Show the token; refuses one that Discord does not take. Deliveries can be sent from then on."""
        try:
            await self._client.login(self._options.token)
        except (discord.LoginFailure, discord.Forbidden) as refusal:
            await self._client.close()
            raise _token_refused() from refusal
        except (discord.DiscordException, ClientError, OSError, TimeoutError) as fault:
            await self._client.close()
            raise StartRefused(
                f"Discord cannot be reached at {discord.http.Route.BASE} ({type(fault).__name__}). "
                "Check this machine's network, and DISCORD_API_BASE_URL if it is set."
            ) from fault

    async def open(self) -> str:
        """Connect the shards that fall to this process, and say how."""
        client = self._client
        listeners = Listeners(self._handler, answers=Answers(client), directory=Directory(client), tasks=self._tasks)
        tree = commands.Tree(client, listeners.on_tree_fault)
        commands.fill(
            tree,
            ask=listeners.on_command,
            ask_about=listeners.on_message_command,
            complete=listeners.complete,
            table=commands.TABLE,
        )
        application_id = str(client.application_id)
        await self._sync(tree, SyncedCommands(self._database), application_id)
        keeper = await self._share(application_id, listeners)
        self._running = [asyncio.create_task(client.connect()), asyncio.create_task(keeper.keep())]
        await self._until_ready(keeper)
        name = client.user.name if client.user is not None else "Loopmates"
        if not keeper.shards:
            return f"as {name}, standing by: other processes hold every shard"
        return f"as {name}, {len(keeper.shards)} of {client.shard_count} shards"

    async def stay(self) -> None:
        """Be connected until Discord ends it for good, which is refused in words."""
        connecting = self._running[0]
        try:
            await asyncio.shield(connecting)
        except discord.PrivilegedIntentsRequired as refusal:
            raise _intents_refused() from refusal
        except discord.ConnectionClosed as refusal:
            raise _closed(refusal) from refusal

    async def close(self) -> None:
        """Let what was begun come to its end and be acknowledged, then take nothing more."""
        await self._tasks.settle(DRAIN_SECONDS)
        for task in self._running[1:]:
            task.cancel()
        if self._keeper is not None:
            await self._keeper.end()
        await self._client.close()
        for task in self._running:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task
        await self._tasks.drain(DRAIN_SECONDS)

    async def tidy(self) -> None:
        """Delete what is held of servers that removed Loopmates long ago."""
        if self._servers is not None:
            await self._servers.forget_ended()

    async def _sync(self, tree: commands.Tree, store: SyncStore, application_id: str) -> None:
        """Tell Discord of our commands, if they have changed since it was told."""
        digest = commands.digest(tree)
        told = await store.digest(application_id)
        if told == digest:
            return
        try:
            await tree.sync()
        except UNREACHED as refusal:
            why = f"{getattr(refusal, 'status', type(refusal).__name__)} {getattr(refusal, 'code', '')}".strip()
            if told is None:
                raise StartRefused(
                    f"Discord did not take the commands ({why}). Start again in some minutes."
                ) from refusal
            logger.warning("Discord did not take the commands (%s) and keeps those that it has", why)
            return
        await store.save(application_id, digest)
        logger.info("Discord was told of the commands")

    async def _share(self, application_id: str, listeners: Listeners) -> ShardKeeper:
        """Take the shards that fall to this process."""
        recommended, gateway, at_once = await self._recommended()
        leases = ShardLeases(self._database)
        if self._database.is_sqlite:
            await leases.clear()
        self._keeper = keeper = ShardKeeper(
            leases,
            application_id=application_id,
            owner=f"{os.getpid()}-{secrets.token_hex(4)}",
            take=self._client.take_shard,
            drop=self._client.drop_shard,
        )
        share = await keeper.begin(recommended)
        if share.shard_count < recommended:
            logger.warning(
                "Discord recommends %s shards, the running processes have %s: restart them all to change it",
                recommended,
                share.shard_count,
            )
        self._servers = Servers(self._store, self._clock, shard_count=share.shard_count)
        self._client.reach(self._options.gateway_url or gateway, share.shard_count)

        async def take_turn(shard_id: int) -> None:
            await keeper.wait_for_turn(shard_id % at_once)

        self._client.hand_on(events=listeners, presence=self._servers, take_turn=take_turn)
        return keeper

    async def _recommended(self) -> tuple[int, str, int]:
        """Ask into how many shards, at which gateway, and how many sessions may begin at once.

        Where Discord does not say, one shard at the gateway that is known is better than none.
        """
        try:
            shards, gateway, limits = await self._client.http.get_bot_gateway()
        except UNREACHED as fault:
            logger.warning("Discord does not recommend shards (%s); going on with one", type(fault).__name__)
            return 1, str(DiscordWebSocket.DEFAULT_GATEWAY), 1
        return shards, gateway, max(1, limits["max_concurrency"])

    async def _until_ready(self, keeper: ShardKeeper) -> None:
        """Wait for the first shard, for Discord's refusal, or until it is clear that all shards are taken."""
        ready = asyncio.create_task(self._client.shard_is_ready.wait())
        connecting = self._running[0]
        try:
            async with asyncio.timeout(READY_WITHIN_SECONDS):
                await asyncio.sleep(0)
                while not (ready.done() or connecting.done()):
                    if not (await self._has_shards(keeper)):
                        return
                    await asyncio.wait({ready, connecting}, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError:
            logger.warning("no shard is ready yet; connecting goes on")
        finally:
            ready.cancel()
        if connecting.done():
            await self.stay()

    async def _has_shards(self, keeper: ShardKeeper) -> bool:
        """Say whether this process takes any shard; the keeper knows after its first beat."""
        await keeper.first_beat.wait()
        return bool(keeper.shards)


def _token_refused() -> StartRefused:
    return StartRefused(
        "Discord refused DISCORD_TOKEN. Copy the token anew from the application's page Bot (Reset Token)."
    )


def _intents_refused() -> StartRefused:
    return StartRefused(
        "DISCORD_MESSAGE_CONTENT is set, but Discord does not allow it. Switch on Message Content Intent on the "
        "application's page Bot, or unset DISCORD_MESSAGE_CONTENT."
    )


def _closed(refusal: discord.ConnectionClosed) -> StartRefused:
    if refusal.code == TOKEN_REFUSED:
        return _token_refused()
    if refusal.code == INTENTS_REFUSED:
        return _intents_refused()
    return StartRefused(f"Discord ended the connection ({refusal.code}). Start again, or ask for help with that code.")
