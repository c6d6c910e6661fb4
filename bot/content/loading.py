"""The doors to the content: load it for use, or check it for its editor."""

from pathlib import Path
from statistics import median

from bot.content.checks import check_shelf
from bot.content.faults import ContentRefused, ContentReport
from bot.content.material import Content
from bot.content.reading import KINDS, read_folder

_PACKAGE = Path(__file__).parent.parent


def content_folder() -> Path:
    """Find the shipped content: inside the package when installed, beside it in a checkout."""
    shipped = _PACKAGE / "shipped" / "content"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "content"


def load_content(folder: Path) -> Content:
    """Load a folder of content, or refuse it with every fault at once."""
    shelf = read_folder(folder)
    check_shelf(shelf)
    if shelf.faults:
        raise ContentRefused(shelf.faults)
    return Content(**{kind: shelf.records(kind) for kind in KINDS})


def check_content(folder: Path) -> ContentReport:
    """Report on a folder of content without using it."""
    shelf = read_folder(folder)
    check_shelf(shelf)
    probes = [len(question.values.get("probes", ())) for question in shelf.of("questions")]
    return ContentReport(
        faults=tuple(shelf.faults),
        counts={kind: len(shelf.of(kind)) for kind in KINDS},
        fewest_probes=min(probes, default=0),
        median_probes=median(probes) if probes else 0,
        plan_days={plan.name: len(plan.values.get("days", ())) for plan in shelf.of("plans")},
    )
