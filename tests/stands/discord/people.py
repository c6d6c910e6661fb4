"""The people on the stand-in: they type, press, choose, fill in and write, as far as Discord's own app lets them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from tests.stands.discord import world
from tests.stands.discord.interactions import (
    COMMAND,
    COMPLETION,
    COMPONENT,
    FORM,
    Interaction,
)
from tests.stands.discord.posted import Message
from tests.stands.discord.rules import SELECTS, TEXT_DISPLAY, TEXT_INPUT, components_in
from tests.stands.discord.schemas import Json
from tests.stands.discord.stand import DiscordStandIn
from tests.stands.discord.world import Channel, Guild, User

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER = 3, 4, 5, 6, 7, 8, 9, 10
CHAT_INPUT, ON_MESSAGE = 1, 3
ANSWER_SECONDS = 10.0


class NotOffered(Exception):
    """Discord's own app does not let somebody do this: no such command, option, button or choice for them."""


@dataclass(kw_only=True)
class Heard:
    """What came of something that a person did."""

    interaction: Interaction

    @property
    def message(self) -> Message:
        """Give the last reply, or the message that was changed in its place."""
        interaction = self.interaction
        message = interaction.replies[-1] if interaction.replies else interaction.original
        assert message is not None, "nothing was said"
        return message

    @property
    def form(self) -> Json:
        assert self.interaction.form is not None, f"no form was opened; {self.text!r} was said"
        return self.interaction.form

    @property
    def is_form(self) -> bool:
        return self.interaction.form is not None

    @property
    def is_private(self) -> bool:
        return self.message.seen_only_by is not None

    @property
    def text(self) -> str:
        if self.interaction.form is not None:
            return "\n".join(_words_of_form(self.interaction.form))
        return self.message.text

    @property
    def buttons(self) -> list[str]:
        """List the labels of the buttons that stand under it."""
        return [] if self.is_form else [button.get("label", "") for button in self.message.buttons]

    @property
    def files(self) -> dict[str, bytes]:
        return dict(self.message.files.values())

    @property
    def fields(self) -> list[Json]:
        """List the inputs of a form, each with its custom_id."""
        return inputs_of(self.form)


