"""Story feedback: one story and the practice material in, one report out.

Everything here is pure, deterministic and offline. `sentences.py` and `beats.py` cut the story; `traits.py`,
`likeness.py`, `model.py` and `reading.py` tell what its sentences and figures say, by the weights in `weights/`;
`verdicts.py` weighs that for each code of `guidebook.py`, the modules of rules have one function a code, and
`review.py` makes the report.
"""

from bot.domain.story import Story, read_story, story_of_beats
from bot.domain.story_feedback.guidebook import CODES, FindingKind, Guidebook, Strength
from bot.domain.story_feedback.report import BeatReport, Finding, Report
from bot.domain.story_feedback.review import review

__all__ = [
    "CODES",
    "BeatReport",
    "Finding",
    "FindingKind",
    "Guidebook",
    "Report",
    "Story",
    "Strength",
    "read_story",
    "review",
    "story_of_beats",
]
