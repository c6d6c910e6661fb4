"""The words of a member's own stories: the forms to write them in, the list, and one story to read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.cards.prose import paged, pieces
from bot.cards.words import count, sentence
from bot.chat import limits
from bot.chat.cards import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Code,
    Element,
    Fact,
    Facts,
    Note,
    Paragraph,
    Quote,
    Text,
)
from bot.chat.forms import Choice, ChoiceField, Field, FieldValue, Form, Step, TextField, as_list, as_text
from bot.chat.limits import shorten
from bot.domain.archetype import Archetype
from bot.domain.framework import Framework
from bot.domain.question import Theme
from bot.domain.story_bank import LONGEST_TITLE, WHOLE, OwnStory

_LISTED = 12
_MOST_PARTS = 10
_SHORT = 40

_BUTTONS_OF: Mapping[str, Callable[[str, str], Button]] = {
    "edit": lambda label, value: Button(action="story-edit", label=label, value=value),
    "remove": lambda label, value: Button(action="story-remove", label=label, value=value),
    "show": lambda label, value: Button(action="story-show", label=label, value=value),
    "feedback": lambda label, value: Button(action="story-feedback", label=label, value=value),
    "share": lambda label, value: Button(action="story-share", label=label, value=value),
}

WRITE_BUTTON = Button(action="story-add", label="Write a story", style="primary")
PASTE_BUTTON = Button(action="story-tell", label="Paste one")
LIST_BUTTON = Button(action="story-list", label="My stories")
COVERAGE_BUTTON = Button(action="story-coverage", label="What is missing")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a story's theme and kind are chosen from."""

    themes: Sequence[Theme]
    archetypes: Sequence[Archetype]


def beats_form(*, context: str, framework: Framework, choices: Choices, typed: Mapping[str, FieldValue]) -> Form:
    """The form with one field a beat; only what is told is needed, the rest is suggested."""
    beats: list[Field] = [
        TextField(
            name=beat.id,
            label=shorten(f"{beat.name} ({beat.budget})" if beat.budget else beat.name, limits.FIELD_LABEL),
            hint=shorten(beat.prompt, limits.FIELD_HINT),
            value=as_text(typed.get(beat.id))[: limits.FIELD_TEXT],
            required=False,
            long=True,
        )
        for beat in framework.beats
    ]
    fields = [*_about_fields(choices, typed), *beats, _seconds_field(typed)]
    return Form(
        id="story",
        context=context,
        title="Your story",
        steps=_steps(
            fields,
            intro="Beat by beat; notes are fine, and a beat may stay empty. Only you see it. To tell it in one piece, "
            "close this and type /story add with the story behind it.",
        ),
        submit_label="Save and read it",
    )


def text_form(*, context: str, choices: Choices, typed: Mapping[str, FieldValue]) -> Form:
    """The form for a story told in one piece; a long one is spread over several fields."""
    texts = text_fields(typed)
    fields: list[Field] = [
        TextField(
            name=name,
            label="The story, as you would say it" if number == 0 else f"The story, part {number + 1}",
            hint="From beginning to end; headings such as Situation are fine" if number == 0 else "",
            value=text,
            required=number == 0,
            long=True,
        )
        for number, (name, text) in enumerate(texts.items())
    ]
    return Form(
        id="story-text",
        context=context,
        title="Your story",
        steps=_steps(
            [*fields, *_about_fields(choices, typed), _seconds_field(typed)],
            intro="One true event, as you would tell it in the interview. The rest is suggested if you leave it.",
        ),
        submit_label="Save and read it",
    )


def text_fields(typed: Mapping[str, FieldValue]) -> dict[str, str]:
    """Spread a text over as many fields as it needs, cut where a paragraph, a sentence or at least a word ends."""
    parts = [as_text(typed.get(name)) for name in _part_names() if as_text(typed.get(name)).strip()]
    cut = [piece for part in parts for piece in pieces(part)][:_MOST_PARTS] or [""]
    return dict(zip(_part_names(), cut, strict=False))


def joined_text(values: Mapping[str, FieldValue]) -> str:
    """Put the parts of a story together again."""
    return "\n\n".join(text for name in _part_names() if (text := as_text(values.get(name)).strip()))


def no_stories() -> Card:
    return Card(
        title="You have no stories yet",
        elements=(
            Paragraph(
                "Write one down as it comes, in notes even, and I say what an interviewer would press on. "
                "Only you see it."
            ),
            Buttons((WRITE_BUTTON, PASTE_BUTTON, COVERAGE_BUTTON)),
        ),
    )


def which_story(verb: str, stories: Sequence[OwnStory]) -> Card:
    """Ask which of several stories is meant."""
    buttons = [_BUTTONS_OF[verb](_label(story), str(story.id)) for story in stories[: limits.BUTTONS]]
    more = len(stories) - len(buttons)
    elements: list[Element] = [Buttons(tuple(buttons))]
    if more > 0:
        elements.append(Note(("There are ", f"{more} more. Type ", Code(f"/story {verb} 11"), " or words of a title.")))
    return Card(title="Which story?", elements=tuple(elements))


