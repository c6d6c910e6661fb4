"""How long feedback on one story takes, and whether it grows with the story's length and no faster.

Run it with `python -m benchmarks.story_feedback`.
"""

import sys
from time import perf_counter

from benchmarks.figures import Figure, command, of_calls, of_pairs
from bot.content import content_folder, load_content
from bot.domain.guide import SampleAnswer
from bot.domain.story import LONGEST
from bot.domain.story_feedback import Guidebook, read_story, review

SMALL = {"calls": 5, "long_calls": 1}


def measure(*, calls: int = 400, long_calls: int = 12) -> list[Figure]:
    """Time reviews of stories of about 300 words and of 20,000 characters, in turn with a mere split into words."""
    content = load_content(content_folder())
    stories = [_as_text(sample) for sample in content.samples.values()]
    spoken = [" ".join(story.replace("## ", "").split()) for story in stories]
    long = (" ".join(spoken) * 2)[:LONGEST]
    figures: list[Figure] = []
    for what, texts in (("review, under headings", stories), ("review, free text", spoken)):
        ours, bare = _time(texts, content.guidebook, calls)
        figures += of_calls(what, ours, bare, bare_is="str.split and a count of each word")
    ours, bare = _time([long], content.guidebook, long_calls)
    figures.append(of_pairs("review, 20,000 characters", ours, bare, unit="s", bare_is="the same"))
    return figures


def _time(texts: list[str], guidebook: Guidebook, calls: int) -> tuple[list[float], list[float]]:
    ours, bare = [], []
    for number in range(-len(texts), calls):
        text = texts[number % len(texts)]
        times = _seconds_of_review(text, guidebook), _seconds_of_count(text)
        if number >= 0:
            ours.append(times[0])
            bare.append(times[1])
    return ours, bare


def _seconds_of_review(text: str, guidebook: Guidebook) -> float:
    started = perf_counter()
    review(read_story(text), guidebook)
    return perf_counter() - started


def _seconds_of_count(text: str) -> float:
    started = perf_counter()
    counts: dict[str, int] = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return perf_counter() - started


def _as_text(sample: SampleAnswer) -> str:
    return "\n\n".join(f"## {part.heading}\n\n{part.text}" for part in sample.parts)


if __name__ == "__main__":
    sys.exit(command("story_feedback", measure, small=SMALL))
