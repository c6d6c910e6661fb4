"""What is learned from: the traits of a sentence in its place, and those of a figure.

A trait is a short text. `~word` is a stem, `~one two` are stems that follow each other, `c:name` is a class of words,
`<` and `>` stand for the sentence before and after, `p:` for the place in the story, `B:` for the beat. It is given by
its kind, which is how its name begins, and the rest.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from bot.domain.story_feedback.figures import Figure
from bot.domain.story_feedback.likeness import Likeness
from bot.domain.story_feedback.model import Group
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
_LEVELS = {
    (step, mark): tuple(f"m{step}{mark}{level}" for level in STEPS) for step in (-1, 0, 1) for mark in TOLD_BY_MARKS
}


def placed_traits(sentences: Sequence[Sentence]) -> list[tuple[Group, Group]]:
    """Name what each sentence of a story shows by itself, and what stands around it: its neighbours and its place."""
    words = [words_of(sentence) for sentence in sentences]
    stems = [set(each.stems) for each in words]
    classes = [{name for _, name, _ in each.hits} for each in words]
    rows: list[tuple[Group, Group]] = []
    for at, each in enumerate(words):
        around: list[tuple[str, Collection[str]]] = [("", set(_place(at, len(words))))]
        around += [("<~", stems[at - 1]), ("<c:", classes[at - 1])] if at else [("<", "^")]
        around += [(">~", stems[at + 1]), (">c:", classes[at + 1])] if at + 1 < len(words) else [(">", "$")]
        rows.append((sentence_traits(each), around))
    return rows


def beat_traits(likely: Mapping[str, float]) -> set[str]:
    """Name the beats that a sentence may be of, and the one that it is most surely of."""
    maybe = {f"B:{beat}" for beat, share in likely.items() if share > _MAYBE}
    return maybe.union(f"B:{beat}!" for beat, share in likely.items() if share > _SURELY)


def sentence_traits(words: Words) -> Group:
    """Name the words of a sentence, what follows what, and its classes of words."""
    stems = ("^", *words.stems, "$")
    row = {token for token in words.tokens if token[0] == FIGURE}
    last = len(words.stems) - _EDGE
    seen = set()
    for at, name, length in words.hits:
        phrase, denied, at_start, at_end, twice = _traits_of_class(name)
        if length > 1:
            row.add(phrase)
        if words.is_denied(at):
            row.add(denied)
        if at < _EDGE:
            row.add(at_start)
        if at >= last:
            row.add(at_end)
        if name in seen:
            row.add(twice)
        seen.add(name)
    return ("~", {*stems, *map(" ".join, pairwise(stems))}), ("c:", seen), ("", row)


@cache
def _traits_of_class(name: str) -> tuple[str, ...]:
    """Name a class of words as a phrase, denied, at the start of a sentence, at its end, more than once."""
    return tuple(f"{kind}:{name}" for kind in ("cp", "cn", "cs", "ce", "c2"))


def _place(at: int, count: int) -> Iterator[str]:
    yield f"p:{int((at + 0.5) / count * _TENTHS)}"
    if at < _ENDS:
        yield f"p:first{at}"
    if count - at <= _ENDS:
        yield f"p:last{count - at}"


def figures_traits(
    sentences: Sequence[Sentence], marks: Mapping[str, Sequence[float]]
) -> Iterator[tuple[int, int, Group]]:
    """Name what stands around each figure of a story, with the number of its sentence and its own in that.

    `marks` say how likely each sentence says each thing.
    """
    likeness = Likeness(sentences, marks)
    for at, sentence in enumerate(sentences):
        if not sentence.figures:
            continue
        words = words_of(sentence)
        told = set(_told_around(at, len(sentences), marks))
        for which, (figure, place) in enumerate(zip(sentence.figures, words.figure_at, strict=True)):
            if place is None:
                yield at, which, ()
                continue
            row = {*_kinds(figure, sentence.beat), *_neighbours(words, place, figure), *_company(sentence, which)}
            row.update(likeness.traits(at, which))
            classes = {name for hit_at, name, _ in words.hits if hit_at != place}
            yield at, which, (("", row), ("", told), ("c:", classes))


def _told_around(at: int, count: int, marks: Mapping[str, Sequence[float]]) -> Iterator[str]:
    """Name how likely a sentence, the one before it and the one after it say what goes with figures."""
    for step in (-1, 0, 1):
        if 0 <= at + step < count:
            for mark in TOLD_BY_MARKS:
                yield from _LEVELS[step, mark][: bisect_left(STEPS, marks[mark][at + step])]


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
    for hit_at, name, _ in words.hits:
        if place < hit_at < place + _CLASS_NEAR:
            yield f"cr:{name}"
            yield f"cr{min(2, hit_at - place)}:{name}"
        elif place - _CLASS_NEAR <= hit_at < place:
            yield f"cl:{name}"
            yield f"kcl:{figure.kind}:{name}"


def _company(sentence: Sentence, which: int) -> Iterator[str]:
    others = [each.kind for at, each in enumerate(sentence.figures) if at != which]
    yield f"others:{min(3, len(others))}"
    yield f"alike:{sentence.figures[which].kind in others}"
    yield "at:first" if which == 0 else "at:last" if which == len(others) else "at:middle"
