"""The permissions and intents that Loopmates asks for, each with what breaks without it, and the invite link.

https://docs.discord.com/developers/topics/permissions
"""

import base64
import binascii
from dataclasses import dataclass

from adapters.discord.text import is_snowflake
from bot.chat.commands import COMMANDS

INVITE = "https://discord.com/oauth2/authorize"
SCOPES = ("bot", "applications.commands")


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A permission in a server. `for_what` says why it is asked for, `without` what breaks where it is missing.

    One with `subcommands` is asked for only when the command table has one of them; one for `messages` only when
    answers in threads are read.
    """

    name: str
    bit: int
    for_what: str
    without: str
    subcommands: tuple[str, ...] = ()
    messages: bool = False

    @property
    def value(self) -> int:
        return 1 << self.bit


PERMISSIONS: tuple[Permission, ...] = (
    Permission(
        name="View Channels",
        bit=10,
        for_what="sees the practice channel",
        without="Nothing is posted.",
    ),
    Permission(
        name="Send Messages",
        bit=11,
        for_what="posts the daily question and week cards",
        without="Nothing is posted.",
    ),
    Permission(
        name="Attach Files",
        bit=15,
        for_what="sends pictures and calendar files",
        without="Cards with a picture or a file are not posted.",
    ),
    Permission(
        name="Read Message History",
        bit=16,
        for_what="finds a message again after a crash, and updates who has answered",
        without="A crash may lose or repeat a message.",
    ),
    Permission(
        name="Create Public Threads",
        bit=35,
        for_what="opens a thread under the daily question",
        without="There is no thread to answer in; the Answer button works.",
        messages=True,
    ),
    Permission(
        name="Create Private Threads",
        bit=36,
        for_what="opens the private thread in which a mock takes place",
        without="A mock's card goes to each person directly.",
        subcommands=("pair", "mock"),
    ),
    Permission(
        name="Send Messages in Threads",
        bit=38,
        for_what="posts in the private thread of a mock",
        without="A mock's card goes to each person directly.",
        subcommands=("pair", "mock"),
    ),
)


def needed_permissions(*, reads_messages: bool) -> list[Permission]:
    """List the permissions for what the command table has and what is switched on."""
    present = {spec.subcommand for spec in COMMANDS}
    return [
        each
        for each in PERMISSIONS
        if (not each.subcommands or present.intersection(each.subcommands)) and (reads_messages or not each.messages)
    ]


def invite_url(application_id: str, *, reads_messages: bool) -> str:
    """Make the link with which a server takes Loopmates in: the least permissions, and no more scopes than needed."""
    bits = sum(each.value for each in needed_permissions(reads_messages=reads_messages))
    return f"{INVITE}?client_id={application_id}&permissions={bits}&scope={'+'.join(SCOPES)}"


def application_of(token: str) -> str | None:
    """Read the application's id out of a bot token, whose first part it is; none where it does not look like one."""
    first = token.partition(".")[0]
    try:
        decoded = base64.b64decode(first + "=" * (-len(first) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    return decoded if is_snowflake(decoded) else None
