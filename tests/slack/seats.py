"""Mocks on the stand-in: people seated together, and the chat that they share."""

from typing import Any

from bot.domain.mock import seats_for
from bot.usecases.mocks import open_mock
from tests.slack.conftest import Workspace
from tests.stands.slack import Voice, words_of


async def seat(workspace: Workspace, *voices: Voice) -> list[Voice]:
    """Seat people in the order of roles, all having said yes, and give each as they speak in their shared chat."""
    engine = workspace.loopmates.engine
    async with engine._work_room.open(workspace.clock.at) as work:
        (cohort,) = await work.cohorts.running()
        by_user = {member.user_id: member.id for member in await work.members.in_cohort(cohort.id)}
        ids = [by_user[voice.user.id] for voice in voices]
        await open_mock(work, cohort, seats_for(ids, accepted=ids))
    await workspace.beat()
    members = {voice.user.id for voice in voices} | {workspace.team.bot_user_id}
    shared = next(each for each in workspace.team.channels.values() if each.members == members and each.kind == "mpim")
    return [workspace.slack.person(workspace.team, voice.user.id, shared.id) for voice in voices]


def newest(voice: Voice, words: str) -> dict[str, Any]:
    """Give the newest message with these words in a person's channel."""
    return [each for each in voice.channel.messages if words in words_of(each["blocks"])][-1]


def direct(workspace: Workspace, voice: Voice) -> Voice:
    """Give a person as they speak in their direct messages with Loopmates."""
    members = {voice.user.id, workspace.team.bot_user_id}
    channel = next(each for each in workspace.team.channels.values() if each.members == members and each.kind == "im")
    return workspace.slack.person(workspace.team, voice.user.id, channel.id)


async def scores(voice: Voice, on: Any, label: str = "Scorecard") -> None:
    """Write a scorecard in its two modals."""
    form = await voice.presses(label, on)
    every = {each["block_id"]: "3" for each in form.blocks if each["type"] == "input"}
    kept = await voice.submits(form, **every)
    assert not kept.errors, kept.errors
    notes = await voice.presses("Flags and lines", kept)
    sent = await voice.submits(notes, strength="You said I.", repair="The figure first.", unanswered="How many?")
    assert "The scorecard is written" in sent.text


async def a_mock_held_and_one_ahead(workspace: Workspace) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give what Ana got from a mock in which Bo interviewed her, and the card of one in which she interviews Bo."""
    await workspace.bo.types("/practice join")
    bo, ana = await seat(workspace, workspace.bo, workspace.ana)
    card = newest(bo, "A mock")
    listed = await bo.presses("Start", card)
    await bo.presses("Not answered", listed)
    await workspace.beat(seconds=3)
    await scores(bo, card)
    await bo.presses("End here", card)
    await workspace.beat(seconds=3)
    mine = newest(direct(workspace, workspace.ana), "From Bo")
    await seat(workspace, workspace.ana, workspace.bo)
    return mine, newest(ana, "A mock")
