"""The words of looking a question up, and of a group's own questions."""

from collections.abc import Mapping, Sequence

from bot.cards.prose import paged, points
from bot.cards.words import count, joined, sentence
from bot.chat import limits
from bot.chat.cards import Bold, Button, Buttons, Card, Code, Element, Fact, Facts, Note, Paragraph
from bot.chat.forms import Choice, ChoiceField, FieldValue, Form, Step, TextField, as_list, as_text
from bot.chat.limits import shorten
from bot.domain.archetype import Archetype
from bot.domain.cohort import Cohort
from bot.domain.employer import EmployerType
from bot.domain.framework import Framework
from bot.domain.guide import SampleAnswer
from bot.domain.member import LEVELS
from bot.domain.question import Question, Theme, Wording
from bot.domain.question_bank import LONGEST_OWN_TEXT, OwnQuestion


def question(
    question: Question,
    *,
    theme: Theme,
    frameworks: Sequence[Framework],
    archetypes: Sequence[Archetype],
    employers: Sequence[EmployerType],
    samples: Sequence[SampleAnswer],
    also: Sequence[Question],
) -> Card:
    """A question of the bank: what it tests, what a full answer holds, which story suits, who is said to ask it."""
    aim = question.aim_seconds or frameworks[0].aim_seconds
    facts = [Fact("What it tests", sentence(question.tests))]
    tell = question.tell or theme.tell
    if tell:
        facts.append(Fact("The tell", sentence(tell)))
    by = joined([framework.name for framework in frameworks])
    seconds = f"{aim[0]}" if aim[0] == aim[1] else f"{aim[0]} to {aim[1]}"
    facts.append(Fact("Aim for", f"{seconds} seconds aloud, by {by}"))
    if archetypes:
        facts.append(Fact("Stories that answer it", joined([each.name for each in archetypes])))
    if employers:
        facts.append(Fact("Suits", joined([each.name for each in employers])))
    if question.level != "any":
        facts.append(Fact("Level", LEVELS[question.level]))
    if question.reported_by:
        facts.append(Fact("Reported by", question.reported_by))
    elements: list[Element] = [Paragraph((Bold(question.text),)), Facts(tuple(facts))]
    if question.elements:
        elements += [Paragraph((Bold("A full answer holds"),)), *points([sentence(each) for each in question.elements])]
    buttons = [Button(action="probes-of", label="Probes", value=f"question/{question.id}/0", style="primary")]
    buttons += [Button(action="guide", label="A sample answer", value=f"samples/{each.id}/0") for each in samples[:1]]
    buttons += [_look_up(each) for each in also]
    elements.append(Buttons(tuple(buttons)))
    return Card(title=theme.name, elements=tuple(elements))


def wording(wording: Wording, archetypes: Sequence[Archetype], also: Sequence[Question]) -> Card:
    """A way of putting a question, and the kinds of story that answer it."""
    elements: list[Element] = [
        Paragraph((Bold(wording.text),)),
        Paragraph("These kinds of story answer it, the first one best:"),
        *points([(Bold(f"{each.name}. "), each.about) for each in archetypes]),
        Buttons(
            tuple(
                Button(action="guide", label=shorten(each.name, limits.BUTTON_LABEL), value=f"archetypes/{each.id}/0")
                for each in archetypes
            )
            + tuple(_look_up(each) for each in also)
        ),
    ]
    return Card(title="Which story to tell", elements=tuple(elements))


def own_question_form(cohort: Cohort, themes: Sequence[Theme], *, text: str, typed: Mapping[str, FieldValue]) -> Form:
    """The form for a question of the group's own."""
    choices = tuple(Choice(theme.id, shorten(theme.name, limits.CHOICE_LABEL)) for theme in themes[: limits.CHOICES])
    return Form(
        id="own-question",
        context=str(cohort.id),
        title="A question of our own",
        steps=(
            Step(
                fields=(
                    TextField(
                        name="text",
                        label="The question",
                        hint="As an interviewer would ask it",
                        value=as_text(typed.get("text"), text)[:LONGEST_OWN_TEXT],
                        long=True,
                        max_length=LONGEST_OWN_TEXT,
                    ),
                    ChoiceField(
                        name="theme",
                        label="Theme",
                        hint="It comes on the next plan day of this theme",
                        choices=choices,
                        value=tuple(as_list(typed.get("theme"))),
                    ),
                    TextField(
                        name="tests",
                        label="What it tests",
                        hint="What the interviewer is after",
                        value=as_text(typed.get("tests"))[:LONGEST_OWN_TEXT],
                        max_length=LONGEST_OWN_TEXT,
                    ),
                ),
                intro="The group sees it on the next plan day of its theme, with the follow-ups made for that theme.",
            ),
        ),
        submit_label="Add it",
    )


def own_question_added(own: OwnQuestion, theme: Theme) -> Card:
    return Card(
        title="The question is added",
        elements=(
            Paragraph((Bold(own.text),)),
            Paragraph(f"It comes on the next plan day about “{theme.name}”, unless it is the last one already."),
            Buttons((Button(action="own-questions", label="Our own questions", value=str(own.cohort_id)),)),
        ),
        tone="good",
    )


def own_questions(
    cohort: Cohort, own: Sequence[OwnQuestion], *, asked: Mapping[str, int], page: int, may_remove: bool
) -> Card:
    """The group's own questions, with the plan day on which each was asked."""
    if not own:
        return Card(
            title="No questions of your own yet",
            elements=(Paragraph(("Organisers add one with ", Code("/practice question add"), ".")),),
        )
    lines = [(Bold(f"{each.id}. "), f"{each.text} ", _when_asked(asked.get(each.question_id))) for each in own]
    elements: list[Element] = [
        Paragraph(f"{sentence(count(len(own), 'question'))} beside the shipped ones."),
        *points(lines),
    ]
    if may_remove:
        elements.append(Note(("Take one away by its number: ", Code(f"/practice question remove {own[-1].id}"), ".")))

    def turn(label: str, page: int) -> Button:
        return Button(action="own-questions", label=label, value=f"{cohort.id}/{page}")

    return paged(f"#{cohort.channel_name}'s own questions", elements, page=page, turn=turn)


def own_question_removed(own: OwnQuestion) -> Card:
    return Card(
        title="The question is removed",
        elements=(Paragraph(own.text), Paragraph("It will not be asked. Answers given to it before are kept.")),
    )


def _when_asked(plan_day: int | None) -> str:
    return f"Asked on day {plan_day}." if plan_day else "Not asked yet."


def _look_up(question: Question) -> Button:
    return Button(action="question", label=shorten(question.text, limits.BUTTON_LABEL), value=question.id)
