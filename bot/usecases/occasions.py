"""What the calendar brings due goes into the outbox, each occasion under a key of its own."""

from collections.abc import Iterable
from datetime import timedelta

from bot.domain.cohort import Cohort, CohortState
from bot.domain.delivery import NewDelivery
from bot.domain.member import Member
from bot.domain.schedule import DAILY_LATEST, Occasion
from bot.usecases.streaks import streaks_of
from bot.work import Work

WEEK_LATEST = timedelta(hours=12)
REMINDER_LATEST = timedelta(hours=3)


async def put_occasions(work: Work, cohort: Cohort, occasions: Iterable[Occasion]) -> None:
    """Put in the outbox what is due for a cohort and its members; what is there already stays as it is."""
    due = list(occasions)
    await put_group_occasions(work, cohort, due)
    for occasion in due:
        if occasion.kind == "remind":
            await _put_reminders(work, cohort, occasion)
        elif occasion.kind == "freeze":
            await _put_freeze_notices(work, cohort, occasion)


async def put_group_occasions(work: Work, cohort: Cohort, occasions: Iterable[Occasion]) -> None:
    """Put the channel's own: daily question and week cards. A day that a pause held gets no question afterwards."""
    of_channel = [occasion for occasion in occasions if occasion.time_zone is None]
    pauses = await work.cohorts.pauses_of(cohort.id) if of_channel else []
    due = [
        occasion
        for occasion in of_channel
        if occasion.kind == "week-close" or not any(pause.holds(occasion.on) for pause in pauses)
    ]
    await work.deliveries.put(*(_for_channel(cohort, occasion) for occasion in due))


async def finish_if_over(work: Work, cohort: Cohort) -> None:
    """Finish a group whose plan has ended, also where its last closing card could not be posted."""
    if cohort.today(work.now) > cohort.last_day + timedelta(days=1):
        await work.cohorts.change(cohort, state=CohortState.FINISHED)


async def _put_reminders(work: Work, cohort: Cohort, occasion: Occasion) -> None:
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


async def _put_freeze_notices(work: Work, cohort: Cohort, occasion: Occasion) -> None:
    """Tell the members whose freeze was spent on the day that has just ended."""
    yesterday = occasion.on - timedelta(days=1)
    members = await work.members.in_cohort(cohort.id, time_zone=occasion.time_zone)
    streaks = await streaks_of(work, cohort, members)
    saved = [member for member in members if yesterday in streaks[member.id].frozen_on and streaks[member.id].length]
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
