"""How much the chat platforms take: the smaller of Slack's and Discord's limit, checked when a card or form is made.

Slack: https://docs.slack.dev/reference/block-kit and https://docs.slack.dev/reference/views
Discord: https://docs.discord.com/developers/resources/message#embed-object-embed-limits and
https://docs.discord.com/developers/components/reference
"""

TITLE = 150
PARAGRAPH = 3000
QUOTE = 3000
FACT_LABEL = 200
FACT_VALUE = 1024
FACTS = 10
BULLETS = 25
CARD_ELEMENTS = 24
CARD_TEXT = 6000
BUTTON_LABEL = 75
BUTTONS = 10
BUTTON_ID = 100
FORM_ID = 70
"""A form's id and context together; the rest of a button's id is left for a platform's own marks."""
FORM_TITLE = 24
FORM_STEPS = 3
STEP_FIELDS = 5
FIELD_LABEL = 45
FIELD_HINT = 100
FIELD_TEXT = 3000
CHOICES = 25
CHOICE_LABEL = 75
CHOICE_VALUE = 100
CALENDAR_WEEKS = 6
BAR_LABEL = 30
BARS = 10
FILE_NAME = 100
FILE_BYTES = 1_000_000
THREAD_REPLY_KEPT = 40_000


class OverLimit(ValueError):
    """A card or form holds more than a platform takes: a fault of ours, found when it is made."""


def check_length(what: str, text: str, limit: int) -> None:
    """Refuse an empty or too long text that a platform would refuse."""
    if len(text) > limit:
        raise OverLimit(f"{what} has {len(text)} characters, a platform takes {limit}: {text[:40]!r}…")
    if not text.strip():
        raise OverLimit(f"{what} is empty")


def check_count(what: str, count: int, limit: int, *, at_least: int = 0) -> None:
    """Refuse more pieces than a platform takes, or none where it takes no empty list."""
    if count < at_least:
        raise OverLimit(f"{what}: {count}, a platform wants at least {at_least}")
    if count > limit:
        raise OverLimit(f"{what}: {count}, a platform takes {limit}")


def shorten(text: str, limit: int) -> str:
    """Cut a text at a word so that it fits, with an ellipsis that says so."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > limit // 2 else cut).rstrip() + "…"