@dataclass
class Person:
    """Somebody in a server, looking at one channel, thread or direct conversation."""

    discord: DiscordStandIn
    user: User
    guild: Guild | None
    channel: Channel

    def in_(self, channel: Channel) -> "Person":
        """Let them look at another channel."""
        return replace(self, channel=channel, guild=channel.guild)

    def beside(self, name: str) -> "Person":
        """Let somebody new come in, who looks at the same channel."""
        assert self.guild is not None
        return replace(self, user=self.discord.add_member(self.guild, name))

    # Commands

    @property
    def offered(self) -> list[Json]:
        """List the commands that they are offered where they are."""
        commands = [*self.discord.commands.get(None, [])]
        if self.guild is not None:
            commands += self.discord.commands.get(self.guild.id, [])
        return [command for command in commands if self._may_use(command)]

    async def types(self, line: str, **options: Any) -> Heard:
        """Type a command; options by name, and what else follows on the line into the first option left."""
        return await self._hears(await self.discord.sets_off(self._command(line, options)))

    async def completes(self, line: str, **typed: Any) -> list[str]:
        """Stop while typing the last option named, and give what is offered for it."""
        interaction = self._command(line, typed, focused=list(typed)[-1])
        await self.discord.sets_off(interaction)
        await self.discord.eventually(lambda: interaction.answer is not None)
        return [choice["name"] for choice in interaction.choices]

    async def right_clicks(self, message: Message, name: str) -> Heard:
        """Choose a command from the menu of a message."""
        command = self._offered(name, ON_MESSAGE)
        data = {
            "id": command["id"],
            "name": name,
            "type": ON_MESSAGE,
            "target_id": str(message.id),
            "resolved": {"messages": {str(message.id): message.as_payload}},
        }
        return await self._hears(await self.discord.sets_off(self._interaction(COMMAND, data)))

    # What stands on a message

    async def presses(self, label: str, on: Heard | Message) -> Heard:
        """Press the button with this label."""
        message = on.message if isinstance(on, Heard) else on
        button = next((each for each in message.buttons if each.get("label") == label), None)
        if button is None or button.get("disabled") or message not in message.channel.messages:
            raise NotOffered(f"no button {label!r} in {[each.get('label') for each in message.buttons]}")
        return await self.sends_press(button["custom_id"], message)

    async def sends_press(self, custom_id: str, message: Message) -> Heard:
        """Send a press as it is, also of a button that was never there."""
        data = {"component_type": 2, "custom_id": custom_id}
        return await self._hears(await self.discord.sets_off(self._interaction(COMPONENT, data, source=message)))

    async def chooses(self, *chosen: Any, on: Heard | Message, placeholder: str = "") -> Heard:
        """Choose in the select of a message: labels or values of its options, people or channels."""
        message = on.message if isinstance(on, Heard) else on
        select = next((each for each in message.selects if placeholder in each.get("placeholder", "")), None)
        if select is None:
            raise NotOffered(f"no select {placeholder!r}")
        values = [_option_value(select, each) for each in chosen]
        data = {"component_type": select["type"], "custom_id": select["custom_id"], "values": values}
        data |= self._resolved(select["type"], values)
        return await self._hears(await self.discord.sets_off(self._interaction(COMPONENT, data, source=message)))

    # Forms

    async def submits(self, heard: Heard, *, forged_id: str = "", unchecked: bool = False, **typed: Any) -> Heard:
        """Send a form with what stands in it, changed where named by custom_id.

        Discord's app holds to what each field asks for. `unchecked` sends what no app would; `forged_id` is its name.
        """
        sent = self.submission(heard, forged_id=forged_id, unchecked=unchecked, **typed)
        return await self._hears(await self.discord.sets_off(sent))

    def submission(self, heard: Heard, *, forged_id: str = "", unchecked: bool = False, **typed: Any) -> Interaction:
        """Fill in a form, and do not send it yet."""
        inputs = {each["custom_id"]: each for each in heard.fields}
        unknown = set(typed) - set(inputs)
        assert not unknown, f"no such fields: {sorted(unknown)} in {sorted(inputs)}"
        resolved: Json = {}
        parts = [self._filled(part, typed, resolved, unchecked=unchecked) for part in heard.form["components"]]
        data: Json = {"custom_id": forged_id or heard.form["custom_id"], "components": parts}
        if resolved:
            data["resolved"] = resolved
        return self._interaction(FORM, data, source=heard.interaction.source)

    async def sends_form(self, data: Json, *, source: Message | None = None) -> Heard:
        """Send a form as it is."""
        return await self._hears(await self.discord.sets_off(self._interaction(FORM, data, source=source)))

    # Messages

    async def writes(self, text: str) -> Message:
        """Write a message where they are, and let the bot know."""
        message = Message(
            id=self.discord.ids.next(),
            channel=self.channel,
            author=self.user,
            body={"content": text},
            sent_at=self.discord.clock.text(),
            file_url=f"{self.discord.origin}/attachments",
        )
        message.reckon_pings(may_ping_everyone=False)
        if self.channel.is_archived:
            self.channel.is_archived = False
            await self.discord.tells_of_channel(self.channel, "THREAD_UPDATE")
        self.channel.messages.append(message)
        if self.channel.is_thread:
            self.channel.members[self.user.id] = self.user
        await self.discord.tells_of(message, "MESSAGE_CREATE")
        return message

    async def edits(self, message: Message, text: str) -> None:
        message.body = {**message.body, "content": text}
        message.edited_at = self.discord.clock.text()
        await self.discord.tells_of(message, "MESSAGE_UPDATE")

    async def deletes(self, message: Message) -> None:
        await self.discord.removes(message)

    async def starts_thread(self, message: Message, name: str) -> Channel:
        """Start a thread on a message by hand."""
        thread = self.discord.starts_thread(message.channel, name, message=message, owner=self.user)
        await self.discord.tells_of_channel(thread, "THREAD_CREATE", newly_created=True)
        await self.discord.tells_of(message, "MESSAGE_UPDATE")
        return thread

    # What they see

    @property
    def sees(self) -> list[Message]:
        """List the messages that they see where they are, oldest first."""
        return [each for each in self.channel.messages if each.seen_only_by in (None, self.user) and each.kind != 21]

    @property
    def whispers(self) -> list[Message]:
        """List the private replies to them where they are."""
        return [each for each in self.channel.messages if each.seen_only_by is self.user]

    @property
    def directs(self) -> list[Message]:
        """List what the bot wrote to them directly."""
        return list(self.discord.direct_with(self.user).messages)

    @property
    def threads(self) -> list[Channel]:
        """List the threads that they see, in every channel of the server."""
        if self.guild is None:
            return []
        threads = [each for each in self.guild.channels.values() if each.is_thread]
        return [each for each in threads if self.guild.permissions_of(self.user, each) & world.VIEW]

    # How it is sent

    def _interaction(self, kind: int, data: Json, *, source: Message | None = None) -> Interaction:
        return Interaction(
            id=self.discord.ids.next(),
            kind=kind,
            user=self.user,
            channel=self.channel,
            guild=self.guild,
            data=data,
            source=source,
        )

    async def _hears(self, interaction: Interaction) -> Heard:
        """Wait for what comes of it: something said or changed, or a form."""

        def has_come() -> bool:
            if interaction.form is not None or interaction.replies:
                return True
            return bool(interaction.changes) if interaction.answer is not None else False

        await self.discord.eventually(has_come, seconds=ANSWER_SECONDS)
        return Heard(interaction=interaction)

    def _may_use(self, command: Json) -> bool:
        contexts = command.get("contexts")
        here = 0 if self.guild is not None else 1
        if contexts is not None and here not in contexts:
            return False
        if self.guild is None:
            return bool(command.get("dm_permission", True)) or contexts is not None
        needed = command.get("default_member_permissions")
        held = self.guild.permissions_of(self.user, self.channel)
        return held & world.USE_COMMANDS != 0 and (needed is None or held & int(needed) == int(needed))

    def _offered(self, name: str, kind: int) -> Json:
        found = next((each for each in self.offered if (each["name"], each["type"]) == (name, kind)), None)
        if found is None:
            raise NotOffered(f"{name} is not offered to {self.user.name} here")
        return found

    def _command(self, line: str, options: dict[str, Any], *, focused: str = "") -> Interaction:
        name, *words = line.removeprefix("/").split(" ")
        command = self._offered(name, CHAT_INPUT)
        resolved: Json = {}
        path, leaf, rest = _leaf(command, [word for word in words if word])
        given = self._options(leaf, options, " ".join(rest), resolved, focused)
        for step in reversed(path):
            given = [{"type": step["type"], "name": step["name"], "options": given}]
        data: Json = {"id": command["id"], "name": command["name"], "type": CHAT_INPUT, "options": given}
        if resolved:
            data["resolved"] = resolved
        return self._interaction(COMPLETION if focused else COMMAND, data)

    def _options(self, leaf: Json, typed: dict[str, Any], rest: str, resolved: Json, focused: str) -> list[Json]:
        known = {option["name"]: option for option in leaf.get("options") or []}
        typed = dict(typed)
        if rest:
            left = [name for name in known if name not in typed]
            if not left:
                raise NotOffered(f"nothing to type behind {leaf['name']}: {rest!r}")
            typed = {left[0]: rest, **typed}
        unknown = set(typed) - set(known)
        if unknown:
            raise NotOffered(f"no options {sorted(unknown)} of {leaf['name']}: {sorted(known)}")
        missing = [name for name, option in known.items() if option.get("required") and name not in typed]
        if missing and not focused:
            raise NotOffered(f"{leaf['name']} is not sent without {missing}")
        made = []
        for name in known:
            if name in typed:
                value = typed[name] if name == focused else _option_typed(known[name], typed[name])
                option = {"type": known[name]["type"], "name": name, "value": value}
                made.append(option | ({"focused": True} if name == focused else {}))
                _merge(resolved, self._resolved_option(known[name]["type"], value))
        return made

    def _resolved_option(self, kind: int, value: Any) -> Json:
        selects = {USER: 5, CHANNEL: 8}
        return self._resolved(selects[kind], [value]).get("resolved", {}) if kind in selects else {}

    def _resolved(self, select: int, values: list[str]) -> Json:
        """Bring the people or channels that were chosen, as Discord does beside their ids."""
        if select == 5:
            users = {value: self.discord.users[int(value)].as_payload for value in values}
            members = {}
            for value in values:
                if self.guild is not None and int(value) in self.guild.members:
                    member = self.guild.members[int(value)]
                    may = str(self.guild.permissions_of(member.user, self.channel))
                    kept = {name: each for name, each in member.without_user.items() if name not in ("deaf", "mute")}
                    members[value] = kept | {"permissions": may}
            return {"resolved": {"users": users, "members": members}}
        if select == 8:
            channels = {}
            for value in values:
                channel = self.discord.channels[int(value)]
                names = ("id", "name", "type", *(("parent_id",) if channel.is_thread else ()))
                told = {name: each for name, each in channel.as_payload.items() if name in names}
                channels[value] = told | {"permissions": str(self.discord.permissions_of(self.user, channel))}
            return {"resolved": {"channels": channels}}
        return {}

    def _filled(self, part: Json, typed: Json, resolved: Json, *, unchecked: bool) -> Json:
        shared = {"id": part["id"], "type": part["type"]}
        if part["type"] == 18:
            return shared | {"component": self._filled(part["component"], typed, resolved, unchecked=unchecked)}
        if part["type"] == 1:
            inside = [self._filled(each, typed, resolved, unchecked=unchecked) for each in part["components"]]
            return shared | {"components": inside}
        if part["type"] == TEXT_DISPLAY:
            return shared
        shared["custom_id"] = part["custom_id"]
        given = typed.get(part["custom_id"], ...)
        if part["type"] == TEXT_INPUT:
            value = part.get("value") or "" if given is ... else str(given)
            if not unchecked:
                _check_typed(part, value)
            return shared | {"value": value}
        values = _standing(part) if given is ... else [_option_value(part, each) for each in _several(given)]
        if not unchecked:
            _check_chosen(part, values)
        _merge(resolved, self._resolved(part["type"], values).get("resolved", {}))
        return shared | {"values": values}


