"""The daily question: which one, seeing it, answering it, and the probes that press on an answer."""

from datetime import date, timedelta

from bot.cards import questions as cards
from bot.cards.guide import target_facts
from bot.chat.forms import as_text
from bot.chat.limits import FIELD_TEXT
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command, FormSubmission, Person
from bot.domain.answer import WORDS_THAT_COUNT, DailyQuestion, count_words, missing_beats
from bot.domain.cohort import Cohort
from bot.domain.delivery import NewDelivery
from bot.domain.plan import PlanDay
from bot.domain.question import Question, Theme
from bot.errors import FormRefused, PracticeError
from bot.usecases.question_bank import question_for, question_of, reserve_question
from bot.usecases.standing import (
    Standing,
    as_number,
    cohort_by_id,
    find_standing,
    number_of,
    person_key,
    require_membership,
)
from bot.usecases.streaks import streak_of
from bot.work import Work

TALLY_WAIT = timedelta(seconds=2)
TALLY_DEADLINE = timedelta(hours=1)
LATER_WAIT = timedelta(hours=3)
LATER_DEADLINE = timedelta(hours=2)
LONGEST_TOPIC = 200
PROBES_A_CARD = 8
OPENING_THEME = "motivation"


async def today(work: Work, command: Command | ButtonPress) -> Reply:
    """Show the question in hand, the plan's task, and where the member stands."""
    standing = await find_standing(work, command.person, command.place)
    cohort = standing.cohort
    zone = standing.member.profile.time_zone
    dailies = await work.questions.of_cohort(cohort.id)
    daily = _latest_posted(cohort, dailies)
    if daily is None:
        return Reply(card=cards.no_question_yet(cohort, work.now, zone))
    question = await question_of(work, daily.question_id)
    target = work.content.employer_types.get(standing.member.profile.employer_type or "")
    return Reply(
        card=cards.today(
            daily=daily,
            question=question,
            theme=work.content.theme(question.theme),
            tasks=tasks_at_hand(work, cohort, daily.on),
            answer=await work.answers.latest(daily.id, standing.member.id),
            streak=await streak_of(work, standing, dailies),
            framework=work.content.default_framework,
            target=target_facts(target, work.content.criteria, with_opener=question.theme == OPENING_THEME),
            next_note=cards.next_question_note(cohort, work.now, zone),
        )
    )


async def open_answer(work: Work, command: Command) -> Reply:
    """Open the form for the question in hand, or for the plan day that was typed."""
    standing = await find_standing(work, command.person, command.place)
    wanted = command.options.get("day", command.text).strip()
    daily = await (_of_plan_day(work, standing.cohort, wanted) if wanted else _question_in_hand(work, standing.cohort))
    return await _answer_form(work, command.person, standing, daily)


async def press_answer(work: Work, press: ButtonPress) -> Reply:
    """Open the form of the question whose card was pressed."""
    daily, standing = await _daily_of(work, press.person, press.value)
    return await _answer_form(work, press.person, standing, daily)


async def press_answer_early(work: Work, press: ButtonPress) -> Reply:
    """Open the form of the next practice day's question, which is kept for that day."""
    cohort = await cohort_by_id(work, press.person, number_of(press.value))
    standing = await require_membership(work, press.person, cohort)
    daily = await next_question(work, cohort)
    if daily is None:
        raise PracticeError("There is no next question in this plan.", "Type /practice plan to see what is done.")
    return await _answer_form(work, press.person, standing, daily)


async def submit_answer(work: Work, form: FormSubmission) -> Reply:
    """Store an answer and log it as practice; too little to count is handed back with what was typed."""
    daily, standing = await _daily_of(work, form.person, form.context)
    framework = work.content.default_framework
    beats = {beat.id: as_text(form.values.get(beat.id)).strip() for beat in framework.beats}
    too_long = {beat: text for beat, text in beats.items() if len(text) > FIELD_TEXT}
    if too_long:
        advice = f"A field takes {FIELD_TEXT} characters; this has {{}}. Shorten it: spoken, that would be minutes."
        raise FormRefused({beat: advice.format(len(text)) for beat, text in too_long.items()})
    words = sum(count_words(text) for text in beats.values())
    if words < WORDS_THAT_COUNT:
        first_empty = next(iter(missing_beats(beats, framework)), framework.beats[0].id)
        raise FormRefused({first_empty: f"An answer counts from {WORDS_THAT_COUNT} words; this one has {words}."})
    answer_id = await work.answers.add(
        daily_question_id=daily.id, member_id=standing.member.id, via="form", beats=beats, now=work.now
    )
    assert answer_id is not None
    await work.drafts.discard(person_key(form.person), form.form_id, form.context)
    await note_practice(work, standing, daily, answer_id)
    question = await question_of(work, daily.question_id)
    missing = missing_beats(beats, framework)
    probes = sorted(work.content.probes_for(question), key=lambda probe: (probe.beat not in missing, probe.hardness))
    return Reply(
        card=cards.answer_saved(
            daily=daily,
            words=words,
            missing=[beat.name for beat in framework.beats if beat.id in missing],
            probes=probes[:2],
            streak=await streak_of(work, standing),
        )
    )


