"""Draws beside the event loop."""

import asyncio

import pytest

from bot import draws
from bot.domain.pairing import AskedDraw, Person, draw_asked
from bot.draws import AT_ONCE_UP_TO, drawn


def asked(count: int) -> AskedDraw:
    return AskedDraw(people=tuple(Person(id=number, level=number % 4) for number in range(count)), seed=3)


async def test_a_draw_of_many_is_made_elsewhere_and_is_the_same() -> None:
    many = asked(AT_ONCE_UP_TO + 10)

    assert await drawn(many) == draw_asked(many)


async def test_the_event_loop_goes_on_while_many_are_drawn() -> None:
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0)
            beats += 1

    beating = asyncio.create_task(beat())
    await drawn(asked(400))
    beating.cancel()

    assert beats > 100


async def test_a_process_that_cannot_be_had_is_replaced_by_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", refuse)
    many = asked(AT_ONCE_UP_TO + 1)

    assert await drawn(many) == draw_asked(many)


async def test_few_are_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draws, "ProcessPoolExecutor", None)

    assert (await drawn(asked(6))).left_out == ()
