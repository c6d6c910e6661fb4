"""Story feedback as a card: of a story in the bank, or of a text that stands in none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.cards import stories as story_cards
from bot.cards import story_feedback as cards
from bot.chat.cards import Button, Card
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command, Person
from bot.domain.dispute import fingerprint
from bot.domain.question import Probe
from bot.domain.story import Story, read_story
from bot.domain.story_bank import OwnStory, StoryVersion
from bot.domain.story_feedback import Finding, Report, review
from bot.domain.story_feedback.report import SEVERITIES
from bot.domain.wall_clock import name_date
from bot.errors import PracticeError
from bot.usecases.own_stories import (
    as_told,
    find_story,
    is_text,
    named_story,
    one_of,
    said_text,
    text_said,
)
from bot.usecases.standing import as_number, find_member, known_zone, person_key
from bot.work import Work

UNSAVED = "Your text"
_FIRST = 2
_OF_LENGTH = ("too-short", "too-long")
_PROBES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A story that was read: `ref` names it on buttons, `own` is it in the bank, if it is there."""

    story: Story
    report: Report
    ref: str
    title: str
    own: OwnStory | None

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.story.text)


async def feedback(work: Work, command: Command) -> Reply:
    """Read the story that was named, or the text that was sent, which is not kept in the bank."""
    said = said_text(command)
    stories = await work.stories.of_person(person_key(command.person))
    if is_text(said) and named_story(stories, said) is None:
        return read_text(work, said)
    if not said and not stories:
        typed = await work.drafts.get(person_key(command.person), "story-text", "") or {}
        return Reply(form=story_cards.text_form(context="", choices=choices(work), typed=typed))
    found = await one_of(work, command, "feedback")
    return found if isinstance(found, Reply) else await _of_story(work, command.person, found)


async def press_feedback(work: Work, press: ButtonPress) -> Reply:
    return await _of_story(work, press.person, await find_story(work, press.person, press.value))


async def press_rest(work: Work, press: ButtonPress) -> Reply:
    """Show the findings that the first card left out."""
    ref, _, page = press.value.partition("/")
    read = await read_by_ref(work, press.person, ref)
    every = read.report.findings
    left = [finding for finding in every if finding not in most_important(every, how_often_right(work))]
    if not left:
        raise PracticeError("There is nothing more to show.", "Type /story feedback to read it again.")
    return Reply(
        card=cards.rest(
            left,
            every,
            title=read.title,
            ref=read.ref,
            page=as_number(page[:3]) or 0,
            kinds=work.content.finding_kinds,
            right=how_often_right(work),
        ),
        replaces_card=page not in ("", "0"),
    )


def read_text(work: Work, text: str) -> Reply:
    """Read a text that stands in no story, and offer to keep it."""
    name = fingerprint(text)
    try:
        story = read_story(text)
        report = review(story, work.content.guidebook)
    except PracticeError as refusal:
        return Reply(card=cards.refused_text(refusal, name))
    read = Read(story=story, report=report, ref=f"t{name}", title=UNSAVED, own=None)
    return Reply(card=feedback_card(work, read, opening=()))


def read_version(work: Work, own: OwnStory) -> Read:
    """Read a story of the bank as it stands in the version given."""
    story = as_told(work, own.version, theme=own.theme)
    report = review(story, work.content.guidebook)
    return Read(story=story, report=report, ref=f"v{own.version.id}", title=own.title, own=own)


async def read_by_ref(work: Work, person: Person, ref: str) -> Read:
    """Read again what a card was about: a version of a person's own story, or a text that they sent."""
    if ref.startswith("t"):
        text = await text_said(work, person, ref[1:])
        story = read_story(text)
        report = review(story, work.content.guidebook)
        return Read(story=story, report=report, ref=ref, title=UNSAVED, own=None)
    number = as_number(ref.removeprefix("v"))
    own = await work.stories.at_version(person_key(person), number) if number is not None else None
    if own is None:
        raise PracticeError("That story is not here any more.", "Type /story list to see yours.")
    return read_version(work, own)


