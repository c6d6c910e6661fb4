"""Cards' pictures as PNG, for platforms that draw nothing themselves; without Pillow there are none.

Each mark of a day has a colour and a sign of its own, as in the playground, so nobody needs to tell colours apart.
"""

from datetime import date, timedelta
from functools import cache
from io import BytesIO
from typing import Any, NamedTuple

from bot.chat.cards import Bar, Bars, Calendar, Day, DayMark

try:
    from PIL import Image, ImageDraw, ImageFont
except ImportError:  # the extra `pictures` is not installed
    HAVE_PILLOW = False
else:
    HAVE_PILLOW = True

PAPER, INK, SOFT, LINE = "#ffffff", "#1d2b26", "#5d6b66", "#c9d3ce"
SCALE = 2
"""Pixels for each unit below: phones show a picture at double density."""
MARGIN, SQUARE, GAP, LABEL = 16, 38, 5, 62
BAR_WIDTH, BAR_HEIGHT, BAR_LABEL_WIDTH, BAR_VALUE_WIDTH = 260, 20, 150, 64
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Point = tuple[float, float]
Box = tuple[float, float, float, float]


class Look(NamedTuple):
    """How a mark looks: fill, edge, the colour and the strokes of its sign in a square of 24 units, and its word."""

    fill: str
    edge: str
    sign: str
    strokes: tuple[tuple[Point, ...], ...]
    word: str


LOOKS: dict[DayMark, Look] = {
    "practised": Look("#14735f", "#14735f", "#ffffff", (((6, 12.5), (10, 16.5), (18, 7.5)),), "practised"),
    "frozen": Look(
        "#d9eaf7",
        "#d9eaf7",
        "#1c5680",
        (((12, 4), (12, 20)), ((5, 8), (19, 16)), ((19, 8), (5, 16))),
        "held by a freeze",
    ),
    "missed": Look("#fae3dc", "#fae3dc", "#96381c", (((7, 7), (17, 17)), ((17, 7), (7, 17))), "missed"),
    "open": Look(PAPER, "#a8660f", "#a8660f", (((12, 6), (18, 12), (12, 18), (6, 12), (12, 6)),), "open"),
    "rest": Look("#e9eeeb", "#e9eeeb", SOFT, (((8, 12), (16, 12)),), "rest day"),
    "ahead": Look(PAPER, LINE, SOFT, (((11.5, 12), (12.5, 12)),), "to come"),
}
UNDER, WITHIN, OVER = "#7aa9cf", "#14735f", "#b5502d"


