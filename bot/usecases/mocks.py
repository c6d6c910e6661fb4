"""What everything about a mock begins with: opening one, addressing its members, drawing their card, who asks.

`open_mock` is where every mock begins, whether it was drawn or asked for; `update_card` follows each change. The steps
that members take by its buttons are in `mock_steps.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.cards import meetings as meeting_cards
from bot.cards import mocks as cards
from bot.cards.mocks import Scene
from bot.chat.cards import Card
from bot.chat.requests import Person
from bot.domain.cohort import Cohort
from bot.domain.delivery import HOME_CHANNEL, NewDelivery
from bot.domain.meeting import Attendee, Proposal, choose_shown, is_in_own_hours, session_of
from bot.domain.member import Member
from bot.domain.mock import WAITING, Length, Mock, Seat
from bot.domain.wall_clock import instant_of
from bot.errors import PracticeError
from bot.usecases.mock_material import framework_of, plan_questions
from bot.usecases.question_bank import question_of
from bot.usecases.standing import cohort_by_id, find_member, number_of
from bot.work import Work

CARD_DEADLINE = timedelta(days=3)
UPDATE_DEADLINE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """A member in a mock that a request is about."""

    mock: Mock
    cohort: Cohort
    member: Member


async def open_mock(
    work: Work,
    cohort: Cohort,
    seats: Sequence[Seat],
    *,
    length: Length = "short",
    themes: Sequence[str] = (),
    round_id: int | None = None,
    invited_by: int | None = None,
    window_from: datetime | None = None,
    window_until: datetime | None = None,
    expires_at: datetime | None = None,
) -> Mock:
    """Store a mock, choose its questions, and have its card sent to its members.

    `seats` are in the order of roles, see `seats_for`; `themes` are those of the plan's day.
    """
    mock = await work.mocks.add(
        cohort_id=cohort.id,
        seats=seats,
        now=work.now,
        length=length,
        round_id=round_id,
        invited_by=invited_by,
        window_from=window_from,
        window_until=window_until,
        expires_at=expires_at,
    )
    await plan_questions(work, mock, themes=themes)
    await work.deliveries.put(
        await to_group(
            work,
            cohort,
            mock,
            kind="pair",
            key=f"pair:{round_id or 0}:{mock.id}",
            deadline_at=work.now + CARD_DEADLINE,
        )
    )
    return mock


async def update_card(work: Work, cohort: Cohort, mock: Mock, *, because: str = "") -> None:
    """Have the group's card say what is so now; `because` names a change that is none of the mock itself."""
    await work.deliveries.put(
        await to_group(
            work,
            cohort,
            mock,
            kind="pair-card",
            key=f"pair-card:{mock.id}:{because or mock.version}",
            deadline_at=work.now + UPDATE_DEADLINE,
            version=mock.version,
        )
    )


async def to_group(
    work: Work,
    cohort: Cohort,
    mock: Mock,
    *,
    kind: str,
    key: str,
    deadline_at: datetime,
    due_at: datetime | None = None,
    **about: int | str,
) -> NewDelivery:
    """Address something to the members of a mock, together."""
    people = await work.members.by_ids(mock.member_ids)
    return NewDelivery(
        key=key,
        kind=kind,
        platform=cohort.platform,
        workspace_id=cohort.workspace_id,
        user_ids=tuple(people[id].user_id for id in mock.member_ids if id in people),
        about={"cohort": cohort.id, "mock": mock.id, HOME_CHANNEL: cohort.channel_id, **about},
        due_at=due_at or work.now,
        deadline_at=deadline_at,
    )


async def scene_of(work: Work, mock: Mock) -> Scene:
    """Gather what a mock's card shows."""
    asked = [(each, await question_of(work, each.question_id)) for each in await work.material.questions_of(mock.id)]
    written = (
        {(card.half, card.scorer_id) for card in await work.scorecards.of_mock(mock.id) if card.is_complete}
        if not mock.is_live
        else set()
    )
    return Scene(
        mock=mock,
        people=await work.members.by_ids(mock.member_ids),
        asked=asked,
        frameworks={question.id: framework_of(work, question) for _, question in asked},
        phases=tuple(work.content.interview_phases.values()) if mock.length == "full" else (),
        written=frozenset((half, scorer) for half, scorer in written if scorer is not None),
    )


async def group_card(work: Work, mock: Mock) -> Card:
    """Draw the card that the members of a mock share; before it begins, with its time or those to choose from."""
    scene = await scene_of(work, mock)
    if mock.state not in WAITING:
        return cards.group_card(scene)
    proposed = await work.meetings.proposals_of(mock.id)
    shown = choose_shown(proposed, work.now)
    suits_all = any(each.proposed_by is None and _is_in_everybodys_hours(scene, each) for each in shown)
    return cards.group_card(
        scene, meeting=meeting_cards.time_of_group(scene, shown, suits_all=suits_all, had_any=bool(proposed))
    )


async def open_times(work: Work, mock: Mock) -> list[Proposal]:
    """List the proposed times of a mock that a card shows now."""
    return choose_shown(await work.meetings.proposals_of(mock.id), work.now)


async def seated(work: Work, person: Person, value: str) -> Seated:
    """Find the mock that a button or form names and the member who asks; anybody from outside is refused."""
    mock = await work.mocks.find(number_of(value.partition("/")[0]))
    if mock is None:
        raise PracticeError("That mock is not here any more.", "Type /practice mock for the one at hand.")
    cohort = await cohort_by_id(work, person, mock.cohort_id)
    member = await find_member(work, person)
    if member is None or mock.seat_of(member.id) is None:
        raise PracticeError("This mock is between other people.", "Type /practice pair for one of your own.")
    return Seated(mock=mock, cohort=cohort, member=member)


def _is_in_everybodys_hours(scene: Scene, proposal: Proposal) -> bool:
    return all(
        is_in_own_hours(
            Attendee(time_zone=member.profile.time_zone, ticked=member.profile.availability),
            proposal.starts_at,
            session_of(scene.mock),
        )
        for member in scene.people.values()
    )


def round_begins(cohort: Cohort) -> datetime:
    """Give the instant at which the plan's present round began."""
    return instant_of(cohort.hours.first_day, time.min, cohort.hours.time_zone)
