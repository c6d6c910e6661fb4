"""What Slack refuses: unknown or missing arguments, and blocks and views over their limits.

Arguments and shapes are checked against schemas made from Slack's own types (`LOOPMATES_SPECS`, or `shared/specs`
beside the checkout); the limits, which no schema holds, are written down here.
https://docs.slack.dev/reference/block-kit and https://docs.slack.dev/reference/views
"""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

Json = dict[str, Any]

MODAL_INPUTS_WITH_OPTIONS = {"static_select": 100, "multi_static_select": 100, "checkboxes": 10, "radio_buttons": 10}


def specs_folder() -> Path | None:
    """Find Slack's schemas; without them only the limits are checked."""
    beside = Path(__file__).parents[2].parent / "shared" / "specs"
    folder = Path(os.environ.get("LOOPMATES_SPECS") or beside) / "slack"
    return folder if folder.is_dir() else None


def faults_in_call(method: str, arguments: Json) -> list[str]:
    """List what Slack would refuse in the arguments of a call."""
    return [*_schema_faults(f"method-arguments/{method}", arguments), *_limits_of_call(method, arguments)]


def faults_in_view(view: Json) -> list[str]:
    kind = "home" if view.get("type") == "home" else "modal"
    return [*_schema_faults(kind, view), *_limits_of_view(view)]


def faults_in_message(body: Json) -> list[str]:
    """List what Slack would refuse in a message that comes as an acknowledgement or to a response URL."""
    faults = list(_limits_of_blocks(body.get("blocks") or [], most=50))
    if body.get("blocks"):
        faults += _schema_faults("blocks", body["blocks"])
    if not body.get("text"):
        faults.append("a message needs text for notifications and screen readers")
    return faults


def faults_in_manifest(manifest: Json) -> list[str]:
    return _schema_faults("manifest/manifest.schema.1.0.0", manifest, suffix="")


def typed(method: str, arguments: dict[str, str]) -> Json:
    """Read arguments of a query string or form, where everything is text, into the types that the schema names."""
    kinds = _kinds_of(method)
    read: Json = {}
    for name, value in arguments.items():
        match kinds.get(name):
            case "boolean":
                read[name] = value in ("1", "true", "True")
            case "number":
                read[name] = int(value) if value.isdecimal() else value
            case "array" | "object":
                read[name] = json.loads(value)
            case _:
                read[name] = value
    return read


@cache
def _validator(name: str, suffix: str) -> Draft7Validator | None:
    folder = specs_folder()
    path = folder / f"{name}{suffix}.json" if folder else None
    if path is None or not path.is_file():
        return None
    return Draft7Validator(json.loads(path.read_text()))


def _schema_faults(name: str, value: Any, *, suffix: str | None = None) -> list[str]:
    if suffix is None:
        suffix = "" if "/" in name else ".schema"
    validator = _validator(name, suffix)
    fault = best_match(validator.iter_errors(value)) if validator else None
    return [f"{name}: {fault.json_path}: {fault.message[:300]}"] if fault else []


@cache
def _kinds_of(method: str) -> dict[str, str]:
    validator = _validator(f"method-arguments/{method}", "")
    if validator is None:
        return {
            "limit": "number",
            "length": "number",
            "include_all_metadata": "boolean",
            "inclusive": "boolean",
            "files": "array",
        }
    return dict(_properties(validator.schema, validator.schema))


def _properties(schema: Json, root: Json) -> Iterator[tuple[str, str]]:
    if "$ref" in schema:
        target: Any = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target.get(part) or target.get(part.replace("%3C", "<").replace("%3E", ">")) or {}
        yield from _properties(target, root)
    for branch in (*schema.get("anyOf", ()), *schema.get("allOf", ()), *schema.get("oneOf", ())):
        yield from _properties(branch, root)
    for name, value in schema.get("properties", {}).items():
        kind = value.get("type")
        yield name, kind if isinstance(kind, str) else ""


def _limits_of_call(method: str, arguments: Json) -> Iterator[str]:
    if method in ("chat.postMessage", "chat.update", "chat.postEphemeral"):
        yield from _limits_of_blocks(arguments.get("blocks") or [], most=50)
        if not arguments.get("text"):
            yield "a message needs text for notifications and screen readers"
        if len(arguments.get("text", "")) > 40_000:
            yield "text is over 40,000 characters"
        metadata = json.dumps(arguments.get("metadata") or {})
        if len(metadata) > 16_000:
            yield "metadata is over 16 KB"
    if "view" in arguments:
        yield from faults_in_view(arguments["view"])


