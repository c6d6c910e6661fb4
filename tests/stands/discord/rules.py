"""The limits that Discord's schemas do not hold: lengths, counts, and what goes together.

https://docs.discord.com/developers/resources/message, https://docs.discord.com/developers/components/reference and
https://docs.discord.com/developers/interactions/application-commands
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.stands.discord.schemas import Fault, Json

EPHEMERAL = 1 << 6
COMPONENTS_V2 = 1 << 15

CONTENT = 2000
EMBEDS_TOGETHER = 6000
FILES = 10
FILE_BYTES = 10 * 1024**2
ROWS = 5
COMPONENTS = 40
COMPONENTS_TEXT = 4000
CUSTOM_ID = 100
LARGEST_ID = 2**31 - 1
COMMANDS = {1: 100, 2: 15, 3: 15}
COMMAND_TEXT = 8000
CHOICES = 25

ACTION_ROW, BUTTON, TEXT_INPUT, TEXT_DISPLAY = 1, 2, 4, 10
SELECTS = (3, 5, 6, 7, 8)
ENTITY_SELECTS = (5, 6, 7, 8)
LINK_STYLE, PREMIUM_STYLE = 5, 6

_COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")

Where = tuple[str | int, ...]


def faults_in_message(message: Json, *, was_v2: bool = False) -> Iterator[Fault]:
    """List what Discord refuses in a message, or in a change of one that had version 2 components."""
    is_v2 = was_v2 or bool((message.get("flags") or 0) & COMPONENTS_V2)
    yield from _text(message.get("content"), ("content",), most=CONTENT)
    yield from _embeds(message.get("embeds") or [])
    yield from _allowed_mentions(message.get("allowed_mentions") or {})
    if is_v2:
        yield from _version_2(message)
    elif message.get("components"):
        yield from _rows(message["components"])
    yield from _custom_ids(message.get("components") or [])


def faults_in_modal(modal: Json) -> Iterator[Fault]:
    """List what Discord refuses in a form."""
    where: Where = ("data", "components")
    yield from _text(modal.get("title"), ("data", "title"), most=45, least=1)
    yield from _text(modal.get("custom_id"), ("data", "custom_id"), most=CUSTOM_ID, least=1)
    yield from _count(modal.get("components") or [], where, most=5, least=1)
    for number, component in enumerate(modal.get("components") or []):
        yield from _modal_part(component, (*where, number))
    yield from _custom_ids(modal.get("components") or [])


def faults_in_choices(choices: list[Json]) -> Iterator[Fault]:
    """List what Discord refuses in the completions that are offered while somebody types."""
    yield from _count(choices, ("data", "choices"), most=CHOICES)
    for number, choice in enumerate(choices):
        yield from _choice(choice, ("data", "choices", number))


def faults_in_commands(commands: list[Json]) -> Iterator[Fault]:
    """List what Discord refuses when commands are registered."""
    counts = Counter(command.get("type") or 1 for command in commands)
    for kind, most in COMMANDS.items():
        if counts[kind] > most:
            yield Fault(where=(), message=f"{counts[kind]} commands of type {kind}, at most {most}")
    names = Counter((command.get("type") or 1, command["name"]) for command in commands)
    for (_, name), times in names.items():
        if times > 1:
            yield Fault(where=(), message=f"{name} stands {times} times", code="APPLICATION_COMMANDS_DUPLICATE_NAME")
    for number, command in enumerate(commands):
        yield from _command(command, (number,))


def components_in(parts: list[Json]) -> Iterator[Json]:
    """Walk through components and those inside them, in the order in which they stand."""
    for part in parts:
        yield part
        yield from components_in(part.get("components") or [])
        if part.get("accessory"):
            yield part["accessory"]
        if part.get("component"):
            yield part["component"]


# Messages


def _embeds(embeds: list[Json]) -> Iterator[Fault]:
    together = 0
    for number, embed in enumerate(embeds):
        where: Where = ("embeds", number)
        fields = embed.get("fields") or []
        footer = (embed.get("footer") or {}).get("text")
        author = (embed.get("author") or {}).get("name")
        yield from _text(embed.get("title"), (*where, "title"), most=256)
        yield from _text(embed.get("description"), (*where, "description"), most=4096)
        yield from _text(footer, (*where, "footer", "text"), most=2048)
        yield from _text(author, (*where, "author", "name"), most=256)
        yield from _count(fields, (*where, "fields"), most=25)
        for place, field in enumerate(fields):
            yield from _text(field.get("name"), (*where, "fields", place, "name"), most=256, least=1)
            yield from _text(field.get("value"), (*where, "fields", place, "value"), most=1024, least=1)
        texts = [embed.get("title"), embed.get("description"), footer, author]
        texts += [text for field in fields for text in (field.get("name"), field.get("value"))]
        together += sum(len(text or "") for text in texts)
        if not any(embed.get(part) for part in ("title", "description", "fields", "image", "thumbnail", "author")):
            yield Fault(where=where, message="An embed needs something to show", code="BASE_TYPE_REQUIRED")
    if together > EMBEDS_TOGETHER:
        message = f"Embeds hold {together} characters together, at most {EMBEDS_TOGETHER}"
        yield Fault(where=("embeds",), message=message, code="MAX_EMBED_SIZE_EXCEEDED")


def _allowed_mentions(allowed: Json) -> Iterator[Fault]:
    for kind in ("users", "roles"):
        if kind in (allowed.get("parse") or []) and allowed.get(kind):
            message = f"parse holds {kind!r}, so {kind} may name none"
            yield Fault(where=("allowed_mentions",), message=message, code="MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE")


def _version_2(message: Json) -> Iterator[Fault]:
    for legacy in ("content", "embeds", "poll", "sticker_ids"):
        if message.get(legacy):
            words = f"{legacy} cannot stand beside version 2 components"
            yield Fault(where=(legacy,), message=words, code="MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2")
    parts = list(components_in(message.get("components") or []))
    if len(parts) > COMPONENTS:
        words = f"{len(parts)} components, at most {COMPONENTS}"
        yield Fault(where=("components",), message=words, code="BASE_TYPE_BAD_LENGTH")
    written = sum(len(part.get("content", "")) for part in parts if part["type"] == TEXT_DISPLAY)
    if written > COMPONENTS_TEXT:
        words = f"{written} characters shown, at most {COMPONENTS_TEXT}"
        yield Fault(where=("components",), message=words, code="COMPONENT_MAX_TOTAL_TEXT_LENGTH_EXCEEDED")
    for number, part in enumerate(parts):
        where: Where = ("components", number)
        if part["type"] == TEXT_DISPLAY:
            yield from _text(part.get("content"), (*where, "content"), most=COMPONENTS_TEXT, least=1)
        if part["type"] == ACTION_ROW:
            yield from _row(part, where)
        if part["type"] == BUTTON:
            yield from _button(part, where)


def _rows(rows: list[Json]) -> Iterator[Fault]:
    yield from _count(rows, ("components",), most=ROWS)
    for number, row in enumerate(rows):
        where: Where = ("components", number)
        if row["type"] != ACTION_ROW:
            yield Fault(where=where, message="Only action rows without version 2", code="UNION_TYPE_CHOICES")
            continue
        yield from _row(row, where)
        for place, part in enumerate(row["components"]):
            if part["type"] == BUTTON:
                yield from _button(part, (*where, "components", place))


def _row(row: Json, where: Where) -> Iterator[Fault]:
    parts = row["components"]
    selects = [part for part in parts if part["type"] in SELECTS]
    if (selects and len(parts) > 1) or not 1 <= len(parts) <= 5:
        message = "A row holds one select, or one to five buttons"
        yield Fault(where=(*where, "components"), message=message, code="COMPONENT_LAYOUT_WIDTH_EXCEEDED")
    for select in selects:
        yield from _select(select, where)


def _button(button: Json, where: Where) -> Iterator[Fault]:
    yield from _text(button.get("label"), (*where, "label"), most=80)
    if not button.get("label") and not button.get("emoji") and button["style"] != PREMIUM_STYLE:
        yield Fault(where=where, message="A button needs a label or an emoji", code="BUTTON_COMPONENT_REQUIRED")
    if button["style"] == LINK_STYLE and not (button.get("url") and not button.get("custom_id")):
        yield Fault(where=where, message="A link has a url and no custom_id", code="BUTTON_COMPONENT_URL_REQUIRED")
    if button["style"] < LINK_STYLE:
        yield from _text(button.get("custom_id"), (*where, "custom_id"), most=CUSTOM_ID, least=1)
        if button.get("url"):
            yield Fault(where=where, message="Only a link has a url", code="BUTTON_COMPONENT_CUSTOM_ID_REQUIRED")


def _select(select: Json, where: Where) -> Iterator[Fault]:
    options = select.get("options") or []
    least, most = select.get("min_values", 1), select.get("max_values", 1)
    yield from _text(select.get("placeholder"), (*where, "placeholder"), most=150)
    if least > most:
        yield Fault(where=where, message=f"min_values {least} is over max_values {most}", code="NUMBER_TYPE_MAX")
    if select["type"] in ENTITY_SELECTS:
        chosen = select.get("default_values") or []
        if len(chosen) > most:
            yield Fault(where=(*where, "default_values"), message=f"{len(chosen)} defaults, at most {most}")
        return
    yield from _count(options, (*where, "options"), most=25, least=1)
    if most > len(options):
        yield Fault(where=where, message=f"max_values {most} of {len(options)} options", code="NUMBER_TYPE_MAX")
    values = [option["value"] for option in options]
    if len(values) != len(set(values)):
        yield Fault(where=(*where, "options"), message="Two options with one value", code="SELECT_OPTION_DUPLICATED")
    if sum(bool(option.get("default")) for option in options) > most:
        yield Fault(where=(*where, "options"), message=f"More defaults than {most}")
    for number, option in enumerate(options):
        for part in ("label", "value"):
            yield from _text(option.get(part), (*where, "options", number, part), most=100, least=1)
        yield from _text(option.get("description"), (*where, "options", number, "description"), most=100)


def _custom_ids(components: list[Json]) -> Iterator[Fault]:
    for part, name in (("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"), ("id", "COMPONENT_ID_DUPLICATED")):
        given = Counter(each[part] for each in components_in(components) if each.get(part))
        for value, times in given.items():
            if times > 1:
                yield Fault(where=("components",), message=f"{part} {value} stands {times} times", code=name)
            if part == "id" and value > LARGEST_ID:
                yield Fault(where=("components",), message=f"{value} is no 32-bit number", code="NUMBER_TYPE_MAX")


# Forms


def _modal_part(part: Json, where: Where) -> Iterator[Fault]:
    match part["type"]:
        case 1:
            inside = part["components"]
            if len(inside) != 1 or inside[0]["type"] != TEXT_INPUT:
                yield Fault(where=where, message="A form's row holds one text input")
            for text_input in inside:
                yield from _text(text_input.get("label"), (*where, "label"), most=45, least=1)
                yield from _text_input(text_input, where)
        case 18:
            yield from _text(part.get("label"), (*where, "label"), most=45, least=1)
            yield from _text(part.get("description"), (*where, "description"), most=100)
            component = part["component"]
            if component["type"] == TEXT_INPUT:
                yield from _text_input(component, (*where, "component"))
                if component.get("label"):
                    yield Fault(where=where, message="A text input inside a label has no label of its own")
            if component["type"] in SELECTS:
                yield from _select(component, (*where, "component"))
                if component.get("disabled"):
                    yield Fault(where=where, message="A form's select cannot be disabled")
        case 10:
            yield from _text(part.get("content"), (*where, "content"), most=COMPONENTS_TEXT, least=1)
        case kind:
            yield Fault(where=where, message=f"A form does not hold type {kind}", code="UNION_TYPE_CHOICES")


def _text_input(part: Json, where: Where) -> Iterator[Fault]:
    least, most = part.get("min_length") or 0, part.get("max_length") or 4000
    yield from _text(part.get("custom_id"), (*where, "custom_id"), most=CUSTOM_ID, least=1)
    yield from _text(part.get("placeholder"), (*where, "placeholder"), most=100)
    yield from _text(part.get("value"), (*where, "value"), most=most)
    if least > most:
        yield Fault(where=where, message=f"min_length {least} is over max_length {most}")


# Commands


def _command(command: Json, where: Where) -> Iterator[Fault]:
    kind = command.get("type") or 1
    yield from _text(command.get("name"), (*where, "name"), most=32, least=1)
    if kind != 1:
        if command.get("description") or command.get("options"):
            yield Fault(where=where, message="A command on a message or person has no description and no options")
        return
    yield from _command_part(command, where)
    if len("".join(_written(command))) > COMMAND_TEXT:
        message = f"Names, descriptions and choices hold over {COMMAND_TEXT} characters"
        yield Fault(where=where, message=message, code="APPLICATION_COMMAND_TOO_LARGE")
    kinds = {option["type"] for option in command.get("options") or []}
    if kinds & {1, 2} and kinds - {1, 2}:
        yield Fault(where=where, message="Options cannot stand beside subcommands")


def _command_part(part: Json, where: Where) -> Iterator[Fault]:
    name, options = part.get("name", ""), part.get("options") or []
    if not _COMMAND_NAME.fullmatch(name) or name != name.lower():
        message = f"{name!r} must be 1 to 32 small letters, digits, - or _"
        yield Fault(where=(*where, "name"), message=message, code="APPLICATION_COMMAND_INVALID_NAME")
    yield from _text(part.get("description"), (*where, "description"), most=100, least=1)
    yield from _count(options, (*where, "options"), most=25)
    names = [option["name"] for option in options]
    if len(names) != len(set(names)):
        yield Fault(where=(*where, "options"), message="Two options of one name", code="OPTION_NAMES_DUPLICATED")
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        message = "Required options stand before those that are not"
        yield Fault(where=(*where, "options"), message=message, code="APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID")
    for number, option in enumerate(options):
        yield from _command_part(option, (*where, "options", number))
        yield from _count(option.get("choices") or [], (*where, "options", number, "choices"), most=CHOICES)
        if option.get("choices") and option.get("autocomplete"):
            yield Fault(where=(*where, "options", number), message="Choices cannot stand beside autocomplete")
        for place, choice in enumerate(option.get("choices") or []):
            yield from _choice(choice, (*where, "options", number, "choices", place))


def _choice(choice: Json, where: Where) -> Iterator[Fault]:
    yield from _text(choice.get("name"), (*where, "name"), most=100, least=1)
    if isinstance(choice.get("value"), str):
        yield from _text(choice["value"], (*where, "value"), most=100, least=1)


def _written(part: Json) -> Iterator[str]:
    yield part.get("name", "")
    yield part.get("description", "")
    for choice in part.get("choices") or []:
        yield choice["name"]
        yield str(choice["value"])
    for option in part.get("options") or []:
        yield from _written(option)


# Lengths and counts


def _text(text: Any, where: Where, *, most: int, least: int = 0) -> Iterator[Fault]:
    """Check a length as Discord does: after blanks around the text are taken away."""
    if text is None and not least:
        return
    length = len(text.strip()) if isinstance(text, str) else 0
    if length > most or length < least:
        message = f"Must be between {least} and {most} in length, is {length}"
        yield Fault(where=where, message=message, code="BASE_TYPE_BAD_LENGTH" if length else "BASE_TYPE_REQUIRED")


def _count(parts: list[Any], where: Where, *, most: int, least: int = 0) -> Iterator[Fault]:
    if not least <= len(parts) <= most:
        message = f"Must be between {least} and {most} in length, is {len(parts)}"
        yield Fault(where=where, message=message, code="BASE_TYPE_BAD_LENGTH")
