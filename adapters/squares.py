"""A calendar in squares, for where no picture can be: a row a week, Monday first, with a key of the marks in use."""

from itertools import groupby

from bot.chat.cards import Calendar, Day, DayMark

_SQUARES: dict[DayMark, str] = {
    "practised": "🟩",
    "frozen": "🟦",
    "missed": "🟥",
    "open": "🟨",
    "rest": "⬛",
    "ahead": "⬜",
}
_MEANINGS: dict[DayMark, str] = {
    "practised": "practised",
    "frozen": "saved by a freeze",
    "missed": "missed",
    "open": "still open",
    "rest": "no practice day",
    "ahead": "ahead",
}


def rows_of(calendar: Calendar) -> str:
    """Draw the weeks, each with the date of its first day."""
    weeks = groupby(calendar.days, key=lambda day: day.on.isocalendar()[:2])
    return "\n".join(_week(list(days)) for _, days in weeks)


def key_of(calendar: Calendar) -> str:
    """Say what the squares in use mean."""
    marks = dict.fromkeys(day.mark for day in calendar.days)
    return " · ".join(f"{_SQUARES[mark]} {_MEANINGS[mark]}" for mark in marks)


def _week(days: list[Day]) -> str:
    first = days[0].on
    missing = "▫️" * first.weekday()
    squares = "".join(_SQUARES[day.mark] for day in days)
    return f"{missing}{squares}  {first.day} {first:%b}"
