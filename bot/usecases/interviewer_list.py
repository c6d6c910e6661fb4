"""The interviewer's list: probes to press with, what became of each, and the next question.

Only the interviewer and the observer of a half see it until the mock is done.
"""

from dataclasses import replace

from bot.cards import interviewer_list as cards
from bot.cards.mocks import Scene
from bot.chat.cards import Card
from bot.chat.forms import as_list
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, FormSubmission
from bot.domain.member import Member
from bot.domain.mock import Mock, Role
from bot.domain.mock_material import MOST_QUESTIONS, VERDICTS, ListedProbe, MockQuestion, Verdict, next_to_ask
from bot.errors import PracticeError
from bot.usecases.mock_material import add_question, listed_probes
from bot.usecases.mocks import Seated, scene_of, seated, update_card
from bot.usecases.standing import number_of, person_key
from bot.work import Work

LATER = "later"


async def press_list(work: Work, press: ButtonPress) -> Reply:
    """Open the list of the present half, or of the half and question that a button names."""
    asking = await seated(work, press.person, press.value)
    half, position = _place_of(press.value, asking.mock)
    require_scorer(asking.mock, asking.member, half)
    return Reply(
        card=await list_card(work, asking.mock, asking.member, half, position=position),
        replaces_card="/" in press.value,
    )


async def press_tick(work: Work, press: ButtonPress) -> Reply:
    """Note what became of the probe at hand and go on to the next one; `later` only goes on."""
    asking = await seated(work, press.person, press.value)
    _, half, position, number, verdict = (*press.value.split("/"), "", "", "", "")[:5]
    asked = await _asked(work, asking, number_of(half), number_of(position))
    if verdict != LATER:
        await _tick(work, asking, asked, number_of(number), verdict)
    card = await list_card(
        work, asking.mock, asking.member, asked.half, position=asked.position, after=number_of(number)
    )
    return Reply(card=card, replaces_card=True)


async def press_ticks(work: Work, press: ButtonPress) -> Reply:
    """Open the form that shows the whole list with its ticks."""
    asking = await seated(work, press.person, press.value)
    asked = await _asked(work, asking, *_place_of(press.value, asking.mock))
    probes = await listed_probes(work, asking.mock, asked)
    typed = await work.drafts.get(person_key(press.person), "mock-ticks", _place(asked)) or {}
    return Reply(form=cards.ticks_form(asked, probes, typed))


async def submit_ticks(work: Work, form: FormSubmission) -> Reply:
    asking = await seated(work, form.person, form.context)
    asked = await _asked(work, asking, *_place_of(form.context, asking.mock))
    for probe in await listed_probes(work, asking.mock, asked):
        chosen = next(iter(as_list(form.values.get(f"probe-{probe.number}"))), "")
        verdict = "" if chosen == cards.NOT_ASKED else chosen
        if verdict != probe.verdict:
            await _tick(work, asking, asked, probe.number, verdict)
    await work.drafts.discard(person_key(form.person), form.form_id, form.context)
    return Reply(card=await list_card(work, asking.mock, asking.member, asked.half, position=asked.position))


async def press_next_question(work: Work, press: ButtonPress) -> Reply:
    """Ask the half's next question, once however often it is pressed, and have the group's card show it."""
    asking = await seated(work, press.person, press.value)
    half, position = _place_of(press.value, asking.mock)
    mock = asking.mock
    require_scorer(mock, asking.member, half)
    if not mock.is_under_way or half != mock.half:
        raise PracticeError("That half is not running.", "Type /practice mock to see where it stands.")
    if position > MOST_QUESTIONS[mock.length]:
        raise PracticeError("That was the last question.", "Press on it, or end the half.")
    if await ask_question(work, mock, half, position):
        mock = await work.mocks.save(mock, replace(mock))
        await update_card(work, asking.cohort, mock)
    card = await list_card(work, mock, asking.member, half, position=position)
    return Reply(card=card, replaces_card=True)


async def ask_question(work: Work, mock: Mock, half: int, position: int) -> bool:
    """Note that a question is asked now, choosing it where none was planned; say whether it had not been asked."""
    asked = await _find(work, mock, half, position)
    if asked is None:
        await add_question(work, mock, half, position)
        asked = await _find(work, mock, half, position)
    if asked is None or asked.asked_at is not None:
        return False
    await work.material.note_asked(asked, work.now)
    return True


