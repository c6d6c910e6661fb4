"""Discord's own schemas: its OpenAPI for requests and answers, and its types for what the gateway sends.

They come from `LOOPMATES_SPECS`, or `shared/specs` beside the checkout; without them only the limits are checked.
The OpenAPI never closes an object, so a misspelt name would pass: here every object of a request is closed, and what
discord.py legally sends beyond it is let through.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jsonschema import Draft7Validator, Draft202012Validator, ValidationError
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

Json = dict[str, Any]

CALLBACKS = {
    1: "PongInteractionCallbackRequest",
    4: "CreateMessageInteractionCallbackRequest",
    5: "CreateMessageInteractionCallbackRequest",
    6: "UpdateMessageInteractionCallbackRequest",
    7: "UpdateMessageInteractionCallbackRequest",
    8: "ApplicationCommandAutocompleteCallbackRequest",
    9: "ModalInteractionCallbackRequest",
}
"""The schema of each type of interaction callback: clearer faults than those of the union of all."""

NARROWED = {
    ("POST", "/webhooks/{webhook_id}/{webhook_token}"): "FollowUp",
    ("POST", "/channels/{channel_id}/threads"): "CreateTextThreadWithoutMessageRequest",
    ("PATCH", "/channels/{channel_id}"): "UpdateThreadRequestPartial",
}
"""Of unions, the one member that Loopmates can mean."""

ALLOWED_BESIDES = {
    "ApplicationCommandUpdateRequest": ("nsfw",),
    "RichEmbed": ("flags",),
    "StringSelectComponentForMessageRequest": ("required",),
    "UserSelectComponentForMessageRequest": ("required",),
    "ChannelSelectComponentForMessageRequest": ("required",),
    "RoleSelectComponentForMessageRequest": ("required",),
    "MentionableSelectComponentForMessageRequest": ("required",),
    "IncomingWebhookUpdateRequestPartial": ("tts",),
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial": ("tts",),
    "MessageEditRequestPartial": ("tts",),
}
"""What discord.py sends and Discord takes, though its OpenAPI does not name it."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something that Discord refuses in a request: where, and its code and words for it."""

    where: tuple[str | int, ...]
    message: str
    code: str = "INVALID"

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.where)) or 'body'}: {self.message}"


def specs_folder() -> Path | None:
    """Find Discord's schemas; without them only the limits are checked."""
    beside = Path(__file__).parents[3].parent / "shared" / "specs"
    folder = Path(os.environ.get("LOOPMATES_SPECS") or beside) / "discord"
    return folder if folder.is_dir() else None


def faults_in_request(method: str, template: str, body: Any) -> Iterator[Fault]:
    """Check a request's JSON against the schema of its operation."""
    validator = _request_validator(method, template, _callback_type(template, body))
    fault = _clearest(validator, body) if validator else None
    if fault:
        yield Fault(where=tuple(fault.absolute_path), message=_readable(fault), code="SCHEMA")


def faults_in_answer(method: str, template: str, status: int, body: Any) -> Iterator[str]:
    """Check what the stand-in itself answered against Discord's schema for it."""
    validator = _answer_validator(method, template, str(status))
    fault = _clearest(validator, body) if validator else None
    if fault:
        yield f"{method} {template} {status}: {fault.json_path}: {_readable(fault)}"


def faults_in_event(name: str, payload: Any) -> Iterator[str]:
    """Check what the stand-in sends through the gateway, or takes there, against Discord's types.

    Of sets of flags the types list each flag alone; sums of them are right as well. A medium's own number, which the
    OpenAPI requires, they do not know.
    """
    validator = _event_validator(name)
    fault = _clearest(validator, payload) if validator else None
    if fault:
        yield f"{name}: {fault.json_path}: {_readable(fault)}"


def _clearest(validator: Draft7Validator | Draft202012Validator, value: Any) -> ValidationError | None:
    """Find the fault that helps most: of a union, that of the member whose `type` is the one given."""
    fault = next(iter(sorted(validator.iter_errors(value), key=lambda each: list(map(str, each.path)))), None)
    while fault is not None and fault.context:
        members: dict[Any, list[ValidationError]] = {}
        for each in fault.context:
            members.setdefault(each.schema_path[0], []).append(each)
        meant = [faults for faults in members.values() if not any(_is_other_type(each) for each in faults)]
        if len(meant) != 1:
            return best_match([fault])
        fault = meant[0][0]
    return fault


def _is_other_type(fault: ValidationError) -> bool:
    is_null = fault.validator == "type" and fault.validator_value == "null"
    return is_null or (fault.validator in ("enum", "const") and list(fault.relative_path) == ["type"])


def _readable(fault: ValidationError) -> str:
    return fault.message if len(fault.message) < 400 else f"{fault.message[:150]} … {fault.message[-150:]}"


