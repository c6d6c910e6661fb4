"""Faults in a folder of content: each is reported with its file, its entry and its fix, and all of them at once."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content import ContentRefused, Fault, check_content, content_folder, load_content
from bot.content.checks import days_left_over
from bot.errors import StartRefused

Break = Callable[[Path], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped content that a test may break."""
    return Path(shutil.copytree(content_folder(), tmp_path / "content"))


def faults_of(folder: Path) -> list[Fault]:
    return list(check_content(folder).faults)


def replace(file: str, old: str, new: str) -> Break:
    """Replace the first occurrence of a text in a file of the folder."""

    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, f"{file} holds no {old!r}"
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def swap(file: str, one: str, other: str) -> Break:
    """Let two texts of a file change places."""

    def change(folder: Path) -> None:
        before, rest = (folder / file).read_text(encoding="utf-8").split(one, 1)
        between, after = rest.split(other, 1)
        (folder / file).write_text(before + other + between + one + after, encoding="utf-8")

    return change


def set_key(file: str, id: str, key: str, value: str) -> Break:
    """Write another value behind a key of one entry."""

    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        pattern = rf'(id = "{id}"\n(?:(?!\[\[).*\n)*?){key} = .*\n'
        changed, count = re.subn(pattern, lambda found: f"{found[1]}{key} = {value}\n", text, count=1)
        assert count == 1, f"{file} has no {key} in {id}"
        (folder / file).write_text(changed, encoding="utf-8")

    return change


def set_in_day(day: int, key: str, value: str) -> Break:
    """Write another value behind a key of one plan day."""

    def change(folder: Path) -> None:
        text = (folder / "plan.toml").read_text(encoding="utf-8")
        pattern = rf"(\nday = {day}\n(?:(?!\[\[).*\n)*?){key} = .*\n"
        changed, count = re.subn(pattern, lambda found: f"{found[1]}{key} = {value}\n", text, count=1)
        assert count == 1
        (folder / "plan.toml").write_text(changed, encoding="utf-8")

    return change


def add(file: str, text: str) -> Break:
    """Write something at the end of a file, or into a new one."""

    def change(folder: Path) -> None:
        with (folder / file).open("a", encoding="utf-8") as opened:
            opened.write(f"\n{text}\n")

    return change


def page(file: str, text: str) -> Break:
    """Write a page of Markdown."""

    def change(folder: Path) -> None:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")

    return change


