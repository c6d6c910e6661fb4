"""The practice material as the rest of the bot sees it: records by id, and a search that forgives typos."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.content.checks import DEFAULT_FRAMEWORK, DEFAULT_PLAN, FEWEST_PROBES
from bot.content.faults import Fault
from bot.content.search import nearest
from bot.domain.archetype import Archetype
from bot.domain.employer import CompanyRound, EmployerType
from bot.domain.framework import Framework
from bot.domain.guide import Advice, BrokenSample, Checklist, Guide, InterviewPhase, SampleAnswer, StoryCategory
from bot.domain.plan import Plan
from bot.domain.question import ClosingQuestion, Probe, Question, Theme, Wording
from bot.domain.rubric import Criterion, Flag
from bot.domain.story_feedback.guidebook import UNSEEN, FindingFigures, FindingKind, Guidebook, Strength
from bot.errors import PracticeError

Record = TypeVar("Record")

# How many probes of each hardness make the list for a theme: what an interviewer can look over before a mock.
_HANDFUL = {1: 2, 2: 3, 3: 3}
# What can be looked up by name, in the order in which it is listed.
TOPIC_KINDS = ("guides", "frameworks", "archetypes", "employer_types", "company_rounds", "samples", "advice")


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that a guide can be read on."""

    kind: str
    id: str
    name: str

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that a group practises with; made by `load_content`, which has checked it.

    `skipped` says what a group's own pack holds that could not be used.
    """

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
    finding_kinds: Mapping[str, FindingKind]
    strengths: Mapping[str, Strength]
    finding_figures: Mapping[str, FindingFigures]
    checklists: Mapping[str, Checklist]
    closing_questions: Mapping[str, ClosingQuestion]
    story_categories: Mapping[str, StoryCategory]
    interview_phases: Mapping[str, InterviewPhase]
    guides: Mapping[str, Guide]
    samples: Mapping[str, SampleAnswer]
    broken_samples: Mapping[str, BrokenSample]
    hidden_questions: Mapping[str, Question] = field(default_factory=dict)
    skipped: tuple[Fault, ...] = ()

    @property
    def default_plan(self) -> Plan:
        return self.plans[DEFAULT_PLAN]

    @property
    def default_framework(self) -> Framework:
        return self.frameworks[DEFAULT_FRAMEWORK]

    @property
    def guidebook(self) -> Guidebook:
        """Give what story feedback needs of all this."""
        return Guidebook(
            finding_kinds=self.finding_kinds,
            strengths=self.strengths,
            frameworks=self.frameworks,
            probes=self.probes,
            questions=self.questions,
            archetypes=self.archetypes,
            themes=self.themes,
            figures={each.finding: each for each in self.finding_figures.values() if each.split == UNSEEN},
        )

    def question(self, id: str) -> Question:
        """Give a question, also one that a pack hides now: a group may have met it before."""
        return _found({**self.hidden_questions, **self.questions}, id, word="question")

    def theme(self, id: str) -> Theme:
        return _found(self.themes, id, word="theme")

    def plan(self, id: str) -> Plan:
        return _found(self.plans, id, word="plan")

    def probes_for(self, subject: Question | Theme | Archetype) -> tuple[Probe, ...]:
        """List the probes for a subject, from gentle to hard: for a theme all of them, the best handful first.

        A question's own probes come first of all. Where they are too few, those made for its archetypes and then for
        its theme fill up, beats that are not pressed yet before others.
        """
        if isinstance(subject, Question):
            return self._probes_of_question(subject)
        if isinstance(subject, Archetype):
            own = [self.probes[name] for name in subject.probes]
            made = [probe for probe in self.probes.values() if subject.id in probe.archetypes and probe not in own]
            return tuple(sorted((*own, *made), key=lambda probe: probe.hardness))
        asked = Counter(name for each in self.questions.values() if each.theme == subject.id for name in each.probes)
        fitting = [probe for probe in self.probes.values() if probe.id in asked or subject.id in probe.themes]
        fitting.sort(key=lambda probe: (probe.themes[:1] != (subject.id,), -asked[probe.id]))
        handful = [
            probe
            for hardness, most in _HANDFUL.items()
            for probe in [each for each in fitting if each.hardness == hardness][:most]
        ]
        others = sorted((probe for probe in fitting if probe not in handful), key=lambda probe: probe.hardness)
        return (*handful, *others)

    def _probes_of_question(self, question: Question) -> tuple[Probe, ...]:
        chosen = [self.probes[name] for name in question.probes]
        archetypes = set(question.archetypes)
        spare = [probe for probe in self.probes.values() if probe not in chosen]
        spare = [probe for probe in spare if archetypes & set(probe.archetypes) or question.theme in probe.themes]
        spare.sort(key=lambda probe: (not archetypes & set(probe.archetypes), probe.themes[:1] != (question.theme,)))
        while spare and len(chosen) < FEWEST_PROBES:
            pressed = Counter(probe.beat for probe in chosen)
            fill = min(spare, key=lambda probe: pressed[probe.beat])
            spare.remove(fill)
            chosen.append(fill)
        return tuple(sorted(chosen, key=lambda probe: probe.hardness))

    def find_questions(self, text: str, *, besides: Sequence[Question] = ()) -> list[Question]:
        """Find the questions that a member may mean, best first; none where nothing is near."""
        known = {**self.questions, **{question.id: question for question in besides}}
        fields = {
            question.id: ((1.0, question.id), (0.95, question.text), (0.85, self.themes[question.theme].name))
            for question in known.values()
        }
        return [known[key] for key in nearest(text, fields)]

    def find_themes(self, text: str) -> list[Theme]:
        """Find the themes that a member may mean, best first; none where nothing is near."""
        fields = {
            theme.id: ((1.0, theme.id), (1.0, theme.name), (0.95, " ".join(theme.also_called)), (0.9, theme.about))
            for theme in self.themes.values()
        }
        return [self.themes[key] for key in nearest(text, fields)]

    def find_wordings(self, text: str) -> list[Wording]:
        """Find the ways of putting a question that are near to what was typed, best first."""
        fields = {wording.id: ((1.0, wording.text),) for wording in self.wordings.values()}
        return [self.wordings[key] for key in nearest(text, fields)]

    def find_checklists(self, text: str) -> list[Checklist]:
        """Find the checklists that a member may mean, best first."""
        fields = {each.id: ((1.0, each.id), (1.0, each.name), (0.9, each.about)) for each in self.checklists.values()}
        return [self.checklists[key] for key in nearest(text, fields)]

    def find_topics(self, text: str) -> list[Topic]:
        """Find what a guide can be read on, best first; among equals the one with the shortest name, advice last."""
        records = sorted(self._topic_records(), key=lambda each: (each[0].startswith("advice/"), len(each[1].name)))
        fields = {key: _topic_fields(record) for key, record in records}
        topics = {topic.key: topic for topic in self.topics}
        found = [topics[key] for key in nearest(text, fields)]
        typed = text.casefold().strip()
        return sorted(found, key=lambda topic: typed not in (topic.id, topic.name.casefold()))

    @property
    def topics(self) -> list[Topic]:
        """List everything that a guide can be read on, in the order of the kinds."""
        return [Topic(kind, id, record.name) for kind in TOPIC_KINDS for id, record in getattr(self, kind).items()]

    def topic(self, key: str) -> Any:
        """Give the record of a topic that a button names, or a broken sample's."""
        broken = {f"broken_samples/{id}": record for id, record in self.broken_samples.items()}
        return _found({**dict(self._topic_records()), **broken}, key, word="topic")

    def _topic_records(self) -> Iterator[tuple[str, Any]]:
        for kind in TOPIC_KINDS:
            for id, record in getattr(self, kind).items():
                yield f"{kind}/{id}", record


def _found(records: Mapping[str, Record], id: str, *, word: str) -> Record:
    if id not in records:
        raise PracticeError(
            f"That {word} is no longer part of the practice material.", "Send /practice today to go on."
        )
    return records[id]


def _topic_fields(record: Any) -> tuple[tuple[float, str], ...]:
    names = [*getattr(record, "also_called", ()), *getattr(record, "examples", ()), getattr(record, "company", "")]
    about = getattr(record, "about", "") or getattr(record, "text", "")
    return ((1.0, record.id), (1.0, record.name), (0.95, " ".join(names)), (0.9, about))
