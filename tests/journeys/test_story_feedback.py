"""Feedback on a story: what it says first, what it refuses, what becomes of secrets, and what is called wrong."""

import logging
from dataclasses import replace

import pytest

from bot.chat.cards import Bars, Quote, buttons_of
from bot.chat.forms import fields_of
from bot.domain.dispute import count_by_code, lent_stories
from bot.domain.story import read_story
from bot.domain.story_feedback.guidebook import UNSEEN, FindingFigures
from bot.store.database import Database
from tests.conversation import Group, Heard, shipped_content, typed_value
from tests.stories import KEY, WEAK, good_beats, good_text, without_evidence, writes


def bars_of(heard: Heard) -> Bars | None:
    assert heard.reply.card is not None
    return next((element for element in heard.reply.card.elements if isinstance(element, Bars)), None)


def quotes_of(heard: Heard) -> list[str]:
    assert heard.reply.card is not None
    return [element.text for element in heard.reply.card.elements if isinstance(element, Quote)]


def disputes_in(heard: Heard) -> list[str]:
    return [label for label in heard.labels if label.startswith("This is wrong")]


async def test_a_clean_story_is_told_so_and_what_will_be_asked(database: Database) -> None:
    ana = Group(database).person("Ana")

    heard = await ana.types(f"/story feedback {good_text()}")

    assert heard.says("What to keep", "The rules found nothing to press on", "What you will be asked next")
    assert heard.says("Rules wrote this", "no grade")
    assert disputes_in(heard) == []
    assert heard.reply.card is not None
    assert heard.reply.card.tone == "good"
    assert heard.reply.private


async def test_what_matters_most_comes_first_with_own_words_and_the_rest_behind_a_button(database: Database) -> None:
    ana = Group(database).person("Ana")

    heard = await ana.types(f"/story feedback {WEAK}")
    rest = await ana.presses(next(label for label in heard.labels if label.startswith("Show the rest")), heard)

    assert heard.text.index("What to keep") < heard.text.index("(settle this first)") < heard.text.index("asked next")
    assert 2 <= len(disputes_in(heard)) <= 3
    assert disputes_in(rest)
    assert not set(disputes_in(rest)) & set(disputes_in(heard))
    assert all(quote in WEAK for quote in quotes_of(heard) + quotes_of(rest))
    assert quotes_of(heard) + quotes_of(rest)


async def test_it_says_how_often_such_findings_were_right(database: Database) -> None:
    group = Group(database)
    figures = {
        code: FindingFigures(id=code, finding=code, split=UNSEEN, right=11, wrong=1, missed=2)
        for code in shipped_content().finding_kinds
    }
    group.work_room.content = replace(shipped_content(), finding_figures=figures)

    heard = await group.person("Ana").types(f"/story feedback {WEAK}")

    said = heard.text.splitlines()[-1]
    shown = [label.removeprefix("This is wrong: ") for label in disputes_in(heard)]
    assert "right on stories that the rules had not seen" in said
    assert all(f"{name} 11 of 12" in said for name in shown)


async def test_seconds_stand_against_their_budget_as_a_picture_and_in_words(database: Database) -> None:
    ana = Group(database).person("Ana")

    heard = await ana.types(f"/story feedback {good_text()}")

    bars = bars_of(heard)
    assert bars is not None
    assert [bar.label for bar in bars.bars][:2] == ["Situation", "Task"]
    assert all(f"{bar.label} {bar.seconds:.0f} s" in bars.alt for bar in bars.bars)
    assert "aim for 90 to 150" in bars.alt


async def test_a_text_that_was_only_read_can_be_saved_later(database: Database) -> None:
    group = Group(database)
    ana = group.person("Ana")
    read = await ana.types(f"/story feedback {WEAK}")
    await ana.types(f"/story feedback {good_text()}")
    assert (await ana.types("/story list")).says("no stories yet")

    saved = await ana.presses("Save to my stories", read)

    assert saved.says("Saved as story 1")
    assert (await ana.types("/story show 1")).says("invented a refund rule")
    assert (await ana.presses("Save to my stories", read)).says("in your stories already")
    changed = (await ana.presses("Change it", read)).form
    assert typed_value(changed, "text") == WEAK


async def test_a_text_that_was_only_read_is_forgotten_after_a_month(database: Database) -> None:
    group = Group(database)
    ana = group.person("Ana")
    read = await ana.types(f"/story feedback {WEAK}")

    await group.until("2026-12-21 19:00")

    assert (await ana.presses("Save to my stories", read)).says("not kept any more", "Send it once more")


