"""How far a member has come: streak, freezes, the four weeks in a picture, what can be caught up."""

from bot.cards import progress as cards
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command
from bot.usecases.standing import find_standing
from bot.usecases.streaks import streak_of
from bot.work import Work


async def show(work: Work, request: Command | ButtonPress) -> Reply:
    """Show the member's own progress, to nobody else."""
    standing = await find_standing(work, request.person, request.place)
    cohort = standing.cohort
    posted = [
        daily
        for daily in await work.questions.of_cohort(cohort.id)
        if daily.posted_at and daily.on >= cohort.hours.first_day
    ]
    answered = await work.answers.questions_answered_by(standing.member.id, [daily.id for daily in posted])
    return Reply(
        card=cards.progress(
            cohort=cohort,
            streak=await streak_of(work, standing),
            plan_day=cohort.plan_day(cohort.today(work.now)),
            posted=posted,
            answered=answered,
        )
    )