def calendar_png(calendar: Calendar) -> bytes | None:
    """Draw a calendar, Monday first, with a key of the marks in use; none without Pillow or days."""
    if not HAVE_PILLOW or not calendar.days:
        return None
    weeks = _weeks(calendar)
    used = [mark for mark in LOOKS if any(day.mark == mark for day in calendar.days)]
    width = LABEL + 7 * (SQUARE + GAP)
    key_top = 22 + len(weeks) * (SQUARE + GAP) + 8
    pen = _Pen(width, key_top + 22 * ((len(used) + 2) // 3))
    for column, name in enumerate(WEEKDAYS):
        pen.write((LABEL + column * (SQUARE + GAP) + SQUARE / 2, 8), name, size=11, colour=SOFT, anchor="mm")
    for row, (monday, days) in enumerate(weeks):
        top = 22 + row * (SQUARE + GAP)
        pen.write((0, top + SQUARE / 2), f"{monday.day} {monday:%b}", size=11, colour=SOFT, anchor="lm")
        for day in days:
            _draw_day(pen, day, (LABEL + day.on.weekday() * (SQUARE + GAP), top))
    for number, mark in enumerate(used):
        left, top = (number % 3) * 120, key_top + 22 * (number // 3)
        _draw_square(pen, mark, (left, top, left + 16, top + 16))
        pen.write((left + 22, top + 8), LOOKS[mark].word, size=11, colour=SOFT, anchor="lm")
    return pen.png()


def bars_png(bars: Bars) -> bytes | None:
    """Draw seconds as bars with their budget as a band behind; none without Pillow."""
    if not HAVE_PILLOW:
        return None
    longest = max(max(bar.seconds, bar.budget[1]) for bar in bars.bars) or 1.0
    pen = _Pen(BAR_LABEL_WIDTH + BAR_WIDTH + BAR_VALUE_WIDTH, len(bars.bars) * (BAR_HEIGHT + 12) + 22)
    for number, bar in enumerate(bars.bars):
        _draw_bar(pen, bar, number * (BAR_HEIGHT + 12), BAR_WIDTH / longest)
    top = len(bars.bars) * (BAR_HEIGHT + 12) + 12
    for left, colour, word in ((0, UNDER, "under"), (84, WITHIN, "within the time"), (222, OVER, "over")):
        pen.fill((left, top - 6, left + 12, top + 6), colour, radius=3)
        pen.write((left + 18, top), word, size=11, colour=SOFT, anchor="lm")
    pen.outline((290, top - 6, 310, top + 6), INK)
    pen.write((316, top), "time to aim for", size=11, colour=SOFT, anchor="lm")
    return pen.png()


def _weeks(calendar: Calendar) -> list[tuple[date, list[Day]]]:
    """Put the days into weeks by their Monday."""
    weeks: dict[date, list[Day]] = {}
    for day in sorted(calendar.days, key=lambda each: each.on):
        weeks.setdefault(day.on - timedelta(days=day.on.weekday()), []).append(day)
    return list(weeks.items())


def _draw_day(pen: "_Pen", day: Day, corner: Point) -> None:
    left, top = corner
    _draw_square(pen, day.mark, (left, top, left + SQUARE, top + SQUARE), sign_at=(left + 11, top + 12, 22))
    pen.write((left + 5, top + 4), str(day.on.day), size=9.5, colour=LOOKS[day.mark].sign, anchor="lt")
    if day.is_today:
        pen.outline((left - 2, top - 2, left + SQUARE + 2, top + SQUARE + 2), INK)


def _draw_square(pen: "_Pen", mark: DayMark, box: Box, *, sign_at: tuple[float, float, float] | None = None) -> None:
    left, top, right, _ = box
    look = LOOKS[mark]
    pen.fill(box, look.fill, radius=(right - left) / 4.5, edge=look.edge)
    sign_left, sign_top, size = sign_at or (left, top, right - left)
    for stroke in look.strokes:
        pen.stroke([(sign_left + x / 24 * size, sign_top + y / 24 * size) for x, y in stroke], look.sign)


def _draw_bar(pen: "_Pen", bar: Bar, top: float, unit: float) -> None:
    low, high = bar.budget
    colour = UNDER if bar.seconds < low else OVER if bar.seconds > high else WITHIN
    bottom, start = top + BAR_HEIGHT, BAR_LABEL_WIDTH
    pen.write((0, top + BAR_HEIGHT / 2), bar.label, size=13, colour=INK, anchor="lm")
    pen.fill((start, top, start + BAR_WIDTH, bottom), "#f0f4f2", radius=4)
    if bar.seconds > 0:
        pen.fill((start, top + 4, start + max(bar.seconds * unit, 2), bottom - 4), colour, radius=3)
    pen.outline((start + low * unit, top - 2, start + high * unit, bottom + 2), INK)
    pen.write((start + BAR_WIDTH + 10, top + BAR_HEIGHT / 2), f"{bar.seconds:.0f} s", size=13, colour=INK, anchor="lm")


class _Pen:
    """Draws on a white sheet in units; a margin stands around it."""

    def __init__(self, width: float, height: float) -> None:
        size = (int((width + 2 * MARGIN) * SCALE), int((height + 2 * MARGIN) * SCALE))
        self._image = Image.new("RGB", size, PAPER)
        self._draw = ImageDraw.Draw(self._image)

    def write(self, at: Point, text: str, *, size: float, colour: str, anchor: str) -> None:
        self._draw.text(_pixels(at), text, fill=colour, font=_font(size * SCALE), anchor=anchor)

    def fill(self, box: Box, colour: str, *, radius: float, edge: str | None = None) -> None:
        self._draw.rounded_rectangle(
            _pixels(box), radius=radius * SCALE, fill=colour, outline=edge or colour, width=SCALE
        )

    def outline(self, box: Box, colour: str) -> None:
        self._draw.rounded_rectangle(_pixels(box), radius=5 * SCALE, outline=colour, width=SCALE + 1)

    def stroke(self, points: list[Point], colour: str) -> None:
        self._draw.line([_pixels(point) for point in points], fill=colour, width=2 * SCALE, joint="curve")

    def png(self) -> bytes:
        """Give the sheet as a PNG of few colours, some kilobytes small."""
        drawn = BytesIO()
        self._image.quantize(64).save(drawn, "PNG", optimize=True)
        return drawn.getvalue()


def _pixels(units: Any) -> Any:
    return tuple((unit + MARGIN) * SCALE for unit in units)


@cache
def _font(size: float) -> Any:
    return ImageFont.load_default(size)
