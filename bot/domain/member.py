"""A member: one person in one workspace, and their place in a cohort."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.errors import PracticeError

LEVELS = {"junior": "Junior", "mid": "Mid-level", "senior": "Senior", "staff": "Staff or lead"}
PARTS_OF_DAY = ("morning", "midday", "evening")
BREAK_DAYS_PER_PLAN = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a member has told about themselves. `weekly_goal` is 3 or 4 days, or none for every due day."""

    time_zone: str
    zone_is_own: bool = False
    employer_type: str | None = None
    level: str | None = None
    availability: frozenset[str] = frozenset()
    reminders_on: bool = False
    shows_name: bool = False
    weekly_goal: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    id: int
    platform: str
    workspace_id: str
    user_id: str
    name: str
    profile: Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A member in a cohort. Joining again after leaving goes on with the same membership."""

    id: int
    cohort_id: int
    member_id: int
    joined_at: datetime
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A member's own pause, first and last day included; none of its days is due and no reminder comes."""

    from_on: date
    until_on: date

    def holds(self, on: date) -> bool:
        return self.from_on <= on <= self.until_on

    @property
    def days(self) -> int:
        return max(0, (self.until_on - self.from_on).days + 1)


def change_break(breaks: list[Break], until_on: date | None, today: date) -> list[Break]:
    """Set, lengthen or end the break that starts today or runs already; at most 14 days in a plan.

    Without `until_on` a running break ends: today counts again.
    """
    running = next((span for span in breaks if span.holds(today)), None)
    others = [span for span in breaks if span is not running]
    if until_on is None:
        ended = [Break(from_on=running.from_on, until_on=today - timedelta(days=1))] if running else []
        return [span for span in (*others, *ended) if span.days]
    if until_on < today:
        raise PracticeError("That break would end in the past.", "Choose today or a later day.", field="break_until")
    span = Break(from_on=running.from_on if running else today, until_on=until_on)
    left = BREAK_DAYS_PER_PLAN - sum(other.days for other in others)
    if span.days > left:
        raise PracticeError(
            f"A break can take {BREAK_DAYS_PER_PLAN} days of a plan; you have {left} left.",
            "Choose an earlier day.",
            field="break_until",
        )
    return [*others, span]
