"""The doors to the content: load it for use, or check it for its editor."""

from collections.abc import Mapping
from pathlib import Path
from statistics import median
from time import perf_counter

from bot.content.checks import check_shelf
from bot.content.coverage import measure, without_use
from bot.content.faults import ContentRefused
from bot.content.material import Content
from bot.content.pack import Laid, lay_over
from bot.content.reading import KINDS, read_folder
from bot.content.report import ContentReport

_PACKAGE = Path(__file__).parent.parent


def content_folder() -> Path:
    """Find the shipped content: inside the package when installed, beside it in a checkout."""
    shipped = _PACKAGE / "shipped" / "content"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "content"


def load_content(folder: Path, pack: Path | None = None) -> Content:
    """Load a folder of content, or refuse it with every fault at once; a pack is laid over it as far as it is sound."""
    shelf = read_folder(folder)
    check_shelf(shelf)
    if shelf.faults:
        raise ContentRefused(shelf.faults)
    return _content_of(lay_over(shelf, pack) if pack else Laid(shelf))


def check_content(
    folder: Path, *, pack: Path | None = None, inventory: Mapping[str, str] | None = None
) -> ContentReport:
    """Report on a folder of content, and on a pack over it where ours is sound, without using them."""
    started = perf_counter()
    shelf = read_folder(folder)
    check_shelf(shelf)
    laid = lay_over(shelf, pack) if pack and not shelf.faults else Laid(shelf)
    content = None if shelf.faults else _content_of(laid)
    probes = [len(content.probes_for(question)) for question in content.questions.values()] if content else []
    return ContentReport(
        faults=tuple(shelf.faults),
        pack_faults=tuple(laid.faults),
        counts={kind: len(laid.shelf.of(kind)) for kind in KINDS},
        fewest_probes=min(probes, default=0),
        median_probes=median(probes) if probes else 0,
        plan_days={plan.name: len(plan.values.get("days", ())) for plan in laid.shelf.of("plans")},
        without_use=without_use(content) if content else {},
        coverage=measure(laid.shelf, inventory) if inventory is not None else None,
        seconds=perf_counter() - started,
    )


def _content_of(laid: Laid) -> Content:
    return Content(
        **{kind: laid.shelf.records(kind) for kind in KINDS},
        hidden_questions={id: entry.record() for (kind, id), entry in laid.hidden.items() if kind == "questions"},
        skipped=tuple(laid.faults),
    )
