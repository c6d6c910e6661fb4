"""The courier: what is due reaches people once, in order, and nobody waits for somebody else's workspace."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.chat.cards import Card
from bot.chat.platform import Address, NotDelivered
from bot.delivery import courier as courier_module
from bot.delivery.courier import LEASE, WAIT_FOR_INVITATION
from bot.domain.cohort import CohortState
from bot.domain.delivery import FIRST_RETRY, LONGEST_RETRY, DeliveryState
from bot.store.database import Database
from tests.delivery.post_office import NINE_IN_BERLIN, PostOffice, card_for

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def office(office: PostOffice) -> PostOffice:
    """It is nine o'clock, so everything that `card_for` makes is due."""
    office.clock.at = NINE_IN_BERLIN
    return office


# Order


async def test_one_conversation_gets_its_deliveries_in_due_order(office: PostOffice) -> None:
    cohort = await office.group()
    for minutes in (3, 1, 2):
        await office.put(card_for(cohort, f"card:{minutes}", due_at=NINE_IN_BERLIN - minutes * MINUTE))

    assert await office.courier.deliver_due() == 3

    assert office.platform.keys == ["card:3", "card:2", "card:1"]


async def test_deliveries_of_one_instant_go_in_the_order_they_were_put(office: PostOffice) -> None:
    cohort = await office.group()
    await office.put(*(card_for(cohort, f"card:{number}") for number in (5, 3, 4)))

    await office.courier.deliver_due()

    assert office.platform.keys == ["card:5", "card:3", "card:4"]


async def test_what_is_not_due_yet_stays(office: PostOffice) -> None:
    cohort = await office.group()
    await office.put(card_for(cohort, "later", due_at=NINE_IN_BERLIN + SECOND))

    assert await office.courier.deliver_due() == 0

    office.clock.at += SECOND
    assert await office.courier.deliver_due() == 1


async def test_a_delivery_that_waits_for_its_next_try_holds_the_rest_of_its_conversation(office: PostOffice) -> None:
    cohort, other = await office.group(), await office.group(channel="c2")
    await office.put(card_for(cohort, "first"), card_for(cohort, "second"), card_for(other, "elsewhere"))
    office.platform.trouble = lambda address: NotDelivered("transient", "down") if address.channel_id == "c1" else None
    await office.courier.deliver_due()
    office.platform.accept()

    await office.courier.deliver_due()
    assert office.platform.keys == ["elsewhere"]

    office.clock.at += LONGEST_RETRY
    await office.courier.deliver_due()
    assert office.platform.keys == ["elsewhere", "first", "second"]


async def test_people_and_channels_are_conversations_of_their_own(office: PostOffice) -> None:
    cohort = await office.group()
    to_ana = card_for(cohort, "ana", channel_id=None, user_ids=("ana",))
    to_both = card_for(cohort, "both", channel_id=None, user_ids=("bo", "ana"))
    await office.put(card_for(cohort, "channel"), to_ana, to_both)
    office.platform.trouble = lambda address: NotDelivered("transient", "down") if address.channel_id else None

    await office.courier.deliver_due()

    assert sorted(office.platform.keys) == ["ana", "both"]


# Twice


async def test_a_settled_delivery_is_never_sent_again(office: PostOffice) -> None:
    await office.put(card_for(await office.group(), "once"))

    await office.courier.deliver_due()
    office.clock.at += 10 * LEASE
    await office.courier.deliver_due()
    office.restart()
    await office.courier.take_over()
    await office.courier.deliver_due()

    assert office.platform.keys == ["once"]
    assert (await office.row("once")).message_id == "m1"


async def test_two_couriers_in_one_process_send_nothing_twice_and_keep_the_order(office: PostOffice) -> None:
    await fill(office)
    couriers = [office.courier, *(office.another_courier() for _ in range(2))]

    settled = await asyncio.gather(*(courier.deliver_due() for courier in couriers))

    assert sum(settled) == 48
    assert_all_sent_once_in_order(office)


