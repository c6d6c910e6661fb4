"""A person's own stories: written down, read, changed, covered, matched and taken away."""

import asyncio
from dataclasses import replace

import pytest

from bot.chat.forms import fields_of
from bot.chat.requests import Place
from bot.domain.story_bank import MOST_STORIES, weak_themes
from bot.store.database import Database
from tests.conversation import Group, a_running_group, shipped_content, typed_value
from tests.stories import BEATS, WEAK, good_beats, good_text, without_evidence, writes


async def test_a_story_is_written_beat_by_beat_and_read_at_once(database: Database) -> None:
    """Ana is in no group: stories are her own."""
    ana = Group(database).person("Ana")

    form = (await ana.types("/story add")).form
    saved = await ana.fills(form, title="Three cents", theme="shipping", **good_beats())

    assert len(form.steps) <= 3
    assert {each.name for each in fields_of(form)} >= {"title", "theme", "archetype", *BEATS}
    assert saved.says("Feedback · Three cents", "Saved as story 1, under “Shipping or waiting”", "What to keep")
    assert "practice" not in saved.text
    assert (await ana.types("/story list")).says("1. Three cents", "Shipping or waiting", "no findings")
    assert (await ana.types("/story show 1")).says("Three cents", "61 percent was input", "Judgment in hindsight")


async def test_only_what_was_told_is_needed(database: Database) -> None:
    ana = Group(database).person("Ana")

    saved = await writes(ana, **without_evidence())

    assert saved.says("Saved as story 1", "my guess", "No eval evidence")
    listed = await ana.types("/story list")
    assert listed.says("1. Our app writes product descriptions for small web shops")
    assert any(theme.name in listed.text for theme in shipped_content().themes.values())


async def test_what_was_guessed_is_put_right_by_one_press(database: Database) -> None:
    ana = Group(database).person("Ana")
    saved = await writes(ana, title="Three cents", **good_beats())
    theme = next(label for label in saved.labels if label.startswith("Theme: "))
    kind = next(label for label in saved.labels if label.startswith("Kind: "))

    taken = await ana.presses(theme, saved)
    await ana.presses(kind, saved)

    assert taken.says("“Three cents” is now under", theme.removeprefix("Theme: "))
    shown = await ana.types("/story show 1")
    assert shown.says(f"Theme: {theme.removeprefix('Theme: ')}", f"Kind of story: {kind.removeprefix('Kind: ')}")
    chosen = await writes(ana, title="Chosen", theme="evals", archetype="pushback", **without_evidence())
    assert not [label for label in chosen.labels if label.startswith(("Theme: ", "Kind: "))]


async def test_a_story_typed_behind_the_command_is_kept_at_once(database: Database) -> None:
    ana = Group(database).person("Ana")

    saved = await ana.types(f"/story add {good_text()}")

    assert saved.says("Saved as story 1", "What to keep")
    assert (await ana.types(f"/story add {good_text()}")).says("in your stories already")
    assert (await ana.types("/story list")).says("Your stories · 1")


async def test_a_story_with_headings_comes_into_the_bank_beat_by_beat(database: Database) -> None:
    ana = Group(database).person("Ana")
    told = "\n\n".join(f"## {beat.replace('_', ' ')}\n{text}" for beat, text in good_beats().items())

    await ana.types(f"/story add {told}")
    form = (await ana.types("/story edit 1")).form

    assert {beat: typed_value(form, beat) for beat in BEATS} == good_beats()


async def test_a_few_words_behind_add_are_the_title(database: Database) -> None:
    ana = Group(database).person("Ana")

    form = (await ana.types("/story add Three cents a text")).form

    assert typed_value(form, "title") == "Three cents a text"


async def test_a_story_told_in_one_piece_is_split_into_its_beats(database: Database) -> None:
    ana = Group(database).person("Ana")
    await ana.types(f"/story add {good_text()}")

    form = (await ana.presses("Split into beats", await ana.types("/story show 1"))).form
    await ana.fills(form)

    filled = {beat: typed_value(form, beat) for beat in BEATS}
    assert " ".join(" ".join(filled.values()).split()) == " ".join(good_text().split())
    assert sum(bool(text) for text in filled.values()) >= 5
    assert "Split into beats" not in (await ana.types("/story show 1")).labels