def _callback_type(template: str, body: Any) -> int | None:
    if not template.endswith("/callback") or not isinstance(body, dict):
        return None
    kind = body.get("type")
    return kind if isinstance(kind, int) and kind in CALLBACKS else None


@cache
def _request_validator(method: str, template: str, callback: int | None) -> Draft202012Validator | None:
    if specs_folder() is None:
        return None
    named = CALLBACKS[callback] if callback else NARROWED.get((method, template))
    if named:
        return _validator({"$ref": f"urn:closed#/components/schemas/{named}"})
    content = _operation(method, template).get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    return _validator(_renamed(schema, "urn:closed")) if schema else None


@cache
def _answer_validator(method: str, template: str, status: str) -> Draft202012Validator | None:
    if specs_folder() is None:
        return None
    answer = _operation(method, template).get("responses", {}).get(status, {})
    schema = answer.get("content", {}).get("application/json", {}).get("schema")
    return _validator(_renamed(schema, "urn:open")) if schema else None


@cache
def _event_validator(name: str) -> Draft7Validator | None:
    folder = specs_folder()
    if folder is None:
        return None
    definitions = json.loads((folder / "gateway-types.schema.json").read_text())["definitions"]
    reference = definitions["DiscordGateway"]["properties"].get(name)
    definitions["APIUnfurledMediaItem"]["properties"]["id"] = {}
    bits = {each: {"type": "integer"} for each in definitions if each.endswith("Flags")}
    return Draft7Validator({**reference, "definitions": definitions | bits}) if reference else None


def _validator(schema: Json) -> Draft202012Validator:
    return Draft202012Validator(schema, registry=_registry())


def _operation(method: str, template: str) -> Json:
    operation: Json = _openapi()["paths"].get(template, {}).get(method.lower(), {})
    return operation


@cache
def _openapi() -> Json:
    folder = specs_folder()
    assert folder is not None
    read: Json = json.loads((folder / "openapi.json").read_text())
    return read


@cache
def _registry() -> "Registry[Any]":
    schemas = _openapi()["components"]["schemas"]
    closed = {name: _closed(_renamed(schema, "urn:closed"), name) for name, schema in schemas.items()}
    closed["FollowUp"] = _follow_up(closed)
    opened = {name: _renamed(schema, "urn:open") for name, schema in schemas.items()}
    resources = [
        (name, Resource.from_contents({"components": {"schemas": each}}, default_specification=DRAFT202012))
        for name, each in (("urn:closed", closed), ("urn:open", opened))
    ]
    registry: Registry[Any] = Registry()
    return registry.with_resources(resources)


def _follow_up(closed: Json) -> Json:
    """Make the schema of a follow-up: a webhook's message without a name or face of its own."""
    incoming = closed["IncomingWebhookRequestPartial"]
    properties = {
        name: schema for name, schema in incoming["properties"].items() if name not in ("username", "avatar_url")
    }
    return {**incoming, "properties": properties}


def _closed(schema: Any, name: str = "") -> Any:
    """Refuse names that a schema does not hold, and let integers be ids as discord.py sends them."""
    if name == "SnowflakeType":
        return {"anyOf": [schema, {"type": "integer", "minimum": 0}]}
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _closed(value) for key, value in schema.items()}
    for union in ("oneOf", "anyOf"):
        members = _by_type(made.get(union, []))
        if members:
            return {key: value for key, value in made.items() if key != union} | _told_apart(members)
    if isinstance(made.get("properties"), dict) and made.get("type") == "object":
        made["properties"] = made["properties"] | {each: {} for each in ALLOWED_BESIDES.get(name, ())}
        made.setdefault("additionalProperties", False)
    return made


def _by_type(members: list[Json]) -> dict[str, list[Any]] | None:
    """Give the types that each member of a union stands for, if every one of them says so."""
    schemas = _openapi()["components"]["schemas"]
    found: dict[str, list[Any]] = {}
    for member in members:
        reference = member.get("$ref", "")
        kinds = schemas.get(reference.rpartition("/")[2], {}).get("properties", {}).get("type", {}).get("enum")
        if kinds is None:
            return None
        found[reference] = kinds
    return found


def _told_apart(members: dict[str, list[Any]]) -> Json:
    """Check against the one member that is meant instead of against all: faster, and with a clearer fault."""
    kinds = [kind for each in members.values() for kind in each]
    return {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": kinds}},
        "allOf": [
            {"if": {"properties": {"type": {"enum": each}}}, "then": {"$ref": reference}}
            for reference, each in members.items()
        ],
    }


def _renamed(schema: Any, base: str) -> Any:
    """Let references inside the OpenAPI point to the registry's copy."""
    if isinstance(schema, list):
        return [_renamed(each, base) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: base + quote(value, safe="#/~") if key == "$ref" else _renamed(value, base)
        for key, value in schema.items()
    }
