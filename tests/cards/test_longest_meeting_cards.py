"""The cards around a mock's time at their fullest: three long names in three long zones and every time there can be."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cards import attendance, meetings, mocks
from bot.chat.limits import BUTTONS
from bot.domain.meeting import MOST_OPEN, Proposal
from bot.domain.member import Profile
from bot.domain.mock import MockState
from tests.cards.test_longest_mock_cards import NOON, a_scene

ZONES = ("America/Argentina/ComodRivadavia", "America/North_Dakota/New_Salem", "America/Kentucky/Monticello")
SHOWN = [
    Proposal(
        id=number,
        mock_id=123456789,
        starts_at=NOON + timedelta(hours=number),
        proposed_at=NOON,
        proposed_by=1,
        accepted_by=frozenset({1, 2}),
    )
    for number in range(MOST_OPEN)
]


def in_three_zones(state: MockState) -> mocks.Scene:
    scene = a_scene(state)
    people = {
        id: replace(member, profile=Profile(time_zone=zone))
        for (id, member), zone in zip(scene.people.items(), ZONES, strict=True)
    }
    return replace(scene, people=people)


@pytest.mark.parametrize("state", [MockState.PROPOSED, MockState.AGREED])
@pytest.mark.parametrize("has_time", [True, False])
@pytest.mark.parametrize("shown", [SHOWN, []], ids=["times", "none"])
def test_the_shared_card_fits_with_every_open_time(state: MockState, has_time: bool, shown: list[Proposal]) -> None:
    scene = in_three_zones(state)
    scene = replace(scene, mock=replace(scene.mock, starts_at=NOON if has_time else None, started_at=None))

    elements = meetings.time_of_group(scene, shown, suits_all=False, had_any=False)

    card = mocks.group_card(scene, meeting=elements)
    for proposal in shown:
        assert any(str(proposal.minute) in str(element) for element in card.elements)
    assert len(shown) + 3 <= BUTTONS


def test_the_messages_around_a_time_fit() -> None:
    scene = in_three_zones(MockState.AGREED)
    hour = timedelta(hours=1)

    assert meetings.agreed(scene, uid="mock-1", sequence=9, lasts=hour, moved=True, stamped_at=NOON)
    assert meetings.soon(scene)
    assert meetings.no_time_yet(scene, SHOWN, window_until=NOON)
    assert meetings.proposed(scene, SHOWN[0], author_id=1)
    assert meetings.proposal_sent(scene, SHOWN[0], 1)
    assert meetings.propose_form(
        scene.mock, context="123456789/settled", time_zone=ZONES[0], span=(NOON, NOON + hour), typed={}
    )
    assert attendance.did_you_meet(scene, 1, is_last=False)
    assert attendance.who_did_not_come(scene, 1)
    assert attendance.called_off([scene.name(2), scene.name(3)])
