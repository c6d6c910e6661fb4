"""Cards as layout components: nothing typed is markup, every word is there, and Discord's limits hold."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord import rendering
from adapters.discord.rendering import (
    LONGEST_TEXT,
    MOST_COMPONENTS,
    WHOLE_TEXT,
    Attachment,
    Row,
    Words,
    button_id,
    message,
    pieces_of,
    read_button_id,
)
from adapters.discord.text import as_typed, escape, is_snowflake, markdown
from bot.chat import limits
from bot.chat.cards import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Calendar,
    Card,
    Code,
    Day,
    File,
    Mention,
    Moment,
    Note,
    Paragraph,
    Quote,
    Timer,
    texts_of,
)
from tests.stands.discord.reading import pinged_by, shown
from tests.stands.discord.rules import components_in, faults_in_message

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
GUILD = "157363198077435904"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=200))
def test_whatever_is_typed_is_read_as_typed(text: str) -> None:
    assert shown(escape(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "# big\n-# small\n> quoted\n- item\n1. first",
        "<@1> <@&2> <#3> <t:1:R> </practice today:4> <a:wave:5> <id:guide>",
        "[masked](https://example.com) https://example.com/a_b_c",
        "```py\ncode```",
        "||spoiler|| ~~gone~~ __under__ _it_ **bold**",
        "\\*already\\*",
        "@everyone @here",
    ],
)
def test_markup_of_every_kind_is_read_as_typed_and_calls_nobody(text: str) -> None:
    escaped = escape(text)

    assert shown(escaped) == text
    assert pinged_by(escaped, {"parse": ["users", "roles"]}) == set()


def test_emphasis_people_and_instants_are_written_in_markdown() -> None:
    text = (Bold("*now*"), " ", Code("/practice `x`"), " ", Mention("1234", "Ana"), Mention("U0ANA", "B_o"), " ")

    assert markdown(text) == "**\\*now\\*** `` /practice `x` `` <@1234>@B\\_o "
    assert markdown((Moment(AT, "Monday", "date"), Moment(AT, "9", "time"), Moment(AT, "both"))) == (
        "<t:1795424400:D><t:1795424400:t><t:1795424400:f>"
    )


def test_a_timer_is_counted_on_screen() -> None:
    [_, timer] = pieces_of(Card("Timer", (Timer("Running since 09:00.", AT, 150, (90,)),)))

    assert timer == Words("Running since 09:00.\nStarted <t:1795424400:R> · aim for <t:1795424550:R>")


def test_what_is_sent_back_is_read_as_it_was_typed() -> None:
    typed = as_typed("<@12> in <#34>, </practice today:5> <:wave:6> <@&7> <b>", {"12": "Ana"})

    assert typed == "@Ana in #34, /practice today :wave: #7 <b>"


async def test_only_people_addressed_are_notified() -> None:
    drawn = message(Card("A <@5> pair", (Paragraph(("With ", Mention("1234", "Ana"), " <@99> @everyone")),)))

    assert drawn.mentions.to_dict() == {"parse": [], "users": [1234], "replied_user": False} or (
        drawn.mentions.to_dict()["users"] == [1234] and drawn.mentions.to_dict()["parse"] == []
    )


async def test_a_tone_is_a_colour_and_the_words_say_the_same_without_it() -> None:
    [plain] = message(Card("Done", (Paragraph("All is kept."),))).view.to_components()
    [refused] = message(Card("Done", (Paragraph("All is kept."),), tone="refused")).view.to_components()

    assert plain["components"] == refused["components"]
    assert plain["accent_color"] != refused["accent_color"]


async def test_buttons_stand_between_the_boxes_in_rows_of_five() -> None:
    row = Buttons(tuple(Button("act", f"{n}", str(n)) for n in range(7)))
    drawn = message(Card("A", (Paragraph("above"), row, Paragraph("below"))), footprint=77).view.to_components()

    assert [part["type"] for part in drawn] == [17, 1, 1, 17]
    assert [len(part["components"]) for part in drawn[1:3]] == [5, 2]
    assert [part.get("id") for part in drawn] == [77, None, None, None]


async def test_pictures_are_described_and_without_pillow_squares_stand_for_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    days = tuple(Day(date(2026, 11, 23 + n), "practised") for n in range(3))
    card = Card("Weeks", (Calendar("Three days practised.", days),))

    drawn = message(card)
    monkeypatch.setattr(rendering, "calendar_png", lambda _: None)
    squares = "\n".join(piece.text for piece in pieces_of(card) if isinstance(piece, Words))

    assert [file.description for file in drawn.files] == ["Three days practised."]
    assert drawn.files[0].fp.read(4) == b"\x89PNG"
    assert "🟩🟩🟩" in squares
    assert "Three days practised." in squares


async def test_a_file_stands_in_its_place_under_a_name_that_discord_keeps() -> None:
    drawn = message(Card("A", (File("mock – 1.ics", "text/calendar", b"BEGIN", "For your calendar"),)))

    [box] = drawn.view.to_components()
    assert box["components"][-1]["file"]["url"] == f"attachment://{drawn.files[0].filename}"
    assert drawn.files[0].filename == "mock___1.ics"


@pytest.mark.parametrize("sign", ["x", "*", "word "])
async def test_what_is_too_long_for_a_message_follows_whole_in_a_file(sign: str) -> None:
    card = Card("Long", tuple(Paragraph((sign * 1450)[:1450]) for _ in range(4)))

    drawn = message(card)

    assert drawn.view.content_length() <= LONGEST_TEXT
    [whole] = [file.fp.read().decode() for file in drawn.files if file.filename == WHOLE_TEXT]
    assert all(text in whole for text in texts_of(card))


async def test_the_fullest_card_keeps_to_discords_count_of_parts() -> None:
    elements = [Note(f"note {n}") for n in range(20)]
    rows = [Buttons(tuple(Button("act", "b", f"{r}-{n}") for n in range(5))) for r in range(4)]
    drawn = message(Card("Full", (*elements, *rows))).view.to_components()

    assert len(list(components_in(drawn))) <= MOST_COMPONENTS
    assert [str(fault) for fault in faults_in_message({"components": drawn, "flags": 1 << 15})] == []


def test_lines_of_a_quote_and_of_a_list_item_stay_together() -> None:
    card = Card("A\n  title", (Quote("one\n\ntwo"), Bullets(("first\nline", "second"))))

    assert pieces_of(card) == [Words("### A   title"), Words("> one\n> \n> two"), Words("- first\n  line\n- second")]


def test_a_button_names_its_server_only_in_a_direct_message() -> None:
    button = Button("answer", "Answer", "7@8")

    assert button_id(button) == "answer:7@8"
    assert read_button_id("answer:7@8", is_direct=False) == ("answer", "7@8", "")
    assert read_button_id(button_id(button, GUILD), is_direct=True) == ("answer", "7@8", GUILD)
    assert read_button_id("help:", is_direct=True) == ("help", "", "")
    assert read_button_id("", is_direct=True) == ("", "", "")


def test_an_id_that_would_be_too_long_stays_what_it_is() -> None:
    longest = Button("act", "A", "v" * (limits.BUTTON_ID - 4))

    assert len(button_id(longest, GUILD)) == limits.BUTTON_ID


@pytest.mark.parametrize(
    ("text", "is_one"), [("1", True), ("0", False), ("²", False), ("-1", False), ("9" * 20, False)]
)
def test_ids_are_numbers_that_a_database_holds(text: str, is_one: bool) -> None:
    assert is_snowflake(text) is is_one


def test_pieces_are_what_the_card_says() -> None:
    card = Card("T", (Buttons((Button("a", "A"),)), File("a.ics", "text/calendar", b"x", "alt")))

    assert pieces_of(card) == [
        Words("### T"),
        Row((Button("a", "A"),)),
        Words("alt"),
        Attachment("a.ics", b"x", "alt"),
    ]
