"""The words of what members look up: guides of every kind, checklists, and questions to ask at the end."""

from collections.abc import Callable, Mapping, Sequence

from bot.cards.prose import elements_of, paged, points
from bot.cards.words import joined, sentence
from bot.chat import limits
from bot.chat.cards import Bold, Bullets, Button, Card, Code, Element, Fact, Facts, Note, Paragraph, Text
from bot.chat.limits import shorten
from bot.domain.archetype import Archetype
from bot.domain.employer import CompanyRound, EmployerType
from bot.domain.framework import Framework
from bot.domain.guide import (
    Advice,
    BrokenSample,
    Checklist,
    Guide,
    InterviewPhase,
    SampleAnswer,
    StoryCategory,
)
from bot.domain.question import ClosingQuestion, Probe, Question, Wording
from bot.domain.rubric import Criterion, Flag

_CLOSING_THEMES = {
    "role": "The role",
    "team": "The team",
    "tech": "The technology",
    "evals": "Evals",
    "culture": "The culture",
    "safety": "Safety",
    "growth": "Growth",
    "business": "The business",
}
_KINDS_OF_TOPICS = {
    "guides": "Guides",
    "frameworks": "Shapes of an answer",
    "archetypes": "Kinds of story",
    "employer_types": "Employers",
    "company_rounds": "Rounds reported of companies",
    "samples": "Sample answers",
}


def overview(topics: Mapping[str, Sequence[tuple[str, str]]], *, page: int = 0) -> Card:
    """Everything that a guide can be read on: for each kind its keys and names."""
    elements: list[Element] = []
    for kind, heading in _KINDS_OF_TOPICS.items():
        names = [name for _, name in topics.get(kind, ())]
        if names:
            elements.append(Paragraph((Bold(f"{heading}. "), shorten(", ".join(names) + ".", limits.QUOTE - 100))))
    elements.append(Note(("Type ", Code("/practice guide hallucination"), " or any other words of a name.")))
    first = [_topic_button(key, name) for key, name in topics.get("guides", ())]
    return paged("What you can look up", elements, page=page, turn=_turn_to("overview"), after=first)


def guide(
    guide: Guide, *, advice: Sequence[Advice], tables: Sequence[Element], page: int, also: Sequence[tuple[str, str]]
) -> Card:
    elements = [*elements_of(guide.parts), *points([_advice_line(each) for each in advice]), *tables]
    return _topic_card(guide.name, elements, f"guides/{guide.id}", page, also)


def framework(framework: Framework, *, page: int, also: Sequence[tuple[str, str]]) -> Card:
    shortest, longest = framework.aim_seconds
    facts = [Fact("Aim for", f"{shortest} to {longest} seconds in all")]
    if framework.when:
        facts.append(Fact("Suits", framework.when))
    if framework.reported_by:
        facts.append(Fact("Reported by", framework.reported_by))
    beats = [
        (Bold(beat.name), f" ({beat.budget}): {beat.prompt}" if beat.budget else f": {beat.prompt}")
        for beat in framework.beats
    ]
    elements: list[Element] = [Paragraph(framework.about), *points(beats), Facts(tuple(facts))]
    return _topic_card(framework.name, elements, f"frameworks/{framework.id}", page, also)


def archetype(
    archetype: Archetype,
    *,
    wordings: Sequence[Wording],
    questions: Sequence[Question],
    probes: Sequence[Probe],
    page: int,
    also: Sequence[tuple[str, str]],
) -> Card:
    """A kind of story: its shape and slots, what it answers, and what presses on it."""
    elements: list[Element] = [
        Paragraph(archetype.about),
        Facts((Fact("What it tests", sentence(archetype.tests)), Fact("Tie-in", sentence(archetype.tie_in)))),
        Paragraph((Bold("Its shape. "), sentence(archetype.shape))),
        *points(archetype.slots),
    ]
    asked = [wording.text for wording in wordings] + [question.text for question in questions]
    if asked:
        elements += [Paragraph((Bold("It answers"),)), *points(asked)]
    if probes:
        elements += [
            Paragraph((Bold("What presses on it, from gentle to hard"),)),
            *points([each.text for each in probes]),
        ]
    return _topic_card(archetype.name, elements, f"archetypes/{archetype.id}", page, also)


