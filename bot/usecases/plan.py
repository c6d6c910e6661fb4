"""The four weeks: what is done, what was missed, what is next."""

from bot.cards import plan as cards
from bot.chat.cards import Card
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command
from bot.domain.cohort import Cohort, CohortState
from bot.errors import PracticeError
from bot.usecases.questions import next_question
from bot.usecases.standing import Standing, as_number, find_standing
from bot.work import Work


async def show(work: Work, request: Command | ButtonPress) -> Reply:
    """Show a week of the plan, the current one unless another is named."""
    standing = await find_standing(work, request.person, request.place)
    cohort = standing.cohort
    wanted = request.value if isinstance(request, ButtonPress) else request.options.get("week", request.text)
    week = _read_week(wanted, cohort) if wanted.strip() else _current_week(work, cohort)
    return Reply(
        card=await _week_card(work, standing, week), replaces_card=isinstance(request, ButtonPress) and bool(wanted)
    )


async def _week_card(work: Work, standing: Standing, week: int) -> Card:
    cohort = standing.cohort
    plan = work.content.plan(cohort.plan_id)
    dailies = [d for d in await work.questions.of_cohort(cohort.id) if d.on >= cohort.hours.first_day]
    answered = await work.answers.questions_answered_by(standing.member.id, [daily.id for daily in dailies])
    upcoming = await next_question(work, cohort) if cohort.state is CohortState.RUNNING else None
    today = cohort.plan_day(cohort.today(work.now))
    days = plan.days[7 * (week - 1) : 7 * week]
    return cards.week(
        plan.weeks[week - 1],
        days,
        cohort=cohort,
        dailies={daily.plan_day: daily for daily in dailies if daily.posted_at or daily.id in answered},
        answered=answered,
        today=today,
        upcoming=upcoming if upcoming and upcoming.id not in answered else None,
        weeks=len(plan.weeks),
        now=work.now,
        time_zone=standing.member.profile.time_zone,
    )


def _current_week(work: Work, cohort: Cohort) -> int:
    today = cohort.plan_day(cohort.today(work.now))
    if today is None:
        return 1 if cohort.today(work.now) < cohort.hours.first_day else (cohort.plan_length_days + 6) // 7
    return (today - 1) // 7 + 1


def _read_week(text: str, cohort: Cohort) -> int:
    number = as_number(text.lower().strip().removeprefix("week").strip())
    weeks = (cohort.plan_length_days + 6) // 7
    if number is None or not 1 <= number <= weeks:
        raise PracticeError(
            f"The plan has weeks 1 to {weeks}, and “{text.strip()[:20]}” is none.", "Type /practice plan 2."
        )
    return number
