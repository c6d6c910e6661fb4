"""Discord's Markdown as a reader sees it: what is markup disappears, what is escaped stays, mentions become names.

https://support.discord.com/hc/en-us/articles/210298617 and https://docs.discord.com/developers/reference#message-formatting
"""

import re
from collections.abc import Mapping

from tests.stands.discord.schemas import Json

_ESCAPABLE = r"[!-/:-@\[-`{-~]"
_INLINE = re.compile(
    rf"""
      (?P<escaped>\\({_ESCAPABLE}))
    | (?P<block>```(?:[\w+-]*\n)?(?P<block_text>.+?)```)
    | (?P<code>(?P<ticks>`{{1,2}})(?!`)(?P<code_text>.+?)(?<!`)(?P=ticks)(?!`))
    | (?P<person><@!?(?P<person_id>\d+)>)
    | (?P<role><@&(?P<role_id>\d+)>)
    | (?P<channel><\#(?P<channel_id>\d+)>)
    | (?P<command></(?P<command_name>[^:>]+):\d+>)
    | (?P<instant><t:(?P<seconds>-?\d+)(?::[tTdDfFsSR])?>)
    | (?P<emoji><a?:(?P<emoji_name>\w+):\d+>)
    | (?P<guide><id:(?P<guide_name>\w+)>)
    | (?P<bare><(?P<bare_url>https?://[^>\s]+)>)
    | (?P<link>\[(?P<label>[^\]]+)\]\(<?https?://[^)\s]+>?(?:\s"[^"]*")?\))
    | (?P<url>https?://[^\s<]+)
    | (?P<spoiler>\|\|(?P<spoiler_text>.+?)\|\|)
    | (?P<bold>\*\*(?P<bold_text>(?:\\.|[^\\])+?)\*\*(?!\*))
    | (?P<underline>__(?P<underline_text>(?:\\.|[^\\])+?)__(?!_))
    | (?P<struck>~~(?P<struck_text>(?:\\.|[^\\])+?)~~)
    | (?P<star>\*(?P<star_text>(?!\s)(?:\\.|[^\\*])+?)\*(?!\*))
    | (?P<under>(?<!\w)_(?P<under_text>(?:\\.|[^\\_])+?)_(?!\w))
    """,
    re.VERBOSE | re.DOTALL,
)
_LINE_START = re.compile(r"(?:>>>\ |>\ |\#{1,3}\ |-\#\ |[ \t]*[-*]\ )", re.VERBOSE)
_MARKED_UP = ("spoiler", "bold", "underline", "struck", "star", "under")


def shown(text: str, names: Mapping[int, str] = {}) -> str:
    """Give a text as it is read: `@Ana` for a mention, `/practice today` for a command, `[t:…]` for an instant."""
    return _inline("\n".join(_without_line_markup(line) for line in _lines(text)), names)


def as_code(text: str) -> str:
    """Write a text that is no Markdown so that it reads as it is."""
    return re.sub(_ESCAPABLE, r"\\\g<0>", text)


def pinged_by(content: str, allowed: Json | None) -> set[str]:
    """Name whoever a message's text notifies: ids of people and roles, `everyone`, `here`.

    Without `allowed_mentions` everybody who stands in the text is; nobody inside code is.
    """
    text = _CODE.sub("", content)
    people = set(re.findall(r"(?<!\\)<@!?(\d+)>", text))
    roles = set(re.findall(r"(?<!\\)<@&(\d+)>", text))
    everyone = set(re.findall(r"@(everyone|here)\b", text))
    if allowed is None:
        return people | roles | everyone
    kinds = allowed.get("parse") or []
    named = {kind: {str(each) for each in allowed.get(kind) or []} for kind in ("users", "roles")}
    heard = people if "users" in kinds else people & named["users"]
    heard |= roles if "roles" in kinds else roles & named["roles"]
    return heard | (everyone if "everyone" in kinds else set())


_CODE = re.compile(r"```.+?```|`[^`\n]+`", re.DOTALL)


def _lines(text: str) -> list[str]:
    """Split into lines outside blocks of code, in which a line's first sign is no markup."""
    parts = re.split(r"(```.+?```)", text, flags=re.DOTALL)
    lines = [""]
    for part in parts:
        if part.startswith("```"):
            lines[-1] += part
            continue
        first, *rest = part.split("\n")
        lines[-1] += first
        lines += rest
    return lines


def _without_line_markup(line: str) -> str:
    found = _LINE_START.match(line)
    return line[found.end() :] if found else line


def _inline(text: str, names: Mapping[int, str]) -> str:
    def read(found: re.Match[str]) -> str:
        kind = next(name for name in _KINDS if found.group(name) is not None)
        match kind:
            case "escaped":
                return found.group(0)[1]
            case "block" | "code":
                return found.group(f"{kind}_text").strip("\n") if kind == "block" else found.group("code_text")
            case "person":
                identity = int(found.group("person_id"))
                return f"@{names.get(identity, f'unknown-user-{identity}')}"
            case "role":
                return f"@role-{found.group('role_id')}"
            case "channel":
                return f"#{names.get(int(found.group('channel_id')), 'unknown')}"
            case "command":
                return f"/{found.group('command_name')}"
            case "instant":
                return f"[t:{found.group('seconds')}]"
            case "emoji":
                return f":{found.group('emoji_name')}:"
            case "guide":
                return f"#{found.group('guide_name')}"
            case "bare":
                return found.group("bare_url")
            case "link":
                return found.group("label")
            case "url":
                return found.group(0)
        return _inline(found.group(f"{kind}_text"), names)

    return _INLINE.sub(read, text)


_KINDS = (
    *("escaped", "block", "code", "person", "role", "channel", "command", "instant", "emoji", "guide", "bare"),
    *("link", "url", *_MARKED_UP),
)
