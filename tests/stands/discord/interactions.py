"""Commands as registered, what people set off with them, and the one answer that each of these takes.

https://docs.discord.com/developers/interactions/receiving-and-responding
"""

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.stands.discord import posted, world
from tests.stands.discord.messages import (
    UNKNOWN_MESSAGE,
    change_message,
    checked_body,
    new_message,
)
from tests.stands.discord.posted import Message
from tests.stands.discord.rest import Call, Refused, Routes, refuse_faults
from tests.stands.discord.rules import EPHEMERAL, faults_in_choices, faults_in_commands, faults_in_modal
from tests.stands.discord.schemas import Fault, Json
from tests.stands.discord.world import Channel, Guild, User

if TYPE_CHECKING:
    from tests.stands.discord.stand import DiscordStandIn

ANSWER_SECONDS = 3.0
TOKEN_SECONDS = 15 * 60.0

COMMAND, COMPONENT, COMPLETION, FORM = 2, 3, 4, 5
SAY, DEFER, DEFER_CHANGE, CHANGE, COMPLETE, OPEN_FORM = 4, 5, 6, 7, 8, 9

UNKNOWN_WEBHOOK = (404, 10015, "Unknown Webhook")


@dataclass(kw_only=True, eq=False)
class Interaction:
    """Something that a person set off, and what came of it. Seconds are those of the stand-in's time."""

    id: int
    kind: int
    user: User
    channel: Channel
    data: Json
    guild: Guild | None = None
    source: Message | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(40))
    began_at: float = 0.0
    answer: int | None = None
    answered_after: float = 0.0
    is_private: bool = False
    is_loading: bool = False
    original: Message | None = None
    replies: list[Message] = field(default_factory=list)
    changes: int = 0
    form: Json | None = None
    choices: list[Json] = field(default_factory=list)

    @property
    def legal_answers(self) -> tuple[int, ...]:
        """List what Discord takes: a form opens no form, and only what hangs on a message changes one."""
        if self.kind == COMPLETION:
            return (COMPLETE,)
        legal = [SAY, DEFER]
        if self.kind != FORM:
            legal.append(OPEN_FORM)
        if self.source is not None and self.kind in (COMPONENT, FORM):
            legal += [DEFER_CHANGE, CHANGE]
        return tuple(legal)

    def as_payload(self, discord: "DiscordStandIn") -> Json:
        payload: Json = {
            "id": str(self.id),
            "application_id": str(discord.application_id),
            "type": self.kind,
            "token": self.token,
            "version": 1,
            "data": self.data,
            "channel_id": str(self.channel.id),
            "channel": _partial(self.channel),
            "app_permissions": str(discord.permissions_of(discord.bot, self.channel)),
            "locale": self.user.locale,
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(self.guild.id) if self.guild else "0"},
            "context": 0 if self.guild else 1,
            "attachment_size_limit": 10 * 1024**2,
        }
        if self.source is not None:
            payload["message"] = self.source.as_payload
        if self.guild is None:
            return payload | {"user": self.user.as_payload}
        permissions = discord.permissions_of(self.user, self.channel)
        member = self.guild.members[self.user.id].as_payload | {"permissions": str(permissions)}
        return payload | {
            "guild_id": str(self.guild.id),
            "guild": {"id": str(self.guild.id), "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "member": member,
        }

    @property
    def metadata(self) -> Json:
        """Say on a message which interaction it came from."""
        made: Json = {
            "id": str(self.id),
            "type": self.kind,
            "user": self.user.as_payload,
            "authorizing_integration_owners": {"0": str(self.guild.id) if self.guild else "0"},
        }
        if self.kind == COMPONENT and self.source is not None:
            made["interacted_message_id"] = str(self.source.id)
        if self.kind == COMMAND and "target_id" in self.data and self.data["type"] == 3:
            made["target_message_id"] = self.data["target_id"]
        if self.kind == FORM:
            plain = {"id": str(self.id), "user": self.user.as_payload, "authorizing_integration_owners": {}}
            made["triggering_interaction_metadata"] = (
                plain | {"type": COMPONENT, "interacted_message_id": str(self.source.id)}
                if self.source
                else plain | {"type": COMMAND}
            )
        return made


async def answer_interaction(discord: "DiscordStandIn", call: Call) -> Any:
    interaction = discord.interactions.get(call.id("interaction_id"))
    waited = discord.clock.now() - interaction.began_at if interaction else 0.0
    if interaction is None or interaction.token != call.ids["interaction_token"] or waited > ANSWER_SECONDS:
        raise Refused(404, 10062, "Unknown interaction", is_fault=True)
    if interaction.answer is not None:
        raise Refused(400, 40060, "Interaction has already been acknowledged.", is_fault=True)
    kind = call.body["type"]
    if kind not in interaction.legal_answers:
        legal = ", ".join(map(str, interaction.legal_answers))
        words = f"Callback type {kind} does not answer an interaction of type {interaction.kind}: {legal} do"
        refuse_faults([Fault(where=("type",), message=words, code="INTERACTION_APPLICATION_COMMAND_INVALID_TYPE")])
    await _take_answer(discord, call, interaction, kind)
    interaction.answer, interaction.answered_after = kind, waited
    if call.query.get("with_response") not in ("1", "true", "True"):
        return None
    return _callback_response(interaction, kind)


async def _take_answer(discord: "DiscordStandIn", call: Call, interaction: Interaction, kind: int) -> None:
    data: Json = call.body.get("data") or {}
    inside = Call(method=call.method, template=call.template, ids=call.ids, query={}, body=data, files=call.files)
    match kind:
        case 4:
            message = _reply(discord, interaction, checked_body(inside), inside)
            interaction.is_private = message.seen_only_by is not None
            interaction.original = message
            await _shows(discord, interaction, message)
        case 5:
            unknown = set(data) - {"flags", "tts"}
            if unknown:
                refuse_faults([Fault(where=("data",), message=f"A deferred answer says nothing: {sorted(unknown)}")])
            interaction.is_private = bool((data.get("flags") or 0) & EPHEMERAL)
            interaction.is_loading = True
        case 6:
            interaction.original = interaction.source
        case 7:
            assert interaction.source is not None
            change_message(discord, interaction.source, inside)
            interaction.original = interaction.source
            interaction.changes += 1
            await discord.tells_of(interaction.source, "MESSAGE_UPDATE")
        case 8:
            refuse_faults(faults_in_choices(data.get("choices") or []))
            interaction.choices = data.get("choices") or []
        case 9:
            refuse_faults(faults_in_modal(data))
            interaction.form = {**data, "components": posted.with_ids(data["components"])}


def _callback_response(interaction: Interaction, kind: int) -> Json:
    told: Json = {"id": str(interaction.id), "type": interaction.kind, "channel_id": str(interaction.channel.id)}
    if interaction.guild is not None:
        told["guild_id"] = str(interaction.guild.id)
    if kind in (SAY, DEFER):
        shown = interaction.original.id if interaction.original else interaction.id
        told |= {
            "response_message_id": str(shown),
            "response_message_loading": interaction.is_loading,
            "response_message_ephemeral": interaction.is_private,
        }
    answer: Json = {"interaction": told}
    if kind in (SAY, CHANGE):
        assert interaction.original is not None
        answer["resource"] = {"type": kind, "message": interaction.original.as_payload}
    return answer


def _partial(channel: Channel) -> Json:
    """Write a channel down as interactions bring it: without what only its own endpoint tells."""
    return {name: value for name, value in channel.as_payload.items() if name != "permission_overwrites"}


# Follow-ups, by the interaction's token


async def send_follow_up(discord: "DiscordStandIn", call: Call) -> Any:
    interaction = _by_token(discord, call)
    body = checked_body(call)
    message = _reply(discord, interaction, body, call)
    if interaction.is_loading:
        wants_private = bool((body.get("flags") or 0) & EPHEMERAL)
        if wants_private and not interaction.is_private:
            discord.fault("a reply that was meant to be private fills a public deferral")
        _resolve(interaction, message)
    await _shows(discord, interaction, message)
    return message.as_payload


async def get_original(discord: "DiscordStandIn", call: Call) -> Any:
    interaction = _by_token(discord, call)
    if interaction.original is None:
        raise Refused(*UNKNOWN_MESSAGE)
    return interaction.original.as_payload


async def edit_original(discord: "DiscordStandIn", call: Call) -> Any:
    interaction = _by_token(discord, call)
    if interaction.is_loading:
        message = _reply(discord, interaction, checked_body(call), call)
        _resolve(interaction, message)
        await _shows(discord, interaction, message)
        return message.as_payload
    return await _edit(discord, call, interaction, interaction.original)


async def delete_original(discord: "DiscordStandIn", call: Call) -> Any:
    interaction = _by_token(discord, call)
    if interaction.is_loading:
        interaction.is_loading = False
        return
    await _delete(discord, interaction, interaction.original)


async def get_follow_up(discord: "DiscordStandIn", call: Call) -> Any:
    message = _own(_by_token(discord, call), call)
    if message is None:
        raise Refused(*UNKNOWN_MESSAGE)
    return message.as_payload


async def edit_follow_up(discord: "DiscordStandIn", call: Call) -> Any:
    interaction = _by_token(discord, call)
    return await _edit(discord, call, interaction, _own(interaction, call))


async def delete_follow_up(discord: "DiscordStandIn", call: Call) -> Any:
    interaction = _by_token(discord, call)
    await _delete(discord, interaction, _own(interaction, call))


async def _edit(discord: "DiscordStandIn", call: Call, interaction: Interaction, message: Message | None) -> Any:
    if message is None or message not in message.channel.messages:
        raise Refused(*UNKNOWN_MESSAGE)
    change_message(discord, message, call)
    interaction.changes += 1
    await discord.tells_of(message, "MESSAGE_UPDATE")
    return message.as_payload


async def _delete(discord: "DiscordStandIn", interaction: Interaction, message: Message | None) -> None:
    if message is None or message not in message.channel.messages:
        raise Refused(*UNKNOWN_MESSAGE)
    if message in interaction.replies:
        interaction.replies.remove(message)
    await discord.removes(message)


def _by_token(discord: "DiscordStandIn", call: Call) -> Interaction:
    """Find the interaction whose token this is, once it was answered and while the token holds."""
    token = call.ids["webhook_token"]
    interaction = next((each for each in discord.interactions.values() if each.token == token), None)
    if interaction is None or call.id("webhook_id") != discord.application_id or interaction.answer is None:
        raise Refused(*UNKNOWN_WEBHOOK, is_fault=True)
    if discord.clock.now() - interaction.began_at > TOKEN_SECONDS:
        raise Refused(401, 50027, "Invalid Webhook Token", is_fault=True)
    return interaction


def _own(interaction: Interaction, call: Call) -> Message | None:
    return next((each for each in interaction.replies if each.id == call.id("message_id")), None)


def _reply(discord: "DiscordStandIn", interaction: Interaction, body: Json, call: Call) -> Message:
    """Make a reply; while an answer is awaited, it is private or not as the deferral said."""
    message = new_message(discord, interaction.channel, body, call)
    wants_private = bool((body.get("flags") or 0) & EPHEMERAL)
    is_private = interaction.is_private if interaction.is_loading else wants_private
    message.body["flags"] = ((body.get("flags") or 0) & ~EPHEMERAL) | (EPHEMERAL if is_private else 0)
    message.seen_only_by = interaction.user if is_private else None
    message.interaction = interaction.metadata
    message.application_id = discord.application_id
    message.kind = 20 if interaction.kind == COMMAND else 0
    everyone = world.MENTION_EVERYONE & discord.permissions_of(discord.bot, interaction.channel)
    message.reckon_pings(may_ping_everyone=bool(everyone))
    return message


def _resolve(interaction: Interaction, message: Message) -> None:
    interaction.is_loading = False
    interaction.original = message


async def _shows(discord: "DiscordStandIn", interaction: Interaction, message: Message) -> None:
    interaction.replies.append(message)
    interaction.channel.messages.append(message)
    if message.seen_only_by is None:
        await discord.tells_of(message, "MESSAGE_CREATE")


# Commands


async def list_commands(discord: "DiscordStandIn", call: Call) -> Any:
    return discord.commands.get(call.id("guild_id") if "guild_id" in call.ids else None, [])


async def overwrite_commands(discord: "DiscordStandIn", call: Call) -> Any:
    if call.id("application_id") != discord.application_id:
        raise Refused(403, 20012, "You are not authorized to perform this action on this application", is_fault=True)
    given: list[Json] = call.body or []
    refuse_faults(faults_in_commands(given))
    guild_id = call.id("guild_id") if "guild_id" in call.ids else None
    if guild_id is not None and not (guild_id in discord.guilds and discord.guilds[guild_id].has_bot):
        raise Refused(403, 50001, "Missing Access")
    discord.syncs += 1
    before = {(each["type"], each["name"]): each for each in discord.commands.get(guild_id, [])}
    discord.commands[guild_id] = [_registered(discord, each, guild_id, before) for each in given]
    return discord.commands[guild_id]


def _registered(
    discord: "DiscordStandIn", command: Json, guild_id: int | None, before: dict[tuple[int, str], Json]
) -> Json:
    kind = command.get("type") or 1
    known = before.get((kind, command["name"]))
    permissions = command.get("default_member_permissions")
    made: Json = {
        "id": known["id"] if known else str(discord.ids.next()),
        "application_id": str(discord.application_id),
        "version": str(discord.ids.next()),
        "default_member_permissions": None if permissions is None else str(permissions),
        "type": kind,
        "name": command["name"],
        "name_localizations": command.get("name_localizations"),
        "description": command.get("description") or "",
        "description_localizations": command.get("description_localizations"),
        "dm_permission": command.get("dm_permission", True),
        "contexts": command.get("contexts"),
        "integration_types": command.get("integration_types") or [0],
        "nsfw": command.get("nsfw", False),
    }
    if command.get("options"):
        made["options"] = command["options"]
    return made | ({"guild_id": str(guild_id)} if guild_id is not None else {})


ROUTES: Routes = {
    ("POST", "/interactions/{interaction_id}/{interaction_token}/callback"): answer_interaction,
    ("POST", "/webhooks/{webhook_id}/{webhook_token}"): send_follow_up,
    ("GET", "/webhooks/{webhook_id}/{webhook_token}/messages/@original"): get_original,
    ("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original"): edit_original,
    ("DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/@original"): delete_original,
    ("GET", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"): get_follow_up,
    ("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"): edit_follow_up,
    ("DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"): delete_follow_up,
    ("GET", "/applications/{application_id}/commands"): list_commands,
    ("PUT", "/applications/{application_id}/commands"): overwrite_commands,
    ("GET", "/applications/{application_id}/guilds/{guild_id}/commands"): list_commands,
    ("PUT", "/applications/{application_id}/guilds/{guild_id}/commands"): overwrite_commands,
}
