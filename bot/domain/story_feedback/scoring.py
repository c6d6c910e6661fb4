"""How good the rules are: what they raised on labelled stories, against what the labels say."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.story import BEATS
from bot.domain.story_feedback.guidebook import CODES

_NINETY_FIVE = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeScore:
    """One code: how often it was raised rightly, how often wrongly, and how often it was missed."""

    code: str
    right: int
    wrong: int
    missed: int

    @property
    def examples(self) -> int:
        return self.right + self.missed

    @property
    def precision(self) -> float | None:
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        return _share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float | None:
        return _share(2 * self.right, 2 * self.right + self.wrong + self.missed)

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "examples": self.examples,
            "right": self.right,
            "wrong": self.wrong,
            "missed": self.missed,
            "precision": _rounded(self.precision),
            "precision_95": interval(self.right, self.right + self.wrong),
            "recall": _rounded(self.recall),
            "recall_95": interval(self.right, self.right + self.missed),
            "f1": _rounded(self.f1),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The rules against one set of labelled stories. The confusion counts sentences: labelled as, then read as."""

    stories: int
    codes: tuple[CodeScore, ...]
    clean: int
    clean_kept: int
    confusion: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def macro_f1(self) -> float:
        """Average F1 over the codes that the labels hold."""
        values = [score.f1 or 0.0 for score in self.codes if score.examples]
        return sum(values) / len(values) if values else 0.0

    @property
    def beats_right(self) -> float | None:
        right = sum(count for (labelled, read), count in self.confusion.items() if labelled == read)
        return _share(right, sum(self.confusion.values()))

    def as_json(self) -> dict[str, Any]:
        return {
            "stories": self.stories,
            "macro_f1": round(self.macro_f1, 3),
            "clean": self.clean,
            "clean_without_findings": self.clean_kept,
            "clean_95": interval(self.clean_kept, self.clean),
            "codes": [score.as_json() for score in self.codes],
            "beats": {
                "right": _rounded(self.beats_right),
                "confusion": {
                    labelled: {read: self.confusion.get((labelled, read), 0) for read in BEATS} for labelled in BEATS
                },
            },
        }


def evaluate(
    judged: Sequence[tuple[Collection[str], Collection[str]]], *, beats: Iterable[tuple[str, str]] = ()
) -> Evaluation:
    """Compare, story by story, the labelled codes with those raised; and the labelled beats with those read."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for labelled, raised in judged:
        right.update(set(labelled) & set(raised))
        wrong.update(set(raised) - set(labelled))
        missed.update(set(labelled) - set(raised))
    clean = [raised for labelled, raised in judged if not labelled]
    return Evaluation(
        stories=len(judged),
        codes=tuple(CodeScore(code=code, right=right[code], wrong=wrong[code], missed=missed[code]) for code in CODES),
        clean=len(clean),
        clean_kept=sum(not raised for raised in clean),
        confusion=Counter(beats),
    )


def interval(hits: int, count: int) -> tuple[float, float] | None:
    """Give Wilson's 95 % interval of a share; none where nothing was counted."""
    if not count:
        return None
    share, square = hits / count, _NINETY_FIVE**2
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = _NINETY_FIVE * math.sqrt(share * (1 - share) / count + square / (4 * count**2)) / (1 + square / count)
    return round(max(0.0, middle - half), 3), round(min(1.0, middle + half), 3)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)
