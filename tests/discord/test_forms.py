"""Forms as modals: what a step shows, what its ids carry, and what may be sent early."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.forms import FormMark, can_be_sent, labels_of, mark_for, modal, read_mark
from adapters.discord.rendering import button_id, read_button_id
from bot.chat import limits
from bot.chat.forms import (
    ChannelField,
    Choice,
    ChoiceField,
    DateField,
    Form,
    PeopleField,
    Step,
    TextField,
    TimeField,
    filled,
    values_of,
)
from tests.stands.discord.rules import faults_in_modal

GUILD = "157363198077435904"
CHOICES = (Choice("a", "First"), Choice("b", "Second"))


def a_form(**more: object) -> Form:
    return Form(
        id="setup",
        title="Set up a group",
        steps=(
            Step(
                fields=(
                    TextField("zone", "Zone", value="Europe/Lisbon", max_length=64),
                    DateField("first_day", "First day", value="2026-11-23"),
                    TimeField("time", "Time"),
                ),
                intro="Times are of the zone.",
            ),
            Step(
                fields=(
                    ChoiceField("plan", "Plan", CHOICES, value=("b",)),
                    ChoiceField("days", "Days", CHOICES, value=("a", "b"), several=True, required=False),
                    ChannelField("channel", "Channel", value="123"),
                    PeopleField("people", "People", value=("1", "U0ANA")),
                    TextField("more", "More", required=False, long=True),
                )
            ),
        ),
        **more,  # type: ignore[arg-type]
    )


async def test_a_step_is_what_discord_takes() -> None:
    for step in (1, 2):
        assert [str(fault) for fault in faults_in_modal(modal(a_form(), step).to_dict())] == []


async def test_a_step_shows_what_its_fields_hold_and_how_to_write() -> None:
    first = modal(a_form(), 1).to_dict()

    assert first["title"] == "Set up a group · 1 of 2"
    assert first["components"][0]["content"] == "Times are of the zone."
    inputs = [part["component"] for part in first["components"][1:]]
    assert [part.get("value") for part in inputs] == ["Europe/Lisbon", "2026-11-23", None]
    assert inputs[2]["placeholder"] == "09:00"


async def test_choices_people_and_channels_are_chosen_already() -> None:
    plan, days, channel, people, more = (part["component"] for part in modal(a_form(), 2).to_dict()["components"])

    assert [option["value"] for option in plan["options"] if option["default"]] == ["b"]
    assert (days["custom_id"], days["max_values"], days["min_values"]) == ("days[]", 2, 0)
    assert [str(each["id"]) for each in channel["default_values"]] == ["123"]
    assert [str(each["id"]) for each in people["default_values"]] == ["1"]
    assert more["style"] == 2


@given(
    step=st.integers(1, 3),
    context=st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=limits.FORM_ID - 6),
    is_direct=st.booleans(),
)
def test_a_step_is_known_again_by_its_id(step: int, context: str, is_direct: bool) -> None:
    mark = FormMark(step=step, steps=3, form_id="setup", context=context)

    custom_id = button_id(mark.button("Continue"), GUILD if is_direct else "")
    _, value, workspace_id = read_button_id(custom_id, is_direct=is_direct)

    assert len(custom_id) <= 100
    assert (read_mark(value), workspace_id) == (mark, GUILD if is_direct else "")


@pytest.mark.parametrize("forged", ["", "1/2", "0/2:a:b", "3/2:a:b", "x/y:a:b", "99/99:a:b"])
def test_a_forged_id_is_none_of_ours(forged: str) -> None:
    assert read_mark(forged) is None


def test_a_form_may_be_sent_early_when_the_rest_may_stay_as_it_is() -> None:
    form = a_form()
    emptied = filled(form, {"channel": ""})

    assert can_be_sent(form, 1)
    assert not can_be_sent(emptied, 1)
    assert can_be_sent(emptied, 2)
    assert not can_be_sent(form, 0)


def test_what_was_typed_is_laid_over_a_form_and_forged_choices_fall_away() -> None:
    form = filled(a_form(), {"zone": "UTC" * 2000, "plan": "forged", "days": ["b", "forged"], "people": "7", "x": "y"})

    values = values_of(form)
    assert len(values["zone"]) == limits.FIELD_TEXT
    assert (values["plan"], values["days"], values["people"]) == ("", ["b"], ["7"])
    assert values["channel"] == "123"


def test_a_form_and_its_labels_are_named() -> None:
    form = a_form(context="7")

    assert str(mark_for(form)) == "1/2:setup:7"
    assert labels_of(form)["first_day"] == "First day"
