"""Ways of changing a story: what must change its findings, and what must not."""

import random
import re
from collections.abc import Callable

from bot.domain.story import read_story
from bot.golden import GoldenStory

PLAIN_SENTENCES = (
    "I wrote all of this down for the two colleagues who joined after me.",
    "I still have the notes from that week.",
    "I showed the plan to my manager before I began.",
)
PLAIN_BOASTS = ("It never fails now.", "The bot is completely reliable.")
_OTHER_NAMES = {
    "Margriet": "Annelies",
    "Maude": "Edith",
    "Karen": "Lucy",
    "Hatice": "Zeynep",
    "Ramiro": "Gustavo",
    "Oslo": "Bergen",
    "Manila": "Cebu",
    "Cologne": "Bremen",
    "Istanbul": "Adana",
    "Dakar": "Lagos",
    "Leeds": "Hull",
    "Paris": "Nantes",
    "Warsaw": "Lublin",
    "Rotterdam": "Utrecht",
    "Ghent": "Namur",
    "Ohio": "Iowa",
    "Lyon": "Lille",
    "Monday": "Tuesday",
    "Friday": "Wednesday",
    "Thursday": "Tuesday",
    "Sunday": "Saturday",
    "April": "October",
    "June": "January",
    "August": "February",
    "November": "July",
}
_AS_WE = {"i": "we", "i'm": "we're", "i’m": "we’re", "me": "us", "my": "our", "mine": "ours", "myself": "ourselves"}
_FIRST_PERSON = re.compile(r"\b(I['’]m|I|me|my|mine|myself)\b", re.IGNORECASE)
_COUNT = re.compile(r"(?<![\w.,:/$€£-])(?!100\b|20\d\d\b|19\d\d\b)[1-9]\d+(?![\w/:-]|[.,]\d)")


def without_evidence(story: GoldenStory) -> str:
    """Take out the eval evidence: the beat with its heading, or the sentences that are labelled so."""
    if story.story.beats is None:
        gone = [sentence for sentence, beat in story.labelled_beats() if beat == "eval_evidence"]
        return _cut(story.text, [(each.start, each.span[1]) for each in gone])
    return _cut(story.text, [(start, end) for beat, start, end in sections(story.text) if beat == "eval_evidence"])


def with_boast(boast: str) -> Callable[[GoldenStory], str]:
    """Put a boast behind the Result, where there is one."""

    def boasting(story: GoldenStory) -> str:
        ends = [sentence.span[1] for sentence, beat in story.labelled_beats() if beat == "result"]
        return f"{story.text[: ends[-1]]} {boast}{story.text[ends[-1] :]}" if ends else story.text

    return boasting


def told_as_we(story: GoldenStory) -> str:
    """Turn every I into we; who was called you or they stays."""

    def plural(found: re.Match[str]) -> str:
        ours = _AS_WE[found[0].lower()]
        starts = found.start() == 0 or re.search(r"[.!?:\n]\s*$", found.string[: found.start()])
        return ours.capitalize() if starts else ours

    return _FIRST_PERSON.sub(plural, story.text)


def with_other_names(story: GoldenStory) -> str:
    """Move the story to another town and month, and give its people other names."""
    names = re.compile(rf"\b({'|'.join(_OTHER_NAMES)})\b")
    return names.sub(lambda found: _OTHER_NAMES[found[0]], story.text)


def with_other_values(story: GoldenStory) -> str:
    """Change the last digit of every count; years, versions and times of day stay."""
    return _COUNT.sub(lambda found: found[0][:-1] + str((int(found[0][-1]) + 2) % 10), story.text)


def in_another_order(story: GoldenStory) -> str:
    """Put the headings, each with what stands under it, into another order; free text has none."""
    parts = sections(story.text)
    if len(parts) < 2:
        return story.text
    texts = [story.text[start:end].rstrip("\n") + "\n\n" for _, start, end in parts]
    by = random.Random(len(story.text)).randrange(1, len(texts))
    return story.text[: parts[0][1]] + "".join([*texts[by:], *reversed(texts[:by])])


def with_sentence(sentence: str) -> Callable[[GoldenStory], str]:
    """Give the change that adds a sentence behind the first sentence in which the speaker acts."""

    def added(story: GoldenStory) -> str:
        for each, beat in story.labelled_beats():
            if beat == "action":
                at = each.span[1]
                return f"{story.text[:at]} {sentence}{story.text[at:]}"
        return story.text

    return added


def sections(text: str) -> list[tuple[str, int, int]]:
    """Cut a story in beats at its headings: the beat, where its heading begins and where its content ends."""
    cut = []
    for passage in read_story(text).passages:
        begins, ends = passage.span
        has_own_line = text[begins - 1 : begins] == "\n"
        heading = text.rfind("\n", 0, begins - 1 if has_own_line else begins) + 1
        cut += [(passage.beat, heading, ends)] if passage.beat else []
    return cut


def _cut(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return text


def as_dictated(story: GoldenStory) -> str:
    """Leave out capitals and the ends of sentences, as a telephone writes down what it hears; headings stay away."""
    if story.story.beats is not None:
        return story.text
    return " ".join(re.sub(r"[.!?…](?=\s|$)", "", story.text.lower()).split())
