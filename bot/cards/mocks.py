"""The words of a mock's card, which its two or three members share, and of what its buttons answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.words import PROGRESS_BUTTON, count, joined, moment, sentence
from bot.chat.cards import (
    Bold,
    Button,
    Buttons,
    Card,
    Code,
    Element,
    Fact,
    Facts,
    Inline,
    Mention,
    Note,
    Paragraph,
    Text,
)
from bot.chat.limits import shorten
from bot.domain.cohort import Cohort
from bot.domain.framework import Framework
from bot.domain.guide import InterviewPhase
from bot.domain.member import Member
from bot.domain.mock import Mock, MockState, Role
from bot.domain.mock_material import MockQuestion
from bot.domain.question import Question

FOLLOWUPS_BUTTON = Button(action="followups", label="My follow-ups")
SOMEBODY = "somebody who left"
NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A mock with everything that its card shows: its people by member id, and its questions in their order.

    `written` are the halves and scorers of complete scorecards; `frameworks` are by question id.
    """

    mock: Mock
    people: Mapping[int, Member]
    asked: Sequence[tuple[MockQuestion, Question]]
    frameworks: Mapping[str, Framework]
    phases: Sequence[InterviewPhase] = ()
    written: frozenset[tuple[int, int]] = frozenset()

    def name(self, member_id: int | None) -> str:
        """Give a member's name as cards say it."""
        member = self.people.get(member_id or 0)
        return shorten(member.name, NAME) if member else SOMEBODY

    def mention(self, member_id: int | None) -> Inline:
        member = self.people.get(member_id or 0)
        return Mention(member.user_id, member.name) if member else SOMEBODY

    def zone_of(self, member_id: int) -> str:
        member = self.people.get(member_id)
        return member.profile.time_zone if member else "UTC"

    def local(self, member_id: int, at: datetime) -> str:
        """Say an instant as a member's own clock does."""
        return moment(at, self.zone_of(member_id)).fallback

    def in_role(self, role: Role, half: int | None = None) -> str:
        return self.name(self.mock.in_role(role, half))

    def questions_of(self, half: int) -> list[tuple[MockQuestion, Question]]:
        return [pair for pair in self.asked if pair[0].half == half]

    def at_hand(self) -> tuple[MockQuestion, Question] | None:
        """Give the question that was asked last in the present half."""
        return next((pair for pair in reversed(self.questions_of(self.mock.half)) if pair[0].asked_at), None)


def group_card(scene: Scene, *, meeting: Sequence[Element] = ()) -> Card:
    """The one message that everybody in the mock sees; nothing of the probes or the scores is ever on it.

    `meeting` says when it takes place, or helps to find a time.
    """
    mock = scene.mock
    if mock.state in (MockState.PROPOSED, MockState.AGREED):
        return _ahead(scene, meeting)
    if mock.is_under_way:
        return _under_way(scene)
    if mock.state is MockState.DONE:
        return _done(scene)
    return _called_off(scene)


def started(scene: Scene) -> Card:
    """What the candidate reads when a half begins."""
    at_hand = scene.at_hand()
    elements: list[Element] = [Paragraph(f"{scene.in_role(Role.INTERVIEWER)} interviews you now.")]
    if at_hand:
        elements += _question(scene, at_hand[1])
    if scene.mock.length == "full":
        elements.append(Paragraph("At the end come your own questions: three to five, and not about pay alone."))
        elements.append(Buttons((Button(action="closing", label="Questions to ask"),)))
    elements.append(Note("Their list and their scores open to you when the mock is done."))
    return Card(title="You are the candidate", elements=tuple(elements))


def answered(mock: Mock) -> Card:
    """What a yes is answered with."""
    if mock.state is MockState.AGREED:
        return Card(
            title="Everybody is in",
            elements=(Paragraph("When all of you are there, press “Start” on the mock's card."),),
            tone="good",
        )
    return Card(
        title="You are in",
        elements=(Paragraph("As soon as the others say yes too, the mock can begin."),),
        tone="good",
    )


def finished(scene: Scene, *, still_to_write: Sequence[int]) -> Card:
    """What whoever ends a mock reads; `still_to_write` are the halves whose scorecard they owe."""
    elements: list[Element] = [Paragraph("It counts as practice for everybody who sat in it.")]
    if still_to_write:
        candidates = joined([scene.in_role(Role.CANDIDATE, half) for half in still_to_write])
        wait = "waits" if len(still_to_write) == 1 else "wait"
        elements.append(Paragraph(f"{candidates} {wait} for your scorecard. It takes two minutes."))
        elements.append(
            Buttons(
                tuple(
                    Button(
                        action="mock-score",
                        label=f"Scorecard for {scene.in_role(Role.CANDIDATE, half)}",
                        value=f"{scene.mock.id}/{half}",
                        style="primary",
                    )
                    for half in still_to_write
                )
            )
        )
    return Card(title="The mock is done", elements=tuple(elements), tone="good")


