"""Signs that something that happened is told: verbs in the past, own deeds, words of the trade; and signs of a machine."""

import re
from collections.abc import Sequence
from itertools import islice

from bot.domain.story_feedback.patterns import Pattern

_PAST_IRREGULAR = (
    "built|wrote|ran|made|took|gave|put|set|cut|kept|chose|drew|brought|sent|told|said|went|came|found|read|sat|spoke|"
    "began|held|led|left|let|split|swapped|stopped|dug|dropped|threw|tore|taught|thought|sold|met|paid|got|did|spent|"
    "broke|froze|hid|drove|fed|fought|stood|stuck|bought|caught|showed|turned|laid|rewrote|rebuilt|reran|redid|shut|"
    "hooked|wired|saw|knew|felt|lost|won|rolled|pulled|pushed|asked"
)
_PRESENT_TOO = frozenset(["put", "set", "cut", "read", "let", "split", "shut", "hit"])
_PAST_BESIDES = frozenset(["was", "were", "had", "did", "could", "became", "grew", "fell", "rose", "stood", "wanted"])
_PAST_WORDS = (frozenset(_PAST_IRREGULAR.split("|")) | _PAST_BESIDES) - _PRESENT_TOO
_NO_VERBS = frozenset(
    ["need", "based", "speed", "indeed", "bed", "feed", "seed", "exceed", "proceed", "hundred", "embed"]
)


def is_past(word: str) -> bool:
    """Say whether a word is a verb in the past, or looks like one."""
    return word in _PAST_WORDS or (len(word) > 4 and word.endswith("ed") and word not in _NO_VERBS)


_SELF = frozenset(("i", "we", "then", "also", "first"))
_OWN = frozenset(("i", "me", "my", "mine", "myself", "we", "us", "our"))
_AHEAD = frozenset(("will", "would", "shall", "plan", "going", "should", "want", "hope", "intend", "i'll", "we'll"))
_MOST_OF_TRADE = 6
_NOT_TOLD_AFTER = frozenset(
    [
        "have",
        "has",
        "i've",
        "we've",
        "be",
        "is",
        "are",
        "been",
        "being",
        "get",
        "gets",
        "a",
        "the",
        "an",
        "to",
        "and",
        "or",
        "of",
        "by",
        "with",
        "you",
        "everybody",
    ]
)
_NOT_DONE_BY_ME = frozenset(
    [
        "will",
        "would",
        "can",
        "could",
        "should",
        "shall",
        "may",
        "might",
        "must",
        "want",
        "wish",
        "hope",
        "plan",
        "intend",
        "think",
        "believe",
        "feel",
        "guess",
        "know",
        "like",
        "love",
        "need",
        "am",
        "do",
        "don't",
        "have",
        "haven't",
        "also",
        "just",
        "really",
        "always",
        "usually",
        "often",
    ]
)
_TRADE = Pattern(
    r"\b(?:models?|llms?|prompts?|evals?|evaluat\w+|data|datasets?|customers?|users?|clients?|products?|releas\w+|deploy\w*|launch\w*|ship(?:ped|ping)?|pipelines?|tickets?|latency|accuracy|precision|recall|embed\w+|retriev\w+|rag|agents?|assistant|chat-?bots?|bots?|apis?|code|software|engineers?|engineering|teams?|managers?|projects?|features?|systems?|services?|production|servers?|databases?|quer(?:y|ies)|search|classif\w+|predict\w*|train(?:ed|ing)|fine-?tun\w+|labels?|labell?ed|metrics?|benchmarks?|rollback|rolled|incidents?|outages?|bugs?|app|apps|dashboards?|stakeholders?|company|startup|vendors?|interviews?|mentor\w*|roadmap|sprints?|automat\w+|ml|ai|neural|algorithms?|translat\w+|summar\w+|extract\w+|forecast\w*|recommend\w*|detect\w+|annotat\w+|experiments?|hallucinat\w+|backend|frontend|cloud|gpus?|migrat\w+|alerts?|rank(?:er|ing|ed)|baseline|threshold|features|regression|clustering|clusters|network|sensors?|cameras?|scor(?:e|ed|ing)|captions?|transcri\w+|held-out|test set|percent|per cent|script|notebook|python|sql|spreadsheet|machine|compute|scan(?:s|ned)?|tool|tools|platform|pilot|index|segments?|slides?|images?|photos?|signal|archive)\b"
)


def shares_told(words: Sequence[str]) -> tuple[float, float, float, float]:
    """Say which share of the words tells what happened, what the speaker did, names the speaker, looks ahead."""
    count = max(1, len(words))
    past = set(filter(is_past, set(words)))
    pairs = list(zip(["", *words], words, strict=False))
    told = [_is_told(before, word, word in past) for before, word in pairs]
    own = [before in _SELF and (is_told or word in past) for (before, word), is_told in zip(pairs, told, strict=True)]
    return (
        sum(told) / count,
        sum(own) / count,
        sum(map(_OWN.__contains__, words)) / count,
        sum(map(_AHEAD.__contains__, words)) / count,
    )


def words_of_trade(low: str) -> int:
    """Count the different words of the trade in a text, as many as are needed to be sure."""
    return len({found[0] for found in islice(_TRADE.finditer(low), _MOST_OF_TRADE)})


def _is_told(before: str, word: str, is_in_past: bool) -> bool:
    """Say whether a word tells what happened: in the past, or by somebody who tells it as if it were now."""
    if is_in_past and before not in _NOT_TOLD_AFTER:
        return True
    return before in ("i", "we") and word not in _NOT_DONE_BY_ME


def is_machine_text(text: str) -> bool:
    """Tell a pasted log or code by its signs."""
    signs = sum(text.count(sign) for sign in "{}[]=<>;|_\\/$#`")
    lines = [line for line in text.splitlines() if line.strip()]
    stamped = sum(bool(re.match(r"\s*[\[(]?(?:\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d|[A-Z]{4,5}\b)", line)) for line in lines)
    return signs > 0.04 * len(text) or (len(lines) > 3 and stamped > len(lines) / 2)
