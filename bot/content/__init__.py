"""The practice material: read from a folder of TOML, checked as a whole, and offered by id.

`reading.py` turns files into entries, `checks.py` holds what must be true between entries, `material.py` is what the
rest of the bot uses. The records themselves live in `bot.domain`; the words live in the `content/` folder.
"""

from bot.content.faults import ContentRefused, ContentReport, Fault
from bot.content.loading import check_content, content_folder, load_content
from bot.content.material import Content

__all__ = ["Content", "ContentRefused", "ContentReport", "Fault", "check_content", "content_folder", "load_content"]
