"""Figures in a sentence, in digits or in words, and what each of them counts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.story_feedback.patterns import Pattern

SHARE, PART, MONEY, TIME, COUNT, RATIO, BARE = "share", "part", "money", "time", "count", "ratio", "bare"

_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety"
_SMALL = rf"(?:(?:{_TENS})(?:[- ](?:{_UNITS}))?|{_TEENS}|{_UNITS})"
_BIG = "hundred|thousand|million|billion|lakh|crore|dozen|k"
_DECIMALS = rf" point(?: (?:{_UNITS}|zero|nought|oh))+"
_SPELLED = (
    rf"(?:(?:a few|several|a couple of|half a) (?:hundred|thousand|million|dozen)|(?:(?:zero|nought|nil)(?:{_DECIMALS})?|oh{_DECIMALS})"
    rf"|(?:a (?:hundred|thousand|million|dozen)|{_SMALL}(?:[- ](?:{_BIG})){{0,2}})(?:(?: and)?[- ]{_SMALL}(?:[- ](?:{_BIG}))?)*"
    rf"(?:{_DECIMALS})?(?: and a half)?)"
)
_NUMBER = Pattern(
    r"(?<!\w)(?:"
    rf"(?P<digits>(?<![.#@/-])(?:[$£€]\s?)?(?:\d{{1,3}}(?:[,\u202f\u00a0 ]\d{{3}})+(?!\d)|\d+)(?:[.,]\d+)?(?: (?:million|thousand|hundred|billion|lakh|crore)\b)?"
    rf"(?P<suffix>(?:k|m|bn|x|×|ms|s|h|%|p|c|min|gb)(?![\w]))?(?![\w]*[a-z]\d|(?<=\d)b\b|(?:st|nd|rd|th)\b))"
    rf"|(?P<words>{_SPELLED})\b(?!-(?:time|off|way|line|step|shot|click|pager?|page|to-one|on-one|sided|size|stop)\b)"
    rf"|(?<!and a )(?P<part>half|a (?:third|quarter|fifth|sixth|tenth)|two[- ]thirds|three[- ]quarters|thirds?|quarters?)"
    rf"(?= (?:of|the|as|that|a)\b|[,.;]|$))"
)
_DIGIT = Pattern(r"\d")
_WORD = Pattern(r"[a-z]+")
_IN_WORDS = frozenset(
    f"{_UNITS}|{_TEENS}|{_TENS}|{_BIG}|half|third|thirds|quarter|quarters|fifth|sixth|tenth|zero|nought|nil|oh".split(
        "|"
    )
)
_SHARE = Pattern(r"\s?-?(?:%|percent|per cent|per-cent|percentage|pct|pp\b|points?\b)")
_TIME = Pattern(
    r"[\s-]?(?:ms|msec|millis\w*|milliseconds?|secs?|seconds?|s|mins?|minutes?|h|hrs?|hours?|days?|weeks?|months?|years?|"
    r"quarters?|sprints?|nights?|evenings?|mornings?|afternoons?|weekends?|fortnights?|working days?|business days?|am|pm|"
    r"o'clock|a\.m|p\.m)\b"
)
_MONEY = Pattern(
    r"\s?(?:cents?|dollars?|euros?|pounds?|usd|eur|gbp|francs?|rupees?|rupiah|yen|yuan|won|naira|reais|pesos?|lira|zloty|kronor|bucks|pence|p)\b"
)
_CURRENCY = Pattern(r"[$£€]")
_OF = Pattern(
    r"\s(?:out of|of|in|/|on(?=\s(?:ten|10|one hundred|a hundred|hundred|100)\b))\s(?:the |our |my |every |about |some )*(?P<total>\d[\d,]*|"
    + _SPELLED
    + r")\b"
)
_ONE_OF_THEM = Pattern(r" of (?:the|our|my|his|her|their|its|those|these|your)\b")
_NOUN = Pattern(r"[\s-]([a-z][a-z'-]*)(?:\s([a-z][a-z'-]*))?(?:\s([a-z][a-z'-]*))?(?:\s([a-z][a-z'-]*))?")
_YEAR = Pattern(r"(?:19|20)\d\d")
_STOPS = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "against",
        "versus",
        "vs",
        "than",
        "per",
        "over",
        "under",
        "after",
        "before",
        "into",
        "who",
        "that",
        "which",
        "where",
        "when",
        "while",
        "were",
        "was",
        "is",
        "are",
        "had",
        "has",
        "have",
        "did",
        "do",
        "came",
        "went",
        "got",
        "fell",
        "rose",
        "but",
        "so",
        "as",
        "it",
        "its",
        "i",
        "we",
        "they",
        "them",
        "he",
        "she",
        "you",
        "this",
        "these",
        "those",
        "my",
        "our",
        "their",
        "not",
        "no",
        "more",
        "less",
        "fewer",
        "each",
        "every",
        "if",
        "because",
        "between",
        "then",
        "now",
        "out",
        "up",
        "down",
    ]
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its place in the sentence, what kind it is, and the words that follow it.

    `total` is set where a whole stands beside it, as in 47 of 60.
    """

    start: int
    end: int
    text: str
    kind: str
    nouns: tuple[str, ...] = ()
    total: bool = False


