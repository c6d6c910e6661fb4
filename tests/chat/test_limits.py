"""What a card or form may hold: the smaller of the platforms' limits, found when it is made and not when it is sent."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import limits
from bot.chat.cards import (
    Bar,
    Bars,
    Bullets,
    Button,
    Buttons,
    Calendar,
    Card,
    Day,
    Fact,
    Facts,
    File,
    Note,
    Paragraph,
    Quote,
    Timer,
)
from bot.chat.forms import (
    ChannelField,
    Choice,
    ChoiceField,
    DateField,
    Form,
    PeopleField,
    Step,
    TextField,
    TimeField,
)
from bot.chat.limits import OverLimit, shorten

TEXT_FIELD = TextField(name="a", label="A")
DAY = Day(date(2026, 11, 23), "ahead")
BAR = Bar("Task", 12.5, (10, 15))
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

TEXTS: list[tuple[str, Callable[[str], Any], int]] = [
    ("a card's title", lambda text: Card(text), limits.TITLE),
    ("a paragraph", Paragraph, limits.PARAGRAPH),
    ("a note", Note, limits.PARAGRAPH),
    ("a quote", Quote, limits.QUOTE),
    ("a fact's label", lambda text: Fact(text, "value"), limits.FACT_LABEL),
    ("a fact's value", lambda text: Fact("label", text), limits.FACT_VALUE),
    ("bullets", lambda text: Bullets((text,)), limits.PARAGRAPH),
    ("a calendar's text", lambda text: Calendar(text, (DAY,)), limits.PARAGRAPH),
    ("a bar's label", lambda text: Bar(text, 12.5, (10, 15)), limits.BAR_LABEL),
    ("a bars picture's text", lambda text: Bars(text, (BAR,)), limits.PARAGRAPH),
    ("a timer's text", lambda text: Timer(text, NOON, 150), limits.PARAGRAPH),
    ("a file's name", lambda text: File(text, "text/plain", b"x", "A file"), limits.FILE_NAME),
    ("a file's text", lambda text: File("a.txt", "text/plain", b"x", text), limits.PARAGRAPH),
    ("a button's label", lambda text: Button("act", text), limits.BUTTON_LABEL),
    ("a choice", lambda text: Choice("a", text), limits.CHOICE_LABEL),
    ("a text field's label", lambda text: TextField(name="a", label=text), limits.FIELD_LABEL),
    ("a choice field's label", lambda text: ChoiceField("a", text, (Choice("a", "A"),)), limits.FIELD_LABEL),
    ("a date field's label", lambda text: DateField("a", text), limits.FIELD_LABEL),
    ("a time field's label", lambda text: TimeField("a", text), limits.FIELD_LABEL),
    ("a channel field's label", lambda text: ChannelField("a", text), limits.FIELD_LABEL),
    ("a people field's label", lambda text: PeopleField("a", text), limits.FIELD_LABEL),
    ("a form's title", lambda text: Form("f", text, (Step((TEXT_FIELD,)),)), limits.FORM_TITLE),
    (
        "a form's button",
        lambda text: Form("f", "Title", (Step((TEXT_FIELD,)),), submit_label=text),
        limits.FORM_TITLE,
    ),
]

COUNTS: list[tuple[str, Callable[[int], Any], int]] = [
    ("a button's id", lambda n: Button("act", "A", "v" * (n - len("act:"))), limits.BUTTON_ID),
    ("buttons in a row", lambda n: Buttons(tuple(Button("act", "A", str(i)) for i in range(n))), limits.BUTTONS),
    ("facts", lambda n: Facts((Fact("label", "value"),) * n), limits.FACTS),
    ("bullets", lambda n: Bullets(("item",) * n), limits.BULLETS),
    ("bullets together", lambda n: Bullets(("x" * (n - 101), "y" * 100)), limits.PARAGRAPH),
    ("a calendar's days", lambda n: Calendar("Six weeks.", (DAY,) * n), limits.CALENDAR_WEEKS * 7),
    ("bars", lambda n: Bars("Beats.", (BAR,) * n), limits.BARS),
    ("a file's bytes", lambda n: File("a.txt", "text/plain", b"x" * n, "A file"), limits.FILE_BYTES),
    ("a card's elements", lambda n: Card("Title", (Note("n"),) * n), limits.CARD_ELEMENTS),
    (
        "a card's whole text",
        lambda n: Card("T", (*(Quote("q" * 1000),) * 5, Quote("q" * (n - 5001)))),
        limits.CARD_TEXT,
    ),
    ("a hint", lambda n: TextField(name="a", label="A", hint="h" * n), limits.FIELD_HINT),
    ("a date field's hint", lambda n: DateField("a", "A", hint="h" * n), limits.FIELD_HINT),
    ("a time field's hint", lambda n: TimeField("a", "A", hint="h" * n), limits.FIELD_HINT),
    ("a channel field's hint", lambda n: ChannelField("a", "A", hint="h" * n), limits.FIELD_HINT),
    ("a people field's hint", lambda n: PeopleField("a", "A", hint="h" * n), limits.FIELD_HINT),
    ("a field's longest text", lambda n: TextField(name="a", label="A", max_length=n), limits.FIELD_TEXT),
    ("a field's text", lambda n: TextField(name="a", label="A", value="v" * n), limits.FIELD_TEXT),
    (
        "choices",
        lambda n: ChoiceField("a", "A", tuple(Choice(str(i), "label") for i in range(n))),
        limits.CHOICES,
    ),
    (
        "fields of a step",
        lambda n: Step(tuple(TextField(name=str(i), label="A") for i in range(n))),
        limits.STEP_FIELDS,
    ),
    (
        "steps of a form",
        lambda n: Form("f", "Title", tuple(Step((TextField(name=str(i), label="A"),)) for i in range(n))),
        limits.FORM_STEPS,
    ),
    (
        "a form's id",
        lambda n: Form("f", "Title", (Step((TEXT_FIELD,)),), context="c" * (n - len("f:"))),
        limits.FORM_ID,
    ),
    (
        "a step's intro",
        lambda n: Form("f", "Title", (Step((TEXT_FIELD,), intro="i" * n),)),
        limits.PARAGRAPH,
    ),
]


@pytest.mark.parametrize(("make", "limit"), [case[1:] for case in TEXTS], ids=[case[0] for case in TEXTS])
def test_a_text_may_be_as_long_as_its_limit_and_no_longer(make: Callable[[str], Any], limit: int) -> None:
    make("x")
    make("x" * limit)

    with pytest.raises(OverLimit, match=f"{limit + 1} characters, a platform takes {limit}"):
        make("x" * (limit + 1))


@pytest.mark.parametrize(("make", "limit"), [case[1:] for case in TEXTS], ids=[case[0] for case in TEXTS])
@pytest.mark.parametrize("empty", ["", "  \n"])
def test_a_text_that_platforms_refuse_when_empty_is_refused(make: Callable[[str], Any], limit: int, empty: str) -> None:
    with pytest.raises(OverLimit, match="is empty"):
        make(empty)


@pytest.mark.parametrize(("make", "limit"), [case[1:] for case in COUNTS], ids=[case[0] for case in COUNTS])
def test_there_may_be_as_many_as_the_limit_and_no_more(make: Callable[[int], Any], limit: int) -> None:
    make(limit)

    with pytest.raises(OverLimit):
        make(limit + 1)


def test_every_limit_is_held_by_a_test() -> None:
    named = {name for name in vars(limits) if name.isupper()}
    held = {limit for *_, limit in (*TEXTS, *COUNTS)} | {limits.THREAD_REPLY_KEPT}

    assert {name for name in named if getattr(limits, name) not in held} == {"CALENDAR_WEEKS"}


def test_two_buttons_of_a_card_may_not_send_the_same() -> None:
    row = Buttons((Button("plan", "One", "1"),))

    Card("Title", (row, Buttons((Button("plan", "Two", "2"), Button("today", "One", "1")))))
    with pytest.raises(OverLimit, match="two buttons with the same id"):
        Card("Title", (row, row))


def test_two_fields_of_a_form_may_not_have_the_same_name() -> None:
    with pytest.raises(OverLimit, match="two fields of the same name"):
        Form("f", "Title", (Step((TEXT_FIELD,)), Step((TEXT_FIELD,))))


@given(text=st.text(max_size=300), limit=st.integers(1, 200))
def test_a_shortened_text_fits_and_says_that_it_was_cut(text: str, limit: int) -> None:
    short = shorten(text, limit)

    assert len(short) <= limit
    if len(text) <= limit:
        assert short == text
    else:
        assert short.endswith("…")
        assert text.startswith(short[:-1])


@given(words=st.lists(st.text("abc", min_size=1, max_size=8), min_size=30, max_size=60), limit=st.integers(20, 90))
def test_a_text_of_words_is_cut_between_two_of_them(words: list[str], limit: int) -> None:
    text = " ".join(words)

    short = shorten(text, limit)

    if len(text) > limit:
        assert short.removesuffix("…").split() == words[: len(short.split())]
