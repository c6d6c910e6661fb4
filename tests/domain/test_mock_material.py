"""Which questions a mock holds and which probes are on the interviewer's list."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.mock_material import (
    FEWEST_PROBES,
    MOST_CARRIED,
    MOST_PROBES,
    VERDICTS,
    ListedProbe,
    beat_budgets,
    beat_seconds,
    choose_probes,
    choose_questions,
    next_to_ask,
)
from bot.domain.question import Probe
from bot.domain.question_bank import Leanings, pressed_hard
from tests.conversation import shipped_content

LEVELS = [None, "junior", "mid", "senior", "staff"]
content = shipped_content()
questions = list(content.questions.values())


def probes_of(id: str) -> tuple[Probe, ...]:
    return content.probes_for(content.question(id))


@given(
    st.sampled_from(questions),
    st.integers(0, MOST_CARRIED),
    st.sampled_from(LEVELS),
    st.sampled_from([{}, *(kind.weights for kind in content.employer_types.values())]),
)
def test_every_list_has_five_to_eight_lines_gentle_to_hard(question, carried, level, weights) -> None:  # type: ignore[no-untyped-def]
    fitting = content.probes_for(question)

    chosen = choose_probes(fitting, carried=carried, level=level, weights=weights)

    assert FEWEST_PROBES <= carried + len(chosen) <= MOST_PROBES
    assert len({probe.id for probe in chosen}) == len(chosen)
    assert set(chosen) <= set(fitting)
    assert [probe.hardness for probe in chosen] == sorted(probe.hardness for probe in chosen)


def test_a_junior_is_pressed_more_gently_than_a_lead() -> None:
    fitting = probes_of("public-hallucination")

    junior = choose_probes(fitting, carried=0, level="junior", weights={})
    staff = choose_probes(fitting, carried=0, level="staff", weights={})

    assert sum(probe.hardness for probe in junior) < sum(probe.hardness for probe in staff)


def test_what_counts_more_at_the_target_is_pressed_before_others() -> None:
    fitting = probes_of("public-hallucination")

    plain = choose_probes(fitting, carried=0, level=None, weights={})
    aimed = choose_probes(fitting, carried=0, level=None, weights={"eval-evidence": 2})

    def evidence(chosen: list[Probe]) -> int:
        return sum(probe.beat == "eval_evidence" for probe in chosen)

    assert evidence(aimed) >= evidence(plain)
    assert evidence(aimed) == min(6, evidence(list(fitting)))


def test_a_probe_that_is_carried_already_is_not_listed_twice() -> None:
    fitting = probes_of("public-hallucination")

    chosen = choose_probes(fitting, carried=1, level=None, weights={}, besides={fitting[0].id})

    assert fitting[0] not in chosen


@given(st.integers(1, 6), st.text(max_size=5), st.sets(st.sampled_from([each.id for each in questions]), max_size=20))
def test_questions_are_new_to_the_candidate_and_of_different_themes(count: int, seed: str, met: set[str]) -> None:
    chosen = choose_questions(questions, Leanings(), count=count, met=met, themes=(), seed=seed)

    assert len({each.id for each in chosen}) == count
    assert not met & {each.id for each in chosen}
    assert len({each.theme for each in chosen}) == count
    assert chosen == choose_questions(questions, Leanings(), count=count, met=met, themes=(), seed=seed)


def test_the_days_themes_come_first_and_a_met_question_last() -> None:
    conflict = [each for each in questions if each.theme == "conflict"]

    first = choose_questions(questions, Leanings(), count=1, met=(), themes=["conflict"], seed="a")
    all_met = choose_questions(
        conflict, Leanings(), count=2, met=[each.id for each in conflict], themes=["conflict"], seed="a"
    )

    assert first[0].theme == "conflict"
    assert len(all_met) == 2, "rather again than none"


@given(st.lists(st.sampled_from(["", *VERDICTS]), max_size=8), st.integers(0, 9))
def test_the_next_probe_is_one_without_a_verdict_while_there_is_one(verdicts: list[str], after: int) -> None:
    probes = [
        ListedProbe(number=number, text="Why?", verdict=verdict)  # type: ignore[arg-type]
        for number, verdict in enumerate(verdicts, start=1)
    ]

    following = next_to_ask(probes, after)

    assert (following is None) == all(verdicts)
    if following is not None:
        assert following.verdict == ""
        assert following.number > after or all(probe.verdict for probe in probes if probe.number > after)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 300)), max_size=8), st.integers(0, 400))
def test_beats_never_take_longer_than_the_answer(laps: list[tuple[str, int]], seconds: int) -> None:
    laps = sorted(laps, key=lambda lap: lap[1])
    laps = [(beat, min(at, seconds)) for beat, at in laps]

    took = beat_seconds(laps, seconds)

    assert all(value >= 0 for value in took.values())
    assert sum(took.values()) == (seconds - laps[0][1] if laps else 0)


def test_every_framework_has_budgets_in_seconds_or_none() -> None:
    for framework in content.frameworks.values():
        budgets = beat_budgets(framework)
        assert all(0 < shortest <= longest <= 240 for shortest, longest in budgets.values())


def test_a_theme_in_which_follow_ups_find_no_answer_is_hard_for_the_group() -> None:
    themes = {"a": "evals", "b": "evals", "c": "conflict", "d": "ethics"}
    verdicts = {
        "a": {"missed": 1, "answered": 3},
        "b": {"missed": 1, "partly": 1},
        "c": {"missed": 1, "answered": 9},
        "d": {"missed": 4},
        "gone": {"missed": 9},
    }

    assert pressed_hard(verdicts, themes) == {"evals"}
