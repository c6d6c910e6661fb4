"""A practice story as a member gives it: in beats under headings, or as one free text with none."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.errors import PracticeError

BEATS = ("situation", "task", "action", "eval_evidence", "result", "judgment")
LONGEST = 20_000
Span = tuple[int, int]

_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("situation", "context", "setting"), "situation"),
    **dict.fromkeys(("task", "problem"), "task"),
    **dict.fromkeys(("action", "actions", "solution"), "action"),
    **dict.fromkeys(
        ("eval evidence", "eval", "evals", "evidence", "evaluation", "evaluation evidence", "evidence from evals"),
        "eval_evidence",
    ),
    **dict.fromkeys(("result", "results", "impact"), "result"),
    **dict.fromkeys(
        (
            *("judgment", "judgement", "hindsight", "learning", "learnings", "lesson", "lessons", "tie in"),
            *(f"{word} in hindsight" for word in ("judgment", "judgement")),
        ),
        "judgment",
    ),
}
_MOST_NAMED = max(map(len, _NAMES))

_FRONT = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\r?\n(.*?)^\1[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_FRONT_LINE = re.compile(r"""^\s*(\w+)\s*[:=]\s*["']?(.*?)["']?\s*$""")
_HASHES = re.compile(r"\s{0,3}#{1,6}(?![^\s#]*\d)\s*(.*?)[\s#]*")
_BOLD = re.compile(r"\s*(\*\*|__)(.+?)\1\s*:?\s*")
_COLON = re.compile(
    r"\s*(?:[-*]\s+)?(?:(\*\*|__)(?P<bold>[A-Za-z][A-Za-z -]*?)\s*(?::\s*\1|\1\s*:)"
    r"|(?P<plain>[A-Za-z][A-Za-z -]*?)\s*:)"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of what is spoken, and the beat whose heading it stands under; None where there are no headings."""

    beat: str | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One story; `text` is all that was given, and the passages are what of it would be spoken.

    `seconds` is how long the answer really took, if somebody measured it. Beats are named by STAR-EJ, whatever the
    framework: a Learning is its judgment.
    """

    text: str
    passages: tuple[Passage, ...]
    framework: str = "star-ej"
    question: str = ""
    theme: str = ""
    seconds: float | None = None

    @property
    def beats(self) -> Mapping[str, str] | None:
        """Give the text under each heading, or None for free text."""
        if not any(passage.beat for passage in self.passages):
            return None
        texts: dict[str, str] = {}
        for beat, (start, end) in ((passage.beat, passage.span) for passage in self.passages):
            if beat:
                texts[beat] = f"{texts.get(beat, '')}\n\n{self.text[start:end]}".strip()
        return texts


def read_story(
    text: str, *, question: str = "", theme: str = "", seconds: float | None = None, framework: str = ""
) -> Story:
    """Read a story in either shape. What is passed in wins over the front matter.

    Raises `PracticeError` where there is nothing to read, where it is too long, and where the time is not a number.
    """
    _refuse_size(text)
    front, start = _front_matter(text)
    headed = tuple(_passages(text, start))
    return Story(
        text=text,
        passages=headed,
        framework=framework or front.get("framework", "") or "star-ej",
        question=question or front.get("question", ""),
        theme=theme or front.get("theme", ""),
        seconds=_seconds(front.get("seconds", "")) if seconds is None else _seconds(str(seconds)),
    )


def story_of_beats(
    beats: Mapping[str, str], *, question: str = "", theme: str = "", seconds: float | None = None, framework: str = ""
) -> Story:
    """Put a story together from the fields of a form, by beat; its spans are places in the text that it makes."""
    text, passages = "", []
    for beat in BEATS:
        if beat in beats:
            text += f"## {beat.replace('_', ' ').capitalize()}\n\n"
            passages.append(Passage(beat, (len(text), len(text) + len(beats[beat]))))
            text += f"{beats[beat]}\n\n"
    _refuse_size("".join(beats.values()))
    return Story(
        text=text,
        passages=tuple(passages),
        framework=framework or "star-ej",
        question=question,
        theme=theme,
        seconds=None if seconds is None else _seconds(str(seconds)),
    )


def _refuse_size(text: str) -> None:
    if not text.strip("\ufeff \t\r\n"):
        raise PracticeError("There is no story here.", "Write one with the six beats as headings, or as you speak it.")
    if len(text) > LONGEST:
        raise PracticeError(
            f"The story has {len(text):,} characters; {LONGEST:,} are allowed.",
            "A spoken answer has about 2,000: give that part only.",
        )


def _seconds(written: str) -> float | None:
    if not written:
        return None
    try:
        seconds = float(written)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 36_000:
        raise PracticeError(f'"{written}" is no time.', "Give the seconds that the answer took, such as seconds: 120.")
    return seconds


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    """Give the keys before the story and the place where it begins."""
    front = _FRONT.match(text)
    if front is None:
        return {}, 0
    lines = (_FRONT_LINE.match(line) for line in front[2].splitlines())
    return {line[1].lower(): line[2] for line in lines if line}, front.end()


def _passages(text: str, start: int) -> Iterator[Passage]:
    """Cut the text at its headings. Headings that name no beat are left out, and the beat before them goes on."""
    lines = list(_lines(text, start))
    is_in_beats = any(name and not rest for name, _, rest in lines)
    is_in_beats = is_in_beats or len({name for name, _, _ in lines if name}) > 1
    beat: str | None = None
    begun: int | None = None
    end = start
    for name, (first, last), content in lines:
        is_heading = content is None or (name is not None and is_in_beats)
        if is_heading and begun is not None:
            yield Passage(beat, (begun, first))
            begun = None
        if name is not None and is_in_beats:
            beat = name
            begun = last if content is None else content
        elif not is_heading and begun is None:
            begun = first
        end = last
    if begun is not None:
        yield Passage(beat, (begun, end))


def _lines(text: str, start: int) -> Iterator[tuple[str | None, Span, int | None]]:
    """Give of each line the beat that it names, its span, and where content begins in it: None in a mere heading."""
    at = start
    for line in text[start:].splitlines(keepends=True):
        span, bare = (at, at + len(line)), line.rstrip()
        at += len(line)
        whole = _HASHES.fullmatch(bare) or None
        if whole is not None:
            yield _beat_named(whole[1]), span, None
            continue
        bold = _BOLD.fullmatch(bare)
        if bold is not None and _beat_named(bold[2]):
            yield _beat_named(bold[2]), span, None
            continue
        colon = _COLON.match(bare)
        named = _beat_named(colon["bold"] or colon["plain"]) if colon else None
        if colon is not None and named is not None:
            is_bare = colon.end() == len(bare)
            yield named, span, None if is_bare else span[0] + colon.end()
            continue
        yield None, span, span[0]


def _beat_named(heading: str) -> str | None:
    name = re.sub(r"^\d+[.)]\s*", "", heading.strip(" *_:").casefold()).strip(" *_:")
    return _NAMES.get(" ".join(re.split(r"[\s_-]+", name))) if len(name) <= _MOST_NAMED + 8 else None
