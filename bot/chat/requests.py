"""What a chat platform brings to the engine, said in neutral words."""

from dataclasses import dataclass, field
from typing import Literal

from bot.chat.forms import FieldValue

UNKNOWN_NAME = "someone"
"""What a person is called whose name the platform did not give."""

PlaceKind = Literal["channel", "direct", "thread"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who asks. `time_zone` is what the platform knows; `is_admin` what the workspace says of them."""

    platform: str
    workspace_id: str
    user_id: str
    name: str
    time_zone: str | None = None
    is_admin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where it was asked. In a thread `thread_id` is the message that it hangs on."""

    channel_id: str
    channel_name: str = ""
    kind: PlaceKind = "channel"
    thread_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A slash command. `text` is what stands behind the subcommand; Discord's native options arrive in `options`."""

    person: Person
    place: Place
    name: str
    subcommand: str = ""
    text: str = ""
    options: dict[str, str] = field(default_factory=dict)
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonPress:
    """A press on a card's button."""

    person: Person
    place: Place
    action: str
    value: str = ""
    message_id: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSubmission:
    """A form as it was typed; nothing in it has been checked. `channel_names` names the channels that were chosen."""

    person: Person
    place: Place
    form_id: str
    context: str = ""
    values: dict[str, FieldValue] = field(default_factory=dict)
    channel_names: dict[str, str] = field(default_factory=dict)
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadMessage:
    """Something written, changed or deleted in a thread under one of our messages."""

    person: Person
    place: Place
    message_id: str
    text: str
    change: Literal["written", "edited", "deleted"] = "written"
    id: str = ""


Request = Command | ButtonPress | FormSubmission | ThreadMessage