async def test_changing_a_story_makes_findings_go_away(database: Database) -> None:
    group = Group(database)
    ana = group.person("Ana")
    broken = await writes(ana, title="Three cents", **without_evidence())
    assert broken.says("No eval evidence")

    await group.sleep_until("2026-11-24 19:00")
    form = (await ana.types("/story edit three")).form
    mended = await ana.fills(form, eval_evidence=good_beats()["eval_evidence"])

    assert mended.says("went away since Fri 20 Nov: No eval evidence")
    assert (await ana.types("/story show 1")).says("went away since Fri 20 Nov: No eval evidence")
    assert (await ana.types("/story feedback 1")).says("went away since Fri 20 Nov: No eval evidence")


async def test_nothing_new_makes_no_new_version(database: Database) -> None:
    ana = Group(database).person("Ana")
    await writes(ana, **good_beats())

    again = await ana.fills((await ana.types("/story edit 1")).form, title="Another title")

    assert again.says("Feedback · Another title", "says the same as before")
    assert "versions" not in (await ana.types("/story remove 1")).text


async def test_a_measured_time_counts_more_than_a_reckoned_one(database: Database) -> None:
    ana = Group(database).person("Ana")

    saved = await writes(ana, seconds="200", **good_beats())

    assert saved.says("Too long", "200 seconds in all")
    assert (await ana.types("/story list")).says("200 s measured")


async def test_what_is_wrong_is_named_beside_its_field_and_nothing_is_lost(database: Database) -> None:
    ana = Group(database).person("Ana")
    await writes(ana, title="Three cents", **good_beats())
    form = (await ana.types("/story add")).form

    empty = await ana.fills(form)
    again = await ana.fills(form, title="THREE  cents", seconds="two minutes", **good_beats())
    long = await ana.fills(form, situation="a word " * 500, title="Long")

    assert empty.reply.field_errors == {"situation": "Write at least one beat. Notes are fine."}
    assert again.reply.field_errors["title"].startswith("Another story of yours has this title")
    assert "128" in again.reply.field_errors["seconds"]
    assert "3,000 characters; this has 3,499" in long.reply.field_errors["situation"]
    reopened = (await ana.types("/story add")).form
    assert typed_value(reopened, "title") == "Long"
    assert len(typed_value(reopened, "situation")) == 3000


async def test_a_very_long_story_can_be_edited_whole(database: Database) -> None:
    ana = Group(database).person("Ana")
    text = "\n\n".join(f"{number}. {good_text()}" for number in range(4))

    await ana.types(f"/story add {text}")
    form = (await ana.types("/story edit 1")).form
    parts = [typed_value(form, each.name) for each in fields_of(form) if each.name.startswith("text")]
    saved = await ana.fills(form)

    assert len(parts) > 2
    assert all(len(part) <= 3000 for part in parts)
    assert " ".join(" ".join(parts).split()) == " ".join(text.split())
    assert saved.reply.field_errors == {}


async def test_words_of_a_title_find_a_story_and_doubt_is_asked_back(database: Database) -> None:
    ana = Group(database).person("Ana")
    for title in ("The rollback of March", "The rollback of June", "Three cents"):
        await writes(ana, title=title, situation=f"{title}: I rolled it back.")

    assert (await ana.types("/story show cents")).says("3. Three cents")
    assert (await ana.types("/story show #2")).says("2. The rollback of June")
    assert (await ana.types("/story show the ROLLBACK of june")).says("2. The rollback of June")
    asked = await ana.types("/story edit rollback")
    assert asked.says("Which story?")
    assert asked.labels == ["1. The rollback of March", "2. The rollback of June"]
    assert typed_value((await ana.presses("2. The rollback of June", asked)).form, "title") == "The rollback of June"
    assert (await ana.types("/story show zebra")).says("You have no story called “zebra”", "/story list")
    assert len((await ana.types("/story remove")).labels) == 3


