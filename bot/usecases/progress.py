"""How far a member has come: streak, freezes, the four weeks in a picture, what can be caught up."""

from bot.cards import progress as cards
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command
from bot.domain.mock import Role
from bot.domain.scorecard import Scorecard, trend
from bot.errors import PracticeError
from bot.usecases.mocks import round_begins
from bot.usecases.questions import posted_in_round
from bot.usecases.standing import Standing, find_named, find_standing
from bot.usecases.story_bank import coverage_in_words
from bot.usecases.streaks import streak_of
from bot.work import Work

MOCKS_A_ROUND = 3


async def show(work: Work, request: Command | ButtonPress) -> Reply:
    """Show the member's own progress, to nobody else; or the streak of somebody who lets the group see it."""
    standing = await find_standing(work, request.person, request.place)
    cohort = standing.cohort
    wanted = "" if isinstance(request, ButtonPress) else request.options.get("member", request.text).strip()
    if wanted:
        return await _show_other(work, standing, wanted)
    dailies = await work.questions.of_cohort(cohort.id)
    posted = posted_in_round(cohort, dailies)
    answered = await work.answers.questions_answered_by(standing.member.id, [daily.id for daily in posted])
    return Reply(
        card=cards.progress(
            cohort=cohort,
            streak=await streak_of(work, standing, dailies),
            plan_day=cohort.plan_day(cohort.today(work.now)),
            posted=posted,
            answered=answered,
            stories=await coverage_in_words(work, request.person),
            mocks=await _mocks(work, standing),
        )
    )


async def _mocks(work: Work, standing: Standing) -> cards.Mocks:
    """Count the halves that the member sat as candidate, and gather how they were scored, round by round."""
    member, since = standing.member, round_begins(standing.cohort)
    done = [
        mock
        for mock in await work.mocks.done_by(standing.cohort.id, member.id)
        if mock.ended_at and since <= mock.ended_at
    ]
    halves = [
        mock
        for mock in done
        for half in range(1, mock.halves_held + 1)
        if mock.role_of(member.id, half) is Role.CANDIDATE
    ]
    scores = trend(await _open_scorecards(work, member.id))
    return cards.Mocks(
        as_candidate=len(halves),
        wanted=MOCKS_A_ROUND,
        open_followups=len(await work.followups.open_of(member.id)),
        trend=[(criterion.name, scores[id]) for id, criterion in work.content.criteria.items() if id in scores],
    )


async def _open_scorecards(work: Work, member_id: int) -> list[Scorecard]:
    """List the scorecards about a member that were sent to them."""
    found = []
    for card in await work.scorecards.about(member_id):
        mock = await work.mocks.find(card.mock_id)
        if mock is not None and mock.is_open_to_candidate(card.half):
            found.append(card)
    return found


async def _show_other(work: Work, asking: Standing, wanted: str) -> Reply:
    """Show of another member only what they show to everyone."""
    other = await find_named(work, asking.cohort, wanted)
    if other.id != asking.member.id and not other.profile.shows_name:
        raise PracticeError(f"{other.name} keeps their progress private.", "Each member decides that in their profile.")
    membership = await work.cohorts.membership(asking.cohort.id, other.id)
    assert membership is not None
    streak = await streak_of(work, Standing(cohort=asking.cohort, member=other, membership=membership))
    return Reply(card=cards.shown_progress(other, streak))
