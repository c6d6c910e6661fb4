"""The pictures of cards as PNG: what a day or a beat was can be told from them without colours."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image

from adapters import pictures
from adapters.pictures import LOOKS, bars_png, calendar_png
from bot.chat import limits
from bot.chat.cards import Bar, Bars, Calendar, Day, DayMark

MONDAY = date(2026, 11, 23)


def opened(png: bytes | None) -> Image.Image:
    assert png is not None
    return Image.open(BytesIO(png)).convert("RGB")


def calendar_of(*marks: DayMark, today: int | None = None) -> Calendar:
    days = (Day(MONDAY + timedelta(n), mark, n == today) for n, mark in enumerate(marks))
    return Calendar("The weeks.", tuple(days))


def bars_of(*seconds: float) -> Bars:
    return Bars("The beats.", tuple(Bar(f"Beat {n}", length, (10, 15)) for n, length in enumerate(seconds)))


def test_a_week_more_is_a_row_more() -> None:
    one, six = opened(calendar_png(calendar_of(*["open"] * 7))), opened(calendar_png(calendar_of(*["open"] * 42)))

    assert six.width == one.width
    assert six.height - one.height == 5 * (pictures.SQUARE + pictures.GAP) * pictures.SCALE


@pytest.mark.parametrize("mark", LOOKS)
def test_every_mark_can_be_told_without_colours(mark: DayMark) -> None:
    grey = opened(calendar_png(calendar_of(mark))).convert("L").tobytes()

    for other in set(LOOKS) - {mark}:
        assert opened(calendar_png(calendar_of(other))).convert("L").tobytes() != grey


def test_today_is_framed() -> None:
    assert calendar_png(calendar_of("open", "ahead", today=0)) != calendar_png(calendar_of("open", "ahead", today=1))


def test_a_bar_more_is_a_row_more_and_a_longer_one_has_more_ink() -> None:
    assert opened(bars_png(bars_of(12, 12))).height > opened(bars_png(bars_of(12))).height
    assert bars_png(bars_of(20, 5)) != bars_png(bars_of(20, 12)) != bars_png(bars_of(20, 20))


def test_bars_without_any_second_are_drawn() -> None:
    assert opened(bars_png(Bars("Nothing.", (Bar("Task", 0, (0, 0)),)))).height > 0


def test_a_picture_is_small_enough_to_be_sent() -> None:
    longest = bars_png(Bars("Beats.", (Bar("W" * limits.BAR_LABEL, 1e6, (1, 2)),) * limits.BARS))
    weeks = calendar_png(calendar_of(*list(LOOKS) * limits.CALENDAR_WEEKS))

    assert max(len(longest or b""), len(weeks or b"")) < 100_000


def test_without_pillow_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "HAVE_PILLOW", False)

    assert calendar_png(calendar_of("open")) is None
    assert bars_png(bars_of(12)) is None
