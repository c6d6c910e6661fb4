"""Channels, threads, direct conversations and messages, as the bot reaches them over REST.

https://docs.discord.com/developers/resources/message, https://docs.discord.com/developers/topics/threads and
https://docs.discord.com/developers/topics/opcodes-and-status-codes#json for the codes.
"""

from typing import TYPE_CHECKING, Any

from tests.stands.discord import posted, world
from tests.stands.discord.clock import DISCORD_EPOCH_MS
from tests.stands.discord.posted import Message
from tests.stands.discord.rest import EMPTY_MESSAGE, Call, Refused, Routes, refuse_faults
from tests.stands.discord.rules import COMPONENTS_V2, EPHEMERAL, FILE_BYTES, FILES, faults_in_message
from tests.stands.discord.schemas import Fault, Json
from tests.stands.discord.world import Channel

if TYPE_CHECKING:
    from tests.stands.discord.stand import DiscordStandIn

Files = dict[int, tuple[str, bytes]]

NONCE_SECONDS = 300.0
PAGE = 100

UNKNOWN_CHANNEL = (404, 10003, "Unknown Channel")
UNKNOWN_MESSAGE = (404, 10008, "Unknown Message")
MISSING_ACCESS = (403, 50001, "Missing Access")
MISSING_PERMISSIONS = (403, 50013, "Missing Permissions")
IS_ARCHIVED = (400, 50083, "Thread is archived")


async def get_channel(discord: "DiscordStandIn", call: Call) -> Any:
    return channel_for_bot(discord, call.id("channel_id")).as_payload


async def create_message(discord: "DiscordStandIn", call: Call) -> Any:
    channel = channel_for_bot(discord, call.id("channel_id"))
    body = checked_body(call)
    _may_post(discord, channel, body)
    if again := _sent_before(discord, body):
        return again.as_payload
    await _wake(discord, channel)
    message = new_message(discord, channel, body, call)
    message.nonce = body.get("nonce")
    message.reckon_pings(may_ping_everyone=_may(discord, channel, world.MENTION_EVERYONE))
    channel.messages.append(message)
    await discord.tells_of(message, "MESSAGE_CREATE")
    return message.as_payload | ({"nonce": message.nonce} if message.nonce is not None else {})


async def edit_message(discord: "DiscordStandIn", call: Call) -> Any:
    channel = channel_for_bot(discord, call.id("channel_id"))
    message = _message(channel, call)
    if message.author is not discord.bot:
        raise Refused(403, 50005, "Cannot edit a message authored by another user")
    if channel.is_archived:
        raise Refused(*IS_ARCHIVED)
    change_message(discord, message, call)
    await discord.tells_of(message, "MESSAGE_UPDATE")
    return message.as_payload


async def delete_message(discord: "DiscordStandIn", call: Call) -> Any:
    channel = channel_for_bot(discord, call.id("channel_id"))
    message = _message(channel, call)
    if message.author is not discord.bot and not _may(discord, channel, world.MANAGE_MESSAGES):
        raise Refused(*MISSING_PERMISSIONS)
    await discord.removes(message)


async def get_message(discord: "DiscordStandIn", call: Call) -> Any:
    channel = channel_for_bot(discord, call.id("channel_id"))
    if channel.guild and not _may(discord, channel, world.READ_HISTORY):
        raise Refused(*MISSING_ACCESS)
    return discord.as_bot_reads(_message(channel, call))


async def list_messages(discord: "DiscordStandIn", call: Call) -> Any:
    channel = channel_for_bot(discord, call.id("channel_id"))
    limit = int(call.query.get("limit", "50"))
    if not 1 <= limit <= PAGE:
        refuse_faults([Fault(where=("limit",), message=f"Must be 1 to {PAGE}", code="NUMBER_TYPE_MAX")])
    if channel.guild and not _may(discord, channel, world.READ_HISTORY):
        return []
    found = [message for message in channel.messages if message.seen_only_by is None]
    before, after = call.query.get("before"), call.query.get("after")
    if before:
        found = [message for message in found if message.id < int(before)]
    if after:
        found = [message for message in found if message.id > int(after)][:limit]
    return [discord.as_bot_reads(message) for message in reversed(found[-limit:])]


async def type_there(discord: "DiscordStandIn", call: Call) -> Any:
    channel_for_bot(discord, call.id("channel_id"))


async def open_direct(discord: "DiscordStandIn", call: Call) -> Any:
    user = discord.users.get(int(call.body["recipient_id"]))
    if user is None or user is discord.bot:
        raise Refused(400, 50033, "Invalid Recipient(s)")
    return discord.direct_with(user).as_payload


# Threads


