"""What people see: cards made of a few plain elements, drawn by each platform with its own means.

Text is never markup. A plain string is shown as it was typed; emphasis, people and instants are parts of their own, so
nothing that a member types can be taken for formatting or a mention.
"""

from datetime import date, datetime
from typing import Literal

import msgspec

from bot.chat import limits


class Bold(msgspec.Struct, frozen=True, tag="bold"):
    text: str


class Code(msgspec.Struct, frozen=True, tag="code"):
    """Something to type, such as a command."""

    text: str


class Mention(msgspec.Struct, frozen=True, tag="mention"):
    """A person, addressed by the platform's own id."""

    user_id: str
    name: str


class Moment(msgspec.Struct, frozen=True, tag="moment"):
    """An instant, shown in the reader's own zone; `fallback` is the text where a platform cannot."""

    at: datetime
    fallback: str
    style: Literal["date", "time", "both"] = "both"


Inline = str | Bold | Code | Mention | Moment
Text = str | tuple[Inline, ...]


def plain(text: Text) -> str:
    """Give a text as a plain string, for accessibility text and for counting."""
    if isinstance(text, str):
        return text
    return "".join(_plain_part(part) for part in text)


def _plain_part(part: Inline) -> str:
    match part:
        case str():
            return part
        case Mention():
            return f"@{part.name}"
        case Moment():
            return part.fallback
        case _:
            return part.text


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    text: Text

    def __post_init__(self) -> None:
        limits.check_length("A paragraph", plain(self.text), limits.PARAGRAPH)


class Note(msgspec.Struct, frozen=True, tag="note"):
    """A small line beside the matter: a hint or a source.

    `needs` names a means of the platform without which the line is not true and is left out: threads that are read.
    """

    text: Text
    needs: Literal["", "threads"] = ""

    def __post_init__(self) -> None:
        limits.check_length("A note", plain(self.text), limits.PARAGRAPH)


class Quote(msgspec.Struct, frozen=True, tag="quote"):
    """Words that a member typed, shown exactly."""

    text: str

    def __post_init__(self) -> None:
        limits.check_length("A quote", self.text, limits.QUOTE)


class Fact(msgspec.Struct, frozen=True):
    label: str
    value: Text

    def __post_init__(self) -> None:
        limits.check_length("A fact's label", self.label, limits.FACT_LABEL)
        limits.check_length(f"The fact {self.label!r}", plain(self.value), limits.FACT_VALUE)


class Facts(msgspec.Struct, frozen=True, tag="facts"):
    """Short pairs of label and value."""

    rows: tuple[Fact, ...]

    def __post_init__(self) -> None:
        limits.check_count("Facts", len(self.rows), limits.FACTS, at_least=1)


class Bullets(msgspec.Struct, frozen=True, tag="bullets"):
    items: tuple[Text, ...]

    def __post_init__(self) -> None:
        limits.check_count("Bullets", len(self.items), limits.BULLETS)
        limits.check_length("A list", "\n".join(plain(item) for item in self.items), limits.PARAGRAPH)


DayMark = Literal["practised", "frozen", "missed", "open", "rest", "ahead"]


class Day(msgspec.Struct, frozen=True):
    """One square of a calendar: what became of that day."""

    on: date
    mark: DayMark
    is_today: bool = False


class Calendar(msgspec.Struct, frozen=True, tag="calendar"):
    """A picture of the weeks, Monday first; `alt` says the same in words."""

    alt: str
    days: tuple[Day, ...]

    def __post_init__(self) -> None:
        limits.check_length("A calendar's text", self.alt, limits.PARAGRAPH)
        limits.check_count("A calendar's days", len(self.days), limits.CALENDAR_WEEKS * 7)


class Bar(msgspec.Struct, frozen=True):
    """Seconds that a part of an answer took, and the fewest and most seconds that it should take."""

    label: str
    seconds: float
    budget: tuple[float, float]

    def __post_init__(self) -> None:
        limits.check_length("A bar's label", self.label, limits.BAR_LABEL)


