"""The bank of questions: looking one up, choosing the next one, and a group's own."""

from dataclasses import replace
from datetime import date

from bot.cards import question_bank as cards
from bot.chat.cards import Card
from bot.chat.forms import as_list, as_text
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command, FormSubmission, Person, Place
from bot.domain.answer import DailyQuestion, missing_beats
from bot.domain.cohort import Cohort
from bot.domain.plan import PlanDay
from bot.domain.question import Question
from bot.domain.question_bank import (
    LONGEST_OWN_TEXT,
    OWN_PREFIX,
    Leanings,
    Met,
    OwnQuestion,
    choose_question,
    hard_themes,
    pressed_hard,
)
from bot.domain.story_bank import weak_themes
from bot.errors import FormRefused, PracticeError
from bot.usecases.standing import as_number, cohort_by_id, find_cohort, number_of, person_key, require_organiser
from bot.work import Work

LONGEST_SEARCH = 200
ALSO_FOUND = 3
MOST_OWN = 200


async def question(work: Work, command: Command) -> Reply:
    """Look a question up by its words; organisers add, list and remove the group's own."""
    typed = command.options.get("words", command.text).strip()
    verb, _, rest = typed.partition(" ")
    match verb.lower():
        case "add":
            return await _open_form(work, command, rest.strip())
        case "list" if not rest:
            return await _list(work, command.person, await find_cohort(work, command.person, command.place))
        case "remove" if not rest or rest.strip().lstrip("#").isdecimal():
            return await _remove(work, command, rest.strip().lstrip("#"))
    if not typed:
        raise PracticeError("Which question?", "Type words of it, such as /practice question model swap.")
    return await _look_up(work, command, typed[:LONGEST_SEARCH])


async def press_question(work: Work, press: ButtonPress) -> Reply:
    return Reply(card=_card(work, await question_for(work, press.person, press.value), also=()))


async def press_own_questions(work: Work, press: ButtonPress) -> Reply:
    cohort_id, _, page = press.value.partition("/")
    cohort = await cohort_by_id(work, press.person, number_of(cohort_id))
    return await _list(work, press.person, cohort, page=int(page[:3]) if page.isdecimal() else 0)


async def submit_own_question(work: Work, form: FormSubmission) -> Reply:
    """Add a question of the group's own; one that is there already is refused."""
    cohort = await cohort_by_id(work, form.person, number_of(form.context))
    await require_organiser(work, form.person, cohort)
    text, tests = as_text(form.values.get("text")).strip(), as_text(form.values.get("tests")).strip()
    theme = next(iter(as_list(form.values.get("theme"))), "")
    own = await work.own_questions.of_cohort(cohort.id)
    faults = {name: _own_fault(value) for name, value in (("text", text), ("tests", tests)) if _own_fault(value)}
    if theme not in work.content.themes:
        faults["theme"] = "Choose a theme from the list."
    if "text" not in faults and _is_known(work, text, own):
        faults["text"] = "This question is there already. Ask it in another way, or leave it."
    if len(own) >= MOST_OWN:
        faults["text"] = f"A group can hold {MOST_OWN} questions of its own. Remove one first."
    if faults:
        raise FormRefused(faults)
    added = await work.own_questions.add(
        cohort.id, text=text, theme=theme, tests=tests, added_by=form.person.user_id, now=work.now
    )
    await work.drafts.discard(person_key(form.person), form.form_id, form.context)
    await work.questions.release_unposted(cohort.id)
    return Reply(card=cards.own_question_added(added, work.content.theme(theme)))


async def question_of(work: Work, question_id: str) -> Question:
    """Give a question by its id, a shipped one or a group's own."""
    own = await _own(work, question_id)
    return work.content.question(question_id) if own is None else _as_question(work, own)


async def question_for(work: Work, person: Person, question_id: str) -> Question:
    """Give a question that a button names; another workspace's own one is refused as if it did not exist."""
    own = await _own(work, question_id)
    if own is not None:
        await cohort_by_id(work, person, own.cohort_id)
    return await question_of(work, question_id)


