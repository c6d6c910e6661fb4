"""Long texts on cards: paragraphs and points from a page's parts, cut into as many cards as they need."""

import re
from collections.abc import Callable, Sequence

from bot.chat import limits
from bot.chat.cards import Bold, Bullets, Button, Buttons, Card, Code, Element, Inline, Paragraph, Text, plain, texts_of
from bot.domain.guide import Part

PAGE_TEXT = 3600
PAGE_ELEMENTS = 16
PIECE = 2900

_CODE = re.compile(r"`([^`]+)`")


def elements_of(parts: Sequence[Part]) -> list[Element]:
    """Draw a page's parts: headings bold, a block of points as a list, `code` as something to type."""
    elements: list[Element] = []
    for part in parts:
        if part.heading:
            elements.append(Paragraph((Bold(part.heading),)))
        elements.extend(_block(block) for block in re.split(r"\n\s*\n", part.text.strip()) if block.strip())
    return elements


def points(items: Sequence[Text]) -> list[Element]:
    """Draw many points as lists short enough to be spread over cards."""
    elements: list[Element] = []
    held: list[Text] = []
    for item in items:
        if held and (len(held) == 8 or sum(len(plain(each)) for each in (*held, item)) > 1200):
            elements.append(Bullets(tuple(held)))
            held = []
        held.append(item)
    return [*elements, Bullets(tuple(held))] if held else elements


def pieces(text: str) -> list[str]:
    """Cut a text into pieces that a field or a quote takes, where a paragraph, a sentence or at least a word ends."""
    cut: list[str] = []
    rest = text.strip()
    while len(rest) > PIECE:
        head = rest[:PIECE]
        ends = (list(re.finditer(mark, head)) for mark in (r"\n\s*\n", r"[.!?]\s", r"\s"))
        at = next((found[-1].end() for found in ends if found and found[-1].end() > PIECE // 3), PIECE)
        cut.append(rest[:at].strip())
        rest = rest[at:].strip()
    return [*cut, rest] if rest else cut


def paged(
    title: str,
    elements: Sequence[Element],
    *,
    page: int,
    turn: Callable[[str, int], Button],
    after: Sequence[Button] = (),
) -> Card:
    """Show one page of what may be too long for one card.

    `turn` makes the button to another page from its label and number; the buttons of `after` follow.
    """
    cut = _cut(elements)
    page = max(0, min(page, len(cut) - 1))
    buttons = [
        turn(label, number) for label, number in (("Back", page - 1), ("Next", page + 1)) if 0 <= number < len(cut)
    ]
    buttons.extend(after[: limits.BUTTONS - len(buttons)])
    shown = [*cut[page], *([Buttons(tuple(buttons))] if buttons else [])]
    numbered = f" · {page + 1} of {len(cut)}" if len(cut) > 1 else ""
    return Card(title=limits.shorten(title, limits.TITLE - len(numbered)) + numbered, elements=tuple(shown))


def spoken(text: str) -> Text:
    """Give a text with what stands in backticks as something to type."""
    parts: list[Inline] = []
    for number, piece in enumerate(_CODE.split(text)):
        if piece:
            parts.append(Code(piece) if number % 2 else piece)
    return parts[0] if len(parts) == 1 and isinstance(parts[0], str) else tuple(parts)


def _block(block: str) -> Element:
    lines = block.strip().split("\n")
    if not lines[0].startswith("- "):
        return Paragraph(spoken(" ".join(line.strip() for line in lines)))
    items: list[str] = []
    for line in lines:
        if line.startswith("- "):
            items.append(line[2:].strip())
        else:
            items[-1] += f" {line.strip()}"
    return Bullets(tuple(spoken(item) for item in items[: limits.BULLETS]))


def _cut(elements: Sequence[Element]) -> list[list[Element]]:
    """Spread elements over pages; a heading never stands last on one."""
    pages: list[list[Element]] = [[]]
    for element in elements:
        length = sum(_length(each) for each in (*pages[-1], element))
        if pages[-1] and (length > PAGE_TEXT or len(pages[-1]) >= PAGE_ELEMENTS):
            heading = [pages[-1].pop()] if len(pages[-1]) > 1 and _is_heading(pages[-1][-1]) else []
            pages.append(heading)
        pages[-1].append(element)
    return pages


def _length(element: Element) -> int:
    return sum(len(text) for text in texts_of(Card(title="-", elements=(element,))))


def _is_heading(element: Element) -> bool:
    return (
        isinstance(element, Paragraph)
        and isinstance(element.text, tuple)
        and all(isinstance(part, Bold) for part in element.text)
    )
