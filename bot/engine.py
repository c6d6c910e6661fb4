"""The door to the engine: one request in, one reply out; one tick of the clock, and what it brings due."""

import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import msgspec

from bot.cards import errors as error_cards
from bot.chat.commands import find_command, subcommands_of
from bot.chat.forms import FieldValue, Form, filled
from bot.chat.replies import Reply
from bot.chat.requests import UNKNOWN_NAME, ButtonPress, Command, FormSubmission, Person, Request, ThreadMessage
from bot.clock import Clock
from bot.content import Content
from bot.delivery.courier import Courier
from bot.delivery.timetable import Timetable
from bot.errors import Collision, FormRefused, PracticeError
from bot.usecases import (
    attendance,
    cohort,
    disputes,
    followups,
    guide,
    help,
    interviewer_list,
    meetings,
    membership,
    mock_steps,
    own_stories,
    pairs,
    plan,
    profile,
    progress,
    question_bank,
    questions,
    scorecards,
    stories,
    story_bank,
    story_feedback,
    story_sharing,
    threads,
    timers,
)
from bot.usecases.standing import person_key
from bot.work import Work, WorkRoom

logger = logging.getLogger(__name__)

UseCase = Callable[[Work, Any], Awaitable[Reply]]

COMMANDS: dict[tuple[str, str], UseCase] = {
    ("practice", "setup"): cohort.offer_setup,
    ("practice", "start"): cohort.start,
    ("practice", "pause"): cohort.pause,
    ("practice", "resume"): cohort.resume,
    ("practice", "stop"): cohort.ask_to_stop,
    ("practice", "settings"): cohort.open_settings,
    ("practice", "join"): membership.join,
    ("practice", "leave"): membership.leave,
    ("practice", "profile"): profile.open_profile,
    ("practice", "today"): questions.today,
    ("practice", "answer"): questions.open_answer,
    ("practice", "probes"): questions.probes,
    ("practice", "question"): question_bank.question,
    ("practice", "guide"): guide.guide,
    ("practice", "checklist"): guide.checklist,
    ("practice", "closing"): guide.closing,
    ("practice", "plan"): plan.show,
    ("practice", "mock"): mock_steps.show,
    ("practice", "pair"): pairs.pair,
    ("practice", "followups"): followups.show,
    ("practice", "timer"): timers.timer,
    ("practice", "progress"): progress.show,
    ("practice", "help"): help.show,
    ("story", "add"): stories.add,
    ("story", "edit"): stories.edit,
    ("story", "remove"): stories.remove,
    ("story", "list"): stories.show_list,
    ("story", "show"): stories.show,
    ("story", "feedback"): story_feedback.feedback,
    ("story", "coverage"): story_bank.coverage,
    ("story", "match"): story_bank.match,
    ("story", "share"): story_sharing.share,
    ("story", "help"): help.show,
}

# Before these are answered, a text that stands behind them is kept in a transaction of its own.
KEPT_FIRST: dict[tuple[str, str], Callable[[Work, Command], Awaitable[None]]] = {
    ("story", "add"): own_stories.keep_said,
    ("story", "feedback"): own_stories.keep_said,
}

