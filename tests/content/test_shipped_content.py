"""The shipped content: without faults, in its own words, and true to the inventory it was written from."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import pytest

from bot.chat.commands import COMMANDS
from bot.content import Content, check_content, content_folder, load_content
from bot.content.checks import BEATS
from bot.content.reading import KINDS

REPOSITORY = Path(__file__).parents[2]
LONGEST_SHARED_RUN = 9
PAGES_IN_README = (
    "guides/how-long-to-speak.md",
    "samples/a-summary-taken-back.md",
    "samples/broken/a-summary-without-a-person.md",
)
CORE_QUESTIONS = [
    *(f"s0.hallucination.0{number}" for number in (1, 2, 3)),
    *(f"s0.eval.0{number}" for number in (1, 2, 3, 4)),
    *(f"s0.shipping.0{number}" for number in (1, 2, 3)),
    *(f"s0.defense.0{number}" for number in (1, 2, 3)),
    *(f"s0.crossfunc.0{number}" for number in (1, 2)),
]


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(content_folder())


@pytest.fixture(scope="module")
def inventory() -> dict[str, dict[str, Any]]:
    """The notes that the content was written from; they are not part of the repository."""
    named = os.environ.get("LOOPMATES_INVENTORY")
    path = Path(named) if named else REPOSITORY.parent / "shared" / "content-inventory.json"
    if not path.is_file():
        pytest.skip("the inventory is not here; LOOPMATES_INVENTORY can name it")
    return {item["id"]: item for item in json.loads(path.read_text(encoding="utf-8"))["items"]}


def test_shipped_content_has_no_faults() -> None:
    report = check_content(content_folder())

    assert [str(fault) for fault in report.faults] == []
    assert report.is_sound


def test_content_is_found_in_a_checkout_and_in_an_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert content_folder() == REPOSITORY / "content"

    shipped = tmp_path / "bot" / "shipped" / "content"
    shipped.mkdir(parents=True)
    monkeypatch.setattr("bot.content.loading._PACKAGE", tmp_path / "bot")

    assert content_folder() == shipped


def test_report_counts_what_is_there(content: Content) -> None:
    report = check_content(content_folder()).as_json()

    probes = [len(content.probes_for(question)) for question in content.questions.values()]
    assert report["sound"] is True
    assert report["counts"] == {kind: len(getattr(content, kind)) for kind in KINDS}
    assert report["probes_per_question"] == {"min": min(probes), "median": median(probes)}
    assert report["plan_days"]["four-weeks"] == 28
    assert json.loads(json.dumps(report)) == report


def test_loading_takes_a_blink() -> None:
    started = perf_counter()
    load_content(content_folder())

    assert perf_counter() - started < 0.5  # 0.04 s when nothing else runs


def test_star_ej_has_the_six_beats_in_order(content: Content) -> None:
    framework = content.default_framework

    assert tuple(beat.id for beat in framework.beats) == BEATS
    assert framework.aim_seconds == (90, 150)


def test_every_question_is_pressed_by_five_probes_from_gentle_to_hard(content: Content) -> None:
    for question in content.questions.values():
        hardness = [probe.hardness for probe in content.probes_for(question)]

        assert len(hardness) >= 5, question.id
        assert hardness == sorted(hardness)


def test_nothing_is_there_that_no_member_meets() -> None:
    assert check_content(content_folder()).without_use == {}


def test_the_core_questions_are_candidates_of_the_four_weeks(content: Content) -> None:
    asked = {question for day in content.plan("four-weeks").days for question in day.questions}
    core = {question.id for question in content.questions.values() if set(question.covers) & set(CORE_QUESTIONS)}

    assert core <= asked


def test_group_that_practises_daily_meets_a_new_question_each_day(content: Content) -> None:
    met: list[str] = []

    for day in content.plan("four-weeks").days[:-1]:
        met.append(next(question for question in day.questions if question not in met))

    assert len(met) == 27


def test_plan_days_count_up_and_the_last_one_rests(content: Content) -> None:
    plan = content.plan("four-weeks")

    assert [day.day for day in plan.days] == list(range(1, 29))
    assert [week.week for week in plan.weeks] == [1, 2, 3, 4]
    assert [day.day for day in plan.days if not day.questions] == [28]
    assert [day.day for day in plan.days if day.mock] == [16, 18, 20, 21, 26]


def test_first_probes_of_a_theme_run_from_gentle_to_hard(content: Content) -> None:
    for theme in content.themes.values():
        hardness = [probe.hardness for probe in content.probes_for(theme)][:5]

        assert len(hardness) == 5, theme.id
        assert hardness == sorted(hardness)


def test_vibes_are_asked_about_wherever_evals_are_the_theme(content: Content) -> None:
    assert "evals-or-vibes" in {probe.id for probe in content.probes_for(content.theme("evals"))}


def test_texts_name_only_commands_that_exist() -> None:
    known = {(command.name, command.subcommand) for command in COMMANDS}

    for path in [*content_folder().glob("*.toml"), *content_folder().rglob("*/*.md")]:
        named = set(re.findall(r"/(practice|story) (\w+)", path.read_text(encoding="utf-8")))
        assert named <= known, path.name


def test_no_two_entries_say_the_same(content: Content) -> None:
    for kind in set(KINDS) - {"broken_samples"}:  # Twins of one answer share the beats that are not broken.
        texts = [_plain(text) for record in getattr(content, kind).values() for text in _texts(record)]
        assert len(texts) == len(set(texts)), kind


def test_readme_examples_of_every_kind_pass_the_check(tmp_path: Path) -> None:
    readme = (content_folder() / "README.md").read_text(encoding="utf-8")
    beside_the_shipped = shutil.copytree(content_folder(), tmp_path / "content")
    entries = re.findall(r"```toml\n(.*?)```", readme, flags=re.DOTALL)
    pages = re.findall(r"```markdown\n(.*?)```", readme, flags=re.DOTALL)
    for number, example in enumerate(entries):
        (beside_the_shipped / f"example_{number}.toml").write_text(example, encoding="utf-8")
    for name, example in zip(PAGES_IN_README, pages, strict=True):
        (beside_the_shipped / name).parent.mkdir(parents=True, exist_ok=True)
        (beside_the_shipped / name).write_text(example, encoding="utf-8")

    report = check_content(beside_the_shipped)

    shown = set(re.findall(r"^\[\[(\w+)\]\]", "\n".join(entries), flags=re.MULTILINE))
    assert shown | {"guides", "samples", "broken_samples"} == set(KINDS)
    assert [str(fault) for fault in report.faults] == []


def test_every_covered_id_is_in_the_inventory(content: Content, inventory: dict[str, dict[str, Any]]) -> None:
    unknown = [
        (name, covered) for name, record in _records(content) for covered in record.covers if covered not in inventory
    ]

    assert unknown == []


def test_the_fifteen_core_questions_are_covered_once_each(content: Content) -> None:
    covered = [each for question in content.questions.values() for each in question.covers]

    assert [covered.count(core) for core in CORE_QUESTIONS] == [1] * 15


def test_words_are_our_own(content: Content, inventory: dict[str, dict[str, Any]]) -> None:
    theirs: dict[tuple[str, ...], str] = {}
    for item in inventory.values():
        for text in (item["text"], item["tests_for"] or ""):
            theirs |= dict.fromkeys(_runs(text), item["id"])

    borrowed = [
        (name, theirs[run], " ".join(run))
        for name, record in _records(content)
        for text in _texts(record)
        for run in _runs(text)
        if run in theirs
    ]

    assert borrowed == []


def test_what_others_reported_says_that_it_is_unchecked(content: Content) -> None:
    for question in content.questions.values():
        if question.reported_by:
            assert question.reported_by.endswith("(reported, unchecked)"), question.id
            assert "http" not in question.reported_by


def test_outlets_of_reported_questions_are_the_inventorys(
    content: Content, inventory: dict[str, dict[str, Any]]
) -> None:
    for question in content.questions.values():
        told = " ".join(inventory[covered]["attribution"] or "" for covered in question.covers)
        for outlet in re.findall(r"by ([^;(]+?)(?=;| \(|$)", question.reported_by or ""):
            assert all(part in told for part in re.split(r", | on ", outlet)), (question.id, outlet)


def _records(content: Content) -> Iterator[tuple[str, Any]]:
    for kind in KINDS:
        for record in getattr(content, kind).values():
            yield f"{kind} {record.id}", record
    for plan in content.plans.values():
        yield from ((f"{plan.id} week {week.week}", week) for week in plan.weeks)
        yield from ((f"{plan.id} day {day.day}", day) for day in plan.days)


def _texts(record: Any) -> list[str]:
    """What a member may read of a record: its sentences, not its ids and names."""
    keys = (
        "about tell text tests good_answer opening closing task done_when shape tie_in opener when instead why ask "
        "prepare listen_for elements slots rewards loses levels items wrong"
    )
    values = [getattr(record, key, None) for key in keys.split()]
    lists = [text for value in values if isinstance(value, tuple) for text in value]
    beats = [beat.prompt for beat in getattr(record, "beats", ())]
    parts = [part.text for part in getattr(record, "parts", ())]
    return [*(value for value in values if isinstance(value, str)), *lists, *beats, *parts]


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _plain(text).split()
    length = LONGEST_SHARED_RUN + 1
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold().replace("'", "")))
