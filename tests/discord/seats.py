"""Mocks on the stand-in: people seated together, and the private thread that they share."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.mock import seats_for
from bot.usecases.meetings import begin
from bot.usecases.mocks import open_mock
from tests.discord.conftest import Server
from tests.stands.discord.people import Heard, Person
from tests.stands.discord.posted import Message
from tests.stands.discord.rules import TEXT_INPUT
from tests.stands.discord.schemas import Json
from tests.stands.discord.world import PRIVATE_THREAD, Channel, User

NOTES = {"strength": "You said I.", "repair": "The figure first.", "unanswered": "How many?"}


async def open_for(server: Server, *people: Person, days: int = 0) -> None:
    """Open a mock, its people in the order of roles and all having said yes; with `days`, to find a time in instead."""
    now = server.clock.at
    async with server.core.engine._work_room.open(now) as work:
        (cohort,) = await work.cohorts.running()
        by_user = {member.user_id: member.id for member in await work.members.in_cohort(cohort.id)}
        ids = [by_user[str(each.user.id)] for each in people]
        if days:
            until = now + timedelta(days=days)
            mock = await open_mock(work, cohort, seats_for(ids), window_from=now, window_until=until)
            await begin(work, cohort, mock)
        else:
            await open_mock(work, cohort, seats_for(ids, accepted=ids))
    await server.beat()


async def seat(server: Server, *people: Person, days: int = 0) -> list[Person]:
    """Seat people, see `open_for`, and give each as they look at their thread."""
    await open_for(server, *people, days=days)
    room = room_of(server, [each.user for each in people])
    return [each.in_(room) for each in people]


def room_of(server: Server, users: Sequence[User]) -> Channel:
    """Give the private thread in #practice that the bot shares with exactly these people."""
    wanted = {user.id for user in users} | {server.discord.bot.id}
    (room,) = [
        each
        for each in server.guild.channels.values()
        if each.kind == PRIVATE_THREAD and each.parent is server.ana.channel and set(each.members) == wanted
    ]
    return room


def newest(messages: Sequence[Message], words: str) -> Message:
    """Give the newest of the messages for everybody that has these words."""
    return [each for each in messages if words in each.text and each.seen_only_by is None][-1]


async def scores(server: Server, who: Person, on: Heard | Message, label: str = "Scorecard") -> None:
    """Write a scorecard in its two forms, each with a step for every modal."""
    kept = await _fills(server, who, await who.presses(label, on))
    sent = await _fills(server, who, await who.presses("Flags and lines", kept))
    assert "The scorecard is written" in sent.text


async def _fills(server: Server, who: Person, form: Heard) -> Heard:
    """Fill in every step: each choice that has to be made with 3 or the first there is, and the lines."""
    while form.is_form:
        typed = {
            field["custom_id"]: _chosen(field)
            for field in form.fields
            if field["type"] != TEXT_INPUT and field.get("required", True)
        }
        lines = {field["custom_id"]: NOTES[field["custom_id"]] for field in form.fields if field["type"] == TEXT_INPUT}
        form = await who.submits(form, **typed, **lines)
        if "Continue" in form.buttons:
            form = await who.presses("Continue", form)
    return form


def _chosen(field: Json) -> str:
    values = [option["value"] for option in field["options"]]
    return "3" if "3" in values else values[0]


async def a_mock_held_and_one_ahead(server: Server) -> tuple[Message, Message]:
    """Give what Ana got from a mock in which Bo interviewed her, and the card of one in which she interviews Bo."""
    await server.bo.types("/practice join")
    bo, ana = await seat(server, server.bo, server.ana)
    card = newest(bo.sees, "A mock")
    listed = await bo.presses("Start", card)
    await bo.presses("Not answered", listed)
    await server.beat(seconds=3)
    await scores(server, bo, card)
    await bo.presses("End here", card)
    await server.beat(seconds=3)
    mine = newest(ana.directs, "From Bo")
    await seat(server, server.ana, server.bo)
    return mine, newest(ana.sees, "A mock")
