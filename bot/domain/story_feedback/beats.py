"""Which beat each sentence of a free text belongs to: what it says, where it stands, and what came before it.

The best sequence is taken as a whole (Viterbi), so that a sentence which could be two things follows its neighbours.
"""

from collections.abc import Sequence

import numpy

from bot.domain.story import BEATS
from bot.domain.story_feedback.model import Model, Table
from bot.domain.story_feedback.sentences import Sentence, told_in


def assign_beats(sentences: Sequence[Sentence], scores: Table, model: Model) -> list[Sentence]:
    """Give every sentence its beat, from what the model scored for each beat. Where headings gave it one, it stays."""
    if not sentences or all(sentence.beat for sentence in sentences):
        return list(sentences)
    return [
        sentence if sentence.beat else told_in(sentence, BEATS[beat])
        for sentence, beat in zip(sentences, best_path(scores, model), strict=True)
    ]


def best_path(scores: Table, model: Model) -> list[int]:
    """Find the sequence of beats that fits the sentences and each other best."""
    first, follows = numpy.array(model.order.first), numpy.array(model.order.follows)
    best = first + scores[0]
    back = []
    for row in scores[1:]:
        through = best[:, None] + follows
        back.append(through.argmax(0))
        best = through.max(0) + row
    path = [int(best.argmax())]
    for came_from in reversed(back):
        path.append(int(came_from[path[-1]]))
    return path[::-1]


def likelihoods(scores: Table, model: Model) -> Table:
    """Give for each sentence how likely it is to be of each beat, whatever the others are (forward and backward)."""
    first, follows = numpy.exp(model.order.first), numpy.exp(model.order.follows)
    told = numpy.exp(scores - scores.max(1, keepdims=True))
    ahead, behind = numpy.empty_like(told), numpy.ones_like(told)
    ahead[0] = first * told[0]
    for at in range(1, len(told)):
        reached = (ahead[at - 1] @ follows) * told[at]
        ahead[at] = reached / reached.sum()
    for at in range(len(told) - 1, 0, -1):
        reached = follows @ (told[at] * behind[at])
        behind[at - 1] = reached / reached.sum()
    both = ahead * behind
    likely: Table = both / both.sum(1, keepdims=True)
    return likely
