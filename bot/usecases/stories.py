"""A person's own stories: writing them down, changing, reading and removing them."""

from collections.abc import Mapping

from bot.cards import stories as cards
from bot.cards import story_feedback as feedback_cards
from bot.chat.forms import FieldValue, as_list, as_text
from bot.chat.limits import FIELD_TEXT
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command, FormSubmission, Person
from bot.domain.dispute import fingerprint
from bot.domain.story import read_story
from bot.domain.story_bank import LONGEST_TITLE, WHOLE, OwnStory
from bot.domain.story_feedback import review
from bot.domain.story_feedback.privacy import masked
from bot.errors import FormRefused, PracticeError
from bot.usecases.own_stories import (
    SAID,
    as_told,
    find_story,
    is_text,
    one_of,
    said_text,
    text_said,
    texts_said,
    value_of,
)
from bot.usecases.standing import as_number, person_key
from bot.usecases.story_feedback import changes_since, choices
from bot.usecases.story_saving import Written, holds, in_beats, save
from bot.work import Work

LONGEST_SECONDS = 3600
FORMS_OF_STORIES = ("story", "story-text")


async def add(work: Work, command: Command) -> Reply:
    """Open the form of six beats, or keep at once the story that stands behind the command."""
    said = said_text(command)
    if is_text(said):
        return await _add_said(work, command.person, said)
    return await _beats_form(work, command.person, context="", otherwise={"title": said[:LONGEST_TITLE]})


async def press_add(work: Work, press: ButtonPress) -> Reply:
    """Open the form of six beats, for the category of story that the button names."""
    category = work.content.story_categories.get(press.value)
    otherwise: dict[str, FieldValue] = {"theme": category.themes[0]} if category and category.themes else {}
    return await _beats_form(work, press.person, context="", otherwise=otherwise)


async def press_tell(work: Work, press: ButtonPress) -> Reply:
    """Open the form for a story in one piece, with a text in it that was sent before."""
    typed: Mapping[str, FieldValue]
    if press.value:
        typed = {WHOLE: await text_said(work, press.person, press.value)}
    else:
        typed = await work.drafts.get(person_key(press.person), "story-text", "") or {}
    return Reply(form=cards.text_form(context="", choices=choices(work), typed=typed))


async def press_keep(work: Work, press: ButtonPress) -> Reply:
    """Keep a text in the bank that was only read before."""
    return await _add_said(work, press.person, await text_said(work, press.person, press.value))


async def edit(work: Work, command: Command) -> Reply:
    found = await one_of(work, command, "edit")
    return found if isinstance(found, Reply) else await _edit_form(work, command.person, found)


async def press_edit(work: Work, press: ButtonPress) -> Reply:
    return await _edit_form(work, press.person, await find_story(work, press.person, press.value))


async def press_split(work: Work, press: ButtonPress) -> Reply:
    """Open a story that was told in one piece in the form of six beats, each sentence in the beat where it belongs."""
    own = await find_story(work, press.person, press.value)
    otherwise = _about(own) | dict(_beats_of(work, own))
    return await _beats_form(work, press.person, context=str(own.id), otherwise=otherwise)


async def submit_beats(work: Work, form: FormSubmission) -> Reply:
    """Save a story beat by beat, and say what an interviewer would press on."""
    beats = {beat.id: as_text(form.values.get(beat.id)).strip() for beat in work.content.default_framework.beats}
    long = {beat: text for beat, text in beats.items() if len(text) > FIELD_TEXT}
    if long:
        advice = f"A beat takes {FIELD_TEXT:,} characters; this has {{:,}}. Spoken, that would be minutes: shorten it."
        raise FormRefused({beat: advice.format(len(text)) for beat, text in long.items()})
    filled = {beat: text for beat, text in beats.items() if text}
    if not filled:
        raise FormRefused({next(iter(beats)): "Write at least one beat. Notes are fine."})
    return await _submit(work, form, filled)