async def start_thread_on(discord: "DiscordStandIn", call: Call) -> Any:
    channel = channel_for_bot(discord, call.id("channel_id"))
    message = _message(channel, call)
    _may_start_thread(discord, channel, world.PUBLIC_THREAD)
    if message.thread is not None or message.id in discord.channels:
        raise Refused(400, 160004, "A thread has already been created for this message")
    thread = discord.starts_thread(channel, call.body["name"], message=message, minutes=_minutes(call))
    await discord.tells_of_channel(thread, "THREAD_CREATE", newly_created=True)
    await discord.tells_of(message, "MESSAGE_UPDATE")
    return _joined(discord, thread)


async def start_thread(discord: "DiscordStandIn", call: Call) -> Any:
    channel = channel_for_bot(discord, call.id("channel_id"))
    kind = call.body.get("type") or world.PRIVATE_THREAD
    _may_start_thread(discord, channel, kind)
    thread = discord.starts_thread(channel, call.body["name"], kind=kind, minutes=_minutes(call))
    await discord.tells_of_channel(thread, "THREAD_CREATE", newly_created=True)
    return _joined(discord, thread)


async def change_channel(discord: "DiscordStandIn", call: Call) -> Any:
    thread = channel_for_bot(discord, call.id("channel_id"))
    if not thread.is_thread:
        raise Refused(*MISSING_PERMISSIONS)
    is_own = thread.owner is discord.bot or _may(discord, thread, world.MANAGE_THREADS)
    only_wakes = call.body == {"archived": False} and not thread.is_locked
    if not is_own and not (only_wakes and _may(discord, thread, world.SEND_IN_THREADS)):
        raise Refused(*MISSING_PERMISSIONS)
    if "locked" in call.body and not _may(discord, thread, world.MANAGE_THREADS):
        raise Refused(*MISSING_PERMISSIONS)
    if thread.is_archived and call.body.get("archived") is not False:
        raise Refused(*IS_ARCHIVED)
    thread.name = call.body.get("name") or thread.name
    thread.is_locked = call.body.get("locked", thread.is_locked)
    thread.is_archived = call.body.get("archived", thread.is_archived)
    thread.auto_archive_minutes = call.body.get("auto_archive_duration") or thread.auto_archive_minutes
    thread.changed_at = discord.clock.text()
    await discord.tells_of_channel(thread, "THREAD_UPDATE")
    return thread.as_payload


async def delete_channel(discord: "DiscordStandIn", call: Call) -> Any:
    channel = channel_for_bot(discord, call.id("channel_id"))
    if channel.guild and not _may(discord, channel, world.MANAGE_THREADS):
        raise Refused(*MISSING_PERMISSIONS)
    payload = channel.as_payload
    await discord.deletes_channel(channel)
    return payload


async def add_thread_member(discord: "DiscordStandIn", call: Call) -> Any:
    thread = _thread(discord, call)
    user_id = discord.bot.id if call.ids.get("user_id", "@me") == "@me" else call.id("user_id")
    assert thread.guild is not None
    member = thread.guild.members.get(user_id)
    if member is None:
        raise Refused(404, 10007, "Unknown Member")
    if thread.is_archived:
        raise Refused(*IS_ARCHIVED)
    if not _may(discord, thread, world.SEND_IN_THREADS):
        raise Refused(*MISSING_PERMISSIONS)
    if not thread.guild.permissions_of(member.user, thread.parent) & world.VIEW:
        raise Refused(*MISSING_ACCESS)
    thread.members[user_id] = member.user


async def remove_thread_member(discord: "DiscordStandIn", call: Call) -> Any:
    thread = _thread(discord, call)
    user_id = discord.bot.id if call.ids.get("user_id", "@me") == "@me" else call.id("user_id")
    if thread.is_archived:
        raise Refused(*IS_ARCHIVED)
    if user_id != discord.bot.id and thread.owner is not discord.bot:
        raise Refused(*MISSING_PERMISSIONS)
    thread.members.pop(user_id, None)


async def list_thread_members(discord: "DiscordStandIn", call: Call) -> Any:
    thread = _thread(discord, call)
    return [thread_member(thread, user_id) for user_id in thread.members]


async def list_public_archived(discord: "DiscordStandIn", call: Call) -> Any:
    return _archived(discord, call, world.PUBLIC_THREAD)


async def list_private_archived(discord: "DiscordStandIn", call: Call) -> Any:
    return _archived(discord, call, world.PRIVATE_THREAD)


def _archived(discord: "DiscordStandIn", call: Call, kind: int) -> Json:
    channel = channel_for_bot(discord, call.id("channel_id"))
    if kind == world.PRIVATE_THREAD and not _may(discord, channel, world.MANAGE_THREADS):
        raise Refused(*MISSING_ACCESS)
    assert channel.guild is not None
    threads = [
        each
        for each in channel.guild.channels.values()
        if (each.parent, each.kind, each.is_archived) == (channel, kind, True)
    ]
    return {"threads": [each.as_payload for each in threads], "members": [], "has_more": False}


