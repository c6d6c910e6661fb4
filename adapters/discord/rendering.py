"""Cards as Discord's layout components: https://docs.discord.com/developers/components/reference

Why these and not embeds: docs/decisions/discord.md.
"""

from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby

import discord
from discord import ui

from adapters.discord.text import escape, is_snowflake, markdown, people_in, running
from adapters.pictures import bars_png, calendar_png
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
    Text,
    Timer,
    Tone,
    texts_of,
)
from bot.chat.limits import shorten

MOST_COMPONENTS = 40
LONGEST_TEXT = 4000
"""All text of a message together: https://docs.discord.com/developers/components/reference#text-display"""
LONGEST_DESCRIPTION = 1024
LONGEST_ID = 100
BUTTONS_IN_A_ROW = 5
WHOLE_TEXT = "whole-text.txt"
ROOM_FOR_POINTER = 120

WORKSPACE_MARK = "@"
"""Stands between a button's own id and the server that it belongs to, in direct messages."""

_COLOURS: dict[Tone, int | None] = {"plain": None, "good": 0x2E8B57, "careful": 0xD9A400, "refused": 0xC0392B}
_STYLES = {
    "plain": discord.ButtonStyle.secondary,
    "primary": discord.ButtonStyle.primary,
    "danger": discord.ButtonStyle.danger,
}


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of text in Markdown."""

    text: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in its place in the card; `alt` is what it says, `is_picture` whether it is shown."""

    name: str
    content: bytes
    alt: str
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Up to five buttons."""

    buttons: tuple[Button, ...]


Piece = Words | Attachment | Row


@dataclass(frozen=True, slots=True)
class Message:
    """A message as discord.py sends it, once: files are used up by it."""

    view: ui.LayoutView
    files: list[discord.File] = field(default_factory=list)
    mentions: discord.AllowedMentions = field(default_factory=discord.AllowedMentions.none)


def message(card: Card, *, workspace_id: str = "", footprint: int | None = None) -> Message:
    """Draw a card. `workspace_id` is kept in the buttons of a direct message, which belongs to no server.

    `footprint` becomes the number of the first component, by which the message is found again.
    """
    pieces = _fitting(card, pieces_of(card))
    view = ui.LayoutView(timeout=None)
    for item in _items(pieces, card.tone, workspace_id, footprint, joined=_count(pieces) > MOST_COMPONENTS):
        view.add_item(item)
    view.stop()  # presses come in at one door and not through the library's store of views
    people = [discord.Object(user_id) for user_id in people_in(_rich_texts(card))[:100]]
    return Message(
        view=view,
        files=[_file(piece) for piece in pieces if isinstance(piece, Attachment)],
        mentions=discord.AllowedMentions(everyone=False, roles=False, replied_user=False, users=people),
    )


def pieces_of(card: Card) -> list[Piece]:
    """Take a card apart into texts, files and rows of buttons, in order."""
    pieces: list[Piece] = [Words(f"### {escape(' '.join(card.title.splitlines()))}")]
    for element in card.elements:
        pieces.extend(_draw(element, len(pieces)))
    return pieces


def button_id(button: Button, workspace_id: str = "") -> str:
    """Make an id that no other button of a card has, from which its action and value are read again."""
    own = f"{button.action}:{button.value}"
    marked = f"{own}{WORKSPACE_MARK}{workspace_id}" if workspace_id else own
    return marked if len(marked) <= LONGEST_ID else own


def read_button_id(custom_id: str, *, is_direct: bool) -> tuple[str, str, str]:
    """Give a button's action, its value and, in a direct message, the server that it belongs to."""
    own, mark, workspace_id = custom_id.rpartition(WORKSPACE_MARK)
    if not (is_direct and mark and is_snowflake(workspace_id)):
        own, workspace_id = custom_id, ""
    action, _, value = own.partition(":")
    return action, value, workspace_id


def _draw(element: Element, number: int) -> list[Piece]:
    match element:
        case Paragraph():
            return [Words(markdown(element.text))]
        case Note():
            return [Words(_each_line("-# ", markdown(element.text)))]
        case Quote():
            return [Words(_each_line("> ", escape(element.text)))]
        case Facts():
            return [Words("\n".join(f"**{escape(row.label)}:** {markdown(row.value)}" for row in element.rows))]
        case Bullets():
            return [Words("\n".join(_bullet(item) for item in element.items))] if element.items else []
        case Calendar():
            drawn = calendar_png(element)
            return _picture(f"calendar-{number}.png", drawn, element.alt) if drawn else _squares(element)
        case Bars():
            drawn = bars_png(element)
            return _picture(f"bars-{number}.png", drawn, element.alt) if drawn else [Words(escape(element.alt))]
        case Timer():
            return [Words(f"{escape(element.alt)}\n{running(element)}")]
        case File():
            return [Words(escape(element.alt)), Attachment(element.name, element.content, element.alt)]
        case Buttons():
            rows = range(0, len(element.buttons), BUTTONS_IN_A_ROW)
            return [Row(element.buttons[start : start + BUTTONS_IN_A_ROW]) for start in rows]