async def note_practice(work: Work, standing: Standing, daily: DailyQuestion, answer_id: int) -> None:
    """Log an answer as practice, have the channel's card updated, and call off the day's reminders."""
    await work.answers.log_activity(
        member_id=standing.member.id,
        cohort_id=standing.cohort.id,
        kind="answer",
        answer_id=answer_id,
        time_zone=standing.member.profile.time_zone,
        now=work.now,
    )
    await update_tally(work, standing.cohort, daily)
    await work.deliveries.drop_waiting(
        kinds=("remind", "later"), about={"member": standing.member.id}, now=work.now, why="practised already"
    )


async def update_tally(work: Work, cohort: Cohort, daily: DailyQuestion) -> None:
    """Have the posted question say anew who has answered; what changes within two seconds is one update."""
    if daily.message_id is None:
        return
    version = await work.questions.raise_tally(daily.id)
    await work.deliveries.put(
        NewDelivery(
            key=f"tally:{daily.id}:{version}",
            kind="tally",
            platform=cohort.platform,
            workspace_id=cohort.workspace_id,
            channel_id=cohort.channel_id,
            about={"cohort": cohort.id, "daily": daily.id, "version": version},
            due_at=work.now + TALLY_WAIT,
            deadline_at=work.now + TALLY_DEADLINE,
        )
    )


async def probes(work: Work, command: Command) -> Reply:
    """Hand out the probes of the question in hand, or of the theme or question whose words were typed."""
    topic = command.options.get("topic", command.text).strip()[:LONGEST_TOPIC]
    if not topic:
        standing = await find_standing(work, command.person, command.place)
        daily = await _question_in_hand(work, standing.cohort)
        return _probe_card(work, await question_of(work, daily.question_id))
    themes, questions = work.content.find_themes(topic), work.content.find_questions(topic)
    if themes:
        return _theme_probes(work, themes[0])
    if questions:
        return _probe_card(work, questions[0])
    names = ", ".join(theme.name for theme in list(work.content.themes.values())[:5])
    raise PracticeError(f"I found no theme or question for “{topic[:60]}”.", f"Themes are, for example: {names}.")


async def press_probes(work: Work, press: ButtonPress) -> Reply:
    daily, _ = await _daily_of(work, press.person, press.value)
    return _probe_card(work, await question_of(work, daily.question_id))


async def press_probes_of(work: Work, press: ButtonPress) -> Reply:
    """Hand out the probes of a question, or a page of those of a theme, that a button names."""
    kind, _, rest = press.value.partition("/")
    id, _, page = rest.rpartition("/")
    if kind == "question":
        return _probe_card(work, await question_for(work, press.person, id))
    return _theme_probes(work, work.content.theme(id), page=int(page[:3]) if page.isdecimal() else 0)


async def press_later(work: Work, press: ButtonPress) -> Reply:
    """Remind this member once in three hours, unless they have answered by then."""
    daily, standing = await _daily_of(work, press.person, press.value)
    if await work.answers.latest(daily.id, standing.member.id):
        return Reply(card=cards.answered_already(daily))
    at = work.now + LATER_WAIT
    about = {"member": standing.member.id, "daily": daily.id}
    await work.deliveries.drop_waiting(kinds=("later",), about=about, now=work.now, why="put off again")
    await work.deliveries.put(
        NewDelivery(
            key=f"later:{standing.membership.id}:{daily.id}:{at:%Y%m%dT%H%M%S}",
            kind="later",
            platform=standing.member.platform,
            workspace_id=standing.member.workspace_id,
            user_ids=(standing.member.user_id,),
            about={"cohort": standing.cohort.id, **about},
            due_at=at,
            deadline_at=at + LATER_DEADLINE,
        )
    )
    return Reply(card=cards.will_remind(at, standing.member.profile.time_zone))


