"""From a story to its report: every rule is asked, and the guidebook lends the words."""

from collections.abc import Callable, Iterator, Mapping

from bot.domain.framework import Framework
from bot.domain.story import BEATS, Story
from bot.domain.story_feedback import delivery, evidence, language, outcome, ownership, presence, timing
from bot.domain.story_feedback.choices import kinds_of, probes_of, strengths_of
from bot.domain.story_feedback.guidebook import Guidebook
from bot.domain.story_feedback.privacy import private_spans, quoted
from bot.domain.story_feedback.reading import Hit, Reading
from bot.domain.story_feedback.report import SEVERITIES, BeatReport, Finding, Report
from bot.errors import PracticeError

Rule = Callable[[Reading], Iterator[Hit]]

TIMING: tuple[Rule, ...] = (timing.too_short, timing.too_long)
RULES: tuple[Rule, ...] = (
    presence.missing_situation,
    presence.missing_task,
    presence.missing_action,
    presence.missing_result,
    presence.missing_judgment,
    evidence.missing_eval_evidence,
    *TIMING,
    timing.backstory,
    delivery.team_hiding,
    outcome.vague_result,
    outcome.overclaim,
    evidence.no_sample_size,
    evidence.no_metric,
    outcome.no_baseline,
    evidence.judge_bias,
    ownership.defends_failure,
    ownership.blames_others,
    ownership.late_ownership,
    ownership.no_safeguard,
    delivery.name_dropping,
    evidence.prompt_moat,
    delivery.filler,
)
# Where a framework has no beat of its own for one of ours, its words count for this one.
_INSTEAD = {"task": "situation", "eval_evidence": "action", "judgment": "result", "situation": "task"}


def review(story: Story, guidebook: Guidebook) -> Report:
    """Report on a story. The same story always gets the same report.

    Raises `PracticeError` for a framework or theme that the guidebook does not know.
    """
    framework = _framework(story, guidebook)
    reading = Reading(story)
    is_english = language.is_english(reading)
    findings = tuple(_findings(_hits(reading, is_english=is_english), reading, framework, guidebook))
    codes = {finding.code for finding in findings}
    is_graded = is_english and "not-a-story" not in codes
    themes, archetypes = kinds_of(reading, guidebook) if is_graded else ((), ())
    return Report(
        framework=framework.id,
        spoken_seconds=round(reading.seconds, 1),
        words=reading.words,
        beats=_beats(reading, framework),
        findings=findings,
        strengths=strengths_of(reading, codes, guidebook) if is_graded else (),
        probes=probes_of(findings, guidebook, themes, archetypes) if is_graded else (),
        archetypes=archetypes,
        themes=themes,
        is_english=is_english,
    )


def _framework(story: Story, guidebook: Guidebook) -> Framework:
    if story.theme and story.theme not in guidebook.themes:
        raise PracticeError(f'There is no theme "{story.theme}".', f"Use one of {', '.join(guidebook.themes)}.")
    if story.framework not in guidebook.frameworks:
        known = ", ".join(guidebook.frameworks)
        raise PracticeError(f'There is no framework "{story.framework}".', f"Use one of {known}.")
    return guidebook.frameworks[story.framework]


def codes_of(reading: Reading) -> set[str]:
    """Give the codes of what is found, without the words."""
    return {hit.code for hit in _hits(reading, is_english=language.is_english(reading))}


def _hits(reading: Reading, *, is_english: bool) -> Iterator[Hit]:
    yield from (Hit("private-data", None, span) for span in private_spans(reading.story.text))
    if is_english and presence.not_a_story(reading):
        yield Hit("not-a-story")
        return
    for rule in RULES if is_english else TIMING:
        yield from rule(reading)


def _findings(hits: Iterator[Hit], reading: Reading, framework: Framework, guidebook: Guidebook) -> list[Finding]:
    """Give each hit its words, the gravest first, then in the order of the text; one code once for a place."""
    found = {(hit.code, hit.span): hit for hit in hits}
    private = sorted(hit.span for hit in found.values() if hit.code == "private-data" and hit.span)
    findings = []
    for hit in found.values():
        kind = guidebook.finding_kinds[hit.code]
        findings.append(
            Finding(
                code=hit.code,
                severity=hit.severity or kind.severity,
                beat=_beat_in(framework, hit.beat) if hit.beat else None,
                span=hit.span,
                quote=quoted(reading.story.text, hit.span, private) if hit.span else "",
                advice=kind.advice,
                source=kind.source,
            )
        )
    return sorted(findings, key=lambda each: (SEVERITIES.index(each.severity), each.span or (0, 0)))


def _beats(reading: Reading, framework: Framework) -> Mapping[str, BeatReport]:
    at = {beat: _beat_in(framework, beat) for beat in BEATS}
    reports = {}
    for beat in framework.beats:
        ours = [each for each in BEATS if at[each] == beat.id]
        spans = sorted(span for each in ours for span in reading.spans.get(each, ()))
        words = sum(sentence.spoken for sentence in reading.of(*ours))
        budget = beat.seconds
        if beat.percent:
            least, most = (
                round(share / 100 * aim) for share, aim in zip(beat.percent, framework.aim_seconds, strict=True)
            )
            budget = least, most
        reports[beat.id] = BeatReport(
            words=words, seconds=round(words * reading.pace, 1), budget=budget, spans=tuple(spans)
        )
    return reports


def _beat_in(framework: Framework, beat: str) -> str:
    """Say under which beat of a framework one of ours is told."""
    own = {each.like or each.id: each.id for each in framework.beats}
    return own.get(beat) or own.get(_INSTEAD.get(beat, "action")) or framework.beats[0].id
