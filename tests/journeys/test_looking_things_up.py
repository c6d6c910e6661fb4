"""Looking things up before an interview: questions, guides, checklists and what to ask at the end."""

import pytest

from bot.chat.cards import Card, buttons_of
from bot.store.database import Database
from tests.conversation import Group, Heard, Voice, a_running_group, shipped_content


async def every_page(voice: Voice, first: Heard) -> list[Heard]:
    """Press Next until there is no more."""
    heard = [first]
    while "Next" in heard[-1].labels:
        heard.append(await voice.presses("Next", heard[-1]))
    return heard


async def test_a_question_is_found_by_its_words_and_says_what_it_is_after(database: Database) -> None:
    ana = Group(database).person("Ana")

    found = await ana.types("/practice question halucination in public")

    found.says("What it tests", "The tell", "Aim for", "A full answer holds")
    probes = await ana.presses("Probes", found)
    assert probes.says("gentle", "hard")


async def test_a_question_that_is_near_to_others_offers_them_too(database: Database) -> None:
    ana = Group(database).person("Ana")

    found = await ana.types("/practice question conflict")
    other = await ana.presses(found.labels[-1], found)

    assert other.text != found.text
    assert other.says("What it tests")


async def test_a_way_of_asking_leads_to_the_stories_that_answer_it(database: Database) -> None:
    ana = Group(database).person("Ana")
    wording = next(iter(shipped_content().wordings.values()))

    found = await ana.types(f"/practice question {wording.text}")

    archetype = shipped_content().archetypes[wording.archetypes[0]]
    assert found.says(wording.text, archetype.name)
    assert (await ana.presses(archetype.name, found)).says("Its shape", "Tie-in")


async def test_words_that_fit_nothing_are_answered_with_examples(database: Database) -> None:
    ana = Group(database).person("Ana")

    assert (await ana.types("/practice question xyzzy")).says("I found no question", "Try a theme")
    assert (await ana.types("/practice question")).says("Which question?", "/practice question model swap")
    assert (await ana.types("/practice guide xyzzy")).says("I found no guide")
    assert (await ana.types("/practice checklist xyzzy")).says("I found no checklist", "There are:")
    assert (await ana.types("/practice closing xyzzy")).says("No closing question is about", "Themes are:")


async def test_a_sample_answer_shows_how_it_could_go_wrong(database: Database) -> None:
    ana = Group(database).person("Ana")
    sample = next(
        sample
        for sample in shipped_content().samples.values()
        if any(broken.twin_of == sample.id for broken in shipped_content().broken_samples.values())
    )

    shown = await ana.types(f"/practice guide {sample.name}")
    wrong = await ana.presses("The same, gone wrong", shown)

    assert shown.says("Invented by us", "Eval evidence")
    assert wrong.says("What is wrong here")
    assert (await ana.presses("How it could sound", wrong)).says("Invented by us")


async def test_guide_lists_what_there_is_and_turns_pages(database: Database) -> None:
    ana = Group(database).person("Ana")

    overview = await ana.types("/practice guide")

    assert overview.says("Shapes of an answer", "STAR-EJ", "Kinds of story", "Employers")
    pages = await every_page(ana, await ana.types("/practice guide pitfalls"))
    assert len(pages) > 1
    assert "Back" in pages[-1].labels
    assert all(page.reply.replaces_card for page in pages[1:])


async def test_an_employer_says_what_is_rewarded_and_what_counts_more(database: Database) -> None:
    ana = Group(database).person("Ana")

    pages = await every_page(ana, await ana.types("/practice guide startup"))

    text = "\n".join(page.text for page in pages)
    assert "AI startup" in text
    for part in ("Rewarded", "What loses", "Open with", "Counts more there"):
        assert part in text


async def test_a_members_target_changes_what_counts_and_how_to_open(database: Database) -> None:
    group = await a_running_group(database)
    ana, bo = group.person("Ana"), group.person("Bo")
    await bo.types("/practice join")
    form = (await ana.types("/practice profile")).form
    target = shipped_content().employer_types["frontier-lab"]

    saved = await ana.fills(form, employer_type=target.id)
    await group.until("2026-11-23 12:00")

    assert target.opener is not None
    assert saved.says("Counts more at your target, Frontier lab", "Eval evidence", target.opener)
    assert (await ana.types("/practice today")).says("Counts more at your target, Frontier lab")
    assert "Counts more" not in (await bo.types("/practice today")).text
    assert (await ana.types("/practice guide scorecard")).says("at your target")


async def test_checklists_and_closing_questions_lead_to_one_another(database: Database) -> None:
    ana = Group(database).person("Ana")

    checklist = await ana.types("/practice checklist")
    closing = await ana.types("/practice closing evls")

    assert "☐" in checklist.text
    assert (await ana.presses(checklist.labels[0], checklist)).says("☐")
    assert closing.says("Questions to ask them · Evals")
    assert (await ana.presses("Growth", closing)).says("Questions to ask them · Growth")
    pages = await every_page(ana, await ana.types("/practice closing"))
    shown = "\n".join(page.text for page in pages)
    assert all(question.text in shown for question in shipped_content().closing_questions.values())


async def test_every_probe_of_a_theme_can_be_reached(database: Database) -> None:
    ana = Group(database).person("Ana")
    content = shipped_content()

    for theme in content.themes.values():
        heard = await ana.types(f"/practice probes {theme.name}")
        seen = [heard.text]
        while "More of this theme" in heard.labels:
            heard = await ana.presses("More of this theme", heard)
            seen.append(heard.text)
        assert all(probe.text in "\n".join(seen) for probe in content.probes_for(theme)), theme.id


@pytest.mark.parametrize("kind", ["topics", "broken_samples", "questions"])
async def test_every_entry_fits_its_cards(database: Database, kind: str) -> None:
    ana = Group(database).person("Ana")
    content = shipped_content()
    keys = {
        "topics": [("guide", f"{topic.key}/0") for topic in content.topics],
        "broken_samples": [("guide", f"broken_samples/{id}/0") for id in content.broken_samples],
        "questions": [("question", id) for id in content.questions],
    }[kind]

    for action, value in keys:
        heard = await ana.presses_raw(action, value)
        assert heard.reply.card is not None
        assert "unforeseen" not in heard.text
        assert heard.reply.card.tone != "refused", (value, heard.text)
        for page in await every_page(ana, heard):
            assert _is_whole(page.reply.card), value


def _is_whole(card: Card | None) -> bool:
    return card is not None and all(button.label.strip() for button in buttons_of(card))


async def test_completion_offers_what_can_be_looked_up(database: Database) -> None:
    ana = Group(database).person("Ana")

    assert "STAR-EJ" in await ana.complete("topic", "star")
    assert await ana.complete("topic", "")
    assert await ana.complete("question", "halucination")
    assert await ana.complete("checklist", "") == [each.name for each in shipped_content().checklists.values()]
    assert await ana.complete("closing_theme", "gr") == ["growth"]
    assert await ana.complete("week", "") == ["1", "2", "3", "4"]
