"""What a report chooses from the practice material: what to keep, what will be asked, and what kind of story it is."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import chain, islice

from bot.domain.archetype import Archetype
from bot.domain.question import Theme
from bot.domain.story_feedback.evidence import has_evidence
from bot.domain.story_feedback.guidebook import Guidebook
from bot.domain.story_feedback.patterns import Pattern
from bot.domain.story_feedback.reading import Reading
from bot.domain.story_feedback.report import Finding
from bot.domain.story_feedback.verdicts import tells_failure
from bot.domain.story_feedback.words import stem, words_of

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
_WORD = Pattern(r"[a-z]+")
_CAUSED = "incident-you-caused"
_MOST_KINDS = 3
_MOST_OF_WORD = 3
_LEAST_LETTERS = 3
_EMPTY_WORDS = """
about after again against also answer because been before being between could does doing down each ever every from
have having into itself just made make more most much never nobody only other over same should some somebody such than
that their them then there these they thing this those through under until very want wanted was were what when where
which while who whom whose will with without work worked would your yours you our ours his her him how and the for not
but had has did are
"""
_EMPTY = frozenset(map(stem, _EMPTY_WORDS.split()))


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
    return any(likely > _LIKELY for likely in reading.marks[mark])


def probes_of(
    findings: Sequence[Finding], guidebook: Guidebook, themes: Sequence[str], archetypes: Sequence[str]
) -> tuple[str, ...]:
    """Choose three to five follow-ups: what is missing is asked for first, then what the kind of story brings about."""
    by_finding = [list(guidebook.finding_kinds[finding.code].probes) for finding in findings]
    called_for = [probes[depth] for depth in range(2) for probes in by_finding if len(probes) > depth]
    chosen = list(dict.fromkeys(id for id in called_for if id in guidebook.probes))
    if len(chosen) < FEWEST_PROBES:
        spare = _spare_probes(chosen, guidebook, themes, archetypes)
        chosen += islice((id for id in spare if id not in chosen), FEWEST_PROBES - len(chosen))
    return tuple(chosen[:MOST_PROBES])


def _spare_probes(
    chosen: Sequence[str], guidebook: Guidebook, themes: Sequence[str], archetypes: Sequence[str]
) -> Iterator[str]:
    """Give the follow-ups for this kind of story, those first that press on a beat nothing presses on yet; then all."""
    probes = guidebook.probes.values()
    spare = [probe for probe in probes if archetypes and archetypes[0] in probe.archetypes]
    spare += [probe for probe in probes if probe.themes[:1] == tuple(themes[:1])]
    spare += [probe for probe in probes if not set(themes).isdisjoint(probe.themes)]
    pressed = Counter(guidebook.probes[id].beat for id in chosen)
    fitting = {probe.id: pressed[probe.beat] for probe in spare}
    yield from dict.fromkeys((*sorted(fitting, key=fitting.__getitem__), *guidebook.probes))


def kinds_of(reading: Reading, guidebook: Guidebook) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Rank the themes that a story is about, and the archetypes that it is an example of.

    The theme it was told for comes first, and what the question asks for; then what shares its words.
    """
    words = _telling_words(reading)
    question = guidebook.questions.get(reading.story.question)
    themes = [reading.story.theme] if reading.story.theme else []
    themes += [question.theme] if question else []
    archetypes = [_CAUSED] if tells_failure(reading) and _CAUSED in guidebook.archetypes else []
    archetypes += question.archetypes if question else ()
    return (
        tuple(dict.fromkeys((*themes, *_nearest(words, tuple(guidebook.themes.values())))))[:_MOST_KINDS],
        tuple(dict.fromkeys((*archetypes, *_nearest(words, tuple(guidebook.archetypes.values())))))[:_MOST_KINDS],
    )


def _telling_words(reading: Reading) -> Mapping[str, int]:
    """Count the words of a story that may say what it is about, without their endings."""
    counted = Counter(chain.from_iterable(words_of(sentence).stems for sentence in reading.sentences))
    return {word: count for word, count in counted.items() if len(word) >= _LEAST_LETTERS and word not in _EMPTY}


def _nearest(words: Mapping[str, int], kinds: tuple[Theme, ...] | tuple[Archetype, ...]) -> list[str]:
    """Order kinds of story by the telling words that a story shares with their descriptions."""
    scores = dict.fromkeys((kind.id for kind in kinds), 0.0)
    weights = _weights_of(kinds)
    for word, count in words.items():
        for id, weight in weights.get(word, ()):
            scores[id] += min(count, _MOST_OF_WORD) * weight
    return [id for id in sorted(scores, key=lambda each: -scores[each]) if scores[id] > 0]


@lru_cache(maxsize=32)
def _weights_of(kinds: tuple[Theme, ...] | tuple[Archetype, ...]) -> Mapping[str, Sequence[tuple[str, float]]]:
    """Say for which kinds a word speaks, and how much: rare words more than common ones, short descriptions more."""
    described = {kind.id: {stem(word) for word in _WORD.findall(_description(kind))} for kind in kinds}
    spread = Counter(chain.from_iterable(described.values()))
    weights: dict[str, list[tuple[str, float]]] = {}
    for id, stems in described.items():
        for one in stems:
            weights.setdefault(one, []).append((id, 1 / (spread[one] ** 1.5 * (8 + len(stems)) ** 0.5)))
    return weights


def _description(kind: Theme | Archetype) -> str:
    if isinstance(kind, Theme):
        return " ".join((kind.name, kind.about, kind.tell or "", *kind.also_called)).lower()
    return " ".join((kind.name, kind.about, kind.tests, kind.shape, *kind.slots)).lower()
