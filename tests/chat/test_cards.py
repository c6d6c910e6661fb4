"""What a card says without pictures and formatting, and that it survives being stored."""

from datetime import UTC, date, datetime

import msgspec

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
    buttons_of,
    plain,
    texts_of,
)
from bot.chat.forms import ChoiceField, DateField, Form, Step, TextField, fields_of
from bot.chat.platform import NotDelivered
from bot.chat.replies import SILENCE, Reply

MOMENT = Moment(datetime(2026, 11, 23, 8, tzinfo=UTC), "Mon 23 Nov, 09:00 (Europe/Berlin)")
CARD = Card(
    "Day 1",
    (
        Paragraph(("Hello ", Mention("U1", "Ana"), ", type ", Code("/practice today"), Bold(" now"))),
        Facts((Fact("Until", (MOMENT,)), Fact("Theme", "Evals"))),
        Buttons((Button("answer", "Answer", "7"),)),
        Quote("*as typed* <@U1>"),
        Bullets(("one", ("two ", Bold("three")))),
        Calendar("One day practised.", (Day(date(2026, 11, 23), "practised", is_today=True),)),
        Bars("Task took 8 s of 10 to 15 s.", (Bar("Task", 8.0, (10.0, 15.0)),)),
        Timer("Running since 09:00.", MOMENT.at, 150, (90, 150, 180)),
        File("mock.ics", "text/calendar", b"BEGIN:VCALENDAR\r\n", "The mock for your calendar"),
        Note("A note"),
        Buttons((Button("help", "Help"), Button("plan", "Week 2", "2"))),
    ),
)


def test_a_card_says_everything_in_order_without_pictures_and_buttons() -> None:
    assert texts_of(CARD) == [
        "Day 1",
        "Hello @Ana, type /practice today now",
        "Until: Mon 23 Nov, 09:00 (Europe/Berlin)",
        "Theme: Evals",
        "*as typed* <@U1>",
        "one",
        "two three",
        "One day practised.",
        "Task took 8 s of 10 to 15 s.",
        "Running since 09:00.",
        "The mock for your calendar",
        "A note",
    ]


def test_buttons_of_all_rows_are_listed_in_order() -> None:
    assert [(button.action, button.value) for button in buttons_of(CARD)] == [
        ("answer", "7"),
        ("help", ""),
        ("plan", "2"),
    ]


def test_plain_text_stays_as_it_is() -> None:
    assert plain("*not bold* <b>") == "*not bold* <b>"
    assert plain(()) == ""


def test_a_reply_is_the_same_after_it_was_stored() -> None:
    form = Form("f", "Title", (Step((TextField(name="a", label="A"), DateField("b", "B"))),), context="7")
    for reply in (Reply(card=CARD), Reply(form=form), Reply(field_errors={"a": "Too short."}), SILENCE):
        assert msgspec.json.decode(msgspec.json.encode(reply), type=Reply) == reply


def test_only_an_empty_reply_is_silent() -> None:
    assert SILENCE.is_silent
    assert not any(reply.is_silent for reply in (Reply(card=CARD), Reply(field_errors={"a": "Too short."})))


def test_fields_of_all_steps_are_listed_in_order() -> None:
    a, b = TextField(name="a", label="A"), ChoiceField("b", "B", ())

    assert fields_of(Form("f", "Title", (Step((a,)), Step((b,))))) == [a, b]


def test_only_trouble_that_passes_is_tried_again() -> None:
    kinds = ("transient", "rate_limited", "channel_gone", "not_in_channel", "direct_closed", "revoked")

    assert [kind for kind in kinds if NotDelivered(kind, "why").is_transient] == ["transient", "rate_limited"]
