"""What must be true between entries: every name leads somewhere, and the plan can be lived day by day."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from bot.content.faults import Fault, did_you_mean
from bot.content.reading import Entry, Shelf
from bot.domain.member import LEVELS
from bot.domain.story import BEATS
from bot.domain.story_feedback.guidebook import CODES, STRENGTHS
from bot.domain.story_feedback.report import SEVERITIES

DEFAULT_FRAMEWORK = "star-ej"
DEFAULT_PLAN = "four-weeks"
FEWEST_PROBES = 5
HARDEST = 3

ADVICE_KINDS = ("pitfall", "delivery", "timing", "insight")
CLOSING_THEMES = ("role", "team", "tech", "evals", "culture", "safety", "growth", "business")
SHOWN_IN_GUIDES = ("criteria", "flags", "interview_phases", "story_categories")

NAMES_OF_OTHERS: tuple[tuple[str, str, str], ...] = (
    ("probes", "themes", "themes"),
    ("probes", "archetypes", "archetypes"),
    ("questions", "theme", "themes"),
    ("questions", "probes", "probes"),
    ("questions", "archetypes", "archetypes"),
    ("questions", "frameworks", "frameworks"),
    ("questions", "employers", "employer_types"),
    ("wordings", "archetypes", "archetypes"),
    ("archetypes", "probes", "probes"),
    ("employer_types", "weights", "criteria"),
    ("company_rounds", "employer", "employer_types"),
    ("company_rounds", "questions", "questions"),
    ("advice", "themes", "themes"),
    ("advice", "employers", "employer_types"),
    ("story_categories", "themes", "themes"),
    ("story_categories", "archetypes", "archetypes"),
    ("guides", "advice", "advice"),
    ("finding_kinds", "source", "advice"),
    ("finding_kinds", "probes", "probes"),
    ("finding_figures", "finding", "finding_kinds"),
    ("samples", "question", "questions"),
    ("samples", "framework", "frameworks"),
    ("samples", "employer", "employer_types"),
    ("broken_samples", "twin_of", "samples"),
    ("broken_samples", "advice", "advice"),
)

# What may be written behind a key that takes one word of a few.
_CHOICES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("probes", "beat", BEATS),
    ("questions", "level", ("any", *LEVELS)),
    ("advice", "kind", ADVICE_KINDS),
    ("advice", "beat", BEATS),
    ("finding_kinds", "severity", SEVERITIES),
    ("closing_questions", "theme", CLOSING_THEMES),
    ("guides", "shows", SHOWN_IN_GUIDES),
)


def check_shelf(shelf: Shelf) -> None:
    """Add to the shelf's faults everything that is wrong between its entries."""
    for check in _CHECKS:
        shelf.faults += check(shelf)


def _whole_is_usable(shelf: Shelf) -> Iterator[Fault]:
    if not shelf.is_whole:
        return
    if DEFAULT_FRAMEWORK not in shelf.entries["frameworks"]:
        fix = "Add it: answers are told in it unless a member chooses another framework."
        yield Fault("frameworks.toml", DEFAULT_FRAMEWORK, "The default framework is missing.", fix)
    if shelf.entries["plans"] and DEFAULT_PLAN not in shelf.entries["plans"]:
        fix = "Add it: groups practise by it unless they choose another plan."
        yield Fault("plan.toml", DEFAULT_PLAN, "The default plan is missing.", fix)
    for kind, file in (("questions", "questions.toml"), ("plans", "plan.toml")):
        if not shelf.entries[kind]:
            yield Fault(file, kind, f"There are no {kind}.", f"Add a [[{kind}]] entry.")


def _names_lead_somewhere(shelf: Shelf) -> Iterator[Fault]:
    for kind, key, target in NAMES_OF_OTHERS:
        for entry in shelf.of(kind):
            yield from _unknown_names(shelf, entry, key, target)
    for plan in shelf.of("plans"):
        for day in plan.values.get("days", ()):
            yield from _unknown_names(shelf, day, "questions", "questions")
            yield from _unknown_names(shelf, day, "themes", "themes")


