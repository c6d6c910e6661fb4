"""What people fill in: forms of at most three steps of five fields, so that Discord can show one at a time."""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from bot.chat import limits
from bot.chat.cards import Text, plain

FieldValue = str | list[str]


class Choice(msgspec.Struct, frozen=True):
    value: str
    label: str

    def __post_init__(self) -> None:
        limits.check_length("A choice", self.label, limits.CHOICE_LABEL)
        limits.check_count(f"The value of {self.label}", len(self.value), limits.CHOICE_VALUE)


class TextField(msgspec.Struct, frozen=True, tag="text"):
    """Words to type. `suggest` names a list that a platform may offer while typing (`time_zone`)."""

    name: str
    label: str
    hint: str = ""
    value: str = ""
    required: bool = True
    long: bool = False
    max_length: int = limits.FIELD_TEXT
    suggest: Literal["", "time_zone"] = ""

    def __post_init__(self) -> None:
        _check_field(self.name, self.label, self.hint)
        limits.check_count(f"Longest text of {self.name}", self.max_length, limits.FIELD_TEXT)
        limits.check_count(f"Value of {self.name}", len(self.value), limits.FIELD_TEXT)


class ChoiceField(msgspec.Struct, frozen=True, tag="choice"):
    """One choice, or `several`."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    hint: str = ""
    value: tuple[str, ...] = ()
    required: bool = True
    several: bool = False

    def __post_init__(self) -> None:
        _check_field(self.name, self.label, self.hint)
        limits.check_count(f"Choices of {self.name}", len(self.choices), limits.CHOICES)


class DateField(msgspec.Struct, frozen=True, tag="date"):
    """A date, sent as YYYY-MM-DD."""

    name: str
    label: str
    hint: str = ""
    value: str = ""
    required: bool = True

    def __post_init__(self) -> None:
        _check_field(self.name, self.label, self.hint)


class TimeField(msgspec.Struct, frozen=True, tag="time"):
    """A time of day, sent as HH:MM."""

    name: str
    label: str
    hint: str = ""
    value: str = ""
    required: bool = True

    def __post_init__(self) -> None:
        _check_field(self.name, self.label, self.hint)


class ChannelField(msgspec.Struct, frozen=True, tag="channel"):
    """A channel of the workspace, sent as its id."""

    name: str
    label: str
    hint: str = ""
    value: str = ""
    required: bool = True

    def __post_init__(self) -> None:
        _check_field(self.name, self.label, self.hint)


class PeopleField(msgspec.Struct, frozen=True, tag="people"):
    """People of the workspace, sent as a list of their ids."""

    name: str
    label: str
    hint: str = ""
    value: tuple[str, ...] = ()
    required: bool = False

    def __post_init__(self) -> None:
        _check_field(self.name, self.label, self.hint)


Field = TextField | ChoiceField | DateField | TimeField | ChannelField | PeopleField


class Step(msgspec.Struct, frozen=True):
    """Fields that fit one small window; `intro` stands above them."""

    fields: tuple[Field, ...]
    intro: Text = ""

    def __post_init__(self) -> None:
        limits.check_count("Fields of a step", len(self.fields), limits.STEP_FIELDS)


class Form(msgspec.Struct, frozen=True):
    """A form; `context` comes back with what was typed and says what it is about."""

    id: str
    title: str
    steps: tuple[Step, ...]
    context: str = ""
    submit_label: str = "Save"

    def __post_init__(self) -> None:
        limits.check_length("A form's title", self.title, limits.FORM_TITLE)
        limits.check_length("A form's button", self.submit_label, limits.FORM_TITLE)
        limits.check_length("A form's id", f"{self.id}:{self.context}", limits.FORM_ID)
        limits.check_count("A form's steps", len(self.steps), limits.FORM_STEPS)
        names = [field.name for field in fields_of(self)]
        if len(names) != len(set(names)):
            raise limits.OverLimit(f"The form {self.id!r} has two fields of the same name")
        for step in self.steps:
            limits.check_count("A step's intro", len(plain(step.intro)), limits.PARAGRAPH)


def fields_of(form: Form) -> list[Field]:
    """List a form's fields in order."""
    return [field for step in form.steps for field in step.fields]


def values_of(form: Form) -> dict[str, FieldValue]:
    """Give what a form's fields hold, as a submission would send it."""
    return {field.name: _value_of(field) for field in fields_of(form)}


def filled(form: Form, typed: Mapping[str, FieldValue]) -> Form:
    """Lay what was typed over a form; fields that nobody typed into keep what they hold."""
    steps = tuple(
        msgspec.structs.replace(step, fields=tuple(_filled(field, typed) for field in step.fields))
        for step in form.steps
    )
    return msgspec.structs.replace(form, steps=steps)


def as_text(value: FieldValue | None, otherwise: str = "") -> str:
    """Read a value of a single field; what is none gives `otherwise`."""
    return value if isinstance(value, str) else otherwise


def as_list(value: FieldValue | None, otherwise: Sequence[str] = ()) -> list[str]:
    """Read a value of a field that takes several; a platform may send a single one alone."""
    if value is None:
        return list(otherwise)
    return value if isinstance(value, list) else [value] if value else []


def _value_of(field: Field) -> FieldValue:
    match field:
        case PeopleField():
            return list(field.value)
        case ChoiceField(several=True):
            return list(field.value)
        case ChoiceField():
            return field.value[0] if field.value else ""
        case _:
            return field.value


def _filled(field: Field, typed: Mapping[str, FieldValue]) -> Field:
    if field.name not in typed:
        return field
    value = typed[field.name]
    match field:
        case ChoiceField():
            known = {choice.value for choice in field.choices}
            return msgspec.structs.replace(field, value=tuple(each for each in as_list(value) if each in known))
        case PeopleField():
            return msgspec.structs.replace(field, value=tuple(as_list(value)))
        case _:
            return msgspec.structs.replace(field, value=as_text(value)[: limits.FIELD_TEXT])


def _check_field(name: str, label: str, hint: str) -> None:
    limits.check_length(f"The label of {name}", label, limits.FIELD_LABEL)
    limits.check_count(f"The hint of {name}", len(hint), limits.FIELD_HINT)
