"""The little Markdown that pages may use: headings, paragraphs, points, and `code` for something to type.

Cards know no other markup, so anything else is named as a fault instead of being shown with its signs.
"""

import re

from bot.content.faults import Fault

_HEADING = re.compile(r"##\s+(.+?)\s*#*")
_FOREIGN = (
    (re.compile(r"^#(?!#\s|##)|^###"), "a heading of another depth", "Begin headings with ## and a blank."),
    (re.compile(r"\*\*|__|(?<!\w)[*_]\w"), "bold or slanted text", "Write the words without * or _ around them."),
    (re.compile(r"\]\(|https?://"), "a link", "Name the source in words."),
    (re.compile(r"^\s*(\d+\.|\*|\+)\s"), "a list of another kind", "Begin each point with a hyphen and a blank."),
    (re.compile(r"^(\||>|```|<)"), "a table, quote, code block or HTML", "Use paragraphs and points."),
)


def parts_of(text: str, *, file: str, first_line: int) -> tuple[list[dict[str, str]], list[Fault]]:
    """Cut a page at its headings; name each line that uses what a card cannot show."""
    parts, faults = [{"heading": "", "text": ""}], []
    for number, line in enumerate(text.split("\n"), start=first_line):
        heading = _HEADING.fullmatch(line)
        if heading:
            parts.append({"heading": heading[1], "text": ""})
            continue
        parts[-1]["text"] += f"{line}\n"
        faults += [
            Fault(file, f"line {number}", f"There is {what} here, which a card cannot show.", fix)
            for pattern, what, fix in _FOREIGN
            if pattern.search(line)
        ]
    for part in parts:
        part["text"] = part["text"].strip()
    return [part for part in parts if part["heading"] or part["text"]], faults
