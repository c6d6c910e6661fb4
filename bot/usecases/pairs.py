"""What members and organisers ask around pairing: a mock now, an invitation, sitting out, a snooze, a dry run."""

from datetime import UTC, date, datetime

from bot.cards import rounds as cards
from bot.chat.forms import as_text
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command, FormSubmission
from bot.domain.cohort import Cohort
from bot.domain.mock import WAITING, Mock
from bot.domain.round import INVITATION_LASTS, check_snooze, next_round_on, round_dates
from bot.domain.wall_clock import local_date, read_date
from bot.draws import drawn
from bot.errors import PracticeError
from bot.usecases.mocks import group_card
from bot.usecases.rounds import asked_draw, direct, open_round, pair_two, pair_waiting
from bot.usecases.standing import (
    Standing,
    cohort_by_id,
    find_cohort,
    find_named,
    find_standing,
    number_of,
    person_key,
    require_membership,
    require_organiser,
)
from bot.work import Work

_DRY_RUN = ("dry-run", "dry run", "dryrun", "preview")
_LEAVING = ("leave", "stop", "cancel")
_OUT, _IN = ("out", "skip", "sit out"), ("in", "back")


async def pair(work: Work, command: Command) -> Reply:
    """Find a partner now, or do with pairing what the words behind the command say."""
    named = command.options.get("member", "").strip()
    word = "" if named else command.options.get("what", command.text).strip().lower()
    if word in _DRY_RUN:
        return await _show_dry_run(work, command, await find_cohort(work, command.person, command.place))
    standing = await find_standing(work, command.person, command.place)
    if word in _LEAVING:
        return await _leave_list(work, standing)
    if word in _OUT:
        return await _sit_out(work, standing, _coming(work, standing.cohort))
    if word in _IN:
        return await _come_back(work, standing)
    if word == "snooze":
        return await _snooze_form(work, standing)
    if named or word:
        return await _invite(work, standing, named or command.options.get("what", command.text).strip())
    return await _find_partner(work, standing)


async def press_pair(work: Work, press: ButtonPress) -> Reply:
    """Wait for a partner."""
    return await _find_partner(work, await _pressed_in(work, press))


async def press_leave(work: Work, press: ButtonPress) -> Reply:
    return await _leave_list(work, await _pressed_in(work, press))


async def press_sit_out(work: Work, press: ButtonPress) -> Reply:
    """Sit the round of the notice out."""
    return await _sit_out(work, await _pressed_in(work, press), _date_of(press.value))


async def press_in(work: Work, press: ButtonPress) -> Reply:
    """Take back that one sits out or snoozes."""
    return await _come_back(work, await _pressed_in(work, press))


async def press_snooze(work: Work, press: ButtonPress) -> Reply:
    return await _snooze_form(work, await _pressed_in(work, press))


async def submit_snooze(work: Work, form: FormSubmission) -> Reply:
    """Pair a member again from a date on; until then they are in no draw and on no list."""
    cohort = await cohort_by_id(work, form.person, number_of(form.context))
    standing = await require_membership(work, form.person, cohort)
    zone = standing.member.profile.time_zone
    try:
        until_on = check_snooze(read_date(as_text(form.values.get("until"))), work.now, zone)
    except PracticeError as fault:
        raise PracticeError(fault.sentence, fault.next_step, field="until") from None
    await work.rounds.snooze(cohort.id, standing.member.id, until_on, work.now)
    await work.rounds.stop_waiting(cohort.id, [standing.member.id])
    await work.drafts.discard(person_key(form.person), form.form_id, form.context)
    return Reply(card=cards.snoozed(cohort, until_on))


async def press_dry_run(work: Work, press: ButtonPress) -> Reply:
    cohort = await cohort_by_id(work, press.person, number_of(press.value))
    return await _show_dry_run(work, press, cohort)


async def press_yes(work: Work, press: ButtonPress) -> Reply:
    """Accept an invitation: the mock is there, and times are proposed."""
    standing, inviter_id, key = await _invitation(work, press)
    inviter = (await work.members.by_ids([inviter_id])).get(inviter_id)
    present = await work.cohorts.memberships_of(standing.cohort.id, [inviter_id])
    both = [inviter_id, standing.member.id]
    if inviter is None or inviter_id not in present or await work.rounds.blocks_among(both):
        raise PracticeError("That mock cannot be any more.", "Type /practice pair for another partner.")
    mock = await pair_two(work, standing.cohort, [inviter, standing.member], invited_by=inviter_id)
    await _tell_inviter(work, standing, inviter_id, key=key, is_yes=True)
    return Reply(card=await group_card(work, mock))