async def test_titles_are_offered_while_typing_and_only_ones_own(database: Database) -> None:
    group = Group(database)
    ana, bo = group.person("Ana"), group.person("Bo")
    await writes(ana, title="Three cents", **good_beats())
    await writes(ana, title="The rollback", **without_evidence())

    assert await ana.complete("story", "") == ["The rollback", "Three cents"]
    assert await ana.complete("story", "CENT") == ["Three cents"]
    assert await bo.complete("story", "") == []


@pytest.mark.parametrize("verb", ["edit", "remove", "list", "show", "feedback 1", "share", "match conflict"])
async def test_without_stories_every_way_leads_to_the_first(database: Database, verb: str) -> None:
    ana = Group(database).person("Ana")

    heard = await ana.types(f"/story {verb}")

    assert heard.says("You have no stories yet")
    assert (await ana.presses("Write a story", heard)).form.id == "story"
    assert (await ana.presses("Paste one", heard)).form.id == "story-text"


async def test_nobody_else_reaches_a_story_by_command_or_button(database: Database) -> None:
    group = Group(database)
    ana, bo = group.person("Ana"), group.person("Bo")
    await writes(ana, title="Three cents", **good_beats())
    elsewhere = group.person("Ana")
    elsewhere.person = replace(elsewhere.person, workspace_id="w2")

    for other in (bo, elsewhere):
        assert (await other.types("/story show 1")).says("You have no stories yet")
        for action in ("show", "edit", "split", "remove", "removed", "feedback", "share"):
            assert (await other.presses_raw(f"story-{action}", "1")).says("That story is not here any more")
        for value in ("v1/no-metric/0", "v1", "v1/0"):
            assert "not here any more" in (await other.presses_raw("story-rest", value)).text
        assert (await other.presses_raw("story-shared", "1/1")).reply.card.tone == "refused"  # type: ignore[union-attr]
    assert (await ana.types("/story list")).says("Your stories · 1")


async def test_removing_is_asked_once_and_takes_everything(database: Database) -> None:
    ana = Group(database).person("Ana")
    await writes(ana, title="Three cents", **without_evidence())
    await ana.fills((await ana.types("/story edit 1")).form, **good_beats())

    asked = await ana.types("/story remove 1")
    kept = await ana.presses("Keep it", asked)
    gone = await ana.presses("Remove it", asked)

    assert asked.says("Remove “Three cents”?", "two versions")
    assert kept.says("1. Three cents")
    assert gone.says("“Three cents” is removed")
    assert (await ana.presses("Remove it", asked)).says("not here any more")
    assert (await ana.types("/story list")).says("You have no stories yet")


async def test_coverage_says_what_is_missing_and_what_comes_next(database: Database) -> None:
    ana = Group(database).person("Ana")
    empty = await ana.types("/story coverage")
    form = (await ana.presses("Write this one", empty)).form
    assert empty.says("0 of 8 slots filled", "Next: A public hallucination")

    await ana.fills(form, title="The invented rule", archetype="incident-you-caused", **good_beats())
    covered = await ana.types("/story coverage")

    assert covered.says("1 of 8 slots filled · one story", "✓ A public hallucination", "The invented rule")
    assert covered.says("Only in AI · 1 of 1", "Themes with a story: 1 of 16", "Next: An eval that caught")


async def test_match_ranks_own_stories_with_the_reason(database: Database) -> None:
    ana = Group(database).person("Ana")
    await writes(ana, title="Cheaper texts", theme="shipping", archetype="production-scale", **good_beats())
    await writes(ana, title="The invented rule", theme="hallucination", situation="Our bot made a refund rule up.")

    heard = await ana.types('/story match "When did a model make something up in front of a customer?"')

    assert heard.text.index("The invented rule") < heard.text.index("Cheaper texts")
    assert heard.says("Its theme is “Hallucination and quality ownership”")
    assert (await ana.types("/story match Why this company?")).says("None of your stories answers this yet")
    assert (await ana.types("/story match")).says("Which question?")


