"""What there is on the stand-in: people, servers, channels, threads and messages, and how Discord writes them down."""

import itertools
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.stands.discord.reading import as_code, pinged_by, shown
from tests.stands.discord.rules import BUTTON, COMPONENTS_V2, EPHEMERAL, SELECTS, TEXT_DISPLAY, components_in
from tests.stands.discord.schemas import Json

DISCORD_EPOCH_MS = 1_420_070_400_000

TEXT, DIRECT, VOICE, ANNOUNCEMENTS, STAGE, FORUM = 0, 1, 2, 5, 13, 15
PUBLIC_THREAD, PRIVATE_THREAD = 11, 12
THREADS = (10, PUBLIC_THREAD, PRIVATE_THREAD)
HAS_THREAD = 1 << 5
LOADING = 1 << 7

ADMINISTRATOR = 1 << 3
MANAGE_GUILD = 1 << 5
VIEW = 1 << 10
SEND = 1 << 11
MANAGE_MESSAGES = 1 << 13
EMBED_LINKS = 1 << 14
ATTACH_FILES = 1 << 15
READ_HISTORY = 1 << 16
MENTION_EVERYONE = 1 << 17
USE_COMMANDS = 1 << 31
MANAGE_THREADS = 1 << 34
CREATE_PUBLIC_THREADS = 1 << 35
CREATE_PRIVATE_THREADS = 1 << 36
SEND_IN_THREADS = 1 << 38

MEMBERS_MAY = VIEW | SEND | EMBED_LINKS | ATTACH_FILES | READ_HISTORY | USE_COMMANDS | CREATE_PUBLIC_THREADS
MEMBERS_MAY |= SEND_IN_THREADS
BOT_MAY = MEMBERS_MAY | CREATE_PRIVATE_THREADS
EVERYTHING = (1 << 50) - 1


class Time:
    """The stand-in's time: that of the machine, and what a test leaps ahead."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        """Give seconds since 1970."""
        return time.time() + self.ahead

    def text(self) -> str:
        return datetime.fromtimestamp(self.now(), UTC).isoformat()


class Snowflakes:
    """Discord's ids: the instant in milliseconds, then a number."""

    def __init__(self, clock: Time) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        made = (int(self._clock.now() * 1000) - DISCORD_EPOCH_MS) << 22
        self._last = max(self._last + 1, made)
        return self._last

    def on_shard(self, shard: int, *, of: int) -> int:
        """Make the id of a server that belongs to a shard."""
        return next(
            made for made in (self.next() + (step << 22) for step in itertools.count()) if _on(made, of) == shard
        )


def _on(guild_id: int, count: int) -> int:
    return (guild_id >> 22) % count


@dataclass(kw_only=True, eq=False)
class User:
    """Somebody on Discord. `takes_direct` is whether the bot may write to them directly."""

    id: int
    name: str
    is_bot: bool = False
    takes_direct: bool = True
    locale: str = "en-US"

    @property
    def as_payload(self) -> Json:
        return {
            "id": str(self.id),
            "username": self.name.lower().replace(" ", "_"),
            "global_name": None if self.is_bot else self.name,
            "discriminator": "0",
            "avatar": None,
            "bot": self.is_bot,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
        }


@dataclass(kw_only=True, eq=False)
class Role:
    id: int
    name: str
    permissions: int

    @property
    def as_payload(self) -> Json:
        return {
            "id": str(self.id),
            "name": self.name,
            "description": None,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "icon": None,
            "unicode_emoji": None,
            "position": 0,
            "permissions": str(self.permissions),
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }


@dataclass(kw_only=True, eq=False)
class Member:
    user: User
    roles: list[Role]
    nick: str | None = None
    joined_at: str = "2026-01-01T00:00:00+00:00"

    @property
    def as_payload(self) -> Json:
        return self.without_user | {"user": self.user.as_payload}

    @property
    def without_user(self) -> Json:
        return {
            "nick": self.nick,
            "avatar": None,
            "banner": None,
            "roles": [str(role.id) for role in self.roles if role.name != "@everyone"],
            "joined_at": self.joined_at,
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "pending": False,
            "communication_disabled_until": None,
        }