def thread_member(thread: Channel, user_id: int) -> Json:
    return {"id": str(thread.id), "user_id": str(user_id), "join_timestamp": thread.changed_at, "flags": 0}


def _joined(discord: "DiscordStandIn", thread: Channel) -> Json:
    return thread.as_payload | {"member": thread_member(thread, discord.bot.id)}


def _minutes(call: Call) -> int:
    return call.body.get("auto_archive_duration") or 4320


def _may_start_thread(discord: "DiscordStandIn", channel: Channel, kind: int) -> None:
    if channel.kind not in (0, 5):
        raise Refused(400, 50024, "Cannot execute action on this channel type", is_fault=True)
    needed = world.CREATE_PRIVATE_THREADS if kind == world.PRIVATE_THREAD else world.CREATE_PUBLIC_THREADS
    if not _may(discord, channel, needed):
        raise Refused(*MISSING_PERMISSIONS)


def _thread(discord: "DiscordStandIn", call: Call) -> Channel:
    thread = channel_for_bot(discord, call.id("channel_id"))
    if not thread.is_thread:
        raise Refused(400, 50024, "Cannot execute action on this channel type", is_fault=True)
    return thread


# Shared with interactions


def channel_for_bot(discord: "DiscordStandIn", channel_id: int) -> Channel:
    """Find a channel that the bot may see, or refuse as Discord does."""
    channel = discord.channels.get(channel_id)
    if channel is None or channel.is_deleted:
        raise Refused(*UNKNOWN_CHANNEL)
    if channel.guild is None:
        return channel
    if not channel.guild.has_bot or not _may(discord, channel, world.VIEW):
        raise Refused(*MISSING_ACCESS)
    return channel


def checked_body(call: Call) -> Json:
    """Give the message of a request, held to every limit."""
    body: Json = call.body or {}
    refuse_faults(faults_in_message(body))
    _check_files(body, call.files, kept={})
    if _is_empty(body, call.files):
        raise Refused(400, EMPTY_MESSAGE, "Cannot send an empty message", is_fault=True)
    return body


def new_message(discord: "DiscordStandIn", channel: Channel, body: Json, call: Call) -> Message:
    """Make a message of the bot's, not yet in its channel."""
    content = (body.get("content") or "").strip()
    message = Message(
        id=discord.ids.next(),
        channel=channel,
        author=discord.bot,
        body={**body, "content": content},
        sent_at=discord.clock.text(),
        file_url=f"{discord.origin}/attachments",
    )
    _keep_files(discord, message, call)
    return message


def change_message(discord: "DiscordStandIn", message: Message, call: Call, body: Json | None = None) -> None:
    """Change a message of the bot's; what the request does not name stays."""
    given: Json = body if body is not None else call.body or {}
    was_v2 = message.is_v2
    if was_v2 and given.get("flags") is not None and not given["flags"] & COMPONENTS_V2:
        words = "Version 2 components cannot be taken back"
        refuse_faults([Fault(where=("flags",), message=words, code="MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG")])
    after = {**message.body, **{name: value for name, value in given.items() if name != "flags"}}
    after["flags"] = (message.body.get("flags") or 0) | ((given.get("flags") or 0) & COMPONENTS_V2)
    refuse_faults(faults_in_message(after, was_v2=was_v2))
    _check_files(given, call.files, kept=message.files)
    if "attachments" in given:
        wanted = {int(each["id"]) for each in given["attachments"] or []}
        message.files = {number: file for number, file in message.files.items() if number in wanted}
    message.body = after
    _keep_files(discord, message, call)
    if _is_empty(after, message.files):
        raise Refused(400, EMPTY_MESSAGE, "Cannot send an empty message", is_fault=True)
    message.extra_flags &= ~posted.LOADING
    message.edited_at = discord.clock.text()


def _keep_files(discord: "DiscordStandIn", message: Message, call: Call) -> None:
    for _number, file in sorted(call.files.items()):
        message.files[discord.ids.next()] = file


def _check_files(body: Json, files: Files, *, kept: Files) -> None:
    named = {int(each["id"]): each for each in body.get("attachments") or []}
    faults = [
        Fault(where=("attachments",), message=f"{number} is neither a file nor an attachment kept")
        for number in named
        if number not in files and number not in kept
    ]
    if named and set(files) - set(named):
        faults.append(Fault(where=("attachments",), message="A file that attachments do not name"))
    if len(files) > FILES:
        faults.append(Fault(where=("attachments",), message=f"{len(files)} files, at most {FILES}"))
    stays = kept if "attachments" not in body else {number: file for number, file in kept.items() if number in named}
    names = {name for name, _ in [*files.values(), *stays.values()]}
    faults += [
        Fault(where=("attachments",), message=f"{used} is shown, but was not sent", code="UNKNOWN_ATTACHMENT")
        for used in posted.files_shown(body)
        if used not in names
    ]
    refuse_faults(faults)
    if sum(len(content) for _, content in files.values()) > FILE_BYTES:
        raise Refused(413, 40005, "Request entity too large", is_fault=True)