def employer(
    employer: EmployerType,
    *,
    criteria: Mapping[str, Criterion],
    rounds: Sequence[CompanyRound],
    page: int,
    also: Sequence[tuple[str, str]],
) -> Card:
    """A kind of employer: what is rewarded, what loses, how to open, what counts more."""
    elements: list[Element] = [Paragraph(employer.about)]
    facts = []
    if employer.examples:
        facts.append(Fact("Such as", joined(employer.examples)))
    if employer.opener:
        facts.append(Fact("Open with", employer.opener))
    if employer.weights:
        facts.append(Fact("Counts more there", weights_in_words(employer, criteria)))
    if facts:
        elements.append(Facts(tuple(facts)))
    for heading, items in (("Rewarded", employer.rewards), ("What loses", employer.loses)):
        if items:
            elements += [Paragraph((Bold(heading),)), *points([sentence(item) for item in items])]
    if rounds:
        lines: list[Text] = [(Bold(f"{each.name}. "), each.about) for each in rounds]
        elements += [Paragraph((Bold("Rounds, as reported and unchecked"),)), *points(lines)]
    return _topic_card(employer.name, elements, f"employer_types/{employer.id}", page, also)


def company_round(
    round: CompanyRound, *, questions: Sequence[Question], page: int, also: Sequence[tuple[str, str]]
) -> Card:
    facts = [Fact("Company", round.company), Fact("What it tests", sentence(round.tests))]
    if round.minutes:
        facts.append(Fact("Length", f"{round.minutes} minutes"))
    if round.prepare:
        facts.append(Fact("Prepare", round.prepare))
    if round.reported_by:
        facts.append(Fact("Reported by", round.reported_by))
    elements: list[Element] = [Paragraph(round.about), Facts(tuple(facts))]
    if questions:
        elements += [Paragraph((Bold("Asked there"),)), *points([question.text for question in questions])]
    return _topic_card(round.name, elements, f"company_rounds/{round.id}", page, also)


def sample(
    sample: SampleAnswer,
    *,
    question: Question,
    twins: Sequence[BrokenSample],
    page: int,
    also: Sequence[tuple[str, str]],
) -> Card:
    """A sample answer, said to be invented, with the way to its broken twin."""
    elements: list[Element] = [
        Paragraph((Bold(question.text),)),
        Note("Invented by us, with its figures, to show the shape. Tell a story of your own."),
        *elements_of(sample.parts),
    ]
    more = [(f"broken_samples/{twin.id}", "The same, gone wrong") for twin in twins[:1]]
    return _topic_card(sample.name, elements, f"samples/{sample.id}", page, [*more, *also])


def broken_sample(
    broken: BrokenSample, *, sample: SampleAnswer, advice: Sequence[Advice], page: int, also: Sequence[tuple[str, str]]
) -> Card:
    """The same story gone wrong, with what is wrong first."""
    elements: list[Element] = [
        Paragraph((Bold("What is wrong here"),)),
        *points(broken.wrong),
        *elements_of(broken.parts),
        *points([_advice_line(each) for each in advice]),
    ]
    back = (f"samples/{sample.id}", "How it could sound")
    return _topic_card(broken.name, elements, f"broken_samples/{broken.id}", page, [back, *also])


def advice(advice: Advice, *, page: int, also: Sequence[tuple[str, str]]) -> Card:
    facts = [
        Fact(label, text)
        for label, text in (
            ("Instead", advice.instead),
            ("Why", advice.why),
            ("Reported by", advice.reported_by),
        )
        if text
    ]
    elements: list[Element] = [Paragraph(advice.text), *([Facts(tuple(facts))] if facts else [])]
    return _topic_card(advice.name, elements, f"advice/{advice.id}", page, also)


def criteria_table(criteria: Sequence[Criterion], *, target: EmployerType | None) -> list[Element]:
    """The scorecard's lines with the words for each score; where a target is known, what counts more there."""
    weights = target.weights if target else {}
    lines: list[Text] = []
    for criterion in criteria:
        weight = f" Counts {weights[criterion.id]} times at your target." if weights.get(criterion.id, 1) > 1 else ""
        levels = " ".join(f"{score}: {words}" for score, words in enumerate(criterion.levels, start=1))
        lines.append((Bold(f"{criterion.name}. "), f"{criterion.about}{weight} {levels}"))
    return points(lines)


def flags_table(flags: Sequence[Flag]) -> list[Element]:
    return points([(Bold(f"{flag.name}. "), f"{flag.ask} {flag.instead}") for flag in flags])


