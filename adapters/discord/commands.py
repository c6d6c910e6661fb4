"""The command tree, made from the table of commands: https://docs.discord.com/developers/interactions/application-commands

Discord lets permissions be set for a whole command only, not for its subcommands, so who may organise is the engine's
to say: see docs/decisions/discord.md.
"""

import hashlib
import inspect
import json
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import discord
from discord import app_commands

from adapters.discord.requests import Interaction
from bot.chat.commands import COMMANDS, SUMMARIES, CommandSpec, Option
from bot.chat.limits import shorten

MOST_SUBCOMMANDS = 25
LONGEST_DESCRIPTION = 100
LONGEST_CHOICE = 100
MORE = "more"
"""The group for subcommands that would be too many for one command."""

Ask = Callable[[Interaction, CommandSpec, dict[str, str]], Awaitable[None]]
AskAbout = Callable[[Interaction, CommandSpec, discord.Message], Awaitable[None]]
Complete = Callable[[Interaction, Option, str], Awaitable[list[str]]]
OnFault = Callable[[Interaction, app_commands.AppCommandError], Awaitable[None]]


class Tree(app_commands.CommandTree[Any]):
    """The library's tree; a command that it does not know or cannot read is answered like any other."""

    def __init__(self, client: discord.Client, on_fault: OnFault) -> None:
        super().__init__(client)
        self._on_fault = on_fault

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        await self._on_fault(interaction, error)


def fill(tree: Tree, *, ask: Ask, ask_about: AskAbout, complete: Complete, table: tuple[CommandSpec, ...]) -> None:
    """Put every command of the table into the tree, and each that is offered on messages into their menu."""
    for name in dict.fromkeys(spec.name for spec in table):
        specs = [spec for spec in table if spec.name == name]
        group = app_commands.Group(
            name=name,
            description=shorten(SUMMARIES.get(name, f"Everything about {name}"), LONGEST_DESCRIPTION),
            guild_only=True,
        )
        first, more = in_two(specs)
        for spec in first:
            group.add_command(_command(spec, ask, complete))
        if more:
            rest = app_commands.Group(name=MORE, description="More to read and to look up")
            for spec in more:
                rest.add_command(_command(spec, ask, complete))
            group.add_command(rest)
        tree.add_command(group)
    for spec in table:
        if spec.on_message:
            tree.add_command(_on_message(spec, ask_about))


def in_two(specs: list[CommandSpec]) -> tuple[list[CommandSpec], list[CommandSpec]]:
    """Part subcommands that are more than Discord takes: what is only read, by anyone, goes into a group behind."""
    too_many = len(specs) - MOST_SUBCOMMANDS
    if too_many <= 0:
        return specs, []
    reading = [spec for spec in specs if spec.who == "anyone" and not spec.changes and spec.subcommand != "help"]
    others = [spec for spec in specs if spec not in reading and spec.subcommand != "help"]
    moved = [*others, *reading][-(too_many + 1) :]  # one more, since the group takes a place itself
    return [spec for spec in specs if spec not in moved], [spec for spec in specs if spec in moved]


def digest(tree: Tree) -> str:
    """Say in short what Discord is told, to see whether it has to be told again."""
    told = [each.to_dict(tree) for each in tree.get_commands()]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def choices(texts: list[str]) -> list[app_commands.Choice[str]]:
    """Make completions; one that is too long is cut, and the engine finds it by its beginning."""
    shown = dict.fromkeys(text[:LONGEST_CHOICE] for text in texts if text.strip())
    return [app_commands.Choice(name=shorten(text, LONGEST_CHOICE), value=text) for text in shown][:25]


def _command(spec: CommandSpec, ask: Ask, complete: Complete) -> app_commands.Command[Any, ..., Any]:
    async def callback(interaction: Interaction, **given: Any) -> None:
        named = {_parameter(option): option.name for option in spec.options}
        options = {named[name]: _text(value) for name, value in given.items() if value is not None}
        await ask(interaction, spec, options)

    # The library reads the parameters of a function that somebody wrote; the table's take their place.
    vars(callback)["__signature__"] = inspect.Signature(
        [
            inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=discord.Interaction),
            *(_signature(option) for option in spec.options),
        ]
    )
    if spec.options:
        app_commands.describe(
            **{_parameter(option): shorten(option.description, LONGEST_DESCRIPTION) for option in spec.options}
        )(callback)
        app_commands.rename(**{_parameter(option): option.name for option in spec.options})(callback)
    command: app_commands.Command[Any, ..., Any] = app_commands.Command(
        name=spec.subcommand, description=shorten(spec.summary, LONGEST_DESCRIPTION), callback=callback
    )
    for option in spec.options:
        if option.source not in ("", "member"):
            command.autocomplete(_parameter(option))(_completion(option, complete))
    return command


def _on_message(spec: CommandSpec, ask_about: AskAbout) -> app_commands.ContextMenu:
    async def callback(interaction: discord.Interaction, message: discord.Message) -> None:
        await ask_about(interaction, spec, message)

    menu = app_commands.ContextMenu(name=spec.on_message, callback=callback)
    menu.guild_only = True
    return menu


def _completion(
    option: Option, complete: Complete
) -> Callable[[Interaction, str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]:
    async def completion(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return choices(await complete(interaction, option, current))

    return completion


def _signature(option: Option) -> inspect.Parameter:
    kind: Any = discord.User if option.source == "member" else str
    return inspect.Parameter(
        _parameter(option),
        inspect.Parameter.KEYWORD_ONLY,
        annotation=kind if option.required else kind | None,
        default=inspect.Parameter.empty if option.required else None,
    )


def _parameter(option: Option) -> str:
    return option.name.replace("-", "_")


def _text(value: object) -> str:
    return str(value.id) if isinstance(value, discord.abc.Snowflake) else str(value)


TABLE = COMMANDS
