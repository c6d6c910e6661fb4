"""The words that the bot sends by itself: week cards, reminders, freezes, notices to organisers."""

from collections.abc import Sequence
from datetime import date

from bot.cards.words import PROGRESS_BUTTON, count, sentence, span_of, streak_line
from bot.chat.cards import Bold, Button, Buttons, Card, Code, Element, Note, Paragraph
from bot.domain.answer import DailyQuestion
from bot.domain.cohort import Cohort
from bot.domain.plan import PlanDay, PlanWeek
from bot.domain.question import Question
from bot.domain.streak import Streak
from bot.domain.wall_clock import name_date, name_weekdays

_NOTICES = {
    "missed": (
        "A question could not be posted",
        "#{channel} was out of my reach for over six hours. That day is not due for anyone; every streak stays whole.",
        "Nothing to do. The next question comes at its usual time.",
    ),
    "exhausted": (
        "Every question has been asked",
        "The group of #{channel} has had every question that I know, so no more come. Nobody's streak suffers.",
        "The plan's tasks and /practice plan go on; end the round with /practice stop when you like.",
    ),
    "channel_gone": (
        "The practice channel is gone",
        "#{channel} no longer exists, so the group is paused. Every streak stays whole.",
        "Choose another channel with /practice settings, then type /practice resume.",
    ),
    "not_in_channel": (
        "I am not in the practice channel",
        "I cannot post in #{channel} because I am not a member of it.",
        "Invite me there; I keep trying for a few hours.",
    ),
    "not_allowed": (
        "I may not post in the practice channel",
        "This workspace does not let me post in #{channel}. Nobody's streak suffers for a question that never came.",
        "Let apps post there, or choose another channel with /practice settings; else ask whoever hosts me.",
    ),
    "group_closed": (
        "A mock's card could not be posted",
        "Two people of #{channel} were paired, and I could not bring them together, in a small group or directly.",
        "Let me open small groups or private threads there. Until then /practice mock shows each of them the card.",
    ),
}


_FIXES_ON_DISCORD = {
    "not_in_channel": "Open Edit Channel → Permissions there, add Loopmates and allow View Channel and Send Messages. "
    "I keep trying for a few hours.",
    "not_allowed": "Open Edit Channel → Permissions there, add Loopmates and allow View Channel, Send Messages, Attach "
    "Files and Read Message History. Or choose another channel with /practice settings.",
}


def week_opening(week: PlanWeek, cohort: Cohort, tasks: Sequence[PlanDay], *, has_mocks: bool) -> Card:
    """The channel's card on a plan week's first practice day."""
    elements: list[Element] = [Paragraph(week.opening)]
    if tasks:
        elements.append(Paragraph((Bold("First task. "), tasks[0].task)))
    if has_mocks and cohort.hours.mock_weekdays:
        elements.append(Note(f"Mock days this week: {name_weekdays(cohort.hours.mock_weekdays)}."))
    elements.append(
        Buttons(
            (
                Button(action="plan", label="This week's plan"),
                Button(action="join", label="Join", value=str(cohort.id)),
            )
        )
    )
    return Card(title=f"Week {week.week} · {week.title}", elements=tuple(elements))


def week_closing(
    week: PlanWeek,
    following: PlanWeek | None,
    *,
    answers: int,
    people: int,
    members: int,
    cohort: Cohort,
    mocks: int,
    followups: tuple[int, int],
) -> Card:
    """What the group did, and what comes next; `followups` are how many were opened and how many fixed."""
    done = f"{sentence(count(answers, 'answer'))} this week, from {people} of {members} in the group."
    if not answers:
        done = "Nobody answered this week. Any question can still be caught up."
    elements: list[Element] = [Paragraph((Bold(done),))]
    if mocks:
        opened, fixed = followups
        held = f"{sentence(count(mocks, 'mock'))} held, {count(opened, 'follow-up')} without an answer, {fixed} fixed."
        elements.append(Paragraph(held))
    elements.append(Paragraph(week.closing))
    if following:
        elements.append(Paragraph((Bold("Next: "), f"{following.title}.")))
    else:
        elements.append(
            Paragraph(
                (
                    f"The {span_of(cohort)} are done. For another round, the organiser types ",
                    Code("/practice start"),
                    ".",
                )
            )
        )
    elements.append(Buttons((PROGRESS_BUTTON,)))
    return Card(title=f"Week {week.week} is done", elements=tuple(elements), tone="good")


def reminder(daily: DailyQuestion, question: Question, streak: Streak) -> Card:
    """A direct message, only to who asked for it and has not practised."""
    return Card(
        title=f"Day {daily.plan_day} is still open",
        elements=(
            Paragraph((Bold(question.text),)),
            Paragraph(f"Ten minutes are enough. {streak_line(streak)}"),
            Buttons(
                (
                    Button(action="answer", label="Answer", value=str(daily.id), style="primary"),
                    Button(action="reminders-off", label="No more reminders"),
                )
            ),
        ),
    )


def freeze_spent(saved: Sequence[date], streak: Streak) -> Card:
    """What a freeze has saved: a day, or a week that was short of its goal."""
    left = "no freeze left" if streak.freezes == 0 else f"{count(streak.freezes, 'freeze')} left"
    happened = f"{name_date(saved[0])} went by without practice, so a freeze was spent"
    if streak.unit == "week":
        spent = "a freeze was" if len(saved) == 1 else f"{count(len(saved), 'freeze')} were"
        happened = f"Last week was {count(len(saved), 'day')} short of your goal, so {spent} spent"
    return Card(
        title="A freeze saved your streak",
        elements=(
            Paragraph(f"{happened}; you have {left}."),
            Paragraph(f"{streak_line(streak)} Each seven days of practice earn another freeze."),
            Buttons((Button(action="today", label="Today's question"), PROGRESS_BUTTON)),
        ),
    )


def notice(cohort: Cohort, what: str) -> Card:
    """One direct message to an organiser about something that they can mend."""
    title, happened, fix = _NOTICES.get(
        what,
        ("Something could not be posted", "I could not post in #{channel}.", "Check that I may post there."),
    )
    if cohort.platform == "discord":
        fix = _FIXES_ON_DISCORD.get(what, fix)
    return Card(
        title=title,
        elements=(Paragraph(happened.replace("{channel}", cohort.channel_name)), Paragraph(fix)),
        tone="careful",
    )
