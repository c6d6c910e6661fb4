"""The cards of a mock at their fullest: longest names, words and lists still fit what a platform takes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.cards import followups, interviewer_list, mocks, scorecards
from bot.chat.limits import CHOICES
from bot.domain.followup import LONGEST_FIX, Followup
from bot.domain.member import Member, Profile
from bot.domain.mock import Mock, MockState, Role, seats_for
from bot.domain.mock_material import MOST_PROBES, MOST_QUESTIONS, ListedProbe, MockQuestion
from bot.domain.scorecard import LONGEST_LINE, MOST_CRITERIA, Scorecard
from bot.domain.timer import Timer
from tests.conversation import shipped_content

NOON = datetime(2026, 12, 8, 12, tzinfo=UTC)
CONTENT = shipped_content()
LONG_WORDS = "measured " * 400


def a_member(id: int) -> Member:
    profile = Profile(time_zone="America/Argentina/ComodRivadavia")
    return Member(id=id, platform="test", workspace_id="w1", user_id=f"U{id}", name="N" * 200, profile=profile)


def a_scene(state: MockState = MockState.DONE) -> mocks.Scene:
    """Three people with the longest names and a full mock with as many questions as there can be, the longest ones."""
    longest = sorted(CONTENT.questions.values(), key=lambda each: -len(each.text))[: 2 * MOST_QUESTIONS["full"]]
    mock = Mock(
        id=123456789,
        cohort_id=1,
        seats=seats_for([1, 2, 3], accepted=[1, 2, 3]),
        created_at=NOON,
        state=state,
        length="full",
        starts_at=NOON,
        window_until=NOON,
        started_at=NOON,
        swapped_at=NOON,
        halves_held=2,
    )
    framework = max(CONTENT.frameworks.values(), key=lambda each: len(each.beats))
    asked = [
        (
            MockQuestion(
                mock_id=mock.id,
                half=number % 2 + 1,
                position=number // 2 + 1,
                question_id=question.id,
                asked_at=NOON,
                seconds=900,
                laps=tuple((beat.id, 100 * at) for at, beat in enumerate(framework.beats)),
            ),
            question,
        )
        for number, question in enumerate(longest)
    ]
    return mocks.Scene(
        mock=mock,
        people={id: a_member(id) for id in (1, 2, 3)},
        asked=sorted(asked, key=lambda pair: (pair[0].half, pair[0].position)),
        frameworks={question.id: framework for _, question in asked},
        phases=tuple(CONTENT.interview_phases.values()),
    )


@pytest.mark.parametrize("state", MockState)
def test_the_shared_card_fits_in_every_state(state: MockState) -> None:
    assert mocks.group_card(a_scene(state))
    assert mocks.started(a_scene(state))


@pytest.mark.parametrize("for_candidate", [True, False])
def test_a_scorecard_with_everything_in_it_fits(for_candidate: bool) -> None:
    criteria = (list(CONTENT.criteria.values()) * 2)[:MOST_CRITERIA]
    criteria.sort(key=lambda each: -max(map(len, each.levels)))
    card = Scorecard(
        id=1,
        mock_id=1,
        half=1,
        scorer_id=1,
        candidate_id=2,
        role=Role.INTERVIEWER,
        saved_at=NOON,
        scores={criterion.id: max((4, 3, 2, 1), key=lambda n: len(criterion.levels[n - 1])) for criterion in criteria},
        flags=tuple(CONTENT.flags),
        strength=LONG_WORDS[:LONGEST_LINE],
        repair=LONG_WORDS[:LONGEST_LINE],
        unanswered=LONG_WORDS[:LONGEST_LINE],
    )

    assert scorecards.scorecard(
        card,
        a_scene(),
        criteria=criteria,
        flags=list(CONTENT.flags.values()),
        missed=[LONG_WORDS[:500]] * MOST_PROBES,
        for_candidate=for_candidate,
    )
    flags = list(CONTENT.flags.values())
    many = [replace(flags[number % len(flags)], id=f"flag-{number}") for number in range(CHOICES)]
    assert scorecards.notes_form(a_scene().mock, 1, flags=many, written=card, missed=[LONG_WORDS] * 8, typed={})
    assert scorecards.scores_form(a_scene().mock, 1, "N" * 200, list(CONTENT.criteria.values()), {}, {})


def test_the_longest_list_fits_with_a_running_clock() -> None:
    scene = a_scene(MockState.SWAPPED)
    asked = scene.questions_of(2)[2][0]
    probes = [
        ListedProbe(number=number, text=LONG_WORDS[:900], probe_id="p", followup_id=number)
        for number in range(1, MOST_PROBES + 1)
    ]
    timer = Timer(
        id=1,
        cohort_id=1,
        member_id=1,
        aim_seconds=150,
        started_at=NOON,
        mock_id=scene.mock.id,
        half=2,
        position=3,
        laps=(("situation", 0),),
    )

    card = interviewer_list.interviewer_list(
        scene,
        asked,
        probes,
        at_hand=probes[0],
        good_answers={"p": LONG_WORDS},
        carried={1: a_followup()},
        timer=timer,
        is_scorer=True,
        may_ask_more=True,
        other_half=1,
    )

    assert card
    assert interviewer_list.ticks_form(asked, probes, {})


def test_the_longest_followups_fit() -> None:
    many = [(replace(a_followup(), id=number), "Why? " * 100) for number in range(12)]
    fixed = [replace(a_followup(), fixed_at=NOON, fixed_how=LONG_WORDS[:LONGEST_FIX])] * 3

    for page in range(3):
        assert followups.followups(many, fixed=fixed, time_zone="Europe/Berlin", page=page, a_page=5)
    assert followups.nudge([followup for followup, _ in many], "Europe/Berlin")
    assert followups.fix_form(a_followup(), good_answer=LONG_WORDS, typed={})


def a_followup() -> Followup:
    return Followup(
        id=1,
        member_id=1,
        cohort_id=1,
        question_id="q",
        text=LONG_WORDS[:900],
        opened_at=NOON,
        last_verdict="missed",
        last_asked_at=NOON + timedelta(days=1),
    )
