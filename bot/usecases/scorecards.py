"""Scorecards: written by interviewer and observer in two small forms, read by the candidate when the mock is done."""

from dataclasses import dataclass
from datetime import timedelta

from bot.cards import scorecards as cards
from bot.chat.cards import Card
from bot.chat.forms import as_list, as_text
from bot.chat.limits import CHOICES
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, FormSubmission, Person
from bot.domain.cohort import Cohort
from bot.domain.delivery import NewDelivery
from bot.domain.followup import same_words
from bot.domain.member import Member
from bot.domain.mock import Mock, Role
from bot.domain.rubric import Criterion
from bot.domain.scorecard import LONGEST_LINE, MOST_CRITERIA, PRESSED, SCORES, Scorecard
from bot.errors import FormRefused, PracticeError
from bot.usecases.interviewer_list import may_see, require_scorer
from bot.usecases.mocks import Seated, scene_of, seated, update_card
from bot.usecases.standing import cohort_by_id, find_member, number_of, person_key
from bot.work import Work

SEND_WITHIN = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A scorecard that a request is about, and who asks."""

    card: Scorecard
    mock: Mock
    cohort: Cohort
    member: Member


async def press_score(work: Work, press: ButtonPress) -> Reply:
    """Open the scorer's form, or show the candidate what was written, once the mock is done."""
    asking = await seated(work, press.person, press.value)
    half = await _half_of(work, asking, press.value)
    mock, member = asking.mock, asking.member
    if mock.role_of(member.id, half) is Role.CANDIDATE:
        return await _show_own(work, asking, half)
    await _require_unsent(work, asking, half)
    written = await work.scorecards.of_scorer(mock.id, half, member.id)
    typed = await work.drafts.get(person_key(press.person), "mock-scores", f"{mock.id}/{half}") or {}
    name = (await scene_of(work, mock)).in_role(Role.CANDIDATE, half)
    return Reply(
        form=cards.scores_form(mock, half, name, _criteria(work), dict(written.scores) if written else {}, typed)
    )


async def submit_scores(work: Work, form: FormSubmission) -> Reply:
    """Keep the scores; all eight are asked for, so that mocks can be compared."""
    asking, half = await _scoring(work, form.person, form.context)
    scores, faults = {}, {}
    for criterion in _criteria(work):
        chosen = next(iter(as_list(form.values.get(criterion.id))), "")
        if chosen in {str(score) for score in SCORES}:
            scores[criterion.id] = int(chosen)
        else:
            faults[criterion.id] = "Choose 1 to 4. If you are between two, take the lower one."
    if faults:
        raise FormRefused(faults)
    mock = asking.mock
    candidate_id, role = mock.in_role(Role.CANDIDATE, half), mock.role_of(asking.member.id, half)
    if candidate_id is None or role is None:
        raise PracticeError("The candidate has left, and their data is gone.", "There is nobody to score any more.")
    await work.scorecards.save_scores(
        mock_id=mock.id,
        half=half,
        scorer_id=asking.member.id,
        candidate_id=candidate_id,
        role=role,
        scores=scores,
        now=work.now,
    )
    await work.drafts.discard(person_key(form.person), form.form_id, form.context)
    return Reply(card=cards.scores_kept(mock, half, (await scene_of(work, mock)).in_role(Role.CANDIDATE, half)))


async def press_notes(work: Work, press: ButtonPress) -> Reply:
    """Open the second form: flags, a strength, a repair, and the follow-up that found no answer."""
    asking, half = await _scoring(work, press.person, press.value)
    written = await work.scorecards.of_scorer(asking.mock.id, half, asking.member.id)
    if written is None:
        raise PracticeError("The scores come first.", "Press “Scorecard” on the mock's card.")
    typed = await work.drafts.get(person_key(press.person), "mock-notes", f"{asking.mock.id}/{half}") or {}
    return Reply(
        form=cards.notes_form(
            asking.mock,
            half,
            flags=list(work.content.flags.values())[:CHOICES],
            written=written,
            missed=await _missed(work, asking.mock, half),
            typed=typed,
        )
    )


async def submit_notes(work: Work, form: FormSubmission) -> Reply:
    """Complete a scorecard; what found no answer goes on the candidate's list."""
    asking, half = await _scoring(work, form.person, form.context)
    mock = asking.mock
    written = await work.scorecards.of_scorer(mock.id, half, asking.member.id)
    if written is None:
        raise PracticeError("The scores come first.", "Press “Scorecard” on the mock's card.")
    lines = {name: as_text(form.values.get(name)).strip() for name in ("strength", "repair", "unanswered")}
    faults = {name: "Say it in a line." for name in ("strength", "repair") if not lines[name]}
    faults |= {
        name: f"Keep it under {LONGEST_LINE} characters; this has {len(line)}."
        for name, line in lines.items()
        if len(line) > LONGEST_LINE
    }
    if faults:
        raise FormRefused(faults)
    flags = [flag for flag in as_list(form.values.get("flags")) if flag in work.content.flags]
    card = await work.scorecards.complete(written.id, flags=flags, now=work.now, **lines)
    await work.drafts.discard(person_key(form.person), form.form_id, form.context)
    await _keep_typed_followup(work, asking, card)
    await send_scorecards(work, asking.cohort, mock)
    if not mock.is_live:
        await update_card(work, asking.cohort, mock, because=f"scorecard-{card.id}")
    name = (await scene_of(work, mock)).in_role(Role.CANDIDATE, half)
    return Reply(card=cards.scorecard_complete(name, is_sent=mock.is_open_to_candidate(half)))


