"""Forms as modals of at most five fields, one step after another: https://docs.discord.com/developers/components/reference

A modal cannot answer a modal, so between two steps stands a card with a button. What the button and the modal need to
be understood again, after any restart too, travels in their ids; what was typed is kept by the engine.
"""

import re
from dataclasses import dataclass, replace

import discord
from discord import ui

from adapters.discord.rendering import button_id
from adapters.discord.text import is_snowflake, markdown
from bot.chat.cards import Button
from bot.chat.forms import (
    ChannelField,
    ChoiceField,
    DateField,
    Field,
    Form,
    PeopleField,
    TextField,
    TimeField,
    fields_of,
    values_of,
)
from bot.chat.limits import STEP_FIELDS

OPEN, SEND = "~form", "~send"
"""Actions of our own buttons: open a step of a form, and send what was typed so far."""
MARK = (OPEN, SEND)
SEVERAL = "[]"
"""Behind the name of a field that takes several values."""

DATE_PATTERN, TIME_PATTERN = "2026-11-23", "09:00"
LONGEST_DATE, LONGEST_TIME = 20, 10
MOST_PEOPLE = 25

_MARK = re.compile(r"(\d)/(\d):([^:]*):(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormMark:
    """A step of a form, counted from 1, as ids carry it."""

    step: int
    steps: int
    form_id: str
    context: str

    @property
    def is_last(self) -> bool:
        return self.step >= self.steps

    @property
    def next(self) -> "FormMark":
        return replace(self, step=self.step + 1)

    @property
    def first(self) -> "FormMark":
        return replace(self, step=1)

    def button(self, label: str, *, action: str = OPEN, style: str = "plain") -> Button:
        """Make a button that leads to this step."""
        return Button(action=action, label=label, value=str(self), style="primary" if style == "primary" else "plain")

    def __str__(self) -> str:
        return f"{self.step}/{self.steps}:{self.form_id}:{self.context}"


def read_mark(value: str) -> FormMark | None:
    found = _MARK.fullmatch(value)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        return None
    return FormMark(step=int(found[1]), steps=int(found[2]), form_id=found[3], context=found[4])


def mark_for(form: Form, step: int = 1) -> FormMark:
    return FormMark(step=step, steps=len(form.steps), form_id=form.id, context=form.context)


def modal(form: Form, step: int = 1, *, workspace_id: str = "") -> ui.Modal:
    """Draw one step of a form. `workspace_id` is kept in its id where it is opened in a direct message."""
    mark = mark_for(form, step)
    title = form.title if len(form.steps) == 1 else f"{form.title} · {step} of {len(form.steps)}"
    drawn = ui.Modal(title=title, custom_id=button_id(mark.button("Open"), workspace_id))
    shown = form.steps[step - 1]
    if shown.intro and len(shown.fields) < STEP_FIELDS:
        drawn.add_item(ui.TextDisplay(markdown(shown.intro)))
    for each in shown.fields:
        drawn.add_item(_label(each))
    return drawn


def can_be_sent(form: Form, after_step: int) -> bool:
    """Say whether everything behind a step may be left as it is."""
    held = values_of(form)
    rest = [each for step in form.steps[after_step:] for each in step.fields]
    return all(held[each.name] or not each.required for each in rest)


def labels_of(form: Form) -> dict[str, str]:
    """Give each field's label by its name."""
    return {each.name: each.label for each in fields_of(form)}


def channel_fields_of(form: Form) -> list[str]:
    return [each.name for each in fields_of(form) if isinstance(each, ChannelField)]


def _label(each: Field) -> ui.Label[ui.Modal]:
    hint = each.hint
    match each:
        case DateField():
            hint = hint or f"Written as {DATE_PATTERN}"
        case TimeField():
            hint = hint or f"Written as {TIME_PATTERN}"
        case _:
            pass
    return ui.Label(text=each.label, description=hint or None, component=_input(each))


def _input(each: Field) -> ui.Item[ui.Modal]:
    match each:
        case TextField():
            return _text(each, longest=each.max_length, is_long=each.long)
        case DateField():
            return _text(each, longest=LONGEST_DATE, pattern=DATE_PATTERN)
        case TimeField():
            return _text(each, longest=LONGEST_TIME, pattern=TIME_PATTERN)
        case ChoiceField():
            return _choice(each)
        case ChannelField():
            return _channel(each)
        case PeopleField():
            return _people(each)


def _text(
    each: TextField | DateField | TimeField, *, longest: int, is_long: bool = False, pattern: str | None = None
) -> ui.TextInput[ui.Modal]:
    return ui.TextInput(
        custom_id=each.name,
        style=discord.TextStyle.paragraph if is_long else discord.TextStyle.short,
        default=each.value[:longest] or None,
        placeholder=pattern,
        required=each.required,
        max_length=longest,
    )


def _choice(each: ChoiceField) -> ui.Select[ui.Modal]:
    chosen = set(each.value if each.several else each.value[:1])
    options = [
        discord.SelectOption(label=choice.label, value=choice.value, default=choice.value in chosen)
        for choice in each.choices
    ]
    return ui.Select(
        custom_id=f"{each.name}{SEVERAL}" if each.several else each.name,
        options=options,
        required=each.required,
        min_values=1 if each.required else 0,
        max_values=len(options) if each.several else 1,
    )


def _channel(each: ChannelField) -> ui.ChannelSelect[ui.Modal]:
    kinds = discord.SelectDefaultValueType.channel
    held = [discord.SelectDefaultValue(id=int(each.value), type=kinds)] if is_snowflake(each.value) else []
    return ui.ChannelSelect(
        custom_id=each.name,
        channel_types=[discord.ChannelType.text, discord.ChannelType.news],
        default_values=held,
        required=each.required,
        min_values=1 if each.required else 0,
    )


def _people(each: PeopleField) -> ui.UserSelect[ui.Modal]:
    kinds = discord.SelectDefaultValueType.user
    people = [discord.SelectDefaultValue(id=int(user), type=kinds) for user in each.value if is_snowflake(user)]
    return ui.UserSelect(
        custom_id=f"{each.name}{SEVERAL}",
        default_values=people[:MOST_PEOPLE],
        required=each.required,
        min_values=1 if each.required else 0,
        max_values=MOST_PEOPLE,
    )
