"""Six members hold mocks in the page: who interviews, who sees what, the clock, scorecards, and what comes back."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.async_api import Locator, Page, expect

from bot.app import Playground, open_playground
from bot.domain.mock import seats_for
from bot.settings import Settings
from bot.usecases.mocks import open_mock
from bot.work import WorkRoom
from tests.conversation import shipped_content
from tests.playground.browser import NARROW, WIDE, Window, chromium, needs_chromium, overflows, say, window

PEOPLE = ("ana", "bo", "cy", "dee", "eli", "fen")
REPAIR = "Bring the figure before the story."


@dataclass
class Group:
    """A playground with its page; `settle` brings what is due to the rooms."""

    playground: Playground
    page: Page
    opened: Window

    async def settle(self) -> None:
        clock = self.playground.clock
        clock.push_to(clock.now() + timedelta(seconds=3))
        await self.playground.engine.tick(clock.now())
        await self.playground.engine.deliver()

    async def go(self, person: str, room: str = "channel:practice") -> None:
        """Look as a person at a room; a new one is listed as soon as its first message has reached the page."""
        if await self.page.locator(f"input[name=speaker][value={person}]").is_checked():
            await expect(self.page.locator(f".room-choice[data-room='{room}']")).to_be_attached()
        await self.page.goto(f"{self.opened.url}/#/{person}/{room}")
        await expect(self.page.locator(".speaker-line, .head-words h1").first).to_be_attached()
        await self.page.wait_for_function("address => location.hash === address", arg=f"#/{person}/{room}")
        await expect(self.page.locator(f"input[name=speaker][value={person}]")).to_be_checked()

    async def together(self, person: str, *pair: str) -> None:
        await self.go(person, "direct:" + "+".join(sorted(pair)))

    def card(self, title: str | re.Pattern[str]) -> Locator:
        """Find the newest card of a title."""
        return self.page.locator(".card", has=self.page.locator(".card-title", has_text=title)).last

    async def presses(self, label: str, on: Locator) -> None:
        await on.get_by_role("button", name=label, exact=True).click()

    async def pair(self, *pair: str) -> None:
        """Seat two as a draw does, interviewer first, both having said yes."""
        work_room = WorkRoom(self.playground.database, shipped_content())
        async with work_room.open(self.playground.clock.now()) as work:
            (cohort,) = await work.cohorts.running()
            by_user = {member.user_id: member.id for member in await work.members.in_cohort(cohort.id)}
            ids = [by_user[name] for name in pair]
            await open_mock(work, cohort, seats_for(ids, accepted=ids))
        await self.settle()

    async def finds_a_partner(self, first: str, second: str) -> tuple[str, str]:
        """Let two ask for a mock now and give them as they were seated: interviewer, candidate."""
        await self.go(first)
        await say(self.page, "/practice pair")
        await expect(self.card("You are on the list")).to_be_visible()
        await self.go(second)
        await say(self.page, "/practice pair")
        await self.settle()
        await self.together(second, first, second)
        title = await self.card("A mock: ").locator(".card-title").inner_text()
        interviewer, candidate = title.removeprefix("A mock: ").lower().split(" and ")
        assert {interviewer, candidate} == {first, second}
        return interviewer, candidate

    async def agrees_on_a_time(self, *pair: str) -> None:
        """Let both press the first of the times proposed, and live on to it."""
        for person in pair:
            await self.together(person, *pair)
            await self.presses("Time 1", self.card("A mock: "))
            await expect(self.card(re.compile("Noted|That is agreed"))).to_be_visible()
        await self.settle()
        await expect(self.card(re.compile("^Agreed: "))).to_be_visible()
        work_room = WorkRoom(self.playground.database, shipped_content())
        async with work_room.open(self.playground.clock.now()) as work:
            (cohort,) = await work.cohorts.running()
            starts_at = next(each.starts_at for each in await work.mocks.live_in(cohort.id) if each.starts_at)
        self.playground.clock.push_to(starts_at)
        await self.settle()

    async def scores(self, score: int) -> None:
        """Fill in the two forms of a scorecard."""
        dialog = self.page.locator("dialog")
        await expect(dialog).to_be_visible()
        for field in await dialog.locator("fieldset").all():
            await field.locator(f"input[value='{score}']").check()
        await dialog.locator("button[type=submit]").click()
        await self.presses("Flags and lines", self.card("The scores are kept"))
        await dialog.get_by_label("One strength, to keep").fill("You said I where it was you.")
        await dialog.get_by_label("One repair").fill(REPAIR)
        await dialog.locator("button[type=submit]").click()
        await expect(self.card("The scorecard is written")).to_be_visible()
        await expect(dialog).to_have_count(0)


@asynccontextmanager
async def a_group(sqlite_url: str, *, size: tuple[int, int] = WIDE) -> AsyncIterator[Group]:
    """A group of six that has begun its four weeks."""
    async with open_playground(Settings(database=sqlite_url)) as playground, chromium() as browser:
        port = await playground.server.start(port=0)
        async with window(browser, f"http://127.0.0.1:{port}", size=size, calm=True) as opened:
            group = Group(playground, await opened.open(), opened)
            page = group.page
            await say(page, "/practice setup")
            await group.presses("Use all defaults", page.locator(".card").last)
            await group.presses("Start the four weeks", group.card("set up"))
            await expect(group.card("begin")).to_be_visible()
            for person in PEOPLE:
                await group.go(person)
                await say(page, "/practice join")
                await expect(group.card(re.compile("in the group|You are in"))).to_be_visible()
            first_question_at = await playground.engine.next_question_at(playground.clock.now())
            assert first_question_at is not None
            playground.clock.push_to(first_question_at)
            await group.settle()
            yield group
        await playground.server.stop()


@needs_chromium
@pytest.mark.timeout(240)
async def test_six_members_hold_mocks_and_the_follow_up_comes_back(sqlite_url: str) -> None:
    async with a_group(sqlite_url) as group:
        page = group.page
        await group.go("fen")
        await say(page, "/practice pair out")
        await expect(group.card("You sit this one out")).to_be_visible()
        await group.finds_a_partner("cy", "dee")
        one, two = await group.finds_a_partner("ana", "bo")
        interviewer, candidate = one.title(), two.title()
        await group.agrees_on_a_time(one, two)

        await group.together(one, one, two)
        shared = group.card(f"A mock: {interviewer} and {candidate}")
        await expect(shared).to_contain_text(f"@{interviewer} interviews @{candidate} first")
        await group.presses("Start", shared)
        listed = group.card(f"Your list · {candidate} is the candidate")
        await expect(listed).to_contain_text("A good answer:")
        probe = (await listed.locator(".bullets li").first.inner_text()).removeprefix("○ 1. ")
        await group.presses("Not answered", listed)
        await expect(listed.locator(".bullets li").first).to_contain_text("✗ 1.")
        await group.presses("Start the clock", listed)
        await group.settle()
        await expect(group.card(f"{candidate} answers")).to_be_visible()

        await group.together(two, one, two)
        running = group.card(f"First half: {interviewer} interviews {candidate}")
        await expect(running).to_contain_text("Aim for 90 to 150 seconds aloud.")
        await expect(page.locator("main")).not_to_contain_text(probe)
        clock = group.card(f"{candidate} answers")
        before = await clock.locator(".timer-face").inner_text()
        await expect(clock.locator(".timer-face")).not_to_have_text(before)
        for label in ("Interviewer's list", "Scorecard"):
            await group.presses(label, running)
            await expect(group.card("in the interviewer's hand")).to_be_visible()
        await group.presses("Stop", clock)
        await expect(group.card("The clock is in the interviewer's hand")).to_be_visible()
        await expect(page.locator("main")).not_to_contain_text(probe)

        await group.together(one, one, two)
        playground_clock = group.playground.clock
        playground_clock.push_to(playground_clock.now() + timedelta(seconds=100))
        await group.settle()
        await group.presses("Stop the clock", group.card("Your list"))
        await group.settle()
        await expect(group.card("Stopped at 1:")).to_contain_text("within the time to aim for")
        await group.presses("Scorecard", group.card("Your list"))
        await group.scores(3)

        await group.together(two, one, two)
        await group.presses("Swap roles", group.card("First half"))
        await expect(group.card(f"Your list · {interviewer} is the candidate")).to_be_visible()
        await group.settle()
        await group.together(one, one, two)
        await group.presses("Interviewer's list", group.card("Second half"))
        await expect(group.card("in the interviewer's hand")).to_be_visible()
        await group.together(two, one, two)
        await group.presses("Done", group.card(f"Second half: {candidate} interviews {interviewer}"))
        await group.presses(f"Scorecard for {interviewer}", group.card("The mock is done"))
        await group.scores(2)
        await group.settle()

        await expect(group.card(f"Mock done: {interviewer} and {candidate}")).to_contain_text("written")
        await group.go(two, f"direct:{two}")
        mine = group.card(f"From {interviewer}")
        await expect(mine).to_contain_text(REPAIR)
        await expect(mine).to_contain_text("Eval evidence: 3 of 4")
        await group.presses("Pressed well", mine)
        await expect(group.card("Noted, without your name")).to_be_visible()
        await group.presses("My follow-ups", mine)
        await expect(group.card("One follow-up still open")).to_contain_text(probe)
        await say(page, "/practice progress")
        await expect(group.card("Your progress")).to_contain_text("1 of 3 this round")

        seated = await group.finds_a_partner("eli", two)
        await group.together("eli", *seated)
        await group.presses("Start", group.card("A mock: "))
        if seated[0] != "eli":
            await expect(group.card("You are the candidate")).to_be_visible()
            await group.settle()
            await group.presses("Swap roles", group.card("First half"))
        again = group.card(f"Your list · {candidate} is the candidate")
        await expect(again.locator(".bullets li").first).to_contain_text(f"{probe} (from an earlier mock)")
        await group.presses("Answered", again)

        await group.go(two, f"direct:{two}")
        await say(page, "/practice followups")
        owed = group.card("One follow-up still open")
        await expect(owed).to_contain_text("Asked again, and answered")
        await group.presses("Mark as fixed", owed)
        await page.locator("dialog textarea").fill("Two hundred tickets, labelled by two of us, kappa 0.8.")
        await page.locator("dialog button[type=submit]").click()
        await expect(group.card("One less to fear")).to_contain_text("kappa 0.8")


@needs_chromium
async def test_a_mock_fits_a_phone(sqlite_url: str) -> None:
    async with a_group(sqlite_url, size=NARROW) as group:
        await group.pair("ana", "bo")
        await group.together("ana", "ana", "bo")
        await group.presses("Start", group.card("A mock: Ana and Bo"))
        await group.presses("Start the clock", group.card("Your list"))
        await group.settle()
        await expect(group.card("Bo answers")).to_be_visible()

        assert not await overflows(group.page)
        assert await group.page.locator(".timer").get_attribute("role") == "timer"