def phases_table(phases: Sequence[InterviewPhase]) -> list[Element]:
    return points([(Bold(f"{each.name}, {_span(each.minutes)} minutes. "), _phase(each)) for each in phases])


def categories_table(categories: Sequence[StoryCategory]) -> list[Element]:
    return points([(Bold(f"{each.name}: {_stories(each)}. "), each.about) for each in categories])


def checklist(checklist: Checklist, others: Sequence[Checklist], *, page: int) -> Card:
    """A checklist, with buttons to the others."""
    elements: list[Element] = [Paragraph(checklist.about), *points([("☐ ", item) for item in checklist.items])]
    if checklist.reported_by:
        elements.append(Note(f"Reported by {checklist.reported_by}"))
    after = [Button(action="checklist", label=each.name, value=each.id) for each in others]

    def turn(label: str, page: int) -> Button:
        return Button(action="checklist", label=label, value=f"{checklist.id}/{page}")

    return paged(checklist.name, elements, page=page, turn=turn, after=after)


def closing(questions: Sequence[ClosingQuestion], *, theme: str | None, themes: Sequence[str], page: int) -> Card:
    """Questions to ask at the end, of one theme or of all."""
    items: list[Element] = []
    for each in questions:
        listen = f" Listen for: {each.listen_for}" if each.listen_for else ""
        told = f" (From {each.reported_by})" if each.reported_by else ""
        items.append(Bullets(((Bold(each.text), f" {each.when}{listen}{told}"),)))
    intro = "Have three to five ready; having none counts against you. Pick those whose answer you want to hear."
    others = [
        Button(action="closing", label=_CLOSING_THEMES.get(each, sentence(each)), value=f"{each}/0")
        for each in themes
        if each != theme
    ]
    title = "Questions to ask them" + (f" · {_CLOSING_THEMES.get(theme, sentence(theme))}" if theme else "")

    def turn(label: str, page: int) -> Button:
        return Button(action="closing", label=label, value=f"{theme or 'all'}/{page}")

    return paged(title, [Paragraph(intro), *items], page=page, turn=turn, after=others)


def closing_theme_name(theme: str) -> str:
    return _CLOSING_THEMES.get(theme, sentence(theme))


def target_facts(
    target: EmployerType | None, criteria: Mapping[str, Criterion], *, with_opener: bool
) -> tuple[Fact, ...]:
    """What a member's target changes: what counts more there and, where it is asked for, how to open."""
    if target is None:
        return ()
    facts = [Fact(f"Counts more at your target, {target.name}", weights_in_words(target, criteria))]
    if with_opener and target.opener:
        facts.append(Fact("Open there with", target.opener))
    return tuple(facts)


def weights_in_words(employer: EmployerType, criteria: Mapping[str, Criterion]) -> str:
    """Say what counts more at an employer, the heaviest first."""
    heavy = sorted(((weight, id) for id, weight in employer.weights.items() if weight > 1), key=lambda each: -each[0])
    named = [f"{criteria[id].name} ×{weight}" for weight, id in heavy if id in criteria]
    return joined(named) if named else "Everything counts the same"


def _topic_card(title: str, elements: Sequence[Element], key: str, page: int, also: Sequence[tuple[str, str]]) -> Card:
    return paged(title, elements, page=page, turn=_turn_to(key), after=[_topic_button(*each) for each in also])


def _turn_to(key: str) -> Callable[[str, int], Button]:
    return lambda label, page: Button(action="guide", label=label, value=f"{key}/{page}")


def _topic_button(key: str, name: str) -> Button:
    return Button(action="guide", label=shorten(name, limits.BUTTON_LABEL), value=f"{key}/0")


def _advice_line(advice: Advice) -> Text:
    instead = f" Instead: {advice.instead}" if advice.instead else ""
    return (Bold(f"{advice.name}. "), f"{advice.text}{instead}")


def _phase(phase: InterviewPhase) -> str:
    questions = f"{_span(phase.questions)} questions. " if phase.questions else ""
    return f"{questions}{phase.about}"


def _stories(category: StoryCategory) -> str:
    if category.maximum is None or category.maximum == category.minimum:
        return f"{category.minimum} or more" if category.maximum is None else str(category.minimum)
    return _span((category.minimum, category.maximum))


def _span(pair: tuple[int, int]) -> str:
    return str(pair[0]) if pair[0] == pair[1] else f"{pair[0]} to {pair[1]}"
