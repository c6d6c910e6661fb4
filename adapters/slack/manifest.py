"""The app manifest: what Slack has to know of Loopmates, made from the command table with the least scopes.

https://docs.slack.dev/reference/app-manifest
"""

from dataclasses import dataclass

from adapters.slack.text import Payload
from bot.chat.commands import COMMANDS, SUMMARIES, CommandSpec, subcommands_of
from bot.chat.limits import shorten

DESCRIPTION = "A question a day, mocks and a four-week plan for AI-engineer behavioral interviews."
LONGEST_USAGE_HINT = 1000
LONGEST_SHORTCUT_DESCRIPTION = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A permission. `for_what` says why it is asked for, `without` what breaks where it is missing.

    One with `subcommands` is asked for only when the command table has one of them.
    """

    name: str
    for_what: str
    without: str
    subcommands: tuple[str, ...] = ()


SCOPES: tuple[Scope, ...] = (
    Scope(
        name="commands",
        for_what="offers /practice and its like",
        without="Nobody can type a command.",
    ),
    Scope(
        name="chat:write",
        for_what="posts the daily question, week cards and private answers",
        without="Nothing is posted.",
    ),
    Scope(
        name="im:write",
        for_what="opens a direct conversation for reminders and for notices to organisers",
        without="No reminder arrives, and organisers do not hear of trouble.",
    ),
    Scope(
        name="mpim:write",
        for_what="opens the small group in which a mock takes place",
        without="Mock pairs are not brought together.",
        subcommands=("pair", "mock"),
    ),
    Scope(
        name="users:read",
        for_what="reads a person's name, time zone and whether they are an admin, when they use the bot",
        without="Everybody gets the group's time zone, and admins have to be added as organisers.",
    ),
    Scope(
        name="channels:read",
        for_what="reads a public channel's name and whether the bot is in it",
        without="Cards name channels by their id, and nobody is told to invite the bot.",
    ),
    Scope(
        name="groups:read",
        for_what="the same for private channels to which the bot was invited",
        without="Private channels are named by their id.",
    ),
    Scope(
        name="channels:history",
        for_what="counts replies in a question's thread, and finds a message again after a crash",
        without="Replies in threads do not count, and a crash may post a message twice.",
    ),
    Scope(
        name="groups:history",
        for_what="the same in private channels to which the bot was invited",
        without="In private channels replies do not count, and a crash may post a message twice.",
    ),
    Scope(
        name="im:history",
        for_what="finds a reminder again after a crash",
        without="A crash may send a reminder twice.",
    ),
    Scope(
        name="mpim:history",
        for_what="finds a mock's card again after a crash",
        without="A crash may post a mock's card twice.",
        subcommands=("pair", "mock"),
    ),
    Scope(
        name="files:write",
        for_what="sends a mock's calendar file, and pictures in direct messages",
        without="No file or picture arrives; their words stand in the message.",
        subcommands=("pair", "mock"),
    ),
)

EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "message.channels",
    "message.groups",
    "tokens_revoked",
)


def needed_scopes() -> list[Scope]:
    """List the scopes for what the command table has."""
    present = {spec.subcommand for spec in COMMANDS}
    return [scope for scope in SCOPES if not scope.subcommands or present.intersection(scope.subcommands)]


def bot_scopes() -> tuple[str, ...]:
    return tuple(scope.name for scope in needed_scopes())


def manifest(*, public_url: str = "", is_shared: bool = False) -> Payload:
    """Make the manifest: for Socket Mode, or for HTTP where a public address is given.

    `is_shared` adds the address to which Slack sends whoever installs the app in another workspace.
    """
    events_url = f"{public_url}/slack/events" if public_url else ""
    url = {"url": events_url} if public_url else {}
    request_url = {"request_url": events_url} if public_url else {}
    oauth: Payload = {"scopes": {"bot": list(bot_scopes())}}
    if public_url and is_shared:
        oauth = {"redirect_urls": [f"{public_url}/slack/oauth_redirect"], **oauth}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {"name": "Loopmates", "description": DESCRIPTION, "background_color": "#1f3a34"},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Loopmates", "always_online": True},
            "shortcuts": [_shortcut(spec) for spec in COMMANDS if spec.on_message],
            "slash_commands": [_slash_command(name, url) for name in dict.fromkeys(spec.name for spec in COMMANDS)],
        },
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": {**request_url, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **request_url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not public_url,
            "token_rotation_enabled": False,
        },
    }


def _shortcut(spec: CommandSpec) -> Payload:
    """Offer a command in the menu of a message: https://docs.slack.dev/interactivity/implementing-shortcuts"""
    return {
        "name": spec.on_message,
        "type": "message",
        "callback_id": f"{spec.name}:{spec.subcommand}",
        "description": shorten(spec.summary, LONGEST_SHORTCUT_DESCRIPTION),
    }


def _slash_command(name: str, url: Payload) -> Payload:
    return {
        "command": f"/{name}",
        **url,
        "description": SUMMARIES.get(name, f"Everything about {name}"),
        "usage_hint": shorten(" | ".join(subcommands_of(name)), LONGEST_USAGE_HINT),
        "should_escape": True,
    }
