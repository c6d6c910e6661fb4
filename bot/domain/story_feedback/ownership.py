"""Rules on failures: whether they are owned, defended, laid on others, and kept from coming back."""

from collections.abc import Iterator

from bot.domain.story_feedback.failures import says_what_went_wrong
from bot.domain.story_feedback.reading import Hit, Reading
from bot.domain.story_feedback.sentences import Sentence
from bot.domain.story_feedback.signs import ACCEPTS, BLAME, EXCUSE, NOT_MEANT, SAFEGUARD, STRONG_BLAME, STRONG_EXCUSE
from bot.domain.story_feedback.traits import FAILURE, most_telling, weigh

_PLAIN_BLAME = 0.6
_SURE = 0.6
_WITHOUT_WORDS = 1.0


def is_failure(reading: Reading) -> bool:
    """Say whether the main event is something live of theirs that did harm, was wrong, or went down."""
    return weigh(reading, FAILURE) > 0


def defends_failure(reading: Reading) -> Iterator[Hit]:
    """A failure is excused: the output was not really wrong, or its users misunderstood."""
    plain = [each for each in reading.sentences if each.find_own(STRONG_EXCUSE) and not each.find(NOT_MEANT)]
    excuses = plain or [each for each in reading.sentences if each.find_own(EXCUSE)]
    weight = weigh(reading, "defends-failure") - (0.0 if excuses else _WITHOUT_WORDS)
    is_weighed = weight > max(0.0, weigh(reading, "blames-others"))
    if is_failure(reading) and (plain or is_weighed):
        sentence = excuses[-1] if excuses else most_telling(reading, "defends-failure", "judgment", "result")
        yield Hit("defends-failure", sentence.beat, sentence.span)


def blames_others(reading: Reading) -> Iterator[Hit]:
    """The failure is laid on a colleague, team, vendor or client, and the speaker takes no part of it.

    Excuses aimed at those who use the product are the rule above.
    """
    strong = [each for each in reading.sentences if each.find_own(STRONG_BLAME)]
    blaming = strong or [each for each in reading.sentences if each.find_own(BLAME)]
    accepted = any(each.find_own(ACCEPTS) for each in reading.sentences)
    weight = weigh(reading, "blames-others") + (-_PLAIN_BLAME if accepted else _PLAIN_BLAME * min(2, len(strong)))
    if weight > (0.0 if blaming else _WITHOUT_WORDS):
        sentence = max(blaming, key=_weight_of_blame) if blaming else most_telling(reading, "blames-others")
        yield Hit("blames-others", sentence.beat, sentence.span)


def _weight_of_blame(sentence: Sentence) -> int:
    return len(BLAME.findall(sentence.own))


def late_ownership(reading: Reading) -> Iterator[Hit]:
    """A failure story whose first two sentences neither say what went wrong nor own it.

    Under headings it is the Situation that opens, wherever it stands.
    """
    is_sure = weigh(reading, FAILURE) > _SURE or (is_failure(reading) and weigh(reading, "no-safeguard") > 0)
    if not is_sure:
        return
    opening = ((reading.of("situation") if reading.is_in_beats else []) or reading.sentences)[:2]
    if not any(says_what_went_wrong(each) for each in opening):
        yield Hit("late-ownership", opening[0].beat, (opening[0].start, opening[-1].span[1]))


def no_safeguard(reading: Reading) -> Iterator[Hit]:
    """A failure story in which nothing lasting was added that would catch or limit a repeat."""
    guarded = any(guards(each) for each in reading.sentences)
    if is_failure(reading) and (
        weigh(reading, "no-safeguard") > 0 or (not guarded and weigh(reading, FAILURE) > _SURE)
    ):
        yield Hit("no-safeguard", "action")


def guards(sentence: Sentence) -> bool:
    """Say whether a sentence tells of a safeguard."""
    return sentence.find(SAFEGUARD) is not None
