"""The words around a question: the daily card, today, the answer form, probes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.cards.words import PLAN_BUTTON, PROGRESS_BUTTON, count, joined, moment, sentence, span_of, streak_line
from bot.chat import limits
from bot.chat.cards import Bold, Bullets, Button, Buttons, Card, Element, Fact, Facts, Note, Paragraph, Quote, Text
from bot.chat.forms import Form, Step, TextField
from bot.chat.limits import shorten
from bot.domain.answer import Answer, DailyQuestion
from bot.domain.cohort import Cohort, CohortState
from bot.domain.framework import Framework
from bot.domain.plan import PlanDay
from bot.domain.question import Probe, Question, Theme
from bot.domain.streak import Streak
from bot.domain.wall_clock import name_date

_NAMES_SHOWN = 20
_HARDNESS = {1: "gentle", 2: "firm", 3: "hard"}
_BEAT_NAMES = {
    "situation": "Situation",
    "task": "Task",
    "action": "Action",
    "eval_evidence": "Eval evidence",
    "result": "Result",
    "judgment": "Judgment",
}


def daily_question(
    *,
    daily: DailyQuestion,
    question: Question,
    theme: Theme,
    framework: Framework,
    answered: Sequence[tuple[str, bool]],
    is_late: bool = False,
    is_mock_day: bool = False,
) -> Card:
    """The day's message in the channel, updated as people answer."""
    elements: list[Element] = [Paragraph((Bold(question.text),)), Facts(_question_facts(question, theme, framework))]
    if is_mock_day:
        elements.append(Paragraph("Mock day: your partner and your questions are on the card in your shared chat."))
    elements.append(Paragraph(_who_answered(answered)))
    elements.append(
        Buttons(
            (
                Button(action="answer", label="Answer", value=str(daily.id), style="primary"),
                Button(action="probes", label="Probes", value=str(daily.id)),
                Button(action="later", label="Remind me later", value=str(daily.id)),
            )
        )
    )
    if is_late:
        elements.append(Note("Posted late; it counts for today all the same."))
    elements.append(Note("A reply of 30 words or more in this thread counts as an answer too.", needs="threads"))
    return Card(title=f"Day {daily.plan_day} · {theme.name}", elements=tuple(elements))


def today(
    *,
    daily: DailyQuestion,
    question: Question,
    theme: Theme,
    tasks: Sequence[PlanDay],
    answer: Answer | None,
    streak: Streak,
    framework: Framework,
    target: tuple[Fact, ...],
    next_note: Text,
) -> Card:
    """The question in hand, for one member; `target` says what their kind of employer weighs more."""
    facts = (*_question_facts(question, theme, framework), *target)
    elements: list[Element] = [Paragraph((Bold(question.text),)), Facts(facts)]
    elements.extend(_task_elements(tasks))
    if answer is None:
        elements.append(Paragraph(f"Not answered yet. {streak_line(streak)}"))
    else:
        elements.append(Paragraph(f"You have answered. {streak_line(streak)}"))
        elements.append(Quote(_excerpt(answer)))
    label = "Answer" if answer is None else "Answer again"
    elements.append(
        Buttons(
            (
                Button(action="answer", label=label, value=str(daily.id), style="primary"),
                Button(action="probes", label="Probes", value=str(daily.id)),
                PLAN_BUTTON,
            )
        )
    )
    elements.append(Note(next_note))
    return Card(title=f"Day {daily.plan_day} · {name_date(daily.on)} · {theme.name}", elements=tuple(elements))


def no_question_yet(cohort: Cohort, now: datetime, time_zone: str) -> Card:
    """What `today` says before the first question."""
    return Card(
        title="No question yet",
        elements=(
            Paragraph(next_question_note(cohort, now, time_zone)),
            Buttons((PLAN_BUTTON, Button(action="help", label="What I can do"))),
        ),
    )