def story_list(stories: Sequence[OwnStory], *, themes: Mapping[str, Theme], page: int) -> Card:
    """A person's stories in a line each, with where each stands."""
    pages = max(1, -(-len(stories) // _LISTED))
    page = min(page, pages - 1)
    shown = stories[page * _LISTED : (page + 1) * _LISTED]
    turns = [
        Button(action="story-list", label=label, value=str(to))
        for label, to in (("Back", page - 1), ("Next", page + 1))
        if 0 <= to < pages
    ]
    lines: list[Text] = [
        (Bold(f"{story.number}. {story.title}"), f" · {' · '.join(_standing(story, themes))}") for story in shown
    ]
    return Card(
        title=f"Your stories · {len(stories)}",
        elements=(
            Bullets(tuple(lines)),
            Buttons((*turns, WRITE_BUTTON, COVERAGE_BUTTON)),
            Note(("Read one with ", Code(f"/story show {shown[0].number}"), ". Only you see this.")),
        ),
    )


def one_story(
    story: OwnStory,
    *,
    told: Mapping[str, str],
    framework: Framework,
    theme: Theme | None,
    archetype: Archetype | None,
    history: str,
    page: int,
) -> Card:
    """A story to read; `told` is what each beat says, with private data masked."""
    version = story.version
    facts = [
        Fact("Theme", theme.name if theme else "None yet"),
        Fact("Kind of story", archetype.name if archetype else "None yet"),
        Fact("Spoken", f"{_seconds_of(story)}, {version.words} words"),
        Fact("Findings", findings_in_words(version.codes)),
    ]
    elements: list[Element] = [Facts(tuple(facts))]
    if history:
        elements.append(Paragraph(history))
    names = {beat.id: beat.name for beat in framework.beats}
    for beat, text in told.items():
        if text.strip():
            elements += [] if beat == WHOLE else [Paragraph((Bold(names.get(beat, sentence(beat))),))]
            elements += [Quote(piece) for piece in pieces(text)]
    after = [
        Button(action="story-feedback", label="Feedback", value=str(story.id), style="primary"),
        Button(action="story-edit", label="Edit", value=str(story.id)),
        *([Button(action="story-split", label="Split into beats", value=str(story.id))] if version.is_whole else []),
        Button(action="story-share", label="Share", value=str(story.id)),
        Button(action="story-remove", label="Remove", value=str(story.id)),
    ]

    def turn(label: str, to: int) -> Button:
        return Button(action="story-show", label=label, value=f"{story.id}/{to}")

    return paged(f"{story.number}. {story.title}", elements, page=page, turn=turn, after=after)


def ask_to_remove(story: OwnStory, versions: int) -> Card:
    kept = f" with its {count(versions, 'version')}" if versions > 1 else ""
    return Card(
        title=f"Remove “{shorten(story.title, 100)}”?",
        elements=(
            Paragraph(f"The story goes{kept}, and nobody can bring it back. What you shared stays in its channel."),
            Buttons(
                (
                    Button(action="story-removed", label="Remove it", value=str(story.id), style="danger"),
                    Button(action="story-show", label="Keep it", value=str(story.id)),
                )
            ),
        ),
        tone="careful",
    )


def removed(story: OwnStory) -> Card:
    return Card(
        title=f"“{shorten(story.title, 100)}” is removed",
        elements=(Buttons((LIST_BUTTON, WRITE_BUTTON)),),
    )


def findings_in_words(codes: Sequence[str]) -> str:
    """Say how many findings are open."""
    return sentence(count(len(codes), "finding")) if codes else "None"


def _standing(story: OwnStory, themes: Mapping[str, Theme]) -> list[str]:
    theme = themes.get(story.theme)
    found = story.version.codes
    state = (
        "not a story yet" if "not-a-story" in found else findings_in_words(found).lower() if found else "no findings"
    )
    return [*([theme.name] if theme else []), _seconds_of(story), state]


def _seconds_of(story: OwnStory) -> str:
    measured = " measured" if story.version.seconds else ""
    return f"{story.version.seconds or story.version.spoken_seconds:.0f} s{measured}"


def _label(story: OwnStory) -> str:
    return shorten(f"{story.number}. {story.title}", _SHORT)


def _about_fields(choices: Choices, typed: Mapping[str, FieldValue]) -> list[Field]:
    return [
        TextField(
            name="title",
            label="Title",
            hint="A few words by which you find it again",
            value=as_text(typed.get("title"))[:LONGEST_TITLE],
            required=False,
            max_length=LONGEST_TITLE,
        ),
        _choice(
            "theme", "Theme", choices.themes, typed, hint="What the question would be about; suggested if you leave it"
        ),
        _choice("archetype", "Kind of story", choices.archetypes, typed, hint="Suggested if you leave it"),
    ]


def _choice(
    name: str,
    label: str,
    records: Sequence[Theme] | Sequence[Archetype],
    typed: Mapping[str, FieldValue],
    *,
    hint: str,
) -> ChoiceField:
    shown = records[: limits.CHOICES]
    chosen = [value for value in as_list(typed.get(name)) if value in {record.id for record in shown}]
    return ChoiceField(
        name=name,
        label=label,
        hint=hint,
        choices=tuple(Choice(record.id, shorten(record.name, limits.CHOICE_LABEL)) for record in shown),
        value=tuple(chosen),
        required=False,
    )


def _seconds_field(typed: Mapping[str, FieldValue]) -> TextField:
    return TextField(
        name="seconds",
        label="Seconds it took aloud",
        hint="Only if you measured it, such as 128",
        value=as_text(typed.get("seconds"))[:10],
        required=False,
        max_length=10,
    )


def _steps(fields: Sequence[Field], *, intro: str) -> tuple[Step, ...]:
    size = limits.STEP_FIELDS
    return tuple(
        Step(fields=tuple(fields[start : start + size]), intro=intro if start == 0 else "")
        for start in range(0, len(fields), size)
    )


def _part_names() -> list[str]:
    return ["text", *(f"text{number}" for number in range(2, _MOST_PARTS + 1))]