BUTTONS: dict[str, UseCase] = {
    "setup-defaults": cohort.set_up_with_defaults,
    "setup-form": cohort.open_setup_form,
    "start": cohort.start,
    "pause": cohort.pause,
    "stop-confirmed": cohort.stop,
    "settings": cohort.open_settings,
    "join": membership.join,
    "profile": profile.open_profile,
    "reminders-off": profile.reminders_off,
    "today": questions.today,
    "answer": questions.press_answer,
    "answer-early": questions.press_answer_early,
    "probes": questions.press_probes,
    "probes-of": questions.press_probes_of,
    "question": question_bank.press_question,
    "own-questions": question_bank.press_own_questions,
    "guide": guide.press_guide,
    "checklist": guide.checklist,
    "closing": guide.closing,
    "later": questions.press_later,
    "plan": plan.show,
    "progress": progress.show,
    "pair": pairs.press_pair,
    "pair-leave": pairs.press_leave,
    "pair-sit-out": pairs.press_sit_out,
    "pair-in": pairs.press_in,
    "pair-snooze": pairs.press_snooze,
    "pair-dry-run": pairs.press_dry_run,
    "pair-yes": pairs.press_yes,
    "pair-no": pairs.press_no,
    "mock-accept": mock_steps.press_accept,
    "mock-time": meetings.press_time,
    "mock-propose": meetings.press_propose,
    "mock-now": meetings.press_meet_now,
    "mock-decline": attendance.press_decline,
    "mock-no-show": attendance.press_no_show,
    "mock-met": attendance.press_met,
    "pairing-back": attendance.press_back,
    "mock-start": mock_steps.press_start,
    "mock-swap": mock_steps.press_swap,
    "mock-done": mock_steps.press_done,
    "mock-counts": mock_steps.press_counts,
    "mock-list": interviewer_list.press_list,
    "mock-tick": interviewer_list.press_tick,
    "mock-ticks": interviewer_list.press_ticks,
    "mock-next": interviewer_list.press_next_question,
    "mock-clock": timers.press_clock,
    "timer-beat": timers.press_beat,
    "timer-stop": timers.press_stop,
    "timer-again": timers.press_again,
    "mock-score": scorecards.press_score,
    "mock-notes": scorecards.press_notes,
    "mock-pressed": scorecards.press_calibrate,
    "scorecard": scorecards.press_scorecard,
    "scorecard-thank": scorecards.press_thank,
    "scorecard-ask": scorecards.press_ask_back,
    "followups": followups.show,
    "followup-fix": followups.press_fix,
    "help": help.show,
    "story-add": stories.press_add,
    "story-tell": stories.press_tell,
    "story-keep": stories.press_keep,
    "story-edit": stories.press_edit,
    "story-split": stories.press_split,
    "story-kind": stories.press_kind,
    "story-list": stories.show_list,
    "story-show": stories.press_show,
    "story-remove": stories.press_remove,
    "story-removed": stories.press_removed,
    "story-feedback": story_feedback.press_feedback,
    "story-rest": story_feedback.press_rest,
    "story-wrong": disputes.press_wrong,
    "story-lend": disputes.press_lend,
    "story-unlend": disputes.press_unlend,
    "story-coverage": story_bank.coverage,
    "story-share": story_sharing.press_share,
    "story-shared": story_sharing.press_shared,
}

FORMS: dict[str, UseCase] = {
    "setup": cohort.submit_setup,
    "settings": cohort.submit_settings,
    "profile": profile.submit_profile,
    "answer": questions.submit_answer,
    "own-question": question_bank.submit_own_question,
    "story": stories.submit_beats,
    "story-text": stories.submit_text,
    "pair-snooze": pairs.submit_snooze,
    "mock-time": meetings.submit_time,
    "mock-ticks": interviewer_list.submit_ticks,
    "mock-scores": scorecards.submit_scores,
    "mock-notes": scorecards.submit_notes,
    "ask-back": scorecards.submit_ask_back,
    "fix-followup": followups.submit_fix,
}

REQUESTS_KEPT = timedelta(hours=1)
MOST_COLLISIONS = 2


