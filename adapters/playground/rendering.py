"""What the page is given: cards, forms and messages as JSON. The page draws it; see `static/cards.js`."""

from datetime import datetime

import msgspec

from bot.chat.cards import Card, buttons_of
from bot.chat.forms import Form
from bot.store.playground import RoomMessage


class MessageView(msgspec.Struct, frozen=True, kw_only=True):
    """A message for the person who looks. Without an author it is Loopmates'."""

    id: int
    revision: int
    room: str
    thread: int | None
    author: str | None
    text: str | None
    card: msgspec.Raw | None
    private: bool
    in_answer_to: str | None
    at: datetime
    edited: bool
    deleted: bool
    replies: int


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a request: messages for the person, a form to open, or words beside the fields of the open one."""

    messages: tuple[MessageView, ...] = ()
    form: Form | None = None
    field_errors: dict[str, str] = {}


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """A refusal in words: what happened and what to do next."""

    sentence: str
    next_step: str = ""
    field_errors: dict[str, str] = {}


def card_json(card: Card) -> str:
    return msgspec.json.encode(card).decode()


def has_button(card: str, action: str, value: str) -> bool:
    """Say whether a stored card holds this very button."""
    shown = msgspec.json.decode(card, type=Card)
    return any((button.action, button.value) == (action, value) for button in buttons_of(shown))


def message_view(message: RoomMessage) -> MessageView:
    return MessageView(
        id=message.id,
        revision=message.revision,
        room=message.room_id,
        thread=message.thread_id,
        author=message.author_id,
        text=message.text,
        card=None if message.card is None else msgspec.Raw(message.card.encode()),
        private=message.visible_to is not None,
        in_answer_to=message.in_answer_to,
        at=message.posted_at,
        edited=message.edited_at is not None,
        deleted=message.is_deleted,
        replies=message.replies,
    )