async def test_two_replicas_on_one_database_send_nothing_twice_and_keep_the_order(
    office: PostOffice, database_url: str
) -> None:
    await fill(office)
    replicas = [Database(database_url) for _ in range(2)]
    couriers = [office.courier, *(office.another_courier(replica) for replica in replicas)]

    settled = await asyncio.gather(*(courier.deliver_due() for courier in couriers))

    assert sum(settled) == 48
    assert_all_sent_once_in_order(office)
    for replica in replicas:
        await replica.close()


async def test_a_replica_goes_past_a_conversation_that_another_is_busy_with(postgres_url: str) -> None:
    office, replica = PostOffice(Database(postgres_url)), Database(postgres_url)
    office.clock.at = NINE_IN_BERLIN
    slow, quick = await office.group(workspace="slow"), await office.group(workspace="quick")
    await office.put(card_for(slow, "slow"), card_for(quick, "quick"))
    office.platform.slow["slow"] = asyncio.Event()
    first = asyncio.create_task(office.courier.deliver_due())
    await until(lambda: len(office.platform.tries) == 2)

    await office.put(card_for(slow, "slow 2"), card_for(quick, "quick 2"))
    await office.another_courier(replica).deliver_due()
    await until(lambda: office.platform.keys == ["quick", "quick 2"])

    office.platform.slow["slow"].set()
    await first
    assert office.platform.keys[2:] == ["slow", "slow 2"]
    await replica.close()
    await office.database.close()


async def test_a_claim_that_ran_out_in_the_queue_is_left_to_whoever_took_it(office: PostOffice) -> None:
    cohort, neighbour = await office.group(), await office.group(channel="c2")
    await office.put(card_for(cohort, "first", due_at=NINE_IN_BERLIN - SECOND), card_for(neighbour, "second"))
    office.platform.slow["first"] = asyncio.Event()
    slow = asyncio.create_task(office.courier.deliver_due())
    await until(lambda: bool(office.platform.tries))

    office.clock.at += LEASE + SECOND
    async with office.work_room.open(office.clock.now()) as work:
        _, second = await work.deliveries.claim(
            "another", now=office.clock.now(), lease=LEASE, limit=9, platforms=["test"]
        )
        message_id = await office.platform.post(Address(workspace_id="w1", channel_id="c2"), any_card(), key="second")
        await work.deliveries.settle(second, DeliveryState.SENT, now=office.clock.now(), message_id=message_id)
    office.platform.slow["first"].set()
    await slow
    office.clock.at += LEASE + SECOND
    await office.courier.deliver_due()

    assert sorted(office.platform.keys) == ["first", "second"]
    assert set((await office.states()).values()) == {"sent"}


async def test_a_courier_that_lost_its_claim_changes_nothing_any_more(office: PostOffice) -> None:
    await office.put(card_for(await office.group(), "lost"))
    async with office.work_room.open(office.clock.now()) as work:
        [stale] = await work.deliveries.claim("a", now=office.clock.now(), lease=LEASE, limit=9, platforms=["test"])
    office.clock.at += LEASE + SECOND
    await office.courier.deliver_due()

    async with office.work_room.open(office.clock.now()) as work:
        assert not await work.deliveries.put_back(stale, next_try_at=office.clock.now(), why="late")

    assert (await office.row("lost")).state == "sent"
    await office.courier.deliver_due()
    assert office.platform.keys == ["lost"]


# Claims that were left behind


async def test_a_claim_left_behind_before_posting_is_sent_by_the_next_courier(office: PostOffice) -> None:
    await office.put(card_for(await office.group(), "left"))
    await claim_and_die(office)

    office.restart()
    assert await office.courier.deliver_due() == 0, "the claim still holds"
    office.clock.at += LEASE + SECOND
    assert await office.courier.deliver_due() == 1

    assert office.platform.searches == ["left"]
    assert office.platform.keys == ["left"]


async def test_a_claim_left_behind_after_posting_is_found_and_not_sent_again(office: PostOffice) -> None:
    cohort = await office.group()
    await office.put(card_for(cohort, "left"))
    await claim_and_die(office)
    await office.platform.post(Address(workspace_id="w1", channel_id="c1"), any_card(), key="left")

    office.restart()
    office.clock.at += LEASE + SECOND
    await office.courier.deliver_due()

    assert office.platform.keys == ["left"]
    assert (await office.row("left")).state == "sent"
    assert (await office.row("left")).message_id == "m1"