def next_question_note(cohort: Cohort, now: datetime, time_zone: str) -> Text:
    """Say when the next question comes, in the reader's own time."""
    match cohort.state:
        case CohortState.READY:
            return "The group has not started. Its organiser starts it with /practice start."
        case CohortState.PAUSED:
            return "The group is paused. No day is due and every streak stays whole."
        case CohortState.FINISHED:
            return f"The {span_of(cohort)} are done. The organiser can begin another round with /practice start."
        case CohortState.STOPPED:
            return "The group has ended."
        case CohortState.RUNNING:
            at = next_post(cohort, now)
            if at is None:
                return f"That was the last question of the {span_of(cohort)}."
            return ("The next question comes ", moment(at, time_zone), ".")


def plain_next(cohort: Cohort, now: datetime) -> str:
    """Say the same in plain words, in the group's zone."""
    if cohort.state is not CohortState.RUNNING:
        return str(next_question_note(cohort, now, cohort.hours.time_zone))
    at = next_post(cohort, now)
    return f"The first one comes {moment(at, cohort.hours.time_zone).fallback}." if at else ""


def next_post(cohort: Cohort, now: datetime) -> datetime | None:
    """Give the instant of the next question."""
    today = cohort.today(now)
    for on in cohort.practice_dates(today, cohort.last_day):
        if cohort.posts_at(on) > now:
            return cohort.posts_at(on)
    return None


def answer_form(daily: DailyQuestion, question: Question, framework: Framework, typed: dict[str, Any]) -> Form:
    """The form with one field a beat, in two steps so that every platform can show it."""
    fields = [
        TextField(
            name=beat.id,
            label=shorten(f"{beat.name} ({beat.budget})" if beat.budget else beat.name, limits.FIELD_LABEL),
            hint=shorten(beat.prompt, limits.FIELD_HINT),
            value=str(typed.get(beat.id, ""))[: limits.FIELD_TEXT],
            required=False,
            long=True,
        )
        for beat in framework.beats
    ]
    aim = _aim(question, framework)
    intro = f"{question.text}\nAim for {aim} aloud. Notes are fine; 30 words in all are enough."
    half = (len(fields) + 1) // 2
    return Form(
        id="answer",
        context=str(daily.id),
        title=f"Your answer, day {daily.plan_day}",
        steps=(Step(fields=tuple(fields[:half]), intro=intro), Step(fields=tuple(fields[half:]))),
        submit_label="Save answer",
    )


def answer_saved(
    *, daily: DailyQuestion, words: int, missing: Sequence[str], probes: Sequence[Probe], streak: Streak
) -> Card:
    """What a member reads after an answer: that it counts, what is missing, and what an interviewer would ask next."""
    early = "" if daily.posted_at else " The group sees this question on its day; yours is done."
    elements: list[Element] = [Paragraph(f"{words} words, kept privately. {streak_line(streak)}{early}")]
    if missing:
        elements.append(
            Paragraph(("Still empty: ", Bold(joined(list(missing))), ". An interviewer presses there first."))
        )
    if probes:
        elements.append(Paragraph("Now say it aloud, then try to answer this:"))
        elements.append(Bullets(tuple(probe.text for probe in probes)))
    elements.append(
        Buttons(
            (
                Button(action="probes", label="More probes", value=str(daily.id)),
                Button(action="answer", label="Change my answer", value=str(daily.id)),
                PROGRESS_BUTTON,
            )
        )
    )
    return Card(title=f"Day {daily.plan_day} is answered", elements=tuple(elements), tone="good")


def thread_answer_counted(daily: DailyQuestion, streak: Streak) -> Card:
    return Card(
        title=f"Counted for day {daily.plan_day}",
        elements=(
            Paragraph(f"{streak_line(streak)} Your reply is the answer; editing it is fine."),
            Buttons((Button(action="probes", label="Probes", value=str(daily.id)), PROGRESS_BUTTON)),
        ),
        tone="good",
    )


def join_to_count(cohort: Cohort) -> Card:
    return Card(
        title="A good answer, and it can count",
        elements=(
            Paragraph("You are not in this group yet. Join, then send it once more."),
            Buttons((Button(action="join", label="Join the group", value=str(cohort.id), style="primary"),)),
        ),
    )


