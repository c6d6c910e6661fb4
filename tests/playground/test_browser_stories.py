"""A story in the playground: added, read, mended until a finding is gone, shared; and a message read from its menu."""

import re
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.async_api import Locator, Page, expect

from bot.app import open_playground
from bot.settings import Settings
from tests.playground.browser import NARROW, WIDE, chromium, needs_chromium, overflows, say, window
from tests.stories import WEAK, good_beats, without_evidence

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
NO_EVIDENCE = "No eval evidence"
LABELS = {"title": "Title", "eval_evidence": "Eval evidence"}


@needs_chromium
@pytest.mark.parametrize(("size", "dark"), [(WIDE, False), (NARROW, True)], ids=["wide", "narrow-dark"])
async def test_a_story_is_added_mended_and_shared(sqlite_url: str, size: tuple[int, int], dark: bool) -> None:
    async with open_playground(Settings(database=sqlite_url)) as playground, chromium() as browser:
        port = await playground.server.start(port=0)
        async with window(browser, f"http://127.0.0.1:{port}", size=size, dark=dark, calm=True) as opened:
            page = await opened.open()
            await say(page, "/practice setup")
            await page.click("text=Use all defaults")
            await page.click("text=Join it myself")
            await expect(page.locator(".card-title").last).to_contain_text("You are in")

            await say(page, "/story add ")
            await fill_in(page, title="Three cents", **without_evidence())
            await expect(last_card(page)).to_contain_text(NO_EVIDENCE)
            picture = last_card(page).locator(".bars")
            await expect(picture).to_have_attribute("aria-label", re.compile("seconds in all; aim for 90 to 150"))
            await expect(picture.locator(".bars-row")).to_have_count(6)
            assert not await overflows(page)
            await is_open_to_all(page)

            await last_card(page).get_by_role("button", name="Edit", exact=True).click()
            await fill_in(page, eval_evidence=good_beats()["eval_evidence"])
            await expect(last_card(page)).to_contain_text("went away since")
            await expect(last_card(page)).to_contain_text("nothing to press on")

            await say(page, "/story share three cents")
            await last_card(page).get_by_role("button", name="Post it in #practice").click()
            await expect(last_card(page)).to_contain_text("on its way")
            await playground.engine.deliver()
            await expect(
                page.locator(".message:not(.is-private) .card", has_text="A story: Three cents")
            ).to_be_visible()
            assert not await overflows(page)
        await playground.server.stop()


@needs_chromium
async def test_feedback_on_a_message_comes_from_its_menu_to_the_one_who_asked(sqlite_url: str) -> None:
    async with open_playground(Settings(database=sqlite_url)) as playground, chromium() as browser:
        port = await playground.server.start(port=0)
        async with window(browser, f"http://127.0.0.1:{port}") as opened:
            page = await opened.open()
            await say(page, WEAK)
            await page.locator(".message").last.hover()
            await page.get_by_role("button", name="Get story feedback").click()

            await expect(last_card(page)).to_contain_text("Feedback · Your text")
            await last_card(page).get_by_role("button", name="This is wrong").first.click()
            await expect(last_card(page)).to_contain_text("Counted as wrong")
            await page.get_by_role("button", name="Save to my stories").click()
            await expect(last_card(page)).to_contain_text("Saved as story 1")
            await expect(page.locator(".is-private")).to_have_count(3)
        await playground.server.stop()


def last_card(page: Page) -> Locator:
    return page.locator(".card").last


async def fill_in(page: Page, **fields: str) -> None:
    """Fill in the dialog of a story and send it."""
    await expect(page.locator("dialog")).to_be_visible()
    for name, text in fields.items():
        label = LABELS.get(name, name.capitalize())
        await page.locator("dialog .field", has=page.get_by_text(label)).locator("input, textarea").first.fill(text)
    await page.click("dialog button[type=submit]")
    await expect(page.locator("dialog")).to_have_count(0)


async def is_open_to_all(page: Page) -> None:
    """Ask axe for whatever it finds serious or critical."""
    await page.evaluate(AXE)
    found = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    assert [each["id"] for each in found["violations"] if each["impact"] in ("serious", "critical")] == []
