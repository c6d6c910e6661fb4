"""The page in a real browser, with the echo engine behind it."""

from collections.abc import AsyncIterator
from pathlib import Path

import axe_playwright_python
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from sqlalchemy import insert, update

from adapters.playground.requests import MESSAGE_LIMIT
from bot.store.database import Database
from bot.store.playground import messages, state
from tests.playground.browser import NARROW, WIDE, Window, chromium, focused, needs_chromium, overflows, say, window
from tests.playground.conftest import Visit, calling
from tests.playground.echo_engine import echo_server

# One browser serves the whole module, so every test of it runs in the same event loop.
pytestmark = [needs_chromium, pytest.mark.asyncio(loop_scope="module")]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
ARROWS_TO_ANOTHER_MESSAGE = 3


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def visit(sqlite_url: str) -> AsyncIterator[Visit]:
    async with calling(sqlite_url) as called:
        yield called


@pytest_asyncio.fixture(loop_scope="module")
async def desk(browser: Browser, visit: Visit) -> AsyncIterator[Window]:
    """A wide window in light colours."""
    async with window(browser, visit.url) as opened:
        yield opened


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_nothing_serious_keeps_anybody_out(
    browser: Browser, visit: Visit, size: tuple[int, int], dark: bool
) -> None:
    async with window(browser, visit.url, size=size, dark=dark, calm=True) as opened:
        page = await opened.open()
        await _is_open_to_all(page, "empty room")
        await say(page, "/practice start")
        await say(page, "/practice today")
        await say(page, "/practice progress")
        await say(page, "/practice porgress")
        await say(page, "Morning all")
        await _is_open_to_all(page, "cards")
        await page.fill("#composer", "/pr")
        await page.wait_for_selector("[role=option]")
        await _is_open_to_all(page, "completion")
        await page.fill("#composer", "/practice setup")
        await page.keyboard.press("Enter")
        await page.fill("dialog input[type=text]", "nowhere")
        await page.click("dialog button[type=submit]")
        await page.wait_for_selector("[aria-invalid=true]")
        await _is_open_to_all(page, "form with an error")
        await page.keyboard.press("Escape")
        await page.locator(".thread-link").first.click()
        await say(page, "A short reply", "#thread-composer")
        await _is_open_to_all(page, "thread")
        await page.keyboard.press("Escape")
        if size == NARROW:
            await page.click("#open-drawer")
            await _is_open_to_all(page, "drawer")
        await page.click("[aria-label='About this playground']")
        await _is_open_to_all(page, "about")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_no_text_is_markup_and_none_breaks_the_page(
    browser: Browser, visit: Visit, size: tuple[int, int]
) -> None:
    texts = [
        "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>",
        "<!channel> @everyone",
        "\u202eright to left\u202c",
        "bell\x07 \x1b[31m",
        "w" * 3000,
        "👩‍👩‍👧‍👧" * 300,
    ]
    for text in texts:
        await visit.say(text)
    await visit.say(f"/practice today {texts[0]} {texts[4]}"[:2900])
    await visit.post("people", name="<b>Gil</b>", time_zone="UTC")

    async with window(browser, visit.url, size=size) as opened:
        page = await opened.open()
        await page.wait_for_selector(".card")

        assert await page.locator(".message-text").first.inner_text() == texts[0]
        assert await page.evaluate("window.hacked") is None
        assert await page.locator("#main img, #main script, #sidebar b").count() == 0
        assert not await overflows(page)


async def test_commands_are_completed_by_keyboard(desk: Window, visit: Visit) -> None:
    page = await desk.open()
    await page.keyboard.press("/")

    await page.keyboard.type("practice pro")
    await expect(page.locator("[role=option]")).to_have_count(3)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    box = page.locator("#composer")
    await expect(box).to_have_value("/practice progress ")
    await page.fill("#composer", "/pl")
    await page.wait_for_selector("[role=option]")
    await page.keyboard.press("Enter")
    await expect(box).to_have_value("/practice plan ")
    await expect(page.locator("[role=option]")).to_have_count(4)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(box).to_have_value("/practice plan 2")
    await page.keyboard.press("Escape")
    await expect(page.locator(".completion-hint").first).to_be_hidden()
    await page.keyboard.press("Enter")
    await expect(box).to_have_value("")

    assert (visit.engine.requests[-1].subcommand, visit.engine.requests[-1].text) == ("plan", "2")