async def current_question(work: Work, cohort: Cohort) -> DailyQuestion | None:
    """Find the latest question that was posted in this round of the plan."""
    return _latest_posted(cohort, await work.questions.of_cohort(cohort.id))


async def next_question(work: Work, cohort: Cohort) -> DailyQuestion | None:
    """Choose and keep the question of the next practice day that has not been posted."""
    today = cohort.today(work.now)
    posted_today = await work.questions.on(cohort.id, today)
    is_over = cohort.posts_at(today) <= work.now or (posted_today is not None and posted_today.posted_at is not None)
    on = cohort.next_practice_date(today if is_over else today - timedelta(days=1))
    return None if on is None else await reserve_question(work, cohort, on)


def tasks_at_hand(work: Work, cohort: Cohort, on: date) -> list[PlanDay]:
    """List the plan days whose tasks a practice day carries."""
    days = work.content.plan(cohort.plan_id).days
    return [days[day - 1] for day in cohort.plan_days_at_hand(on)]


def posted_in_round(cohort: Cohort, dailies: list[DailyQuestion]) -> list[DailyQuestion]:
    """Keep the questions that were posted in this round of the plan."""
    return [daily for daily in dailies if daily.posted_at and daily.on >= cohort.hours.first_day]


def _latest_posted(cohort: Cohort, dailies: list[DailyQuestion]) -> DailyQuestion | None:
    return next(reversed(posted_in_round(cohort, dailies)), None)


async def _question_in_hand(work: Work, cohort: Cohort) -> DailyQuestion:
    daily = await current_question(work, cohort)
    if daily is None:
        raise PracticeError(
            "No question has been posted in this group yet.",
            cards.plain_next(cohort, work.now) or "Ask the organiser to type /practice start.",
        )
    return daily


async def _of_plan_day(work: Work, cohort: Cohort, wanted: str) -> DailyQuestion:
    """Find the question of a plan day: one that was posted, or the next one, early."""
    number = as_number(wanted.lower().removeprefix("day").strip())
    if number is None:
        raise PracticeError(f"“{wanted[:30]}” is not a plan day.", "Type a number, such as /practice answer 3.")
    posted = posted_in_round(cohort, await work.questions.of_cohort(cohort.id))
    for daily in posted:
        if daily.plan_day == number:
            return daily
    upcoming = await next_question(work, cohort)
    if upcoming is not None and upcoming.plan_day == number:
        return upcoming
    days = ", ".join(str(daily.plan_day) for daily in posted[-10:]) or "none yet"
    raise PracticeError(f"Plan day {number} has no question to answer.", f"Days with a question so far: {days}.")


async def _answer_form(work: Work, person: Person, standing: Standing, daily: DailyQuestion) -> Reply:
    typed = await work.drafts.get(person_key(person), "answer", str(daily.id))
    if typed is None:
        latest = await work.answers.latest(daily.id, standing.member.id)
        typed = dict(latest.beats) if latest and latest.via == "form" else {}
    question = await question_of(work, daily.question_id)
    return Reply(form=cards.answer_form(daily, question, work.content.default_framework, typed))


async def _daily_of(work: Work, person: Person, value: str) -> tuple[DailyQuestion, Standing]:
    """Find the question that a button or form names, and the member who asks."""
    daily = await work.questions.get(number_of(value))
    if daily is None:
        raise PracticeError("That question is not here any more.", "Type /practice today for the current one.")
    cohort = await cohort_by_id(work, person, daily.cohort_id)
    return daily, await require_membership(work, person, cohort)


def _probe_card(work: Work, question: Question) -> Reply:
    return Reply(card=cards.probes_of_question(question, work.content.probes_for(question)))


def _theme_probes(work: Work, theme: Theme, *, page: int = 0) -> Reply:
    every = work.content.probes_for(theme)
    pages = max(1, -(-len(every) // PROBES_A_CARD))
    page = min(page, pages - 1)
    shown = every[page * PROBES_A_CARD : (page + 1) * PROBES_A_CARD]
    probes = sorted(shown, key=lambda probe: probe.hardness)
    following = page + 1 if page + 1 < pages else None
    return Reply(card=cards.probes_of_theme(theme, probes, next_page=following), replaces_card=page > 0)
