"""Cards and forms as Block Kit, compared with files; after a change that is meant, delete the file and run it again."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.rendering import message
from adapters.slack.text import as_typed
from adapters.slack.views import card_view, form_view, home_view, read_opened
from bot.chat import limits
from bot.chat.cards import Card, Mention, Paragraph
from bot.chat.forms import ChannelField, Choice, ChoiceField, DateField, Form, PeopleField, Step, TextField, TimeField
from bot.chat.requests import Place
from tests.platform_contract import card_of_every_kind
from tests.stands.slack_rules import faults_in_message, faults_in_view, specs_folder

PAYLOADS = Path(__file__).parent / "payloads"
PLACE = Place(channel_id="C0PRACTICE", channel_name="practice", kind="thread", thread_id="1700000000.000100")
CARD = card_of_every_kind("U0ANA")


def form_of_every_field(**values: Any) -> Form:
    days = tuple(Choice(str(day), f"Day {day}") for day in range(7))
    return Form(
        id="setup",
        context="7",
        title="Every kind of field",
        submit_label="Set up",
        steps=(
            Step(
                intro="All of it can be changed later.",
                fields=(
                    ChannelField("channel", "Channel", value=values.get("channel", "C0PRACTICE")),
                    TextField("zone", "Time zone", "Such as Europe/Lisbon", values.get("zone", "Europe/Lisbon")),
                    TextField("story", "Story", value="", long=True, required=False, max_length=500),
                    TimeField("time", "Time", value=values.get("time", "09:00")),
                    DateField("date", "Date", value=values.get("date", "2026-11-23"), required=False),
                ),
            ),
            Step(
                fields=(
                    ChoiceField("days", "Days", days, value=values.get("days", ("0", "4")), several=True),
                    ChoiceField("many", "Many", tuple(Choice(str(n), f"{n}") for n in range(20)), several=True),
                    ChoiceField("one", "One", days, value=values.get("one", ("3",))),
                    PeopleField("people", "People", "Nobody is told", values.get("people", ("U0BO",))),
                )
            ),
        ),
    )


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("card", {"text": message(CARD).text, "blocks": message(CARD).blocks}),
        ("form", form_view(form_of_every_field(), PLACE)),
        ("result", card_view(CARD, PLACE, title="Every kind")),
        ("home", home_view(CARD, CARD)),
    ],
)
def test_a_payload_is_as_it_was(name: str, payload: dict[str, Any]) -> None:
    written = PAYLOADS / f"{name}.json"
    if not written.exists():
        written.parent.mkdir(exist_ok=True)
        written.write_text(json.dumps(payload, indent=1, ensure_ascii=False) + "\n")

    assert payload == json.loads(written.read_text())


def test_every_payload_is_what_slack_takes() -> None:
    if specs_folder() is None:
        pytest.skip("Slack's schemas are not here; set LOOPMATES_SPECS to their folder")

    assert faults_in_message({"text": message(CARD).text, "blocks": message(CARD).blocks}) == []
    for view in (form_view(form_of_every_field(), PLACE), card_view(CARD, PLACE), home_view(CARD, CARD)):
        assert faults_in_view(view) == []


def test_a_draft_that_fits_no_field_is_left_out() -> None:
    odd = {"channel": "practice", "time": "nine", "date": "tomorrow", "days": ("9",), "one": ("x",), "people": ("bo",)}

    view = form_view(form_of_every_field(**odd), PLACE)

    assert faults_in_view(view) == []
    initial = [key for block in view["blocks"] if "element" in block for key in block["element"] if "initial" in key]
    assert initial == ["initial_value"]


def test_the_longest_texts_fit() -> None:
    long = Card("t" * limits.TITLE, (Paragraph("x" * limits.PARAGRAPH),))

    assert faults_in_view(card_view(long, PLACE, title="t" * 80)) == []


def test_a_form_finds_its_place_again() -> None:
    view = form_view(form_of_every_field(), PLACE)

    opened = read_opened(view["private_metadata"])

    assert (opened.place, opened.context, opened.channel_fields) == (PLACE, "7", ("channel",))


def test_a_mention_of_nobody_on_slack_is_a_name() -> None:
    shown = message(Card("A card", (Paragraph((Mention("nobody", "<!channel>"),)),)))

    assert "<!channel>" not in shown.text
    assert shown.blocks[1]["elements"][0]["elements"][0]["type"] == "text"


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("ask <@U0BO|bo> in <#C1|practice>", "ask @bo in #practice"),
        ("<!here> <!subteam^S1|@team> <!date^1^{date}|then>", "@here @team then"),
        ("<https://example.com|a page> <mailto:a@b.c|a@b.c> <https://example.com>", "a page a@b.c https://example.com"),
        ("a < b and <", "a < b and <"),
    ],
)
def test_what_slack_sends_is_read_as_it_was_typed(sent: str, typed: str) -> None:
    assert as_typed(sent) == typed


def test_a_person_in_a_command_is_given_by_id() -> None:
    assert as_typed("<@U0BO|bo>", people_as_ids=True) == "U0BO"
