"""Discord's way of writing text: Markdown, in which everything that people type is escaped.

https://docs.discord.com/developers/reference#message-formatting
"""

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.chat.cards import Bold, Code, Inline, Mention, Moment, Text, Timer

TIME_STYLES = {"date": "D", "time": "t", "both": "f"}

# A backslash takes the meaning of any sign behind it. "<" opens mentions, emoji and timestamps, "[" a masked link,
# "://" an address that would become a link.
_SIGNS = re.compile(r"[\\*_~|`<>\[\]#]|(?<=[A-Za-z]):(?=//)|@(?=everyone|here)")
_LINE_STARTS = re.compile(r"^(\s*)([-+])(?=\s|#)", re.MULTILINE)
_NUMBERED = re.compile(r"^(\s*\d+)([.)])(?=\s)", re.MULTILINE)
_SNOWFLAKE = re.compile(r"\d{1,20}")
_BACKTICKS = re.compile(r"`+")
_MENTIONS = re.compile(r"<@!?(\d{1,20})>|<#(\d{1,20})>|<@&(\d{1,20})>|<a?(:\w+:)\d{1,20}>|</([^:>]+):\d{1,20}>")


def escape(text: str) -> str:
    """Make a string safe for Markdown: it is shown as it was typed, and nothing in it is a link or a mention."""
    escaped = _SIGNS.sub(r"\\\g<0>", text)
    return _NUMBERED.sub(r"\1\\\2", _LINE_STARTS.sub(r"\1\\\2", escaped))


def is_snowflake(text: str) -> bool:
    """Say whether a text is an id of Discord's: https://docs.discord.com/developers/reference#snowflakes"""
    return text.isascii() and _SNOWFLAKE.fullmatch(text) is not None and 0 < int(text) < 2**63


def markdown(text: Text) -> str:
    """Write a text in Markdown."""
    if isinstance(text, str):
        return escape(text)
    return "".join(_part(part) for part in text)


def running(timer: Timer) -> str:
    """Write a timer: Discord counts both instants on screen."""
    aim = timer.started_at + timedelta(seconds=timer.seconds)
    return f"Started <t:{int(timer.started_at.timestamp())}:R> · aim for <t:{int(aim.timestamp())}:R>"


def people_in(texts: Sequence[Text]) -> list[int]:
    """List the people addressed in texts, once each: they alone may be notified."""
    parts = [part for text in texts if not isinstance(text, str) for part in text]
    mentioned = [part.user_id for part in parts if isinstance(part, Mention) and is_snowflake(part.user_id)]
    return [int(user_id) for user_id in dict.fromkeys(mentioned)]


def as_typed(text: str, names: dict[str, str]) -> str:
    """Read what Discord sends back into what the person typed; `names` gives people's names by their ids."""

    def name_of(found: re.Match[str]) -> str:
        user_id, channel_id, role_id, emoji, command = found.groups()
        if user_id:
            return f"@{names.get(user_id, user_id)}"
        return emoji or (f"/{command}" if command else f"#{channel_id or role_id}")

    return _MENTIONS.sub(name_of, text)


def _part(part: Inline) -> str:
    match part:
        case str():
            return escape(part)
        case Bold():
            return f"**{escape(part.text)}**"
        case Code():
            return _code(part.text)
        case Mention() if is_snowflake(part.user_id):
            return f"<@{part.user_id}>"
        case Mention():
            return escape(f"@{part.name}")
        case Moment():
            return f"<t:{int(part.at.timestamp())}:{TIME_STYLES[part.style]}>"


def _code(text: str) -> str:
    """Put a text between more backticks than it holds itself; nothing between them is read."""
    fence = "`" * (max((len(run) for run in _BACKTICKS.findall(text)), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"