async def test_a_refused_command_is_recalled_with_the_arrow_up(desk: Window) -> None:
    page = await desk.open()
    await say(page, "/practice porgress")
    await say(page, "Morning all")

    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowUp")

    await expect(page.locator("#composer")).to_have_value("/practice porgress")


async def test_a_text_that_is_too_long_stays_in_the_box(desk: Window, visit: Visit) -> None:
    page = await desk.open()
    await page.fill("#composer", "x" * 100_000)

    await page.keyboard.press("Enter")

    await expect(page.locator("#composer-place .composer-error")).to_contain_text("100,000 characters")
    assert len(await page.input_value("#composer")) > MESSAGE_LIMIT
    assert await visit.sees("ana") == []


async def test_a_half_filled_dialog_keeps_what_was_typed(desk: Window) -> None:
    page = await desk.open()
    await say(page, "/practice answer 4")
    await page.get_by_label("Action").fill("I moved the threshold")
    await page.keyboard.press("Escape")
    assert await focused(page) == "Message #practice"

    await page.reload()
    await page.wait_for_selector(".head-words h1")
    await say(page, "/practice answer 4")

    await expect(page.get_by_label("Action")).to_have_value("I moved the threshold")
    await page.click("text=Start over")
    await expect(page.get_by_label("Action")).to_have_value("")
    await page.keyboard.press("Escape")
    await page.locator(".speaker").nth(1).click()
    await expect(page.locator(".speaker-line")).to_contain_text("Bo")
    await say(page, "/practice answer 4")
    await expect(page.get_by_label("Action")).to_have_value("")


async def test_a_wrong_field_is_named_and_gets_the_focus(desk: Window, visit: Visit) -> None:
    page = await desk.open()
    await say(page, "/practice answer 4")
    await page.get_by_label("Situation and task").fill("A support assistant")

    await page.click("text=Send answer")

    await expect(page.locator(".form-errors")).to_contain_text("Action, Result")
    await expect(page.get_by_label("Action")).to_be_focused()
    await expect(page.get_by_label("Situation and task")).to_have_value("A support assistant")
    await page.get_by_label("Action").fill("I moved the threshold")
    await page.get_by_label("Result").fill("Half the false alarms")
    await page.click("text=Send answer")
    await expect(page.locator("dialog")).to_have_count(0)
    await expect(page.locator(".card-title").last).to_have_text("Saved")
    await say(page, "/practice answer 4")
    await expect(page.get_by_label("Action")).to_have_value("")


async def test_every_field_sends_its_value(desk: Window, visit: Visit) -> None:
    page = await desk.open()
    await say(page, "/practice setup")
    await page.get_by_label("Practice channel").select_option("#general")
    await page.get_by_label("Time zone").fill("Asia/Tokyo")
    await page.get_by_label("Post time").fill("08:30")
    await page.get_by_label("First day").fill("2026-12-01")
    await page.get_by_label("Sat").check()
    await page.get_by_label("Senior").check()
    await page.locator("dialog").get_by_label("Bo", exact=True).check()

    await page.click("dialog button[type=submit]")

    await expect(page.locator("dialog")).to_have_count(0)
    assert visit.engine.requests[-1].values == {
        "channel": "channel:general",
        "time_zone": "Asia/Tokyo",
        "post_time": "08:30",
        "first_day": "2026-12-01",
        "days": ["0", "1", "2", "3", "4", "5"],
        "level": "senior",
        "employer": "",
        "organisers": ["bo"],
    }


async def test_the_focus_comes_back_from_a_dialog_and_from_a_thread(desk: Window, visit: Visit) -> None:
    page = await desk.open()
    await say(page, "/practice start")
    button = page.locator(".thread-link").first

    await button.click()
    await expect(page.locator("#thread-composer")).to_be_focused()
    await page.keyboard.press("Escape")

    await expect(page.locator("#thread")).to_be_hidden()
    await expect(page.locator("#room-scroller article").first).to_be_focused()
    await page.click("[aria-label='Add a member']")
    await page.keyboard.press("Escape")
    assert await focused(page) == "Add a member"


