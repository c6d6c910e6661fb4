"""Which slots stories fill, and which of them answers a question: examples, and what holds for any bank."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.guide import StoryCategory
from bot.domain.story_bank import (
    Coverage,
    OwnStory,
    StoryVersion,
    Wanted,
    coverage,
    fit,
    rank,
    telling_words,
    wanted_by,
    weak_themes,
)
from tests.conversation import shipped_content

THEMES = ("evals", "shipping", "conflict", "")
ARCHETYPES = ("pushback", "mentoring", "")
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def a_story(number: int = 1, *, theme: str = "", archetype: str = "", text: str = "", codes: int = 0) -> OwnStory:
    version = StoryVersion(
        id=number,
        number=1,
        beats={"text": text},
        seconds=None,
        spoken_seconds=120.0,
        words=300,
        codes=tuple(f"code-{n}" for n in range(codes)),
        saved_at=NOW,
    )
    return OwnStory(
        id=number, number=number, title=f"Story {number}", theme=theme, archetype=archetype, version=version
    )


def a_category(
    id: str, *, themes: tuple[str, ...] = (), archetypes: tuple[str, ...] = (), is_slot: bool = True, minimum: int = 1
) -> StoryCategory:
    return StoryCategory(
        id=id, name=id, about=id, minimum=minimum, is_slot=is_slot, themes=themes, archetypes=archetypes
    )


a_bank = st.lists(st.tuples(st.sampled_from(THEMES), st.sampled_from(ARCHETYPES)), max_size=6).map(
    lambda kinds: [a_story(n, theme=theme, archetype=kind) for n, (theme, kind) in enumerate(kinds, start=1)]
)
some_slots = st.lists(
    st.tuples(st.sets(st.sampled_from(THEMES[:3]), max_size=2), st.sets(st.sampled_from(ARCHETYPES[:2]), max_size=2)),
    max_size=5,
).map(
    lambda kinds: [
        a_category(f"slot-{n}", themes=tuple(sorted(themes)), archetypes=tuple(sorted(archetypes)))
        for n, (themes, archetypes) in enumerate(kinds)
    ]
)


# Coverage


def held_by(covered: Coverage) -> dict[str, int]:
    return {slot.id: story.number for slot, story in covered.slots if story is not None}


def test_a_story_fills_one_slot_only_and_leaves_the_other_to_the_next() -> None:
    slots = [a_category("caught", themes=("evals",)), a_category("defended", themes=("evals",))]

    assert held_by(coverage([a_story(1, theme="evals")], slots)) == {"caught": 1}
    assert held_by(coverage([a_story(1, theme="evals"), a_story(2, theme="evals")], slots)) == {
        "caught": 1,
        "defended": 2,
    }


def test_a_story_gives_way_to_one_that_fits_nowhere_else() -> None:
    slots = [a_category("wide", themes=("evals", "shipping")), a_category("narrow", themes=("shipping",))]
    stories = [a_story(1, theme="shipping"), a_story(2, theme="evals")]

    assert held_by(coverage(stories, slots)) == {"wide": 2, "narrow": 1}


def test_a_theme_fills_a_slot_before_an_archetype_does() -> None:
    slots = [a_category("choice", themes=("shipping",), archetypes=("pushback",))]
    stories = [a_story(1, theme="evals", archetype="pushback"), a_story(2, theme="shipping")]

    assert held_by(coverage(stories, slots)) == {"choice": 2}


def test_a_story_counts_for_several_smallest_numbers() -> None:
    counted = [
        a_category("leading", themes=("evals",), is_slot=False, minimum=2),
        a_category("failing", archetypes=("pushback",), is_slot=False),
    ]

    covered = coverage([a_story(1, theme="evals", archetype="pushback")], counted)

    assert [(category.id, number) for category, number in covered.counts] == [("leading", 1), ("failing", 1)]
    assert [category.id for category in covered.missing] == ["leading"]


def test_eight_well_chosen_stories_fill_all_that_the_shipped_material_asks_for() -> None:
    content = shipped_content()
    kinds = [
        ("hallucination", "incident-you-caused"),
        ("evals", "production-debugging"),
        ("evals", "pushback"),
        ("architecture", "decide-differently"),
        ("shipping", "pushback"),
        ("shipping", "production-scale"),
        ("cross-functional", "cross-functional-promise"),
        ("ethics", "customer-empathy"),
    ]
    stories = [a_story(n, theme=theme, archetype=kind) for n, (theme, kind) in enumerate(kinds, start=1)]

    covered = coverage(stories, content.story_categories.values())

    assert len(covered.slots) == covered.filled == 8
    assert [category.id for category in covered.missing] in ([], ["ambiguity"], ["innovation", "ambiguity"])


def test_an_empty_bank_lacks_everything() -> None:
    content = shipped_content()

    covered = coverage([], content.story_categories.values())

    assert covered.filled == 0
    assert {category.id for category in covered.missing} == set(content.story_categories)


@given(a_bank, some_slots)
def test_as_many_slots_are_filled_as_these_stories_can_fill(
    stories: list[OwnStory], slots: list[StoryCategory]
) -> None:
    covered = coverage(stories, slots)

    assert covered.filled == most_filled(stories, slots)
    assert len(set(held_by(covered).values())) == covered.filled
    assert all(fit(story, slot) for slot, story in covered.slots if story is not None)


def most_filled(stories: list[OwnStory], slots: list[StoryCategory]) -> int:
    """Try every way of giving stories to slots."""
    if not stories:
        return 0
    first, rest = stories[0], stories[1:]
    given = [
        1 + most_filled(rest, [other for other in slots if other is not slot]) for slot in slots if fit(first, slot)
    ]
    return max(most_filled(rest, slots), *given) if given else most_filled(rest, slots)


@given(a_bank, some_slots, st.randoms())
def test_the_order_of_the_stories_does_not_matter(stories: list[OwnStory], slots: list[StoryCategory], dice) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(stories)
    dice.shuffle(shuffled)

    assert coverage(shuffled, slots) == coverage(stories, slots)


@given(a_bank, some_slots, st.sampled_from(THEMES), st.sampled_from(ARCHETYPES))
def test_another_story_never_empties_a_slot(
    stories: list[OwnStory], slots: list[StoryCategory], theme: str, archetype: str
) -> None:
    more = [*stories, a_story(99, theme=theme, archetype=archetype)]

    assert set(held_by(coverage(more, slots))) >= set(held_by(coverage(stories, slots)))


# Which story answers a question


def wanted(question: str) -> Wanted:
    content = shipped_content()
    return wanted_by(
        question,
        questions=content.questions.values(),
        wordings=content.wordings.values(),
        themes=content.themes.values(),
    )


@pytest.mark.parametrize(
    ("question", "theme"),
    [
        ("When did a model make something up in front of a customer?", "hallucination"),
        ("Tell me about a time you disagreed with your product manager", "cross-functional"),
        ("How do you know that your eval is any good?", "evals"),
        ("Describe a production outage that you caused.", "incidents"),
        ("When did you have to cut cost?", "shipping"),
        ("Have you ever mentored someone?", "leadership"),
        ("What is your biggest failure?", "growth"),
        ("Tell me about a bias that you found", "ethics"),
    ],
)
def test_a_question_in_anybodys_words_is_about_a_theme(question: str, theme: str) -> None:
    assert wanted(question).themes[0] == theme


def test_a_question_of_the_bank_is_about_its_own_theme_and_archetypes() -> None:
    content = shipped_content()
    right = [
        question for question in content.questions.values() if wanted(question.text).themes[:1] == (question.theme,)
    ]

    assert len(right) >= 0.97 * len(content.questions)
    asked = next(question for question in right if question.archetypes)
    assert asked.archetypes[0] in wanted(asked.text).archetypes


def test_nothing_is_made_of_words_that_say_nothing() -> None:
    assert wanted("Tell me about a time") == Wanted()
    assert telling_words("Tell me about the time when you had to do it") == []


def test_the_theme_weighs_more_than_shared_words() -> None:
    about = Wanted(themes=("conflict",), archetypes=("pushback",), words=("rollback", "customer"))
    by_words = a_story(1, theme="evals", text="The rollback took an hour and the customer waited.")
    by_theme = a_story(2, theme="conflict")

    first, second = rank([by_words, by_theme], about)

    assert (first.story.number, first.theme) == (2, "conflict")
    assert second.words == ("rollback", "customer")


def test_among_equals_the_story_with_fewer_findings_comes_first() -> None:
    about = Wanted(themes=("evals",))

    ranked = rank([a_story(1, theme="evals", codes=3), a_story(2, theme="evals", codes=1)], about)

    assert [match.story.number for match in ranked] == [2, 1]


@given(a_bank, st.lists(st.sampled_from(THEMES[:3]), max_size=2, unique=True), st.randoms())
def test_ranking_gives_reasons_and_knows_no_order(stories: list[OwnStory], themes: list[str], dice) -> None:  # type: ignore[no-untyped-def]
    about = Wanted(themes=tuple(themes), archetypes=("pushback",))
    shuffled = list(stories)
    dice.shuffle(shuffled)

    ranked = rank(stories, about)

    assert rank(shuffled, about) == ranked
    assert all(match.theme or match.archetype or match.words for match in ranked)
    assert [match.points for match in ranked] == sorted((match.points for match in ranked), reverse=True)


# What a group finds hard


def test_a_theme_is_weak_when_half_of_its_stories_are() -> None:
    weak, sound = ("a", "b", "c"), ("a",)

    assert weak_themes([("evals", weak), ("evals", sound), ("shipping", weak), ("conflict", sound)]) == {"evals"}
    assert weak_themes([("", weak), ("", weak)]) == frozenset()
