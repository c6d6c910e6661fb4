"""A practice plan as data: what each plan day asks of the group and of a member."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDay:
    """One of the plan's days, counted from 1; `questions` are candidates, best first.

    `full_length` marks a mock day whose interview is in full length; two in a row hold one mock, a half each.
    """

    day: int
    title: str
    task: str
    done_when: str
    questions: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    mock: bool = False
    full_length: bool = False
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWeek:
    """One of the plan's weeks, with the words of its opening and closing cards."""

    week: int
    title: str
    opening: str
    closing: str
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A practice plan; day d of the plan is calendar day d from the cohort's first day."""

    id: str
    name: str
    weeks: tuple[PlanWeek, ...]
    days: tuple[PlanDay, ...]
    about: str | None = None
    covers: tuple[str, ...] = ()

    @property
    def length_days(self) -> int:
        return len(self.days)

    @property
    def mock_weeks(self) -> tuple[int, ...]:
        """Name the weeks in which the plan holds mocks."""
        return tuple(dict.fromkeys((day.day - 1) // 7 + 1 for day in self.days if day.mock))
