"""Story feedback: one story and the practice material in, one report out.

Everything here is rules: pure, deterministic, offline. `sentences.py` and `beats.py` read the story, the modules of
rules look for what the codes of `guidebook.py` stand for, one function a code, and `review.py` makes the report.
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
