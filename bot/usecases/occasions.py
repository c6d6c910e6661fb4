"""What the calendar brings due goes into the outbox, each occasion under a key of its own."""

from collections.abc import Sequence
from datetime import time, timedelta

from bot.domain.cohort import Cohort, CohortState
from bot.domain.delivery import NewDelivery
from bot.domain.member import Member
from bot.domain.schedule import DAILY_LATEST, Occasion
from bot.domain.streak import GRACE_HOURS
from bot.domain.wall_clock import instant_of
from bot.usecases.followups import put_nudges
from bot.usecases.streaks import streaks_of
from bot.work import Work

WEEK_LATEST = timedelta(hours=12)
REMINDER_LATEST = timedelta(hours=3)


async def put_group_occasion(work: Work, cohort: Cohort, occasion: Occasion) -> None:
    """Put the channel's own: a daily question or a week card. A day that a pause held gets no question afterwards."""
    pauses = await work.cohorts.pauses_of(cohort.id)
    if occasion.kind == "week-close" or not any(pause.holds(occasion.on) for pause in pauses):
        await work.deliveries.put(_for_channel(cohort, occasion))
    if occasion.kind == "week-open":
        key = f"followups:{cohort.id}:{cohort.hours.first_day}:{occasion.week}"
        await put_nudges(work, cohort, key=key, after=occasion.due_at)


async def finish(work: Work, cohort: Cohort) -> None:
    """Finish a group whose plan has ended, also where its last closing card could not be posted.

    It is read again: its organiser may have ended it, or begun another round, since the calendar was read.
    """
    as_it_is = await work.cohorts.get(cohort.id)
    if as_it_is == cohort:
        await work.cohorts.change(cohort, state=CohortState.FINISHED)


async def put_reminders(work: Work, cohort: Cohort, occasion: Occasion) -> None:
    """Put a reminder for each member of the zone who wants one."""
    if not _was_asked_lately(cohort, occasion):
        return
    members = await work.members.in_cohort(cohort.id, time_zone=occasion.time_zone)
    wanting = [member for member in members if member.profile.reminders_on]
    await work.deliveries.put(*(_for_member(cohort, member, occasion, latest=REMINDER_LATEST) for member in wanting))


def _was_asked_lately(cohort: Cohort, occasion: Occasion) -> bool:
    """Say whether a question came within the day before, whatever date it was where the member lives."""
    day = timedelta(days=1)
    today = cohort.today(occasion.due_at)
    posts = [cohort.posts_at(on) for on in cohort.practice_dates(today - day, today)]
    return any(occasion.due_at - day < at <= occasion.due_at for at in posts)


async def who_may_have_spent_a_freeze(work: Work, cohort: Cohort, occasion: Occasion) -> list[Member]:
    """List the members of the zone for whom the day that has just ended, or the week, may have cost a freeze.

    Whoever practised after 03:00 yesterday has yesterday counted. A weekly goal is settled on Monday.
    """
    yesterday = occasion.on - timedelta(days=1)
    zone = occasion.time_zone or cohort.hours.time_zone
    practised = await work.answers.active_since(cohort.id, instant_of(yesterday, time(GRACE_HOURS), zone))
    is_monday = occasion.on.weekday() == 0
    return [
        member
        for member in await work.members.in_cohort(cohort.id, time_zone=zone)
        if (is_monday if member.profile.weekly_goal else member.id not in practised)
    ]


async def put_freeze_notices(work: Work, cohort: Cohort, occasion: Occasion, members: Sequence[Member]) -> None:
    """Tell those of these members whose freeze was spent and whose streak it saved."""
    streaks = await streaks_of(work, cohort, members)
    saved = [
        member
        for member in members
        if member.id in streaks and streaks[member.id].length and streaks[member.id].saved_before(occasion.on)
    ]
    await work.deliveries.put(*(_for_member(cohort, member, occasion, latest=DAILY_LATEST) for member in saved))


def _for_channel(cohort: Cohort, occasion: Occasion) -> NewDelivery:
    of_round = "" if occasion.kind == "daily" else f"{cohort.hours.first_day}:"
    what = occasion.on if occasion.kind == "daily" else occasion.week
    return NewDelivery(
        key=f"{occasion.kind}:{cohort.id}:{of_round}{what}",
        kind=occasion.kind,
        platform=cohort.platform,
        workspace_id=cohort.workspace_id,
        channel_id=cohort.channel_id,
        about={"cohort": cohort.id, "on": occasion.on.isoformat(), "week": occasion.week or 0},
        due_at=occasion.due_at,
        deadline_at=occasion.due_at + (DAILY_LATEST if occasion.kind == "daily" else WEEK_LATEST),
    )


def _for_member(cohort: Cohort, member: Member, occasion: Occasion, *, latest: timedelta) -> NewDelivery:
    whose = f"{member.id}" if occasion.kind == "remind" else f"{cohort.id}:{member.id}"
    return NewDelivery(
        key=f"{occasion.kind}:{whose}:{occasion.on}",
        kind=occasion.kind,
        platform=member.platform,
        workspace_id=member.workspace_id,
        user_ids=(member.user_id,),
        about={"cohort": cohort.id, "member": member.id, "on": occasion.on.isoformat()},
        due_at=occasion.due_at,
        deadline_at=occasion.due_at + latest,
    )