def _each_line(mark: str, text: str) -> str:
    return "\n".join(f"{mark}{line}" if line.strip() else mark.rstrip() + " " for line in text.split("\n"))


def _bullet(item: Text) -> str:
    return "- " + markdown(item).replace("\n", "\n  ")


def _picture(name: str, content: bytes, alt: str) -> list[Piece]:
    """Show a picture, described in words; words too long for a description stand beside it."""
    picture = Attachment(name, content, alt, is_picture=True)
    return [picture] if len(alt) <= LONGEST_DESCRIPTION else [Words(escape(alt)), picture]


def _squares(calendar: Calendar) -> list[Piece]:
    """Draw the weeks as rows of squares under the words that say the same, with a key of the marks in use."""
    if not calendar.days:
        return [Words(escape(calendar.alt))]
    return [Words(escape(calendar.alt)), Words(rows_of(calendar)), Words(f"-# {key_of(calendar)}")]


def _fitting(card: Card, pieces: list[Piece]) -> list[Piece]:
    """Shorten what is too long for a message; the whole text then follows as a file, so that nothing is lost."""
    if sum(len(piece.text) for piece in pieces if isinstance(piece, Words)) <= LONGEST_TEXT:
        return pieces
    room = LONGEST_TEXT - ROOM_FOR_POINTER
    fitting: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Words):
            if len(piece.text) > room:
                piece = Words(_cut(piece.text, room))
            room -= len(piece.text)
            if not piece.text:
                continue
        fitting.append(piece)
    whole = "\n\n".join(texts_of(card)).encode()
    fitting.insert(
        next((number for number, piece in enumerate(fitting) if isinstance(piece, Row)), len(fitting)),
        Attachment(WHOLE_TEXT, whole, "All of this card's text"),
    )
    return [*fitting, Words("-# This is longer than a message can be; the whole text is in the file.")]


def _cut(text: str, room: int) -> str:
    """Cut a text, but not between a backslash and the sign that it escapes."""
    if room < 2:
        return ""
    cut = shorten(text, room)
    return cut[:-2] + "…" if cut.endswith("\\…") else cut


def _count(pieces: list[Piece]) -> int:
    """Count components at their most: a container for each text, every button and its row."""
    return sum(1 + len(piece.buttons) if isinstance(piece, Row) else 2 for piece in pieces)


def _items(
    pieces: list[Piece], tone: Tone, workspace_id: str, footprint: int | None, *, joined: bool
) -> list[ui.Item[ui.LayoutView]]:
    """Put texts and files into boxes, with the rows of buttons between them."""
    items: list[ui.Item[ui.LayoutView]] = []
    for is_row, group in groupby(pieces, key=lambda piece: isinstance(piece, Row)):
        if is_row:
            items += [_row(piece, workspace_id) for piece in group if isinstance(piece, Row)]
            continue
        children = [_item(piece) for piece in (_joined(list(group)) if joined else group)]
        number = footprint if not items else None
        items.append(ui.Container(*children, accent_colour=_COLOURS[tone], id=number))
    return items


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Make one text of several, where a message would have too many parts otherwise."""
    texts = [piece.text for piece in pieces if isinstance(piece, Words)]
    return [Words("\n".join(texts)), *(piece for piece in pieces if not isinstance(piece, Words))]


def _item(piece: Piece) -> ui.Item[ui.LayoutView]:
    match piece:
        case Words():
            return ui.TextDisplay(piece.text)
        case Attachment(is_picture=True):
            shown = discord.MediaGalleryItem(f"attachment://{piece.name}", description=piece.alt[:LONGEST_DESCRIPTION])
            return ui.MediaGallery(shown)
        case Attachment():
            return ui.File(f"attachment://{_file_name(piece.name)}")
        case Row():
            raise AssertionError("rows of buttons stand between the boxes")


def _row(row: Row, workspace_id: str) -> ui.ActionRow[ui.LayoutView]:
    buttons = [
        ui.Button[ui.LayoutView](style=_STYLES[each.style], label=each.label, custom_id=button_id(each, workspace_id))
        for each in row.buttons
    ]
    return ui.ActionRow(*buttons)


def _file(attachment: Attachment) -> discord.File:
    return discord.File(
        BytesIO(attachment.content),
        filename=_file_name(attachment.name),
        description=attachment.alt[:LONGEST_DESCRIPTION],
    )


def _file_name(name: str) -> str:
    """Keep to the signs that Discord keeps in a file's name, since the card names it."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "_" for sign in name)


def _rich_texts(card: Card) -> list[Text]:
    texts: list[Text] = []
    for element in card.elements:
        match element:
            case Paragraph() | Note():
                texts.append(element.text)
            case Facts():
                texts.extend(row.value for row in element.rows)
            case Bullets():
                texts.extend(element.items)
            case _:
                pass
    return texts