class Engine:
    """Practising together, without any chat platform."""

    def __init__(self, work_room: WorkRoom, *, clock: Clock, timetable: Timetable, courier: Courier) -> None:
        self._work_room = work_room
        self._clock = clock
        self._timetable = timetable
        self._courier = courier

    async def handle(self, request: Request) -> Reply:
        """Answer a request. The same request again gives the same reply and changes nothing.

        What went wrong becomes words here and nowhere else. What was typed into a form is kept first.
        """
        request = _readable(request)
        try:
            await self._keep_typed(request)
            return await self._handle_until_alone(request)
        except FormRefused as refusal:
            return Reply(field_errors=refusal.faults)
        except PracticeError as refusal:
            if isinstance(request, FormSubmission) and refusal.field:
                return Reply(field_errors={refusal.field: f"{refusal.sentence} {refusal.next_step}".strip()})
            return Reply(card=error_cards.refused(refusal))
        except Exception:
            reference = secrets.token_hex(4)
            logger.exception("unforeseen %s in %s", reference, describe(request))
            return Reply(card=error_cards.unforeseen(reference))

    async def tick(self, now: datetime) -> None:
        """Put in the outbox what has come due; a late, repeated or lost tick does no harm."""
        await self._timetable.tick(now)
        async with self._work_room.open(now) as work:
            await work.handled.forget_before(now - REQUESTS_KEPT)
            await work.drafts.forget_before(own_stories.SAID, now - own_stories.SAID_KEPT)

    async def deliver(self) -> int:
        """Send what the outbox holds due, and say how many deliveries were settled."""
        return await self._courier.deliver_due()

    async def next_due_at(self, after: datetime) -> datetime | None:
        """Give the next instant at which a tick or the courier has something to do."""
        return await self._timetable.next_due_at(after)

    async def next_question_at(self, after: datetime) -> datetime | None:
        """Give the next instant at which a question is posted in any cohort."""
        return await self._timetable.next_question_at(after)

    async def complete(self, person: Person, source: str, typed: str) -> list[str]:
        """Offer a person up to 25 texts for an option's source, for platforms that complete while typing."""
        if source == "story":
            return await self._titles_like(person, typed)
        return completions(self._work_room.content, source, typed)

    async def keep_form(self, person: Person, form: Form) -> None:
        """Keep a form that was opened, for a platform that shows its steps one after another."""
        async with self._work_room.open(self._clock.now()) as work:
            await work.drafts.save_form(
                person=person_key(person),
                form_id=form.id,
                context=form.context,
                form=msgspec.json.encode(form),
                now=work.now,
            )

    async def kept_form(self, person: Person, form_id: str, context: str) -> Form | None:
        """Give a form that was kept, with what has been typed into it; none once it was accepted."""
        async with self._work_room.open(self._clock.now()) as work:
            kept = await work.drafts.form(person_key(person), form_id[:40], context[:100])
            typed = await work.drafts.get(person_key(person), form_id[:40], context[:100])
        return None if kept is None else filled(msgspec.json.decode(kept, type=Form), typed or {})

    async def keep_typed(self, form: FormSubmission) -> tuple[dict[str, FieldValue], Form | None]:
        """Keep what was typed into one step before anything is judged.

        Give what was typed into all steps so far, and the form that was kept with it.
        """
        readable = _readable(form)
        assert isinstance(readable, FormSubmission)
        draft = person_key(form.person), form.form_id[:40], form.context[:100]
        async with self._work_room.open(self._clock.now()) as work:
            typed: dict[str, FieldValue] = {**(await work.drafts.get(*draft) or {}), **readable.values}
            kept = await work.drafts.form(*draft)
            await work.drafts.save(person=draft[0], form_id=draft[1], context=draft[2], typed=typed, now=work.now)
        return typed, None if kept is None else filled(msgspec.json.decode(kept, type=Form), typed)

    async def _handle_until_alone(self, request: Request) -> Reply:
        """Handle a request, again where another one that was handled at the same time got in its way."""
        for _ in range(MOST_COLLISIONS):
            with contextlib.suppress(Collision):
                return await self._handle_once(request)
        return await self._handle_once(request)

    async def _handle_once(self, request: Request) -> Reply:
        person = request.person
        async with self._work_room.open(self._clock.now()) as work:
            use_case, changes = _use_case_of(request)
            if not (request.id and changes):
                return await use_case(work, request)
            before = await work.handled.reply_to(person.platform, person.workspace_id, request.id)
            if before is not None:
                if isinstance(request, FormSubmission):
                    await work.drafts.discard(person_key(person), request.form_id, request.context)
                return msgspec.json.decode(before, type=Reply)
            reply = await use_case(work, request)
            await work.handled.add(
                person.platform, person.workspace_id, request.id, msgspec.json.encode(reply), work.now
            )
            return reply

    async def _keep_typed(self, request: Request) -> None:
        """Keep what was typed at length before anything judges it, in a transaction of its own."""
        if isinstance(request, Command) and (request.name, request.subcommand.lower()) in KEPT_FIRST:
            async with self._work_room.open(self._clock.now()) as work:
                await KEPT_FIRST[(request.name, request.subcommand.lower())](work, request)
        elif isinstance(request, FormSubmission):
            async with self._work_room.open(self._clock.now()) as work:
                await work.drafts.save(
                    person=person_key(request.person),
                    form_id=request.form_id[:40],
                    context=request.context[:100],
                    typed=request.values,
                    now=work.now,
                )

    async def _titles_like(self, person: Person, typed: str) -> list[str]:
        """List the titles of a person's own stories in which what was typed stands, the newest first."""
        async with self._work_room.open(self._clock.now()) as work:
            titles = await work.stories.titles(person_key(person))
        wanted = typed.strip().casefold()
        return [title for title in reversed(titles) if wanted in title.casefold()][:25]


