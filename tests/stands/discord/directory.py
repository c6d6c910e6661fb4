"""Who and what there is: the application, the gateway's address, servers, members and people."""

from typing import TYPE_CHECKING, Any

from tests.stands.discord import world
from tests.stands.discord.messages import MISSING_ACCESS
from tests.stands.discord.rest import Call, Refused, Routes
from tests.stands.discord.world import Guild

if TYPE_CHECKING:
    from tests.stands.discord.stand import DiscordStandIn


async def get_self(discord: "DiscordStandIn", _call: Call) -> Any:
    return discord.bot.as_payload | {"mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}


async def get_application(discord: "DiscordStandIn", _call: Call) -> Any:
    return {
        "id": str(discord.application_id),
        "name": discord.bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": discord.bot.as_payload,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": discord.application_flags,
        "flags_new": str(discord.application_flags),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": discord.developer.as_payload,
        "approximate_guild_count": len(discord.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
        "install_params": {"scopes": ["bot", "applications.commands"], "permissions": str(world.BOT_MAY)},
    }


async def get_gateway(discord: "DiscordStandIn", _call: Call) -> Any:
    return {"url": discord.gateway_url}


async def get_gateway_for_bot(discord: "DiscordStandIn", _call: Call) -> Any:
    limit = {"total": 1000, "remaining": discord.gateway.starts_left, "reset_after": 86_400_000, "max_concurrency": 1}
    return {"url": discord.gateway_url, "shards": discord.gateway.shards, "session_start_limit": limit}


async def get_guild(discord: "DiscordStandIn", call: Call) -> Any:
    return _guild(discord, call).as_payload


async def list_own_guilds(discord: "DiscordStandIn", _call: Call) -> Any:
    return [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": str(guild.permissions_of(discord.bot)),
            "features": [],
        }
        for guild in discord.guilds.values()
        if guild.has_bot
    ]


async def leave_guild(discord: "DiscordStandIn", call: Call) -> Any:
    await discord.kicks_bot(_guild(discord, call))


async def list_channels(discord: "DiscordStandIn", call: Call) -> Any:
    return [each.as_payload for each in _guild(discord, call).channels.values() if not each.is_thread]


async def list_active_threads(discord: "DiscordStandIn", call: Call) -> Any:
    guild = _guild(discord, call)
    threads = [each for each in guild.channels.values() if each.is_thread and not each.is_archived]
    seen = [each.as_payload for each in threads if guild.permissions_of(discord.bot, each) & world.VIEW]
    return {"threads": seen, "members": [], "has_more": False}


async def list_roles(discord: "DiscordStandIn", call: Call) -> Any:
    guild = _guild(discord, call)
    return [guild.everyone.as_payload, guild.bot_role.as_payload]


async def get_member(discord: "DiscordStandIn", call: Call) -> Any:
    guild = _guild(discord, call)
    user_id = discord.bot.id if call.ids.get("user_id", "@me") == "@me" else call.id("user_id")
    member = guild.members.get(user_id)
    if member is None:
        raise Refused(404, 10007, "Unknown Member")
    return member.as_payload


async def get_user(discord: "DiscordStandIn", call: Call) -> Any:
    user = discord.users.get(call.id("user_id"))
    if user is None:
        raise Refused(404, 10013, "Unknown User")
    return user.as_payload


def _guild(discord: "DiscordStandIn", call: Call) -> Guild:
    guild = discord.guilds.get(call.id("guild_id"))
    if guild is None:
        raise Refused(404, 10004, "Unknown Guild")
    if not guild.has_bot:
        raise Refused(*MISSING_ACCESS)
    return guild


ROUTES: Routes = {
    ("GET", "/users/@me"): get_self,
    ("GET", "/users/@me/guilds"): list_own_guilds,
    ("DELETE", "/users/@me/guilds/{guild_id}"): leave_guild,
    ("GET", "/users/{user_id}"): get_user,
    ("GET", "/oauth2/applications/@me"): get_application,
    ("GET", "/applications/@me"): get_application,
    ("GET", "/gateway"): get_gateway,
    ("GET", "/gateway/bot"): get_gateway_for_bot,
    ("GET", "/guilds/{guild_id}"): get_guild,
    ("GET", "/guilds/{guild_id}/channels"): list_channels,
    ("GET", "/guilds/{guild_id}/roles"): list_roles,
    ("GET", "/guilds/{guild_id}/threads/active"): list_active_threads,
    ("GET", "/guilds/{guild_id}/members/{user_id}"): get_member,
}