async def test_match_takes_the_groups_question_in_hand(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await group.until("2026-11-24 10:00")
    await writes(ana, title="Cheaper texts", **good_beats())

    heard = await ana.types("/story match")

    asked = (await ana.types("/practice today")).text.splitlines()[1]
    assert asked in heard.text


async def test_progress_shows_the_story_bank(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await writes(ana, theme="evals", **good_beats())

    progress = await ana.types("/practice progress")

    assert progress.says("Story bank: 1 of 8 slots filled")
    assert (await ana.presses("My stories", progress)).says("What your stories cover")


async def test_a_story_is_practice_on_its_day_and_pressing_again_is_not(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await group.until("2026-11-23 20:00")

    first = await writes(ana, title="Three cents", **good_beats())
    again = await ana.fills((await ana.types("/story edit 1")).form)
    only_read = await ana.types(f"/story feedback {good_text()}")

    assert first.says("It counts as practice today")
    assert "practice" not in again.text + only_read.text
    assert (await ana.types("/practice progress")).says("Your streak is one day.")
    await ana.presses("Remove it", await ana.types("/story remove 1"))
    assert "Your streak is one day." not in (await ana.types("/practice progress")).text


async def test_what_is_no_story_yet_is_kept_and_is_no_practice(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")

    saved = await writes(ana, title="Bread", situation="Mix flour and water, wait for a night, then bake it hot.")

    assert saved.says("Saved as story 1", "Not a story yet")
    assert "practice today" not in saved.text


async def test_stories_count_in_every_group_that_the_person_is_in_and_in_no_other(database: Database) -> None:
    group = await a_running_group(database)
    ana, bo = group.person("Ana"), group.person("Bo")
    other = Place(channel_id="c2", channel_name="other")
    await bo.presses("Use all defaults", await bo.types("/practice setup", place=other))
    await ana.types("/practice join", place=other)

    await writes(ana, **good_beats())
    await writes(bo, **good_beats())

    for place in (ana.place, other):
        assert (await ana.types("/practice progress", place=place)).says("Your streak is one day.")
    await bo.types("/practice join")
    assert "Your streak is one day." not in (await bo.types("/practice progress")).text


async def test_stories_full_of_findings_make_their_theme_a_hard_one(database: Database) -> None:
    group = await a_running_group(database)
    for name in ("Ana", "Bo"):
        person = group.person(name)
        await person.types("/practice join")
        for number in range(2):
            await writes(person, title=f"Story {number}", theme="craft", situation=WEAK)

    async with group.work_room.open(group.clock.now()) as work:
        codes = await work.stories.codes_in_cohort(1)

    assert len(codes) == 4
    assert weak_themes(codes) == {"craft"}


async def test_help_names_story_and_an_unknown_word_gets_the_nearest(database: Database) -> None:
    ana = Group(database).person("Ana")

    assert (await ana.types("/story")).says("/story feedback [story]", "/story share")
    assert (await ana.types("/story fedback")).says(
        "There is no command /story fedback", "Did you mean /story feedback?"
    )
    assert (await ana.types("/story today")).says("Did you mean /practice today?")
    assert (await ana.types("/practice coverage")).says("Did you mean /story coverage?")
    assert (await ana.types("/story help match")).says("/story match [question]")
    assert (await ana.types("/practice help")).says("/story add [story]", "/practice today")
    assert (await ana.types("/practice help story match")).says("/story match [question]")
    assert (await ana.types("/practice help story")).says("Your stories", "/story share [story]")
    assert (await ana.types("/story help /practice")).says("What I can do")


async def test_stories_sent_at_once_all_arrive(database: Database) -> None:
    ana = Group(database).person("Ana")

    await asyncio.gather(*(ana.types(f"/story add {number} times. {good_text()}") for number in range(5)))

    listed = await ana.types("/story list")
    assert listed.says("Your stories · 5", *(f"{number}. " for number in range(1, 6)))


async def test_a_bank_can_be_full(database: Database) -> None:
    ana = Group(database).person("Ana")
    for number in range(MOST_STORIES):
        await writes(ana, title=f"Story {number}", situation=f"I shipped version {number} of the ranking on a Monday.")

    refused = await ana.types(f"/story add {good_text()}")
    by_form = await writes(ana, title="One more", **good_beats())

    assert refused.says("You hold 60 stories.", "/story remove", "What you sent is kept")
    assert by_form.says("You hold 60 stories.")
    assert typed_value((await ana.types("/story add")).form, "title") == "One more"