def figures_in(low: str) -> Iterator[Figure]:
    """Find the figures of a sentence in small letters; years, clock times and names such as gpt-4 are none."""
    if not _DIGIT.search(low) and _IN_WORDS.isdisjoint(_WORD.findall(low)):
        return
    for found in _NUMBER.finditer(low):
        text, end = found[0], found.end()
        if text in ("one", "a couple of") and not _OF.match(low, end) and not _TIME.match(low, end):
            continue
        if text == "one" and _ONE_OF_THEM.match(low, end):
            continue
        if _is_date(low, found):
            continue
        nouns = _nouns(low, end)
        kind = _kind(low, found, nouns)
        yield Figure(found.start(), end, text, kind, nouns, total=_OF.match(_skip(low, end, nouns), 0) is not None)


def _skip(low: str, end: int, nouns: tuple[str, ...]) -> str:
    """Give what follows a figure and its first noun: "47 answers of 60" has its total behind the noun."""
    direct = low[end : end + 60]
    if _OF.match(direct) or not nouns:
        return direct
    after = direct.find(nouns[0]) + len(nouns[0])
    return direct[after:]


def _is_date(low: str, found: re.Match[str]) -> bool:
    text = found[0].strip()
    if _YEAR.fullmatch(text) and re.search(
        r"\b(?:in|since|from|of|early|late|until|by|summer|spring|autumn|fall|winter|january|february|march|april|may|june|july|august|september|october|november|december|q[1-4]|year)\s*$",
        low[: found.start()],
    ):
        return True
    after = low[found.end() : found.end() + 3]
    return bool(re.match(r"[:.]\d\d", after)) and bool(
        re.search(r"\b(?:at|by|around|until|from|before|after|till)\s*$", low[: found.start()])
    )


def _nouns(low: str, end: int) -> tuple[str, ...]:
    """Give up to four words behind a figure, as far as they can belong to what it counts."""
    found = _NOUN.match(low, end)
    words: list[str] = []
    for word in found.groups() if found else ():
        if word is None or word in _STOPS:
            break
        words.append(word)
    return tuple(words)


def _kind(low: str, found: re.Match[str], nouns: tuple[str, ...]) -> str:
    text, end, suffix = found[0], found.end(), found["suffix"] or ""
    if suffix == "%" or _SHARE.match(low, end):
        return SHARE
    if found["part"]:
        return PART
    if _CURRENCY.search(text) or suffix in ("p", "c") or _MONEY.match(low, end) or _CURRENCY.match(low, end):
        return MONEY
    if suffix in ("ms", "s", "h", "min") or _TIME.match(low, end):
        return TIME
    if re.match(r"0?[.,]\d|0[.,]\d", text) or re.fullmatch(r"[01]\.\d+", text):
        return RATIO
    if nouns and nouns[-1:] and any(_is_plural(noun) for noun in nouns):
        return COUNT
    return BARE


def _is_plural(noun: str) -> bool:
    return (len(noun) > 3 and noun.endswith("s") and not noun.endswith(("ss", "us", "is", "'s"))) or noun in _IRREGULAR


_IRREGULAR = frozenset(
    ["people", "children", "men", "women", "staff", "data", "items", "feet", "mice", "prs", "faqs", "sms"]
)
