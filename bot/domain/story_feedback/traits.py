"""What a story shows as a whole: its words, the beats they stand in, and the signs that the rules look for.

Some findings cannot be told by one pattern: an excuse has a hundred wordings. For those the traits are weighed by what
was learned from labelled stories (`training.py`); this module names the traits and applies the weights.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from bot.domain.story_feedback.failures import SIGNS, is_incident
from bot.domain.story_feedback.reading import Reading
from bot.domain.story_feedback.sentences import Sentence

_DIGITS = re.compile(r"\d[\d.,]*")
_OPENING = 2


def traits_of(reading: Reading) -> dict[str, float]:
    """Name every trait of a story; all count once but the signs, which count how often."""
    traits: dict[str, float] = {}
    for at, sentence in enumerate(reading.sentences):
        for name in sentence_traits(sentence, is_opening=at < _OPENING):
            traits[name] = 1.0
    for name, sign in SIGNS.items():
        found = sum(sign.search(sentence.low) is not None for sentence in reading.sentences)
        if found:
            traits[f"sign:{name}"] = 1.0 + min(found, 3)
    if any(is_incident(sentence) for sentence in reading.sentences):
        traits["sign:incident"] = 2.0
    traits[f"theme:{reading.story.theme or 'none'}"] = 1.0
    return traits


def sentence_traits(sentence: Sentence, *, is_opening: bool) -> Iterator[str]:
    words = [_DIGITS.sub("#", word) for word in sentence.words]
    yield from {f"w:{word}" for word in words}
    yield from {f"b:{one}_{other}" for one, other in zip(words, words[1:], strict=False)}
    yield from {f"{sentence.beat}:{word}" for word in words}
    if is_opening:
        yield from {f"open:{word}" for word in words}
