"""Which question comes next: the plan says what fits the day, the members say which of those fits them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.question import Question

OWN_PREFIX = "own-"
LONGEST_OWN_TEXT = 300

_FEW_ANSWERS = 0.5
_MANY_EMPTY = 1 / 3
_FEW_FOLLOWUPS = 5
_MANY_MISSED = 1 / 3


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnQuestion:
    """A question that a group added itself, asked on the first plan day of its theme."""

    id: int
    cohort_id: int
    text: str
    theme: str
    tests: str
    added_by: str
    added_at: datetime
    removed_at: datetime | None = None

    @property
    def question_id(self) -> str:
        return f"{OWN_PREFIX}{self.id}"

    def as_question(self) -> Question:
        """Give it the shape of the shipped ones; its probes are those made for its theme."""
        return Question(id=self.question_id, text=self.text, theme=self.theme, tests=self.tests)


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A question that a group has met: how many answered it, and the share of beats that they left empty."""

    theme: str
    members: int
    answers: int
    empty_share: float = 0.0

    @property
    def was_hard(self) -> bool:
        return self.answers < _FEW_ANSWERS * self.members or self.empty_share >= _MANY_EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Leanings:
    """What is known of a group: at which employer types and levels how many aim, and which themes were hard."""

    employers: Mapping[str, int] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)
    hard_themes: frozenset[str] = frozenset()


def hard_themes(met: Iterable[Met]) -> frozenset[str]:
    """Name the themes of which at least half of the questions met were hard: few answers, or many empty beats."""
    by_theme: dict[str, list[bool]] = {}
    for question in met:
        by_theme.setdefault(question.theme, []).append(question.was_hard)
    return frozenset(theme for theme, hard in by_theme.items() if 2 * sum(hard) >= len(hard))


def pressed_hard(verdicts: Mapping[str, Mapping[str, int]], themes: Mapping[str, str]) -> frozenset[str]:
    """Name the themes in which at least a third of the follow-ups that were asked in mocks found no answer.

    `verdicts` counts by question what became of its follow-ups, `themes` says the theme of each question. A few
    follow-ups say nothing yet.
    """
    asked: dict[str, int] = {}
    missed: dict[str, int] = {}
    for question_id, counts in verdicts.items():
        theme = themes.get(question_id)
        if theme is not None:
            asked[theme] = asked.get(theme, 0) + sum(counts.values())
            missed[theme] = missed.get(theme, 0) + counts.get("missed", 0)
    return frozenset(
        theme for theme, number in asked.items() if number >= _FEW_FOLLOWUPS and missed[theme] >= _MANY_MISSED * number
    )


def choose_question(
    pool: Sequence[Question], leanings: Leanings, *, kept_for_other_days: Collection[str] = ()
) -> Question | None:
    """Choose the question that suits the group best; among equals the first.

    What another day needs is left to it while there is anything else.
    """
    return max(
        pool, key=lambda question: (question.id not in kept_for_other_days, suits(question, leanings)), default=None
    )


def suits(question: Question, leanings: Leanings) -> int:
    """Say in points how well a question suits a group: its own first, then levels, employers and hard themes."""
    points = 4 if question.id.startswith(OWN_PREFIX) else 0
    if question.level != "any":
        points += 1 if leanings.levels.get(question.level) else -3
    aiming = sum(leanings.employers.values())
    if question.employers and aiming:
        there = sum(leanings.employers.get(employer, 0) for employer in question.employers)
        points += 1 if 2 * there >= aiming else 0 if there else -1
    return points + (question.theme in leanings.hard_themes)