async def test_who_owns_the_database_alone_takes_over_at_once(office: PostOffice) -> None:
    await office.put(card_for(await office.group(), "left"))
    await claim_and_die(office)

    office.restart()
    await office.courier.take_over()
    await office.courier.deliver_due()

    assert office.platform.keys == ["left"]
    assert office.platform.searches == ["left"]


async def test_a_first_attempt_is_not_looked_up(office: PostOffice) -> None:
    await office.put(card_for(await office.group(), "fresh"))

    await office.courier.deliver_due()

    assert office.platform.searches == []


async def test_a_message_whose_confirmation_was_lost_is_seen_once(office: PostOffice) -> None:
    await office.put(card_for(await office.group(), "unsure"))
    office.platform.lose = {"unsure"}
    await office.courier.deliver_due()
    assert (await office.row("unsure")).state == "failed"

    office.clock.at += LONGEST_RETRY
    await office.courier.deliver_due()

    assert office.platform.keys == ["unsure"]
    assert (await office.row("unsure")).state == "sent"


async def test_a_message_found_after_its_deadline_counts_as_sent(office: PostOffice) -> None:
    await office.put(card_for(await office.group(), "unsure"))
    office.platform.lose = {"unsure"}
    await office.courier.deliver_due()

    office.clock.at += timedelta(days=3)
    await office.courier.deliver_due()

    assert (await office.row("unsure")).state == "sent"
    assert office.platform.keys == ["unsure"]


async def test_a_platform_that_hangs_is_given_up_and_tried_again(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier_module, "SEND_SECONDS", 0.02)
    await office.put(card_for(await office.group(), "hangs"))
    office.platform.slow["w1"] = asyncio.Event()
    assert await office.courier.deliver_due() == 0

    office.platform.slow["w1"].set()
    office.clock.at += LONGEST_RETRY
    assert await office.courier.deliver_due() == 1

    assert office.platform.keys == ["hangs"]


async def test_a_courier_that_is_stopped_leaves_a_claim_that_the_next_one_finishes(office: PostOffice) -> None:
    await office.put(card_for(await office.group(), "stopped"))
    office.platform.slow["w1"] = asyncio.Event()
    delivering = asyncio.create_task(office.courier.deliver_due())
    await until(lambda: bool(office.platform.tries))

    delivering.cancel()
    await asyncio.gather(delivering, return_exceptions=True)
    office.platform.slow["w1"].set()
    office.restart()
    await office.courier.take_over()
    await office.courier.deliver_due()

    assert office.platform.keys == ["stopped"]


# Trouble that passes


async def test_trouble_that_passes_is_tried_again_in_growing_waits_until_the_deadline(office: PostOffice) -> None:
    cohort = await office.group()
    await office.put(card_for(cohort, "down", deadline_at=NINE_IN_BERLIN + timedelta(hours=6)))
    office.platform.refuse("transient")

    tried = []
    while (await office.row("down")).state in ("due", "failed"):
        office.clock.at = max((await office.row("down")).next_try_at, office.clock.at)
        await office.courier.deliver_due()
        tried.append(office.clock.at)

    waits = [later - earlier for earlier, later in pairwise(tried)]
    for number, wait in enumerate(waits):
        expected = min(FIRST_RETRY * 2**number, LONGEST_RETRY)
        assert expected * 0.75 <= wait <= expected * 1.25
    row = await office.row("down")
    assert (row.state, row.why) == ("dropped", "too late")
    assert office.platform.tries[-1][0] <= row.deadline_at
    assert 20 < len(tried) < 50
    assert office.platform.keys == []


async def test_retries_of_many_deliveries_are_spread(office: PostOffice) -> None:
    groups = [await office.group(channel=f"c{number}") for number in range(12)]
    await office.put(*(card_for(group, f"card:{group.channel_id}") for group in groups))
    office.platform.refuse("transient")

    await office.courier.deliver_due()

    assert len({(await office.row(f"card:{group.channel_id}")).next_try_at for group in groups}) > 6


