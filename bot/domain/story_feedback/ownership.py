"""Rules on failures: whether they are owned, defended, laid on others, and kept from coming back."""

from collections.abc import Iterator

from bot.domain.story_feedback.failures import says_what_went_wrong
from bot.domain.story_feedback.reading import Hit, Reading
from bot.domain.story_feedback.sentences import Sentence
from bot.domain.story_feedback.signs import BLAME, EXCUSE, SAFEGUARD
from bot.domain.story_feedback.traits import FAILURE, most_telling, weigh


def is_failure(reading: Reading) -> bool:
    """Say whether the main event is something live of theirs that did harm, was wrong, or went down."""
    return weigh(reading, FAILURE) > 0


def defends_failure(reading: Reading) -> Iterator[Hit]:
    """A failure is excused: the output was not really wrong, or its users misunderstood."""
    weight = weigh(reading, "defends-failure")
    if is_failure(reading) and weight > max(0.0, weigh(reading, "blames-others")):
        excuses = [(each, found) for each in reversed(reading.sentences) if (found := EXCUSE.search(each.own))]
        sentence = excuses[0][0] if excuses else most_telling(reading, "defends-failure", "judgment", "result")
        yield Hit("defends-failure", sentence.beat, sentence.span)


def blames_others(reading: Reading) -> Iterator[Hit]:
    """The failure is laid on a colleague, team, vendor or client, and the speaker takes no part of it."""
    if weigh(reading, "blames-others") > 0:  # excuses aimed at those who use it are the rule above
        blaming = [each for each in reading.sentences if BLAME.search(each.own)]
        sentence = max(blaming, key=_weight_of_blame) if blaming else most_telling(reading, "blames-others")
        yield Hit("blames-others", sentence.beat, sentence.span)


def _weight_of_blame(sentence: Sentence) -> int:
    return len(BLAME.findall(sentence.own))


def late_ownership(reading: Reading) -> Iterator[Hit]:
    """A failure story whose first two sentences neither say what went wrong nor own it.

    Under headings it is the Situation that opens, wherever it stands.
    """
    if not is_failure(reading):
        return
    opening = ((reading.of("situation") if reading.is_in_beats else []) or reading.sentences)[:2]
    if not any(says_what_went_wrong(each) for each in opening):
        yield Hit("late-ownership", opening[0].beat, (opening[0].start, opening[-1].span[1]))


def no_safeguard(reading: Reading) -> Iterator[Hit]:
    """A failure story in which nothing lasting was added that would catch or limit a repeat."""
    if is_failure(reading) and weigh(reading, "no-safeguard") > 0:
        yield Hit("no-safeguard", "action")


def guards(sentence: Sentence) -> bool:
    """Say whether a sentence tells of a safeguard."""
    return SAFEGUARD.search(sentence.low) is not None