async def test_messages_are_walked_with_the_arrows_and_only_one_is_a_tab_stop(desk: Window, visit: Visit) -> None:
    for _ in range(ARROWS_TO_ANOTHER_MESSAGE + 1):
        await visit.say("/practice progress")
    page = await desk.open()
    await expect(page.locator("article")).to_have_count(ARROWS_TO_ANOTHER_MESSAGE + 1)

    assert await page.locator("#room-scroller button[data-control]:not([tabindex='-1'])").count() == 3
    await page.locator("article").last.focus()
    for _ in range(ARROWS_TO_ANOTHER_MESSAGE):
        await page.keyboard.press("ArrowUp")
    await expect(page.locator("article").first).to_be_focused()
    await page.keyboard.press("Tab")
    assert await focused(page) == "Dismiss"
    await page.keyboard.press("Enter")
    await expect(page.locator("article")).to_have_count(ARROWS_TO_ANOTHER_MESSAGE)


async def test_own_words_are_edited_and_deleted_by_keyboard(desk: Window) -> None:
    page = await desk.open()
    await say(page, "Frist")
    await page.locator("article").last.focus()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    assert await focused(page) == "Edit message"

    await page.keyboard.press("Enter")
    await page.keyboard.press("Control+A")
    await page.keyboard.type("First")
    await page.keyboard.press("Enter")

    await expect(page.locator(".message-text")).to_have_text("First (edited)")
    await expect(page.locator("article").last).to_be_focused()
    await page.locator("[aria-label='Delete message']").press("Enter")
    await expect(page.locator("article")).to_have_count(0)
    await expect(page.locator("#composer")).to_be_focused()


async def test_tabs_stay_in_step_and_each_person_sees_their_own(desk: Window) -> None:
    ana, bo = await desk.open(), await desk.open("#/bo/channel:general")

    await say(ana, "/practice progress")
    await say(ana, "Morning all")

    await expect(bo.locator(".room-choice", has_text="practice")).to_contain_text("1")
    await bo.bring_to_front()
    await bo.locator(".room-choice", has_text="practice").click()
    await expect(bo.locator("article")).to_have_count(1)
    await expect(bo.locator(".unread")).to_have_count(0)
    await say(bo, "Morning Ana")
    await expect(ana.locator("article")).to_have_count(3)
    await expect(ana.locator("#announcer")).to_have_text("Bo: Morning Ana")


async def test_times_are_those_of_the_person_spoken_as(desk: Window, visit: Visit) -> None:
    await visit.say("Morning all")
    page = await desk.open()
    shown = page.locator(".byline time").first
    lisbon = await shown.inner_text()

    await page.locator(".speaker").nth(2).click()

    await expect(shown).not_to_have_text(lisbon)
    await expect(page.locator(".clock-zone")).to_have_text("Kolkata, UTC+5:30")


async def test_the_clock_is_pushed_and_says_how_far_it_came(desk: Window) -> None:
    page = await desk.open()
    await page.get_by_role("button", name="Next question").click()
    await expect(page.locator(".notice")).to_contain_text("No question is coming up.")
    await page.click("[aria-label='Close this notice']")
    assert all("422" in trouble for trouble in desk.troubles)
    desk.troubles.clear()
    await say(page, "/practice start")

    await page.get_by_role("button", name="Next week").click()

    await expect(page.locator(".clock-line")).to_contain_text("5 deliveries")
    await expect(page.locator("article")).to_have_count(6)
    assert await page.locator(".divider h2").count() >= 5


async def test_what_was_typed_outlives_a_server_that_is_away(browser: Browser, sqlite_url: str) -> None:
    database = Database(sqlite_url)
    first, _ = echo_server(database)
    port = await first.start(port=0)
    async with window(browser, f"http://127.0.0.1:{port}") as opened:
        page = await opened.open()
        await say(page, "Before")
        await first.stop()

        await page.fill("#composer", "Meanwhile")
        await page.keyboard.press("Enter")

        await expect(page.locator("#composer-place .composer-error")).to_contain_text("does not answer")
        await expect(page.locator("#composer")).to_have_value("Meanwhile")
        await expect(page.locator("#banner")).to_be_visible()
        second, _ = echo_server(database)
        await second.start(port=port)
        await expect(page.locator("#banner")).to_be_hidden()
        await page.press("#composer", "Enter")
        await expect(page.locator("article")).to_have_count(2)
        assert all("ERR_" in trouble or "Failed to load" in trouble for trouble in opened.troubles)
        opened.troubles.clear()
    await second.stop()
    await database.close()