def feedback_card(
    work: Work, read: Read, *, opening: Sequence[str], guess: str = "", guesses: Sequence[Button] = ()
) -> Card:
    """Show a report, what matters most first."""
    content = work.content
    report = read.report
    own = read.own
    return cards.feedback(
        report,
        title=f"Feedback · {read.title}",
        opening=opening,
        guess=guess,
        guesses=guesses,
        shown=most_important(report.findings, how_often_right(work)),
        ref=read.ref,
        kinds=content.finding_kinds,
        framework=content.frameworks[report.framework],
        probes=_probes(work, report),
        right=how_often_right(work),
        buttons=cards.story_buttons(own.id) if own else cards.text_buttons(read.fingerprint),
    )


async def changes_since(work: Work, person: Person, before: StoryVersion, codes: frozenset[str]) -> str:
    """Say which findings went away and which came since an earlier version."""
    zone = await zone_of(work, person)
    then, today = before.saved_at.astimezone(ZoneInfo(zone)), work.now.astimezone(ZoneInfo(zone))
    since = f"{then:%H:%M}" if then.date() == today.date() else name_date(then.date())
    order = list(work.content.finding_kinds)
    gone = sorted(set(before.codes) - codes, key=lambda code: order.index(code) if code in order else len(order))
    new = sorted(codes - set(before.codes), key=order.index)
    return cards.changes_in_words(gone, new, since, work.content.finding_kinds)


def most_important(findings: Sequence[Finding], right: Mapping[str, tuple[int, int]]) -> list[Finding]:
    """Choose the two or three findings to begin with, no kind twice.

    What is private comes first, then the gravest, and last what was wrong more often than right on unseen stories. Of
    equals those that quote the member's own words, which show best what is meant, and length last: it often follows
    from the rest.
    """
    by_code: dict[str, Finding] = {}
    for finding in sorted(findings, key=lambda each: (_is_doubtful(each.code, right), *_weight(each))):
        by_code.setdefault(finding.code, finding)
    first = list(by_code.values())[: _FIRST + 1]
    return first if len(first) <= _FIRST or first[-1].severity != "minor" else first[:_FIRST]


def _is_doubtful(code: str, right: Mapping[str, tuple[int, int]]) -> bool:
    times_right, times_raised = right.get(code, (1, 1))
    return 2 * times_right < times_raised


def _weight(finding: Finding) -> tuple[bool, int, bool, bool]:
    is_private = finding.code == "private-data"
    return not is_private, SEVERITIES.index(finding.severity), finding.code in _OF_LENGTH, not finding.quote.strip()


def choices(work: Work) -> story_cards.Choices:
    """Give what the forms of a story choose from."""
    return story_cards.Choices(list(work.content.themes.values()), list(work.content.archetypes.values()))


async def zone_of(work: Work, person: Person) -> str:
    """Give the zone in which a person reads dates, also one who is in no group."""
    member = await find_member(work, person)
    return member.profile.time_zone if member else known_zone(person) or "UTC"


def how_often_right(work: Work) -> Mapping[str, tuple[int, int]]:
    """Say of each kind of finding how many were right on stories that the rules had not seen, and out of how many."""
    figures = work.content.guidebook.figures
    return {code: (each.right, each.right + each.wrong) for code, each in figures.items() if each.right + each.wrong}


async def _of_story(work: Work, person: Person, own: OwnStory) -> Reply:
    read = read_version(work, own)
    before = next((each for each in await work.stories.versions_of(own.id) if each.number < own.version.number), None)
    change = await changes_since(work, person, before, read.report.codes) if before else ""
    return Reply(card=feedback_card(work, read, opening=[change] if change else []))


def _probes(work: Work, report: Report) -> list[Probe]:
    return [work.content.probes[id] for id in report.probes if id in work.content.probes][:_PROBES]
