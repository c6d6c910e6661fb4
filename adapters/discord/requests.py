"""What Discord sends, and the neutral request that it makes. Nothing typed or chosen is trusted to be what it should.

https://docs.discord.com/developers/interactions/receiving-and-responding
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import discord

from adapters.discord.forms import MARK, SEVERAL, FormMark, read_mark
from adapters.discord.rendering import read_button_id
from adapters.discord.text import as_typed
from bot.chat.forms import FieldValue
from bot.chat.requests import UNKNOWN_NAME, ButtonPress, Command, FormSubmission, Person, Place, ThreadMessage

PLATFORM = "discord"

Payload = Mapping[str, Any]
Interaction = discord.Interaction[Any]

TEXT_INPUT, STRING_SELECT, USER_SELECT, CHANNEL_SELECT, TEXT_DISPLAY = 4, 3, 5, 8, 10
WRITTEN_BY_PEOPLE = (discord.MessageType.default, discord.MessageType.reply)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """One step of a form as it was sent: which one, what was typed, and which fields are channels."""

    mark: FormMark
    values: dict[str, FieldValue] = field(default_factory=dict)
    channel_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A message in a thread of a server. Who wrote a deleted one is not told."""

    guild_id: str
    thread_id: int
    message_id: str
    id: str
    change: Literal["written", "edited", "deleted"]
    text: str = ""
    user_id: str = ""
    name: str = UNKNOWN_NAME


def workspace_of(interaction: Interaction) -> str:
    """Name the server that an interaction is about; a button in a direct message carries it."""
    if interaction.guild_id is not None:
        return str(interaction.guild_id)
    return read_button_id(_custom_id(interaction), is_direct=True)[2]


def person_of(interaction: Interaction, workspace_id: str) -> Person:
    """Say who asks. Discord tells no time zone; who may manage the server is an admin."""
    user = interaction.user
    rights = interaction.permissions
    return Person(
        platform=PLATFORM,
        workspace_id=workspace_id,
        user_id=str(user.id),
        # A direct message does not say how the person is called in the server.
        name=user.display_name if interaction.guild_id is not None else UNKNOWN_NAME,
        is_admin=interaction.guild_id is not None and (rights.manage_guild or rights.administrator),
    )


def place_of(interaction: Interaction) -> Place:
    """Say where it was asked. A thread that hangs on a message has that message's id."""
    channel = interaction.channel
    if interaction.guild_id is None:
        return Place(channel_id=str(interaction.channel_id or ""), kind="direct")
    if isinstance(channel, discord.Thread):
        parent = channel.parent
        return Place(
            channel_id=str(channel.parent_id),
            channel_name=parent.name if parent is not None else "",
            kind="thread",
            thread_id=str(channel.id),
        )
    return Place(channel_id=str(interaction.channel_id or ""), channel_name=getattr(channel, "name", None) or "")


def command(
    interaction: Interaction,
    name: str,
    subcommand: str,
    *,
    person: Person,
    place: Place,
    options: Mapping[str, str] | None = None,
    text: str = "",
) -> Command:
    """Make a command of a name, native options, or the text of the message in whose menu it was chosen."""
    given = dict(options or {})
    return Command(
        person=person,
        place=place,
        name=name,
        subcommand=subcommand,
        text=text or " ".join(given.values()),
        options=given,
        id=str(interaction.id),
    )


def command_as_sent(interaction: Interaction) -> tuple[str, str, dict[str, str]]:
    """Read a slash command as it came, for one that our tree does not have: name, subcommand, options."""
    data: Payload = interaction.data or {}
    names, options = [str(data.get("name") or "")], _parts(data, "options")
    while options and options[0].get("type") in (1, 2):
        names.append(str(options[0].get("name") or ""))
        options = _parts(options[0], "options")
    given = {str(each.get("name")): str(each.get("value") or "") for each in options}
    return names[0], names[-1] if len(names) > 1 else "", given


def button_press(interaction: Interaction, *, person: Person, place: Place) -> ButtonPress:
    action, value, _ = read_button_id(_custom_id(interaction), is_direct=interaction.guild_id is None)
    return ButtonPress(
        person=person,
        place=place,
        action=action,
        value=value,
        message_id=str(interaction.message.id) if interaction.message is not None else None,
        id=str(interaction.id),
    )


def mark_of(interaction: Interaction) -> FormMark | None:
    """Read which form and step a modal or one of our own buttons is about."""
    action, value, _ = read_button_id(_custom_id(interaction), is_direct=interaction.guild_id is None)
    return read_mark(value) if action in MARK else None


