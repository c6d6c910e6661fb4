"""Rules on the outcome: vague, without a comparison, or claimed beyond what was measured."""

from collections.abc import Iterator

from bot.domain.story_feedback.reading import Hit, Reading
from bot.domain.story_feedback.verdicts import holds


def vague_result(reading: Reading) -> Iterator[Hit]:
    """The Result claims an improvement without a figure and without a fact that people could see."""
    claimed = reading.likeliest("gain", reading.places("result"))
    if claimed and holds(reading, "vague-result"):
        yield Hit("vague-result", "result", claimed.span)


def no_baseline(reading: Reading) -> Iterator[Hit]:
    """An outcome figure stands in the Result, and none there has anything to compare it with.

    A target may stand in the Task, and a value from before in the Situation.
    """
    told = [each for each in reading.roles if reading.sentences[each.at].beat == "result"]
    if told and holds(reading, "no-baseline"):
        outcome = max(told, key=lambda each: each.likely["o"])
        start = reading.sentences[outcome.at].start
        yield Hit("no-baseline", "result", (start + outcome.figure.start, start + outcome.figure.end))


def overclaim(reading: Reading) -> Iterator[Hit]:
    """A model or system is called reliable, accurate, solved and the like, and no figure measures that."""
    boast = reading.likeliest("overclaim")
    if boast and holds(reading, "overclaim"):
        yield Hit("overclaim", boast.beat, boast.span)
