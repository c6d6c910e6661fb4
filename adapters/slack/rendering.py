"""Cards as Block Kit: https://docs.slack.dev/reference/block-kit

Every block of a card is rich text where it can be, since rich text is never read as markup.
"""

from dataclasses import dataclass

from adapters.slack.text import Payload, literal, mrkdwn, plain_text, rich
from adapters.squares import key_of, rows_of
from bot.chat.cards import (
    Bars,
    Bullets,
    Button,
    Buttons,
    Calendar,
    Card,
    Element,
    Facts,
    File,
    Note,
    Paragraph,
    Quote,
    Timer,
)
from bot.chat.limits import shorten

MOST_BLOCKS = 50
"""https://docs.slack.dev/reference/methods/chat.postMessage#blocks_and_attachments"""
LONGEST_TEXT = 40_000
BUTTONS_IN_A_ROW = 25
BAR_CHARACTERS = 12

_STYLES = {"plain": None, "primary": "primary", "danger": "danger"}


@dataclass(frozen=True, slots=True)
class Message:
    """What a message shows: blocks, and the same as text for notifications and screen readers."""

    text: str
    blocks: list[Payload]


def message(card: Card, *, pictures_follow: bool = False) -> Message:
    return Message(text=fallback_text(card), blocks=blocks(card, pictures_follow=pictures_follow))


def blocks(card: Card, *, pictures_follow: bool = False) -> list[Payload]:
    """Draw a card's title and elements. Where pictures follow as files, their words alone stand here."""
    drawn: list[Payload] = [{"type": "header", "text": plain_text(card.title)}]
    for element in card.elements:
        if pictures_follow and isinstance(element, Calendar | Bars):
            drawn.append(section(literal(element.alt)))
        else:
            drawn.extend(_draw(element))
    return drawn[:MOST_BLOCKS]


def fallback_text(card: Card) -> str:
    """Say everything that a card shows, for who hears it or sees the notification only."""
    lines = [mrkdwn(card.title)]
    for element in card.elements:
        match element:
            case Paragraph() | Note() | Quote():
                lines.append(mrkdwn(element.text))
            case Facts():
                lines.extend(f"{mrkdwn(row.label)}: {mrkdwn(row.value)}" for row in element.rows)
            case Bullets():
                lines.extend(f"• {mrkdwn(item)}" for item in element.items)
            case Calendar() | Bars() | Timer() | File():
                lines.append(mrkdwn(element.alt))
            case Buttons():
                pass
    return "\n".join(lines)[:LONGEST_TEXT]


def button_id(button: Button) -> str:
    """Make an id that no other button of a card has, from which its action is read again."""
    return f"{button.action}:{button.value}"


def action_of(action_id: str) -> str:
    return action_id.partition(":")[0]


def section(*elements: Payload) -> Payload:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def _draw(element: Element) -> list[Payload]:
    match element:
        case Paragraph():
            return [section(*rich(element.text))]
        case Note(text=str() as text):
            return [{"type": "context", "elements": [plain_text(text)]}]
        case Note():
            return [section(*rich(element.text, italic=True))]
        case Quote():
            quote = {"type": "rich_text_quote", "elements": [literal(element.text)]}
            return [{"type": "rich_text", "elements": [quote]}]
        case Facts():
            return [_facts(element)] if element.rows else []
        case Bullets():
            return [_bullets(element)] if element.items else []
        case Calendar():
            return _calendar(element)
        case Bars():
            return [section(literal(element.alt)), _bars(element)]
        case Timer() | File():
            return [section(literal(element.alt))]
        case Buttons():
            return _buttons(element)


def _facts(facts: Facts) -> Payload:
    elements: list[Payload] = []
    for number, row in enumerate(facts.rows):
        line_break = "\n" if number else ""
        elements += [literal(f"{line_break}{row.label}: ", bold=True), *rich(row.value)]
    return section(*elements)


def _bullets(bullets: Bullets) -> Payload:
    items = [{"type": "rich_text_section", "elements": rich(item)} for item in bullets.items]
    return {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": items}]}


def _buttons(row: Buttons) -> list[Payload]:
    buttons = [_button(button) for button in row.buttons]
    return [{"type": "actions", "elements": buttons[:BUTTONS_IN_A_ROW]}] if buttons else []


def _button(button: Button) -> Payload:
    drawn: Payload = {"type": "button", "action_id": button_id(button), "text": plain_text(button.label)}
    if button.value:
        drawn["value"] = button.value
    if (style := _STYLES[button.style]) is not None:
        drawn["style"] = style
    return drawn


def _calendar(calendar: Calendar) -> list[Payload]:
    """Draw the weeks as rows of squares under the words that say the same, with a key of the marks in use."""
    if not calendar.days:
        return [section(literal(calendar.alt))]
    return [
        section(literal(calendar.alt)),
        section(literal(rows_of(calendar))),
        {"type": "context", "elements": [plain_text(key_of(calendar))]},
    ]


def _bars(bars: Bars) -> Payload:
    """Draw bars of characters, with the time to aim for behind each."""
    longest = max((max(bar.seconds, bar.budget[1]) for bar in bars.bars), default=0) or 1
    width = max(len(bar.label) for bar in bars.bars)
    lines = [
        f"{bar.label:<{width}} {_of_blocks(bar.seconds / longest)} {bar.seconds:>3.0f} s"
        f" ({bar.budget[0]:.0f} to {bar.budget[1]:.0f})"
        for bar in bars.bars
    ]
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_preformatted", "elements": [literal("\n".join(lines))]}],
    }


def _of_blocks(share: float) -> str:
    filled = round(share * BAR_CHARACTERS)
    return "█" * filled + "░" * (BAR_CHARACTERS - filled)


def short_title(text: str, limit: int) -> str:
    """Cut a title so that a small place takes it."""
    return shorten(text.strip() or "Loopmates", limit)