def _unknown_names(shelf: Shelf, entry: Entry, key: str, target: str) -> Iterator[Fault]:
    value = entry.values.get(key) or ()
    known = shelf.entries[target]
    if not known and not shelf.is_whole:
        return  # They stand in the file that could not be read.
    for name in (value,) if isinstance(value, str) else value:
        if name not in known:
            fix = did_you_mean(name, known, otherwise=f"Add it to {target}, or name one that is there.")
            yield Fault(entry.file, entry.name, f'"{key}" names "{name}", which is not among the {target}.', fix)


def _words_are_known(shelf: Shelf) -> Iterator[Fault]:
    for kind, key, known in _CHOICES:
        for entry in shelf.of(kind):
            value = entry.values.get(key) or ()
            for word in (value,) if isinstance(value, str) else value:
                if word not in known:
                    fix = did_you_mean(word, known, otherwise=f"Use one of {', '.join(known)}.")
                    yield Fault(entry.file, entry.name, f'The {key} "{word}" is unknown.', fix)


_WORDS_OF_FEEDBACK = (("finding_kinds", CODES), ("strengths", STRENGTHS))


def _feedback_has_its_words(shelf: Shelf) -> Iterator[Fault]:
    """Whatever the rules may raise has an entry; a folder that could not be read whole may hold what is missing."""
    for kind, ids in _WORDS_OF_FEEDBACK if shelf.is_whole and shelf.entries["questions"] else ():
        for id in ids:
            if id not in shelf.entries[kind]:
                fix = f"Add a [[{kind}]] entry for it."
                yield Fault("feedback.toml", kind, f'There is nothing on "{id}", which story feedback raises.', fix)


def _probes_are_graded(shelf: Shelf) -> Iterator[Fault]:
    for probe in shelf.of("probes"):
        hardness = probe.values.get("hardness")
        if hardness is not None and not 1 <= hardness <= HARDEST:
            fix = f"Use 1 for gentle, 2 for firm, {HARDEST} for hard."
            yield Fault(probe.file, probe.name, f"The hardness {hardness} is out of range.", fix)


def _questions_are_pressed(shelf: Shelf) -> Iterator[Fault]:
    """A question has five probes: its own, then those made for its archetypes or its theme."""
    for question in shelf.of("questions"):
        own = question.values.get("probes")
        if own is None:
            continue
        yield from _range_backwards(question, "aim_seconds")
        yield from _probes_out_of_order(shelf, question, own)
        count = len({*own, *_made_for(shelf, question)})
        if count < FEWEST_PROBES and question.values.get("theme") in shelf.entries["themes"]:
            problem = f"It has {count} probes; at least {FEWEST_PROBES} are needed."
            fix = f"Name {FEWEST_PROBES - count} more from probes.toml."
            yield Fault(question.file, question.name, problem, fix)
    for archetype in shelf.of("archetypes"):
        yield from _probes_out_of_order(shelf, archetype, archetype.values.get("probes", ()))


def _made_for(shelf: Shelf, question: Entry) -> list[str]:
    theme, archetypes = question.values.get("theme"), set(question.values.get("archetypes", ()))
    return [
        probe.name
        for probe in shelf.of("probes")
        if theme in probe.values.get("themes", ()) or archetypes & set(probe.values.get("archetypes", ()))
    ]


def _probes_out_of_order(shelf: Shelf, question: Entry, probes: tuple[str, ...]) -> Iterator[Fault]:
    entries = [shelf.entries["probes"][name] for name in probes if name in shelf.entries["probes"]]
    graded = [(entry.name, entry.values["hardness"]) for entry in entries if "hardness" in entry.values]
    for (before, harder), (after, gentler) in pairwise(graded):
        if gentler < harder:
            problem = f'The probe "{after}" (hardness {gentler}) comes after "{before}" ({harder}).'
            yield Fault(question.file, question.name, problem, "Order the probes from gentle to hard.")


