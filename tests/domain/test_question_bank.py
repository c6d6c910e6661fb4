"""Which question suits a group: what the plan allows comes first, then who is in the group and what was hard."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.question import Question
from bot.domain.question_bank import Leanings, Met, OwnQuestion, choose_question, hard_themes, suits


def a_question(id: str, *, theme: str = "evals", level: str = "any", employers: tuple[str, ...] = ()) -> Question:
    return Question(id=id, text=f"{id}?", theme=theme, tests="Something.", level=level, employers=employers)


def chosen(*pool: Question, leanings: Leanings | None = None, kept: tuple[str, ...] = ()) -> str | None:
    question = choose_question(pool, leanings or Leanings(), kept_for_other_days=kept)
    return question.id if question else None


def test_first_candidate_comes_where_nothing_is_known_of_the_group() -> None:
    assert chosen(a_question("one"), a_question("two")) == "one"
    assert chosen() is None


def test_question_for_the_employers_that_most_aim_at_comes_first() -> None:
    pool = (a_question("any"), a_question("lab", employers=("frontier-lab",)), a_question("bank", employers=("bank",)))

    assert chosen(*pool, leanings=Leanings(employers={"frontier-lab": 2, "bank": 1})) == "lab"
    assert chosen(*pool) == "any"


def test_question_for_an_employer_at_whom_nobody_aims_comes_last() -> None:
    pool = (a_question("bank", employers=("bank",)), a_question("any"))

    assert chosen(*pool, leanings=Leanings(employers={"frontier-lab": 2})) == "any"


def test_staff_question_waits_for_somebody_who_aims_at_staff() -> None:
    pool = (a_question("staff", level="staff"), a_question("any"))

    assert chosen(*pool) == "any"
    assert chosen(*pool, leanings=Leanings(levels={"senior": 3})) == "any"
    assert chosen(*pool, leanings=Leanings(levels={"staff": 1})) == "staff"


def test_theme_that_was_hard_before_comes_first() -> None:
    pool = (a_question("one", theme="growth"), a_question("two", theme="ethics"))

    assert chosen(*pool, leanings=Leanings(hard_themes=frozenset({"ethics"}))) == "two"


def test_what_another_day_needs_is_left_to_it_while_there_is_anything_else() -> None:
    pool = (a_question("needed"), a_question("free"))

    assert chosen(*pool, kept=("needed",)) == "free"
    assert chosen(pool[0], kept=("needed",)) == "needed"


def test_groups_own_question_comes_before_the_shipped_ones() -> None:
    own = OwnQuestion(
        id=7, cohort_id=1, text="Ours?", theme="evals", tests="Us.", added_by="ana", added_at=datetime.now(UTC)
    )

    assert chosen(a_question("one"), own.as_question(), leanings=Leanings(hard_themes=frozenset({"evals"}))) == "own-7"


def test_theme_is_hard_when_few_answered_or_many_beats_stayed_empty() -> None:
    met = [
        Met(theme="few", members=4, answers=1),
        Met(theme="enough", members=4, answers=2, empty_share=0.2),
        Met(theme="empty", members=4, answers=4, empty_share=0.5),
        Met(theme="mixed", members=4, answers=0),
        Met(theme="mixed", members=4, answers=4),
        Met(theme="mixed", members=4, answers=4),
    ]

    assert hard_themes(met) == {"few", "empty"}


@given(
    st.lists(st.builds(a_question, st.text("abcde", min_size=1, max_size=3), level=st.sampled_from(["any", "staff"]))),
    st.sets(st.text("abcde", min_size=1, max_size=3)),
)
def test_chosen_question_is_one_of_the_pool_and_none_suits_better(pool: list[Question], kept: set[str]) -> None:
    question = choose_question(pool, Leanings(), kept_for_other_days=kept)

    assert (question is None) == (not pool)
    if question is not None and question.id not in kept:
        assert all(suits(other, Leanings()) <= suits(question, Leanings()) for other in pool if other.id not in kept)