async def test_without_stories_feedback_asks_for_one(database: Database) -> None:
    ana = Group(database).person("Ana")

    form = (await ana.types("/story feedback")).form
    saved = await ana.fills(form, text=WEAK)

    assert saved.says("Saved as story 1", "(settle this first)")
    assert (await ana.types("/story feedback")).says("Feedback · Last spring our support assistant")


async def test_feedback_takes_a_story_by_number_or_words_and_asks_where_several_fit(database: Database) -> None:
    ana = Group(database).person("Ana")
    await writes(ana, title="Three cents", **good_beats())
    await writes(ana, title="The rollback", **without_evidence())

    assert (await ana.types("/story feedback 2")).says("Feedback · The rollback", "No eval evidence")
    assert (await ana.types("/story feedback cents")).says("Feedback · Three cents", "nothing to press on")
    asked = await ana.types("/story feedback")
    assert (await ana.presses("2. The rollback", asked)).says("Feedback · The rollback")
    assert (await ana.types("/story feedback fine")).says("You have no story called “fine”")


@pytest.mark.parametrize(
    "text",
    [
        "RAG, LangChain, Pinecone, vector databases, evals, faithfulness, GPT-4, Claude, agents, MLOps, Kubernetes",
        "Mix five hundred grams of flour with water and salt. Leave the dough for a night. Bake it until brown.",
        "2026-03-01 12:00:01 INFO started\n2026-03-01 12:00:02 ERROR no answer\n2026-03-01 12:00:03 INFO again in 5",
        "def main():\n    for row in rows:\n        print(row)\n\nif __name__ == '__main__':\n    main()",
        "## Situation\n\n## Task\n\n## Action\n\n## Result\n",
    ],
    ids=["keywords", "recipe", "log", "code", "headings"],
)
async def test_what_is_no_story_is_called_so_and_graded_no_further(database: Database, text: str) -> None:
    ana = Group(database).person("Ana")

    heard = await ana.types(f"/story feedback {text}")

    assert heard.says("Not a story yet")
    assert disputes_in(heard) == ["This is wrong: Not a story yet"]
    assert bars_of(heard) is None
    assert "What to keep" not in heard.text


async def test_another_language_gets_timing_and_private_data_and_is_told_so(database: Database) -> None:
    ana = Group(database).person("Ana")
    german = "Letzten Sommer hat unser Assistent eine Regel erfunden und ich habe ihn sofort abgeschaltet. " * 6

    heard = await ana.types(f"/story feedback {german} Schreib mir an ana.kern@example.com")

    assert heard.says("Only English stories can be judged", "Private data", "Too short")
    assert len(disputes_in(heard)) == 2
    assert bars_of(heard) is None


async def test_too_long_a_text_is_refused_and_kept(database: Database) -> None:
    ana = Group(database).person("Ana")
    long = "I measured it twice. " * 1000

    refused = await ana.types(f"/story feedback {long}")
    form = (await ana.presses("Open it", refused)).form
    parts = [typed_value(form, each.name) for each in fields_of(form) if each.name.startswith("text")]

    assert refused.says("20,999 characters; 20,000 are allowed", "What you sent is kept")
    assert " ".join(parts).split() == long.split()
    again = await ana.fills(form)
    assert "20,000" in again.reply.field_errors["text"]
    assert (await ana.types(f"/story add {long}")).says("20,000 are allowed", "kept")


async def test_nothing_is_handed_back_with_what_to_do(database: Database) -> None:
    ana = Group(database).person("Ana")
    form = (await ana.types("/story feedback")).form

    heard = await ana.fills(form, text=" \n ")

    assert heard.reply.field_errors == {"text": "Write the story here, as you would say it. Notes are fine."}