async def press_no(work: Work, press: ButtonPress) -> Reply:
    """Decline an invitation, without a why."""
    standing, inviter_id, key = await _invitation(work, press)
    await _tell_inviter(work, standing, inviter_id, key=key, is_yes=False)
    return Reply(card=cards.declined())


async def _find_partner(work: Work, standing: Standing) -> Reply:
    cohort, member = standing.cohort, standing.member
    if await work.meetings.is_paused(cohort.id, member.id):
        return Reply(card=cards.paused(cohort))
    await work.rounds.wake(cohort.id, member.id, work.now)
    at_hand = await _asked_for_before(work, standing)
    if at_hand is not None:
        return Reply(card=await group_card(work, at_hand))
    was_waiting = any(each.member_id == member.id for each in await work.rounds.waiting_in(cohort.id))
    await work.rounds.wait(cohort.id, member.id, now=work.now)
    found = [mock for mock in await pair_waiting(work, cohort) if mock.seat_of(member.id)]
    if found:
        return Reply(card=await group_card(work, found[0]))
    return Reply(card=cards.waiting(cohort, was_waiting=was_waiting))


async def _asked_for_before(work: Work, standing: Standing) -> Mock | None:
    """Find a mock outside the rounds that waits for its members: it comes before another one."""
    live = await work.mocks.live_of(standing.cohort.id, standing.member.id)
    return next((mock for mock in live if mock.round_id is None and mock.state in WAITING), None)


async def _leave_list(work: Work, standing: Standing) -> Reply:
    was_on_it = await work.rounds.stop_waiting(standing.cohort.id, [standing.member.id])
    return Reply(card=cards.left_the_list(was_on_it=bool(was_on_it)))


def _coming(work: Work, cohort: Cohort) -> date:
    on = next_round_on(cohort, work.content.plan(cohort.plan_id).mock_weeks, work.now)
    if on is None:
        raise PracticeError("The plan holds no more draws.", "Type /practice pair for a mock at any time.")
    return on


async def _sit_out(work: Work, standing: Standing, on: date) -> Reply:
    cohort = standing.cohort
    if on not in round_dates(cohort, work.content.plan(cohort.plan_id).mock_weeks, on, on):
        raise PracticeError("Nothing is drawn on that day any more.", "Type /practice pair out for the next draw.")
    opened = await open_round(work, cohort, on)
    if opened.is_drawn:
        raise PracticeError("These mocks are drawn already.", "Press “I can't make it” on your mock's card instead.")
    await work.rounds.claim(opened.id, [standing.member.id], "sits_out", work.now)
    return Reply(card=cards.sits_out(cohort, on))


async def _come_back(work: Work, standing: Standing) -> Reply:
    cohort, member = standing.cohort, standing.member
    await work.rounds.wake(cohort.id, member.id, work.now)
    on = next_round_on(cohort, work.content.plan(cohort.plan_id).mock_weeks, work.now)
    if on is not None:
        opened = await open_round(work, cohort, on)
        await work.rounds.sit_in(opened.id, member.id)
    if await work.meetings.is_paused(cohort.id, member.id):
        return Reply(card=cards.paused(cohort))
    return Reply(card=cards.is_in(cohort, on))


async def _snooze_form(work: Work, standing: Standing) -> Reply:
    cohort = standing.cohort
    typed = await work.drafts.get(
        (standing.member.platform, standing.member.workspace_id, standing.member.user_id), "pair-snooze", str(cohort.id)
    )
    today = local_date(work.now, standing.member.profile.time_zone)
    until = await work.rounds.snoozes_until(cohort.id, standing.member.id, today)
    return Reply(form=cards.snooze_form(cohort, until=until, today=today, typed=typed or {}))