@dataclass(kw_only=True, eq=False)
class Guild:
    """A server. `has_bot` and `is_available` are what the bot sees of it."""

    id: int
    name: str
    owner: User
    everyone: Role
    bot_role: Role
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, "Channel"] = field(default_factory=dict)
    has_bot: bool = True
    is_available: bool = True

    def permissions_of(self, user: User, channel: "Channel | None" = None) -> int:
        """Reckon what somebody may, with what a channel grants or denies them; a thread is as its channel."""
        member = self.members.get(user.id)
        if member is None:
            return 0
        roles = [self.everyone, *member.roles]
        allowed = 0
        for role in roles:
            allowed |= role.permissions
        if user is self.owner or allowed & ADMINISTRATOR:
            return EVERYTHING
        if channel is None:
            return allowed
        place = channel.parent or channel
        for held in ([self.everyone.id], [role.id for role in member.roles], [user.id]):
            for role_or_user in held:
                allow, deny = place.overwrites.get(role_or_user, (0, 0))
                allowed = allowed & ~deny | allow
        if channel.kind == PRIVATE_THREAD and user.id not in channel.members and not allowed & MANAGE_THREADS:
            return 0
        return allowed if allowed & VIEW else 0

    @property
    def as_payload(self) -> Json:
        """Write the server down as `GET /guilds/{id}` answers it."""
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "description": None,
            "home_header": None,
            "splash": None,
            "discovery_splash": None,
            "features": [],
            "banner": None,
            "owner_id": str(self.owner.id),
            "application_id": None,
            "region": "deprecated",
            "afk_channel_id": None,
            "afk_timeout": 300,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "widget_enabled": False,
            "widget_channel_id": None,
            "verification_level": 0,
            "roles": [role.as_payload for role in (self.everyone, self.bot_role)],
            "default_message_notifications": 0,
            "mfa_level": 0,
            "explicit_content_filter": 0,
            "max_presences": None,
            "max_members": 500_000,
            "max_stage_video_channel_users": 50,
            "max_video_channel_users": 25,
            "vanity_url_code": None,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "preferred_locale": "en-US",
            "rules_channel_id": None,
            "safety_alerts_channel_id": None,
            "public_updates_channel_id": None,
            "premium_progress_bar_enabled": False,
            "nsfw": False,
            "nsfw_level": 0,
            "emojis": [],
            "stickers": [],
            "incidents_data": None,
        }

    def as_event(self, bot: User) -> Json:
        """Write the server down as GUILD_CREATE brings it, without the members whom the bot may not know."""
        seen = [channel for channel in self.channels.values() if self.permissions_of(bot, channel) & VIEW]
        told = {name: value for name, value in self.as_payload.items() if name not in ("home_header", "nsfw")}
        return told | {
            "hub_type": None,
            "joined_at": self.members[bot.id].joined_at,
            "large": False,
            "unavailable": False,
            "member_count": len(self.members),
            "roles": [{name: value for name, value in role.items() if name != "description"} for role in told["roles"]],
            "members": [self.members[bot.id].as_payload],
            "channels": [
                {name: value for name, value in channel.as_payload.items() if name != "guild_id"}
                for channel in seen
                if channel.kind not in THREADS
            ],
            "threads": [channel.as_payload for channel in seen if channel.kind in THREADS and not channel.is_archived],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }


@dataclass(kw_only=True, eq=False)
class Channel:
    """A channel, thread or direct conversation. `overwrites` are (granted, denied) by role or person."""

    id: int
    kind: int
    name: str = ""
    guild: Guild | None = None
    parent: "Channel | None" = None
    owner: User | None = None
    recipients: list[User] = field(default_factory=list)
    members: dict[int, User] = field(default_factory=dict)
    overwrites: dict[int, tuple[int, int]] = field(default_factory=dict)
    messages: list["Message"] = field(default_factory=list)
    is_archived: bool = False
    is_locked: bool = False
    auto_archive_minutes: int = 4320
    changed_at: str = "2026-01-01T00:00:00+00:00"
    is_deleted: bool = False

    @property
    def is_thread(self) -> bool:
        return self.kind in THREADS

    @property
    def as_payload(self) -> Json:
        last = next((str(message.id) for message in reversed(self.messages) if message.seen_only_by is None), None)
        shared: Json = {"id": str(self.id), "type": self.kind, "flags": 0, "last_message_id": last}
        if self.kind == DIRECT:
            return shared | {"recipients": [user.as_payload for user in self.recipients]}
        assert self.guild is not None
        shared |= {"guild_id": str(self.guild.id), "name": self.name, "rate_limit_per_user": 0}
        if self.is_thread:
            return shared | self._thread_payload()
        if self.kind in (VOICE, STAGE):
            shared |= {"bitrate": 64_000, "user_limit": 0, "rtc_region": None}
        else:
            shared |= {"topic": None}
        if self.kind == FORUM:
            shared |= {"available_tags": [], "default_reaction_emoji": None, "default_sort_order": None}
            shared |= {"default_forum_layout": 0}
        return shared | {
            "position": 0,
            "parent_id": None,
            "nsfw": False,
            "permission_overwrites": [
                {"id": str(each), "type": int(each in self.guild.members), "allow": str(allow), "deny": str(deny)}
                for each, (allow, deny) in self.overwrites.items()
            ],
        }

    def _thread_payload(self) -> Json:
        assert self.parent is not None
        assert self.owner is not None
        return {
            "parent_id": str(self.parent.id),
            "owner_id": str(self.owner.id),
            "message_count": len(self.messages),
            "total_message_sent": len(self.messages),
            "member_count": len(self.members),
            "thread_metadata": {
                "archived": self.is_archived,
                "archive_timestamp": self.changed_at,
                "auto_archive_duration": self.auto_archive_minutes,
                "locked": self.is_locked,
                "create_timestamp": self.changed_at,
            }
            | ({"invitable": False} if self.kind == PRIVATE_THREAD else {}),
        }


