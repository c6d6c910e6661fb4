"""Rules on time: too short, too long, and too much before the work begins."""

from collections.abc import Iterator

from bot.domain.story_feedback.reading import Hit, Reading

SHORTEST, LONGEST, FAR_TOO_LONG = 90, 150, 180
LONGEST_BACKSTORY = 30
LARGEST_BACKSTORY = 0.3
_LIKELY = 0.5


def too_short(reading: Reading) -> Iterator[Hit]:
    """Under 90 seconds spoken."""
    if reading.seconds < SHORTEST:
        yield Hit("too-short")


def too_long(reading: Reading) -> Iterator[Hit]:
    """Over 150 seconds spoken; over 180 nobody listens any more."""
    if reading.seconds > LONGEST:
        yield Hit("too-long", severity="blocker" if reading.seconds > FAR_TOO_LONG else None)


def backstory(reading: Reading) -> Iterator[Hit]:
    """Over 30 seconds, or over 30 percent of the answer, before the first sentence of Task or Action.

    Under headings it is the Situation that counts, wherever it stands.
    """
    opening = reading.of("situation")
    if not reading.is_in_beats:
        first = next((at for at in range(len(reading.sentences)) if _begins_work(reading, at)), 0)
        opening = reading.sentences[:first]
    words = sum(sentence.spoken for sentence in opening)
    if words and (words * reading.pace > LONGEST_BACKSTORY or words > LARGEST_BACKSTORY * reading.words):
        yield Hit("backstory", "situation", (opening[0].start, opening[-1].span[1]))


def _begins_work(reading: Reading, at: int) -> bool:
    """Say whether a sentence is of Task or Action, or says what somebody had to do."""
    return reading.sentences[at].beat in ("task", "action") or reading.marks["task"][at] > _LIKELY
