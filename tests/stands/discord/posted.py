"""A message as it stands now: what it says, shows and holds, and who was notified by it."""

import itertools
from dataclasses import dataclass, field

from tests.stands.discord.reading import as_code, pinged_by, shown
from tests.stands.discord.rules import BUTTON, COMPONENTS_V2, EPHEMERAL, SELECTS, TEXT_DISPLAY, components_in
from tests.stands.discord.schemas import Json
from tests.stands.discord.world import Channel, User

HAS_THREAD = 1 << 5
LOADING = 1 << 7


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