def _is_empty(body: Json, files: Any) -> bool:
    holds = any(body.get(part) for part in ("embeds", "sticker_ids", "poll"))
    is_v2 = bool((body.get("flags") or 0) & COMPONENTS_V2 and body.get("components"))
    return not (holds or is_v2 or files or (body.get("content") or "").strip())


def _message(channel: Channel, call: Call) -> Message:
    found = next((each for each in channel.messages if each.id == call.id("message_id")), None)
    if found is None or found.seen_only_by is not None:
        raise Refused(*UNKNOWN_MESSAGE)
    return found


def _may(discord: "DiscordStandIn", channel: Channel, permission: int) -> bool:
    if channel.guild is None:
        return permission != world.MANAGE_THREADS
    return bool(channel.guild.permissions_of(discord.bot, channel) & permission)


def _may_post(discord: "DiscordStandIn", channel: Channel, body: Json) -> None:
    if (body.get("flags") or 0) & EPHEMERAL:
        words = "Only an answer to an interaction can be private"
        refuse_faults([Fault(where=("flags",), message=words, code="MESSAGE_FLAGS_INVALID")])
    if channel.guild is None:
        return _may_write_directly(discord, channel)
    needed = world.SEND_IN_THREADS if channel.is_thread else world.SEND
    needed |= world.EMBED_LINKS if body.get("embeds") else 0
    needed |= world.ATTACH_FILES if body.get("attachments") else 0
    allowed = channel.guild.permissions_of(discord.bot, channel)
    if allowed & needed != needed:
        raise Refused(*MISSING_PERMISSIONS)
    if channel.is_archived and channel.is_locked and not allowed & world.MANAGE_THREADS:
        raise Refused(*IS_ARCHIVED)
    return None


def _may_write_directly(discord: "DiscordStandIn", channel: Channel) -> None:
    [user] = channel.recipients
    if not any(user.id in guild.members and guild.has_bot for guild in discord.guilds.values()):
        raise Refused(403, 50278, "Cannot send messages to this user due to having no mutual guilds")
    if not user.takes_direct:
        raise Refused(403, 50007, "Cannot send messages to this user")


async def _wake(discord: "DiscordStandIn", channel: Channel) -> None:
    """Take a thread out of the archive: a message in it does so."""
    if channel.is_archived:
        channel.is_archived = False
        await discord.tells_of_channel(channel, "THREAD_UPDATE")


def _sent_before(discord: "DiscordStandIn", body: Json) -> Message | None:
    """Find what was sent with the same nonce in the last minutes, where the request enforces it; anywhere."""
    nonce = body.get("nonce")
    if nonce is None or not body.get("enforce_nonce"):
        return None
    since = (int((discord.clock.now() - NONCE_SECONDS) * 1000) - DISCORD_EPOCH_MS) << 22
    recent = (message for channel in discord.channels.values() for message in channel.messages if message.id > since)
    return next((message for message in recent if message.nonce is not None and str(message.nonce) == str(nonce)), None)


ROUTES: Routes = {
    ("GET", "/channels/{channel_id}"): get_channel,
    ("PATCH", "/channels/{channel_id}"): change_channel,
    ("DELETE", "/channels/{channel_id}"): delete_channel,
    ("POST", "/channels/{channel_id}/typing"): type_there,
    ("GET", "/channels/{channel_id}/messages"): list_messages,
    ("POST", "/channels/{channel_id}/messages"): create_message,
    ("GET", "/channels/{channel_id}/messages/{message_id}"): get_message,
    ("PATCH", "/channels/{channel_id}/messages/{message_id}"): edit_message,
    ("DELETE", "/channels/{channel_id}/messages/{message_id}"): delete_message,
    ("POST", "/channels/{channel_id}/messages/{message_id}/threads"): start_thread_on,
    ("POST", "/channels/{channel_id}/threads"): start_thread,
    ("GET", "/channels/{channel_id}/thread-members"): list_thread_members,
    ("PUT", "/channels/{channel_id}/thread-members/@me"): add_thread_member,
    ("DELETE", "/channels/{channel_id}/thread-members/@me"): remove_thread_member,
    ("PUT", "/channels/{channel_id}/thread-members/{user_id}"): add_thread_member,
    ("DELETE", "/channels/{channel_id}/thread-members/{user_id}"): remove_thread_member,
    ("GET", "/channels/{channel_id}/threads/archived/public"): list_public_archived,
    ("GET", "/channels/{channel_id}/threads/archived/private"): list_private_archived,
    ("POST", "/users/@me/channels"): open_direct,
}
