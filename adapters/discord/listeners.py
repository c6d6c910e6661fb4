"""What happens when Discord calls: one way for commands, presses and forms, each answered once and in time.

Whatever the engine takes longer for than `ACK_SECONDS` is acknowledged and brought later. Only the engine decides, and
it knows a request by the interaction's id: the same one again changes nothing.
"""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from typing import Protocol

import discord
from discord import app_commands

from adapters.discord import words
from adapters.discord.answers import Answers, unforeseen
from adapters.discord.directory import Directory
from adapters.discord.forms import SEND, FormMark, mark_for
from adapters.discord.rendering import read_button_id
from adapters.discord.requests import (
    Interaction,
    Written,
    button_press,
    command,
    command_as_sent,
    mark_of,
    person_of,
    place_of,
    submitted,
    thread_message,
    words_of,
    workspace_of,
)
from adapters.discord.steps import Handler, Steps
from adapters.tasks import Tasks
from bot.chat.cards import Button
from bot.chat.commands import CommandSpec, Option
from bot.chat.forms import Form
from bot.chat.limits import BUTTON_ID
from bot.chat.replies import Reply
from bot.chat.requests import Person, Place

ACK_SECONDS = 2.0
"""Discord waits for three; the rest is for the way there and back."""

KEEP_SECONDS = 0.5
"""How long a form waits to be kept before it is opened all the same."""

logger = logging.getLogger(__name__)


class Asked(Protocol):
    """Makes a reply for who asks, once it is known who and where."""

    def __call__(self, *, person: Person, place: Place) -> Awaitable[Reply]: ...


class Listeners:
    """Everything that Discord may send, answered by the engine."""

    def __init__(self, handler: Handler, *, answers: Answers, directory: Directory, tasks: Tasks) -> None:
        self._handler = handler
        self._steps = Steps(handler, directory)
        self._answers = answers
        self._directory = directory
        self._tasks = tasks

    # The command tree calls these.

    async def on_command(self, interaction: Interaction, spec: CommandSpec, options: dict[str, str]) -> None:
        """Answer a slash command."""
        await self._run(interaction, spec.name, spec.subcommand, options=options, spec=spec)

    async def on_message_command(self, interaction: Interaction, spec: CommandSpec, chosen: discord.Message) -> None:
        """Answer a command that was chosen from a message's menu."""
        await self._run(interaction, spec.name, spec.subcommand, text=words_of(chosen), spec=spec)

    async def on_tree_fault(self, interaction: Interaction, fault: app_commands.AppCommandError) -> None:
        """Answer a command that our tree does not have, or not so: Discord still shows an older version's."""
        if interaction.type is discord.InteractionType.autocomplete:
            return
        if isinstance(fault, app_commands.CommandInvokeError):
            await self._answers.tell(interaction, unforeseen("a command", fault.original), workspace_id="")
            return
        name, subcommand, options = command_as_sent(interaction)
        await self._run(interaction, name, subcommand, options=options)

    async def complete(self, interaction: Interaction, option: Option, typed: str) -> list[str]:
        """Offer completions; late ones are of no use."""
        person = person_of(interaction, workspace_of(interaction))
        try:
            async with asyncio.timeout(ACK_SECONDS):
                return await self._handler.complete(person, option.source, typed)
        except Exception as fault:
            logger.warning("no completions for %s: %s", option.source, type(fault).__name__)
            return []

    # Presses and forms.

    async def on_press(self, interaction: Interaction) -> None:
        """Answer a press on a button; it works however old the message is."""
        mark = mark_of(interaction)
        if mark is not None:
            await self._press_of_ours(interaction, mark)
            return

        async def ask(*, person: Person, place: Place) -> Reply:
            return await self._ask_press(interaction, person, place)

        await self._answer(interaction, ask, again=_same_button(interaction))

    async def on_modal(self, interaction: Interaction) -> None:
        """Answer one step of a form: keep what was typed, then judge it once all steps are there."""
        sent = submitted(interaction)
        if sent is None:
            await self._answers.tell(interaction, words.form_is_over(), workspace_id=workspace_of(interaction))
            return

        async def ask(*, person: Person, place: Place) -> Reply:
            return await self._steps.take(interaction, sent, person=person, place=place)

        await self._answer(interaction, ask, replaces=_stands_on_a_card_of_ours(interaction))

    # Messages in threads.

    async def on_written(self, written: Written) -> None:
        """Follow what is written, changed or deleted in a thread; who gets an answer gets it directly."""
        channel_id = await self._directory.parent_of(int(written.guild_id), written.thread_id)
        if channel_id is None:
            return
        reply = await self._handler.handle(thread_message(written, channel_id))
        if reply.card is not None and written.user_id:
            await self._answers.whisper(int(written.user_id), reply.card, workspace_id=written.guild_id)

    async def _run(
        self,
        interaction: Interaction,
        name: str,
        subcommand: str,
        *,
        options: dict[str, str] | None = None,
        text: str = "",
        spec: CommandSpec | None = None,
    ) -> None:
        async def ask(*, person: Person, place: Place) -> Reply:
            asked = command(interaction, name, subcommand, person=person, place=place, options=options, text=text)
            reply = await self._handler.handle(asked)
            return words.with_permissions(reply) if _cannot_post(interaction, place, spec) else reply

        typed = text or " ".join((options or {}).values())
        await self._answer(interaction, ask, again=_once_more(name, subcommand, typed))

    async def _ask_press(self, interaction: Interaction, person: Person, place: Place) -> Reply:
        action, value, _ = read_button_id(_custom_id(interaction), is_direct=interaction.guild_id is None)
        if action != words.ASK:
            return await self._handler.handle(button_press(interaction, person=person, place=place))
        name, _, rest = value.partition("/")
        subcommand, _, typed = rest.partition("/")
        return await self._handler.handle(
            command(interaction, name, subcommand, person=person, place=place, text=typed)
        )

    async def _press_of_ours(self, interaction: Interaction, mark: FormMark) -> None:
        """Open a step of a form that was kept, or send what was typed into it so far."""
        action, _, _ = read_button_id(_custom_id(interaction), is_direct=interaction.guild_id is None)

        async def ask(*, person: Person, place: Place) -> Reply:
            if action == SEND:
                return await self._steps.send_kept(interaction, mark, person=person, place=place)
            return await self._steps.open_again(mark, person)

        replaces = _stands_on_a_card_of_ours(interaction)
        step = 1 if action == SEND else min(mark.step, mark.steps)
        await self._answer(interaction, ask, again=_same_button(interaction), step=step, replaces=replaces)

    async def _answer(
        self,
        interaction: Interaction,
        ask: Asked,
        *,
        again: Button | None = None,
        step: int = 1,
        replaces: bool = False,
    ) -> None:
        """Ask the engine, acknowledge in time, and bring the reply.

        `again` does the same once more where a form could not open in time; `replaces` puts the reply in the place of
        a card of our own that has served.
        """
        workspace_id = workspace_of(interaction)
        asked = self._tasks.start(self._guarded(interaction, workspace_id, ask))
        if not await _is_done(asked):
            await self._answers.acknowledge(interaction)
        reply = await asked
        if reply.form is not None:
            await self._open(interaction, reply.form, step, again, workspace_id=workspace_id)
            return
        card = reply.card
        if card is None:
            if interaction.type is discord.InteractionType.component:
                await self._answers.acknowledge(interaction)
                return
            card = words.nothing_to_say()
        replaced = replaces or (reply.replaces_card and _may_be_replaced(interaction, reply))
        await self._answers.tell(interaction, card, workspace_id=workspace_id, private=reply.private, replaces=replaced)

    async def _open(
        self, interaction: Interaction, form: Form, step: int, again: Button | None, *, workspace_id: str
    ) -> None:
        """Keep a form for its further steps and for a second try, and open it: it may be sent as soon as it is open."""
        person = person_of(interaction, workspace_id)
        keeping = self._tasks.start(self._steps.keep(person, form))
        await asyncio.wait({keeping}, timeout=KEEP_SECONDS)
        if await self._answers.open_form(interaction, form, min(step, len(form.steps)), workspace_id=workspace_id):
            return
        if interaction.type is discord.InteractionType.modal_submit:
            again = mark_for(form).button("Open the form", style="primary")
        await self._answers.offer_form_again(interaction, again, workspace_id=workspace_id)

    async def _guarded(self, interaction: Interaction, workspace_id: str, ask: Asked) -> Reply:
        """Say who asks and where, and turn a fault of this adapter into words, so that nobody waits in vain."""
        try:
            if not workspace_id or not await self._belongs(interaction, workspace_id):
                return Reply(card=words.which_server())
            return await ask(person=person_of(interaction, workspace_id), place=place_of(interaction))
        except Exception as fault:
            return Reply(card=unforeseen("an interaction", fault))

    async def _belongs(self, interaction: Interaction, workspace_id: str) -> bool:
        """Say whether who presses in a direct message is in the server that the button names."""
        if interaction.guild_id is not None:
            return True
        return await self._directory.is_in(int(workspace_id), interaction.user.id)