def describe(request: Request) -> str:
    """Name a request for the log: what it was and whose, never what it said."""
    match request:
        case Command():
            what = f"/{request.name} {request.subcommand}"
        case ButtonPress():
            what = f"button {request.action}"
        case FormSubmission():
            what = f"form {request.form_id}"
        case ThreadMessage():
            what = f"thread message {request.change}"
    return f"{what[:60]!r} of {request.person.platform}/{request.person.workspace_id}/{request.person.user_id}"


def completions(content: Content, source: str, typed: str) -> list[str]:
    """List up to 25 completions for an option's source."""
    match source:
        case "theme_or_question" if not typed.strip():
            return [theme.name for theme in content.themes.values()][:25]
        case "theme_or_question":
            themes = [theme.name for theme in content.find_themes(typed)]
            return (themes + [question.text for question in content.find_questions(typed)])[:25]
        case "question":
            found = content.find_questions(typed) if typed.strip() else list(content.questions.values())
            return [question.text for question in found][:25]
        case "topic":
            topics = content.find_topics(typed) if typed.strip() else content.topics
            return [topic.name for topic in topics][:25]
        case "checklist":
            lists = content.find_checklists(typed) if typed.strip() else list(content.checklists.values())
            return [each.name for each in lists][:25]
        case "closing_theme":
            themes = list(dict.fromkeys(each.theme for each in content.closing_questions.values()))
            return [theme for theme in themes if theme.startswith(typed.strip().lower())]
        case "week":
            longest = max(len(plan.weeks) for plan in content.plans.values())
            return [str(week) for week in range(1, longest + 1)]
        case "time_zone":
            return profile.time_zones(typed)[:25]
        case "subcommand":
            return [name for name in subcommands_of("practice") if name.startswith(typed.strip().lower())]
        case "story_subcommand":
            return [name for name in subcommands_of("story") if name.startswith(typed.strip().lower())]
    return []


def _use_case_of(request: Request) -> tuple[UseCase, bool]:
    """Find who answers a request, and whether it may change something."""
    match request:
        case Command():
            spec = find_command(request.name, request.subcommand.lower() or "help")
            if spec is None:
                raise help.unknown_command(request.name, request.subcommand)
            return COMMANDS[(spec.name, spec.subcommand)], spec.changes
        case ButtonPress():
            if request.action not in BUTTONS:
                raise PracticeError(
                    "That button is from an older version.", "Type /practice today for the current card."
                )
            return BUTTONS[request.action], True
        case FormSubmission():
            if request.form_id not in FORMS:
                raise PracticeError("That form is from an older version.", "Open it again; what you typed is kept.")
            return FORMS[request.form_id], True
        case ThreadMessage():
            return threads.follow, True


def _readable(request: Request) -> Request:
    """Replace what no database or platform can hold (NUL, half characters); everything else stays as typed."""
    person = replace(request.person, name=_clean(request.person.name).strip() or UNKNOWN_NAME)
    match request:
        case Command():
            options = {name: _clean(value) for name, value in request.options.items()}
            return replace(
                request,
                person=person,
                name=_clean(request.name),
                subcommand=_clean(request.subcommand),
                text=_clean(request.text),
                options=options,
            )
        case FormSubmission():
            values = {_clean(name): _clean_value(value) for name, value in request.values.items()}
            return replace(request, person=person, values=values, context=_clean(request.context))
        case ThreadMessage():
            return replace(request, person=person, text=_clean(request.text))
        case ButtonPress():
            return replace(request, person=person, action=_clean(request.action), value=_clean(request.value))


def _clean_value(value: FieldValue) -> FieldValue:
    return [_clean(item) for item in value] if isinstance(value, list) else _clean(value)


def _clean(text: str) -> str:
    return text.replace("\x00", "�").encode("utf-8", "replace").decode("utf-8")