def answered_already(daily: DailyQuestion) -> Card:
    return Card(
        title=f"Day {daily.plan_day} is answered",
        elements=(Paragraph("Nothing to be reminded of. You can answer again to make it better."),),
        tone="good",
    )


def will_remind(at: datetime, time_zone: str) -> Card:
    return Card(
        title="I will remind you once",
        elements=(Paragraph(("At ", moment(at, time_zone), ", unless you have answered by then.")),),
    )


def probes_of_question(question: Question, probes: Sequence[Probe]) -> Card:
    """A probe list for whoever plays the interviewer."""
    return Card(title="Probes", elements=(Paragraph((Bold(question.text),)), *_probe_elements(probes)))


def probes_of_theme(theme: Theme, probes: Sequence[Probe], *, next_page: int | None = None) -> Card:
    """A handful of a theme's probes, with the way to more."""
    intro = shorten(theme.about, 600)
    elements: list[Element] = [Paragraph(intro), *_probe_elements(probes)]
    if next_page is not None:
        more = Button(action="probes-of", label="More of this theme", value=f"theme/{theme.id}/{next_page}")
        elements.append(Buttons((more,)))
    return Card(title=f"Probes · {theme.name}", elements=tuple(elements))


def _probe_elements(probes: Sequence[Probe]) -> tuple[Element, ...]:
    shown = probes[:8]
    items: list[Text] = [
        (Bold(probe.text), f" {_BEAT_NAMES[probe.beat]}, {_HARDNESS[probe.hardness]}. {probe.good_answer}")
        for probe in shown
    ]
    return (
        *(Bullets((item,)) for item in items),
        Note("From gentle to hard, each with what a good answer holds. Ask one, wait, and follow what was said."),
    )


def _question_facts(question: Question, theme: Theme, framework: Framework) -> tuple[Fact, ...]:
    tell = question.tell or theme.tell
    facts = [Fact("What it tests", sentence(question.tests))]
    if tell:
        facts.append(Fact("The tell", sentence(tell)))
    facts.append(Fact("Aim for", f"{_aim(question, framework)} aloud, by {framework.name}"))
    if question.reported_by:
        facts.append(Fact("Reported by", question.reported_by))
    return tuple(facts)


def _aim(question: Question, framework: Framework) -> str:
    shortest, longest = question.aim_seconds or framework.aim_seconds
    return f"{longest} seconds" if shortest == longest else f"{shortest} to {longest} seconds"


def _task_elements(tasks: Sequence[PlanDay]) -> list[Element]:
    if not tasks:
        return []
    first, later = tasks[0], tasks[1:]
    elements: list[Element] = [
        Paragraph((Bold("Your task today. "), first.task)),
        Note(f"Done when: {first.done_when}"),
    ]
    if later:
        elements.append(Paragraph((Bold("For the free days after it"),)))
        elements.append(Bullets(tuple((Bold(f"Day {day.day}. "), day.task) for day in later)))
    return elements


def _who_answered(answered: Sequence[tuple[str, bool]]) -> str:
    if not answered:
        return "Nobody has answered yet."
    names = [name for name, shows_name in answered if shows_name][:_NAMES_SHOWN]
    told = f"{sentence(count(len(answered), 'person', 'people'))} answered"
    if not names:
        return f"{told}."
    shown = [shorten(name, 40) for name in names]
    others = len(answered) - len(names)
    return f"{told}: {joined([*shown, f'{others} more'] if others else shown)}."


def _excerpt(answer: Answer) -> str:
    filled = [(beat, text.strip()) for beat, text in answer.beats.items() if text.strip()]
    if answer.via == "thread":
        return shorten(filled[0][1], 1200) if filled else "…"
    each = 1500 // max(1, len(filled))
    return "\n".join(f"{_BEAT_NAMES.get(beat, beat)}: {shorten(text, each)}" for beat, text in filled)
