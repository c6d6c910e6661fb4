"""A stand-in for Discord: its REST API and its gateway over real sockets, and what happens on its servers.

It is strict: what Discord refuses, it refuses, and it notes each request that breaks Discord's rules in `violations`.
What is written here follows https://docs.discord.com/developers; where the docs are silent it takes the harder reading.
The people who use it are in `people`.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.stands.discord import directory, gateway, interactions, messages, world
from tests.stands.discord.clock import Snowflakes, Time
from tests.stands.discord.gateway import Gateway, Session
from tests.stands.discord.interactions import Interaction
from tests.stands.discord.posted import Message
from tests.stands.discord.rest import PREFIX, Call, Rest
from tests.stands.discord.schemas import Json, faults_in_answer, faults_in_event
from tests.stands.discord.world import Channel, Guild, Member, Role, User

TOKEN = "MTExMTExMTExMTExMTExMTEx.GaBcDe.stand-in-token-that-opens-nothing"
FLAGS = {"presences": 1 << 13, "members": 1 << 15, "message_content": 1 << 19}
"""The application's flags for privileged intents of an app in few servers."""


class DiscordStandIn:
    """Discord. Start it, point the app at `api_url` and `gateway_url`, and let people type, press and fill in."""

    def __init__(self) -> None:
        self.clock = Time()
        self.ids = Snowflakes(self.clock)
        self.violations: list[str] = []
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.interactions: dict[int, Interaction] = {}
        self.commands: dict[int | None, list[Json]] = {}
        self.syncs = 0
        self.port = 0
        self.bot = self.add_user("Loopmates", is_bot=True)
        self.application_id = self.bot.id
        self.developer = self.add_user("Dee Veloper")
        self.gateway = Gateway(token=TOKEN, on_fault=self.fault)
        self.gateway.ready = self._ready
        self.gateway.members = self._members
        routes = {**directory.ROUTES, **messages.ROUTES, **interactions.ROUTES}
        self.rest = Rest(self, routes, token=TOKEN, on_fault=self.fault)
        self._runner: web.AppRunner | None = None

    # Starting and stopping

    async def start(self) -> None:
        app = web.Application(client_max_size=64 * 1024**2)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get("/attachments/{channel_id}/{number}/{name}", self._give_file)
        app.router.add_route("*", PREFIX + "/{path:.*}", self.rest.serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        await self.gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        return f"{self.origin}{PREFIX}"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway/"

    @property
    def application_flags(self) -> int:
        return sum(FLAGS[name] for name in self.gateway.granted)

    def fault(self, what: str) -> None:
        self.violations.append(what)

    def calls_of(self, method: str, template: str) -> list[Call]:
        return [call for call in self.rest.calls if (call.method, call.template) == (method, template)]

    def own_faults(self) -> list[str]:
        """Check what the stand-in itself said, in answers and events, against Discord's schemas."""
        found = [
            fault
            for call in self.rest.calls
            if call.status and call.status != 204
            for fault in faults_in_answer(call.method, call.template, call.status, call.answer)
        ]
        for session in self.gateway.sessions:
            for event in session.sent:
                found += faults_in_event(event["t"], event["d"])
        for asked in self.gateway.identifies:
            found += faults_in_event("IDENTIFY", asked)
        return found

    def passes(self, seconds: float) -> None:
        """Let time pass at once: for the three seconds and fifteen minutes of interactions, and for nonces."""
        self.clock.ahead += seconds

    async def eventually(self, happened: Callable[[], Any], *, seconds: float = 5.0) -> Any:
        """Wait until something has happened, and give what it says."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := happened():
                return found
            await asyncio.sleep(0.003)
        raise AssertionError(f"it did not happen in time; what broke rules before: {self.violations}")

    # People and places

    def add_user(self, name: str, **more: Any) -> User:
        user = User(id=self.ids.next(), name=name, **more)
        self.users[user.id] = user
        return user

    def add_guild(
        self,
        name: str = "Practice",
        *,
        guild_id: int | None = None,
        bot_may: int = world.BOT_MAY,
        with_bot: bool = True,
    ) -> Guild:
        identity = guild_id or self.ids.next()
        owner = self.add_user("Owner")
        everyone = Role(id=identity, name="@everyone", permissions=world.MEMBERS_MAY)
        bot_role = Role(id=self.ids.next(), name=self.bot.name, permissions=bot_may)
        guild = Guild(id=identity, name=name, owner=owner, everyone=everyone, bot_role=bot_role, has_bot=with_bot)
        guild.members[owner.id] = Member(user=owner, roles=[])
        if with_bot:
            guild.members[self.bot.id] = Member(user=self.bot, roles=[bot_role])
        self.guilds[identity] = guild
        return guild

    def add_member(self, guild: Guild, user: User | str, *, permissions: int = 0, nick: str | None = None) -> User:
        user = self.add_user(user) if isinstance(user, str) else user
        roles = [Role(id=self.ids.next(), name="more", permissions=permissions)] if permissions else []
        guild.members[user.id] = Member(user=user, roles=roles, nick=nick)
        return user

    def add_channel(self, guild: Guild, name: str, *, kind: int = world.TEXT) -> Channel:
        channel = Channel(id=self.ids.next(), kind=kind, name=name, guild=guild)
        self.channels[channel.id] = guild.channels[channel.id] = channel
        return channel

    def direct_with(self, user: User) -> Channel:
        found = next((each for each in self.channels.values() if each.recipients == [user]), None)
        if found is None:
            found = Channel(id=self.ids.next(), kind=world.DIRECT, recipients=[user])
            self.channels[found.id] = found
        return found

    def starts_thread(
        self,
        channel: Channel,
        name: str,
        *,
        message: Message | None = None,
        kind: int = world.PUBLIC_THREAD,
        owner: User | None = None,
        minutes: int = 4320,
    ) -> Channel:
        """Start a thread; one that hangs on a message has the message's id."""
        assert channel.guild is not None
        owner = owner or self.bot
        thread = Channel(
            id=message.id if message else self.ids.next(),
            kind=kind,
            name=name,
            guild=channel.guild,
            parent=channel,
            owner=owner,
            members={owner.id: owner},
            auto_archive_minutes=minutes,
            changed_at=self.clock.text(),
        )
        self.channels[thread.id] = channel.guild.channels[thread.id] = thread
        if message is not None:
            message.thread = thread
            starter = Message(
                id=self.ids.next(), channel=thread, author=owner, body={}, sent_at=self.clock.text(), kind=21
            )
            starter.starter = message
            thread.messages.append(starter)
        return thread

    def permissions_of(self, user: User, channel: Channel) -> int:
        if channel.guild is None:
            return world.MEMBERS_MAY
        return channel.guild.permissions_of(user, channel)

    # What happens, and what the bot is told of it

    async def tells_of(self, message: Message, event: str) -> None:
        """Tell the bot of a message, with what it says where the intent and the rules let it know."""
        if message.seen_only_by is not None:
            return
        guild = message.channel.guild
        if guild is not None and not (guild.has_bot and self.permissions_of(self.bot, message.channel) & world.VIEW):
            return
        payload = message.as_payload
        if event == "MESSAGE_CREATE" and message.nonce is not None:
            payload["nonce"] = message.nonce
        if guild is not None:
            payload["guild_id"] = str(guild.id)
            if message.author.id in guild.members:
                payload["member"] = guild.members[message.author.id].without_user
        needs = gateway.GUILD_MESSAGES if guild else gateway.DIRECT_MESSAGES
        await self.gateway.dispatch(
            event,
            lambda session: payload if self._may_read(message, session.intents) else without_content(payload),
            guild_id=guild.id if guild else None,
            needs=needs,
        )

    async def removes(self, message: Message) -> None:
        """Take a message away, and tell the bot."""
        channel = message.channel
        channel.messages.remove(message)
        if message.seen_only_by is not None:
            return
        payload = {"id": str(message.id), "channel_id": str(channel.id)}
        payload |= {"guild_id": str(channel.guild.id)} if channel.guild else {}
        needs = gateway.GUILD_MESSAGES if channel.guild else gateway.DIRECT_MESSAGES
        await self._tells(channel.guild, "MESSAGE_DELETE", payload, needs=needs)

    async def tells_of_channel(self, channel: Channel, event: str, **more: Any) -> None:
        if channel.guild is not None and self.permissions_of(self.bot, channel) & world.VIEW:
            await self._tells(channel.guild, event, channel.as_payload | more)

    async def deletes_channel(self, channel: Channel) -> None:
        """Delete a channel with its threads, or one thread."""
        assert channel.guild is not None
        for thread in [each for each in channel.guild.channels.values() if each.parent is channel]:
            await self.deletes_channel(thread)
        payload = channel.as_payload
        channel.is_deleted = True
        del channel.guild.channels[channel.id]
        if channel.is_thread:
            names = ("id", "guild_id", "parent_id", "type")
            await self._tells(channel.guild, "THREAD_DELETE", {name: payload[name] for name in names})
        else:
            await self._tells(channel.guild, "CHANNEL_DELETE", payload)

    async def archives(self, thread: Channel, *, locks: bool = False) -> None:
        thread.is_archived, thread.is_locked, thread.changed_at = True, locks, self.clock.text()
        await self.tells_of_channel(thread, "THREAD_UPDATE")

    async def denies(self, channel: Channel, permissions: int) -> None:
        """Deny the bot something in a channel; 0 gives it all back."""
        assert channel.guild is not None
        channel.overwrites[channel.guild.bot_role.id] = (0, permissions)
        await self._tells(channel.guild, "CHANNEL_UPDATE", channel.as_payload)

    async def kicks_bot(self, guild: Guild) -> None:
        guild.has_bot = False
        guild.members.pop(self.bot.id, None)
        await self.gateway.dispatch(
            "GUILD_DELETE", lambda session: {"id": str(guild.id)}, guild_id=guild.id, needs=gateway.GUILDS
        )

    async def invites_bot(self, guild: Guild) -> None:
        """Invite the bot, anew or for the first time."""
        guild.has_bot = True
        joined = Member(user=self.bot, roles=[guild.bot_role], joined_at=self.clock.text())
        guild.members[self.bot.id] = joined
        told = {name: value for name, value in guild.as_event(self.bot).items() if name != "unavailable"}
        await self._tells(guild, "GUILD_CREATE", told)

    async def goes_down(self, guild: Guild) -> None:
        """Let a server have an outage."""
        guild.is_available = False
        payload = {"id": str(guild.id), "unavailable": True}
        await self.gateway.dispatch("GUILD_DELETE", lambda session: payload, guild_id=guild.id, needs=gateway.GUILDS)

    async def comes_back(self, guild: Guild) -> None:
        guild.is_available = True
        await self._tells(guild, "GUILD_CREATE", guild.as_event(self.bot))

    async def sets_off(self, interaction: Interaction) -> Interaction:
        """Let an interaction begin, and bring it to the app."""
        interaction.began_at = self.clock.now()
        self.interactions[interaction.id] = interaction
        guild_id = interaction.guild.id if interaction.guild else None
        payload = interaction.as_payload(self)
        heard = await self.gateway.dispatch("INTERACTION_CREATE", lambda session: payload, guild_id=guild_id, needs=0)
        assert heard, "the app has no session for that shard"
        return interaction

    async def repeats(self, interaction: Interaction) -> None:
        """Bring an interaction to the app once more, as no Discord should."""
        guild_id = interaction.guild.id if interaction.guild else None
        payload = interaction.as_payload(self)
        await self.gateway.dispatch("INTERACTION_CREATE", lambda session: payload, guild_id=guild_id, needs=0)

    def as_bot_reads(self, message: Message) -> Json:
        """Give a message as REST does: without what it says, unless the app may know."""
        granted = gateway.MESSAGE_CONTENT if "message_content" in self.gateway.granted else 0
        return message.as_payload if self._may_read(message, granted) else without_content(message.as_payload)

    def _may_read(self, message: Message, intents: int) -> bool:
        is_addressed = message.author is self.bot or str(self.bot.id) in message.pings
        return message.channel.guild is None or is_addressed or bool(intents & gateway.MESSAGE_CONTENT)

    async def _tells(self, guild: Guild | None, event: str, payload: Json, *, needs: int = gateway.GUILDS) -> None:
        if guild is not None and not guild.has_bot:
            return
        await self.gateway.dispatch(event, lambda session: payload, guild_id=guild.id if guild else None, needs=needs)

    def _ready(self, session: Session) -> tuple[Json, list[Json]]:
        guilds = [guild for guild in self.guilds.values() if guild.has_bot and session.takes(guild.id)]
        ready = {
            "v": 10,
            "user": self.bot.as_payload | {"verified": True, "mfa_enabled": False, "email": None},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.gateway_url,
            "shard": list(session.shard),
            "application": {
                "id": str(self.application_id),
                "flags": self.application_flags,
                "flags_new": str(self.application_flags),
            },
        }
        available = [guild.as_event(self.bot) for guild in guilds if guild.is_available]
        return ready, available if session.intents & gateway.GUILDS else []

    def _members(self, asked: Json) -> Json:
        guild = self.guilds[int(asked["guild_id"])]
        wanted = {int(each) for each in asked.get("user_ids") or []}
        query = (asked.get("query") or "").lower()
        found = [
            member.as_payload
            for member in guild.members.values()
            if (member.user.id in wanted if wanted else member.user.name.lower().startswith(query))
        ]
        told = {"guild_id": str(guild.id), "members": found, "chunk_index": 0, "chunk_count": 1}
        return told | ({"nonce": asked["nonce"]} if "nonce" in asked else {})

    async def _give_file(self, request: web.Request) -> web.StreamResponse:
        channel = self.channels.get(int(request.match_info["channel_id"]))
        number = int(request.match_info["number"])
        for message in channel.messages if channel else []:
            if number in message.files:
                return web.Response(body=message.files[number][1])
        return web.Response(status=404)


def without_content(payload: Json) -> Json:
    """Take away what an app without the message content intent does not read of others."""
    return payload | {"content": "", "embeds": [], "attachments": [], "components": []}
