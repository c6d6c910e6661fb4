"""What every chat platform owes the courier.

A platform's tests subclass `PlatformContract` and give a `stage` fixture: the platform under test, places on it, and a
way to look at what people see there.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest

from bot.chat import limits
from bot.chat.cards import (
    Bar,
    Bars,
    Bold,
    Bullets,
    Button,
    Buttons,
    Calendar,
    Card,
    Code,
    Day,
    Fact,
    Facts,
    File,
    Mention,
    Moment,
    Note,
    Paragraph,
    Quote,
    Timer,
    texts_of,
)
from bot.chat.platform import Address, ChatPlatform, NotDelivered

HOSTILE_TEXTS = (
    "<script>alert(1)</script>",
    "<!channel> <!here> <@U1> <#C1>",
    "@everyone @here <@&1>",
    "*bold* _italic_ ~gone~ `code` [link](https://example.com) https://example.com",
    "\u202eright to left\u202c and back",
    "a\u200bb\tc\x07d",
    "👩‍👩‍👧‍👧 🇵🇹 é",
    "&lt;already escaped&gt; & so on",
)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A message as people see it: every word, the buttons with what they send, and who is notified by it."""

    id: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    notifies: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A platform and its places. `look` lists what is seen at an address, oldest first."""

    platform: ChatPlatform
    channel: Address
    other_channel: Address
    direct: Address
    small_group: Address
    missing_channel: Address
    missing_person: Address
    person_id: str
    look: Callable[[Address], Awaitable[list[Seen]]]


class PlatformContract:
    """The tests that every platform passes."""

    def test_name_is_short_enough_to_be_stored(self, stage: Stage) -> None:
        assert 0 < len(stage.platform.name) <= 20

    async def test_every_word_of_a_card_is_seen(self, stage: Stage) -> None:
        card = card_of_every_kind(stage.person_id)

        await stage.platform.post(stage.channel, card, key="daily:1:2026-11-23")

        [seen] = await stage.look(stage.channel)
        for text in texts_of(card):
            assert text in seen.text

    async def test_buttons_send_back_what_they_were_given(self, stage: Stage) -> None:
        await stage.platform.post(stage.channel, card_of_every_kind(stage.person_id), key="daily:1:2026-11-23")

        [seen] = await stage.look(stage.channel)
        assert seen.buttons == (("answer", "6"), ("answer", "7:a b"), ("help", ""))

    @pytest.mark.parametrize("text", HOSTILE_TEXTS)
    async def test_typed_text_is_shown_as_typed_and_notifies_nobody(self, stage: Stage, text: str) -> None:
        card = Card(text, (Paragraph(text), Quote(text), Facts((Fact("Typed", text),)), Bullets((text,))))

        await stage.platform.post(stage.channel, card, key="daily:1:2026-11-23")

        [seen] = await stage.look(stage.channel)
        assert seen.text.count(text) == 5
        assert seen.notifies == frozenset()

    async def test_a_mention_notifies_that_person_alone(self, stage: Stage) -> None:
        card = Card("A pair", (Paragraph(("With ", Mention(stage.person_id, "Ana"), ".")),))

        await stage.platform.post(stage.channel, card, key="pair:1:1")

        [seen] = await stage.look(stage.channel)
        assert "With @Ana." in seen.text
        assert seen.notifies == {stage.person_id}

    async def test_the_longest_card_is_taken(self, stage: Stage) -> None:
        paragraphs = tuple(Paragraph("x" * 1450) for _ in range(4))
        buttons = Buttons(tuple(Button("act", "b" * limits.BUTTON_LABEL, f"{n:0>96}") for n in range(limits.BUTTONS)))

        await stage.platform.post(stage.channel, Card("t" * limits.TITLE, (*paragraphs, buttons)), key="k" * 120)

        [seen] = await stage.look(stage.channel)
        assert len(seen.buttons) == limits.BUTTONS

    async def test_messages_stand_in_the_order_they_were_posted(self, stage: Stage) -> None:
        ids = [await stage.platform.post(stage.channel, Card(f"Card {n}"), key=f"daily:1:{n}") for n in range(3)]

        assert [seen.id for seen in await stage.look(stage.channel)] == ids

    async def test_an_update_takes_the_place_of_the_card(self, stage: Stage) -> None:
        message_id = await stage.platform.post(stage.channel, Card("Nobody yet"), key="daily:1:1")
        await stage.platform.post(stage.channel, Card("Another"), key="daily:1:2")

        await stage.platform.update(stage.channel, message_id, Card("Three have answered"))

        first, second = await stage.look(stage.channel)
        assert first.id == message_id
        assert "Three have answered" in first.text
        assert "Nobody yet" not in first.text
        assert "Another" in second.text

    async def test_an_update_of_a_message_that_is_not_there_is_refused(self, stage: Stage) -> None:
        message_id = await stage.platform.post(stage.channel, Card("A card"), key="daily:1:1")
        wrong_id = message_id[:-1] + ("8" if message_id[-1] == "9" else "9")

        with pytest.raises(NotDelivered) as refusal:
            await stage.platform.update(stage.channel, wrong_id, Card("Another"))

        assert not refusal.value.is_transient

    async def test_a_posted_key_is_found_and_another_is_not(self, stage: Stage) -> None:
        message_id = await stage.platform.post(stage.channel, Card("A card"), key="daily:1:1")

        assert await stage.platform.find_posted(stage.channel, key="daily:1:1") == message_id
        assert await stage.platform.find_posted(stage.channel, key="daily:1:11") is None
        assert await stage.platform.find_posted(stage.other_channel, key="daily:1:1") is None

    async def test_a_key_is_still_found_after_an_update(self, stage: Stage) -> None:
        message_id = await stage.platform.post(stage.channel, Card("A card"), key="daily:1:1")

        await stage.platform.update(stage.channel, message_id, Card("Another"))

        assert await stage.platform.find_posted(stage.channel, key="daily:1:1") == message_id

    async def test_a_direct_message_is_seen_there_and_found_again(self, stage: Stage) -> None:
        message_id = await stage.platform.post(stage.direct, Card("For you"), key="remind:1:1")

        assert [seen.id for seen in await stage.look(stage.direct)] == [message_id]
        assert await stage.look(stage.channel) == []
        assert await stage.platform.find_posted(stage.direct, key="remind:1:1") == message_id

    async def test_a_small_group_has_one_room_whatever_the_order_of_its_people(self, stage: Stage) -> None:
        turned = replace(stage.small_group, user_ids=tuple(reversed(stage.small_group.user_ids)))

        await stage.platform.post(stage.small_group, Card("Your mock"), key="pair:1:1")
        await stage.platform.post(turned, Card("Swap roles"), key="pair:1:2")

        assert len(await stage.look(stage.small_group)) == 2
        assert await stage.look(stage.direct) == []

    async def test_a_channel_that_is_gone_is_said_so(self, stage: Stage) -> None:
        with pytest.raises(NotDelivered) as refusal:
            await stage.platform.post(stage.missing_channel, Card("A card"), key="daily:1:1")

        assert refusal.value.kind in ("channel_gone", "not_in_channel")

    async def test_a_person_who_cannot_be_reached_is_said_so(self, stage: Stage) -> None:
        with pytest.raises(NotDelivered) as refusal:
            await stage.platform.post(stage.missing_person, Card("A card"), key="remind:1:1")

        assert refusal.value.kind == "direct_closed"


def card_of_every_kind(person_id: str) -> Card:
    """Make a card that holds every kind of element and of inline text."""
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    return Card(
        "Day 6",
        (
            Paragraph(("Hello ", Mention(person_id, "Ana"), ", ", Bold("now"), " type ", Code("/practice today"))),
            Facts((Fact("Theme", "Evaluation"), Fact("Until", (Moment(at, "Monday 09:00"),)))),
            Bullets(("One thing", ("and ", Bold("another")))),
            Quote("I said so.\nTwice."),
            Calendar("One day practised, today open.", (Day(date(2026, 11, 20), "practised"),)),
            Bars("Task took 8 s of 10 to 15 s.", (Bar("Task", 8.0, (10.0, 15.0)),)),
            Timer("Running since 09:00.", at, 150, (90, 150, 180)),
            File("mock.ics", "text/calendar", b"BEGIN:VCALENDAR\r\n", "The mock for your calendar"),
            Note("From week 2."),
            Buttons((Button("answer", "Answer", "6", "primary"), Button("answer", "Catch up", "7:a b"))),
            Buttons((Button("help", "Help", style="danger"),)),
        ),
        tone="careful",
    )