def _limits_of_view(view: Json) -> Iterator[str]:
    yield from _limits_of_blocks(view.get("blocks") or [], most=100)
    for part in ("title", "submit", "close"):
        if part in view:
            yield from _text(view[part], 24, part)
    if len(view.get("private_metadata", "")) > 3000:
        yield "private_metadata is over 3000 characters"
    if len(view.get("callback_id", "")) > 255:
        yield "callback_id is over 255 characters"
    has_inputs = any(block.get("type") == "input" for block in view.get("blocks") or [])
    if view.get("type") == "modal" and has_inputs and "submit" not in view:
        yield "a modal with inputs needs a submit button"


def _limits_of_blocks(blocks: list[Json], *, most: int) -> Iterator[str]:
    if len(blocks) > most:
        yield f"{len(blocks)} blocks, at most {most}"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        yield "two blocks with the same block_id"
    for block in blocks:
        yield from _limits_of_block(block)


def _limits_of_block(block: Json) -> Iterator[str]:
    if len(block.get("block_id", "")) > 255:
        yield "block_id is over 255 characters"
    match block.get("type"):
        case "header":
            yield from _text(block["text"], 150, "header")
        case "section":
            if "text" in block:
                yield from _text(block["text"], 3000, "section")
            for field in block.get("fields", ()):
                yield from _text(field, 2000, "field")
        case "context":
            if not 1 <= len(block["elements"]) <= 10:
                yield "a context takes 1 to 10 elements"
            for element in block["elements"]:
                if element["type"] != "image":
                    yield from _text(element, 3000, "context")
        case "actions":
            yield from _limits_of_actions(block)
        case "input":
            yield from _text(block["label"], 2000, "label")
            if "hint" in block:
                yield from _text(block["hint"], 2000, "hint")
            yield from _limits_of_input(block["element"])
        case "rich_text":
            yield from _limits_of_rich_text(block)
        case "image":
            if not 1 <= len(block.get("alt_text", "")) <= 2000:
                yield "an image's alt text takes 1 to 2000 characters"


def _limits_of_actions(block: Json) -> Iterator[str]:
    elements = block["elements"]
    if not 1 <= len(elements) <= 25:
        yield "an actions block takes 1 to 25 elements"
    ids = [element.get("action_id") for element in elements]
    if len(ids) != len(set(ids)):
        yield "two elements of a block with the same action_id"
    for element in elements:
        if len(element.get("action_id", "")) > 255:
            yield "action_id is over 255 characters"
        if element["type"] == "button":
            yield from _text(element["text"], 75, "button")
            if not 1 <= len(element.get("value", "-")) <= 2000:
                yield "a button's value takes 1 to 2000 characters"


def _limits_of_input(element: Json) -> Iterator[str]:
    if not 1 <= len(element.get("action_id", "-")) <= 255:
        yield "action_id takes 1 to 255 characters"
    if "placeholder" in element:
        yield from _text(element["placeholder"], 150, "placeholder")
    kind = element["type"]
    if kind == "plain_text_input":
        longest = element.get("max_length", 3000)
        if not 1 <= longest <= 3000:
            yield "max_length takes 1 to 3000"
        if len(element.get("initial_value", "")) > longest:
            yield "initial_value is over max_length"
    if kind in MODAL_INPUTS_WITH_OPTIONS:
        yield from _limits_of_options(element, MODAL_INPUTS_WITH_OPTIONS[kind])


def _limits_of_options(element: Json, most: int) -> Iterator[str]:
    options = element.get("options", [])
    if not 1 <= len(options) <= most:
        yield f"{element['type']} takes 1 to {most} options"
    for option in options:
        yield from _text(option["text"], 75, "option")
        if not 1 <= len(option.get("value", "")) <= 150:
            yield "an option's value takes 1 to 150 characters"
    chosen = element.get("initial_options", [element["initial_option"]] if "initial_option" in element else [])
    if any(option not in options for option in chosen):
        yield "an initial option is none of the options"
    if "initial_options" in element and not chosen:
        yield "initial_options is empty"


def _limits_of_rich_text(block: Json) -> Iterator[str]:
    for part in _parts(block):
        if part.get("type") == "text" and not part.get("text"):
            yield "a rich text element without text"
        if part.get("type") == "date" and not isinstance(part.get("timestamp"), int):
            yield "a date's timestamp must be an integer"
        if part.get("type") in ("broadcast", "usergroup"):
            yield "nothing of ours addresses everyone"
    if not block["elements"]:
        yield "a rich text block without elements"


def _parts(block: Json) -> Iterator[Json]:
    for element in block.get("elements", ()):
        yield element
        yield from _parts(element)


def _text(text: Json, limit: int, where: str) -> Iterator[str]:
    written = text.get("text", "")
    if not 1 <= len(written) <= limit:
        yield f"{where}: {len(written)} characters, from 1 to {limit}"
    if text.get("type") == "mrkdwn" and any(sign in written for sign in ("<!channel", "<!here", "<!everyone", "<!sub")):
        yield f"{where}: addresses everyone"