def person(discord: DiscordStandIn, user: User, channel: Channel) -> Person:
    return Person(discord, user, channel.guild, channel)


def inputs_of(form: Json) -> list[Json]:
    """List what can be filled in, each under its custom_id, with its label's words as `label`."""
    found = []
    for part in form["components"]:
        label = {"label": part["label"]} if part["type"] == 18 else {}
        found += [{**each, **label} for each in components_in([part]) if each["type"] in (TEXT_INPUT, *SELECTS)]
    return found


def _words_of_form(form: Json) -> Iterator[str]:
    yield form["title"]
    for part in components_in(form["components"]):
        for name in ("label", "description", "content", "placeholder", "value"):
            if isinstance(part.get(name), str):
                yield part[name]


def _leaf(command: Json, words: list[str]) -> tuple[list[Json], Json, list[str]]:
    """Walk from a command to the subcommand that the next words name."""
    path: list[Json] = []
    leaf = command
    while any(option["type"] in (1, 2) for option in leaf.get("options") or []):
        found = next((each for each in leaf["options"] if words and each["name"] == words[0]), None)
        if found is None:
            raise NotOffered(f"no subcommand {words[:1]} of {leaf['name']}")
        path.append(found)
        leaf, words = found, words[1:]
    return path, leaf, words