def _frameworks_can_be_told(shelf: Shelf) -> Iterator[Fault]:
    for framework in shelf.of("frameworks"):
        beats = framework.values.get("beats", ())
        if beats == () and "beats" in framework.values:
            yield Fault(framework.file, framework.name, "It has no beats.", "Add [[frameworks.beats]] entries.")
        yield from _said_twice(framework, "beat", [beat.values.get("id") for beat in beats])
        yield from _range_backwards(framework, "aim_seconds")
        for beat in beats:
            yield from _range_backwards(beat, "seconds")
            yield from _range_backwards(beat, "percent")
            yield from _beat_is_known(beat)
        if framework.name == DEFAULT_FRAMEWORK:
            yield from _is_timed(framework, beats)


def _beat_is_known(beat: Entry) -> Iterator[Fault]:
    """Every beat is one of STAR-EJ's, or says which of those it is like, so that probes can press on it."""
    id, like = beat.values.get("id"), beat.values.get("like")
    if like is not None and like not in BEATS:
        fix = did_you_mean(like, BEATS, otherwise=f"Use one of {', '.join(BEATS)}.")
        yield Fault(beat.file, beat.name, f'It is like "{like}", which is no beat of {DEFAULT_FRAMEWORK}.', fix)
    if id is not None and id not in BEATS and "like" in beat.values and like is None:
        fix = f"Add like = one of {', '.join(BEATS)}."
        yield Fault(beat.file, beat.name, f"No probe knows which beat of {DEFAULT_FRAMEWORK} this is like.", fix)


def _is_timed(framework: Entry, beats: Sequence[Entry]) -> Iterator[Fault]:
    for beat in beats:
        if "seconds" in beat.values and beat.values["seconds"] is None:
            yield Fault(beat.file, beat.name, "It has no seconds.", "Add a line seconds = [15, 20].")


def _range_backwards(entry: Entry, key: str) -> Iterator[Fault]:
    least, most = entry.values.get(key) or (1, 1)
    if not 0 < least <= most:
        problem = f'"{key}" runs from {least} to {most}.'
        yield Fault(entry.file, entry.name, problem, "Write the smaller number first, such as [15, 20].")


def _numbers_make_sense(shelf: Shelf) -> Iterator[Fault]:
    for phase in shelf.of("interview_phases"):
        yield from _range_backwards(phase, "minutes")
        yield from _range_backwards(phase, "questions")
    for category in shelf.of("story_categories"):
        least, most = category.values.get("minimum"), category.values.get("maximum")
        if least is not None and (least < 0 or (most is not None and most < least)):
            problem = f"It asks for {least} to {most if most is not None else least} stories."
            yield Fault(category.file, category.name, problem, "Write a minimum from 0 that is not above the maximum.")
    for employer in shelf.of("employer_types"):
        for criterion, weight in employer.values.get("weights", {}).items():
            if not 1 <= weight <= 5:
                problem = f'The weight of "{criterion}" is {weight}.'
                yield Fault(employer.file, employer.name, problem, "Use 1 to 5; what is not named weighs 1.")
    for question in shelf.of("questions"):
        for day in question.values.get("days", ()):
            if day < 1:
                yield Fault(question.file, question.name, f"There is no day {day}.", "Count the days from 1.")


def _samples_follow_their_framework(shelf: Shelf) -> Iterator[Fault]:
    """A sample answer has the beats of its framework as headings, in order; its broken twin may lack some."""
    for sample in shelf.of("samples"):
        yield from _headings_are_beats(shelf, sample, sample, may_lack=False)
    for broken in shelf.of("broken_samples"):
        twin = shelf.entries["samples"].get(broken.values.get("twin_of", ""))
        if twin:
            yield from _headings_are_beats(shelf, broken, twin, may_lack=True)


def _headings_are_beats(shelf: Shelf, page: Entry, sample: Entry, *, may_lack: bool) -> Iterator[Fault]:
    framework = shelf.entries["frameworks"].get(sample.values.get("framework", ""))
    if framework is None or "parts" not in page.values:
        return
    beats = [beat.values.get("name") for beat in framework.values.get("beats", ())]
    headings = [part.values.get("heading", "") for part in page.values["parts"]]
    expected = [beat for beat in beats if beat in headings] if may_lack else beats
    if headings != expected:
        fix = f"Use these headings in this order: {', '.join(str(beat) for beat in beats)}."
        yield Fault(page.file, page.name, f"Its headings are not the beats of {framework.name}.", fix)


