"""What a delivery comes to when its moment is there: something posted, something drawn again, or nothing."""

from dataclasses import dataclass

from bot.chat.cards import Card


@dataclass(frozen=True, slots=True)
class Post:
    """Post this card."""

    card: Card


@dataclass(frozen=True, slots=True)
class Update:
    """Put this card in the place of the message posted before."""

    message_id: str
    card: Card


@dataclass(frozen=True, slots=True)
class Drop:
    """Send nothing: its moment has passed or its reason is gone."""

    why: str


Outgoing = Post | Update | Drop
