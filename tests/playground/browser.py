"""A headless Chromium that looks at a playground, and what is wrong with what it saw."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Request, async_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine; install Debian's chromium")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = (1440, 900)
NARROW = (360, 740)


@dataclass
class Window:
    """One browser with tabs that share what they keep, as one person's browser does.

    `troubles` holds errors of the page and requests to anywhere but the playground. A test that causes some on purpose
    empties it.
    """

    url: str
    context: BrowserContext
    troubles: list[str] = field(default_factory=list)

    async def open(self, address: str = "#/ana/channel:practice") -> Page:
        """Open a tab and wait until the room is there."""
        page = await self.context.new_page()
        page.on("console", lambda said: self._note(f"{said.type}: {said.text}", said.type in ("error", "warning")))
        page.on("pageerror", lambda fault: self._note(f"page error: {fault}", True))
        page.on("request", self._note_request)
        await page.goto(f"{self.url}/{address}")
        await page.wait_for_selector(".head-words h1")
        return page

    def _note(self, words: str, is_trouble: bool) -> None:
        if is_trouble:
            self.troubles.append(words)

    def _note_request(self, request: Request) -> None:
        is_ours = urlsplit(request.url).netloc == urlsplit(self.url).netloc
        self._note(f"asked elsewhere: {request.url}", not is_ours)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start a browser with a profile of its own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def window(
    browser: Browser, url: str, *, size: tuple[int, int] = WIDE, dark: bool = False, calm: bool = False
) -> AsyncIterator[Window]:
    """Open a window; at its end nothing may have gone wrong in it."""
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce" if calm else "no-preference",
        locale="en-GB",
    )
    context.set_default_timeout(8000)
    opened = Window(url, context)
    yield opened
    await context.close()
    assert opened.troubles == []


async def say(page: Page, text: str, box: str = "#composer") -> None:
    """Type a text and send it, then wait until the box is empty again."""
    await page.fill(box, text)
    await page.keyboard.press("Enter")
    await page.wait_for_function("box => document.querySelector(box).value === ''", arg=box)


async def focused(page: Page) -> str:
    """Name what has the focus by its label, its words or its id."""
    return str(
        await page.evaluate(
            "() => { const one = document.activeElement;"
            " return one.getAttribute('aria-label') || one.innerText?.trim() || one.id || one.tagName }"
        )
    )


async def overflows(page: Page) -> bool:
    """Say whether something is wider than the window."""
    return bool(await page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))
