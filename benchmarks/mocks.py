"""How long members of a mock wait for an answer to each of its buttons and forms.

Run it with `python -m benchmarks.mocks`.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Iterator
from pathlib import Path
from time import perf_counter

from benchmarks.bare_store import BareCore
from benchmarks.figures import Figure, command, of_calls
from benchmarks.group import Group, open_group
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, FormSubmission, Person, Place, Request
from bot.domain.mock import seats_for
from bot.store.database import migrate
from bot.usecases.mocks import open_mock

MEMBERS = 30
SMALL = {"calls": 2, "members": 4}
BARE = "one SQLAlchemy Core insert and commit"
CRITERIA = ("ownership", "eval-evidence", "action", "result", "judgment", "under-probing", "people", "delivery")
LINES = {"strength": "You said I.", "repair": "The figure first.", "unanswered": "How many examples?"}


def measure(*, calls: int = 300, members: int = MEMBERS) -> list[Figure]:
    """Time every step of mocks, one after the other, in turn with bare transactions."""
    with tempfile.TemporaryDirectory() as folder:
        migrate(str(Path(folder) / "loopmates.db"))
        return asyncio.run(_measure(Path(folder), calls, members))


async def _measure(folder: Path, calls: int, members: int) -> list[Figure]:
    core = BareCore(folder / "core.db")
    await core.open()
    try:
        async with open_group(folder / "loopmates.db", members=members) as group:
            await group.begin()
            await group.join()
            ours: dict[str, list[float]] = {}
            bare: dict[str, list[float]] = {}
            for number in range(-1, calls):  # the first mock warms up
                pair = [group.people[(2 * number + seat) % members] for seat in (0, 1)]
                for name, request in _steps(await _open(group, pair), pair):
                    seconds, other = await _seconds(group.engine.handle(request)), await _seconds(core.insert())
                    if number >= 0:
                        ours.setdefault(name, []).append(seconds)
                        bare.setdefault(name, []).append(other)
                await group.engine.deliver()
            return [
                figure
                for name, times in ours.items()
                for figure in of_calls(f"Engine.handle, {name}", times, bare[name], bare_is=BARE)
            ]
    finally:
        await core.close()


async def _open(group: Group, pair: list[Person]) -> int:
    async with group.work_room.open(group.clock.now()) as work:
        cohort = await work.cohorts.get(group.cohort_id)
        found = [await work.members.find(each.platform, each.workspace_id, each.user_id) for each in pair]
        ids = [member.id for member in found if member is not None]
        return (await open_mock(work, cohort, seats_for(ids, accepted=ids))).id


def _steps(mock: int, pair: list[Person]) -> Iterator[tuple[str, Request]]:
    """List what two people do in a mock, in its order, each with a name for its figure."""
    interviewer, candidate = pair
    yield "start a mock", _press(interviewer, "mock-start", f"{mock}")
    yield "open the list", _press(interviewer, "mock-list", f"{mock}/1/1")
    yield "start the clock", _press(interviewer, "mock-clock", f"{mock}/1/1")
    yield "tick a probe", _press(interviewer, "mock-tick", f"{mock}/1/1/1/missed")
    yield "be refused as candidate", _press(candidate, "mock-list", f"{mock}/1/1")
    yield "swap roles", _press(candidate, "mock-swap", f"{mock}")
    yield "send the scores", _form(interviewer, "mock-scores", f"{mock}/1", dict.fromkeys(CRITERIA, "3"))
    yield "send the scorecard", _form(interviewer, "mock-notes", f"{mock}/1", LINES)
    yield "end a mock", _press(candidate, "mock-done", f"{mock}")


def _press(person: Person, action: str, value: str) -> ButtonPress:
    place = Place(channel_id="C-practice", kind="direct")
    return ButtonPress(person=person, place=place, action=action, value=value, id=f"{action}:{value}:{person.user_id}")


def _form(person: Person, form_id: str, context: str, values: dict[str, str]) -> FormSubmission:
    return FormSubmission(
        person=person,
        place=Place(channel_id="C-practice", kind="direct"),
        form_id=form_id,
        context=context,
        values=dict(values),
        id=f"{form_id}:{context}",
    )


async def _seconds(call: Awaitable[Reply | None]) -> float:
    started = perf_counter()
    reply = await call
    seconds = perf_counter() - started
    assert reply is None or not reply.field_errors, reply.field_errors
    return seconds


if __name__ == "__main__":
    sys.exit(command("mocks", measure, small=SMALL))