@pytest.mark.parametrize("kind", ["rate_limited", "transient"])
@pytest.mark.parametrize("seconds", [1.0, 30.5, 3600.0])
async def test_retry_after_is_kept_to_the_letter(office: PostOffice, kind: str, seconds: float) -> None:
    await office.put(card_for(await office.group(), "busy"))
    office.platform.refuse(kind, after=seconds)
    await office.courier.deliver_due()
    office.platform.accept()

    office.clock.at = NINE_IN_BERLIN + timedelta(seconds=seconds) - timedelta(milliseconds=1)
    assert await office.courier.deliver_due() == 0
    office.clock.at += timedelta(milliseconds=1)
    assert await office.courier.deliver_due() == 1

    assert len(office.platform.tries) == 2


async def test_a_retry_after_of_nothing_is_no_hurried_loop(office: PostOffice) -> None:
    await office.put(card_for(await office.group(), "busy"))
    office.platform.refuse("rate_limited", after=0.0)

    await asyncio.wait_for(office.courier.deliver_due(), timeout=5)

    assert len(office.platform.tries) == 1
    assert (await office.row("busy")).next_try_at == NINE_IN_BERLIN + SECOND


async def test_a_rate_limited_workspace_is_left_alone_as_a_whole(office: PostOffice) -> None:
    groups = [await office.group(channel=f"c{number}") for number in range(5)]
    await office.put(*(card_for(group, f"card:{number}") for number, group in enumerate(groups)))
    office.platform.refuse("rate_limited", after=20)
    await office.courier.deliver_due()
    office.platform.accept()
    await office.put(card_for(groups[0], "put meanwhile"))

    office.clock.at += 19 * SECOND
    await office.courier.deliver_due()
    assert len(office.platform.tries) == 1

    office.clock.at += SECOND
    await office.courier.deliver_due()
    assert sorted(office.platform.keys) == [*(f"card:{number}" for number in range(5)), "put meanwhile"]
    assert office.platform.searches == [], "what was refused for its rate was surely not sent"


async def test_a_rate_limited_workspace_does_not_delay_another(office: PostOffice) -> None:
    busy, free = await office.group(workspace="busy"), await office.group(workspace="free")
    for number in range(3):
        await office.put(card_for(busy, f"busy:{number}"), card_for(free, f"free:{number}"))
    office.platform.refuse("rate_limited", workspace="busy", after=600)

    await office.courier.deliver_due()

    assert office.platform.keys == ["free:0", "free:1", "free:2"]


async def test_what_waits_behind_in_a_quick_workspace_goes_as_soon_as_it_can(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier_module, "LOOK_AGAIN_SECONDS", 60)
    slow, quick = await office.group(workspace="slow"), await office.group(workspace="quick")
    await office.put(card_for(slow), *(card_for(quick, f"quick:{number}") for number in range(3)))
    office.platform.slow["slow"] = asyncio.Event()

    delivering = asyncio.create_task(office.courier.deliver_due())
    await until(lambda: office.platform.keys == ["quick:0", "quick:1", "quick:2"])

    office.platform.slow["slow"].set()
    assert await delivering == 4


async def test_a_slow_workspace_delays_neither_what_waits_nor_what_comes_due_in_another(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier_module, "LOOK_AGAIN_SECONDS", 0.01)
    monkeypatch.setattr(courier_module, "CLAIMED_AT_ONCE", 2)
    slow = [await office.group(workspace="slow", channel=f"c{number}") for number in range(3)]
    quick = await office.group(workspace="quick")
    await office.put(*(card_for(group) for group in slow), *(card_for(quick, f"quick:{number}") for number in range(2)))
    office.platform.slow["slow"] = asyncio.Event()

    delivering = asyncio.create_task(office.courier.deliver_due())
    await until(lambda: office.platform.keys == ["quick:0", "quick:1"])
    await office.put(card_for(quick, "quick:2"))
    await until(lambda: office.platform.keys == ["quick:0", "quick:1", "quick:2"])

    assert not delivering.done()
    office.platform.slow["slow"].set()
    assert await delivering == 6


