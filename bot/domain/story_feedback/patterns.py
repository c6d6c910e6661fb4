"""How patterns of language are written down: one a line, so that a list can be read and added to."""

import re

Pattern = re.Pattern[str]


def one_of(lines: str, **parts: str) -> Pattern:
    """Make one pattern of several, one a line, that begin and end with whole words.

    `<name>` in a line stands for the alternatives of the part with that name.
    """
    return re.compile(rf"\b(?:{joined(lines, **parts)})")


def joined(lines: str, **parts: str) -> str:
    """Join alternatives, one a line; a line that ends in a letter ends at the end of a word."""
    alternatives = [line.strip() for line in lines.strip().splitlines() if line.strip()]
    for name, part in parts.items():
        alternatives = [each.replace(f"<{name}>", f"(?:{part})") for each in alternatives]
    return "|".join(rf"{each}\b" if each[-1].isalnum() else each for each in alternatives)
