"""The practice material: read from a folder of TOML and Markdown, checked as a whole, and offered by id.

`reading.py` and `prose.py` turn files into entries, `checks.py` holds what must be true between entries, `pack.py` lays
a group's own folder over ours, `coverage.py` and `report.py` say how much is there, `material.py` and `search.py` are
what the rest of the bot uses. The records themselves live in `bot.domain`; the words live in the `content/` folder.
"""

from bot.content.coverage import read_inventory
from bot.content.faults import ContentRefused, Fault
from bot.content.loading import check_content, content_folder, load_content
from bot.content.material import Content, Topic
from bot.content.report import ContentReport

__all__ = [
    "Content",
    "ContentRefused",
    "ContentReport",
    "Fault",
    "Topic",
    "check_content",
    "content_folder",
    "load_content",
    "read_inventory",
]
