"""The bare discord.py client beside which Discord is measured: one command, one form, and a word for an answer.

Run it with `python -m benchmarks.bare_discord`, with the same variables set as for Loopmates.
"""

import os
from typing import Any

import discord
import yarl
from discord import app_commands, ui
from discord.gateway import DiscordWebSocket
from discord.http import Route

from benchmarks.discord_stand import COMMAND, FORM, SUBCOMMAND

FIELDS = 5


class Form(ui.Modal, title="Answer"):
    """As many fields as a form takes."""

    def __init__(self) -> None:
        super().__init__(custom_id=FORM)
        for number in range(FIELDS):
            words: ui.TextInput[Any] = ui.TextInput(custom_id=str(number), style=discord.TextStyle.paragraph)
            self.add_item(ui.Label(text=f"Field {number}", component=words))

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("Saved", ephemeral=True)


class Bare(discord.Client):
    """Answers, and does nothing else."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.tree = app_commands.CommandTree(self)
        group = app_commands.Group(name=COMMAND, description="Practise", guild_only=True)
        group.command(name=SUBCOMMAND, description="Today's question")(_today)
        group.command(name="answer", description="Answer it")(_answer)
        self.tree.add_command(group)

    async def setup_hook(self) -> None:
        await self.tree.sync()


async def _today(interaction: discord.Interaction[Any]) -> None:
    await interaction.response.send_message("Today", ephemeral=True)


async def _answer(interaction: discord.Interaction[Any]) -> None:
    await interaction.response.send_modal(Form())


if __name__ == "__main__":
    Route.BASE = os.environ["DISCORD_API_BASE_URL"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["DISCORD_GATEWAY_URL"])
    Bare().run(os.environ["DISCORD_TOKEN"], log_handler=None)
