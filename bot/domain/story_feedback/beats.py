"""Which beat each sentence of a free text belongs to: what it says, where it stands, and what came before it.

The weights were learned from labelled sentences (`training.py`); this module only applies them. The best sequence is
taken as a whole (Viterbi), so that a sentence which could be two things follows its neighbours.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.domain.story import BEATS
from bot.domain.story_feedback.beat_weights import WEIGHTS
from bot.domain.story_feedback.cues import CUES, PAST_VERB, cue
from bot.domain.story_feedback.patterns import Pattern
from bot.domain.story_feedback.sentences import Sentence, told_in

_TOKEN = Pattern(r"[a-z]+(?:'[a-z]+)?|\d[\d.,]*|[£$€%:;?]")
_PAST = Pattern(PAST_VERB)
_TENTHS = 12
_SCALE = 100
Scores = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class BeatModel:
    """What was learned: how much each feature of a sentence speaks for each beat, and which beat follows which."""

    features: Mapping[str, Scores]
    first: Scores
    follows: tuple[Scores, ...]

    def as_text(self) -> str:
        """Write the weights in hundredths, one feature a line."""
        rows = [("^", self.first), *((f">{beat}", row) for beat, row in zip(BEATS, self.follows, strict=True))]
        rows += sorted(self.features.items())
        return "\n".join(f"{name} {' '.join(str(round(each * _SCALE)) for each in row)}" for name, row in rows)


@cache
def learned() -> BeatModel:
    """Read the committed weights."""
    rows: dict[str, Scores] = {}
    for line in WEIGHTS.strip().splitlines():
        name, *numbers = line.split(" ")
        rows[name] = tuple(int(each) / _SCALE for each in numbers)
    first = rows.pop("^")
    follows = tuple(rows.pop(f">{beat}") for beat in BEATS)
    return BeatModel(rows, first, follows)


def assign_beats(sentences: Sequence[Sentence], model: BeatModel | None = None) -> list[Sentence]:
    """Give every sentence a beat. Where headings gave it one, it stays."""
    if not sentences or all(sentence.beat for sentence in sentences):
        return list(sentences)
    path = _settled(sentences, best_path(sentences, model or learned()))
    return [
        sentence if sentence.beat else told_in(sentence, beat) for sentence, beat in zip(sentences, path, strict=True)
    ]


def _settled(sentences: Sequence[Sentence], path: list[str]) -> list[str]:
    """Give back to the Result what stands before the first lesson and gives a figure."""
    first = path.index("judgment") if "judgment" in path else len(path)
    lesson = next((at for at in range(first, len(path)) if sentences[at].find(cue("lesson"))), first)
    told = [at for at in range(first, lesson) if path[at] == "judgment" and sentences[at].figures]
    return [*path[:first], *["result"] * (told[-1] + 1 - first), *path[told[-1] + 1 :]] if told else path


def best_path(sentences: Sequence[Sentence], model: BeatModel) -> list[str]:
    """Find the sequence of beats that fits the sentences and each other best."""
    beats = range(len(BEATS))
    rows = [_scores(sentence, at, len(sentences), model) for at, sentence in enumerate(sentences)]
    best = [model.first[beat] + rows[0][beat] for beat in beats]
    back: list[list[int]] = []
    for row in rows[1:]:
        came_from = [
            max(beats, key=[best[one] + model.follows[one][beat] for one in beats].__getitem__) for beat in beats
        ]
        best = [best[came_from[beat]] + model.follows[came_from[beat]][beat] + row[beat] for beat in beats]
        back.append(came_from)
    at = max(beats, key=best.__getitem__)
    path = [at]
    for came_from in reversed(back):
        at = came_from[at]
        path.append(at)
    return [BEATS[at] for at in reversed(path)]


def _scores(sentence: Sentence, at: int, count: int, model: BeatModel) -> list[float]:
    known = [row for name in features_of(sentence, at, count) if (row := model.features.get(name))]
    return [sum(column) for column in zip(*known, strict=True)] if known else [0.0] * len(BEATS)


def features_of(sentence: Sentence, at: int, count: int) -> Iterator[str]:
    """Name what a sentence shows: its words and pairs of words, its cues and figures, and its place in the story."""
    words = ["#" if word[0].isdigit() else word for word in _TOKEN.findall(sentence.low)]
    yield from {f"w:{word}" for word in words}
    yield from {f"b:{one}_{other}" for one, other in zip(["^", *words], words, strict=False)}
    for name in CUES:
        found = sentence.find(cue(name))
        if found:
            yield f"c:{name}:1"
            if cue(name).search(sentence.low, found.end()):
                yield f"c:{name}:2"
    yield from {f"f:{figure.kind}" for figure in sentence.figures}
    if any(_PAST.fullmatch(word) for word in words):
        yield "past"
    yield f"p:{int((at + 0.5) / count * _TENTHS)}"
    if at < 3:
        yield f"p:first{at}"
    if count - at <= 3:
        yield f"p:last{count - at}"
    yield "bias"