async def _own(work: Work, question_id: str) -> OwnQuestion | None:
    number = as_number(question_id.removeprefix(OWN_PREFIX)) if question_id.startswith(OWN_PREFIX) else None
    return None if number is None else await work.own_questions.find(number)


async def reserve_question(work: Work, cohort: Cohort, on: date) -> DailyQuestion | None:
    """Choose the question of a date, never one that the cohort has had, and keep it.

    First come the plan day's own candidates and the group's questions of its themes, then what else fits the day, then
    anything. Of what the plan allows, the members' targets, levels and hard themes choose.
    """
    kept = await work.questions.on(cohort.id, on)
    plan_day = cohort.plan_day(on)
    if kept is not None or plan_day is None:
        return kept
    had = await work.questions.of_cohort(cohort.id)
    day = work.content.plan(cohort.plan_id).days[plan_day - 1]
    if not day.questions:
        return None
    own = [_as_question(work, each) for each in await work.own_questions.of_cohort(cohort.id)]
    used = {daily.question_id for daily in had}
    leanings = await _leanings(work, cohort, had)
    elsewhere = _needed_elsewhere(work, cohort, day)
    for pool in _pools(work, cohort, day, own):
        unused = [question for question in pool if question.id not in used]
        chosen = choose_question(unused, leanings, kept_for_other_days=elsewhere)
        if chosen:
            return await work.questions.reserve(cohort.id, on, plan_day, chosen.id)
    return None


def _pools(work: Work, cohort: Cohort, day: PlanDay, own: list[Question]) -> list[list[Question]]:
    content = work.content
    named = [content.question(id) for id in day.questions]
    themes = day.themes or tuple(dict.fromkeys(question.theme for question in named))
    every = [*own, *content.questions.values()]
    is_default = cohort.plan_id == content.default_plan.id
    return [
        [*named, *(question for question in own if question.theme in themes)],
        [q for q in every if q.theme in themes or (is_default and day.day in q.days)],
        every,
    ]


def _needed_elsewhere(work: Work, cohort: Cohort, day: PlanDay) -> set[str]:
    """Name the questions that other days of the plan put first."""
    plan = work.content.plan(cohort.plan_id)
    return {other.questions[0] for other in plan.days if other.questions and other.day != day.day} - {day.questions[0]}


async def _leanings(work: Work, cohort: Cohort, had: list[DailyQuestion]) -> Leanings:
    """Learn from profiles and answers what the group aims at and what was hard for it before."""
    members = await work.members.in_cohort(cohort.id)
    employers: dict[str, int] = {}
    levels: dict[str, int] = {}
    for member in members:
        for tally, value in ((employers, member.profile.employer_type), (levels, member.profile.level)):
            if value:
                tally[value] = tally.get(value, 0) + 1
    today = cohort.today(work.now)
    past = [daily for daily in had if daily.posted_at and daily.on < today]
    met = [await _met(work, daily, len(members)) for daily in past[-14:]]
    verdicts = await work.material.verdicts_by_question(cohort.id)
    pressed = pressed_hard(verdicts, {id: question.theme for id, question in work.content.questions.items()})
    weak = weak_themes(await work.stories.codes_in_cohort(cohort.id))
    hard = hard_themes(each for each in met if each) | pressed | weak
    return Leanings(employers=employers, levels=levels, hard_themes=hard)


async def _met(work: Work, daily: DailyQuestion, members: int) -> Met | None:
    asked = work.content.questions.get(daily.question_id)
    if asked is None or not members:
        return None
    answers = await work.answers.beats_of(daily.id)
    framework = work.content.default_framework
    beat_by_beat = [beats for beats in answers if "text" not in beats]
    empty = sum(len(missing_beats(beats, framework)) for beats in beat_by_beat)
    share = empty / (len(framework.beats) * len(beat_by_beat)) if beat_by_beat else 0.0
    return Met(theme=asked.theme, members=members, answers=len(answers), empty_share=share)


