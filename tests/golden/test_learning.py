"""What is learned, and how it is written, read and applied."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.story import BEATS
from bot.domain.story_feedback import model as models
from bot.domain.story_feedback.figures import figures_in
from bot.domain.story_feedback.model import (
    Grove,
    Linear,
    Tree,
    Trees,
    length_of,
    linear_of,
    order_of,
    trees_as_text,
    trees_of,
    weighings_as_text,
    weighings_of,
)
from bot.domain.story_feedback.reading import Reading
from bot.domain.story_feedback.verdicts import FAILURE, MARKS, NUMBERS, ROLES, numbers_of
from bot.domain.story_feedback.words import stem, word_classes
from bot.golden import GoldenStory, golden_folder, lessons, loose_sentences, read_part, sentences_folder
from bot.learning import grow_trees, learn

OUTPUTS = ("one", "two", "three")
KINDS = st.sampled_from(["~", "c:", "<~", ">~", "<c:", ">c:", "<", ">", ""])
RESTS = st.text(st.characters(whitelist_categories=["Ll", "Nd"]), min_size=1, max_size=6)
WEIGHTS = st.dictionaries(st.integers(0, 2), st.integers(-4000, 4000).filter(bool), min_size=1)
TRAITS = st.dictionaries(st.tuples(KINDS, RESTS), WEIGHTS, max_size=20)
Traits = Mapping[tuple[str, str], Mapping[int, int]]


def linear_with(traits: Traits, biases: Sequence[int]) -> Linear:
    table = numpy.zeros((len(traits) + 1, len(OUTPUTS)), dtype=numpy.int16)
    for row, weights in enumerate(traits.values(), 1):
        for output, weight in weights.items():
            table[row, output] = weight
    return Linear.of(OUTPUTS, biases, map("".join, traits), table)


# Weights


@given(TRAITS, st.tuples(*[st.integers(-900, 900)] * 3), st.data())
def test_weights_add_up(traits: Traits, biases: tuple[int, int, int], data: st.DataObject) -> None:
    linear = linear_with(traits, biases)
    sets = st.sets(st.sampled_from([*traits, ("", "unknown")]))
    told = data.draw(st.lists(st.tuples(sets, sets), max_size=4))

    scores = linear.scores([[[(kind, [rest]) for kind, rest in group] for group in groups] for groups in told])

    assert scores.shape == (len(told), len(OUTPUTS))
    for row, groups in zip(scores, told, strict=True):
        for output, (score, bias) in enumerate(zip(row, biases, strict=True)):
            by_hand = bias + sum(
                sum(traits.get(trait, {}).get(output, 0) for trait in group) / length_of(len(group), at)
                for at, group in enumerate(groups)
            )
            assert math.isclose(score, by_hand / 100, abs_tol=1e-9)


@given(TRAITS, TRAITS)
def test_outputs_put_beside_others_are_what_they_were(traits: Traits, others: Traits) -> None:
    one, other = linear_with(traits, (1, -2, 3)), linear_with(others, (4, 5, 6))  # Their outputs are called alike.

    both = one.beside(other)

    assert linear_of(one.as_text(), other.as_text()).only(len(OUTPUTS)).as_text() == other.as_text()
    assert both.only(0, len(OUTPUTS)).as_text() == one.as_text()
    assert both.only(len(OUTPUTS)).as_text() == other.as_text()


@given(TRAITS)
def test_what_is_written_is_read_as_it_was(traits: Traits) -> None:
    linear = linear_with(traits, (1, -2, 3))

    assert linear_of(linear.as_text()).as_text() == linear.as_text()
    assert linear.as_text().count(":") >= sum(map(len, traits.values()))


def test_the_weights_of_the_package_say_what_the_rules_ask_for() -> None:
    learned = models.learned()

    assert learned.sentences.outputs == (*BEATS, *MARKS)
    assert learned.figures.outputs == tuple(ROLES)
    assert set(learned.verdicts) == set(NUMBERS)
    assert order_of(learned.order.as_text()) == learned.order
    assert weighings_of(weighings_as_text(learned.verdicts)) == learned.verdicts
    assert set(learned.trees) == set(NUMBERS) - {FAILURE}
    assert trees_of(trees_as_text(learned.trees)) == learned.trees


NUMBER = st.floats(-50, 50).map(lambda each: float(f"{each:g}"))
TREE = st.tuples(*[st.integers(0, 4), NUMBER] * 3, *[NUMBER] * 4)


@given(NUMBER, st.lists(TREE, max_size=6), st.lists(NUMBER, min_size=5, max_size=5))
def test_trees_are_read_as_they_were_written_and_add_up(bias: float, rows: list[Tree], numbers: list[float]) -> None:
    trees = Trees(bias, tuple(rows))

    assert trees_of(trees_as_text({"no-metric": trees, "filler": Trees(1.5, ())})) == {
        "no-metric": trees,
        "filler": Trees(1.5, ()),
    }
    told = numpy.array(numbers)
    one_by_one = Grove({str(at): Trees(0.0, (row,)) for at, row in enumerate(rows)}).scores(told)
    both = Grove({"none": Trees(2.5, ()), "all": trees}).scores(told)
    assert both["none"] == 2.5
    assert math.isclose(both["all"], bias + sum(one_by_one.values()), abs_tol=1e-6)


def test_a_tree_asks_one_number_and_then_one_of_two_others() -> None:
    grove = Grove({"it": Trees(0.0, ((0, 1.0, 1, 1.0, 2, math.inf, 10.0, 20.0, 30.0, 40.0),))})

    told = [grove.scores(numpy.array(numbers))["it"] for numbers in ((1, 1, 9), (1, 2, 9), (2, 1, 9))]

    assert told == [10.0, 20.0, 30.0]


def test_grown_trees_tell_apart_what_two_numbers_decide() -> None:
    dice = numpy.random.default_rng(7)
    numbers = dice.normal(size=(600, 4))
    truth = (numbers[:, 0] > 0) & (numbers[:, 2] < 0.5)

    grown = grow_trees(numbers[:400], truth[:400], numpy.ones(400))
    never = grow_trees(numbers, numpy.zeros(600, dtype=bool), numpy.ones(600))
    grove = Grove({"never": never, "it": grown})

    told = [grove.scores(row) for row in numbers[400:]]
    assert sum((each["it"] > 0) == holds for each, holds in zip(told, truth[400:], strict=True)) >= 190
    assert all(each["never"] < -20 for each in told)


# Words


def test_forms_of_a_word_share_a_stem() -> None:
    assert len({stem(word) for word in ("measure", "measured", "measures", "measuring")}) == 1
    assert len({stem(word) for word in ("stop", "stopped", "stopping", "stops")}) == 1
    assert stem("didn't") == stem("couldn't") == "n't"
    assert stem("was") == "was"


def test_every_class_of_words_has_members() -> None:
    classes = word_classes()
    phrases = {first: [each for found in of.phrases.values() for each in found] for first, of in classes.items()}

    names = {name for of in classes.values() for name in of.words}
    assert len(names.union(name for found in phrases.values() for _, name in found)) >= 60
    assert all(classes)
    assert all(more and all(more) for found in phrases.values() for more, _ in found)


def test_figures_in_words_are_whole() -> None:
    text = "a hundred and eighty nights, nought point seven per cent, two hundred thousand rows, zero alarms"

    assert [figure.text for figure in figures_in(text)] == [
        *("a hundred and eighty", "nought point seven", "two hundred thousand", "zero"),
    ]


# Learning


def a_few() -> list[GoldenStory]:
    stories = [story for story in read_part(golden_folder() / "build") if story.said]
    authors = sorted({story.author for story in stories})[:6]
    return [story for author in authors for story in [each for each in stories if each.author == author][:3]]


def test_a_lesson_labels_sentences_and_figures_where_they_stand() -> None:
    (lesson,) = lessons([a_few()[0]])
    sentences = Reading(lesson.story).cut

    assert len(lesson.beats) == len(lesson.said) == len(sentences)
    assert all(beat in BEATS for beat in lesson.beats)
    assert any(lesson.said)
    assert any(lesson.roles.values())


def test_the_same_stories_teach_the_same_and_nobody_is_judged_by_weights_that_saw_them() -> None:
    told, loose = lessons(a_few()), loose_sentences(sentences_folder())[:200]

    once, again = learn(told, loose), learn(told, loose)

    assert once.model.as_files() == again.model.as_files()
    assert [lesson for lesson, _ in once.unseen] == told
    of_author = {lesson.author: model for lesson, model in once.unseen}
    assert len({id(model.sentences) for model in of_author.values()}) > 1
    first, second, *_ = of_author
    unsaid = [replace(each, said=[()] * len(each.said)) if each.author == first else each for each in told]
    without = {lesson.author: model for lesson, model in learn(unsaid, loose).unseen}
    assert without[first].sentences.as_text() == of_author[first].sentences.as_text()
    assert without[second].sentences.as_text() != of_author[second].sentences.as_text()
    for lesson, model in once.unseen:
        reading = Reading(lesson.story, model)
        assert all(math.isfinite(number) for verdict in NUMBERS for number in numbers_of(reading, verdict))


def test_every_loose_sentence_can_be_read() -> None:
    loose = loose_sentences(sentences_folder())

    assert len(loose) > 10_000
    assert {mark for each in loose for mark in each.said} <= set(MARKS)
