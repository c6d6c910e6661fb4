"""The figures of story feedback, drawn for a terminal and written as the documentation shows them."""

from collections.abc import Collection, Iterable, Sequence

from rich import box
from rich.table import Table

from bot.domain.story import BEATS
from bot.domain.story_feedback.scoring import CodeScore, Evaluation, interval

_COLUMNS = ("code", "examples", "right", "wrong", "missed", "precision", "recall", "F1")


def scores_table(split: str, evaluation: Evaluation) -> Table:
    """Draw what was measured of each code."""
    table = Table(*_COLUMNS, box=box.SIMPLE_HEAD, title=f"{split}: {_in_words(evaluation)}", title_justify="left")
    table.columns[0].no_wrap = True
    for column in table.columns[1:]:
        column.justify, column.overflow = "right", "fold"
    for score in evaluation.codes:
        table.add_row(*_cells(score))
    return table


def beats_table(evaluation: Evaluation) -> Table:
    """Draw which beats were read as which."""
    title = f"Sentences of free text in the beat that their label says: {_number(evaluation.beats_right)}"
    table = Table("labelled, read as", *BEATS, box=box.SIMPLE_HEAD, title=title, title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    for row in _confusion(evaluation):
        table.add_row(*row)
    return table


def as_markdown(split: str, evaluation: Evaluation) -> str:
    """Write the tables of one part as the documentation shows them."""
    beats = f"Sentences of free text in the beat that their label says: {_number(evaluation.beats_right)}."
    return "\n\n".join(
        [
            f"**{split}**: {_in_words(evaluation)}.",
            _markdown([_COLUMNS, *(_cells(score) for score in evaluation.codes)]),
            f"{beats} A row is the label, a column what was read.",
            _markdown([("", *BEATS), *_confusion(evaluation)]),
        ]
    )


def mistakes_as_markdown(mistakes: Iterable[tuple[str, Collection[str], Collection[str]]]) -> str:
    """Write which stories are judged otherwise than labelled."""
    rows = [(f"`{story}`", ", ".join(sorted(missed)), ", ".join(sorted(wrong))) for story, missed, wrong in mistakes]
    return _markdown([("story", "missed", "wrongly raised"), *rows], numbers=False)


def _in_words(evaluation: Evaluation) -> str:
    clean = f"{evaluation.clean_kept} of {evaluation.clean} clean stories without a finding"
    share = evaluation.clean_kept / evaluation.clean if evaluation.clean else None
    rate = f": {_with_interval(share, evaluation.clean_kept, evaluation.clean)}" if evaluation.clean else ""
    return f"{evaluation.stories} stories, macro F1 {evaluation.macro_f1:.3f}, {clean}{rate}"


def _cells(score: CodeScore) -> tuple[str, ...]:
    return (
        score.code,
        *map(str, (score.examples, score.right, score.wrong, score.missed)),
        _with_interval(score.precision, score.right, score.right + score.wrong),
        _with_interval(score.recall, score.right, score.examples),
        _number(score.f1),
    )


def _confusion(evaluation: Evaluation) -> list[tuple[str, ...]]:
    return [(labelled, *(str(evaluation.confusion.get((labelled, read), 0)) for read in BEATS)) for labelled in BEATS]


def _with_interval(share: float | None, hits: int, count: int) -> str:
    ends = interval(hits, count)
    return "" if share is None or ends is None else f"{share:.2f} ({ends[0]:.2f}–{ends[1]:.2f})"


def _number(share: float | None) -> str:
    return "" if share is None else f"{share:.2f}"


def _markdown(rows: Sequence[Sequence[str]], *, numbers: bool = True) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|---|" + ("--:|" if numbers else "---|") * (len(rows[0]) - 1), *lines[1:]])
