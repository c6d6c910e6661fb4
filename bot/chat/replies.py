"""What the engine answers to a request, before any platform draws it."""

import msgspec

from bot.chat.cards import Card
from bot.chat.forms import Form


class Reply(msgspec.Struct, frozen=True):
    """One answer: a card, a form to open, or words beside a form's fields that keep it open.

    A reply is private unless it says otherwise. `replaces_card` puts the card in the place of the one whose button was
    pressed, where a platform can. An empty reply says nothing, as to talk in a thread.
    """

    card: Card | None = None
    form: Form | None = None
    private: bool = True
    replaces_card: bool = False
    field_errors: dict[str, str] = {}

    @property
    def is_silent(self) -> bool:
        return self.card is None and self.form is None and not self.field_errors


SILENCE = Reply()
