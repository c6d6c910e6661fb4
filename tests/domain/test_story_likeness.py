"""How like a figure is to those of the outcome."""

from bot.domain.story import read_story
from bot.domain.story_feedback.likeness import Likeness
from bot.domain.story_feedback.sentences import sentences_of


def traits_of(first: str, outcome: str) -> set[str]:
    """Give what is said of the only figure of a sentence before an outcome."""
    sentences = sentences_of(read_story(f"{first} {outcome}"))
    return set(Likeness(sentences, {"outcome": [0.0, 1.0]}).traits(0, 0))


def test_a_before_is_like_the_outcome_in_kind_and_words() -> None:
    outcome = "A claim is now read in nine minutes."

    same = traits_of("Reading a claim took 26 minutes.", outcome)
    other = traits_of("The office has 40 clerks.", outcome)

    assert {"before:kind1rare2", "before:like>5"} <= same
    assert {"before:kind0rare0", "before:like0", "before:words0"} <= other


def test_figures_of_one_kind_beside_each_other_are_told() -> None:
    sentences = sentences_of(read_story("Empty pages fell from 40 per cent to 11 per cent in two weeks."))
    likeness = Likeness(sentences, {"outcome": [0.9]})

    told = [set(likeness.traits(0, which)) for which in range(3)]

    assert "outcome:in01" in told[0]
    assert "outcome:in10" in told[1]
    assert "outcome:in00" in told[2]