async def submit_text(work: Work, form: FormSubmission) -> Reply:
    """Save a story that was told in one piece, and say what an interviewer would press on."""
    text = cards.joined_text(form.values)
    if not text:
        raise FormRefused({WHOLE: "Write the story here, as you would say it. Notes are fine."})
    try:
        written = in_beats(work, text)
    except PracticeError as refusal:
        raise FormRefused({WHOLE: f"{refusal.sentence} {refusal.next_step}"}) from refusal
    return await _submit(work, form, written.beats, theme=written.theme, seconds=written.seconds)


async def press_kind(work: Work, press: ButtonPress) -> Reply:
    """Take over a theme or a kind of story that was guessed."""
    story_id, _, rest = press.value.partition("/")
    which, _, id = rest.partition("/")
    own = await find_story(work, press.person, story_id)
    known = work.content.themes if which == "theme" else work.content.archetypes
    if id not in known:
        raise PracticeError("That is not in the material any more.", f"Choose with /story edit {own.number}.")
    theme, archetype = (id, own.archetype) if which == "theme" else (own.theme, id)
    await work.stories.change(own.id, title=own.title, theme=theme, archetype=archetype)
    return Reply(card=feedback_cards.kind_saved(own, known[id].name))


async def show_list(work: Work, request: Command | ButtonPress) -> Reply:
    stories = await work.stories.of_person(person_key(request.person))
    if not stories:
        return Reply(card=cards.no_stories())
    page = value_of(request)[0] if isinstance(request, ButtonPress) else ""
    return Reply(
        card=cards.story_list(stories, themes=work.content.themes, page=as_number(page[:3]) or 0),
        replaces_card=bool(page),
    )


async def show(work: Work, command: Command) -> Reply:
    found = await one_of(work, command, "show")
    return found if isinstance(found, Reply) else await _show(work, command.person, found)


async def press_show(work: Work, press: ButtonPress) -> Reply:
    story_id, page = value_of(press)
    reply = await _show(work, press.person, await find_story(work, press.person, story_id), page=page)
    return Reply(card=reply.card, replaces_card="/" in press.value)


async def remove(work: Work, command: Command) -> Reply:
    found = await one_of(work, command, "remove")
    return found if isinstance(found, Reply) else await _ask_to_remove(work, found)


async def press_remove(work: Work, press: ButtonPress) -> Reply:
    return await _ask_to_remove(work, await find_story(work, press.person, press.value))


async def press_removed(work: Work, press: ButtonPress) -> Reply:
    """Remove a story with every version, draft and text of it that is kept anywhere."""
    own = await find_story(work, press.person, press.value)
    person = person_key(press.person)
    versions = await work.stories.versions_of(own.id)
    for version in versions:
        await work.disputes.keep_story(person, fingerprint(as_told(work, version).text), None)
    for name, text in (await texts_said(work, press.person)).items():
        if any(holds(work, version, text) for version in versions):
            await work.disputes.keep_story(person, name, None)
            await work.drafts.discard(person, SAID, name)
    for form_id in FORMS_OF_STORIES:
        await work.drafts.discard(person, form_id, str(own.id))
    await work.answers.withdraw_story(own.id, work.now)
    await work.stories.remove(own.id)
    return Reply(card=cards.removed(own), replaces_card=True)


async def _add_said(work: Work, person: Person, text: str) -> Reply:
    try:
        written = in_beats(work, text)
        for own in await work.stories.of_person(person_key(person)):
            if own.version.beats == written.beats:
                return Reply(card=feedback_cards.is_saved_already(own.title, own.id))
        return await save(work, person, None, written)
    except PracticeError as refusal:
        return Reply(card=feedback_cards.refused_text(refusal, fingerprint(text)))