async def test_a_key_is_never_quoted_nor_logged_and_is_to_be_revoked(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    group = Group(database)
    ana = group.person("Ana")
    text = f"{WEAK} The key was {KEY} all along, and {KEY} it stayed."

    read = await ana.types(f"/story feedback {text}")
    saved = await ana.presses("Save to my stories", read)
    shown = await ana.types("/story show 1")
    shared = await ana.types("/story share 1")
    listed = await ana.types("/story list")
    only_key = await ana.types(f"/story add {KEY} was the key that I had put into the prompt of the bot and left there")

    for heard in (read, saved, shown, listed, shared, only_key):
        assert KEY not in heard.text
        assert KEY not in "".join(button.label for button in buttons_of(heard.reply.card))  # type: ignore[arg-type]
    assert read.text.index("Private data") < read.text.index("asked next")
    assert read.says("revoke it")
    assert KEY not in caplog.text
    assert KEY in typed_value((await ana.types("/story edit 1")).form, "text")


# This is wrong


async def lent(group: Group) -> list[object]:
    async with group.work_room.open(group.clock.now()) as work:
        return [dispute.story for dispute in await work.disputes.all()]


async def test_a_wrong_finding_is_counted_and_its_text_kept_only_when_allowed(database: Database) -> None:
    group = Group(database)
    ana = group.person("Ana")
    read = await ana.types(f"/story feedback {WEAK} My address is ana.kern@example.com")
    first, second, *_ = disputes_in(read)

    asked = await ana.presses(first, read)
    assert asked.says("Counted as wrong", "May this story's text be kept")
    assert await lent(group) == [None]
    await ana.presses("Only count it", asked)
    assert await lent(group) == [None]

    assert (await ana.presses("Keep the text with it", asked)).says("The text is kept with it")
    again = await ana.presses(first, read)
    another = await ana.presses(second, read)
    assert again.says("goes with it, as you allowed")
    assert another.says("goes with it, as you allowed")
    one, two = await lent(group)
    assert one == two
    assert "refund rule" in one["text"]  # type: ignore[index]
    assert "ana.kern@example.com" not in one["text"]  # type: ignore[index]

    assert (await ana.presses("Take the text back", another)).says("Only counted")
    assert await lent(group) == [None, None]


async def test_a_removed_story_takes_its_lent_text_along(database: Database) -> None:
    group = Group(database)
    ana = group.person("Ana")
    saved = await ana.types(f"/story add {WEAK}")
    await ana.presses("Keep the text with it", await ana.presses(disputes_in(saved)[0], saved))
    assert [story is None for story in await lent(group)] == [False]

    await ana.presses("Remove it", await ana.types("/story remove 1"))

    assert await lent(group) == [None]
    assert (await ana.presses(disputes_in(saved)[0], saved)).says("That story is not here any more")


async def test_a_dispute_of_something_no_longer_said_is_refused(database: Database) -> None:
    ana = Group(database).person("Ana")
    await writes(ana, **good_beats())

    heard = await ana.presses_raw("story-wrong", "v1/no-metric/0")

    assert heard.says("I do not say that of this story any more")


async def test_what_is_no_finding_is_refused_in_words(database: Database) -> None:
    ana = Group(database).person("Ana")

    for value in ("", "x", "v1", "t1/no-metric", "v99999999999/no-metric/0", "t/../0"):
        for action in ("story-wrong", "story-rest", "story-lend", "story-unlend", "story-keep"):
            heard = await ana.presses_raw(action, value)
            assert heard.reply.card is not None
            assert heard.reply.card.tone == "refused", (action, value)


async def test_a_host_gets_counts_of_all_and_texts_of_those_who_agreed(database: Database) -> None:
    group = Group(database)
    ana, bo = group.person("Ana"), group.person("Bo")
    for person in (ana, bo):
        read = await person.types(f"/story feedback {person.person.name} says: {WEAK}")
        asked = await person.presses(disputes_in(read)[0], read)
        if person is ana:
            await person.presses("Keep the text with it", asked)

    async with group.work_room.open(group.clock.now()) as work:
        disputes = await work.disputes.all()

    assert [count for count, _ in count_by_code(disputes).values()] == [2]
    (golden,) = lent_stories(disputes)
    assert "Ana says" in golden.text
    assert read_story(golden.text).text == golden.text
    assert disputes[0].code not in golden.codes


async def test_removing_a_story_takes_the_text_along_that_it_was_made_of(database: Database) -> None:
    group = Group(database)
    ana = group.person("Ana")
    headed = "\n\n".join(f"## {beat}\n{text}" for beat, text in good_beats().items())
    read = await ana.types(f"/story feedback {headed}")
    other = await ana.types(f"/story feedback {WEAK}")
    await ana.presses("Save to my stories", read)

    await ana.presses("Remove it", await ana.types("/story remove 1"))

    assert (await ana.presses("Save to my stories", read)).says("not kept any more")
    assert (await ana.presses("Save to my stories", other)).says("Saved as story 1")
