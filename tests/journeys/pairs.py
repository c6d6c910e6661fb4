"""People who are in a group and sit in a mock together, for stories about mocks."""

from bot.domain.mock import Length, Mock, seats_for
from bot.store.database import Database
from bot.usecases.mocks import open_mock
from tests.conversation import Group, Posted, Voice, a_running_group

BEATS = {
    "strength": "You named your own part at once.",
    "repair": "Bring the figure before the story.",
}


async def a_group_of(database: Database, *names: str, at: str = "2026-11-20 12:00") -> tuple[Group, list[Voice]]:
    """A running group that Ana organises, with everybody in it."""
    group = await a_running_group(database, at=at)
    voices = [group.person(name) for name in names]
    for voice in voices:
        await voice.types("/practice join")
    await group.beat()
    return group, voices


async def a_mock(group: Group, *voices: Voice, length: Length = "short", accepted: bool = True) -> Posted:
    """Seat people in the order of roles and give the card that they share."""
    async with group.work_room.open(group.clock.now()) as work:
        members = [await work.members.find("test", "w1", voice.person.user_id) for voice in voices]
        ids = [member.id for member in members if member]
        (cohort,) = await work.cohorts.running()
        await open_mock(work, cohort, seats_for(ids, accepted=ids if accepted else ()), length=length)
    await group.beat()
    return shared_card(group, *voices)


def shared_card(group: Group, *voices: Voice) -> Posted:
    """Give the newest card of a mock that these people share."""
    shared = tuple(voice.person.user_id for voice in voices)
    return [each for each in group.room.posted if each.address.user_ids == shared and each.key.startswith("pair:")][-1]


def clock_of(group: Group, *voices: Voice) -> Posted:
    """Give the newest clock that these people see."""
    shared = tuple(voice.person.user_id for voice in voices)
    return [each for each in group.room.posted if each.address.user_ids == shared and each.key.startswith("timer:")][-1]


async def the_mock(group: Group, mock_id: int = 1) -> Mock:
    async with group.work_room.open(group.clock.now()) as work:
        mock = await work.mocks.find(mock_id)
        assert mock is not None
        return mock


async def scores(voice: Voice, card: Posted, label: str = "Scorecard", *, every: str = "3", **lines: str) -> None:
    """Write a scorecard in its two forms."""
    form = (await voice.presses(label, card)).form
    kept = await voice.fills(form, **{field.name: [every] for step in form.steps for field in step.fields})
    notes = (await voice.presses("Flags and lines", kept)).form
    (await voice.fills(notes, **{**BEATS, **lines})).says("The scorecard is written")
