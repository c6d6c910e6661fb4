"""What is due: reads every running cohort's calendar and fills the outbox. The database decides, not the ticking."""

import logging
from datetime import datetime, timedelta

from bot.domain.cohort import Cohort
from bot.domain.schedule import Occasion, occasions_between
from bot.domain.wall_clock import is_zone
from bot.draws import drawn
from bot.usecases.occasions import (
    finish,
    put_freeze_notices,
    put_group_occasion,
    put_reminders,
    who_may_have_spent_a_freeze,
)
from bot.usecases.rounds import draw_due, note_drawn, open_groups, put_notices
from bot.work import Work, WorkRoom

logger = logging.getLogger(__name__)

MARK = "timetable"
# Settings that were being saved while the tick before read the calendar are seen by the next one.
OVERLAP = timedelta(seconds=30)
LONGEST_LOOK_BACK = timedelta(days=7)
LOOK_AHEAD = timedelta(days=2)
LONGEST_LOOK_AHEAD = timedelta(days=70)
# So many streaks are computed in one turn of the event loop.
MEMBERS_AT_ONCE = 50


class Timetable:
    """The calendar of all running cohorts."""

    def __init__(self, work_room: WorkRoom) -> None:
        self._work_room = work_room

    async def tick(self, now: datetime) -> None:
        """Put in the outbox whatever came due since the last tick, also across a downtime.

        Keys make a repeated or overlapping tick harmless, so each step is a transaction of its own: nobody waits for a
        large group's tick, and one cut off in the middle is made again, because the mark moves last.
        """
        async with self._work_room.open(now) as work:
            mark = await work.marks.get(MARK)
            calendars = await self._calendars(work)
        look_back = now - LONGEST_LOOK_BACK
        after = max(mark - OVERLAP, look_back) if mark else look_back
        for cohort, zones in calendars:
            for occasion in self._occasions(cohort, zones, after, now):
                await self._put(cohort, occasion, now)
            if cohort.today(now) > cohort.last_day + timedelta(days=1):
                async with self._work_room.open(now) as work:
                    await finish(work, cohort)
        if mark is None or mark < now:
            async with self._work_room.open(now) as work:
                await work.marks.move(MARK, now)

    async def next_due_at(self, after: datetime) -> datetime | None:
        """Give the next instant at which an occasion comes due or a waiting delivery wants its try."""
        async with self._work_room.open(after) as work:
            waiting = await work.deliveries.next_try_at(after)
            until = waiting or after + LONGEST_LOOK_AHEAD
            occasions = await self._first_occasions(work, after, until)
            instants = [occasion.due_at for occasion in occasions]
            return min([*instants, *([waiting] if waiting else [])], default=None)

    async def next_question_at(self, after: datetime) -> datetime | None:
        """Give the next instant at which a question is posted in any cohort."""
        async with self._work_room.open(after) as work:
            instants = []
            for cohort, _ in await self._calendars(work):
                today = cohort.today(after) - timedelta(days=1)
                posts = (cohort.posts_at(on) for on in cohort.practice_dates(today, cohort.last_day))
                instants.extend([next((at for at in posts if at > after), None)])
            return min((at for at in instants if at is not None), default=None)

    async def _put(self, cohort: Cohort, occasion: Occasion, now: datetime) -> None:
        if occasion.kind == "freeze":
            await self._put_freeze_notices(cohort, occasion, now)
            return
        if occasion.kind == "pair-draw":
            await self._draw(cohort, occasion, now)
            return
        if occasion.kind == "pair-notice":
            async with self._work_room.open(now) as work:
                await put_notices(work, cohort, occasion.on)
            return
        put = put_reminders if occasion.kind == "remind" else put_group_occasion
        async with self._work_room.open(now) as work:
            await put(work, cohort, occasion)

    async def _draw(self, cohort: Cohort, occasion: Occasion, now: datetime) -> None:
        """Draw a round between two transactions, then bring its groups together, some in each."""
        async with self._work_room.open(now) as work:
            due = await draw_due(work, cohort, occasion.on)
        if due is None:
            return
        if due.asked is not None:
            result = await drawn(due.asked)
            async with self._work_room.open(now) as work:
                await note_drawn(work, due, due.asked, result)
        is_more = True
        while is_more:
            async with self._work_room.open(now) as work:
                is_more = await open_groups(work, cohort, due.round.id)

    def _occasions(self, cohort: Cohort, zones: set[str], after: datetime, until: datetime) -> list[Occasion]:
        weeks = self._work_room.content.plan(cohort.plan_id).mock_weeks
        return occasions_between(cohort, after=after, until=until, member_zones=zones, mock_weeks=weeks)

    async def _put_freeze_notices(self, cohort: Cohort, occasion: Occasion, now: datetime) -> None:
        async with self._work_room.open(now) as work:
            members = await who_may_have_spent_a_freeze(work, cohort, occasion)
        for start in range(0, len(members), MEMBERS_AT_ONCE):
            async with self._work_room.open(now) as work:
                await put_freeze_notices(work, cohort, occasion, members[start : start + MEMBERS_AT_ONCE])

    async def _first_occasions(self, work: Work, after: datetime, until: datetime) -> list[Occasion]:
        """List the occasions of the first two days ahead that hold any."""
        calendars = await self._calendars(work)
        while after < until:
            end = min(after + LOOK_AHEAD, until)
            found = [occasion for cohort, zones in calendars for occasion in self._occasions(cohort, zones, after, end)]
            if found:
                return found
            after = end
        return []

    async def _calendars(self, work: Work) -> list[tuple[Cohort, set[str]]]:
        """Give the running cohorts, each with its members' zones; one zone unknown here stops nobody else."""
        zones = await work.members.zones_by_cohort()
        calendars = []
        for cohort in await work.cohorts.running():
            if is_zone(cohort.hours.time_zone):
                calendars.append((cohort, {zone for zone in zones.get(cohort.id, set()) if is_zone(zone)}))
            else:
                logger.error("cohort %s waits: the zone %s is unknown here", cohort.id, cohort.hours.time_zone)
        return calendars