GUIDE = '+++\nname = "Evals"\nabout = "Measuring."\n+++\n'
FRAMEWORK = (
    '[[frameworks]]\nid = "sol"\nname = "SOL"\nabout = "Short."\naim_seconds = [60, 90]\n'
    '[[frameworks.beats]]\nid = "lesson"\nname = "Lesson"\nprompt = "What you keep."\n{beat}'
)
EMPLOYER = '[[employer_types]]\nid = "shop"\nname = "Shop"\nabout = "Sells."\nweights = {weights}'
SECOND_THEME = '[[themes]]\nid = "evals"\nname = "Another"\nabout = "The same id again."'
BROKEN: list[tuple[str, Break, Fault]] = [
    (
        "bad_toml",
        add("extra.toml", "# A comment\n[[themes]]\nname = Conflict"),
        Fault(
            "extra.toml", "line 4", "The TOML is broken: Invalid value.", "Mend the quotes, brackets or = sign there."
        ),
    ),
    (
        "bad_toml_at_the_end",
        add("extra.toml", "# A comment\n[[themes"),
        Fault(
            "extra.toml",
            "line 3",
            "The TOML is broken: Expected ']]' at the end of an array declaration.",
            "Mend the quotes, brackets or = sign there.",
        ),
    ),
    (
        "not_utf_8",
        lambda folder: (folder / "extra.toml").write_bytes(b'# fine\nname = "caf\xe9"\n'),
        Fault("extra.toml", "line 2", "This is not UTF-8 text.", "Save the file as UTF-8."),
    ),
    (
        "unknown_kind",
        add("themes.toml", '[[theme]]\nid = "more"'),
        Fault("themes.toml", "theme", '"theme" is not a kind of content.', 'Did you mean "themes"?'),
    ),
    (
        "kind_with_one_pair_of_brackets",
        add("extra.toml", '[probes]\nid = "more"'),
        Fault(
            "extra.toml",
            "probes",
            '"probes" is not a list of entries.',
            "Begin each entry with [[probes]], in two pairs of brackets.",
        ),
    ),
    (
        "entry_that_is_no_table",
        add("extra.toml", "probes = [1]"),
        Fault("extra.toml", "probes 1", "This is not an entry.", "Write a table of key = value lines."),
    ),
    (
        "wrong_type_number",
        set_key("probes.toml", "golden-set", "hardness", '"1"'),
        Fault(
            "probes.toml",
            "golden-set",
            '"hardness" has the wrong type: expected a whole number, got text.',
            "Write a whole number without quotes, such as key = 2.",
        ),
    ),
    (
        "wrong_type_text",
        set_key("questions.toml", "rag-regret", "tests", "3"),
        Fault(
            "questions.toml",
            "rag-regret",
            '"tests" has the wrong type: expected text, got a whole number.',
            'Write text in quotes, such as key = "text".',
        ),
    ),
    (
        "wrong_type_optional_text",
        set_key("themes.toml", "hallucination", "tell", "true"),
        Fault(
            "themes.toml",
            "hallucination",
            '"tell" has the wrong type: expected text, got true or false.',
            'Write text in quotes, such as key = "text".',
        ),
    ),
    (
        "wrong_type_yes_or_no",
        set_in_day(16, "mock", '"yes"'),
        Fault(
            "plan.toml",
            "four-weeks, day 16",
            '"mock" has the wrong type: expected true or false, got text.',
            "Write true or false without quotes.",
        ),
    ),
    (
        "wrong_type_in_a_list",
        set_key("themes.toml", "evals", "covers", '["s0.theme.02", 7]'),
        Fault(
            "themes.toml",
            "evals",
            '"covers" has the wrong type: expected text, got a whole number (item 2 of the list).',
            'Write a list, such as ["one", "two"].',
        ),
    ),
    (
        "wrong_type_pair",
        replace("frameworks.toml", "seconds = [10, 15]", "seconds = [10, 15, 20]"),
        Fault(
            "frameworks.toml",
            "star-ej, task",
            '"seconds" has the wrong type: expected a list of length 2, got 3.',
            "Write a pair of whole numbers, such as [15, 20].",
        ),
    ),
    (
        "unknown_key",
        replace("questions.toml", 'tests = "Trusting', 'test = "Trusting'),
        Fault("questions.toml", "gut-against-evals", 'The key "test" is unknown.', 'Did you mean "tests"?'),
    ),
    (
        "unknown_key_like_no_other",
        set_key("employers.toml", "big-tech", "covers", '[]\nxyz = "?"'),
        Fault(
            "employers.toml",
            "big-tech",
            'The key "xyz" is unknown.',
            "Remove it, or use one of id, name, about, rewards, loses, opener, examples, weights, covers.",
        ),
    ),
    (
        "unknown_key_in_a_day",
        set_in_day(3, "task", '"Write."\nhint = "?"'),
        Fault(
            "plan.toml",
            "four-weeks, day 3",
            'The key "hint" is unknown.',
            "Remove it, or use one of day, title, task, done_when, questions, themes, mock, full_length, covers.",
        ),
    ),
    (
        "missing_key",
        replace("questions.toml", 'tests = "Trusting the eval set above your own taste."\n', ""),
        Fault("questions.toml", "gut-against-evals", 'The key "tests" is missing.', "Add a line tests = ..."),
    ),
    (
        "missing_id",
        replace("questions.toml", 'id = "public-hallucination"\n', ""),
        Fault("questions.toml", "questions 1", 'The key "id" is missing.', "Add a line id = ..."),
    ),
    (
        "duplicate_id_across_files",
        add("zz-more.toml", SECOND_THEME),
        Fault(
            "zz-more.toml",
            "evals",
            'The id "evals" is already taken in themes.toml.',
            "Choose another id, or remove one of the two.",
        ),
    ),
    (
        "id_in_capitals",
        add(
            "extra.toml",
            '[[employer_types]]\nid = "Public_Service"\nname = "Public service"\nabout = "Care with data."',
        ),
        Fault(
            "extra.toml",
            "Public_Service",
            '"Public_Service" cannot be an id.',
            "Use lower-case letters joined by hyphens, such as public-hallucination.",
        ),
    ),
    (
        "beat_id_with_a_hyphen",
        replace("frameworks.toml", 'id = "eval_evidence"', 'id = "eval-evidence"'),
        Fault(
            "frameworks.toml",
            "star-ej, eval-evidence",
            '"eval-evidence" cannot be an id.',
            "Use lower-case letters joined by underscores, such as eval_evidence.",
        ),
    ),
    (
        "unknown_theme_of_a_question",
        set_key("questions.toml", "one-conflict", "theme", '"conflcit"'),
        Fault(
            "questions.toml",
            "one-conflict",
            '"theme" names "conflcit", which is not among the themes.',
            'Did you mean "conflict"?',
        ),
    ),
    (
        "unknown_theme_of_a_probe",
        set_key("probes.toml", "golden-set", "themes", '["qqq"]'),
        Fault(
            "probes.toml",
            "golden-set",
            '"themes" names "qqq", which is not among the themes.',
            "Add it to themes, or name one that is there.",
        ),
    ),
    (
        "unknown_probe",
        replace("questions.toml", '"rollback-time", "golden-set"', '"rollback-times", "golden-set"'),
        Fault(
            "questions.toml",
            "public-hallucination",
            '"probes" names "rollback-times", which is not among the probes.',
            'Did you mean "rollback-time"?',
        ),
    ),
    (
        "unknown_question_in_a_day",
        set_in_day(22, "questions", '["why-this-company", "why-that-company"]'),
        Fault(
            "plan.toml",
            "four-weeks, day 22",
            '"questions" names "why-that-company", which is not among the questions.',
            'Did you mean "why-this-company"?',
        ),
    ),
    (
        "unknown_theme_in_a_day",
        set_in_day(22, "themes", '["motivtion"]'),
        Fault(
            "plan.toml",
            "four-weeks, day 22",
            '"themes" names "motivtion", which is not among the themes.',
            'Did you mean "motivation"?',
        ),
    ),
    (
        "name_given_twice",
        replace("questions.toml", '["golden-set", "who-judged"', '["golden-set", "golden-set", "who-judged"'),
        Fault("questions.toml", "defend-an-eval", '"probes" names "golden-set" twice.', "Keep one of them."),
    ),
    (
        "too_few_probes",
        add(
            "extra.toml",
            '[[themes]]\nid = "tea"\nname = "Tea"\nabout = "Leaves."\n'
            '[[questions]]\nid = "which-tea"\ntext = "Which tea?"\ntheme = "tea"\ntests = "Taste."\n'
            'probes = ["do-differently", "rule-since", "hundred-times"]',
        ),
        Fault("extra.toml", "which-tea", "It has 3 probes; at least 5 are needed.", "Name 2 more from probes.toml."),
    ),
    (
        "probes_not_from_gentle_to_hard",
        set_key(
            "questions.toml",
            "why-not-hire-you",
            "probes",
            '["who-told-you", "would-they-agree", "what-it-cost", "find-out", "rule-since"]',
        ),
        Fault(
            "questions.toml",
            "why-not-hire-you",
            'The probe "what-it-cost" (hardness 2) comes after "would-they-agree" (3).',
            "Order the probes from gentle to hard.",
        ),
    ),
    (
        "hardness_out_of_range",
        set_key("probes.toml", "would-they-agree", "hardness", "4"),
        Fault(
            "probes.toml",
            "would-they-agree",
            "The hardness 4 is out of range.",
            "Use 1 for gentle, 2 for firm, 3 for hard.",
        ),
    ),
    (
        "unknown_beat",
        set_key("probes.toml", "golden-set", "beat", '"eval_evidense"'),
        Fault("probes.toml", "golden-set", 'The beat "eval_evidense" is unknown.', 'Did you mean "eval_evidence"?'),
    ),
    (
        "unknown_level",
        set_key("questions.toml", "mentored-someone", "covers", '[]\nlevel = "principal"'),
        Fault(
            "questions.toml",
            "mentored-someone",
            'The level "principal" is unknown.',
            "Use one of any, junior, mid, senior, staff.",
        ),
    ),
    (
        "empty_text",
        set_key("questions.toml", "about-yourself", "tests", '"  "'),
        Fault(
            "questions.toml",
            "about-yourself",
            '"tests" holds an empty text.',
            "Write the words, or remove the line where it may be left out.",
        ),
    ),
    (
        "framework_without_beats",
        add(
            "extra.toml",
            '[[frameworks]]\nid = "none"\nname = "None"\nabout = "Bare."\naim_seconds = [60, 90]\nbeats = []',
        ),
        Fault("extra.toml", "none", "It has no beats.", "Add [[frameworks.beats]] entries."),
    ),
    (
        "beat_twice",
        replace("frameworks.toml", 'id = "task"', 'id = "situation"'),
        Fault(
            "frameworks.toml",
            "star-ej",
            "There are 2 entries for beat situation.",
            "Keep one, and rename or remove the rest.",
        ),
    ),
    (
        "seconds_the_wrong_way_round",
        replace("frameworks.toml", "seconds = [45, 60]", "seconds = [60, 45]"),
        Fault(
            "frameworks.toml",
            "star-ej, action",
            '"seconds" runs from 60 to 45.',
            "Write the smaller number first, such as [15, 20].",
        ),
    ),
    (
        "default_framework_missing",
        replace("frameworks.toml", 'id = "star-ej"', 'id = "star"'),
        Fault(
            "frameworks.toml",
            "star-ej",
            "The default framework is missing.",
            "Add it: answers are told in it unless a member chooses another framework.",
        ),
    ),
    (
        "day_missing",
        replace("plan.toml", "\nday = 12\n", "\nday = 29\n"),
        Fault("plan.toml", "four-weeks", "There is no day 12.", "Add a [[plans.days]] entry for it."),
    ),
    (
        "many_days_missing",
        replace("plan.toml", "\nday = 28\n", "\nday = 1028\n"),
        Fault("plan.toml", "four-weeks", "There is no day 28 to 1027.", "Add a [[plans.days]] entry for it."),
    ),
    (
        "day_twice",
        replace("plan.toml", "\nday = 12\n", "\nday = 11\n"),
        Fault(
            "plan.toml",
            "four-weeks",
            "There are 2 entries for day 11.",
            "Keep one, and rename or remove the rest.",
        ),
    ),
    (
        "days_out_of_order",
        swap("plan.toml", "\nday = 5\n", "\nday = 6\n"),
        Fault("plan.toml", "four-weeks", "The days are not in order.", "Put day 1 first and count up."),
    ),
    (
        "day_zero",
        replace("plan.toml", "\nday = 1\n", "\nday = 0\n"),
        Fault("plan.toml", "four-weeks", "There is a day 0.", "Count the days from 1."),
    ),
    (
        "week_missing",
        replace("plan.toml", "\nweek = 4\n", "\nweek = 5\n"),
        Fault("plan.toml", "four-weeks", "There is no week 4.", "Add a [[plans.weeks]] entry for it."),
    ),
    (
        "week_too_many",
        replace(
            "plan.toml",
            "[[plans.weeks]]\nweek = 1\n",
            '[[plans.weeks]]\nweek = 5\ntitle = "More"\nopening = "On."\nclosing = "Off."\n[[plans.weeks]]\nweek = 1\n',
        ),
        Fault(
            "plan.toml", "four-weeks", "It has 5 weeks for 28 days.", "Remove a week, or add the days that it lacks."
        ),
    ),
    (
        "day_without_a_question",
        set_in_day(12, "questions", "[]"),
        Fault("plan.toml", "four-weeks, day 12", "It has no question.", "Name a candidate under questions."),
    ),
    (
        "day_without_a_question_of_its_own",
        set_in_day(21, "questions", '["hard-decision"]'),
        Fault(
            "plan.toml",
            "four-weeks, day 21",
            "Its candidates are all needed on other days, so a seven-day group would meet one twice.",
            "Add a candidate that no other day needs.",
        ),
    ),
    (
        "page_without_keys",
        page("guides/evals.md", "Just words.\n"),
        Fault(
            "guides/evals.md",
            "line 1",
            "The page has no keys between two lines of +++.",
            "Begin the file with a line of +++, its keys in TOML, and another line of +++.",
        ),
    ),
    (
        "page_with_broken_keys",
        page("guides/evals.md", '+++\nname = "Evals"\nabout = \n+++\nWords.\n'),
        Fault(
            "guides/evals.md",
            "line 3",
            "The TOML is broken: Invalid value.",
            "Mend the quotes, brackets or = sign there.",
        ),
    ),
    (
        "page_with_signs_that_no_card_shows",
        page("guides/evals.md", f"{GUIDE}Fine.\n\nThis is **bold**.\n"),
        Fault(
            "guides/evals.md",
            "line 7",
            "There is bold or slanted text here, which a card cannot show.",
            "Write the words without * or _ around them.",
        ),
    ),
    (
        "page_without_words",
        page("guides/evals.md", GUIDE),
        Fault(
            "guides/evals.md", "evals", '"parts" holds 0; a card takes 1 to 10.', "Join some, or add what is missing."
        ),
    ),
    (
        "page_with_another_id_than_its_name",
        page("guides/evals.md", GUIDE.replace("name", 'id = "measuring"\nname', 1) + "Words.\n"),
        Fault(
            "guides/evals.md",
            "measuring",
            'The id "measuring" is not the name of the file.',
            "Remove the id, or call the file measuring.md.",
        ),
    ),
    (
        "guide_that_shows_what_is_not_there",
        page("guides/evals.md", GUIDE.replace("+++\n", '+++\nshows = ["flag"]\n', 1) + "Words.\n"),
        Fault("guides/evals.md", "evals", 'The shows "flag" is unknown.', 'Did you mean "flags"?'),
    ),
    (
        "sample_with_other_headings",
        page("samples/one.md", '+++\nname = "One"\nquestion = "rag-regret"\n+++\n## Situation\n\nThere.\n'),
        Fault(
            "samples/one.md",
            "one",
            "Its headings are not the beats of star-ej.",
            "Use these headings in this order: Situation, Task, Action, Eval evidence, Result, Judgment in hindsight.",
        ),
    ),
    (
        "twin_of_nothing",
        page("samples/broken/one.md", '+++\nname = "One"\ntwin_of = "two"\nwrong = ["All."]\n+++\n## Task\n\nMine.\n'),
        Fault(
            "samples/broken/one.md",
            "one",
            '"twin_of" names "two", which is not among the samples.',
            "Add it to samples, or name one that is there.",
        ),
    ),
    (
        "beat_like_no_other",
        add("extra.toml", FRAMEWORK.format(beat='percent = [10, 20]\nlike = "jugment"')),
        Fault(
            "extra.toml",
            "sol, lesson",
            'It is like "jugment", which is no beat of star-ej.',
            'Did you mean "judgment"?',
        ),
    ),
    (
        "beat_that_no_probe_knows",
        add("extra.toml", FRAMEWORK.format(beat="percent = [10, 20]")),
        Fault(
            "extra.toml",
            "sol, lesson",
            "No probe knows which beat of star-ej this is like.",
            "Add like = one of situation, task, action, eval_evidence, result, judgment.",
        ),
    ),
    (
        "default_framework_without_seconds",
        replace("frameworks.toml", "seconds = [10, 15]\n", ""),
        Fault("frameworks.toml", "star-ej, task", "It has no seconds.", "Add a line seconds = [15, 20]."),
    ),
    (
        "weights_that_are_no_table",
        add("extra.toml", EMPLOYER.format(weights='["people"]')),
        Fault(
            "extra.toml",
            "shop",
            '"weights" has the wrong type: expected a table, got a list.',
            "Write pairs in braces, such as { ownership = 2, people = 3 }.",
        ),
    ),
    (
        "weight_of_no_criterion",
        add("extra.toml", EMPLOYER.format(weights="{ charm = 2 }")),
        Fault(
            "extra.toml",
            "shop",
            '"weights" names "charm", which is not among the criteria.',
            "Add it to criteria, or name one that is there.",
        ),
    ),
    (
        "weight_out_of_range",
        add("extra.toml", EMPLOYER.format(weights="{ people = 9 }")),
        Fault("extra.toml", "shop", 'The weight of "people" is 9.', "Use 1 to 5; what is not named weighs 1."),
    ),
    (
        "criterion_without_a_level",
        add("extra.toml", '[[criteria]]\nid = "x"\nname = "X"\nabout = "X."\nlevels = ["a", "b", "c"]'),
        Fault("extra.toml", "x", '"levels" holds 3; a card takes 4.', "Join some, or add what is missing."),
    ),
    (
        "too_long_in_a_list",
        add(
            "extra.toml",
            f'[[checklists]]\nid = "x"\nname = "X"\nabout = "X."\nitems = ["fine", "{"y" * 203}"]',
        ),
        Fault("extra.toml", "x", '"items" 2 has 203 characters; 200 are allowed.', "Shorten it by 3."),
    ),
    (
        "unknown_kind_of_advice",
        add("extra.toml", '[[advice]]\nid = "x"\nkind = "pitfal"\nname = "X"\ntext = "X."'),
        Fault("extra.toml", "x", 'The kind "pitfal" is unknown.', 'Did you mean "pitfall"?'),
    ),
    (
        "more_stories_at_least_than_at_most",
        add("extra.toml", '[[story_categories]]\nid = "x"\nname = "X"\nabout = "X."\nminimum = 3\nmaximum = 2'),
        Fault(
            "extra.toml", "x", "It asks for 3 to 2 stories.", "Write a minimum from 0 that is not above the maximum."
        ),
    ),
    (
        "day_that_is_none",
        add(
            "extra.toml",
            '[[questions]]\nid = "which-tea"\ntext = "Which tea?"\ntheme = "evals"\ntests = "Taste."\ndays = [0]',
        ),
        Fault("extra.toml", "which-tea", "There is no day 0.", "Count the days from 1."),
    ),
]

