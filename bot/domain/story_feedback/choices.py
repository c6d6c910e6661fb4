"""What a report chooses from the practice material: what to keep, what will be asked, and what kind of story it is."""

import re
from collections import Counter
from collections.abc import Sequence, Set
from functools import lru_cache

from bot.domain.story_feedback.evidence import has_evidence
from bot.domain.story_feedback.guidebook import Guidebook
from bot.domain.story_feedback.patterns import Pattern
from bot.domain.story_feedback.reading import Reading
from bot.domain.story_feedback.report import Finding
from bot.domain.story_feedback.verdicts import tells_failure

FEWEST_PROBES, MOST_PROBES = 3, 5
_LIKELY = 0.5
_PRICE = Pattern(
    r"\b(?:price|cost(?:s|ing)?|at the expense|trade-?off|slower|gave up|paid for|in exchange|downside|worse)\b"
)
_TURNED_DOWN = Pattern(
    r"\b(?:turned (?:it |that )?down|decided against|considered|instead of|rejected|tried .{0,60} (?:but|and dropped|and left)|left (?:it|that) out|threw|ruled out|could have|did not use|didn't use)\b"
)
_CHANGED = Pattern(
    r"\b(?:(?:now|these days|nowadays|since then|ever since|from then on|today),? (?:i|we|my|our|every|no|each|any)|(?:i|we) (?:now|always|never|no longer|only)|"
    r"(?:i|we)(?:'ve| have) (?:since|kept|stopped|started)|(?:my|our) (?:\w+ )?(?:rule|habit|check ?list|default)|(?:i|we) (?:start|begin|ask|write|measure|keep|count|test|refuse|insist|check|read|label|log)|now)\b"
)
_I = Pattern(r"\bi\b")
_EMPTY = frozenset(
    [
        "about",
        "after",
        "again",
        "against",
        "also",
        "answer",
        "because",
        "been",
        "before",
        "being",
        "between",
        "could",
        "does",
        "doing",
        "down",
        "each",
        "ever",
        "every",
        "from",
        "have",
        "having",
        "into",
        "itself",
        "just",
        "made",
        "make",
        "more",
        "most",
        "much",
        "never",
        "nobody",
        "only",
        "other",
        "over",
        "same",
        "should",
        "some",
        "somebody",
        "such",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "thing",
        "this",
        "those",
        "through",
        "under",
        "until",
        "very",
        "want",
        "wanted",
        "was",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "whose",
        "will",
        "with",
        "without",
        "work",
        "worked",
        "would",
        "your",
        "yours",
        "you",
        "our",
        "ours",
        "his",
        "her",
        "him",
        "how",
        "and",
        "the",
        "for",
        "not",
        "but",
        "had",
        "has",
        "did",
        "are",
    ]
)


def strengths_of(reading: Reading, codes: Set[str], guidebook: Guidebook) -> tuple[str, ...]:
    """Say what to keep: whatever is there, and no rule has found at fault."""
    found = has_evidence(reading)
    told_failure = tells_failure(reading)
    there = {
        "early-ownership": told_failure and "late-ownership" not in codes,
        "evidence-with-size": found and "no-sample-size" not in codes,
        "judge-checked": found and "judge-bias" not in codes and _says(reading, "judge") and _says(reading, "control"),
        "named-metric": found and "no-metric" not in codes,
        "before-and-after": not codes & {"no-baseline", "vague-result", "missing-result"} and _says(reading, "outcome"),
        "lasting-safeguard": told_failure and "no-safeguard" not in codes and _says(reading, "guard"),
        "own-voice": not codes & {"team-hiding", "missing-action"}
        and any(_I.search(each.low) for each in reading.of("action")),
        "turned-down": any(_TURNED_DOWN.search(each.low) for each in reading.of("action")),
        "price-named": any(_PRICE.search(each.low) for each in reading.of("result", "eval_evidence")),
        "changed-rule": "missing-judgment" not in codes
        and any(_CHANGED.search(each.low) for each in reading.of("judgment")),
        "in-time": not codes & {"too-short", "too-long"},
    }
    return tuple(
        guidebook.strengths[id].text for id, is_there in there.items() if is_there and id in guidebook.strengths
    )