def no_mock(cohort: Cohort, *, done: int, open_followups: int, organises: bool) -> Card:
    """What `mock` says to whoever has none at hand."""
    so_far = f"You have held {count(done, 'mock')} in this group." if done else "You have held no mock yet."
    elements: list[Element] = [
        Paragraph(so_far),
        Paragraph(("For one now, type ", Code("/practice pair"), ".")),
    ]
    buttons = [*([FOLLOWUPS_BUTTON] if open_followups else []), PROGRESS_BUTTON]
    if organises:
        buttons.append(Button(action="mock-counts", label="The group's mocks", value=str(cohort.id)))
    elements.append(Buttons(tuple(buttons)))
    return Card(title="No mock at the moment", elements=tuple(elements))


def pressing_line(pressed: Mapping[str, int]) -> str:
    """Say how the group's interviewers were felt, in counts."""
    words = (("well", "pressed well"), ("soft", "too soft"), ("hard", "too hard"))
    return ", ".join(f"{pressed[kind]} {word}" for kind, word in words if pressed.get(kind))


def group_counts(*, held: int, live: int, pressed: Mapping[str, int] | None) -> Card:
    """What organisers see of the group's mocks: counts, and nothing of anybody's scores."""
    rows = [Fact("Held", count(held, "mock")), Fact("Under way or agreed", count(live, "mock"))]
    if pressed:
        rows.append(Fact("Interviewers, as candidates felt it", pressing_line(pressed)))
    return Card(
        title="The group's mocks in this round",
        elements=(
            Facts(tuple(rows)),
            Note("Scores are between the two who met. How interviewers pressed is told from three answers on."),
        ),
    )


def _ahead(scene: Scene, meeting: Sequence[Element]) -> Card:
    mock = scene.mock
    elements: list[Element] = [_who(scene), *meeting]
    if mock.length == "full":
        elements.append(Paragraph("An interview in full length, each way; the second may be on another day."))
        elements.append(_phases(scene.phases))
    else:
        for half in (1, 2):
            for _, question in scene.questions_of(half)[:1]:
                ordinal = "First half" if half == 1 else "Second half"
                elements.append(
                    Paragraph((Bold(f"{ordinal}, for {scene.in_role(Role.CANDIDATE, half)}. "), question.text))
                )
        first = scene.questions_of(1)
        if first:
            elements.append(_beats(scene, first[0][1]))
    elements.append(Paragraph(_answers(scene)))
    buttons = []
    if mock.state is MockState.PROPOSED:
        buttons.append(Button(action="mock-accept", label="I'm in", value=str(mock.id), style="primary"))
    else:
        buttons.append(Button(action="mock-start", label="Start", value=str(mock.id), style="primary"))
    buttons += [
        Button(action="mock-list", label="Interviewer's list", value=str(mock.id)),
        Button(action="mock-decline", label="I can't make it", value=str(mock.id)),
    ]
    if mock.state is MockState.AGREED and mock.starts_at is not None:
        buttons.append(Button(action="mock-no-show", label="They didn't come", value=str(mock.id)))
    elements.append(Buttons(tuple(buttons)))
    return Card(title=f"A mock: {_names(scene)}", elements=tuple(elements))


def _under_way(scene: Scene) -> Card:
    mock = scene.mock
    interviewer, candidate = scene.in_role(Role.INTERVIEWER), scene.in_role(Role.CANDIDATE)
    elements: list[Element] = [_observes(scene)] if mock.in_role(Role.OBSERVER) is not None else []
    at_hand = scene.at_hand()
    if at_hand:
        elements += _question(scene, at_hand[1], number=at_hand[0].position if at_hand[0].position > 1 else None)
    elif mock.half == 2:
        elements.append(
            Paragraph(f"The first half is over. Here {interviewer} interviews {candidate}, now or another day.")
        )
    if mock.length == "full":
        elements.append(_phases(scene.phases))
    elements.append(
        Buttons(
            (
                Button(action="mock-list", label="Interviewer's list", value=str(mock.id)),
                Button(action="mock-score", label="Scorecard", value=str(mock.id)),
                Button(action="mock-swap", label="Swap roles", value=str(mock.id), style="primary")
                if mock.state is MockState.RUNNING
                else Button(action="mock-done", label="Done", value=str(mock.id), style="primary"),
                *(
                    [Button(action="mock-done", label="End here", value=str(mock.id))]
                    if mock.state is MockState.RUNNING
                    else []
                ),
            )
        )
    )
    half = "First half" if mock.half == 1 else "Second half"
    return Card(title=f"{half}: {interviewer} interviews {candidate}", elements=tuple(elements))


