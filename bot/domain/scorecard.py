"""What an interviewer or observer wrote about a candidate's half, and how it changes from mock to mock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import mean
from typing import Literal

from bot.domain.mock import Role

SCORES = (1, 2, 3, 4)
LONGEST_LINE = 500
MOST_CRITERIA = 10
"""A pack may add criteria; more than so many nobody scores after an hour of listening."""

Pressed = Literal["well", "soft", "hard"]
PRESSED: tuple[Pressed, ...] = ("well", "soft", "hard")
FEWEST_TO_COUNT = 3
"""From so few answers one could tell who gave them, so nothing is said below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """One scorer's card about one half. It is complete when its words were sent, too; the scores come first.

    `scorer_id` is none once the scorer's data was erased.
    """

    id: int
    mock_id: int
    half: int
    scorer_id: int | None
    candidate_id: int
    role: Role
    saved_at: datetime
    scores: Mapping[str, int] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    strength: str = ""
    repair: str = ""
    unanswered: str = ""
    completed_at: datetime | None = None
    thanked_at: datetime | None = None
    asked_back: str | None = None

    @property
    def is_complete(self) -> bool:
        return self.completed_at is not None


def trend(scorecards: Sequence[Scorecard]) -> dict[str, list[float]]:
    """Give each criterion's scores, one a half in the order of the cards; several scorers of a half are averaged."""
    halves: dict[tuple[int, int], list[Scorecard]] = {}
    for card in scorecards:
        halves.setdefault((card.mock_id, card.half), []).append(card)
    scores: dict[str, list[float]] = {}
    for cards in halves.values():
        for criterion in dict.fromkeys(name for card in cards for name in card.scores):
            given = [card.scores[criterion] for card in cards if criterion in card.scores]
            scores.setdefault(criterion, []).append(round(mean(given), 1))
    return scores
