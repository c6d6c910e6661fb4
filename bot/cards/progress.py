"""The words and the picture of a member's progress."""

from collections.abc import Sequence

from bot.cards.words import PLAN_BUTTON, calendar, count, streak_line
from bot.chat.cards import Bold, Button, Buttons, Card, Element, Fact, Facts, Note, Paragraph
from bot.chat.limits import shorten
from bot.domain.answer import DailyQuestion
from bot.domain.cohort import Cohort
from bot.domain.member import Member
from bot.domain.streak import Streak

_CATCH_UP_BUTTONS = 3


def progress(
    *,
    cohort: Cohort,
    streak: Streak,
    plan_day: int | None,
    posted: Sequence[DailyQuestion],
    answered: set[int],
    stories: str,
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
            )
        ),
        calendar(cohort, streak),
    ]
    behind = [daily for daily in still_open if daily.plan_day != plan_day]
    if behind:
        days = ", ".join(str(daily.plan_day) for daily in behind[-10:])
        elements.append(Paragraph(f"Can still be caught up: day {days}."))
    buttons = [
        Button(action="answer", label=f"Answer day {daily.plan_day}", value=str(daily.id))
        for daily in still_open[-_CATCH_UP_BUTTONS:]
    ]
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


def _freezes(streak: Streak) -> str:
    if streak.days_to_next_freeze is None:
        return f"{streak.freezes}, the most you can hold"
    days = streak.days_to_next_freeze
    return f"{streak.freezes}; {days} more {'day' if days == 1 else 'days'} of practice to the next"