def _plans_have_every_day(shelf: Shelf) -> Iterator[Fault]:
    for plan in shelf.of("plans"):
        days = [day.values.get("day") for day in plan.values.get("days", ())]
        weeks = [week.values.get("week") for week in plan.values.get("weeks", ())]
        if "days" in plan.values:
            yield from _counted_without_holes(plan, "day", days, last=1)
        if "days" in plan.values and "weeks" in plan.values:
            weeks_needed = -(-len(days) // 7)
            yield from _counted_without_holes(plan, "week", weeks, last=weeks_needed)
            if len(weeks) > weeks_needed:
                problem = f"It has {len(weeks)} weeks for {len(days)} days."
                yield Fault(plan.file, plan.name, problem, "Remove a week, or add the days that it lacks.")


def _counted_without_holes(plan: Entry, word: str, numbers: list[int | None], *, last: int) -> Iterator[Fault]:
    """Find what is missing between 1 and the highest number, or `last` where that is higher."""
    yield from _said_twice(plan, word, numbers)
    present = [number for number in numbers if number is not None]
    if len(present) < len(numbers):
        return  # An entry whose number could not be read may be the one that seems to be missing.
    if present != sorted(present):
        yield Fault(plan.file, plan.name, f"The {word}s are not in order.", f"Put {word} 1 first and count up.")
    if present and min(present) < 1:
        yield Fault(plan.file, plan.name, f"There is a {word} {min(present)}.", f"Count the {word}s from 1.")
    expected = 1
    for number in [*sorted({number for number in present if number > 0}), max(last, *present, 0) + 1]:
        if number > expected:
            hole = f"{word} {expected}" if number == expected + 1 else f"{word} {expected} to {number - 1}"
            yield Fault(plan.file, plan.name, f"There is no {hole}.", f"Add a [[plans.{word}s]] entry for it.")
        expected = number + 1


def _said_twice(entry: Entry, word: str, names: list[Any]) -> Iterator[Fault]:
    for name in dict.fromkeys(name for name in names if name is not None and names.count(name) > 1):
        problem = f"There are {names.count(name)} entries for {word} {name}."
        yield Fault(entry.file, entry.name, problem, "Keep one, and rename or remove the rest.")


def _every_day_has_its_own_question(shelf: Shelf) -> Iterator[Fault]:
    """A group that practises on all seven days must never meet a question twice; only the last day may rest."""
    for plan in shelf.of("plans"):
        readable = [day for day in plan.values.get("days", ()) if day.values.keys() >= {"day", "questions"}]
        last = max((day.values["day"] for day in readable), default=0)
        wishes = {day.values["day"]: day.values["questions"] for day in readable}
        for day in readable:
            if not day.values["questions"] and day.values["day"] != last:
                yield Fault(day.file, day.name, "It has no question.", "Name a candidate under questions.")
        for number in days_left_over({day: candidates for day, candidates in wishes.items() if candidates}):
            problem = "Its candidates are all needed on other days, so a seven-day group would meet one twice."
            yield Fault(plan.file, f"{plan.name}, day {number}", problem, "Add a candidate that no other day needs.")


def days_left_over(wishes: Mapping[int, Sequence[str]]) -> list[int]:
    """Give each day a question of its own as far as that can be done; return the days that stay without.

    Augmenting paths: a day takes a free candidate, or one whose day can move to another of its own.
    """
    taken: dict[str, int] = {}

    def settle(day: int, tried: set[str]) -> bool:
        for question in wishes[day]:
            if question in tried:
                continue
            tried.add(question)
            if question not in taken or settle(taken[question], tried):
                taken[question] = day
                return True
        return False

    return [day for day in wishes if not settle(day, set())]


_CHECKS: tuple[Callable[[Shelf], Iterator[Fault]], ...] = (
    _whole_is_usable,
    _names_lead_somewhere,
    _words_are_known,
    _feedback_has_its_words,
    _probes_are_graded,
    _questions_are_pressed,
    _frameworks_can_be_told,
    _numbers_make_sense,
    _samples_follow_their_framework,
    _plans_have_every_day,
    _every_day_has_its_own_question,
)