def _option_typed(option: Json, value: Any) -> Any:
    """Read what was typed for an option as Discord's app does, or do not send it."""
    if isinstance(value, User | Channel):
        value = str(value.id)
    choices = option.get("choices") or []
    if choices:
        chosen = next((each["value"] for each in choices if value in (each["name"], each["value"])), None)
        if chosen is None:
            raise NotOffered(f"{value!r} is no choice of {option['name']}")
        return chosen
    match option["type"]:
        case 3:
            text = str(value)
            if not option.get("min_length", 0) <= len(text) <= option.get("max_length", 6000):
                raise NotOffered(f"{option['name']} does not take {len(text)} characters")
            return text
        case 4 | 10:
            number = int(value) if option["type"] == INTEGER else float(value)
            if not option.get("min_value", number) <= number <= option.get("max_value", number):
                raise NotOffered(f"{option['name']} does not take {number}")
            return number
        case 5:
            return bool(value)
    return str(value)


def _option_value(select: Json, chosen: Any) -> str:
    if isinstance(chosen, User | Channel):
        return str(chosen.id)
    if select["type"] != 3:
        return str(chosen)
    found = next((each["value"] for each in select["options"] if chosen in (each["label"], each["value"])), None)
    if found is None:
        raise NotOffered(f"{chosen!r} is no option of {[each['label'] for each in select['options']]}")
    return str(found)


def _standing(part: Json) -> list[str]:
    """Give what is chosen before anybody touches a select."""
    chosen = [option["value"] for option in part.get("options") or [] if option.get("default")]
    return chosen + [str(each["id"]) for each in part.get("default_values") or []]


def _several(given: Any) -> list[Any]:
    return list(given) if isinstance(given, list | tuple) else [given] if given else []


def _check_typed(part: Json, value: str) -> None:
    is_required = part.get("required", True) is not False
    if is_required and not value.strip():
        raise NotOffered(f"{part['custom_id']} must be filled in")
    if value and not (part.get("min_length") or 0) <= len(value) <= (part.get("max_length") or 4000):
        raise NotOffered(f"{part['custom_id']} does not take {len(value)} characters")


def _check_chosen(part: Json, values: list[str]) -> None:
    is_required = part.get("required", True) is not False
    least = part.get("min_values", 1) if is_required or values else 0
    if not least <= len(values) <= part.get("max_values", 1):
        raise NotOffered(f"{part['custom_id']} does not take {len(values)} choices")


def _merge(into: Json, more: Json) -> None:
    for name, found in more.items():
        into.setdefault(name, {}).update(found)
