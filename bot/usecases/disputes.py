"""Findings that a member calls wrong: counted, and kept with the story where the member allows it."""

from typing import Any

from bot.cards import disputes as cards
from bot.cards.story_feedback import name_of
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress
from bot.domain.story_feedback import Finding
from bot.domain.story_feedback.privacy import masked
from bot.errors import PracticeError
from bot.usecases.standing import as_number, person_key
from bot.usecases.story_feedback import Read, read_by_ref
from bot.work import Work


async def press_wrong(work: Work, press: ButtonPress) -> Reply:
    """Count a finding as wrong, and ask whether the text may be kept, unless that was allowed for this text before."""
    ref, code, place = _parts(press.value)
    read = await read_by_ref(work, press.person, ref)
    finding = _finding(read, code, place)
    person = person_key(press.person)
    was_lent = any(each.story is not None for each in await work.disputes.about(person, read.fingerprint))
    await work.disputes.add(person, fingerprint=read.fingerprint, code=code, place=place, now=work.now)
    name = name_of(code, work.content.finding_kinds)
    if was_lent:
        await work.disputes.keep_story(person, read.fingerprint, _as_golden(read))
        return Reply(card=cards.counted_with_text(name, ref))
    return Reply(card=cards.ask_for_text(name, finding.quote.strip(), ref))


async def press_lend(work: Work, press: ButtonPress) -> Reply:
    """Keep the story's text with what its author disputed about it."""
    read = await read_by_ref(work, press.person, press.value)
    await work.disputes.keep_story(person_key(press.person), read.fingerprint, _as_golden(read))
    return Reply(card=cards.lent(press.value), replaces_card=True)


async def press_unlend(work: Work, press: ButtonPress) -> Reply:
    """Keep no text, or take back the one that was kept."""
    read = await read_by_ref(work, press.person, press.value)
    await work.disputes.keep_story(person_key(press.person), read.fingerprint, None)
    return Reply(card=cards.only_counted(), replaces_card=True)


def _as_golden(read: Read) -> dict[str, Any]:
    """Give what the golden set needs of a story, with private data masked."""
    story = read.story
    return {
        "text": masked(story.text),
        "shape": "beats" if story.beats else "free",
        "codes": sorted(read.report.codes),
        "theme": story.theme,
        "seconds": story.seconds,
        "framework": story.framework,
    }


def _finding(read: Read, code: str, place: int) -> Finding:
    found = [finding for finding in read.report.findings if finding.code == code]
    if place >= len(found):
        raise PracticeError("I do not say that of this story any more.", "Type /story feedback to see what I say now.")
    return found[place]


def _parts(value: str) -> tuple[str, str, int]:
    ref, _, rest = value.partition("/")
    code, _, place = rest.partition("/")
    return ref, code, as_number(place) or 0
