"""Rounds of mocks: who is drawn, who waits, and who is paired again."""

from collections.abc import Sequence

from bot.domain.cohort import Cohort
from bot.domain.mock import Mock
from bot.work import Work


async def strand(work: Work, cohort: Cohort, mock: Mock, member_ids: Sequence[int]) -> None:
    """Put members whose mock fell through at the front of the waiting list; who has left the group is not in it."""
    memberships = await work.cohorts.memberships_of(cohort.id, member_ids)
    for member_id in member_ids:
        if member_id in memberships:
            await work.rounds.wait(cohort.id, member_id, now=work.now, is_stranded=True, round_id=mock.round_id)