async def send_scorecards(work: Work, cohort: Cohort, mock: Mock) -> None:
    """Send each candidate what was written about them, as soon as it is open to them."""
    people = await work.members.by_ids(mock.member_ids)
    for card in await work.scorecards.of_mock(mock.id):
        candidate = people.get(card.candidate_id)
        if card.is_complete and mock.is_open_to_candidate(card.half) and candidate is not None:
            await work.deliveries.put(_to(work, cohort, candidate, card, kind="scorecard"))


async def press_scorecard(work: Work, press: ButtonPress) -> Reply:
    """Show a scorecard again, to the candidate and to who wrote it."""
    read = await _read(work, press.person, press.value)
    return Reply(card=await scorecard_card(work, read.card, read.mock, read.member.id))


async def press_thank(work: Work, press: ButtonPress) -> Reply:
    read = await _read_as_candidate(work, press.person, press.value)
    scorer = await _scorer(work, read.card)
    if scorer is not None and await work.scorecards.thank(read.card.id, work.now):
        await work.deliveries.put(_to(work, read.cohort, scorer, read.card, kind="thanks"))
    return Reply(card=cards.thanked(scorer))


async def press_ask_back(work: Work, press: ButtonPress) -> Reply:
    read = await _read_as_candidate(work, press.person, press.value)
    scorer = await _scorer(work, read.card)
    if read.card.asked_back is not None or scorer is None:
        return Reply(card=cards.asked_already(scorer))
    typed = await work.drafts.get(person_key(press.person), "ask-back", str(read.card.id)) or {}
    return Reply(form=cards.ask_back_form(read.card, scorer, typed))


async def submit_ask_back(work: Work, form: FormSubmission) -> Reply:
    """Bring the candidate's one question to who wrote the scorecard."""
    read = await _read_as_candidate(work, form.person, form.context)
    text = as_text(form.values.get("text")).strip()
    if not text or len(text) > LONGEST_LINE:
        raise PracticeError("Ask in a line or two.", f"Up to {LONGEST_LINE} characters.", field="text")
    scorer = await _scorer(work, read.card)
    if scorer is None or not await work.scorecards.ask_back(read.card.id, text):
        return Reply(card=cards.asked_already(scorer))
    await work.drafts.discard(person_key(form.person), form.form_id, form.context)
    await work.deliveries.put(_to(work, read.cohort, scorer, read.card, kind="ask-back"))
    return Reply(card=cards.asked(scorer))


async def press_calibrate(work: Work, press: ButtonPress) -> Reply:
    """Keep how the candidate felt the pressing; only counts of it are ever shown."""
    id, _, pressed = press.value.partition("/")
    read = await _read_as_candidate(work, press.person, id)
    if pressed not in PRESSED:
        raise PracticeError("That button is from an older version.", "Type /practice mock for the current card.")
    await work.material.calibrate(read.mock.id, read.card.half, pressed, work.now)
    return Reply(card=cards.calibrated())


async def halves_to_write(work: Work, mock: Mock, member_id: int) -> list[int]:
    """List the halves held of which a member still owes the scorecard."""
    written = {(card.half, card.scorer_id) for card in await work.scorecards.of_mock(mock.id) if card.is_complete}
    return [
        half
        for half in range(1, mock.halves_held + 1)
        if mock.role_of(member_id, half) in (Role.INTERVIEWER, Role.OBSERVER) and (half, member_id) not in written
    ]


async def scorecard_card(work: Work, card: Scorecard, mock: Mock, reader_id: int) -> Card:
    """Draw a scorecard, with the times of the half's answers, for one of the two."""
    scene = await scene_of(work, mock)
    return cards.scorecard(
        card,
        scene,
        criteria=_criteria(work),
        flags=[work.content.flags[id] for id in card.flags if id in work.content.flags],
        missed=await _missed(work, mock, card.half),
        for_candidate=reader_id == card.candidate_id,
    )


def _criteria(work: Work) -> list[Criterion]:
    return list(work.content.criteria.values())[:MOST_CRITERIA]


