"""What is learned from: the traits of a sentence in its place, and those of a figure.

A trait is a short text. `~word` is a stem, `~one two` are stems that follow each other, `c:name` is a class of words,
`<` and `>` stand for the sentence before and after, `p:` for the place in the story, `B:` for the beat.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.domain.story_feedback.figures import Figure
from bot.domain.story_feedback.likeness import Likeness
from bot.domain.story_feedback.sentences import Sentence
from bot.domain.story_feedback.words import FIGURE, Words, words_of

_TENTHS = 10
_ENDS = 3
_EDGE = 4
_NEAR, _FAR = 3, 5
_MAYBE, _SURELY = 0.2, 0.6
_CLASS_NEAR = 5
STEPS = (0.05, 0.12, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95)
TOLD_BY_MARKS = ("size", "metric", "unnamed", "outcome", "compared", "eval", "gain", "harm", "task")

Groups = tuple[set[str], set[str]]


def placed_traits(sentences: Sequence[Sentence]) -> list[Groups]:
    """Name what each sentence of a story shows by itself, and what stands around it: its neighbours and its place."""
    words = [words_of(sentence) for sentence in sentences]
    around = [_seen_from_beside(each) for each in words]
    rows = []
    for at, each in enumerate(words):
        row = set(_place(at, len(words)))
        row.update(f"<{trait}" for trait in around[at - 1]) if at else row.add("<^")
        row.update(f">{trait}" for trait in around[at + 1]) if at + 1 < len(words) else row.add(">$")
        rows.append((set(sentence_traits(each)), row))
    return rows


def beat_traits(likely: Mapping[str, float]) -> Iterator[str]:
    """Name the beats that a sentence may be of, and the one that it is most surely of."""
    for beat, share in likely.items():
        if share > _MAYBE:
            yield f"B:{beat}"
        if share > _SURELY:
            yield f"B:{beat}!"


def sentence_traits(words: Words) -> Iterator[str]:
    """Name the words of a sentence, what follows what, and its classes of words."""
    for token in words.tokens:
        if token[0] == FIGURE:
            yield token
    stems = ("^", *words.stems, "$")
    for one in stems:
        yield f"~{one}"
    for one, two in pairwise(stems):
        yield f"~{one} {two}"
    last = len(words.stems) - _EDGE
    for hit in words.hits:
        yield f"c:{hit.name}"
        if hit.length > 1:
            yield f"cp:{hit.name}"
        if words.is_denied(hit):
            yield f"cn:{hit.name}"
        if hit.at < _EDGE:
            yield f"cs:{hit.name}"
        if hit.at >= last:
            yield f"ce:{hit.name}"
    for name, count in Counter(hit.name for hit in words.hits).items():
        if count > 1:
            yield f"c2:{name}"


def _seen_from_beside(words: Words) -> set[str]:
    return {*(f"~{stem}" for stem in words.stems), *(f"c:{hit.name}" for hit in words.hits)}


def _place(at: int, count: int) -> Iterator[str]:
    yield f"p:{int((at + 0.5) / count * _TENTHS)}"
    if at < _ENDS:
        yield f"p:first{at}"
    if count - at <= _ENDS:
        yield f"p:last{count - at}"


def figures_traits(
    sentences: Sequence[Sentence], marks: Sequence[Mapping[str, float]]
) -> Iterator[tuple[int, int, set[str]]]:
    """Name what stands around each figure of a story, with the number of its sentence and its own in that.

    `marks` are what is known of each sentence already.
    """
    likeness = Likeness(sentences, marks)
    for at, sentence in enumerate(sentences):
        for which in range(len(sentence.figures)):
            row = _figure_traits(sentences, marks, at, which)
            if row:
                row.update(likeness.traits(at, which))
            yield at, which, row


def _figure_traits(
    sentences: Sequence[Sentence], marks: Sequence[Mapping[str, float]], at: int, which: int
) -> set[str]:
    """Name what stands around one figure: `at` is its sentence, `which` its number there."""
    sentence = sentences[at]
    words = words_of(sentence)
    place = words.figure_at[which]
    if place is None:
        return set()
    figure, beat = sentence.figures[which], sentence.beat
    row = {*_kinds(figure, beat), *_neighbours(words, place, figure), *_company(sentence, which)}
    for step in (-1, 0, 1):
        if 0 <= at + step < len(sentences):
            known = marks[at + step]
            row.update(
                f"m{step}{mark}{level}" for mark in TOLD_BY_MARKS for level in STEPS if known.get(mark, 0.0) > level
            )
    return row


def _kinds(figure: Figure, beat: str | None) -> Iterator[str]:
    yield f"kind:{figure.kind}"
    yield f"beat:{beat}"
    yield f"kind:{figure.kind}:{beat}"
    if figure.total:
        yield "total"
        yield f"total:{beat}"


def _neighbours(words: Words, place: int, figure: Figure) -> Iterator[str]:
    stems = ("^^", "^", *words.stems, "$", "$$")
    at = place + 2
    for step in range(1, _FAR + 1):
        if at >= step:
            yield f"l{step}:{stems[at - step]}" if step <= _NEAR else f"l+:{stems[at - step]}"
        if at + step < len(stems):
            yield f"r{step}:{stems[at + step]}" if step <= _NEAR else f"r+:{stems[at + step]}"
    left, right = stems[at - 1], stems[at + 1]
    yield f"ll:{stems[at - 2]} {left}"
    yield f"rr:{right} {stems[at + 2]}"
    yield f"lr:{left} {right}"
    yield f"kl:{figure.kind}{left}"
    yield f"kr:{figure.kind}{right}"
    for hit in words.hits:
        if hit.at == place:
            continue
        yield f"c:{hit.name}"
        if place < hit.at < place + _CLASS_NEAR:
            yield f"cr:{hit.name}"
            yield f"cr{min(2, hit.at - place)}:{hit.name}"
        elif place - _CLASS_NEAR <= hit.at < place:
            yield f"cl:{hit.name}"
            yield f"kcl:{figure.kind}:{hit.name}"


def _company(sentence: Sentence, which: int) -> Iterator[str]:
    others = [each.kind for at, each in enumerate(sentence.figures) if at != which]
    yield f"others:{min(3, len(others))}"
    yield f"alike:{sentence.figures[which].kind in others}"
    yield "at:first" if which == 0 else "at:last" if which == len(others) else "at:middle"
