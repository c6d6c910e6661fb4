"""Rules on failures: whether they are owned, defended, laid on others, and kept from coming back."""

from collections.abc import Iterator

from bot.domain.story_feedback.failures import says_what_went_wrong
from bot.domain.story_feedback.reading import Hit, Reading
from bot.domain.story_feedback.sentences import Sentence
from bot.domain.story_feedback.signs import (
    ACCEPTS,
    BLAME,
    EXCUSE,
    NEGLECT,
    NOT_MEANT,
    SAFEGUARD,
    STRONG_BLAME,
    STRONG_EXCUSE,
)
from bot.domain.story_feedback.traits import FAILURE, weigh

_SHARE_OF_BLAME = 0.5
_MOST_BLAME = 3
_SURE = 0.3
_EXCUSED = 1.0
_EXCUSED_FAILURE = 0.5


def is_failure(reading: Reading) -> bool:
    """Say whether the main event is something live of theirs that did harm, was wrong, or went down."""
    is_excused = any(each.find_own(STRONG_EXCUSE) for each in _excuses(reading))
    return weigh(reading, FAILURE) > (-_EXCUSED_FAILURE if is_excused else 0.0) and any(
        says_what_went_wrong(each) for each in reading.sentences if each.beat != "judgment"
    )


def defends_failure(reading: Reading) -> Iterator[Hit]:
    """A failure is excused: the output was not really wrong, or its users misunderstood."""
    if not is_failure(reading):
        return
    excuses = _excuses(reading)
    plain = [each for each in excuses if each.find_own(STRONG_EXCUSE)]
    if plain or (excuses and weigh(reading, "defends-failure") > -_EXCUSED):
        sentence = (plain or excuses)[-1]
        yield Hit("defends-failure", sentence.beat, sentence.span)


def _excuses(reading: Reading) -> list[Sentence]:
    return [
        each
        for each in reading.sentences
        if (each.find_own(EXCUSE) or each.find_own(STRONG_EXCUSE)) and not each.find(NOT_MEANT)
    ]


def blames_others(reading: Reading) -> Iterator[Hit]:
    """The failure is laid on a colleague, team, vendor or client, and the speaker takes no part of it.

    Excuses aimed at those who use the product are the rule above.
    """
    if not is_failure(reading):
        return
    blaming = [each for each in reading.sentences if _weight_of_blame(each)]
    strong = [each for each in blaming if each.find_own(STRONG_BLAME)]
    told = min(_MOST_BLAME, len(blaming) + len(strong))
    if told < 2 or len(_excuses(reading)) > len(blaming):
        return
    accepted = any(each.find_own(ACCEPTS) for each in reading.sentences)
    if not accepted and weigh(reading, "blames-others") + _SHARE_OF_BLAME * told > 0:
        sentence = max(strong or blaming, key=_weight_of_blame)
        yield Hit("blames-others", sentence.beat, sentence.span)


def _weight_of_blame(sentence: Sentence) -> int:
    return sum(len(sign.findall(sentence.own)) for sign in (BLAME, NEGLECT, STRONG_BLAME))


def late_ownership(reading: Reading) -> Iterator[Hit]:
    """A failure story whose first two sentences neither say what went wrong nor own it.

    Under headings it is the Situation that opens, wherever it stands.
    """
    if not is_failure(reading) or 0 < weigh(reading, FAILURE) <= _SURE:
        return
    opening = ((reading.of("situation") if reading.is_in_beats else []) or reading.sentences)[:2]
    if not any(says_what_went_wrong(each) for each in opening):
        yield Hit("late-ownership", opening[0].beat, (opening[0].start, opening[-1].span[1]))


def no_safeguard(reading: Reading) -> Iterator[Hit]:
    """A failure story in which nothing lasting was added that would catch or limit a repeat."""
    if not is_failure(reading):
        return
    told = [each for each in reading.sentences if each.beat != "situation" and not each.find_own(EXCUSE)]
    if not any(guards(each) for each in told):
        yield Hit("no-safeguard", "action")


def guards(sentence: Sentence) -> bool:
    """Say whether a sentence tells of a safeguard."""
    return sentence.find(SAFEGUARD) is not None