def _custom_id(interaction: Interaction) -> str:
    data: Mapping[str, object] = interaction.data or {}
    return str(data.get("custom_id") or "")


def _once_more(name: str, subcommand: str, typed: str) -> Button | None:
    """Make a button that does a command again, if the command fits in it."""
    value = f"{name}/{subcommand}/{typed}"
    fits = len(f"{words.ASK}:{value}") <= BUTTON_ID - 21  # room for the mark of a direct message
    return Button(action=words.ASK, label="Open the form", value=value, style="primary") if fits else None


def _same_button(interaction: Interaction) -> Button | None:
    action, value, _ = read_button_id(_custom_id(interaction), is_direct=interaction.guild_id is None)
    return Button(action=action, label="Open the form", value=value, style="primary") if action else None


def _may_be_replaced(interaction: Interaction, reply: Reply) -> bool:
    """What one person gets never takes the place of a card that others see."""
    shown = interaction.message
    return shown is not None and (shown.flags.ephemeral or not reply.private or interaction.guild_id is None)


def _stands_on_a_card_of_ours(interaction: Interaction) -> bool:
    """Say whether an interaction began on a card that only led to a form; it has served then."""
    shown = interaction.message
    if shown is None:
        return False
    ids = [button.custom_id or "" for button in _buttons(shown.components)]
    return any(words.is_ours(custom_id.partition(":")[0]) for custom_id in ids)


def _buttons(components: object) -> list[discord.Button]:
    found: list[discord.Button] = []
    for component in components if isinstance(components, list) else []:
        if isinstance(component, discord.Button):
            found.append(component)
        else:
            found += _buttons(getattr(component, "children", None))
    return found


def _cannot_post(interaction: Interaction, place: Place, spec: CommandSpec | None) -> bool:
    """Say whether a command is about a group in whose channel the bot may not post."""
    if spec is None or place.kind != "channel" or not (spec.who == "organiser" or spec.subcommand == "setup"):
        return False
    rights = interaction.app_permissions
    return not (rights.administrator or (rights.view_channel and rights.send_messages))


async def _is_done(task: "asyncio.Task[Reply]") -> bool:
    """Wait as long as Discord's patience allows, and say whether the work is done."""
    done, _ = await asyncio.wait({task}, timeout=ACK_SECONDS)
    return bool(done)