async def _look_up(work: Work, command: Command, typed: str) -> Reply:
    own = await _own_here(work, command.person, command.place)
    found = work.content.find_questions(typed, besides=own)
    wordings = work.content.find_wordings(typed)
    if wordings and (not found or wordings[0].text.casefold() in typed.casefold()):
        archetypes = [work.content.archetypes[id] for id in wordings[0].archetypes]
        return Reply(card=cards.wording(wordings[0], archetypes, found[:ALSO_FOUND]))
    if found:
        return Reply(card=_card(work, found[0], also=found[1 : 1 + ALSO_FOUND]))
    names = ", ".join(theme.name for theme in list(work.content.themes.values())[:5])
    raise PracticeError(f"I found no question for “{typed[:60]}”.", f"Try a theme, for example: {names}.")


def _card(work: Work, question: Question, *, also: list[Question] | tuple[()]) -> Card:
    content = work.content
    frameworks = [content.frameworks[id] for id in question.frameworks] or [content.default_framework]
    return cards.question(
        question,
        theme=content.theme(question.theme),
        frameworks=frameworks,
        archetypes=[content.archetypes[id] for id in question.archetypes],
        employers=[content.employer_types[id] for id in question.employers],
        samples=[sample for sample in content.samples.values() if sample.question == question.id],
        also=also,
    )


async def _open_form(work: Work, command: Command, text: str) -> Reply:
    cohort = await find_cohort(work, command.person, command.place)
    await require_organiser(work, command.person, cohort)
    typed = await work.drafts.get(person_key(command.person), "own-question", str(cohort.id)) or {}
    return Reply(form=cards.own_question_form(cohort, list(work.content.themes.values()), text=text, typed=typed))


async def _list(work: Work, person: Person, cohort: Cohort, *, page: int = 0) -> Reply:
    own = await work.own_questions.of_cohort(cohort.id)
    asked = {
        daily.question_id: daily.plan_day for daily in await work.questions.of_cohort(cohort.id) if daily.posted_at
    }
    organisers = await work.cohorts.organisers_of(cohort.id)
    may_remove = person.is_admin or person.user_id in organisers
    return Reply(card=cards.own_questions(cohort, own, asked=asked, page=page, may_remove=may_remove))


async def _remove(work: Work, command: Command, number: str) -> Reply:
    cohort = await find_cohort(work, command.person, command.place)
    await require_organiser(work, command.person, cohort)
    own = {str(each.id): each for each in await work.own_questions.of_cohort(cohort.id)}
    if number not in own:
        numbers = ", ".join(list(own)[:20]) or "none yet"
        raise PracticeError(
            f"There is no question {number[:10]} of your own." if number else "Which one shall I remove?",
            f"Type its number, such as /practice question remove 3. Numbers: {numbers}.",
        )
    await work.own_questions.remove(own[number].id, work.now)
    await work.questions.release_unposted(cohort.id)
    return Reply(card=cards.own_question_removed(own[number]))


async def _own_here(work: Work, person: Person, place: Place) -> list[Question]:
    cohort = await work.cohorts.in_channel(person.platform, person.workspace_id, place.channel_id)
    return [_as_question(work, own) for own in await work.own_questions.of_cohort(cohort.id)] if cohort else []


def _as_question(work: Work, own: OwnQuestion) -> Question:
    """Give an own question as one of the bank; where its theme is gone from the content, under the first theme."""
    theme = own.theme if own.theme in work.content.themes else next(iter(work.content.themes))
    return replace(own, theme=theme).as_question()


def _is_known(work: Work, text: str, own: list[OwnQuestion]) -> bool:
    known = {_plain(question.text) for question in work.content.questions.values()} | {
        _plain(each.text) for each in own
    }
    return _plain(text) in known


def _own_fault(value: str) -> str:
    if not value:
        return "Write a sentence here."
    return f"Keep it under {LONGEST_OWN_TEXT} characters." if len(value) > LONGEST_OWN_TEXT else ""


def _plain(text: str) -> str:
    return " ".join("".join(char if char.isalnum() else " " for char in text.casefold()).split())
