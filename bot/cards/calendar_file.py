"""The calendar file of a mock: one event in UTC that every calendar shows in its owner's zone."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.cards.words import joined
from bot.chat.cards import File

if TYPE_CHECKING:
    from icalendar import Alarm

ALARM_BEFORE = timedelta(minutes=15)
MEDIA_TYPE = "text/calendar"


def calendar_file(
    *, uid: str, sequence: int, starts_at: datetime, ends_at: datetime, names: tuple[str, ...], stamped_at: datetime
) -> File:
    """Make the file. Nothing but names and times is in it: no question, no role, no link.

    `uid` stays the mock's own and `sequence` grows when it is moved, so that a calendar moves the event it has.
    """
    from icalendar import Calendar, Event  # a tenth of the start, for a file that few starts need

    who = _printable(joined(names))
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", stamped_at)
    event.add("dtstart", starts_at)
    event.add("dtend", ends_at)
    event.add("summary", f"Mock interview: {who}")
    event.add("description", "Everything else is on the mock's card in your chat.")
    event.add("transp", "OPAQUE")
    event.add_component(_alarm(who))
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Loopmates//Mocks//EN")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return File(name="mock.ics", media_type=MEDIA_TYPE, content=calendar.to_ical(), alt="The mock for your calendar")


def _alarm(who: str) -> "Alarm":
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"Mock interview: {who}")
    alarm.add("trigger", -ALARM_BEFORE)
    return alarm


def _printable(text: str) -> str:
    """Leave out what a calendar file may not hold: characters that control something."""
    return "".join(each if each.isprintable() else " " for each in text)