async def _invite(work: Work, standing: Standing, wanted: str) -> Reply:
    """Ask somebody in private. Whoever does not want to be asked is not, and that looks like no answer."""
    cohort, member = standing.cohort, standing.member
    other = await find_named(work, cohort, wanted)
    if other.id == member.id:
        raise PracticeError("That is you.", "Name somebody else, or type /practice pair for whoever waits.")
    if other.user_id in await work.members.blocks_of(member.id):
        raise PracticeError(
            f"Your profile says never to pair you with {other.name[:40]}.", "Change it with /practice profile."
        )
    if await work.meetings.is_paused(cohort.id, member.id):
        return Reply(card=cards.paused(cohort))
    today = cohort.today(work.now)
    if await work.rounds.is_in_outbox(f"pair-unanswered:{cohort.id}:{member.id}:{other.id}:{today}"):
        raise PracticeError(
            f"You asked {other.name[:40]} today already.", "Wait for the answer, or type /practice pair."
        )
    about = {"inviter": member.id, "invitee": other.id, "stamp": int(work.now.timestamp())}
    if not await work.rounds.blocks_among([member.id, other.id]):
        key = f"pair-invite:{cohort.id}:{member.id}:{other.id}:{today}"
        await work.deliveries.put(
            direct(cohort, other, "pair-invite", key=key, now=work.now, about=about, lasts=INVITATION_LASTS)
        )
    key = f"pair-unanswered:{cohort.id}:{member.id}:{other.id}:{today}"
    await work.deliveries.put(
        direct(cohort, member, "pair-unanswered", key=key, now=work.now + INVITATION_LASTS, about=about)
    )
    return Reply(card=cards.invited(cohort, other))


async def _invitation(work: Work, press: ButtonPress) -> tuple[Standing, int, str]:
    """Read an invitation's button, and refuse one that is somebody else's, old, or answered."""
    cohort_id, inviter_id, invitee_id, stamp = _invitation_parts(press.value)
    cohort = await cohort_by_id(work, press.person, cohort_id)
    standing = await require_membership(work, press.person, cohort)
    if standing.member.id != invitee_id:
        raise PracticeError("This invitation is for somebody else.", "Type /practice pair for a mock of your own.")
    await work.rounds.hold(cohort.id)
    key = f"pair-answer:{cohort_id}:{inviter_id}:{invitee_id}:{stamp}"
    if await work.rounds.is_in_outbox(key):
        raise PracticeError("You have answered this invitation.", "Type /practice mock to see what is at hand.")
    if work.now > datetime.fromtimestamp(stamp, UTC) + INVITATION_LASTS:
        raise PracticeError("This invitation has lapsed.", "Type /practice pair to find a partner now.")
    return standing, inviter_id, key


async def _tell_inviter(work: Work, standing: Standing, inviter_id: int, *, key: str, is_yes: bool) -> None:
    inviter = (await work.members.by_ids([inviter_id])).get(inviter_id)
    about = {"inviter": inviter_id, "invitee": standing.member.id}
    await work.deliveries.drop_waiting(kinds=("pair-unanswered",), about=about, now=work.now, why="answered")
    if inviter is not None:
        cohort = standing.cohort
        answer = direct(cohort, inviter, "pair-answer", key=key, now=work.now, about={**about, "yes": int(is_yes)})
        await work.deliveries.put(answer)


async def _show_dry_run(work: Work, request: Command | ButtonPress, cohort: Cohort) -> Reply:
    """Show organisers what the next draw would be if it were now; nothing is stored and nobody is told."""
    await require_organiser(work, request.person, cohort)
    on = _coming(work, cohort)
    opened = await open_round(work, cohort, on)
    asked = await asked_draw(work, cohort, opened)
    people = {member.id: member for member in await work.members.in_cohort(cohort.id)}
    return Reply(card=cards.dry_run(cohort, opened, people, await drawn(asked), asked))


async def _pressed_in(work: Work, press: ButtonPress) -> Standing:
    cohort = await cohort_by_id(work, press.person, number_of(press.value.partition("/")[0]))
    return await require_membership(work, press.person, cohort)


def _date_of(value: str) -> date:
    try:
        return date.fromisoformat(value.partition("/")[2])
    except ValueError:
        raise PracticeError("That button is from an older version.", "Type /practice pair out instead.") from None


def _invitation_parts(value: str) -> tuple[int, int, int, int]:
    """Read cohort, inviter, invitee and the second of asking."""
    parts = value.split("/")
    if len(parts) != 4 or not all(part.isascii() and part.isdecimal() and len(part) <= 10 for part in parts):
        raise PracticeError("That button is from an older version.", "Type /practice pair to find a partner.")
    cohort_id, inviter_id, invitee_id, stamp = map(int, parts)
    return cohort_id, inviter_id, invitee_id, stamp
