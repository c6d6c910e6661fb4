"""A member's streak, computed again from the log."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.domain.answer import DailyQuestion
from bot.domain.cohort import Cohort, CohortState, Pause
from bot.domain.member import Break, Member, Membership
from bot.domain.schedule import due_dates
from bot.domain.streak import Activity, Streak, streak
from bot.domain.wall_clock import local_date
from bot.usecases.standing import Standing
from bot.work import Work


async def streak_of(work: Work, standing: Standing) -> Streak:
    """Compute one member's streak in one cohort."""
    cohort, member = standing.cohort, standing.member
    return _compute(
        work,
        cohort,
        member,
        standing.membership,
        dailies=await work.questions.of_cohort(cohort.id),
        pauses=await work.cohorts.pauses_of(cohort.id),
        days_off=await work.members.days_off(member.id, cohort.id),
        activities=await work.answers.activities_of(cohort.id, member.id),
    )


async def streaks_of(work: Work, cohort: Cohort, members: Sequence[Member]) -> dict[int, Streak]:
    """Compute the streaks of many members of a cohort with a handful of queries, by member id."""
    dailies = await work.questions.of_cohort(cohort.id)
    pauses = await work.cohorts.pauses_of(cohort.id)
    member_ids = [member.id for member in members]
    memberships = await work.cohorts.memberships_of(cohort.id, member_ids)
    days_off = await work.members.days_off_by_member(cohort.id, member_ids)
    logs = await work.answers.activities_by_member(cohort.id, member_ids)
    return {
        member.id: _compute(
            work,
            cohort,
            member,
            memberships[member.id],
            dailies=dailies,
            pauses=pauses,
            days_off=days_off.get(member.id, []),
            activities=logs.get(member.id, []),
        )
        for member in members
        if member.id in memberships
    }


def _compute(
    work: Work,
    cohort: Cohort,
    member: Member,
    membership: Membership,
    *,
    dailies: list[DailyQuestion],
    pauses: list[Pause],
    days_off: list[Break],
    activities: list[Activity],
) -> Streak:
    zone = member.profile.time_zone
    posted = [daily.on for daily in dailies if daily.posted_at and daily.posted_at >= membership.joined_at]
    goal = member.profile.weekly_goal
    if goal is not None:
        posted.extend(_still_to_come(cohort, work))
    due = due_dates(posted, [(pause.started_on, pause.ended_on) for pause in pauses])
    return streak(
        activities,
        due_on=[on for on in due if not any(span.holds(on) for span in days_off)],
        since=local_date(membership.joined_at, zone),
        now=work.now,
        time_zone=zone,
        weekly_goal=goal,
    )


def _still_to_come(cohort: Cohort, work: Work) -> list[date]:
    """List this week's practice days ahead, without which a weekly goal would look smaller on Monday than on Friday."""
    if cohort.state is not CohortState.RUNNING:
        return []
    today = cohort.today(work.now)
    sunday = today + timedelta(days=6 - today.weekday())
    tomorrow = today if cohort.posts_at(today) > work.now else today + timedelta(days=1)
    return list(cohort.practice_dates(tomorrow, sunday))
