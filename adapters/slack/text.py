"""Slack's two ways of writing text: literal rich text, and mrkdwn for the plain text beside the blocks.

Rich text takes a string as it is, so nothing that people type can become a mention, a link or markup. Mrkdwn needs
`&`, `<` and `>` escaped: https://docs.slack.dev/messaging/formatting-message-text#escaping
"""

import re
from typing import Any

from bot.chat.cards import Bold, Code, Inline, Mention, Moment, Text

Payload = dict[str, Any]

# https://docs.slack.dev/reference/block-kit/block-elements/date-element
DATE_FORMATS = {"date": "{date_short_pretty}", "time": "{time}", "both": "{date_short_pretty} at {time}"}

_USER_ID = re.compile(r"[UW][A-Z0-9]{1,63}")
_ANGLED = re.compile(r"<([^<>]*)>")


def escape(text: str) -> str:
    """Make a string safe for mrkdwn."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def is_user_id(text: str) -> bool:
    return _USER_ID.fullmatch(text) is not None


def mrkdwn(text: Text) -> str:
    """Write a text for the notification and for screen readers, which do not see blocks."""
    if isinstance(text, str):
        return escape(text)
    return "".join(_mrkdwn_part(part) for part in text)


def rich(text: Text, *, bold: bool = False, italic: bool = False) -> list[Payload]:
    """Write a text as elements of a rich text section."""
    parts = (text,) if isinstance(text, str) else text
    return [_rich_part(part, bold=bold, italic=italic) for part in parts if part != ""]


def literal(text: str, **style: bool) -> Payload:
    """Write a string as it is."""
    element: Payload = {"type": "text", "text": text}
    worn = {name: True for name, on in style.items() if on}
    return element | {"style": worn} if worn else element


def plain_text(text: str) -> Payload:
    return {"type": "plain_text", "text": text, "emoji": False}


def as_typed(text: str, *, people_as_ids: bool = False) -> str:
    """Read what Slack sends back into what the person typed: mentions and links by name, no entities.

    In a command a mention of a person becomes that person's id, which the engine looks up.
    """
    named = _ANGLED.sub(lambda angled: _name_of(angled[1], people_as_ids=people_as_ids), text)
    return named.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _mrkdwn_part(part: Inline) -> str:
    match part:
        case str():
            return escape(part)
        case Mention() if is_user_id(part.user_id):
            return f"<@{part.user_id}>"
        case Mention():
            return escape(f"@{part.name}")
        case Moment():
            fallback = escape(part.fallback).replace("|", "/")
            return f"<!date^{int(part.at.timestamp())}^{DATE_FORMATS[part.style]}|{fallback}>"
        case _:
            return escape(part.text)


def _rich_part(part: Inline, *, bold: bool, italic: bool) -> Payload:
    match part:
        case str():
            return literal(part, bold=bold, italic=italic)
        case Bold():
            return literal(part.text, bold=True, italic=italic)
        case Code():
            return literal(part.text, code=True)
        case Mention() if is_user_id(part.user_id):
            return {"type": "user", "user_id": part.user_id}
        case Mention():
            return literal(f"@{part.name}", bold=bold, italic=italic)
        case Moment():
            return {
                "type": "date",
                "timestamp": int(part.at.timestamp()),
                "format": DATE_FORMATS[part.style],
                "fallback": part.fallback,
            }


def _name_of(angled: str, *, people_as_ids: bool) -> str:
    """Say what stands between angle brackets: <@U1|bo>, <#C1|practice>, <!here>, <https://example.com|a page>."""
    target, _, label = angled.partition("|")
    if target.startswith("@"):
        return target[1:] if people_as_ids else f"@{label or target[1:]}"
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    return label or target.removeprefix("mailto:")
