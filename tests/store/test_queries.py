"""Named queries that keep a promise: the outbox, the questions, requests that come twice, marks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.chat.requests import Person
from bot.domain.cohort import Cohort, CohortState, Hours
from bot.domain.delivery import Delivery, DeliveryState, NewDelivery
from bot.domain.member import Profile
from bot.store.database import Database
from bot.work import Work
from tests.conversation import shipped_content

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
LEASE = timedelta(seconds=60)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
ANA = Person(platform="test", workspace_id="w1", user_id="ana", name="Ana")


@asynccontextmanager
async def working(database: Database, now: datetime = NOW) -> AsyncIterator[Work]:
    async with database.begin() as connection:
        yield Work(connection, shipped_content(), now)


def due(key: str, *, at: datetime = NOW, channel: str = "c1", **more: Any) -> NewDelivery:
    values: dict[str, Any] = {
        "key": key,
        "kind": "news",
        "platform": "test",
        "workspace_id": "w1",
        "channel_id": channel,
        "due_at": at,
        "deadline_at": at + DAY,
        "about": {"cohort": 1},
    }
    return NewDelivery(**(values | more))


async def claim(work: Work, now: datetime = NOW, *, limit: int = 50, **more: Any) -> list[Delivery]:
    return await work.deliveries.claim("a", now=now, lease=LEASE, limit=limit, platforms=["test", "other"], **more)


async def add_cohort(work: Work, channel: str = "c1", workspace: str = "w1") -> Cohort:
    return await work.cohorts.add(
        platform="test",
        workspace_id=workspace,
        channel_id=channel,
        channel_name=channel,
        hours=Hours(time_zone="Europe/Berlin", first_day=MONDAY),
        plan_id="four-weeks",
        plan_length_days=28,
        organiser_user_id="ana",
        now=NOW,
    )


# The outbox


async def test_a_delivery_comes_back_as_it_was_put(database: Database) -> None:
    about: dict[str, int | str] = {"cohort": 1, "on": "2026-11-23"}
    async with working(database) as work:
        await work.deliveries.put(due("pair", channel_id=None, user_ids=("cy", "ana"), about=about))

        [claimed] = await claim(work)

    assert (claimed.key, claimed.kind, claimed.user_ids, claimed.about) == ("pair", "news", ("cy", "ana"), about)
    assert claimed.lane == "direct:ana,cy"
    assert (claimed.due_at, claimed.deadline_at) == (NOW, NOW + DAY)
    assert claimed.attempts == 1
    assert not claimed.may_have_been_sent


async def test_the_same_key_again_is_the_same_delivery(database: Database) -> None:
    async with working(database) as work:
        await work.deliveries.put(due("once"))
        await work.deliveries.put(due("once", at=NOW + DAY), due("other", channel="c2"), due("other", channel="c3"))

        assert await work.deliveries.count_by_state() == {"due": 2}
        assert [each.due_at for each in await claim(work)] == [NOW, NOW]


async def test_putting_nothing_is_fine(database: Database) -> None:
    async with working(database) as work:
        await work.deliveries.put()

        assert await work.deliveries.count_by_state() == {}


async def test_one_head_of_each_conversation_is_claimed_in_due_order(database: Database) -> None:
    async with working(database) as work:
        await work.deliveries.put(
            due("b2", at=NOW - SECOND, channel="b"),
            due("a1", at=NOW, channel="a"),
            due("b1", at=NOW - 2 * SECOND, channel="b"),
            due("c1", at=NOW - 3 * SECOND, channel="c"),
            due("d1", at=NOW + SECOND, channel="d"),
        )

        assert [each.key for each in await claim(work)] == ["c1", "b1", "a1"]
        assert await claim(work) == [], "the heads are taken and the others wait behind them"


async def test_the_same_channel_id_in_two_workspaces_is_two_conversations(database: Database) -> None:
    async with working(database) as work:
        await work.deliveries.put(due("w1"), due("w2", workspace_id="w2"), due("elsewhere", platform="other"))

        assert {each.key for each in await claim(work)} == {"w1", "w2", "elsewhere"}


async def test_no_more_than_the_limit_is_claimed(database: Database) -> None:
    async with working(database) as work:
        await work.deliveries.put(*(due(f"{n}", at=NOW - n * SECOND, channel=f"c{n}") for n in range(5)))

        assert [each.key for each in await claim(work, limit=2)] == ["4", "3"]


async def test_a_workspace_can_be_passed_over(database: Database) -> None:
    async with working(database) as work:
        await work.deliveries.put(due("a"), due("b", workspace_id="w2"), due("c", platform="other"))

        claimed = await claim(work, passed_over={("test", "w1"), ("other", "w9")})

    assert {each.key for each in claimed} == {"b", "c"}


async def test_a_settled_head_lets_the_next_one_go(database: Database) -> None:
    async with working(database) as work:
        await work.deliveries.put(due("first"), due("second"))
        [first] = await claim(work)
        await work.deliveries.settle(first, DeliveryState.SENT, now=NOW, message_id="m1")

        assert [each.key for each in await claim(work)] == ["second"]


async def test_a_claim_counts_as_due_again_once_it_has_run_out(database: Database) -> None:
    async with working(database) as work:
        await work.deliveries.put(due("left"))
        await claim(work)

        assert await claim(work, NOW + LEASE) == []
        [again] = await claim(work, NOW + LEASE + SECOND)

    assert again.attempts == 2
    assert again.may_have_been_sent


async def test_a_renewed_claim_runs_from_then(database: Database) -> None:
    async with working(database) as work:
        await work.deliveries.put(due("held"))
        [held] = await claim(work)

        assert await work.deliveries.renew(held, now=NOW + LEASE, lease=LEASE)
        assert await claim(work, NOW + LEASE + SECOND) == []


async def test_a_claim_that_somebody_else_took_is_not_ones_own_any_more(database: Database) -> None:
    async with working(database) as work:
        await work.deliveries.put(due("taken"))
        [mine] = await claim(work)
        [theirs] = await claim(work, NOW + 2 * LEASE)

        assert not await work.deliveries.renew(mine, now=NOW, lease=LEASE)
        assert not await work.deliveries.put_back(mine, next_try_at=NOW, why="late")
        assert not await work.deliveries.settle(mine, DeliveryState.DROPPED, now=NOW)
        assert await work.deliveries.settle(theirs, DeliveryState.SENT, now=NOW, message_id="m1")
        assert not await work.deliveries.settle(theirs, DeliveryState.DROPPED, now=NOW)
        assert await work.deliveries.count_by_state() == {"sent": 1}


async def test_a_delivery_put_back_waits_and_counts_its_attempt_only_if_it_was_tried(database: Database) -> None:
    async with working(database) as work:
        await work.deliveries.put(due("tried"), due("not tried", channel="c2"))
        tried, not_tried = await claim(work)
        await work.deliveries.put_back(tried, next_try_at=NOW + SECOND, why="down")
        await work.deliveries.put_back(not_tried, next_try_at=NOW + SECOND, why="busy", was_tried=False)

        assert await claim(work) == []
        assert [each.attempts for each in await claim(work, NOW + SECOND)] == [2, 1]


async def test_who_owns_the_database_alone_lets_go_of_every_claim(database: Database) -> None:
    async with working(database) as work:
        await work.deliveries.put(due("left"), due("done", channel="c2"))
        _, done = await claim(work)
        await work.deliveries.settle(done, DeliveryState.SENT, now=NOW)
        await work.deliveries.release_all()

        [again] = await claim(work)

    assert again.key == "left"
    assert again.may_have_been_sent


async def test_two_processes_that_claim_at_once_share_without_waiting_for_one_another(postgres_url: str) -> None:
    first, second = Database(postgres_url), Database(postgres_url)
    async with working(first) as work:
        await work.deliveries.put(*(due(f"{n}", channel=f"c{n % 4}") for n in range(8)))

    async with asyncio.timeout(5), working(first) as one, working(second) as another:
        mine = await claim(one, limit=2)
        theirs = await claim(another)

    assert len(mine) == 2
    assert len(theirs) == 2, "the other two conversations; behind the claimed heads nothing is free"
    assert not {each.lane for each in mine} & {each.lane for each in theirs}
    await first.close()
    await second.close()


async def test_reminders_are_called_off_for_one_member_while_they_wait(database: Database) -> None:
    async with working(database) as work:
        await work.deliveries.put(
            due("ana", kind="remind", channel="a", about={"member": 1, "cohort": 1}),
            due("bo", kind="remind", channel="b", about={"member": 2, "cohort": 1}),
            due("ana later", kind="later", channel="c", about={"member": 1}),
            due("ana's claimed", kind="remind", channel="d", at=NOW - DAY, about={"member": 1}),
        )
        [claimed] = await claim(work, NOW - SECOND)

        await work.deliveries.drop_waiting(kinds=("remind",), about={"member": 1}, now=NOW, why="practised already")

        assert {each.key for each in await claim(work)} == {"bo", "ana later"}
        assert await work.deliveries.settle(claimed, DeliveryState.SENT, now=NOW)


async def test_a_reminder_claimed_while_it_is_called_off_stays_with_its_courier(postgres_url: str) -> None:
    database = Database(postgres_url)
    async with working(database) as work:
        await work.deliveries.put(due("ana", kind="remind", about={"member": 1}))

    async with working(database) as courier:
        [claimed] = await claim(courier)

        async def call_off() -> None:
            async with working(database) as work:
                about = {"member": 1}
                await work.deliveries.drop_waiting(kinds=("remind",), about=about, now=NOW, why="practised already")

        calling_off = asyncio.create_task(call_off())
        await asyncio.sleep(0.1)
    await calling_off

    async with working(database) as work:
        assert await work.deliveries.settle(claimed, DeliveryState.SENT, now=NOW, message_id="m1")
    await database.close()


async def test_the_next_try_is_the_earliest_of_what_still_waits(database: Database) -> None:
    async with working(database) as work:
        assert await work.deliveries.next_try_at(NOW) is None
        await work.deliveries.put(
            due("now"), due("soon", at=NOW + SECOND, channel="c2"), due("later", at=NOW + DAY, channel="c3")
        )

        assert await work.deliveries.next_try_at(NOW) == NOW + SECOND
        await claim(work, NOW + SECOND)
        assert await work.deliveries.next_try_at(NOW) == NOW + DAY


# Questions


async def test_a_date_keeps_the_question_it_has(database: Database) -> None:
    async with working(database) as work:
        cohort = await add_cohort(work)
        first = await work.questions.reserve(cohort.id, MONDAY, 1, "a")

        assert await work.questions.reserve(cohort.id, MONDAY, 2, "b") == first
        assert await work.questions.get(first.id) == first
        assert await work.questions.get(999) is None


async def test_a_calendar_that_moves_gives_back_only_what_nobody_has_seen(database: Database) -> None:
    async with working(database) as work:
        cohort, other = await add_cohort(work), await add_cohort(work, "c2")
        names = ("posted", "answered", "on its way", "waits for its try", "reserved")
        dailies = [
            await work.questions.reserve(cohort.id, MONDAY + number * DAY, number + 1, name)
            for number, name in enumerate(names)
        ]
        await work.questions.reserve(other.id, MONDAY, 1, "of another group")
        await work.questions.mark_posted(dailies[0].id, "m1", NOW)
        member = await work.members.add(
            platform="test", workspace_id="w1", user_id="ana", name="Ana", time_zone="UTC", now=NOW
        )
        await work.answers.add(daily_question_id=dailies[1].id, member_id=member.id, via="form", beats={}, now=NOW)
        keys = [f"daily:{cohort.id}:{MONDAY + number * DAY}" for number in range(5)]
        await work.deliveries.put(due(keys[2]), due(keys[3], at=NOW - SECOND, channel="c9"), due(keys[4]))
        waits, _ = await claim(work)
        await work.deliveries.put_back(waits, next_try_at=NOW + DAY, why="down")

        await work.questions.release_unposted(cohort.id)

        kept = [daily.question_id for daily in await work.questions.of_cohort(cohort.id)]
        assert kept == ["posted", "answered", "on its way", "waits for its try"]
        assert len(await work.questions.of_cohort(other.id)) == 1


async def test_a_posted_question_is_found_under_its_message_in_its_own_group_only(database: Database) -> None:
    async with working(database) as work:
        cohort, other = await add_cohort(work), await add_cohort(work, "c2")
        daily = await work.questions.reserve(cohort.id, MONDAY, 1, "a")
        await work.questions.mark_posted(daily.id, "m1", NOW)

        found = await work.questions.under_message(cohort.id, "m1")

        assert found is not None
        assert (found.id, found.posted_at) == (daily.id, NOW)
        assert await work.questions.under_message(other.id, "m1") is None


async def test_each_change_of_a_tally_has_a_number_of_its_own(database: Database) -> None:
    async with working(database) as work:
        daily = await work.questions.reserve((await add_cohort(work)).id, MONDAY, 1, "a")

        assert [await work.questions.raise_tally(daily.id) for _ in range(3)] == [1, 2, 3]
        assert await work.questions.tally_version(daily.id) == 3


# Requests and marks


async def test_a_handled_request_is_known_by_platform_workspace_and_id(database: Database) -> None:
    async with working(database) as work:
        await work.handled.add("test", "w1", "r1", b"reply", NOW)

        assert await work.handled.reply_to("test", "w1", "r1") == b"reply"
        for other in (("slack", "w1", "r1"), ("test", "w2", "r1"), ("test", "w1", "r2")):
            assert await work.handled.reply_to(*other) is None


async def test_old_requests_are_forgotten(database: Database) -> None:
    async with working(database) as work:
        await work.handled.add("test", "w1", "old", b"", NOW - DAY)
        await work.handled.add("test", "w1", "new", b"", NOW)

        await work.handled.forget_before(NOW)

        assert await work.handled.reply_to("test", "w1", "old") is None
        assert await work.handled.reply_to("test", "w1", "new") == b""


async def test_a_mark_is_where_it_was_moved_last(database: Database) -> None:
    async with working(database) as work:
        assert await work.marks.get("timetable") is None
        await work.marks.move("timetable", NOW)
        await work.marks.move("timetable", NOW + SECOND)

        assert await work.marks.get("timetable") == NOW + SECOND


# Groups and members


async def test_a_channel_has_one_live_group_and_is_free_again_when_it_ends(database: Database) -> None:
    async with working(database) as work:
        cohort = await add_cohort(work)
        assert await work.cohorts.in_channel("test", "w1", "c1") == cohort
        assert await work.cohorts.in_channel("test", "w2", "c1") is None
        await work.cohorts.change(cohort, state=CohortState.STOPPED)

        assert await work.cohorts.in_channel("test", "w1", "c1") is None
        assert (await add_cohort(work)).id != cohort.id


async def test_only_running_groups_are_run(database: Database) -> None:
    async with working(database) as work:
        for number, state in enumerate(CohortState):
            await work.cohorts.change(await add_cohort(work, f"c{number}"), state=state)

        assert [cohort.state for cohort in await work.cohorts.running()] == [CohortState.RUNNING]


async def test_a_pause_is_open_until_it_ends(database: Database) -> None:
    async with working(database) as work:
        cohort = await add_cohort(work)
        await work.cohorts.begin_pause(cohort.id, MONDAY)
        [pause] = await work.cohorts.pauses_of(cohort.id)
        assert pause.ended_on is None
        await work.cohorts.end_pause(cohort.id, MONDAY + DAY)
        await work.cohorts.begin_pause(cohort.id, MONDAY + 3 * DAY)

        assert [pause.ended_on for pause in await work.cohorts.pauses_of(cohort.id)] == [MONDAY + DAY, None]


async def test_whoever_left_is_in_no_list_and_comes_back_to_the_same_membership(database: Database) -> None:
    async with working(database) as work:
        cohort = await add_cohort(work)
        member = await work.members.add(
            platform="test", workspace_id="w1", user_id="bo", name="Bo", time_zone="Asia/Tokyo", now=NOW
        )
        membership = await work.cohorts.join(cohort.id, member.id, NOW)
        assert await work.members.zones_by_cohort() == {cohort.id: {"Asia/Tokyo"}}
        await work.cohorts.leave(membership.id, NOW)

        assert await work.cohorts.count_members(cohort.id) == 0
        assert await work.members.in_cohort(cohort.id) == []
        assert await work.members.zones_by_cohort() == {}
        assert (await work.cohorts.join(cohort.id, member.id, NOW + DAY)).id == membership.id
        assert [each.id for each in await work.members.in_cohort(cohort.id, time_zone="Asia/Tokyo")] == [member.id]


async def test_the_same_user_id_in_two_workspaces_is_two_members(database: Database) -> None:
    async with working(database) as work:
        here, there = [
            await work.members.add(
                platform="test", workspace_id=workspace, user_id="ana", name="Ana", time_zone="UTC", now=NOW
            )
            for workspace in ("w1", "w2")
        ]
        await work.members.save_profile(here.id, Profile(time_zone="Asia/Tokyo", reminders_on=True))

        assert (await work.members.get(there.id)).profile.time_zone == "UTC"
        assert await work.members.find("test", "w1", "ana") != await work.members.find("test", "w2", "ana")


# Stories

OF_ANA = ("test", "w1", "ana")
OF_BO = ("test", "w1", "bo")


async def add_story(work: Work, person: tuple[str, str, str] = OF_ANA, *codes: str, theme: str = "evals") -> int:
    story_id = await work.stories.add(person, title="Three cents", theme=theme, archetype="", now=work.now)
    await add_version(work, story_id, *codes)
    return story_id


async def add_version(work: Work, story_id: int, *codes: str) -> int:
    version = await work.stories.add_version(
        story_id, beats={"action": "I cut it."}, seconds=None, spoken_seconds=90.5, words=3, codes=codes, now=work.now
    )
    return version.id


async def test_a_story_is_listed_in_its_newest_version_and_found_in_each(database: Database) -> None:
    async with working(database) as work:
        story_id = await add_story(work, OF_ANA, "no-metric", "filler")
        await add_story(work, OF_BO)
        newest = await add_version(work, story_id, "filler")

        (story,) = await work.stories.of_person(OF_ANA)
        versions = await work.stories.versions_of(story_id)
        first = await work.stories.at_version(OF_ANA, versions[-1].id)

        assert (story.version.id, story.version.number, story.version.codes) == (newest, 2, ("filler",))
        assert [version.number for version in versions] == [2, 1]
        assert first is not None
        assert first.version.codes == ("filler", "no-metric")
        assert await work.stories.at_version(OF_BO, newest) is None


async def test_codes_are_those_of_the_present_members_newest_versions(database: Database) -> None:
    async with working(database) as work:
        cohort = await add_cohort(work)
        for user_id in ("ana", "bo"):
            member = await work.members.add(
                platform="test", workspace_id="w1", user_id=user_id, name=user_id, time_zone="UTC", now=NOW
            )
            membership = await work.cohorts.join(cohort.id, member.id, NOW)
            story_id = await add_story(work, ("test", "w1", user_id), "no-metric")
            await add_version(work, story_id, "filler")
        await work.cohorts.leave(membership.id, NOW)
        await add_story(work, ("test", "w2", "ana"), "overclaim")

        assert await work.stories.codes_in_cohort(cohort.id) == [("evals", ("filler",))]


async def test_a_removed_story_leaves_the_practice_that_it_was(database: Database) -> None:
    async with working(database) as work:
        cohort = await add_cohort(work)
        member = await work.members.add(
            platform="test", workspace_id="w1", user_id="ana", name="Ana", time_zone="UTC", now=NOW
        )
        story_id = await add_story(work)
        await work.answers.log_activity(
            member_id=member.id, cohort_id=cohort.id, kind="story", story_id=story_id, time_zone="UTC", now=NOW
        )

        await work.answers.withdraw_story(story_id, NOW + DAY)
        await work.stories.remove(story_id)

        (activity,) = await work.answers.activities_of(cohort.id, member.id)
        assert activity.withdrawn_on == MONDAY + DAY
        assert await work.stories.of_person(OF_ANA) == []
        assert await work.stories.versions_of(story_id) == []
