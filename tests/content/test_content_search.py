"""Finding questions and themes by words that people type, and choosing the next question."""

import string
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Content, content_folder, load_content
from bot.content.checks import days_left_over
from bot.errors import PracticeError

CONTENT = load_content(content_folder())


@pytest.mark.parametrize(
    ("typed", "theme"),
    [
        ("halucination", "hallucination"),
        ("evals", "evals"),
        ("eval", "evals"),
        ("Framwork choices", "architecture"),
        ("incidnet", "incidents"),
        ("  ETHICS ", "ethics"),
        ("ambiguty", "ambiguity"),
        ("mentoring", "leadership"),
        ("cross functional", "cross-functional"),
    ],
)
def test_theme_is_found_by_what_a_member_types(typed: str, theme: str) -> None:
    assert CONTENT.find_themes(typed)[0].id == theme


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("why this company", "why-this-company"),
        ("negativ feedbak", "negative-feedback"),
        ("tell me about yourself", "about-yourself"),
        ("langgraph", "defend-the-framework"),
        ("cost or latency", "quality-for-cost"),
        ("What do you decide not to do?", "what-not-to-do"),
        ("silent regresion", "silent-regression"),
    ],
)
def test_question_is_found_by_what_a_member_types(typed: str, question: str) -> None:
    assert CONTENT.find_questions(typed)[0].id == question


@pytest.mark.parametrize("typed", ["", "   ", "xyzzy", "?!", "banana bread recipe"])
def test_nothing_is_found_where_nothing_is_near(typed: str) -> None:
    assert CONTENT.find_questions(typed) == []
    assert CONTENT.find_themes(typed) == []


@settings(deadline=None)
@given(st.sampled_from([id for id in CONTENT.questions if any(len(word) > 5 for word in id.split("-"))]), st.data())
def test_question_with_a_long_word_is_found_by_its_id_with_a_letter_missing(id: str, data: st.DataObject) -> None:
    long_word = max(id.split("-"), key=len)
    at = data.draw(st.integers(1, len(long_word) - 1))
    typed = id.replace(long_word, long_word[:at] + long_word[at + 1 :], 1)

    assert id in {question.id for question in CONTENT.find_questions(typed)[:3]}


@settings(deadline=None)
@given(st.text(alphabet=string.printable, max_size=3000))
def test_search_takes_any_text(typed: str) -> None:
    assert len(CONTENT.find_questions(typed)) <= len(CONTENT.questions)
    assert len(CONTENT.find_themes(typed)) <= len(CONTENT.themes)


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("star", "frameworks/star"),
        ("STAR-EJ", "frameworks/star-ej"),
        ("frontier", "employer_types/frontier-lab"),
        ("OpenAI behavioral", "company_rounds/openai-behavioral"),
        ("mentorng", "archetypes/mentoring"),
        ("pitfals", "guides/pitfalls"),
        ("story bank", "guides/story-bank"),
    ],
)
def test_topic_is_found_by_what_a_member_types(typed: str, topic: str) -> None:
    assert CONTENT.find_topics(typed)[0].key == topic


def test_every_topic_is_found_by_its_own_name() -> None:
    for topic in CONTENT.topics:
        assert topic.name in [found.name for found in CONTENT.find_topics(topic.name)], topic.key


def test_what_is_gone_from_the_content_is_refused_with_a_next_step() -> None:
    for ask in (CONTENT.question, CONTENT.theme, CONTENT.plan):
        with pytest.raises(PracticeError) as refused:
            ask("gone")
        assert "no longer part of the practice material" in refused.value.sentence
        assert refused.value.next_step


def test_probes_of_a_question_come_in_its_own_order() -> None:
    question = CONTENT.question("public-hallucination")

    probes = CONTENT.probes_for(question)

    assert tuple(probe.id for probe in probes) == question.probes
    assert [probe.hardness for probe in probes] == sorted(probe.hardness for probe in probes)


@settings(deadline=None)
@given(st.dictionaries(st.integers(1, 5), st.lists(st.sampled_from("abcde"), unique=True, max_size=3).map(tuple)))
def test_days_are_left_over_only_where_no_choice_would_serve_more(wishes: dict[int, tuple[str, ...]]) -> None:
    served = len(wishes) - len(days_left_over(wishes))

    assert served == max(_served_in_order(wishes, order) for order in permutations("abcde"))


def _served_in_order(wishes: dict[int, tuple[str, ...]], order: tuple[str, ...]) -> int:
    """Pair questions in this order with days in theirs; the best order over all is what can be served at most."""
    best = 0
    for days in permutations(wishes):
        best = max(best, sum(question in wishes[day] for question, day in zip(order, days, strict=False)))
        if best == len(wishes):
            break
    return best


def test_content_is_made_of_mappings_in_file_order() -> None:
    assert isinstance(CONTENT, Content)
    assert next(iter(CONTENT.questions)) == "public-hallucination"
    assert CONTENT.default_framework.id == "star-ej"
