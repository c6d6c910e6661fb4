"""A search that forgives typos: by words, each as near as a slip of the hand, in fields of different weight."""

import re
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz

_SAYS_NOTHING = (
    "a about an and are by did do for from had have how i in is it me my of on or question questions probe probes tell "
    "that the theme this time to was were what when where which with would you your"
)
_EMPTY_WORDS = frozenset(_SAYS_NOTHING.split())
_MOST_WORDS = 12
_NEAR_ENOUGH = 80.0


def nearest(text: str, fields: Mapping[str, Iterable[tuple[float, str]]]) -> list[str]:
    """Order ids by how well the words of a text are found in their fields, each field with its weight."""
    wanted = _telling_words(text)[:_MOST_WORDS]
    if not wanted:
        return []
    scores = {
        key: _score(wanted, [(weight, _telling_words(each)) for weight, each in of]) for key, of in fields.items()
    }
    near = [key for key, score in scores.items() if score >= _NEAR_ENOUGH]
    return sorted(near, key=lambda key: -scores[key])


def _score(wanted: list[str], fields: list[tuple[float, list[str]]]) -> float:
    offered = [(weight, word) for weight, words in fields for word in words]
    return sum(max(weight * _likeness(each, word) for weight, word in offered) for each in wanted) / len(wanted)


def _likeness(word: str, other: str) -> float:
    shorter, longer = sorted((word, other), key=len)
    if shorter != longer and len(shorter) >= 4 and longer.startswith(shorter):
        return 95.0  # "eval" means "evaluation" and "evals".
    return fuzz.ratio(word, other)


def _telling_words(text: str) -> list[str]:
    words = re.findall(r"[^\W_]+", text.casefold())
    return [word for word in words if word not in _EMPTY_WORDS] or words
