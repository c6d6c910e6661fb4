"""What the stand-in refuses in commands, forms and completions, and how it reads Discord's Markdown."""

from typing import Any

import pytest

from tests.stands.discord.reading import pinged_by, shown
from tests.stands.discord.rules import (
    faults_in_choices,
    faults_in_commands,
    faults_in_message,
    faults_in_modal,
)
from tests.stands.discord.schemas import faults_in_request, specs_folder

CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"

LONG_CHOICES = [{"name": "n" * 100, "value": "v" * 100}] * 25

needs_specs = pytest.mark.skipif(specs_folder() is None, reason="Discord's schemas are not here: set LOOPMATES_SPECS")


def command(**changed: Any) -> dict[str, Any]:
    return {"name": "practice", "description": "Practise", "type": 1, **changed}


def option(name: str = "words", **changed: Any) -> dict[str, Any]:
    return {"name": name, "description": "Some words", "type": 3, **changed}


def text_input(**changed: Any) -> dict[str, Any]:
    return {"type": 18, "label": "Words", "component": {"type": 4, "custom_id": "w", "style": 1, **changed}}


def modal(*components: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {"custom_id": "answer", "title": "Answer", "components": list(components or [text_input()]), **changed}


def select(count: int, **changed: Any) -> dict[str, Any]:
    options = [{"label": str(number), "value": str(number)} for number in range(count)]
    return {"type": 18, "label": "One", "component": {"type": 3, "custom_id": "s", "options": options, **changed}}


def test_what_is_right_is_taken() -> None:
    assert list(faults_in_commands([command(options=[option(required=True), option("more")])])) == []
    assert list(faults_in_modal(modal(text_input(value="x" * 4000), select(25, max_values=25)))) == []
    assert list(faults_in_choices([{"name": "Failure", "value": "failure"}])) == []


@pytest.mark.parametrize(
    "wrong",
    [
        [command(name="Practice")],
        [command(name="p" * 33)],
        [command(description="")],
        [command(description="d" * 101)],
        [command(), command()],
        [command(options=[option(str(number)) for number in range(26)])],
        [command(options=[option(), option()])],
        [command(options=[option(), option("more", required=True)])],
        [command(options=[option(choices=[{"name": "a", "value": "a"}] * 26)])],
        [command(options=[option(choices=[{"name": "a" * 101, "value": "a"}])])],
        [command(options=[option(choices=[{"name": "a", "value": "a"}], autocomplete=True)])],
        [command(options=[option(), option("more", type=1)])],
        [command(options=[option(name, choices=LONG_CHOICES) for name in ("one", "two")])],
        [{"name": "Repeat this", "type": 3, "description": "Not here"}],
        [{"name": str(number), "type": 3} for number in range(16)],
    ],
    ids=lambda wrong: str(wrong)[:60],
)
def test_commands_over_a_limit_are_refused(wrong: list[dict[str, Any]]) -> None:
    assert list(faults_in_commands(wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        modal(title="t" * 46),
        modal(custom_id="c" * 101),
        modal(*[text_input(custom_id=str(number)) for number in range(6)]),
        modal(text_input(), text_input()),
        modal({**text_input(), "label": "l" * 46}),
        modal({**text_input(), "description": "d" * 101}),
        modal(text_input(placeholder="p" * 101)),
        modal(text_input(value="v" * 11, max_length=10)),
        modal(text_input(label="Twice")),
        modal(text_input(min_length=11, max_length=10)),
        modal(select(0)),
        modal(select(26)),
        modal(select(3, max_values=4)),
        modal(select(3, min_values=2, max_values=1)),
        modal({"type": 2, "style": 1, "label": "x", "custom_id": "x"}),
        modal({"type": 10, "content": ""}),
    ],
    ids=lambda wrong: str(wrong)[:60],
)
def test_a_form_over_a_limit_is_refused(wrong: dict[str, Any]) -> None:
    assert list(faults_in_modal(wrong))


@pytest.mark.parametrize(
    "wrong",
    [[{"name": "x", "value": "x"}] * 26, [{"name": "", "value": "x"}], [{"name": "x" * 101, "value": "x"}]],
    ids=["26", "empty", "long"],
)
def test_completions_over_a_limit_are_refused(wrong: list[dict[str, Any]]) -> None:
    assert list(faults_in_choices(wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        {"flags": 1 << 15, "components": [{"type": 10, "content": "x"}] * 41},
        {"flags": 1 << 15, "content": "x", "components": [{"type": 10, "content": "x"}]},
        {"components": [{"type": 10, "content": "x"}]},
        {"content": "x", "components": [{"type": 1, "components": []}]},
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
    ],
    ids=lambda wrong: str(wrong)[:60],
)
def test_components_and_mentions_that_do_not_go_together_are_refused(wrong: dict[str, Any]) -> None:
    assert list(faults_in_message(wrong))


@needs_specs
def test_a_name_that_discord_does_not_know_is_refused() -> None:
    [fault] = faults_in_request("POST", CALLBACK, {"type": 4, "data": {"content": "x", "ephemeral": True}})

    assert fault.where == ("data",)
    assert "ephemeral" in fault.message


@needs_specs
def test_what_discord_py_sends_beyond_the_schemas_is_taken() -> None:
    sent = {
        "allowed_mentions": {"parse": [], "users": [1234]},
        "components": [],
        "embeds": [{"title": "x", "flags": 0}],
    }

    assert list(faults_in_request("POST", "/channels/{channel_id}/messages", sent)) == []


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("**Good** *day*, __you__ ~~not~~ ||me||", "Good day, you not me"),
        (r"\*not\* \_so\_ \`x\`", "*not* _so_ `x`"),
        ("`*code*` and ```\n*more*\n```", "*code* and *more*"),
        ("# Day 6\n> said\n- one\n-# small", "Day 6\nsaid\none\nsmall"),
        ("<@7> in <#8> used </practice today:9>", "@Ana in #unknown used /practice today"),
        ("at <t:1795424400:R>", "at [t:1795424400]"),
        ("[here](https://example.com) https://example.com/a_b_c", "here https://example.com/a_b_c"),
        (r"snake_case and 2 \* 3", "snake_case and 2 * 3"),
    ],
)
def test_markdown_is_read_as_people_see_it(sent: str, read: str) -> None:
    assert shown(sent, {7: "Ana"}) == read


def test_who_is_notified() -> None:
    text = "<@1> <@&2> @everyone and `<@3>`"

    assert pinged_by(text, None) == {"1", "2", "everyone"}
    assert pinged_by(text, {"parse": []}) == set()
    assert pinged_by(text, {"parse": ["roles"], "users": ["1", "9"]}) == {"1", "2"}