def submitted(interaction: Interaction) -> Submitted | None:
    """Read a modal that was sent; none for one that is not ours."""
    mark = mark_of(interaction)
    if mark is None:
        return None
    values: dict[str, FieldValue] = {}
    channels: list[str] = []
    for component in _inputs(interaction.data or {}):
        custom_id = str(component.get("custom_id") or "")
        name = custom_id.removesuffix(SEVERAL)
        values[name] = _value(component, several=custom_id.endswith(SEVERAL))
        if component.get("type") == CHANNEL_SELECT and values[name]:
            channels.append(name)
    return Submitted(mark=mark, values=values, channel_fields=tuple(channels))


def form_submission(
    interaction: Interaction,
    mark: FormMark,
    values: Mapping[str, FieldValue],
    *,
    person: Person,
    place: Place,
    channel_names: Mapping[str, str] | None = None,
) -> FormSubmission:
    return FormSubmission(
        person=person,
        place=place,
        form_id=mark.form_id,
        context=mark.context,
        values=dict(values),
        channel_names=dict(channel_names or {}),
        id=str(interaction.id),
    )


def words_of(message: discord.Message) -> str:
    """Read what a message says; a card says it in its components, its title aside."""
    names = {str(user.id): user.display_name for user in message.mentions}
    if message.content:
        return as_typed(message.content, names)
    texts = [part for part in _texts(message.components) if not part.startswith("#")]
    return as_typed("\n".join(texts).replace("\\", "").replace("**", ""), names)


def written(message: discord.Message) -> Written | None:
    """Read a message of a member; none where a bot or Discord itself wrote it, or where it is in no server."""
    guild_id = _guild_id(message)
    if message.author.bot or message.type not in WRITTEN_BY_PEOPLE or guild_id is None:
        return None
    edited_at = message.edited_at
    return Written(
        guild_id=str(guild_id),
        thread_id=message.channel.id,
        message_id=str(message.id),
        id=f"{message.id}:{edited_at.timestamp()}" if edited_at else str(message.id),
        change="edited" if edited_at else "written",
        text=words_of(message),
        user_id=str(message.author.id),
        name=message.author.display_name,
    )


def deleted(guild_id: int, thread_id: int, message_id: int) -> Written:
    return Written(
        guild_id=str(guild_id),
        thread_id=thread_id,
        message_id=str(message_id),
        id=f"{message_id}:deleted",
        change="deleted",
    )


def thread_message(written: Written, channel_id: int) -> ThreadMessage:
    return ThreadMessage(
        person=Person(
            platform=PLATFORM, workspace_id=written.guild_id, user_id=written.user_id, name=written.name or UNKNOWN_NAME
        ),
        place=Place(channel_id=str(channel_id), kind="thread", thread_id=str(written.thread_id)),
        message_id=written.message_id,
        text=written.text,
        change=written.change,
        id=written.id,
    )


def _guild_id(message: discord.Message) -> int | None:
    """Give a message's server, also where the channel is not in memory."""
    guild_id: int | None = getattr(message.channel, "guild_id", None)
    return message.guild.id if message.guild is not None else guild_id


def _custom_id(interaction: Interaction) -> str:
    data: Payload = interaction.data or {}
    return str(data.get("custom_id") or "")


def _inputs(part: Payload) -> Iterator[Payload]:
    """List a modal's inputs; each stands in a label, or in a row as older clients send it."""
    inside = [*_parts(part, "components")]
    if isinstance(part.get("component"), Mapping):
        inside.append(part["component"])
    for component in inside:
        if component.get("type") in (TEXT_INPUT, STRING_SELECT, USER_SELECT, CHANNEL_SELECT):
            yield component
        else:
            yield from _inputs(component)


def _value(component: Payload, *, several: bool) -> FieldValue:
    if component.get("type") == TEXT_INPUT:
        typed = component.get("value")
        return typed.replace("\r\n", "\n") if isinstance(typed, str) else ""
    given = component.get("values")
    chosen = [str(each) for each in given] if isinstance(given, list) else []
    return chosen if several else next(iter(chosen), "")


def _parts(part: Payload, name: str) -> list[Payload]:
    inside = part.get(name)
    return [each for each in inside if isinstance(each, Mapping)] if isinstance(inside, list) else []


def _texts(components: Any) -> Iterator[str]:
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component.content
        else:
            yield from _texts(getattr(component, "children", ()))
