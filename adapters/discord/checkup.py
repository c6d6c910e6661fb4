"""What the doctor asks of Discord: whether the token holds, and whether each server granted what is needed."""

from dataclasses import dataclass
from typing import Any, Literal

import discord
from aiohttp import ClientError

from adapters.discord.client import LoopmatesClient, point_at
from adapters.discord.connection import Options
from adapters.discord.permissions import invite_url, needed_permissions

PAGE = 200
ADMINISTRATOR = 1 << 3


@dataclass(frozen=True, slots=True)
class Look:
    """One thing looked at, as the doctor lists it."""

    state: Literal["good", "noted", "problem"]
    says: str
    fix: str = ""


async def look(options: Options) -> list[Look]:
    """Look at the token, the intents and every server's permissions."""
    point_at(api_base_url=options.api_base_url, gateway_url=options.gateway_url)
    client = LoopmatesClient(reads_messages=options.message_content)
    try:
        await client.login(options.token)
        return [*_application(client, options), *await _servers(client, options)]
    except (discord.LoginFailure, discord.Forbidden):
        return [
            Look(
                "problem",
                "Discord refuses DISCORD_TOKEN.",
                "Copy the token anew from the application's page Bot (Reset Token).",
            )
        ]
    except (discord.DiscordException, ClientError, OSError, TimeoutError) as fault:
        where = discord.http.Route.BASE
        return [
            Look("problem", f"Discord cannot be reached at {where} ({type(fault).__name__}).", "Check the network.")
        ]
    finally:
        await client.close()


def _application(client: discord.Client, options: Options) -> list[Look]:
    name = client.user.name if client.user is not None else "the bot"
    found = [Look("good", f"DISCORD_TOKEN is that of {name}.")]
    application = client.application
    if application is not None and application.interactions_endpoint_url:
        says = "The application has an Interactions Endpoint URL, so commands and buttons do not reach this program."
        found.append(Look("problem", says, "Empty that field on the application's page General Information."))
    flags = client.application_flags
    may_read = flags.gateway_message_content or flags.gateway_message_content_limited
    if options.message_content and not may_read:
        says = "DISCORD_MESSAGE_CONTENT is set, but the Message Content Intent is off. Discord refuses to connect."
        found.append(Look("problem", says, "Switch it on on the application's page Bot, or unset the variable."))
    elif not options.message_content:
        found.append(Look("noted", "Answers in threads are not read (DISCORD_MESSAGE_CONTENT); the button works."))
    return found


async def _servers(client: discord.Client, options: Options) -> list[Look]:
    """Compare what each server granted to the bot's roles with what is needed, and say what breaks without."""
    servers = await _all_servers(client)
    invite = invite_url(str(client.application_id), reads_messages=options.message_content)
    if not servers:
        return [Look("noted", "No server has taken Loopmates in yet.", f"Open {invite}")]
    found = []
    for server in servers:
        granted = int(server.get("permissions") or 0)
        if granted & ADMINISTRATOR:
            says = f"{server['name']} granted Administrator, which is more than Loopmates needs."
            found.append(Look("noted", says, f"Invite it again with {invite}"))
            continue
        missing = [
            each for each in needed_permissions(reads_messages=options.message_content) if not granted & each.value
        ]
        found += [
            Look("problem", f"{server['name']} did not grant {each.name}. {each.without}", f"Invite again: {invite}")
            for each in missing
        ]
        if not missing:
            found.append(Look("good", f"{server['name']} granted every permission that is needed."))
    return found


async def _all_servers(client: discord.Client) -> list[dict[str, Any]]:
    servers: list[dict[str, Any]] = []
    while True:
        page: list[Any] = await client.http.get_guilds(
            PAGE, after=int(servers[-1]["id"]) if servers else None, with_counts=False
        )
        servers += page
        if len(page) < PAGE:
            return servers
