"""The one table of commands: everybody finds their way from it to a use case, on every platform."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from bot import engine
from bot.cards import help as help_cards
from bot.chat.commands import COMMANDS, CommandSpec, find_command, subcommands_of
from bot.engine import completions
from tests.conversation import shipped_content

CARDS = Path(__file__).parents[2] / "bot" / "cards"
each_command = pytest.mark.parametrize("spec", COMMANDS, ids=lambda spec: f"{spec.name} {spec.subcommand}")


def test_every_command_has_a_use_case_and_every_use_case_a_command() -> None:
    assert engine.COMMANDS.keys() == {(spec.name, spec.subcommand) for spec in COMMANDS}


def test_every_button_of_a_card_has_a_use_case_and_every_use_case_a_button() -> None:
    assert written_in_cards("Button", "action") == engine.BUTTONS.keys()


def test_every_form_has_a_use_case_and_every_use_case_a_form() -> None:
    assert written_in_cards("Form", "id") == engine.FORMS.keys()


def test_no_command_stands_in_the_table_twice() -> None:
    assert not [name for name, count in Counter((spec.name, spec.subcommand) for spec in COMMANDS).items() if count > 1]


@each_command
def test_names_and_descriptions_are_valid_on_every_platform(spec: CommandSpec) -> None:
    """Discord's rules are the narrower ones: https://docs.discord.com/developers/interactions/application-commands"""
    for name in (spec.name, spec.subcommand, *(option.name for option in spec.options)):
        assert re.fullmatch(r"[a-z0-9_-]{1,32}", name)
    for description in (spec.summary, *(option.description for option in spec.options)):
        assert 1 <= len(description) <= 100
        assert description == description.strip()


@each_command
def test_what_must_be_typed_stands_before_what_may_be(spec: CommandSpec) -> None:
    required = [option.required for option in spec.options]

    assert required == sorted(required, reverse=True)
    assert len({option.name for option in spec.options}) == len(spec.options) <= 25


@pytest.mark.parametrize("name", sorted({spec.name for spec in COMMANDS}))
def test_a_command_has_no_more_subcommands_than_discord_takes(name: str) -> None:
    assert 1 <= len(subcommands_of(name)) <= 25


@each_command
def test_every_command_is_found_and_explained(spec: CommandSpec) -> None:
    assert find_command(spec.name, spec.subcommand) is spec
    assert spec.usage.startswith(f"/{spec.name} {spec.subcommand}")
    assert all(option.name in spec.usage for option in spec.options)
    assert help_cards.explanation(spec).title == spec.summary
    assert spec.details.endswith(".")


def test_help_lists_every_command_in_one_card() -> None:
    card = help_cards.overview(COMMANDS)

    lines = str(card)
    assert all(spec.usage in lines for spec in COMMANDS)


def test_an_unknown_command_is_not_found() -> None:
    assert find_command("practice", "dance") is None
    assert find_command("story", "today") is None


@each_command
def test_every_list_that_an_option_offers_fits_a_platform(spec: CommandSpec) -> None:
    for option in spec.options:
        for typed in ("", "e", "eval", "x" * 200, "שלום"):
            offered = completions(shipped_content(), option.source, typed)
            assert len(offered) <= 25
            assert all(offered)
        if option.source in ("subcommand", "week", "theme_or_question"):
            assert completions(shipped_content(), option.source, "")


def written_in_cards(record: str, field: str) -> set[str]:
    """Find which values the cards' source gives to a field of a record."""
    calls = [
        node for path in CARDS.glob("*.py") for node in ast.walk(ast.parse(path.read_text())) if is_call(node, record)
    ]
    given = [keyword.value for call in calls for keyword in call.keywords if keyword.arg == field]
    assert len(given) == len(calls), f"each {record} names its {field} by keyword"
    return {text for value in given for text in texts_in(value)}


def is_call(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def texts_in(value: ast.expr) -> set[str]:
    """Give the texts that an expression may be: a text, or one of two."""
    if isinstance(value, ast.IfExp):
        return texts_in(value.body) | texts_in(value.orelse)
    assert isinstance(value, ast.Constant), ast.dump(value)
    return {value.value}