@dataclass(kw_only=True, eq=False)
class Message:
    """A message as it stands now. `seen_only_by` is set on private replies; `pings` is who was notified by it."""

    id: int
    channel: Channel
    author: User
    body: Json
    sent_at: str
    kind: int = 0
    edited_at: str | None = None
    seen_only_by: User | None = None
    files: dict[int, tuple[str, bytes]] = field(default_factory=dict)
    file_url: str = ""
    nonce: str | int | None = None
    thread: Channel | None = None
    interaction: Json | None = None
    application_id: int | None = None
    starter: "Message | None" = None
    extra_flags: int = 0
    pings: set[str] = field(default_factory=set)

    @property
    def flags(self) -> int:
        own = (self.body.get("flags") or 0) & (COMPONENTS_V2 | EPHEMERAL | 4)
        return own | self.extra_flags | (HAS_THREAD if self.thread else 0)

    @property
    def is_v2(self) -> bool:
        return bool(self.flags & COMPONENTS_V2)

    @property
    def components(self) -> list[Json]:
        return self.body.get("components") or []

    @property
    def embeds(self) -> list[Json]:
        return self.body.get("embeds") or []

    @property
    def raw_texts(self) -> list[str]:
        """List every text as it was sent, in the order in which it is read; a picture's description is no Markdown."""
        texts = [self.body.get("content") or ""]
        for embed in self.embeds:
            texts += [(embed.get("author") or {}).get("name"), embed.get("title"), embed.get("description")]
            texts += [text for each in embed.get("fields") or [] for text in (each["name"], each["value"])]
            texts.append((embed.get("footer") or {}).get("text"))
        for part in components_in(self.components):
            texts += [part["content"]] if part["type"] == TEXT_DISPLAY else []
            texts += [as_code(item["description"]) for item in part.get("items") or [] if item.get("description")]
        return [text for text in texts if text]

    @property
    def text(self) -> str:
        """Give every word as people see it, with the bot's and people's names in the place of mentions."""
        return self.text_with({})

    def text_with(self, names: dict[int, str]) -> str:
        known = {user.id: user.name for user in self._people} | names
        return "\n".join(shown(text, known) for text in self.raw_texts)

    @property
    def buttons(self) -> list[Json]:
        return [part for part in components_in(self.components) if part["type"] == BUTTON]

    @property
    def selects(self) -> list[Json]:
        return [part for part in components_in(self.components) if part["type"] in SELECTS]

    @property
    def pinging_text(self) -> str:
        """Give the text in which mentions notify: an embed's never do."""
        parts = [part["content"] for part in components_in(self.components) if part["type"] == TEXT_DISPLAY]
        return "\n".join([self.body.get("content") or "", *parts])

    @property
    def _people(self) -> list[User]:
        if self.channel.guild is None:
            return [*self.channel.recipients, self.author]
        return [member.user for member in self.channel.guild.members.values()]

    def reckon_pings(self, *, may_ping_everyone: bool) -> None:
        found = pinged_by(self.pinging_text, self.body.get("allowed_mentions"))
        self.pings = found if may_ping_everyone else found - {"everyone", "here"}

    @property
    def as_payload(self) -> Json:
        mentioned = [user for user in self._people if str(user.id) in self.pings]
        payload: Json = {
            "id": str(self.id),
            "type": self.kind,
            "channel_id": str(self.channel.id),
            "author": self.author.as_payload,
            "content": self.body.get("content") or "",
            "timestamp": self.sent_at,
            "edited_timestamp": self.edited_at,
            "tts": False,
            "mention_everyone": bool(self.pings & {"everyone", "here"}),
            "mentions": [user.as_payload for user in mentioned],
            "mention_roles": [],
            "attachments": [self._attachment(number) for number in self.files if number not in self._shown_files],
            "embeds": [{"type": "rich", **_without_nothing(embed)} for embed in self.embeds],
            "components": [self._with_files(part) for part in with_ids(self.components)],
            "flags": self.flags,
            "pinned": False,
        }
        if self.interaction is not None:
            payload["interaction_metadata"] = self.interaction
        if self.application_id is not None:
            payload |= {"application_id": str(self.application_id), "webhook_id": str(self.application_id)}
        if self.thread is not None:
            payload["thread"] = self.thread.as_payload
        if self.starter is not None:
            where = {"type": 0, "channel_id": str(self.starter.channel.id), "message_id": str(self.starter.id)}
            assert self.channel.guild is not None
            payload["message_reference"] = where | {"guild_id": str(self.channel.guild.id)}
        return payload

    @property
    def _shown_files(self) -> set[int]:
        """List the files that embeds or components show: they are no attachments beside them."""
        names = set(files_shown(self.body))
        return {number for number, (name, _) in self.files.items() if name in names}

    def _attachment(self, number: int) -> Json:
        name, content = self.files[number]
        url = self._url_of(number)
        return {
            "id": str(number),
            "filename": name,
            "size": len(content),
            "url": url,
            "proxy_url": url,
            **({"ephemeral": True} if self.seen_only_by else {}),
        }

    def _url_of(self, number: int) -> str:
        return f"{self.file_url}/{self.channel.id}/{number}/{self.files[number][0]}"

    def _with_files(self, part: Json) -> Json:
        """Put the address of each file in the place of its name, as Discord answers it."""
        made = dict(part)
        for name in ("components", "items"):
            if name in made:
                made[name] = [self._with_files(each) for each in made[name]]
        if "accessory" in made:
            made["accessory"] = self._with_files(made["accessory"])
        for name in ("media", "file"):
            if name in made:
                made |= self._unfolded(name, made[name]["url"], made)
        return made

    def _unfolded(self, name: str, url: str, part: Json) -> Json:
        wanted = url.removeprefix("attachment://")
        number = next((each for each, (file, _) in self.files.items() if file == wanted), None)
        shared: Json = {"spoiler": part.get("spoiler") or False}
        if number is not None:
            url = self._url_of(number)
        medium: Json = {"url": url, "proxy_url": url, "id": str(number or self.id)}
        medium |= {"attachment_id": str(number)} if number is not None else {}
        if name == "media":
            return shared | {"media": medium, "description": part.get("description")}
        size = len(self.files[number][1]) if number is not None else None
        return shared | {"file": medium, "name": wanted, "size": size}