async def _submit(
    work: Work, form: FormSubmission, beats: dict[str, str], *, theme: str = "", seconds: float | None = None
) -> Reply:
    own = await find_story(work, form.person, form.context) if form.context else None
    faults: dict[str, str] = {}
    title = await _read_title(work, form, own, faults)
    measured = _read_seconds(as_text(form.values.get("seconds")), faults)
    if faults:
        raise FormRefused(faults)
    written = Written(
        beats=beats,
        title=title,
        theme=_chosen(form, "theme", work.content.themes) or theme,
        archetype=_chosen(form, "archetype", work.content.archetypes),
        seconds=seconds if measured is None else measured,
    )
    reply = await save(work, form.person, own, written)
    for form_id in FORMS_OF_STORIES if own else (form.form_id,):
        await work.drafts.discard(person_key(form.person), form_id, form.context)
    return reply


def _beats_of(work: Work, own: OwnStory) -> dict[str, str]:
    """Give each beat the sentences of a story that feedback hears in it."""
    if not own.version.is_whole:
        return dict(own.version.beats)
    story = read_story(own.version.beats[WHOLE], framework=work.content.default_framework.id)
    report = review(story, work.content.guidebook)
    return {
        beat: " ".join(" ".join(story.text[start:end].split()) for start, end in told.spans)[:FIELD_TEXT]
        for beat, told in report.beats.items()
    }


async def _beats_form(work: Work, person: Person, *, context: str, otherwise: Mapping[str, FieldValue]) -> Reply:
    typed = await work.drafts.get(person_key(person), "story", context) or otherwise
    form = cards.beats_form(
        context=context, framework=work.content.default_framework, choices=choices(work), typed=typed
    )
    return Reply(form=form)


async def _edit_form(work: Work, person: Person, own: OwnStory) -> Reply:
    """Open a story in the form that suits how it was told, with what was typed and not accepted last time."""
    context = str(own.id)
    written = _about(own) | dict(own.version.beats)
    if not own.version.is_whole:
        return await _beats_form(work, person, context=context, otherwise=written)
    typed = await work.drafts.get(person_key(person), "story-text", context) or written
    return Reply(form=cards.text_form(context=context, choices=choices(work), typed=typed))


def _about(own: OwnStory) -> dict[str, FieldValue]:
    seconds = own.version.seconds
    return {
        "title": own.title,
        "theme": own.theme,
        "archetype": own.archetype,
        "seconds": f"{seconds:g}" if seconds else "",
    }


async def _show(work: Work, person: Person, own: OwnStory, *, page: int = 0) -> Reply:
    versions = await work.stories.versions_of(own.id)
    history = ""
    if len(versions) > 1:
        history = await changes_since(work, person, versions[1], frozenset(own.version.codes))
    return Reply(
        card=cards.one_story(
            own,
            told={beat: masked(text) for beat, text in own.version.beats.items()},
            framework=work.content.default_framework,
            theme=work.content.themes.get(own.theme),
            archetype=work.content.archetypes.get(own.archetype),
            history=history,
            page=page,
        )
    )


async def _ask_to_remove(work: Work, own: OwnStory) -> Reply:
    return Reply(card=cards.ask_to_remove(own, len(await work.stories.versions_of(own.id))))


async def _read_title(work: Work, form: FormSubmission, own: OwnStory | None, faults: dict[str, str]) -> str:
    title = " ".join(as_text(form.values.get("title")).split())
    if len(title) > LONGEST_TITLE:
        faults["title"] = f"A title takes {LONGEST_TITLE} characters; this one has {len(title)}."
    others = [
        story for story in await work.stories.of_person(person_key(form.person)) if own is None or story.id != own.id
    ]
    if title and title.casefold() in {story.title.casefold() for story in others}:
        faults["title"] = "Another story of yours has this title. Choose another one."
    return title


def _read_seconds(written: str, faults: dict[str, str]) -> float | None:
    if not written.strip():
        return None
    try:
        seconds = float(written.strip().removesuffix("s").replace(",", "."))
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= LONGEST_SECONDS:
        faults["seconds"] = "Give the seconds as a number, such as 128, or leave it empty."
        return None
    return seconds


def _chosen(form: FormSubmission, field: str, records: Mapping[str, object]) -> str:
    chosen = next(iter(as_list(form.values.get(field))), "")
    return chosen if chosen in records else ""