async def test_a_fault_of_ours_in_one_delivery_stops_no_other(
    office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    cohort = await office.group()
    await office.put(
        card_for(cohort, "unknown member", kind="freeze", about={"cohort": cohort.id, "member": 999, "on": "x"}),
        card_for(cohort, "unknown kind", kind="poem"),
        card_for(await office.group(channel="c2"), "sound"),
    )

    await office.courier.deliver_due()

    assert office.platform.keys == ["sound"]
    assert (await office.row("unknown member")).state == "failed"
    assert "delivery unknown member failed" in caplog.text


async def test_what_is_for_another_platform_is_left_to_a_process_that_is_on_it(office: PostOffice) -> None:
    cohort = await office.group()
    await office.put(card_for(cohort, "elsewhere", platform="telegram"), card_for(cohort, "here"))

    await office.courier.deliver_due()

    assert await office.states() == {"elsewhere": "due", "here": "sent"}


async def test_a_delivery_of_an_unknown_kind_or_of_no_group_is_dropped(office: PostOffice) -> None:
    cohort = await office.group()
    await office.put(
        card_for(cohort, "no group", about={"cohort": 999, "what": "missed"}), card_for(cohort, "poem", kind="poem")
    )

    assert await office.courier.deliver_due() == 2

    assert await office.states() == {"no group": "dropped", "poem": "dropped"}


async def test_looking_for_a_message_is_given_up_some_time_after_its_deadline(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier_module, "MOST_LOOKS", 7)
    await office.put(card_for(await office.group(), "unsure"))
    office.platform.lose = {"unsure"}
    await office.courier.deliver_due()
    office.platform.search_trouble = lambda address: NotDelivered("transient", "down")

    office.clock.at += timedelta(days=3)
    while (await office.row("unsure")).state == "failed":
        await office.courier.deliver_due()
        office.clock.at += LONGEST_RETRY * 1.25

    row = await office.row("unsure")
    assert (row.state, row.attempts) == ("dropped", 7)


# Trouble that stays


async def test_a_bot_that_was_not_invited_waits_and_tells_the_organiser_once_a_day(office: PostOffice) -> None:
    cohort = await office.group()
    await office.put(card_for(cohort, "card"))
    office.platform.refuse("not_in_channel")

    for _ in range(4):
        await office.courier.deliver_due()
        office.clock.at += WAIT_FOR_INVITATION
    assert len(office.platform.of_kind("notice")) == 1
    assert "Invite me there" in office.platform.seen[0].text
    assert office.platform.seen[0].address.user_ids == ("ana",)
    assert len([key for _, key in office.platform.tries if key == "card"]) == 4

    office.clock.at += timedelta(days=1)
    await office.courier.deliver_due()
    assert len(office.platform.of_kind("notice")) == 2

    office.platform.accept()
    office.clock.at += WAIT_FOR_INVITATION
    await office.courier.deliver_due()
    assert office.platform.keys[-1] == "card"


async def test_a_bot_that_is_never_invited_gives_up_at_the_deadline(office: PostOffice) -> None:
    cohort = await office.group()
    await office.put(card_for(cohort, "card", deadline_at=NINE_IN_BERLIN + timedelta(hours=1)))
    office.platform.refuse("not_in_channel")
    office.platform.search_trouble = lambda address: NotDelivered("not_in_channel", "not_in_channel")

    for _ in range(20):
        await office.courier.deliver_due()
        office.clock.at += WAIT_FOR_INVITATION

    assert (await office.row("card")).state == "dropped"
    assert len(office.platform.of_kind("notice")) == 1


async def test_a_channel_that_is_gone_pauses_the_group_and_tells_each_organiser_once(office: PostOffice) -> None:
    cohort = await office.group()
    async with office.work_room.open(office.clock.now()) as work:
        await work.cohorts.save_organisers(cohort.id, ["ana", "bo"])
    await office.put(card_for(cohort, "first"), card_for(cohort, "second"))
    office.platform.refuse("channel_gone")

    await office.courier.deliver_due()
    office.clock.at += timedelta(hours=1)
    await office.courier.deliver_due()

    notices = office.platform.of_kind("notice")
    assert sorted(message.address.user_ids for message in notices) == [("ana",), ("bo",)]
    assert "group is paused" in notices[0].text
    async with office.work_room.open(office.clock.now()) as work:
        assert (await work.cohorts.get(cohort.id)).state is CohortState.PAUSED
        assert len(await work.cohorts.pauses_of(cohort.id)) == 1
    assert (await office.row("first")).state == "dropped"


async def test_a_deleted_question_that_cannot_be_updated_pauses_nobody(office: PostOffice) -> None:
    cohort = await office.group()
    await office.beat()
    [question] = office.platform.of_kind("daily")
    async with office.work_room.open(office.clock.now()) as work:
        daily = await work.questions.under_message(cohort.id, question.id)
        assert daily is not None
        version = await work.questions.raise_tally(daily.id)
    about: dict[str, int | str] = {"cohort": cohort.id, "daily": daily.id, "version": version}
    await office.put(card_for(cohort, "tally:1:1", kind="tally", about=about))
    office.platform.refuse("message_gone")

    await office.courier.deliver_due()

    async with office.work_room.open(office.clock.now()) as work:
        assert (await work.cohorts.get(cohort.id)).is_running
    assert office.platform.of_kind("notice") == []
    assert (await office.row("tally:1:1")).state == "dropped"


async def test_a_revoked_workspace_is_left_in_silence(office: PostOffice) -> None:
    cohort, other = await office.group(), await office.group(workspace="w2")
    await office.put(card_for(cohort, "gone"), card_for(other, "here"))
    office.platform.refuse("revoked", workspace="w1", channels_only=False)

    await office.courier.deliver_due()
    office.clock.at += timedelta(hours=1)
    await office.courier.deliver_due()

    assert office.platform.keys == ["here"]
    assert await office.states() == {"gone": "dropped", "here": "sent"}
    assert len(office.platform.tries) == 2


async def test_a_person_who_takes_no_direct_messages_is_tried_once_and_nobody_is_told(office: PostOffice) -> None:
    cohort = await office.group()
    await office.put(card_for(cohort, "closed", channel_id=None, user_ids=("bo",)))
    office.platform.refuse("direct_closed", channels_only=False)

    await office.courier.deliver_due()
    office.clock.at += timedelta(hours=1)
    await office.courier.deliver_due()

    assert await office.states() == {"closed": "dropped"}
    assert len(office.platform.tries) == 1


async def test_an_organiser_who_cannot_be_told_ends_the_matter(office: PostOffice) -> None:
    cohort = await office.group()
    await office.put(card_for(cohort, "card"))
    office.platform.trouble = lambda address: NotDelivered(
        "channel_gone" if address.channel_id else "direct_closed", "refused"
    )

    await office.courier.deliver_due()
    office.clock.at += timedelta(hours=1)
    await office.courier.deliver_due()

    assert set((await office.states()).values()) == {"dropped"}
    assert len(office.platform.tries) == 2


async def fill(office: PostOffice) -> None:
    """Put four deliveries in each of three conversations of four workspaces."""
    for workspace in range(4):
        for channel in range(3):
            cohort = await office.group(workspace=f"w{workspace}", channel=f"c{channel}")
            keys = [f"{workspace}:{channel}:{number}" for number in range(4)]
            await office.put(*(card_for(cohort, key) for key in keys))


def assert_all_sent_once_in_order(office: PostOffice) -> None:
    keys = office.platform.keys
    assert sorted(keys) == [f"{w}:{c}:{n}" for w in range(4) for c in range(3) for n in range(4)]
    for lane in {key[:3] for key in keys}:
        assert [key[4] for key in keys if key[:3] == lane] == ["0", "1", "2", "3"]


async def claim_and_die(office: PostOffice) -> None:
    async with office.work_room.open(office.clock.now()) as work:
        assert await work.deliveries.claim(
            "a process that died", now=office.clock.now(), lease=LEASE, limit=9, platforms=["test"]
        )


async def until(holds: Callable[[], bool]) -> None:
    """Let others go on until something holds."""
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - what is waited for knows nothing of us
            await asyncio.sleep(0.001)


def any_card() -> Card:
    return Card("A card")