_DEFAULTS: dict[int, Json] = {
    14: {"divider": True, "spacing": 1},
    17: {"accent_color": None, "spoiler": False},
}
"""What Discord adds to separators and containers that do not say it."""


def files_shown(body: Json) -> list[str]:
    """List the names of the sent files that a message's embeds and components show."""
    urls = [
        (embed.get(part) or {}).get("url") or ""
        for embed in body.get("embeds") or []
        for part in ("image", "thumbnail")
    ]
    for part in components_in(body.get("components") or []):
        urls += [(part.get(name) or {}).get("url", "") for name in ("media", "file")]
        urls += [item["media"]["url"] for item in part.get("items") or []]
    return [url.removeprefix("attachment://") for url in urls if url.startswith("attachment://")]


def with_ids(components: list[Json]) -> list[Json]:
    """Give each component its number, as Discord does where none was given."""
    numbers = itertools.count(1)
    taken = {part["id"] for part in components_in(components) if part.get("id")}

    def numbered(part: Json) -> Json:
        made = _DEFAULTS.get(part["type"], {}) | {name: value for name, value in part.items() if value is not None}
        made["id"] = part.get("id") or next(number for number in numbers if number not in taken)
        if "components" in made:
            made["components"] = [numbered(each) for each in made["components"]]
        for inside in ("accessory", "component"):
            if inside in made:
                made[inside] = numbered(made[inside])
        return made

    return [numbered(part) for part in components]


def _without_nothing(embed: Json) -> Json:
    return {name: value for name, value in embed.items() if value is not None and name != "flags"}