def _done(scene: Scene) -> Card:
    mock = scene.mock
    lines = []
    for half in range(1, mock.halves_held + 1):
        candidate = scene.in_role(Role.CANDIDATE, half)
        for role in (Role.INTERVIEWER, Role.OBSERVER):
            scorer = mock.in_role(role, half)
            if scorer is not None:
                is_written = (half, scorer) in scene.written
                lines.append(
                    Fact(f"{scene.name(scorer)} for {candidate}", "written" if is_written else "still to write")
                )
    elements: list[Element] = [Paragraph("It counts as practice for everybody who sat in it.")]
    if lines:
        elements += [Paragraph((Bold("Scorecards"),)), Facts(tuple(lines))]
    elements.append(
        Buttons(
            (
                Button(action="mock-score", label="Write my scorecard", value=str(mock.id)),
                Button(action="mock-list", label="Probes and ticks", value=str(mock.id)),
            )
        )
    )
    elements.append(Note("Only the candidate and who wrote it see a scorecard."))
    return Card(title=f"Mock done: {_names(scene)}", elements=tuple(elements), tone="good")


def _called_off(scene: Scene) -> Card:
    words = {
        MockState.DECLINED: "Somebody cannot make it. Nobody is asked why.",
        MockState.NO_SHOW: "It did not take place.",
        MockState.EXPIRED: "It lapsed because nobody said more. That happens.",
    }
    return Card(
        title=f"No mock: {_names(scene)}",
        elements=(
            Paragraph(words.get(scene.mock.state, "It was called off.")),
            Paragraph(("For another one, type ", Code("/practice pair"), ".")),
        ),
    )


def _who(scene: Scene) -> Paragraph:
    mock = scene.mock
    parts: list[Inline] = [scene.mention(mock.in_role(Role.INTERVIEWER)), " interviews "]
    parts.append(scene.mention(mock.in_role(Role.CANDIDATE)))
    parts.append(" first, then you change places.")
    observer = mock.in_role(Role.OBSERVER)
    if observer is not None:
        parts += [" ", scene.mention(observer), " observes both halves and scores, too."]
    return Paragraph(tuple(parts))


def _observes(scene: Scene) -> Paragraph:
    return Paragraph((scene.mention(scene.mock.in_role(Role.OBSERVER)), " observes and scores, too."))


def _question(scene: Scene, question: Question, *, number: int | None = None) -> list[Element]:
    heading = f"Question {number}. " if number else ""
    return [Paragraph((Bold(f"{heading}{question.text}"),)), _beats(scene, question)]


def _beats(scene: Scene, question: Question) -> Note:
    framework = scene.frameworks[question.id]
    beats = " · ".join(f"{beat.name} {beat.budget}".strip() for beat in framework.beats)
    shortest, longest = question.aim_seconds or framework.aim_seconds
    return Note(f"{beats}. Aim for {shortest} to {longest} seconds aloud.")


def _phases(phases: Sequence[InterviewPhase]) -> Facts:
    return Facts(tuple(Fact(phase_name(phase), phase_length(phase)) for phase in phases))


def phase_name(phase: InterviewPhase) -> str:
    return sentence(phase.name)


def phase_length(phase: InterviewPhase) -> str:
    """Say how long a stretch of a full-length interview takes, and how many questions it holds."""
    minutes = f"{phase.minutes[0]} to {phase.minutes[1]} minutes"
    return f"{minutes}, {phase.questions[0]} to {phase.questions[1]} questions" if phase.questions else minutes


def _answers(scene: Scene) -> Text:
    mock = scene.mock
    waiting = [scene.name(seat.member_id) for seat in mock.seats if seat.answer != "accepted"]
    if not waiting:
        return "Everybody is in. Press “Start” when all of you are there."
    return f"{joined(waiting)} {'has' if len(waiting) == 1 else 'have'} not said yes yet."


def _names(scene: Scene) -> str:
    return joined([scene.name(id) for id in scene.mock.member_ids])
