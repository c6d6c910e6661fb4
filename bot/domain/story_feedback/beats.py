"""Which beat each sentence of a free text belongs to: what it says, where it stands, and what came before it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.story import BEATS
from bot.domain.story_feedback.cues import cue, has
from bot.domain.story_feedback.figures import figures_in
from bot.domain.story_feedback.sentences import Sentence

_FORWARD, _SKIP, _BACK = -0.7, -1.3, -2.2
_START = {"situation": 0.0, "task": -1.5, "action": -2.0, "eval_evidence": -3.5, "result": -2.0, "judgment": -3.0}


def assign_beats(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Give every sentence a beat. Where headings gave it one, it stays.

    The best sequence is taken as a whole (Viterbi), so that a sentence which could be two things follows its neighbours.
    """
    if all(sentence.beat for sentence in sentences):
        return list(sentences)
    scores = [_emissions(sentence, index, len(sentences)) for index, sentence in enumerate(sentences)]
    path = _best_path(scores)
    return [
        sentence if sentence.beat else replace(sentence, beat=beat)
        for sentence, beat in zip(sentences, path, strict=True)
    ]


def _best_path(scores: Sequence[dict[str, float]]) -> list[str]:
    best = {beat: scores[0][beat] + _START[beat] for beat in BEATS}
    back: list[dict[str, str]] = []
    for emitted in scores[1:]:
        came_from = {beat: max(BEATS, key=lambda other: best[other] + _step(other, beat)) for beat in BEATS}
        best = {beat: best[came_from[beat]] + _step(came_from[beat], beat) + emitted[beat] for beat in BEATS}
        back.append(came_from)
    path = [max(BEATS, key=lambda beat: best[beat])]
    for came_from in reversed(back):
        path.append(came_from[path[-1]])
    return path[::-1]


def _step(one: str, other: str) -> float:
    distance = BEATS.index(other) - BEATS.index(one)
    if {one, other} == {"action", "eval_evidence"}:
        return _FORWARD
    return 0.0 if distance == 0 else _FORWARD if distance == 1 else _SKIP if distance > 1 else _BACK


def _emissions(sentence: Sentence, index: int, count: int) -> dict[str, float]:
    low, place = sentence.low, (index + 0.5) / count
    figures = len(figures_in(low))
    evals, results, lessons = (min(3, len(cue(name).findall(low))) for name in ("eval", "result", "lesson"))
    return {
        "situation": (2.5 if index == 0 else 0.0)
        + (1.2 if place < 0.2 else 0.0 if place < 0.35 else -2.0)
        + 0.8 * has("situation", low),
        "task": 2.8 * has("task", low) + (0.5 if place < 0.4 else -2.0 if place > 0.6 else 0.0) - 0.5,
        "action": 1.6 * has("action", low) + (0.5 if 0.15 < place < 0.8 else -0.5) + 0.3,
        "eval_evidence": 0.8 * evals + 0.6 * (figures > 0) * (evals > 0) + (0.2 if 0.3 < place < 0.85 else -1.0) - 0.6,
        "result": 0.6 * results + 0.5 * (figures > 0) + (0.8 if place > 0.55 else -1.2 if place < 0.3 else 0.0) - 0.2,
        "judgment": 1.0 * lessons
        + (1.2 if place > 0.75 else -2.0 if place < 0.6 else 0.0)
        + 0.5 * (index == count - 1)
        - 0.8,
    }
