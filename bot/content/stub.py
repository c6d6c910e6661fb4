"""A first version of a question for a group's own pack: sound as it stands, and easy to go on with."""

import json
import re
from pathlib import Path

from bot.content.material import Content
from bot.errors import StartRefused

_STUB = """
[[questions]]
id = {id}
text = {text}
theme = {theme}
tests = {tests}
# What else may stand here, without the # in front:
# tell = "What sets a strong answer apart."
# elements = ["What a full answer holds", "one point after the other"]
# probes = ["golden-set"]  # those made for the theme fill up to five
"""


def add_question(folder: Path, content: Content, *, text: str, theme: str, tests: str, id: str) -> str:
    """Write a question at the end of the pack's questions.toml, and give its id."""
    if theme not in content.themes:
        raise StartRefused(f"There is no theme {theme!r}. Use one of: {', '.join(content.themes)}.")
    if id and id in content.questions:
        raise StartRefused(f"The id {id!r} is taken. Choose another one with --id.")
    id = id or _free_id(text, content)
    values = {"id": id, "text": text.strip(), "theme": theme, "tests": tests or content.themes[theme].about}
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "questions.toml").open("a", encoding="utf-8") as opened:
        opened.write(_STUB.format(**{key: json.dumps(value, ensure_ascii=False) for key, value in values.items()}))
    return id


def _free_id(text: str, content: Content) -> str:
    words = re.findall(r"[a-z0-9]+", text.casefold())
    stem = "-".join(words[:6])[:36].strip("-") or "question"
    number = 1
    while (id := stem if number == 1 else f"{stem}-{number}") in content.questions:
        number += 1
    return id
