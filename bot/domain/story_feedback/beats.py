"""Which beat each sentence of a free text belongs to: what it says, where it stands, and what came before it.

The best sequence is taken as a whole (Viterbi), so that a sentence which could be two things follows its neighbours.
"""

import math
from collections.abc import Sequence

from bot.domain.story import BEATS
from bot.domain.story_feedback.model import Model
from bot.domain.story_feedback.sentences import Sentence, told_in

Scores = Sequence[Sequence[float]]
_ALL = range(len(BEATS))


def assign_beats(sentences: Sequence[Sentence], scores: Scores, model: Model) -> list[Sentence]:
    """Give every sentence its beat, from what the model scored for each beat. Where headings gave it one, it stays."""
    if not sentences or all(sentence.beat for sentence in sentences):
        return list(sentences)
    return [
        sentence if sentence.beat else told_in(sentence, BEATS[beat])
        for sentence, beat in zip(sentences, best_path(scores, model), strict=True)
    ]


def best_path(scores: Scores, model: Model) -> list[int]:
    """Find the sequence of beats that fits the sentences and each other best."""
    order = model.order
    best = [order.first[beat] + scores[0][beat] for beat in _ALL]
    back: list[list[int]] = []
    for row in scores[1:]:
        came_from = [max(_ALL, key=[best[one] + order.follows[one][beat] for one in _ALL].__getitem__) for beat in _ALL]
        best = [best[came_from[beat]] + order.follows[came_from[beat]][beat] + row[beat] for beat in _ALL]
        back.append(came_from)
    at = max(_ALL, key=best.__getitem__)
    path = [at]
    for came_from in reversed(back):
        at = came_from[at]
        path.append(at)
    return path[::-1]


def likelihoods(scores: Scores, model: Model) -> list[list[float]]:
    """Give for each sentence how likely it is to be of each beat, whatever the others are (forward and backward)."""
    order = model.order
    ahead = [[order.first[beat] + scores[0][beat] for beat in _ALL]]
    for row in scores[1:]:
        last = ahead[-1]
        ahead.append([row[beat] + _log_sum([last[one] + order.follows[one][beat] for one in _ALL]) for beat in _ALL])
    behind = [[0.0] * len(BEATS)]
    for row in reversed(scores[1:]):
        then = behind[-1]
        behind.append([_log_sum([order.follows[beat][one] + row[one] + then[one] for one in _ALL]) for beat in _ALL])
    found = []
    for one, other in zip(ahead, reversed(behind), strict=True):
        both = [a + b for a, b in zip(one, other, strict=True)]
        whole = _log_sum(both)
        found.append([math.exp(each - whole) for each in both])
    return found


def _log_sum(values: Sequence[float]) -> float:
    most = max(values)
    return most + math.log(sum(math.exp(each - most) for each in values))
