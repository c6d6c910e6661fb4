"""The practice material as the rest of the bot sees it: records by id, and a search that forgives typos."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from rapidfuzz import fuzz

from bot.content.checks import DEFAULT_FRAMEWORK
from bot.domain.archetype import Archetype
from bot.domain.employer import CompanyRound, EmployerType
from bot.domain.framework import Framework
from bot.domain.guide import Advice, BrokenSample, Checklist, Guide, InterviewPhase, SampleAnswer, StoryCategory
from bot.domain.plan import Plan
from bot.domain.question import ClosingQuestion, Probe, Question, Theme, Wording
from bot.domain.rubric import Criterion, Flag
from bot.errors import PracticeError

Record = TypeVar("Record")

_SAYS_NOTHING = (
    "a about an and are by did do for from had have how i in is it me my of on or question questions probe probes tell "
    "that the theme this time to was were what when where which with would you your"
)
_EMPTY_WORDS = frozenset(_SAYS_NOTHING.split())
_MOST_WORDS = 12
_NEAR_ENOUGH = 80.0
# How many probes of each hardness make the list for a theme: what an interviewer can look over before a mock.
_HANDFUL = {1: 2, 2: 3, 3: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that a group practises with; made by `load_content`, which has checked it."""

    themes: Mapping[str, Theme]
    probes: Mapping[str, Probe]
    questions: Mapping[str, Question]
    wordings: Mapping[str, Wording]
    archetypes: Mapping[str, Archetype]
    frameworks: Mapping[str, Framework]
    employer_types: Mapping[str, EmployerType]
    company_rounds: Mapping[str, CompanyRound]
    plans: Mapping[str, Plan]
    criteria: Mapping[str, Criterion]
    flags: Mapping[str, Flag]
    advice: Mapping[str, Advice]
    checklists: Mapping[str, Checklist]
    closing_questions: Mapping[str, ClosingQuestion]
    story_categories: Mapping[str, StoryCategory]
    interview_phases: Mapping[str, InterviewPhase]
    guides: Mapping[str, Guide]
    samples: Mapping[str, SampleAnswer]
    broken_samples: Mapping[str, BrokenSample]

    @property
    def default_framework(self) -> Framework:
        return self.frameworks[DEFAULT_FRAMEWORK]

    def question(self, id: str) -> Question:
        return _found(self.questions, id, word="question")

    def theme(self, id: str) -> Theme:
        return _found(self.themes, id, word="theme")

    def plan(self, id: str) -> Plan:
        return _found(self.plans, id, word="plan")

    def probes_for(self, subject: Question | Theme) -> tuple[Probe, ...]:
        """List the probes of a question, or a handful for a theme, from gentle to hard.

        A theme's handful prefers the probes made for it first of all, then those that most of its questions share.
        """
        if isinstance(subject, Question):
            return tuple(self.probes[name] for name in subject.probes)
        asked = Counter(name for each in self.questions.values() if each.theme == subject.id for name in each.probes)
        fitting = [probe for probe in self.probes.values() if probe.id in asked or subject.id in probe.themes]
        fitting.sort(key=lambda probe: (probe.themes[:1] != (subject.id,), -asked[probe.id]))
        return tuple(
            probe
            for hardness, most in _HANDFUL.items()
            for probe in [each for each in fitting if each.hardness == hardness][:most]
        )

    def unused_like(self, theme: str, used: Collection[str]) -> Question | None:
        """Choose the first unused question of a theme, else the first unused one of any."""
        unused = [question for question in self.questions.values() if question.id not in used]
        return next((question for question in unused if question.theme == theme), next(iter(unused), None))

    def find_questions(self, text: str) -> list[Question]:
        """Find the questions that a member may mean, best first; none where nothing is near."""
        fields = {
            question.id: ((1.0, question.id), (0.95, question.text), (0.85, self.themes[question.theme].name))
            for question in self.questions.values()
        }
        return [self.questions[key] for key in _nearest(text, fields)]

    def find_themes(self, text: str) -> list[Theme]:
        """Find the themes that a member may mean, best first; none where nothing is near."""
        fields = {theme.id: ((1.0, theme.id), (1.0, theme.name), (0.9, theme.about)) for theme in self.themes.values()}
        return [self.themes[key] for key in _nearest(text, fields)]


def _found(records: Mapping[str, Record], id: str, *, word: str) -> Record:
    if id not in records:
        raise PracticeError(
            f"That {word} is no longer part of the practice material.", "Send /practice today to go on."
        )
    return records[id]


def _nearest(text: str, fields: Mapping[str, Iterable[tuple[float, str]]]) -> list[str]:
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
