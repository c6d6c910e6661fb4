"""How a reply reaches a person: in the answer to the interaction, after a deferred one, or at last directly.

An interaction is answered once, within three seconds; whether the answer is private is settled with it. Afterwards
its token serves for a quarter of an hour. https://docs.discord.com/developers/interactions/receiving-and-responding
"""

import logging
import secrets

import discord
from aiohttp import ClientError

from adapters.discord import words
from adapters.discord.forms import modal
from adapters.discord.rendering import Message, message
from adapters.discord.requests import Interaction
from bot.chat.cards import Button, Card
from bot.chat.forms import Form

UNREACHED = (discord.DiscordException, ClientError, OSError, TimeoutError)

ALREADY_ANSWERED = 40060
BAD_REQUEST = 400

logger = logging.getLogger(__name__)


class Answers:
    """Brings cards and forms to the people who asked; what cannot be brought there comes as a direct message."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def acknowledge(self, interaction: Interaction) -> None:
        """Say that an answer will come. On a message's button that leaves open whether the message is replaced."""
        if interaction.response.is_done():
            return
        try:
            await interaction.response.defer(ephemeral=True, thinking=interaction.message is None)
        except UNREACHED as refusal:
            _note("an acknowledgement", refusal)

    async def open_form(self, interaction: Interaction, form: Form, step: int, *, workspace_id: str) -> bool:
        """Open one step of a form, and say whether it was still in time."""
        if interaction.response.is_done() or interaction.type is discord.InteractionType.modal_submit:
            return False
        drawn = modal(form, step, workspace_id=workspace_id if interaction.guild_id is None else "")
        try:
            await interaction.response.send_modal(drawn)
        except UNREACHED as refusal:
            return _note("a form", refusal) == ALREADY_ANSWERED
        finally:
            drawn.stop()  # what is typed comes in at one door, also after a restart
        return True

    async def offer_form_again(self, interaction: Interaction, again: Button | None, *, workspace_id: str) -> None:
        """Say that a form did not open, with a button that tries again."""
        await self.tell(interaction, words.form_not_opened(again), workspace_id=workspace_id)

    async def tell(
        self, interaction: Interaction, card: Card, *, workspace_id: str, private: bool = True, replaces: bool = False
    ) -> None:
        """Answer with a card where it was asked; what came too late for that is sent to who asked, directly."""
        try:
            await self._tell(interaction, card, workspace_id, private=private, replaces=replaces)
        except UNREACHED as refusal:
            code = _note("an answer", refusal)
            if code == ALREADY_ANSWERED:  # by another process: the request is handled once
                return
            if getattr(refusal, "status", 0) == BAD_REQUEST:
                card = _refused_by_discord(refusal)
            await self.whisper(interaction.user.id, card, workspace_id=workspace_id)

    async def whisper(self, user_id: int, card: Card, *, workspace_id: str) -> None:
        """Send a person a direct message, outside any interaction; one who takes none is left alone."""
        drawn = message(card, workspace_id=workspace_id)
        try:
            channel = await self._client.create_dm(discord.Object(user_id))
            await channel.send(view=drawn.view, files=drawn.files, allowed_mentions=drawn.mentions)
        except UNREACHED as refusal:
            _note("a direct message", refusal)

    async def _tell(
        self, interaction: Interaction, card: Card, workspace_id: str, *, private: bool, replaces: bool
    ) -> None:
        is_direct = interaction.guild_id is None
        drawn = message(card, workspace_id=workspace_id if is_direct else "")
        hidden = private and not is_direct
        if not interaction.response.is_done():
            await self._answer(interaction, drawn, hidden=hidden, replaces=replaces)
        elif interaction.message is not None:
            await self._follow(interaction, drawn, hidden=hidden, replaces=replaces)
        elif private:
            await self._fill_deferred(interaction, drawn)
        else:
            await self._fill_deferred(interaction, message(words.posted_below()))
            await self._follow(interaction, drawn, hidden=False, replaces=False)

    async def _answer(self, interaction: Interaction, drawn: Message, *, hidden: bool, replaces: bool) -> None:
        if replaces:
            await interaction.response.edit_message(
                view=drawn.view, attachments=drawn.files, allowed_mentions=drawn.mentions
            )
            return
        await interaction.response.send_message(
            view=drawn.view, files=drawn.files, allowed_mentions=drawn.mentions, ephemeral=hidden
        )

    async def _follow(self, interaction: Interaction, drawn: Message, *, hidden: bool, replaces: bool) -> None:
        if replaces:
            await self._fill_deferred(interaction, drawn)
            return
        await interaction.followup.send(
            view=drawn.view, files=drawn.files, allowed_mentions=drawn.mentions, ephemeral=hidden
        )

    async def _fill_deferred(self, interaction: Interaction, drawn: Message) -> None:
        await interaction.edit_original_response(
            view=drawn.view, attachments=drawn.files, allowed_mentions=drawn.mentions
        )


def unforeseen(what: str, fault: BaseException) -> Card:
    """Log a fault, and give words with its reference."""
    reference = secrets.token_hex(4)
    logger.error("unforeseen %s in %s from Discord", reference, what, exc_info=fault)
    return words.fault_of_ours(reference)


def _refused_by_discord(refusal: Exception) -> Card:
    """Discord calls what we drew wrong: a fault of ours that the person must hear of all the same."""
    return unforeseen("an answer", refusal)


def _note(what: str, refusal: Exception) -> int:
    """Log that something did not arrive, and give Discord's code for it."""
    code = int(getattr(refusal, "code", 0) or 0)
    why = f"{getattr(refusal, 'status', '')} {code}" if code else type(refusal).__name__
    logger.warning("%s did not reach Discord: %s", what, why)
    return code
