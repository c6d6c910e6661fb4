"""The command tree: every command of the table, within Discord's limits, and told only when it changed."""

from dataclasses import replace
from typing import Any

import discord
import pytest

from adapters.discord.commands import MORE, MOST_SUBCOMMANDS, Tree, choices, digest, fill, in_two
from bot.chat.commands import COMMANDS, CommandSpec, Option
from tests.stands.discord.rules import faults_in_commands


async def _nothing(*_: Any) -> Any:
    return []


def tree_of(table: tuple[CommandSpec, ...]) -> Tree:
    tree = Tree(discord.Client(intents=discord.Intents.none()), _nothing)
    fill(tree, ask=_nothing, ask_about=_nothing, complete=_nothing, table=table)
    return tree


def payload(table: tuple[CommandSpec, ...]) -> list[dict[str, Any]]:
    tree = tree_of(table)
    return [command.to_dict(tree) for command in tree.get_commands()]


def many(count: int) -> list[CommandSpec]:
    base = next(spec for spec in COMMANDS if spec.subcommand == "today")
    reading = next(spec for spec in COMMANDS if spec.subcommand == "guide")
    helping = next(spec for spec in COMMANDS if spec.subcommand == "help")
    specs = [replace(base, subcommand=f"do-{n}") for n in range(count - 4)]
    return [replace(reading, subcommand=f"read-{n}") for n in range(3)] + specs + [helping]


def test_every_subcommand_of_the_table_is_offered_in_servers_only() -> None:
    told = payload(COMMANDS)

    groups = [each for each in told if each["type"] == 1]
    offered = {(each["name"], part["name"]) for each in groups for part in each["options"]}
    assert offered == {(spec.name, spec.subcommand) for spec in COMMANDS}
    assert all(each["dm_permission"] is False for each in told)
    assert [str(fault) for fault in faults_in_commands(told)] == []


def test_options_are_native_and_completed_from_their_source() -> None:
    [practice] = [each for each in payload(COMMANDS) if each["name"] == "practice"]
    by_name = {part["name"]: part["options"] for part in practice["options"]}

    [member] = by_name["progress"]
    [topic] = by_name["probes"]
    assert (member["type"], member["required"]) == (6, False)
    assert (topic["type"], topic["autocomplete"]) == (3, True)
    assert by_name["join"] == []


def test_a_required_option_comes_before_others() -> None:
    spec = replace(
        COMMANDS[0],
        subcommand="panel-add",
        options=(Option(name="more", description="More"), Option(name="who-is-it", description="Who", required=True)),
    )

    [practice] = payload((spec,))
    assert [(each["name"], each["required"]) for each in practice["options"][0]["options"]] == [
        ("who-is-it", True),
        ("more", False),
    ]


def test_commands_on_messages_stand_in_the_messages_menu() -> None:
    menus = [each["name"] for each in payload(COMMANDS) if each["type"] == 3]

    assert menus == [spec.on_message for spec in COMMANDS if spec.on_message]


@pytest.mark.parametrize("count", [25, 26, 30])
def test_too_many_subcommands_go_on_in_a_group_behind(count: int) -> None:
    specs = many(count)
    first, more = in_two(specs)

    assert len(first) + bool(more) <= MOST_SUBCOMMANDS
    assert {spec.subcommand for spec in [*first, *more]} == {spec.subcommand for spec in specs}
    assert "help" in [spec.subcommand for spec in first]
    assert [str(fault) for fault in faults_in_commands(payload(tuple(specs)))] == []


def test_what_is_only_read_goes_behind_first() -> None:
    _, more = in_two(many(27))

    assert [spec.subcommand for spec in more] == ["read-0", "read-1", "read-2"]
    [practice] = payload(tuple(many(27)))
    assert [part["name"] for part in practice["options"] if part["type"] == 2] == [MORE]


def test_the_digest_changes_with_what_discord_is_told_and_only_then() -> None:
    changed = (replace(COMMANDS[0], summary="Something else"), *COMMANDS[1:])
    same = (replace(COMMANDS[0], details="Something else"), *COMMANDS[1:])

    assert digest(tree_of(COMMANDS)) == digest(tree_of(COMMANDS)) == digest(tree_of(same))
    assert digest(tree_of(changed)) != digest(tree_of(COMMANDS))


def test_completions_fit_and_are_different() -> None:
    offered = choices(["a" * 150, "a" * 160, "", "b", *(f"c{n}" for n in range(40))])

    assert len(offered) == 25
    assert offered[0].value == "a" * 100
    assert len(offered[0].name) <= 100
    assert [each.name for each in offered[1:3]] == ["b", "c0"]
