"""Looking things up: guides of every kind, checklists, and questions to ask at the end."""

from typing import Any

from rapidfuzz import process

from bot.cards import guide as cards
from bot.chat.cards import Card, Element
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command, Person
from bot.domain.archetype import Archetype
from bot.domain.employer import CompanyRound, EmployerType
from bot.domain.framework import Framework
from bot.domain.guide import Advice, BrokenSample, Guide, SampleAnswer
from bot.errors import PracticeError
from bot.usecases.standing import find_member
from bot.work import Work

LONGEST_TOPIC = 200
ALSO_FOUND = 3


async def guide(work: Work, command: Command) -> Reply:
    """Show what is nearest to the words typed, with what else they may have meant; without words, the list."""
    typed = command.options.get("topic", command.text).strip()[:LONGEST_TOPIC]
    if not typed:
        return Reply(card=_overview(work))
    found = work.content.find_topics(typed)
    if not found:
        names = ", ".join(topic.name for topic in work.content.topics[:4])
        raise PracticeError(f"I found no guide on “{typed[:60]}”.", f"There are, for example: {names}.")
    also = [(topic.key, topic.name) for topic in found[1 : 1 + ALSO_FOUND]]
    return Reply(card=await _topic_card(work, command.person, found[0].key, page=0, also=also))


async def press_guide(work: Work, press: ButtonPress) -> Reply:
    """Turn to the topic or the page that a button names."""
    key, _, written = press.value.rpartition("/")
    page = _page(written)
    if key in ("", "overview"):
        return Reply(card=_overview(work, page=page))
    card = await _topic_card(work, press.person, key, page=page, also=())
    return Reply(card=card, replaces_card=page > 0)


async def checklist(work: Work, request: Command | ButtonPress) -> Reply:
    """Show the checklist of that name, or the first one."""
    lists = list(work.content.checklists.values())
    typed, page = _wanted(request, "name")
    named = work.content.checklists.get(typed)
    found = [named] if named else work.content.find_checklists(typed) if typed else lists
    if not found:
        raise PracticeError(
            f"I found no checklist for “{typed[:60]}”." if lists else "There are no checklists here.",
            f"There are: {', '.join(each.name for each in lists)}." if lists else "",
        )
    others = [each for each in lists if each is not found[0]]
    return Reply(card=cards.checklist(found[0], others, page=page))


async def closing(work: Work, request: Command | ButtonPress) -> Reply:
    """Show questions to ask at the end, of a theme or of all."""
    questions = list(work.content.closing_questions.values())
    themes = list(dict.fromkeys(question.theme for question in questions))
    typed, page = _wanted(request, "theme")
    theme = None if typed in ("", "all") else _closing_theme(typed, themes)
    wanted = [question for question in questions if theme in (None, question.theme)]
    return Reply(
        card=cards.closing(wanted, theme=theme, themes=themes, page=page),
        replaces_card=isinstance(request, ButtonPress),
    )


def _closing_theme(typed: str, themes: list[str]) -> str:
    names = {theme: f"{theme} {cards.closing_theme_name(theme)}".casefold() for theme in themes}
    nearest = process.extractOne(typed.casefold()[:60], names, score_cutoff=60)
    if nearest is None:
        raise PracticeError(f"No closing question is about “{typed[:60]}”.", f"Themes are: {', '.join(themes)}.")
    return str(nearest[2])


def _overview(work: Work, *, page: int = 0) -> Card:
    topics: dict[str, list[tuple[str, str]]] = {}
    for topic in work.content.topics:
        topics.setdefault(topic.kind, []).append((topic.key, topic.name))
    return cards.overview(topics, page=page)


async def _topic_card(
    work: Work, person: Person, key: str, *, page: int, also: list[tuple[str, str]] | tuple[()]
) -> Card:
    content = work.content
    record: Any = content.topic(key)
    match record:
        case Guide():
            tables = await _tables(work, person, record)
            advice = [content.advice[id] for id in record.advice]
            return cards.guide(record, advice=advice, tables=tables, page=page, also=also)
        case Framework():
            return cards.framework(record, page=page, also=also)
        case Archetype():
            return cards.archetype(
                record,
                wordings=[each for each in content.wordings.values() if record.id in each.archetypes],
                questions=[each for each in content.questions.values() if record.id in each.archetypes[:1]],
                probes=content.probes_for(record),
                page=page,
                also=also,
            )
        case EmployerType():
            rounds = [each for each in content.company_rounds.values() if each.employer == record.id]
            return cards.employer(record, criteria=content.criteria, rounds=rounds, page=page, also=also)
        case CompanyRound():
            questions = [content.questions[id] for id in record.questions]
            return cards.company_round(record, questions=questions, page=page, also=also)
        case SampleAnswer():
            twins = [each for each in content.broken_samples.values() if each.twin_of == record.id]
            question = content.question(record.question)
            return cards.sample(record, question=question, twins=twins, page=page, also=also)
        case BrokenSample():
            ignored = [content.advice[id] for id in record.advice]
            sample = content.samples[record.twin_of]
            return cards.broken_sample(record, sample=sample, advice=ignored, page=page, also=also)
        case Advice():
            return cards.advice(record, page=page, also=also)
    raise AssertionError(f"nothing shows {key}")


async def _tables(work: Work, person: Person, guide: Guide) -> list[Element]:
    """Draw the tables that a guide names; the scorecard's lines say what counts more at the member's target."""
    content = work.content
    elements: list[Element] = []
    for kind in guide.shows:
        match kind:
            case "criteria":
                member = await find_member(work, person)
                target = content.employer_types.get(member.profile.employer_type or "") if member else None
                elements += cards.criteria_table(list(content.criteria.values()), target=target)
            case "flags":
                elements += cards.flags_table(list(content.flags.values()))
            case "interview_phases":
                elements += cards.phases_table(list(content.interview_phases.values()))
            case "story_categories":
                elements += cards.categories_table(list(content.story_categories.values()))
    return elements


def _wanted(request: Command | ButtonPress, option: str) -> tuple[str, int]:
    """Read what is asked for: the words typed, or the id and the page that a button names."""
    if isinstance(request, Command):
        return request.options.get(option, request.text).strip()[:LONGEST_TOPIC], 0
    id, _, page = request.value.partition("/")
    return id, _page(page)


def _page(written: str) -> int:
    return int(written[:3]) if written.isascii() and written.isdecimal() else 0
