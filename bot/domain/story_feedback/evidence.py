"""Rules on evidence: whether something was measured, on how much, by which metric, and who judged."""

from collections.abc import Iterator

from bot.domain.story_feedback.reading import Hit, Reading
from bot.domain.story_feedback.verdicts import evidence_places, holds

# A framework without a beat for it does not ask for evidence.
_NO_EVIDENCE_IN = frozenset({"star"})


def missing_eval_evidence(reading: Reading) -> Iterator[Hit]:
    """No eval set, metric or measured comparison stands behind the decision."""
    if not has_evidence(reading) and reading.story.framework not in _NO_EVIDENCE_IN:
        yield Hit("missing-eval-evidence", "eval_evidence")


def no_sample_size(reading: Reading) -> Iterator[Hit]:
    """Evidence is given, and not on how many items, requests, speakers, sites, days or hours."""
    yield from _lacking(reading, "no-sample-size")


def no_metric(reading: Reading) -> Iterator[Hit]:
    """Evidence is given, and no named quantity with a value; a score that does not say of what is none."""
    yield from _lacking(reading, "no-metric")


def judge_bias(reading: Reading) -> Iterator[Hit]:
    """A model judged, and no check on that judge is named."""
    if has_evidence(reading) and holds(reading, "judge-bias"):
        judging = reading.likeliest("judge")
        if judging:
            yield Hit("judge-bias", judging.beat, judging.span)


def prompt_moat(reading: Reading) -> Iterator[Hit]:
    """The achievement is the prompt's wording, and nothing measured shows that it is better."""
    proud = reading.likeliest("pride")
    if proud and holds(reading, "prompt-moat"):
        yield Hit("prompt-moat", proud.beat, proud.span)


def has_evidence(reading: Reading) -> bool:
    """Say whether anything measured is told."""
    return bool(reading.sentences) and not holds(reading, "missing-eval-evidence")


def _lacking(reading: Reading, code: str) -> Iterator[Hit]:
    if has_evidence(reading) and holds(reading, code):
        measured = reading.likeliest("eval", evidence_places(reading))
        if measured:
            yield Hit(code, "eval_evidence", measured.span)