TOO_LONG: list[tuple[str, Callable[[str], Break], str, str, int]] = [
    ("questions.toml", lambda text: set_key("questions.toml", "rag-regret", "text", text), "rag-regret", "text", 300),
    ("questions.toml", lambda text: set_key("questions.toml", "rag-regret", "tests", text), "rag-regret", "tests", 300),
    ("themes.toml", lambda text: set_key("themes.toml", "hallucination", "tell", text), "hallucination", "tell", 300),
    ("themes.toml", lambda text: set_key("themes.toml", "evals", "about", text), "evals", "about", 300),
    ("themes.toml", lambda text: set_key("themes.toml", "evals", "name", text), "evals", "name", 75),
    ("probes.toml", lambda text: set_key("probes.toml", "golden-set", "text", text), "golden-set", "text", 200),
    (
        "probes.toml",
        lambda text: set_key("probes.toml", "golden-set", "good_answer", text),
        "golden-set",
        "good_answer",
        400,
    ),
    ("plan.toml", lambda text: set_in_day(4, "task", text), "four-weeks, day 4", "task", 500),
    ("plan.toml", lambda text: set_in_day(4, "title", text), "four-weeks, day 4", "title", 80),
    ("plan.toml", lambda text: set_in_day(4, "done_when", text), "four-weeks, day 4", "done_when", 300),
    ("employers.toml", lambda text: set_key("employers.toml", "big-tech", "about", text), "big-tech", "about", 300),
    (
        "frameworks.toml",
        lambda text: set_key("frameworks.toml", "learning", "name", text),
        "star-l, learning",
        "name",
        45,
    ),
    (
        "frameworks.toml",
        lambda text: set_key("frameworks.toml", "task", "prompt", text),
        "star-ej, task",
        "prompt",
        100,
    ),
]


