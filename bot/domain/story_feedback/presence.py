"""Rules on what has to be there at all: a story, and each beat of its framework."""

from collections.abc import Iterator

from bot.domain.story_feedback.language import FUNCTION_WORDS, LEAST_ENGLISH
from bot.domain.story_feedback.reading import Hit, Reading
from bot.domain.story_feedback.telling import is_machine_text
from bot.domain.story_feedback.verdicts import holds

_FEWEST_WORDS = 25
_NO_TASK_IN = frozenset({"sail"})
_NO_JUDGMENT_IN = frozenset({"star"})


def not_a_story(reading: Reading) -> bool:
    """Tell a told event from keywords, a definition, a plan, a few words, a log, or something off the subject.

    What happened is told by somebody who was there, about work with software or models.
    """
    words = [word for sentence in reading.sentences for word in sentence.words]
    if len(words) < _FEWEST_WORDS or is_machine_text(reading.story.text):
        return True
    if sum(word in FUNCTION_WORDS for word in words) < LEAST_ENGLISH * len(words):
        return True
    return holds(reading, "not-a-story")


def missing_situation(reading: Reading) -> Iterator[Hit]:
    """Nothing says where it was, and what the matter was before the work began."""
    yield from _missing(reading, "situation")


def missing_task(reading: Reading) -> Iterator[Hit]:
    """No clause says what the speaker had to achieve or answered for."""
    if reading.story.framework not in _NO_TASK_IN:
        yield from _missing(reading, "task")


def missing_action(reading: Reading) -> Iterator[Hit]:
    """Nothing says what was done."""
    yield from _missing(reading, "action")


def missing_result(reading: Reading) -> Iterator[Hit]:
    """Nothing says how it ended; figures from an eval alone do not."""
    is_empty = reading.is_in_beats and not reading.of("result")
    if is_empty or holds(reading, "missing-result"):
        yield Hit("missing-result", "result")


def missing_judgment(reading: Reading) -> Iterator[Hit]:
    """No lesson, no changed rule, nothing that the speaker would do differently."""
    if reading.story.framework not in _NO_JUDGMENT_IN and holds(reading, "missing-judgment"):
        yield Hit("missing-judgment", "judgment")


def _missing(reading: Reading, beat: str) -> Iterator[Hit]:
    """Say that a beat is missing: under headings what stands elsewhere does not fill it."""
    code = f"missing-{beat}"
    if not reading.of(beat) if reading.is_in_beats else holds(reading, code):
        yield Hit(code, beat)
