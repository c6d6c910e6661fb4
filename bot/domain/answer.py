"""An answer to a daily question, by form or in its thread."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.domain.framework import Framework

WORDS_THAT_COUNT = 30

_WORD = re.compile(r"\w[\w'’-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyQuestion:
    """The question of one cohort's date. Reserved early, it has no `posted_at` yet."""

    id: int
    cohort_id: int
    on: date
    plan_day: int
    question_id: str
    posted_at: datetime | None = None
    message_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a member answered; a form gives beats, a thread reply one text under the beat id `text`."""

    id: int
    daily_question_id: int
    member_id: int
    via: Literal["form", "thread"]
    beats: dict[str, str]
    answered_at: datetime


def count_words(text: str) -> int:
    """Count words; marks and emoji are none."""
    return len(_WORD.findall(text))


def counts_as_answer(text: str) -> bool:
    """Say whether a thread reply is an answer and not talk: 30 words or more."""
    return count_words(text) >= WORDS_THAT_COUNT


def missing_beats(beats: dict[str, str], framework: Framework) -> list[str]:
    """Name the beats that an answer leaves empty, in the framework's order."""
    return [beat.id for beat in framework.beats if not beats.get(beat.id, "").strip()]
