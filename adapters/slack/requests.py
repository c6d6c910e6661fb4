"""What Slack sends, and the neutral request that it makes. Optional fields may be missing, and nothing is trusted
to have the type that it should have.

https://docs.slack.dev/reference/interaction-payloads and https://docs.slack.dev/reference/events/message
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from adapters.slack.rendering import action_of
from adapters.slack.text import as_typed
from adapters.slack.views import Opened, read_opened
from bot.chat.forms import FieldValue
from bot.chat.requests import ButtonPress, Command, FormSubmission, Person, Place, PlaceKind, ThreadMessage

PLATFORM = "slack"

Change = Literal["written", "edited", "deleted"]
Body = Mapping[str, Any]

_CHANGES: dict[str | None, Change] = {
    None: "written",
    "thread_broadcast": "written",
    "file_share": "written",
    "message_changed": "edited",
    "message_deleted": "deleted",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who sent a payload, by what it says; the rest is looked up."""

    user_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The message or view whose button was pressed, and how to answer it."""

    response_url: str = ""
    message_id: str | None = None
    thread_id: str | None = None
    view_id: str = ""
    view_title: str = ""
    is_ephemeral: bool = False
    is_home: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A thread message that may concern us. `above_user_id` wrote what the thread hangs on, where Slack says it."""

    user_id: str
    above_user_id: str
    channel_id: str
    thread_id: str
    message_id: str
    text: str
    change: Change


def sender_of(body: Body) -> Sender:
    """Say who sent a slash command or an interaction."""
    if "command" in body:
        return Sender(user_id=_text(body, "user_id"), name=_text(body, "user_name"))
    user = _part(body, "user")
    return Sender(user_id=_text(user, "id"), name=_text(user, "name") or _text(user, "username"))


def command(body: Body, *, person: Person, place: Place) -> Command:
    """Read `/practice answer 3`: the first word is the subcommand."""
    name, subcommand = words_of_command(body)
    words = as_typed(_text(body, "text"), people_as_ids=True).split(maxsplit=1)
    rest = words[1].strip() if len(words) > 1 else ""
    return Command(
        person=person, place=place, name=name, subcommand=subcommand, text=rest, id=_text(body, "trigger_id")
    )


def words_of_command(body: Body) -> tuple[str, str]:
    """Give a slash command's name and subcommand."""
    words = _text(body, "text").split(maxsplit=1)
    return _text(body, "command").removeprefix("/").lower(), as_typed(words[0]).lower() if words else ""


def command_on_message(body: Body, *, person: Person, place: Place) -> Command:
    """Read a message shortcut: its callback id names the command, and the message's text stands behind it."""
    name, _, subcommand = _text(body, "callback_id").partition(":")
    return Command(
        person=person,
        place=place,
        name=name,
        subcommand=subcommand,
        text=as_typed(_text(_part(body, "message"), "text")),
        id=_text(body, "trigger_id"),
    )


def place_of_command(body: Body) -> Place:
    channel_id, name = _text(body, "channel_id"), _text(body, "channel_name")
    return Place(channel_id=channel_id, channel_name=_known_name(name), kind=_kind(channel_id))


def button_press(body: Body, action: Body, *, person: Person, place: Place) -> ButtonPress:
    pressed_at = _text(action, "action_ts")
    return ButtonPress(
        person=person,
        place=place,
        action=action_of(_text(action, "action_id")),
        value=_text(action, "value"),
        message_id=source_of(body).message_id,
        id=_text(body, "trigger_id") or (f"{person.user_id}:{pressed_at}" if pressed_at else ""),
    )


def source_of(body: Body) -> Source:
    """Say what the pressed button stood on."""
    container, view, message = _part(body, "container"), _part(body, "view"), _part(body, "message")
    return Source(
        response_url=_text(body, "response_url"),
        message_id=_text(container, "message_ts") or _text(message, "ts") or None,
        thread_id=_text(container, "thread_ts") or _text(message, "thread_ts") or None,
        view_id="" if view.get("type") == "home" else _text(view, "id"),
        view_title=_text(_part(view, "title"), "text"),
        is_ephemeral=container.get("is_ephemeral") is True or message.get("is_ephemeral") is True,
        is_home=view.get("type") == "home",
    )


