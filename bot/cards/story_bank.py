"""The words of the story bank: what it covers, what is missing, and which story answers a question."""

from collections.abc import Mapping, Sequence

from bot.cards.prose import points
from bot.cards.stories import LIST_BUTTON, PASTE_BUTTON, WRITE_BUTTON
from bot.cards.words import count, joined, sentence
from bot.chat import limits
from bot.chat.cards import Bold, Button, Buttons, Card, Code, Element, Note, Paragraph, Text
from bot.chat.limits import shorten
from bot.domain.archetype import Archetype
from bot.domain.guide import StoryCategory
from bot.domain.question import Theme
from bot.domain.story_bank import Coverage, Match

_THEMES_NAMED = 4
_MATCHES = 4
_WORDS_NAMED = 4


def coverage(held: Coverage, *, themes: Mapping[str, Theme], stories: int) -> Card:
    """Every slot with its story, the smallest numbers, the themes without one, and what to write next."""
    slots: list[Text] = [
        (Bold(f"{'✓' if story else '○'} {slot.name}"), f" · {story.title}" if story else "")
        for slot, story in held.slots
    ]
    counts: list[Text] = [
        (Bold(f"{'✓' if number >= category.minimum else '○'} {category.name}"), f" · {_of(number, category)}")
        for category, number in held.counts
    ]
    elements: list[Element] = [
        Paragraph((Bold(sentence(coverage_in_words(held))), f" · {count(stories, 'story', 'stories')}")),
        *points(slots),
    ]
    if counts:
        elements += [
            Paragraph("How many you should hold of some kinds; here a story may count several times."),
            *points(counts),
        ]
    elements.append(Paragraph(_themes_in_words(held, themes)))
    elements += _next_one(held.missing)
    elements.append(Note(("Counted by theme and kind of story. Wrong? Change both with ", Code("/story edit"), ".")))
    return Card(
        title="What your stories cover",
        elements=tuple(elements),
        tone="plain" if held.missing else "good",
    )


def coverage_in_words(held: Coverage) -> str:
    """Say in one line how full the bank is."""
    return f"{held.filled} of {len(held.slots)} slots filled"


def matches(
    question: str, found: Sequence[Match], *, themes: Mapping[str, Theme], archetypes: Mapping[str, Archetype]
) -> Card:
    """The stories that answer a question, best first, each with why."""
    lines: list[Element] = []
    for match in found[:_MATCHES]:
        open_findings = len(match.story.version.codes)
        warned = f" It still has {count(open_findings, 'finding')}." if open_findings else ""
        because = sentence(joined(_reasons(match, themes, archetypes)))
        lines.append(Paragraph((Bold(f"{match.story.number}. {match.story.title}"), f"\n{because}.{warned}")))
    buttons = [
        Button(
            action="story-show",
            label=shorten(f"Read “{match.story.title}”", limits.BUTTON_LABEL),
            value=str(match.story.id),
        )
        for match in found[:2]
    ]
    return Card(
        title="Your stories for this question",
        elements=(
            Paragraph((Bold(shorten(question, 600)),)),
            *lines,
            Buttons((*buttons, COVERAGE_BUTTON_OF_MATCH)),
            Note("Ranked by theme, kind of story and the words that both use. You know best which one you tell well."),
        ),
    )


def no_match(question: str, wanted: Sequence[str]) -> Card:
    """Say that no story answers the question, and which one would."""
    about = f" It is about {joined(wanted)}." if wanted else ""
    return Card(
        title="None of your stories answers this yet",
        elements=(
            Paragraph((Bold(shorten(question, 600)),)),
            Paragraph(f"No theme, kind of story or word of yours fits.{about}"),
            Buttons((WRITE_BUTTON, PASTE_BUTTON, LIST_BUTTON)),
        ),
    )


COVERAGE_BUTTON_OF_MATCH = Button(action="story-coverage", label="What is missing")


def _of(number: int, category: StoryCategory) -> str:
    most = f" to {category.maximum}" if category.maximum and category.maximum > category.minimum else ""
    return f"{number} of {category.minimum}{most}"


def _themes_in_words(held: Coverage, themes: Mapping[str, Theme]) -> str:
    lacking = [theme.name for id, theme in themes.items() if id not in held.themes]
    if not lacking:
        return "Every theme has a story."
    named = lacking[:_THEMES_NAMED]
    more = [f"{len(lacking) - len(named)} more"] if len(lacking) > len(named) else []
    return f"Themes with a story: {len(themes) - len(lacking)} of {len(themes)}. None yet: {joined([*named, *more])}."


def _next_one(missing: Sequence[StoryCategory]) -> list[Element]:
    if not missing:
        return [
            Paragraph("Nothing is missing. Say each one aloud once, then press on the weakest."),
            Buttons((LIST_BUTTON,)),
        ]
    first = missing[0]
    write = Button(action="story-add", label="Write this one", value=first.id, style="primary")
    return [
        Paragraph((Bold(f"Next: {first.name}. "), first.about)),
        Buttons((write, Button(action="story-tell", label="Paste one"), LIST_BUTTON)),
    ]


def _reasons(match: Match, themes: Mapping[str, Theme], archetypes: Mapping[str, Archetype]) -> list[str]:
    reasons = []
    if match.theme in themes:
        reasons.append(f"its theme is “{themes[match.theme].name}”")
    if match.archetype in archetypes:
        reasons.append(f"its kind, “{archetypes[match.archetype].name}”, is what such a question asks for")
    if match.words:
        reasons.append(f"it speaks of {joined([f'“{word}”' for word in match.words[:_WORDS_NAMED]])}")
    return reasons