async def _half_of(work: Work, asking: Seated, value: str) -> int:
    """Read the half that a button names; on the group's card, the one that this member has to score."""
    _, _, named = value.partition("/")
    if named:
        half = number_of(named)
        if half not in (1, 2):
            raise PracticeError("A mock has two halves.", "Type /practice mock for its card.")
        return half
    mock = asking.mock
    owed = await halves_to_write(work, mock, asking.member.id)
    scored = [
        half for half in (2, 1) if mock.has_been(half) and mock.role_of(asking.member.id, half) is not Role.CANDIDATE
    ]
    return next(iter(owed or scored), mock.half)


async def _show_own(work: Work, asking: Seated, half: int) -> Reply:
    require_scorer(asking.mock, asking.member, half)
    about = [card for card in await work.scorecards.of_mock(asking.mock.id) if card.half == half and card.is_complete]
    mine = [card for card in about if card.candidate_id == asking.member.id]
    if not mine:
        name = (await scene_of(work, asking.mock)).in_role(Role.INTERVIEWER, half)
        return Reply(card=cards.not_written_yet(name))
    return Reply(card=await scorecard_card(work, mine[0], asking.mock, asking.member.id))


async def _scoring(work: Work, person: Person, value: str) -> tuple[Seated, int]:
    """Find who scores which half; the candidate is refused, and so is who has scored and sent it."""
    asking = await seated(work, person, value)
    half = await _half_of(work, asking, value)
    if asking.mock.role_of(asking.member.id, half) is Role.CANDIDATE:
        raise PracticeError("The scores are in the interviewer's hand.", "You are the candidate of this half.")
    await _require_unsent(work, asking, half)
    return asking, half


async def _require_unsent(work: Work, asking: Seated, half: int) -> None:
    """Refuse to score what has not begun, and to change a scorecard under the eyes of its reader."""
    mock = asking.mock
    if not mock.has_been(half):
        raise PracticeError("There is nothing to score yet.", "The scorecard opens when the half has begun.")
    written = await work.scorecards.of_scorer(mock.id, half, asking.member.id)
    if written is not None and written.is_complete and mock.is_open_to_candidate(half):
        raise PracticeError("You have written this scorecard, and it was sent.", "Type /practice mock for the card.")


async def _missed(work: Work, mock: Mock, half: int) -> list[str]:
    """List the probes of a half that found no answer, the hardest last."""
    lists = await work.material.probes_of_half(mock.id, half)
    return [probe.text for probes in lists.values() for probe in probes if probe.verdict == "missed"]


async def _keep_typed_followup(work: Work, asking: Seated, card: Scorecard) -> None:
    """Put the follow-up that was typed on the candidate's list, unless a tick has put it there."""
    await work.followups.take_back_typed(card.id)
    still_open = [followup.text for followup in await work.followups.open_of(card.candidate_id)]
    if not card.unanswered or same_words(card.unanswered, still_open):
        return
    questions = [each for each in await work.material.questions_of(asking.mock.id) if each.half == card.half]
    asked = next((each for each in reversed(questions) if each.asked_at), questions[0])
    await work.followups.open(
        member_id=card.candidate_id,
        cohort_id=asking.cohort.id,
        question=asked,
        text=card.unanswered,
        scorecard_id=card.id,
        now=work.now,
    )


async def _read(work: Work, person: Person, value: str) -> Read:
    """Find a scorecard for one of the two whom it concerns; to anybody else it does not exist."""
    card = await work.scorecards.find(number_of(value))
    mock = await work.mocks.find(card.mock_id) if card else None
    member = await find_member(work, person)
    if card is None or mock is None or member is None or member.id not in (card.candidate_id, card.scorer_id):
        raise PracticeError("There is no such scorecard for you.", "Yours are sent to you when a mock is done.")
    cohort = await cohort_by_id(work, person, mock.cohort_id)
    if member.id == card.candidate_id and not (card.is_complete and may_see(mock, member, card.half)):
        raise PracticeError("That scorecard is not yours to see yet.", "It is sent to you when the mock is done.")
    return Read(card=card, mock=mock, cohort=cohort, member=member)


async def _read_as_candidate(work: Work, person: Person, value: str) -> Read:
    read = await _read(work, person, value)
    if read.member.id != read.card.candidate_id:
        raise PracticeError("That is for the candidate to press.", "You wrote this scorecard.")
    return read


async def _scorer(work: Work, card: Scorecard) -> Member | None:
    return None if card.scorer_id is None else (await work.members.by_ids([card.scorer_id])).get(card.scorer_id)


def _to(work: Work, cohort: Cohort, member: Member, card: Scorecard, *, kind: str) -> NewDelivery:
    return NewDelivery(
        key=f"{kind}:{card.id}",
        kind=kind,
        platform=cohort.platform,
        workspace_id=cohort.workspace_id,
        user_ids=(member.user_id,),
        about={"cohort": cohort.id, "member": member.id, "scorecard": card.id},
        due_at=work.now,
        deadline_at=work.now + SEND_WITHIN,
    )