@pytest.mark.parametrize(("change", "fault"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_fault_is_reported_with_file_entry_and_fix(folder: Path, change: Break, fault: Fault) -> None:
    change(folder)

    assert fault in faults_of(folder)


@pytest.mark.parametrize(
    ("file", "change", "entry", "key", "limit"), TOO_LONG, ids=[f"{case[2]}-{case[3]}" for case in TOO_LONG]
)
def test_text_over_its_limit_is_reported(
    folder: Path, file: str, change: Callable[[str], Break], entry: str, key: str, limit: int
) -> None:
    change(f'"{"x" * limit}"')(folder)
    assert faults_of(folder) == []

    change(f'"{"x" * (limit + 7)}"')(folder)

    problem = f'"{key}" has {limit + 7} characters; {limit} are allowed.'
    assert faults_of(folder) == [Fault(file, entry, problem, "Shorten it by 7.")]


def test_words_of_a_week_card_have_a_limit(folder: Path) -> None:
    replace("plan.toml", '"""\nThat was four weeks.', '"""\n' + "x" * 900)(folder)

    (fault,) = faults_of(folder)

    assert (fault.file, fault.entry) == ("plan.toml", "four-weeks, week 4")
    assert re.fullmatch(r'"closing" has 1\d\d\d characters; 900 are allowed\.', fault.problem)


def test_every_fault_is_reported_at_once(folder: Path) -> None:
    broken = [
        set_key("probes.toml", "golden-set", "hardness", '"1"'),
        set_key("probes.toml", "set-size", "beat", '"evidence"'),
        set_key("questions.toml", "one-conflict", "theme", '"conflcit"'),
        set_key("questions.toml", "one-conflict", "tests", '""'),
        set_key("questions.toml", "rag-regret", "probes", '["do-differently", "rule-sinse"]'),
        set_in_day(4, "task", '""'),
        set_in_day(21, "questions", '["hard-decision"]'),
        replace("plan.toml", "\nday = 12\n", "\nday = 11\n"),
        replace("employers.toml", 'name = "Frontier lab"\n', ""),
        add("themes.toml", SECOND_THEME),
        add("extra.toml", "oops = "),
    ]
    for change in broken:
        change(folder)

    with pytest.raises(ContentRefused) as refused:
        load_content(folder)

    named = {(fault.file, fault.entry) for fault in refused.value.faults}
    assert named == {
        ("employers.toml", "frontier-lab"),
        ("extra.toml", "line 2"),
        ("plan.toml", "four-weeks"),
        ("plan.toml", "four-weeks, day 21"),
        ("plan.toml", "four-weeks, day 4"),
        ("probes.toml", "golden-set"),
        ("probes.toml", "set-size"),
        ("questions.toml", "one-conflict"),
        ("questions.toml", "rag-regret"),
        ("themes.toml", "evals"),
    }
    assert len(refused.value.faults) == len(broken) + 1  # Days 11 twice and 12 missing.


def test_broken_entry_does_not_make_faults_elsewhere(folder: Path) -> None:
    set_key("probes.toml", "evals-or-vibes", "hardness", '"2"')(folder)

    (fault,) = faults_of(folder)

    assert fault.entry == "evals-or-vibes"


def test_file_that_cannot_be_read_does_not_make_faults_elsewhere(folder: Path) -> None:
    add("themes.toml", "oops")(folder)

    (fault,) = faults_of(folder)

    assert (fault.file, fault.problem) == (
        "themes.toml",
        "The TOML is broken: Expected '=' after a key in a key/value pair.",
    )


def test_missing_folder_and_empty_folder_say_so(tmp_path: Path) -> None:
    (missing,) = faults_of(tmp_path / "gone")
    (empty,) = faults_of(tmp_path)

    assert (missing.entry, missing.problem) == ("folder", "This folder does not exist.")
    assert (empty.entry, empty.problem) == ("folder", "There is no content here.")
    assert missing.fix == "Name the folder that holds questions.toml."


def test_file_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "extra.toml").mkdir()

    (fault,) = faults_of(folder)

    assert (fault.file, fault.entry) == ("extra.toml", "file")
    assert fault.problem.startswith("It cannot be read: ")
    assert fault.fix == "Give the bot's user the right to read it."


def test_content_without_questions_or_plan_is_refused(folder: Path) -> None:
    kept = ("themes.toml", "probes.toml", "archetypes.toml", "frameworks.toml")
    for path in [path for path in folder.rglob("*.*") if path.name not in kept]:
        path.unlink()

    found = [(fault.entry, fault.problem) for fault in faults_of(folder)]
    of_feedback = {"finding_kinds", "strengths"}
    assert [each for each in found if each[0] not in of_feedback] == [
        ("questions", "There are no questions."),
        ("plans", "There are no plans."),
    ]


def test_last_day_may_rest_and_others_may_not(folder: Path) -> None:
    set_in_day(27, "questions", "[]")(folder)

    assert [fault.entry for fault in faults_of(folder)] == ["four-weeks, day 27"]


def test_refusal_reads_as_one_line_a_fault(folder: Path) -> None:
    set_key("probes.toml", "golden-set", "hardness", "9")(folder)

    with pytest.raises(StartRefused) as refused:
        load_content(folder)

    assert "probes.toml: golden-set: The hardness 9 is out of range. Use 1 for gentle, 2 for firm, 3 for hard." in (
        refused.value.reasons
    )


def test_report_of_broken_content_is_json_with_every_fault(folder: Path) -> None:
    set_key("questions.toml", "about-yourself", "tests", '""')(folder)

    report = check_content(folder).as_json()

    assert report["sound"] is False
    assert report["faults"] == [
        {
            "file": "questions.toml",
            "entry": "about-yourself",
            "problem": '"tests" holds an empty text.',
            "fix": "Write the words, or remove the line where it may be left out.",
        }
    ]
    assert report["counts"]["questions"] == len(load_content(content_folder()).questions)


def test_day_moves_to_its_second_candidate_to_make_room() -> None:
    assert days_left_over({1: ("a", "b"), 2: ("a",), 3: ("b", "c")}) == []
    assert days_left_over({1: ("a", "b"), 2: ("a",), 3: ("b",)}) == [3]
