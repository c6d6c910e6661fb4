"""What becomes of findings that members called wrong."""

import tomllib
from datetime import UTC, datetime
from typing import Any

from bot.domain.dispute import Dispute, count_by_code, fingerprint, lent_stories

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def a_dispute(code: str, *, about: str = "one", story: dict[str, Any] | None = None, place: int = 0) -> Dispute:
    return Dispute(fingerprint=fingerprint(about), code=code, place=place, story=story, disputed_at=NOW)


def a_story(text: str = 'I said "no" \\ and measured it.', **more: Any) -> dict[str, Any]:
    return {"text": text, "shape": "free", "codes": ["no-metric", "overclaim"], "seconds": None} | more


def test_disputes_are_counted_by_code_with_and_without_a_text() -> None:
    disputes = [a_dispute("filler"), a_dispute("overclaim"), a_dispute("overclaim", about="two", story=a_story())]

    assert count_by_code(disputes) == {"overclaim": (2, 1), "filler": (1, 0)}


def test_only_what_was_lent_is_given_and_each_text_once() -> None:
    disputes = [
        a_dispute("filler"),
        a_dispute("overclaim", about="two", story=a_story()),
        a_dispute("no-metric", about="two", story=a_story()),
    ]

    (golden,) = lent_stories(disputes)

    assert golden.codes == ()
    assert golden.disputed == ("no-metric", "overclaim")


def test_labels_are_read_back_as_the_golden_set_reads_them() -> None:
    (golden,) = lent_stories([a_dispute("overclaim", story=a_story())])

    labels = tomllib.loads(golden.labels)[golden.name]

    assert labels["shape"] == "free"
    assert labels["codes"] == ["no-metric"]
    assert "overclaim" in labels["why"]
    assert golden.text == 'I said "no" \\ and measured it.\n'


def test_a_measured_time_goes_along() -> None:
    (golden,) = lent_stories([a_dispute("too-long", story=a_story(seconds=160.5))])

    assert golden.text.startswith("---\nseconds: 160.5\n---\n\nI said")


def test_a_fingerprint_tells_texts_apart_and_nothing_of_them() -> None:
    assert fingerprint("a story") == fingerprint("a story") != fingerprint("a story ")
    assert "story" not in fingerprint("a story")
