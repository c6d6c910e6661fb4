"""Forms as modals, cards as modals and as the App Home: https://docs.slack.dev/reference/views

A modal takes every step of a form at once. What a submission needs to be understood again (the form's context, the
place, the source) travels in its private metadata.
"""

import re
from datetime import date

import msgspec

from adapters.slack.rendering import blocks, section, short_title
from adapters.slack.text import Payload, is_user_id, plain_text, rich
from bot.chat.cards import Card
from bot.chat.forms import (
    ChannelField,
    Choice,
    ChoiceField,
    DateField,
    Field,
    Form,
    PeopleField,
    TextField,
    TimeField,
)
from bot.chat.requests import Place, PlaceKind

TITLE = 24
MOST_BLOCKS = 100
CHECKBOXES = 10
LONGEST_METADATA = 3000
RESULT = "result"
"""The callback id of a modal that only shows a card."""

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]{1,63}")


class Opened(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where and about what a modal was opened, as its private metadata keeps it."""

    context: str = ""
    channel_id: str = ""
    channel_name: str = ""
    kind: PlaceKind = "channel"
    thread_id: str | None = None
    channel_fields: tuple[str, ...] = ()

    @classmethod
    def at(cls, place: Place, form: Form | None = None) -> "Opened":
        fields = [] if form is None else [field for step in form.steps for field in step.fields]
        return cls(
            context="" if form is None else form.context,
            channel_id=place.channel_id,
            channel_name=place.channel_name,
            kind=place.kind,
            thread_id=place.thread_id,
            channel_fields=tuple(field.name for field in fields if isinstance(field, ChannelField)),
        )

    @property
    def place(self) -> Place:
        return Place(
            channel_id=self.channel_id, channel_name=self.channel_name, kind=self.kind, thread_id=self.thread_id
        )


def read_opened(metadata: object) -> Opened:
    """Read a modal's private metadata; one that this version did not write counts as empty."""
    try:
        return msgspec.json.decode(str(metadata or "{}"), type=Opened)
    except msgspec.DecodeError:
        return Opened()


def form_view(form: Form, place: Place) -> Payload:
    """Draw a form as a modal, all steps in one."""
    drawn: list[Payload] = []
    for step in form.steps:
        if step.intro:
            drawn.append(section(*rich(step.intro)))
        drawn.extend(_input(field) for field in step.fields)
    return {
        "type": "modal",
        "callback_id": form.id,
        "private_metadata": _metadata(Opened.at(place, form)),
        "title": plain_text(short_title(form.title, TITLE)),
        "submit": plain_text(short_title(form.submit_label, TITLE)),
        "close": plain_text("Cancel"),
        "blocks": drawn[:MOST_BLOCKS],
    }


def card_view(card: Card, place: Place, *, title: str = "") -> Payload:
    """Draw a card as a modal without anything to send."""
    return {
        "type": "modal",
        "callback_id": RESULT,
        "private_metadata": _metadata(Opened.at(place)),
        "title": plain_text(short_title(title, TITLE)),
        "close": plain_text("Close"),
        "blocks": blocks(card),
    }


def home_view(*cards: Card) -> Payload:
    """Draw cards one under another as the App Home."""
    drawn: list[Payload] = []
    for number, card in enumerate(cards):
        if number:
            drawn.append({"type": "divider"})
        drawn.extend(blocks(card))
    return {"type": "home", "blocks": _with_own_ids(drawn[:MOST_BLOCKS])}


def _with_own_ids(drawn: list[Payload]) -> list[Payload]:
    """Give each row of buttons an id, since two cards may hold the same button."""
    return [
        block | {"block_id": f"row-{number}"} if block["type"] == "actions" else block
        for number, block in enumerate(drawn)
    ]


def _metadata(opened: Opened) -> str:
    return msgspec.json.encode(opened).decode()[:LONGEST_METADATA]


def _input(field: Field) -> Payload:
    element = _element(field) | {"action_id": field.name}
    drawn: Payload = {
        "type": "input",
        "block_id": field.name,
        "label": plain_text(field.label),
        "element": element,
        "optional": not field.required,
    }
    return drawn | {"hint": plain_text(field.hint)} if field.hint.strip() else drawn


def _element(field: Field) -> Payload:
    match field:
        case TextField():
            return _text(field)
        case ChoiceField():
            return _choice(field)
        case DateField():
            return {"type": "datepicker"} | ({"initial_date": field.value} if _is_date(field.value) else {})
        case TimeField():
            initial = {"initial_time": field.value} if _TIME.fullmatch(field.value) else {}
            return {"type": "timepicker"} | initial
        case ChannelField():
            return _channel(field)
        case PeopleField():
            people = [user_id for user_id in field.value if is_user_id(user_id)]
            return {"type": "multi_users_select"} | ({"initial_users": people} if people else {})


def _text(field: TextField) -> Payload:
    element: Payload = {"type": "plain_text_input", "multiline": field.long, "max_length": field.max_length}
    value = field.value[: field.max_length]
    return element | {"initial_value": value} if value else element


def _choice(field: ChoiceField) -> Payload:
    options = {choice.value: _option(choice) for choice in field.choices}
    chosen = [options[value] for value in field.value if value in options]
    if field.several:
        kind = "checkboxes" if len(options) <= CHECKBOXES else "multi_static_select"
        return {"type": kind, "options": list(options.values())} | ({"initial_options": chosen} if chosen else {})
    initial = {"initial_option": chosen[0]} if chosen else {}
    return {"type": "static_select", "options": list(options.values())} | initial


def _option(choice: Choice) -> Payload:
    return {"text": plain_text(choice.label), "value": choice.value}


def _channel(field: ChannelField) -> Payload:
    element: Payload = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if _CHANNEL_ID.fullmatch(field.value):
        return element | {"initial_conversation": field.value}
    return element | {"default_to_current_conversation": True}


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
