"""What a story shows as a whole: its words, the beats they stand in, and the signs that several rules look for.

Some findings cannot be told by one pattern: an excuse has a hundred wordings. For those the traits are weighed by what
was learned from labelled stories (`training.py`); this module names the traits and applies the weights.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from bot.domain.story_feedback import failures, signs
from bot.domain.story_feedback.patterns import Pattern
from bot.domain.story_feedback.reading import Reading
from bot.domain.story_feedback.sentences import Sentence
from bot.domain.story_feedback.story_weights import WEIGHTS

FAILURE = "failure"
LEARNED = (
    *(FAILURE, "defends-failure", "blames-others", "no-safeguard"),
    *("prompt-moat", "vague-result", "missing-eval-evidence"),
)
_SIGNS = {**failures.SIGNS, **signs.SIGNS}
_DIGITS = Pattern(r"\d[\d.,]*")
_OPENING = 2
_MOST = 3
_SCALE = 1000


@dataclass(frozen=True, slots=True)
class StoryModel:
    """What was learned: for each of the learned findings a bias, and how much each trait speaks for it.

    The bias holds the threshold too: above zero a finding is more likely than not to be right.
    """

    bias: Sequence[float]
    traits: Mapping[str, Sequence[float]]

    def as_text(self) -> str:
        """Write the weights in thousandths, one trait a line."""
        rows = [("^", self.bias), *sorted(self.traits.items())]
        return "\n".join(f"{name} {' '.join(str(round(each * _SCALE)) for each in row)}" for name, row in rows)


@cache
def learned() -> StoryModel:
    """Read the committed weights."""
    rows: dict[str, Sequence[float]] = {}
    for line in WEIGHTS.strip().splitlines():
        name, *numbers = line.split(" ")
        rows[name] = tuple(int(each) / _SCALE for each in numbers)
    return StoryModel(rows.pop("^"), rows)


def weigh(reading: Reading, finding: str) -> float:
    """Weigh a story for one of the learned findings: above zero it holds."""
    return scores_of(reading)[LEARNED.index(finding)]


def scores_of(reading: Reading) -> Sequence[float]:
    """Weigh a story for all learned findings; it is done once a reading."""
    if reading.scores is None:
        model = learned()
        known = [(row, value) for name, value in traits_of(reading).items() if (row := model.traits.get(name))]
        reading.scores = tuple(
            bias + sum([row[at] * value for row, value in known]) for at, bias in enumerate(model.bias)
        )
    return reading.scores


def traits_of(reading: Reading) -> dict[str, float]:
    """Name every trait of a story; words count once, signs by how many sentences show them."""
    traits: dict[str, float] = {}
    for at, sentence in enumerate(reading.sentences):
        for name in sentence_traits(sentence, is_opening=at < _OPENING):
            traits[name] = 1.0
    for name, sign in _SIGNS.items():
        found = sum(sentence.find_own(sign) is not None for sentence in reading.sentences)
        if found:
            traits[f"sign:{name}"] = 1.0 + min(found, _MOST)
    if any(failures.is_incident(sentence) for sentence in reading.sentences):
        traits["sign:incident"] = 2.0
    traits[f"theme:{reading.story.theme or 'none'}"] = 1.0
    return traits


def sentence_traits(sentence: Sentence, *, is_opening: bool) -> Iterator[str]:
    """Name the words of a sentence, its pairs of words, and its words with the beat they stand in."""
    words = [_DIGITS.sub("#", word) for word in sentence.words]
    yield from {f"{sentence.beat}:{word}" for word in words}
    if sentence.beat == "eval_evidence":
        return  # How somebody measured says nothing about how they speak of a failure.
    yield from {f"w:{word}" for word in words}
    yield from {f"b:{one}_{other}" for one, other in pairwise(words)}
    if is_opening:
        yield from {f"open:{word}" for word in words}
