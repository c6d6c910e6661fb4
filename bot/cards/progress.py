"""The words and the picture of a member's progress."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.mocks import FOLLOWUPS_BUTTON
from bot.cards.words import PLAN_BUTTON, calendar, count, streak_line
from bot.chat.cards import Bold, Bullets, Button, Buttons, Card, Element, Fact, Facts, Note, Paragraph
from bot.chat.limits import shorten
from bot.domain.answer import DailyQuestion
from bot.domain.cohort import Cohort
from bot.domain.member import Member
from bot.domain.streak import Streak

_CATCH_UP_BUTTONS = 3
_HALVES_SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Mocks:
    """What a member's mocks have come to: as candidate in this round, ever, and how each criterion was scored."""

    as_candidate: int
    wanted: int
    open_followups: int
    trend: Sequence[tuple[str, Sequence[float]]] = ()


def progress(
    *,
    cohort: Cohort,
    streak: Streak,
    plan_day: int | None,
    posted: Sequence[DailyQuestion],
    answered: set[int],
    stories: str,
    mocks: Mocks,
) -> Card:
    """Where the member stands, with what can still be caught up."""
    still_open = [daily for daily in posted if daily.id not in answered]
    elements: list[Element] = [
        Paragraph((Bold(streak_line(streak)),)),
        Facts(
            (
                Fact("Longest so far", count(streak.longest, streak.unit)),
                Fact("Freezes held", _freezes(streak)),
                Fact("Plan day", f"{plan_day} of {cohort.plan_length_days}" if plan_day else "not running today"),
                Fact("Questions answered", f"{len(posted) - len(still_open)} of {len(posted)}"),
                Fact("Story bank", stories),
                Fact("Mocks as candidate", f"{mocks.as_candidate} of {mocks.wanted} this round"),
                Fact("Follow-ups still open", str(mocks.open_followups)),
            )
        ),
        calendar(cohort, streak),
    ]
    behind = [daily for daily in still_open if daily.plan_day != plan_day]
    if behind:
        days = ", ".join(str(daily.plan_day) for daily in behind[-10:])
        elements.append(Paragraph(f"Can still be caught up: day {days}."))
    if mocks.trend:
        elements.append(Paragraph((Bold("Your scores, mock by mock"),)))
        elements.append(Bullets(tuple(_trend_line(name, scores) for name, scores in mocks.trend)))
    buttons = [
        Button(action="answer", label=f"Answer day {daily.plan_day}", value=str(daily.id))
        for daily in still_open[-_CATCH_UP_BUTTONS:]
    ]
    if mocks.open_followups:
        buttons.append(FOLLOWUPS_BUTTON)
    stories_button = Button(action="story-coverage", label="My stories")
    elements.append(Buttons((*buttons, PLAN_BUTTON, stories_button)))
    elements.append(Note("A freeze saves one missed day by itself. Only you see this card."))
    return Card(title=f"Your progress in #{cohort.channel_name}", elements=tuple(elements))


def shown_progress(member: Member, streak: Streak) -> Card:
    """What somebody else may see: the streak and nothing that was missed."""
    return Card(
        title=f"{shorten(member.name, 80)}'s streak",
        elements=(
            Facts(
                (
                    Fact("Now", count(streak.length, streak.unit)),
                    Fact("Longest so far", count(streak.longest, streak.unit)),
                )
            ),
            Note("Shown because they let the group see it."),
        ),
    )


def _trend_line(name: str, scores: Sequence[float]) -> str:
    """Say a criterion's last scores, and which way they go."""
    shown = scores[-_HALVES_SHOWN:]
    written = ", ".join(f"{score:g}" for score in shown)
    change = shown[-1] - shown[0]
    way = "" if len(shown) < 2 else " ↑" if change > 0 else " ↓" if change < 0 else " →"
    return f"{name}: {written}{way}"


def _freezes(streak: Streak) -> str:
    if streak.days_to_next_freeze is None:
        return f"{streak.freezes}, the most you can hold"
    days = streak.days_to_next_freeze
    return f"{streak.freezes}; {days} more {'day' if days == 1 else 'days'} of practice to the next"
