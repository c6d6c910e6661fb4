"""What a mock is made of: choosing its questions, and the probes for the interviewer's list."""

from collections.abc import Sequence

from bot.domain.framework import Framework
from bot.domain.member import Member
from bot.domain.mock import Mock, Role
from bot.domain.mock_material import (
    MOST_CARRIED,
    PLANNED_QUESTIONS,
    ListedProbe,
    MockQuestion,
    choose_probes,
    choose_questions,
)
from bot.domain.question import Question
from bot.domain.question_bank import Leanings
from bot.usecases.question_bank import question_of
from bot.work import Work


async def plan_questions(work: Work, mock: Mock, *, themes: Sequence[str]) -> None:
    """Choose the questions of both halves, for each half's candidate."""
    for half in (1, 2):
        chosen = await _choose(work, mock, half, count=PLANNED_QUESTIONS[mock.length], themes=themes, besides=set())
        await work.material.plan_questions(mock.id, half, [question.id for question in chosen])


async def add_question(work: Work, mock: Mock, half: int, position: int) -> None:
    """Choose one more question for a half, at a position that has none yet."""
    had = {each.question_id for each in await work.material.questions_of(mock.id)}
    chosen = await _choose(work, mock, half, count=1, themes=(), besides=had)
    await work.material.plan_questions(mock.id, half, [question.id for question in chosen], first=position)


async def listed_probes(work: Work, mock: Mock, asked: MockQuestion) -> list[ListedProbe]:
    """Give the interviewer's list of a question; it is chosen when it is first opened, and then stays.

    First come the candidate's open follow-ups from earlier mocks, once a half, then probes for the question.
    """
    lists = await work.material.probes_of_half(mock.id, asked.half)
    if asked.position in lists:
        return lists[asked.position]
    candidate_id = mock.in_role(Role.CANDIDATE, asked.half)
    candidate = (await work.members.by_ids([candidate_id])).get(candidate_id) if candidate_id else None
    carried = await _carried(work, candidate, lists) if candidate else []
    used = {probe.probe_id for probes in (*lists.values(), carried) for probe in probes if probe.probe_id}
    chosen = await _chosen(work, candidate, asked, carried=len(carried), besides=used)
    await work.material.list_probes(asked, [*carried, *chosen])
    return (await work.material.probes_of_half(mock.id, asked.half)).get(asked.position, [])


def framework_of(work: Work, question: Question) -> Framework:
    """Give the shape that an answer to a question takes."""
    return work.content.frameworks[question.frameworks[0]] if question.frameworks else work.content.default_framework


async def _carried(work: Work, candidate: Member, lists: dict[int, list[ListedProbe]]) -> list[ListedProbe]:
    """Take the candidate's oldest open follow-ups that this half has not asked."""
    asked = {probe.followup_id for probes in lists.values() for probe in probes}
    ticked = {probe.probe_id for probes in lists.values() for probe in probes if probe.probe_id}
    still_open = [
        each
        for each in await work.followups.open_of(candidate.id)
        if each.id not in asked and each.probe_id not in ticked
    ]
    return [
        ListedProbe(number=number, text=each.text, probe_id=each.probe_id, followup_id=each.id)
        for number, each in enumerate(still_open[:MOST_CARRIED], start=1)
    ]


async def _chosen(
    work: Work, candidate: Member | None, asked: MockQuestion, *, carried: int, besides: set[str]
) -> list[ListedProbe]:
    question = await question_of(work, asked.question_id)
    profile = candidate.profile if candidate else None
    target = work.content.employer_types.get(profile.employer_type or "") if profile else None
    chosen = choose_probes(
        work.content.probes_for(question),
        carried=carried,
        level=profile.level if profile else None,
        weights=target.weights if target else {},
        besides=besides,
    )
    return [
        ListedProbe(number=number, text=probe.text, probe_id=probe.id)
        for number, probe in enumerate(chosen, start=carried + 1)
    ]


async def _choose(
    work: Work, mock: Mock, half: int, *, count: int, themes: Sequence[str], besides: set[str]
) -> list[Question]:
    candidate_id = mock.in_role(Role.CANDIDATE, half)
    if candidate_id is None:  # they have left, and their data is gone
        return []
    candidate = await work.members.get(candidate_id)
    met = await work.material.questions_met_by(candidate.id)
    planned = {each.question_id for each in await work.material.questions_of(mock.id)}
    pool = [each for each in work.content.questions.values() if each.id not in besides | planned]
    return choose_questions(
        pool,
        await _leanings(work, candidate),
        count=count,
        met=met,
        themes=themes,
        seed=f"{mock.id}/{half}/{len(planned)}",
    )


async def _leanings(work: Work, candidate: Member) -> Leanings:
    """Say what suits one candidate: their target, their level, and the themes of what they could not answer."""
    profile = candidate.profile
    hard = {
        (await question_of(work, followup.question_id)).theme for followup in await work.followups.open_of(candidate.id)
    }
    return Leanings(
        employers={profile.employer_type: 1} if profile.employer_type else {},
        levels={profile.level: 1} if profile.level else {},
        hard_themes=frozenset(hard),
    )
