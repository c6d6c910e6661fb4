"""A Discord for each program that is measured, with a person in each server, and what they do there timed."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.stands.discord.interactions import Interaction
from tests.stands.discord.people import Heard, Person, person
from tests.stands.discord.stand import TOKEN, DiscordStandIn
from tests.stands.discord.world import MANAGE_GUILD

COMMAND, SUBCOMMAND, FORM = "practice", "today", "bare"
TODAY = f"/{COMMAND} {SUBCOMMAND}"
CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
CHANNELS = 10
PATIENCE_SECONDS = 60.0


@dataclass
class Discord:
    """The stand-in with its people, Ana's server first."""

    stand: DiscordStandIn
    people: list[Person]

    @property
    def ana(self) -> Person:
        return self.people[0]

    @property
    def settings(self) -> dict[str, str]:
        return {
            "DISCORD_TOKEN": TOKEN,
            "DISCORD_API_BASE_URL": self.stand.api_url,
            "DISCORD_GATEWAY_URL": self.stand.gateway_url,
        }

    async def is_joined(self) -> None:
        """Wait until a program has told of its commands and has a session."""
        stand = self.stand
        await stand.eventually(lambda: stand.commands and stand.gateway.live, seconds=PATIENCE_SECONDS)

    async def seconds_to_answer(self, interaction: Interaction) -> float:
        """Set an interaction off, and give the seconds until its answer arrived."""
        started = time.monotonic()
        await self.stand.sets_off(interaction)
        await self.stand.eventually(lambda: interaction.answer is not None, seconds=PATIENCE_SECONDS)
        answered = next(
            call
            for call in reversed(self.stand.rest.calls)
            if call.template == CALLBACK and call.id("interaction_id") == interaction.id
        )
        self.stand.rest.calls.clear()
        return answered.at - started

    async def today(self, who: Person | None = None) -> float:
        return await self.seconds_to_answer((who or self.ana)._command(TODAY, {}))

    async def submission(self, form: Heard, words: str) -> float:
        """Send one window of a form."""
        typed = {field["custom_id"]: words for field in form.fields}
        return await self.seconds_to_answer(self.ana.submission(form, **typed))


@asynccontextmanager
async def discord_with(servers: int) -> AsyncIterator[Discord]:
    """Be a Discord with so many servers, each with some channels and one person."""
    stand = DiscordStandIn()
    await stand.start()
    people = []
    for number in range(servers):
        guild = stand.add_guild(f"Server {number}")
        channel = stand.add_channel(guild, "practice")
        for other in range(1, CHANNELS):
            stand.add_channel(guild, f"channel-{other}")
        people.append(person(stand, stand.add_member(guild, "Ana", permissions=MANAGE_GUILD), channel))
    try:
        yield Discord(stand, people)
    finally:
        await stand.stop()