async def test_two_thousand_messages_stay_usable(desk: Window, visit: Visit) -> None:
    await _post_many(visit, 2000)
    page = await desk.open()

    await expect(page.locator("article")).to_have_count(100)
    await expect(page.locator(".message-text").last).to_have_text("Message 1999")
    assert await _is_at_end(page)
    await page.locator("#room-scroller").evaluate("scroller => scroller.scrollTop = 0")
    for loaded in range(200, 2001, 100):
        await page.get_by_role("button", name="Earlier messages").click()
        await expect(page.locator("article")).to_have_count(loaded)
    await expect(page.get_by_role("button", name="Earlier messages")).to_be_hidden()
    took = await page.evaluate(
        "async () => { const from = performance.now(); document.querySelector('.newer').click();"
        " await new Promise(requestAnimationFrame); return performance.now() - from }"
    )
    assert took < 1000
    await say(page, "And one more")
    await expect(page.locator(".message-text").last).to_have_text("And one more")


async def test_the_narrow_page_shows_one_thing_at_a_time(browser: Browser, visit: Visit) -> None:
    async with window(browser, visit.url, size=NARROW) as opened:
        page = await opened.open()
        await say(page, "/practice start")

        await page.click("#open-drawer")
        await expect(page.locator(".speaker input").first).to_be_focused()
        await page.locator(".room-choice", has_text="general").click()
        await expect(page.locator("h1")).to_have_text("general")
        await expect(page.locator("#sidebar")).to_be_hidden()
        await page.click("#open-drawer")
        await page.keyboard.press("Escape")
        assert await focused(page) == "Rooms, people and the clock"
        await page.go_back()
        await page.locator(".thread-link").first.click()
        await expect(page.locator("#thread-composer")).to_be_focused()
        box = await page.locator("#thread").bounding_box()
        assert box is not None
        assert (box["x"], box["width"]) == (0, NARROW[0])
        await page.go_back()
        await expect(page.locator("#thread")).to_be_hidden()
        assert not await overflows(page)


async def test_colours_follow_the_system_until_they_are_chosen(browser: Browser, visit: Visit) -> None:
    async with window(browser, visit.url, dark=True) as opened:
        page = await opened.open()
        dark = await _background(page)

        await page.click("#theme")
        light = await _background(page)
        await page.reload()

        assert dark != light
        assert await _background(page) == light


async def test_nothing_moves_for_who_wants_calm(browser: Browser, visit: Visit) -> None:
    async with window(browser, visit.url, size=NARROW, calm=True) as opened:
        page = await opened.open()

        await page.click("#open-drawer")
        await page.click("[aria-label='About this playground']")

        assert await page.evaluate("document.getAnimations().length") == 0


async def test_a_link_to_what_is_gone_leads_to_what_is_there(desk: Window) -> None:
    page = await desk.open("#/nobody/channel:closed/99")

    await expect(page.locator("h1")).to_have_text("practice")
    await expect(page.locator(".speaker-line")).to_contain_text("Ana")
    desk.troubles.clear()


async def test_the_sidebar_is_walked_with_arrows(desk: Window) -> None:
    page = await desk.open()
    await page.locator(".room-choice[aria-current]").focus()

    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")

    await expect(page.locator("h1")).to_have_text("Loopmates")
    await expect(page.locator("#composer")).to_be_focused()


async def _post_many(visit: Visit, count: int) -> None:
    rows = [
        {
            "id": n + 1,
            "revision": n + 1,
            "room_id": "channel:practice",
            "author_id": ("ana", "bo")[n % 2],
            "text": f"Message {n}",
            "posted_at": visit.clock.now(),
        }
        for n in range(count)
    ]
    async with visit.database.begin() as connection:
        await connection.execute(insert(messages), rows)
        await connection.execute(update(state).values(revision=count))


async def _is_open_to_all(page: Page, where: str) -> None:
    """Ask axe for whatever it finds serious or critical."""
    await page.evaluate(AXE)
    found = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    serious = [
        f"{where}: {one['id']} {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []


async def _is_at_end(page: Page) -> bool:
    return bool(
        await page.locator("#room-scroller").evaluate(
            "scroller => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 2"
        )
    )


async def _background(page: Page) -> str:
    await page.wait_for_selector("#theme")
    return str(await page.evaluate("getComputedStyle(document.body).backgroundColor"))
