"""What there is on the stand-in: people, servers, channels and threads, and how Discord writes them down."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.stands.discord.schemas import Json

if TYPE_CHECKING:
    from tests.stands.discord.posted import Message

TEXT, DIRECT, VOICE, ANNOUNCEMENTS, STAGE, FORUM = 0, 1, 2, 5, 13, 15
PUBLIC_THREAD, PRIVATE_THREAD = 11, 12
THREADS = (10, PUBLIC_THREAD, PRIVATE_THREAD)

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
