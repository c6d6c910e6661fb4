"""A story's text cut into sentences, each with its place, so that every finding can quote the member's own words."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.domain.story import Span, Story
from bot.domain.story_feedback.figures import Figure, figures_in
from bot.domain.story_feedback.patterns import Pattern

_ABBREVIATIONS = frozenset(
    [
        "e.g",
        "i.e",
        "vs",
        "approx",
        "etc",
        "dr",
        "mr",
        "mrs",
        "ms",
        "prof",
        "no",
        "nos",
        "fig",
        "inc",
        "ltd",
        "co",
        "st",
        "jr",
        "sr",
        "cf",
        "al",
        "p.m",
        "a.m",
        "u.s",
        "u.k",
        "max",
        "min",
        "avg",
        "est",
        "dept",
        "eng",
        "incl",
        "resp",
        "ca",
    ]
)
_END = Pattern(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|\n[ \t]*\r?\n\s*|\n(?=[ \t]*(?:[-*•–]|\d{1,2}[.)])[ \t])")
_LAST_WORD = Pattern(r"([A-Za-z.]+)\.$")
_SHORT_LINE_END = Pattern(r"(?<=[^\s,;:])[ \t]*\r?\n[ \t]*(?=[A-Z])")
_LIST_MARK = Pattern(r"\s*(?:[-*•–]|\d{1,2}[.)])[ \t]+")
_TURN = Pattern(
    r"\s(?=(?:and then|so then|then|and so|and|so|but|because|after that|anyway|okay so|next time)\s+"
    r"(?:i|we|it|they|the|my|our|he|she|you|that|this|there|what|when|if|after|before|since|now|for|on|in|with)\b)",
    re.IGNORECASE,
)
_WORD = Pattern(r"[a-z0-9]+(?:['.,\-/&][a-z0-9]+)*")
_SPEAKS = Pattern(r"\w")
_QUOTED = Pattern(r"“[^”\n]{1,400}”|(?<!\w)\"[^\"\n]{1,400}\"(?!\w)")
_LONGEST_RUN = 45
_LONGEST_SENTENCE = 80
_SHORTEST_PIECE = 50
_LINE = 60
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its place in the story, its words as written and in small letters, and the beat it is told in.

    `low` is as long as `text`, so a match in it is a place in the text; in `own` other people's quoted words are blank.
    """

    start: int
    text: str
    beat: str | None
    low: str = field(init=False)
    own: str = field(init=False)
    words: tuple[str, ...] = field(init=False)
    _known: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        low = lowered(self.text)
        object.__setattr__(self, "low", low)
        object.__setattr__(
            self, "own", _QUOTED.sub(lambda found: " " * len(found[0]), low) if '"' in low or "“" in low else low
        )
        object.__setattr__(self, "words", tuple(_WORD.findall(low)))

    @property
    def span(self) -> Span:
        return self.start, self.start + len(self.text)

    @property
    def spoken(self) -> int:
        """Count the words that would be spoken."""
        return self.kept("spoken", lambda sentence: spoken_words(sentence.text))

    @property
    def figures(self) -> tuple[Figure, ...]:
        return self.kept("figures", lambda sentence: tuple(figures_in(sentence.low)))

    def kept(self, name: str, find: Callable[["Sentence"], Kept]) -> Kept:
        """Find something in the sentence once, and remember it as long as the sentence lives."""
        if name not in self._known:
            self._known[name] = find(self)
        found: Kept = self._known[name]
        return found

    def place(self, found: re.Match[str]) -> Span:
        """Give the place in the story of something found in this sentence."""
        return self.start + found.start(), self.start + found.end()


def told_in(sentence: Sentence, beat: str) -> Sentence:
    """Give the same sentence in a beat; what is known of it stays known."""
    same = object.__new__(Sentence)
    for name in ("start", "text", "low", "own", "words", "_known"):
        object.__setattr__(same, name, getattr(sentence, name))
    object.__setattr__(same, "beat", beat)
    return same


def lowered(text: str) -> str:
    """Put a text into small letters and plain apostrophes without moving anything in it."""
    low = text.lower().replace("’", "'").replace("‘", "'").replace("–", "-")
    return low if len(low) == len(text) else "".join(each.lower()[:1] for each in text)


def spoken_words(text: str) -> int:
    """Count what would be spoken: everything between blanks that holds a letter or a figure."""
    words = text.split()
    plain = sum(map(str.isalnum, words))
    if plain == len(words):
        return plain
    return plain + sum(_SPEAKS.search(word) is not None for word in words if not word.isalnum())


def sentences_of(story: Story) -> list[Sentence]:
    """Cut the story's passages into sentences; a beat's heading is in none of them."""
    return [
        Sentence(start, story.text[start:end], passage.beat)
        for passage in story.passages
        for start, end in _cut(story.text, *passage.span)
    ]


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """Find where sentences end: at their marks, at paragraphs, at points of a list, and at lines that stand alone."""
    at = start
    for found in _END.finditer(text, start, end):
        if found[0] == "." and _is_abbreviation(text, at, found.end()):
            continue
        if found[0].startswith(("...", "…")) and text[found.end() : found.end() + 2].strip().islower():
            continue
        yield from _lines(text, at, found.end())
        at = found.end()
    yield from _lines(text, at, end)


def _is_abbreviation(text: str, start: int, end: int) -> bool:
    word = _LAST_WORD.search(text, max(start, end - 12), end)
    if word is None:
        mark = _LIST_MARK.match(text[start:end] + " ")  # The point behind a number that begins a list item.
        return mark is not None and mark.end() >= end - start
    return word[1].lower() in _ABBREVIATIONS or (len(word[1]) == 1 and word[1] not in "IAia" and word[1].isupper())


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    """Where lines are short and begin with a capital, each is a sentence of its own."""
    at = start
    for found in _SHORT_LINE_END.finditer(text, start, end) if "\n" in text[start:end] else ():
        if found.start() - at <= _LINE:
            yield from _runs(text, at, found.start())
            at = found.end()
    yield from _runs(text, at, end)


def _runs(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut a run without any marks, or one too long for a sentence, as somebody dictates it, where the telling turns."""
    at = start
    if _is_run(text[start:end]):
        for turn in _TURN.finditer(text, start, end):
            if turn.start() - at >= _SHORTEST_PIECE:
                yield from _bare(text, at, turn.start())
                at = turn.start()
    yield from _bare(text, at, end)


def _is_run(piece: str) -> bool:
    if len(piece) <= _LONGEST_RUN * 4:
        return False
    blanks = piece.count(" ")
    return blanks > _LONGEST_SENTENCE or (blanks > _LONGEST_RUN and not re.search(r"[,;:()—]", piece))


def _bare(text: str, start: int, end: int) -> Iterator[Span]:
    """Leave out blanks around a sentence and the mark of a list before it."""
    mark = _LIST_MARK.match(text, start, end)
    start = mark.end() if mark else start
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    if _SPEAKS.search(text, start, end):
        yield start, end
