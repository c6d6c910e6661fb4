"""A first day with the real engine, by keyboard alone."""

import asyncio

from playwright.async_api import Page, expect

from bot.app import open_playground
from bot.settings import Settings
from tests.playground.browser import WIDE, chromium, focused, needs_chromium, window

MOST_TABS = 60
ANSWER = "I measured the assistant against 200 labelled tickets, moved the threshold, and halved the false alarms."


@needs_chromium
async def test_a_group_is_set_up_and_practises_without_a_mouse(sqlite_url: str) -> None:
    async with open_playground(Settings(database=sqlite_url)) as playground, chromium() as browser:
        port = await playground.server.start(port=0)
        async with window(browser, f"http://127.0.0.1:{port}", size=WIDE) as opened:
            page = await opened.open()
            await expect(page.locator("#composer")).to_be_focused()

            await _type(page, "/practice setup")
            await _go_to(page, "Use all defaults", "Shift+Tab")
            await page.keyboard.press("Enter")
            await expect(page.locator(".card-title").last).to_contain_text("set up")
            await _go_to(page, "Start the four weeks", "Tab")
            await page.keyboard.press("Enter")
            await expect(page.locator(".card-title").last).to_contain_text("begin")

            await _go_to(page, "bo", "Shift+Tab", by_value=True)
            await expect(page.locator(".speaker-line")).to_contain_text("Bo")
            await page.keyboard.press("/")
            await page.keyboard.press("Backspace")
            await _type(page, "/practice join")
            await _go_to(page, "Next question", "Shift+Tab")
            await page.keyboard.press("Enter")
            await expect(page.locator(".card-title", has_text="Day 1")).to_be_visible()

            await page.keyboard.press("/")
            await page.keyboard.press("Backspace")
            await _type(page, "/practice answer")
            await expect(page.locator("dialog")).to_be_visible()
            for _ in range(await page.locator("dialog textarea").count()):
                await page.keyboard.type(ANSWER)
                await page.keyboard.press("Tab")
            await _go_to(page, "Send answer", "Tab", submit=True)
            await page.keyboard.press("Enter")
            await expect(page.locator("dialog")).to_have_count(0)
            await expect(page.locator("#composer")).to_be_focused()
            await _type(page, "/practice progress")
            await expect(page.locator(".calendar [data-mark=practised]").first).to_be_visible()
        await playground.server.stop()


async def _type(page: Page, text: str) -> None:
    """Type a text into the box in focus and send it, as soon as what it offers is settled."""
    await page.keyboard.type(text)
    await asyncio.sleep(0.1)
    await page.keyboard.press("Enter")
    await expect(page.locator("#composer")).to_have_value("")


async def _go_to(page: Page, label: str, key: str, *, by_value: bool = False, submit: bool = False) -> None:
    """Press Tab until something of that name has the focus; among the radio buttons go on with the arrow."""
    for _ in range(MOST_TABS):
        await page.keyboard.press(key)
        if submit and await page.evaluate("document.activeElement.type") == "submit":
            return
        if by_value and await page.evaluate("document.activeElement.name") == "speaker":
            await page.keyboard.press("ArrowRight")
            assert await page.evaluate("document.activeElement.value") == label
            return
        if await focused(page) == label:
            return
    raise AssertionError(f"{label} was not reached by {key}")
