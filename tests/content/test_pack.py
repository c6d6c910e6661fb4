"""A group's own pack over ours: it adds, replaces and hides, and what is broken in it is left out and named."""

import re
from pathlib import Path

import pytest

from bot.app import open_playground
from bot.content import Content, Fault, check_content, content_folder, load_content
from bot.settings import Settings

OURS = load_content(content_folder())
QUESTION = """
[[questions]]
id = "which-tea"
text = "Which tea do you drink while an eval runs?"
theme = "evals"
tests = "Whether you can wait."
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "our-pack"
    folder.mkdir()
    return folder


def write(pack: Path, file: str, text: str) -> None:
    (pack / file).parent.mkdir(parents=True, exist_ok=True)
    (pack / file).write_text(text, encoding="utf-8")


def laid(pack: Path) -> Content:
    return load_content(content_folder(), pack)


def test_pack_adds_questions_with_the_probes_of_their_theme(pack: Path) -> None:
    write(pack, "questions.toml", QUESTION)

    content = laid(pack)

    assert content.skipped == ()
    assert len(content.questions) == len(OURS.questions) + 1
    assert len(content.probes_for(content.question("which-tea"))) == 5
    assert content.find_questions("tea")[0].id == "which-tea"


def test_pack_replaces_an_entry_of_ours_in_its_place(pack: Path) -> None:
    write(pack, "themes.toml", '[[themes]]\nid = "evals"\nname = "Measuring"\nabout = "What you measure."\n')

    content = laid(pack)

    assert content.skipped == ()
    assert content.theme("evals").name == "Measuring"
    assert list(content.themes) == list(OURS.themes)


def test_pack_hides_entries_and_lists_forget_them(pack: Path) -> None:
    hidden = OURS.question("public-hallucination").probes[0]
    write(pack, "hide.toml", f'probes = ["{hidden}"]\nquestions = ["rag-regret"]\n')

    content = laid(pack)

    assert content.skipped == ()
    assert hidden not in content.probes
    assert hidden not in content.question("public-hallucination").probes
    assert "rag-regret" not in content.questions
    assert all("rag-regret" not in day.questions for plan in content.plans.values() for day in plan.days)


def test_hidden_question_is_still_known_to_a_group_that_has_met_it(pack: Path) -> None:
    write(pack, "hide.toml", 'questions = ["rag-regret"]\n')

    assert laid(pack).question("rag-regret").text == OURS.question("rag-regret").text


def test_pack_adds_a_plan_and_a_guide(pack: Path) -> None:
    day = '[[plans.days]]\nday = 1\ntitle = "One"\nquestions = ["which-tea"]\ntask = "Answer."\ndone_when = "Done."\n'
    week = '[[plans.weeks]]\nweek = 1\ntitle = "One"\nopening = "We begin."\nclosing = "That was it."\n'
    write(pack, "ours.toml", f'{QUESTION}\n[[plans]]\nid = "one-day"\nname = "One day"\n{week}\n{day}')
    write(pack, "guides/tea.md", '+++\nname = "Tea"\nabout = "While it runs."\n+++\n\nHot, not boiling.\n')

    content = laid(pack)

    assert content.skipped == ()
    assert content.plan("one-day").length_days == 1
    assert content.find_topics("tea")[0].key == "guides/tea"


def test_broken_entry_is_left_out_and_the_rest_is_used(pack: Path) -> None:
    broken = QUESTION.replace("which-tea", "which-coffee").replace("evals", "evls")
    write(pack, "questions.toml", f'{QUESTION}\n{broken}\n[[questions]]\nid = "no-text"\ntheme = "evals"\n')

    content = laid(pack)

    assert "which-tea" in content.questions
    assert {fault.entry for fault in content.skipped} == {"which-coffee", "no-text"}
    assert (
        Fault(
            "our-pack/questions.toml",
            "which-coffee",
            '"theme" names "evls", which is not among the themes.',
            'Did you mean "evals"?',
        )
        in content.skipped
    )


def test_what_leans_on_a_broken_entry_is_left_out_too(pack: Path) -> None:
    theme = '[[themes]]\nid = "tea"\nname = "Tea"\n'
    write(pack, "ours.toml", f"{theme}{QUESTION.replace('evals', 'tea')}")

    content = laid(pack)

    assert [(fault.entry, fault.problem) for fault in content.skipped] == [
        ("tea", 'The key "about" is missing.'),
        ("which-tea", '"theme" names "tea", which is not among the themes.'),
    ]
    assert "which-tea" not in content.questions


def test_hiding_what_is_needed_is_refused_and_said(pack: Path) -> None:
    write(pack, "hide.toml", 'themes = ["evals"]\nquestions = ["rag-regrets", "rag-regret"]\nquestons = ["x"]\n')

    content = laid(pack)

    assert "evals" in content.themes
    assert "rag-regret" not in content.questions
    told = {fault.entry: fault for fault in content.skipped}
    assert set(told) == {"evals", "rag-regrets", "questons"}
    assert told["evals"].problem.startswith("It leaves something else at fault.")
    assert told["rag-regrets"].fix == 'Did you mean "rag-regret"?'
    assert told["questons"].fix == 'Did you mean "questions"?'


def test_replacement_that_breaks_ours_is_left_out(pack: Path) -> None:
    probe = OURS.probes[OURS.question("public-hallucination").probes[0]]
    write(
        pack,
        "probes.toml",
        f'[[probes]]\nid = "{probe.id}"\ntext = "Why?"\nbeat = "{probe.beat}"\nhardness = 3\ngood_answer = "So."\n',
    )

    content = laid(pack)

    assert content.probes[probe.id] == probe
    assert [fault.entry for fault in content.skipped] == [probe.id]


def test_files_that_cannot_be_read_leave_the_rest(pack: Path) -> None:
    write(pack, "questions.toml", QUESTION)
    write(pack, "more.toml", "oops = ")
    write(pack, "hide.toml", "oops = ")

    content = laid(pack)

    assert "which-tea" in content.questions
    assert {fault.file for fault in content.skipped} == {"our-pack/more.toml", "our-pack/hide.toml"}


def test_report_of_a_pack_names_what_is_skipped(pack: Path) -> None:
    write(pack, "questions.toml", QUESTION.replace("evals", "evls"))

    report = check_content(content_folder(), pack=pack)

    assert not report.is_sound
    assert report.faults == ()
    assert [fault.file for fault in report.pack_faults] == ["our-pack/questions.toml"]
    assert report.as_json()["faults"][0]["entry"] == "which-tea"


def test_empty_pack_says_so_and_changes_nothing(pack: Path) -> None:
    content = laid(pack)

    assert [fault.problem for fault in content.skipped] == ["There is no content here."]
    assert content.questions == OURS.questions


def test_examples_of_the_docs_make_a_sound_pack(pack: Path) -> None:
    docs = (content_folder().parent / "docs" / "content.md").read_text(encoding="utf-8")
    added, replaced, hidden = re.findall(r"```toml\n(.*?)```", docs, flags=re.DOTALL)
    write(pack, "ours.toml", added + replaced)
    write(pack, "hide.toml", hidden)

    content = laid(pack)

    assert content.skipped == ()
    assert content.question("left-unbuilt").days == (4,)
    assert "startup-diligence" not in content.checklists


async def test_start_says_in_the_log_what_it_leaves_out(
    pack: Path, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    write(pack, "questions.toml", QUESTION.replace("evals", "evls"))

    async with open_playground(Settings(database=sqlite_url, content=pack)):
        pass

    assert "Skipped in LOOPMATES_CONTENT: our-pack/questions.toml: which-tea" in caplog.text
