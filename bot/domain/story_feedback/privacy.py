"""What should not be posted: addresses, telephone numbers, cards, keys. None of it is ever quoted in full."""

import re
from collections.abc import Iterator, Sequence

from bot.domain.story import Span
from bot.domain.story_feedback.patterns import Pattern

_EMAIL = Pattern(
    r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*\.[a-z]{2,24}\b"
    r"|\b[\w.-]{2,40}\s?[(\[]at[)\]]\s?[\w-]{1,40}(?:\s?(?:\.|[(\[]dot[)\]])\s?[a-z]{2,10})+"
    r"|\b[a-z][\w.-]{1,40} at [a-z][\w-]{1,40} dot (?:com|org|net|io|ai|de|co|uk|eu|dev)\b",
    re.IGNORECASE,
)
_PHONE = Pattern(
    r"(?<![\w.,/-])(?:\+\d{1,3}[\s().-]{0,2}(?:\d[\s().-]{0,2}){6,12}\d"
    r"|\(\d{2,5}\)[\s-]?\d{3,4}[\s.-]?\d{3,5}"
    r"|\d{3}[.-]\d{3}[.-]\d{4}|\d{3} \d{3} \d{4}"
    r"|0\d{1,4}[\s/-]\d{3,4}[\s-]?\d{3,5}(?:[\s-]\d{2,4})?|0\d{9,11}"
    r"|0\d(?P<gap>[ .-])\d\d(?:(?P=gap)\d\d){3}"
    r"|555[.-]\d{4})(?![\w%]|[.,]\d)"
)
_CARD = Pattern(r"(?<![\w.-])(?:\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{1,7}|\d{4}[ -]\d{6}[ -]\d{5}|\d{13,19})(?![\w-])")
_KEY = Pattern(
    r"(?<![\w])(?:(?:sk|pk|rk|api|key|tok|token|secret|live|test|whsec|hf|gsk|r8|pat|npm|dop_v1|shpat|sq0\w{3})[-_](?:[A-Za-z0-9]+[-_]){0,4}[A-Za-z0-9]*\d[A-Za-z0-9_-]*"
    r"|gh[pousr]_\w{8,}|github_pat_\w{8,}|glpat-[\w-]{8,}|xox[abeoprs]-[\w-]{8,}|xapp-[\w-]{8,}|AKIA[0-9A-Z]{8,}|ASIA[0-9A-Z]{8,}|AIza[\w-]{16,}|ya29\.[\w-]{10,}"
    r"|eyJ[\w-]{8,}(?:\.[\w-]+){0,2}|SG\.[\w-]{10,}\.[\w-]{10,})"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
)
_ASSIGNED = Pattern(
    r"\b(?:api[ _-]?key|access[ _-]?key|auth[ _-]?token|access[ _-]?token|bearer|secret(?:[ _-]?key)?|token|password|passwd|pwd)[\"']?\s*(?:=|:|\bis\b|\bwas\b|(?<=bearer)\s)\s*[\"'`]?(?P<value>[\w.+/=-]{8,})",
    re.IGNORECASE,
)
_NAMES_OF_KEYS = ("key", "token", "bearer", "secret", "passw", "pwd")
_MANY_DIGITS = Pattern(r"\d[\d\s()./-]{5,}\d")
_BLOB = Pattern(r"(?<![\w/.@-])[A-Za-z0-9_+/-]{20,}={0,2}(?![\w@])")
_SHORTEST_KEY = 14


def private_spans(text: str) -> list[Span]:
    """Find everything private in a text, in order; what overlaps is one."""
    found = sorted([*_keys(text), *_cards(text), *_addresses(text)])
    taken = list(found)
    for phone in _PHONE.finditer(text) if _MANY_DIGITS.search(text) else ():
        if not any(start < phone.end() and phone.start() < end for start, end in taken) and _is_phone(phone[0]):
            found.append(phone.span())
    joined: list[Span] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def masked(text: str) -> str:
    """Give a text in which of everything private only the first three characters are left."""
    return quoted(text, (0, len(text)), private_spans(text))


def quoted(text: str, span: Span, private: Sequence[Span]) -> str:
    """Quote a part of a text with what is private in the whole of it cut after three characters.

    What is private may be known only by the words before it: "the key is …".
    """
    first, last = span
    quote = text[first:last]
    for start, end in reversed(private):
        start, end = max(start, first), min(end, last)
        if start < end:
            quote = f"{quote[: min(start + 3, end) - first]}…{quote[end - first :]}"
    return quote


def _addresses(text: str) -> Iterator[Span]:
    if "@" in text or _holds(text, ("at)", "at]", " dot ")):
        yield from (found.span() for found in _EMAIL.finditer(text))


def _keys(text: str) -> Iterator[Span]:
    # Keys are long and have no blanks in them, so mostly a few words tell that there is none.
    long = " ".join(word for word in text.split() if len(word) >= _SHORTEST_KEY)
    if _KEY.search(long) or "PRIVATE KEY" in text:
        yield from (found.span() for found in _KEY.finditer(text) if len(found[0]) >= _SHORTEST_KEY)
    for found in _ASSIGNED.finditer(text) if _holds(text, _NAMES_OF_KEYS) else ():
        if re.search(r"\d", found["value"]) and (re.search(r"[A-Za-z]", found["value"]) or len(found["value"]) > 11):
            yield found.span("value")
    for found in _BLOB.finditer(text) if _BLOB.search(long) else ():
        if _looks_random(found[0]) and not re.search(r"\b(?:commit|sha|hash)\W*$", text[: found.start()][-12:].lower()):
            yield found.span()


def _holds(text: str, parts: Sequence[str]) -> bool:
    low = text.lower()
    return any(part in low for part in parts)


def _looks_random(blob: str) -> bool:
    """Tell a key from a long word, a path or a name joined by hyphens: figures and both cases in one unbroken piece."""
    longest = max(re.split(r"[-_/]", blob), key=len)
    figures = sum(each.isdigit() for each in longest)
    is_mixed = any(each.islower() for each in longest) and any(each.isupper() for each in longest)
    return len(longest) >= 16 and figures >= 2 and (is_mixed or (figures >= 6 and len(longest) >= 24))


def _cards(text: str) -> Iterator[Span]:
    for found in _CARD.finditer(text) if _MANY_DIGITS.search(text) else ():
        digits = re.sub(r"\D", "", found[0])
        if len(digits) >= 13 and digits[0] in "3456" and (len(digits) < len(found[0]) or _sums_up(digits)):
            yield found.span()


def _sums_up(digits: str) -> bool:
    """Check a card number's last figure by Luhn's sum."""
    doubled = [int(each) * 2 if at % 2 else int(each) for at, each in enumerate(reversed(digits))]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def _is_phone(found: str) -> bool:
    digits = re.sub(r"\D", "", found)
    is_date = re.fullmatch(r"\d{4}-\d{2}-\d{2}.*|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}", found.strip())
    return 7 <= len(digits) <= 15 and not is_date