class Bars(msgspec.Struct, frozen=True, tag="bars"):
    """A picture of seconds against their budget, one bar a part of the answer; `alt` says the same in words."""

    alt: str
    bars: tuple[Bar, ...]

    def __post_init__(self) -> None:
        limits.check_length("A bars picture's text", self.alt, limits.PARAGRAPH)
        limits.check_count("Bars", len(self.bars), limits.BARS, at_least=1)


class Timer(msgspec.Struct, frozen=True, tag="timer"):
    """Time that runs since `started_at`, counted on screen where a platform can; `alt` says it where it cannot.

    `seconds` is the time to aim for, `marks` are the seconds at which the reader should notice.
    """

    alt: str
    started_at: datetime
    seconds: int
    marks: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        limits.check_length("A timer's text", self.alt, limits.PARAGRAPH)


class File(msgspec.Struct, frozen=True, tag="file"):
    """A file to keep, such as a calendar entry; `alt` says what is in it."""

    name: str
    media_type: str
    content: bytes
    alt: str

    def __post_init__(self) -> None:
        limits.check_length("A file's name", self.name, limits.FILE_NAME)
        limits.check_length("A file's text", self.alt, limits.PARAGRAPH)
        limits.check_count(f"Bytes of {self.name}", len(self.content), limits.FILE_BYTES, at_least=1)


class Button(msgspec.Struct, frozen=True):
    """A press that sends `action` and `value` back; the platform's message keeps both, so it outlives any restart."""

    action: str
    label: str
    value: str = ""
    style: Literal["plain", "primary", "danger"] = "plain"

    def __post_init__(self) -> None:
        limits.check_length("A button's label", self.label, limits.BUTTON_LABEL)
        limits.check_length("A button's id", f"{self.action}:{self.value}", limits.BUTTON_ID)


class Buttons(msgspec.Struct, frozen=True, tag="buttons"):
    """A row of buttons; no two of a card may send the same action and value."""

    buttons: tuple[Button, ...]

    def __post_init__(self) -> None:
        limits.check_count("Buttons", len(self.buttons), limits.BUTTONS, at_least=1)


Element = Paragraph | Note | Quote | Facts | Bullets | Calendar | Bars | Timer | File | Buttons
Tone = Literal["plain", "good", "careful", "refused"]


class Card(msgspec.Struct, frozen=True):
    """One message: a title and the elements under it. `tone` colours its edge and never carries meaning alone."""

    title: str
    elements: tuple[Element, ...] = ()
    tone: Tone = "plain"

    def __post_init__(self) -> None:
        limits.check_length("A card's title", self.title, limits.TITLE)
        limits.check_count("A card's elements", len(self.elements), limits.CARD_ELEMENTS)
        length = sum(len(text) for text in texts_of(self))
        if length > limits.CARD_TEXT:
            raise limits.OverLimit(
                f"The card {self.title!r} has {length} characters, a platform takes {limits.CARD_TEXT}"
            )
        ids = [(button.action, button.value) for button in buttons_of(self)]
        if len(ids) != len(set(ids)):
            raise limits.OverLimit(f"The card {self.title!r} has two buttons with the same id")


def without_threads(card: Card) -> Card:
    """Leave out what is true only where threads are read."""
    kept = tuple(each for each in card.elements if not (isinstance(each, Note) and each.needs == "threads"))
    return msgspec.structs.replace(card, elements=kept)


def texts_of(card: Card) -> list[str]:
    """List every text a card shows, in order: what a reader without pictures gets."""
    texts = [card.title]
    for element in card.elements:
        match element:
            case Paragraph() | Note() | Quote():
                texts.append(plain(element.text))
            case Facts():
                texts.extend(f"{row.label}: {plain(row.value)}" for row in element.rows)
            case Bullets():
                texts.extend(plain(item) for item in element.items)
            case Calendar() | Bars() | Timer() | File():
                texts.append(element.alt)
            case Buttons():
                pass
    return texts


def buttons_of(card: Card) -> list[Button]:
    """List a card's buttons in order."""
    return [button for element in card.elements if isinstance(element, Buttons) for button in element.buttons]