def place_of_press(body: Body) -> Place:
    """Say where a button was pressed; in a modal that is where the modal was opened."""
    view, channel = _part(body, "view"), _part(body, "channel")
    if view.get("type") == "modal":
        return read_opened(view.get("private_metadata")).place
    if view:
        return Place(channel_id="", kind="direct")
    channel_id = _text(channel, "id") or _text(_part(body, "container"), "channel_id")
    thread_id = source_of(body).thread_id
    return Place(
        channel_id=channel_id,
        channel_name=_known_name(_text(channel, "name")),
        kind="thread" if thread_id else _kind(channel_id),
        thread_id=thread_id,
    )


def form_submission(body: Body, *, person: Person, opened: Opened, channel_names: dict[str, str]) -> FormSubmission:
    view = _part(body, "view")
    return FormSubmission(
        person=person,
        place=opened.place,
        form_id=_text(view, "callback_id"),
        context=opened.context,
        values=values_of(view),
        channel_names=channel_names,
        id=_text(body, "trigger_id"),
    )


def values_of(view: Body) -> dict[str, FieldValue]:
    """Read what was typed and chosen, by field: an action has its field's name."""
    values: dict[str, FieldValue] = {}
    for block in _part(_part(view, "state"), "values").values():
        if isinstance(block, Mapping):
            values |= {str(name): _value(state) for name, state in block.items() if isinstance(state, Mapping)}
    return values


def input_blocks_of(view: Body) -> list[str]:
    """List the ids of a modal's inputs, which alone can carry an error."""
    shown = view.get("blocks")
    if not isinstance(shown, list):
        return list(_part(_part(view, "state"), "values"))
    return [
        str(block.get("block_id")) for block in shown if isinstance(block, Mapping) and block.get("type") == "input"
    ]


def written_in_thread(event: Body) -> Written | None:
    """Read a message event; none where it is no member's message in a thread, or where its words stayed the same."""
    change = _CHANGES.get(event.get("subtype"))
    now = _part(event, "message") if change == "edited" else event
    before = _part(event, "previous_message")
    said = before if change == "deleted" else now
    thread_id, message_id = _text(said, "thread_ts"), _text(said, "ts")
    is_of_a_member = bool(_text(said, "user")) and not said.get("bot_id")
    if change is None or not is_of_a_member or not thread_id or thread_id == message_id:
        return None
    if now.get("subtype") == "tombstone" or (change == "edited" and before.get("text") == now.get("text")):
        return None
    return Written(
        user_id=_text(said, "user"),
        above_user_id=_text(said, "parent_user_id"),
        channel_id=_text(event, "channel"),
        thread_id=thread_id,
        message_id=message_id,
        text="" if change == "deleted" else as_typed(_text(now, "text")),
        change=change,
    )


def thread_message(written: Written, *, person: Person, place: Place, event_id: str) -> ThreadMessage:
    return ThreadMessage(
        person=person,
        place=place,
        message_id=written.message_id,
        text=written.text,
        change=written.change,
        id=event_id,
    )


def place_of_thread(written: Written) -> Place:
    return Place(channel_id=written.channel_id, kind="thread", thread_id=written.thread_id)


def _value(state: Body) -> FieldValue:
    """Read one input, whatever its kind: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload"""
    match state.get("type"):
        case "static_select" | "radio_buttons":
            return _text(_part(state, "selected_option"), "value")
        case "multi_static_select" | "checkboxes":
            return [_text(option, "value") for option in _list(state, "selected_options")]
        case "multi_users_select":
            return [user for user in state.get("selected_users") or [] if isinstance(user, str)]
        case "conversations_select":
            return _text(state, "selected_conversation")
        case "channels_select":
            return _text(state, "selected_channel")
        case "datepicker":
            return _text(state, "selected_date")
        case "timepicker":
            return _text(state, "selected_time")
        case _:
            return _text(state, "value").replace("\r\n", "\n")


def _kind(channel_id: str) -> PlaceKind:
    return "direct" if channel_id.startswith("D") else "channel"


def _known_name(name: str) -> str:
    """Give a channel's name, unless Slack hides it: a private channel's payloads say `privategroup`."""
    return "" if name in ("directmessage", "privategroup") or name.startswith("mpdm-") else name


def _part(body: Body, name: str) -> Body:
    part = body.get(name)
    return part if isinstance(part, Mapping) else {}


def _list(body: Body, name: str) -> list[Body]:
    items = body.get(name)
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


def _text(body: Body, name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""
