"""How long feedback on a story takes, whether it grows with the length and no faster, and what memory it takes.

Run it with `python -m benchmarks.story_feedback`.
"""

import re
import sys
import tracemalloc
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

from benchmarks.figures import Figure, command, of_calls, of_pairs, of_totals
from bot.content import content_folder, load_content
from bot.domain.guide import SampleAnswer
from bot.domain.story import LONGEST
from bot.domain.story_feedback import read_story, review

SMALL = {"calls": 5, "long_calls": 1}
SHORT = LONGEST // 10
WORDS = 300
BARE = "the same text split into words with re"

Work = Callable[[str], Any]


def measure(*, calls: int = 500, long_calls: int = 15) -> list[Figure]:
    """Time reviews of 300-word stories and of 2,000 and 20,000 characters, in turn with a mere split into words."""
    content = load_content(content_folder())

    def ours(text: str) -> Any:
        return review(read_story(text), content.guidebook)

    headed = [_with_headings(sample) for sample in content.samples.values()]
    spoken = " ".join(part.text for sample in content.samples.values() for part in sample.parts)
    free = [_words(spoken, at) for at in range(0, len(spoken.split()) - WORDS, WORDS)]
    figures: list[Figure] = []
    for what, stories in (("under headings", headed), ("300 words, free", free)):
        figures += of_calls(what, *_in_turn(stories, ours, calls=calls), bare_is=BARE)
    return [*figures, *_of_long(spoken, ours, calls=long_calls), _of_memory(spoken, ours)]


def _of_long(spoken: str, ours: Work, *, calls: int) -> list[Figure]:
    """Time the longest story that is allowed beside a tenth of it: ten is linear."""
    longest = (f"{spoken} " * 3)[:LONGEST]
    long_times, bare_times = _in_turn([longest], ours, calls=calls)
    short_times, _ = _in_turn([longest[:SHORT]], ours, calls=calls)
    return [
        of_pairs("20,000 characters", long_times, bare_times, unit="s", bare_is=BARE),
        of_pairs(
            "20,000 characters beside 2,000",
            long_times,
            short_times,
            unit="s",
            bare_is="2,000 characters; linear is 10",
        ),
    ]


def _of_memory(spoken: str, ours: Work) -> Figure:
    longest = (f"{spoken} " * 3)[:LONGEST]
    peaks = [_peak_of(work, longest) / 1e6 for work in (ours, _bare)]
    return of_totals("20,000 characters, most memory", *peaks, unit="MB", counts="one call", bare_is=BARE)


def _in_turn(texts: Sequence[str], ours: Work, *, calls: int) -> tuple[list[float], list[float]]:
    """Time both works call by call, after each text was met once."""
    times: tuple[list[float], list[float]] = [], []
    for number in range(-len(texts), calls):
        for work, kept in zip((ours, _bare), times, strict=True):
            started = perf_counter()
            work(texts[number % len(texts)])
            if number >= 0:
                kept.append(perf_counter() - started)
    return times


def _peak_of(work: Work, text: str) -> int:
    work(text)
    tracemalloc.start()
    work(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def _bare(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _words(text: str, first: int) -> str:
    return " ".join(text.split()[first : first + WORDS])


def _with_headings(sample: SampleAnswer) -> str:
    return "\n\n".join(f"## {part.heading}\n\n{part.text}" for part in sample.parts)


if __name__ == "__main__":
    sys.exit(command("story_feedback", measure, small=SMALL))