async def list_card(
    work: Work, mock: Mock, member: Member, half: int, *, position: int | None = None, after: int = 0
) -> Card:
    """Draw the list of a question, the one asked last unless it is named, with the next probe to ask on top."""
    scene = await scene_of(work, mock)
    asked = _shown(scene, half, position)
    probes = await listed_probes(work, mock, asked)
    timer = await work.timers.running_in(mock.id)
    is_scorer = mock.role_of(member.id, half) is not Role.CANDIDATE
    other = 3 - half
    may_turn = mock.has_been(other) and may_see(mock, member, other)
    return cards.interviewer_list(
        scene,
        asked,
        probes,
        at_hand=next_to_ask(probes, after) if is_scorer else None,
        good_answers={id: probe.good_answer for id, probe in work.content.probes.items()},
        carried={each.id: each for each in await work.followups.open_of(mock.in_role(Role.CANDIDATE, half) or 0)},
        timer=timer,
        is_scorer=is_scorer,
        may_ask_more=mock.is_under_way and half == mock.half and asked.position < MOST_QUESTIONS[mock.length],
        other_half=other if may_turn else None,
    )


def require_scorer(mock: Mock, member: Member, half: int) -> None:
    """Keep the candidate of a half from its list and its scores until they are open to them."""
    if not may_see(mock, member, half):
        raise PracticeError(
            "The list and the scores are in the interviewer's hand.",
            "You are the candidate of this half; they open to you when the mock is done.",
        )


def may_see(mock: Mock, member: Member, half: int) -> bool:
    """Say whether a member may see the list of a half."""
    return mock.role_of(member.id, half) is not Role.CANDIDATE or mock.is_open_to_candidate(half)


async def asked_in(work: Work, mock: Mock, half: int, position: int) -> MockQuestion:
    """Give a question of a mock that a button names."""
    asked = await _find(work, mock, half, position)
    if asked is None:
        raise PracticeError("That question is not part of this mock.", "Type /practice mock for its card.")
    return asked


async def _asked(work: Work, asking: Seated, half: int, position: int) -> MockQuestion:
    require_scorer(asking.mock, asking.member, half)
    return await asked_in(work, asking.mock, half, position)


async def _find(work: Work, mock: Mock, half: int, position: int) -> MockQuestion | None:
    questions = await work.material.questions_of(mock.id)
    return next((each for each in questions if (each.half, each.position) == (half, position)), None)


async def _tick(work: Work, asking: Seated, asked: MockQuestion, number: int, verdict: str) -> None:
    """Keep a verdict. What found no answer goes on the candidate's list at once, and off it when the tick changes."""
    if verdict not in ("", *VERDICTS):
        raise PracticeError("That button is from an older version.", "Type /practice mock for the current card.")
    mock = asking.mock
    if mock.role_of(asking.member.id, asked.half) is Role.CANDIDATE:
        raise PracticeError("Only the interviewer ticks.", "Your own list is /practice followups.")
    probe = await work.material.tick(asked, number, _verdict(verdict), work.now)
    candidate_id = mock.in_role(Role.CANDIDATE, asked.half)
    if probe is None or candidate_id is None:
        raise PracticeError("That line is not on the list.", "Open the list again from the mock's card.")
    if probe.followup_id is not None:
        await work.followups.note_asked(probe.followup_id, probe.verdict, work.now)
    elif probe.verdict == "missed":
        await _open_followup(work, asking, asked, probe, candidate_id)
    else:
        await work.followups.take_back(asked, number)


async def _open_followup(
    work: Work, asking: Seated, asked: MockQuestion, probe: ListedProbe, candidate_id: int
) -> None:
    await work.followups.open(
        member_id=candidate_id,
        cohort_id=asking.cohort.id,
        question=asked,
        number=probe.number,
        probe_id=probe.probe_id,
        text=probe.text,
        now=work.now,
    )


def _verdict(text: str) -> Verdict:
    return next((verdict for verdict in VERDICTS if verdict == text), "")


def _shown(scene: Scene, half: int, position: int | None) -> MockQuestion:
    """Choose the question whose list is shown: the named one, else the one asked last, else the first planned."""
    questions = [asked for asked, _ in scene.questions_of(half)]
    if not questions:
        raise PracticeError("This half has no question.", "Type /practice mock for its card.")
    named = next((each for each in questions if each.position == position), None)
    return named or next((each for each in reversed(questions) if each.asked_at), questions[0])


def _place(asked: MockQuestion) -> str:
    return f"{asked.mock_id}/{asked.half}/{asked.position}"


def _place_of(value: str, mock: Mock) -> tuple[int, int]:
    """Read the half and the position that a button names; without them, the present half's first question."""
    _, half, position = (*value.split("/"), "", "")[:3]
    number = number_of(half) if half else mock.half
    if number not in (1, 2):
        raise PracticeError("A mock has two halves.", "Type /practice mock for its card.")
    return number, number_of(position) if position else 0