def _says(reading: Reading, mark: str) -> bool:
    return any(each[mark] > _LIKELY for each in reading.marks)


def probes_of(
    findings: Sequence[Finding], guidebook: Guidebook, themes: Sequence[str], archetypes: Sequence[str]
) -> tuple[str, ...]:
    """Choose three to five follow-ups: what is missing is asked for first, then what the kind of story brings about."""
    by_finding = [list(guidebook.finding_kinds[finding.code].probes) for finding in findings]
    called_for = [probes[depth] for depth in range(2) for probes in by_finding if len(probes) > depth]
    chosen = list(dict.fromkeys(id for id in called_for if id in guidebook.probes))
    pressed = Counter(guidebook.probes[id].beat for id in chosen)
    spare = [probe for probe in guidebook.probes.values() if set(probe.archetypes) & set(archetypes[:1])]
    spare += [probe for probe in guidebook.probes.values() if probe.themes[:1] == tuple(themes[:1])]
    spare += [probe for probe in guidebook.probes.values() if set(probe.themes) & set(themes)]
    fitting = sorted({probe.id: probe for probe in spare}.values(), key=lambda each: pressed[each.beat])
    for probe in (*fitting, *guidebook.probes.values()):
        if len(chosen) >= FEWEST_PROBES:
            break
        if probe.id not in chosen:
            chosen.append(probe.id)
    return tuple(chosen[:MOST_PROBES])


def themes_of(reading: Reading, guidebook: Guidebook) -> tuple[str, ...]:
    """Rank the themes a story is about: the one it was told for first, then by the words that they share."""
    question = guidebook.questions.get(reading.story.question)
    given = [reading.story.theme] if reading.story.theme else []
    given += [question.theme] if question and question.theme not in given else []
    texts = {
        id: " ".join((theme.name, theme.about, theme.tell or "", *theme.also_called))
        for id, theme in guidebook.themes.items()
    }
    return tuple(dict.fromkeys((*given, *_nearest(reading, texts))))[:3]


def archetypes_of(reading: Reading, guidebook: Guidebook, themes: Sequence[str]) -> tuple[str, ...]:
    """Rank the archetypes that a story is an example of."""
    question = guidebook.questions.get(reading.story.question)
    texts = {
        id: " ".join((each.name, each.about, each.tests, each.shape, *each.slots))
        for id, each in guidebook.archetypes.items()
    }
    ranked = _nearest(reading, texts)
    first = ["incident-you-caused"] if tells_failure(reading) and "incident-you-caused" in texts else []
    asked = list(question.archetypes) if question else []
    return tuple(dict.fromkeys((*first, *asked, *ranked)))[:3]


def _nearest(reading: Reading, texts: dict[str, str]) -> list[str]:
    """Order descriptions by the telling words that a story shares with them, rare words before common ones."""
    words = Counter(stem for sentence in reading.sentences for stem in map(_stem, sentence.words) if stem)
    described = {id: _stems(text) for id, text in texts.items()}
    spread = Counter(stem for stems in described.values() for stem in stems)
    scores = {
        id: sum(min(words[stem], 3) / spread[stem] ** 1.5 for stem in stems if stem in words) / (8 + len(stems)) ** 0.5
        for id, stems in described.items()
    }
    return [id for id in sorted(scores, key=lambda each: -scores[each]) if scores[id] > 0]


@lru_cache(maxsize=256)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stem for stem in map(_stem, re.findall(r"[a-z]+", text.lower())) if stem)


def _stem(word: str) -> str:
    """Cut a word to what its forms share; words that say nothing become empty."""
    if len(word) < 4 or word in _EMPTY:
        return ""
    for ending in ("ations", "ation", "ings", "ing", "ers", "ies", "ed", "es", "er", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
