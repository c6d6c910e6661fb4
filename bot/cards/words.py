"""Small pieces of wording that several cards share: counts, times in a reader's zone, streaks."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.chat.cards import Button, Calendar, Day, DayMark, Moment
from bot.domain.cohort import Cohort
from bot.domain.streak import DayState, Streak
from bot.domain.wall_clock import name_date

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

PLAN_BUTTON = Button(action="plan", label="See the plan")
PROGRESS_BUTTON = Button(action="progress", label="My progress")


def count(number: int, word: str, plural: str | None = None) -> str:
    """Say a number with its word: no answers, one answer, 12 answers."""
    spoken = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{spoken} {word if number == 1 else plural or word + 's'}"


def span_of(cohort: Cohort) -> str:
    """Say how long the cohort's plan is: four weeks, two weeks."""
    return count(-(-cohort.plan_length_days // 7), "week")


def joined(names: Sequence[str]) -> str:
    """Join names as people do: Ana, Bo and Cy."""
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + f" and {names[-1]}"


def sentence(text: str) -> str:
    """Begin with a capital letter."""
    return text[:1].upper() + text[1:]


def moment(at: datetime, time_zone: str) -> Moment:
    """Show an instant in the reader's zone, with a fallback in the zone that is known of them."""
    local = at.astimezone(ZoneInfo(time_zone))
    return Moment(at=at, fallback=f"{name_date(local.date())}, {local:%H:%M} ({time_zone})")


def streak_line(streak: Streak) -> str:
    """Say the streak in one sentence, without praise or blame."""
    if streak.length == 0:
        return "Your streak starts with your next answer."
    kept = f"Your streak is {count(streak.length, streak.unit)}"
    if streak.unit == "week" and streak.goal_this_week:
        return f"{kept}; {streak.practised_this_week} of {streak.goal_this_week} days this week."
    if streak.today_due and not streak.today_practised:
        return f"{kept}. Today still counts."
    return f"{kept}."


def calendar(cohort: Cohort, streak: Streak) -> Calendar:
    """Draw the plan's days as a calendar of what became of each."""
    days = [_day(cohort, streak, offset) for offset in range((cohort.last_day - cohort.hours.first_day).days + 1)][-42:]
    tallied = {mark: sum(1 for day in days if day.mark == mark) for mark in ("practised", "frozen", "missed", "ahead")}
    alt = (
        f"The plan from {name_date(cohort.hours.first_day)} to {name_date(cohort.last_day)}: "
        f"{count(tallied['practised'], 'day')} practised, {tallied['frozen']} saved by a freeze, "
        f"{tallied['missed']} missed, {tallied['ahead']} ahead."
    )
    return Calendar(alt=alt, days=tuple(days))


def _day(cohort: Cohort, streak: Streak, offset: int) -> Day:
    on = cohort.hours.first_day + timedelta(days=offset)
    return Day(on=on, mark=_mark(cohort, streak, on), is_today=on == streak.today)


def _mark(cohort: Cohort, streak: Streak, on: date) -> DayMark:
    marks: dict[DayState, DayMark] = {
        DayState.PRACTISED: "practised",
        DayState.FROZEN: "frozen",
        DayState.MISSED: "missed",
        DayState.OPEN: "open",
    }
    state = streak.state_on(on)
    if state is DayState.REST or on > streak.today:
        is_ahead = on >= streak.today and on.weekday() in cohort.hours.practice_weekdays
        return marks[state] if state is DayState.PRACTISED else "ahead" if is_ahead else "rest"
    return marks[state]
