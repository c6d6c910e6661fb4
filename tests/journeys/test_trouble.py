"""What people get wrong, and what they read then."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.cards import Card, texts_of
from bot.chat.platform import NotDelivered
from bot.chat.requests import ButtonPress, FormSubmission, Place
from bot.engine import BUTTONS, FORMS
from bot.store.database import Database
from tests.conversation import LONG_REPLY, Group, a_running_group, typed_value

HOSTILE = [
    "<!channel> <!here> @everyone <@U123>",
    "<script>alert(1)</script>",
    "👩🏽‍💻🎉" * 40,
    "שלום עולם ‮abc",
    "a\x00b\x07c\x1b[31m",
    "half a character: \ud83d",
    "*bold* _it_ `code` ~~~ > quote [x](http://x)",
    "word " * 500,
]


async def test_an_unknown_command_names_the_nearest_one(database: Database) -> None:
    ana = Group(database).person("Ana")

    assert (await ana.types("/practice tody")).says("no command /practice tody", "Did you mean /practice today?")
    assert (await ana.types("/practice")).says("What I can do")
    assert (await ana.types("/practice TODAY")).says("No group practises in this channel yet", "/practice setup")
    assert (await ana.types("/practice help anser")).says("Did you mean /practice answer?")
    assert (await ana.types("/practice help answer")).says("/practice answer [day]")


async def test_whoever_is_no_organiser_is_told_who_is(database: Database) -> None:
    group = await a_running_group(database)
    bo, admin = group.person("Bo"), group.person("Root", is_admin=True)

    for command in ("pause", "stop", "settings", "start"):
        assert (await bo.types(f"/practice {command}")).says("Only the group's organisers", "Ask Ana.")

    assert (await admin.types("/practice pause")).says("The group is paused")
    assert (await bo.types("/practice resume")).says("Ask Ana.")


async def test_a_second_setup_in_a_channel_is_refused(database: Database) -> None:
    group = await a_running_group(database)

    assert (await group.person("Bo").types("/practice setup")).says("practises in this channel already", "settings")


async def test_wrong_fields_are_named_and_what_was_typed_is_kept(database: Database) -> None:
    group = Group(database)
    ana = group.person("Ana")
    form = (await ana.presses("Choose times and days", await ana.types("/practice setup"))).form

    wrong = await ana.fills(
        form, time_zone="Europe/Berln", post_time="25:00", first_day="soon", practice_weekdays=[], channel=""
    )

    errors = wrong.reply.field_errors
    assert "Europe/Berlin" in errors["time_zone"]
    assert "09:00" in errors["post_time"]
    assert "2026-11-23" in errors["first_day"]
    assert "channel" in errors
    reopened = await ana.presses("Choose times and days", await ana.types("/practice setup"))
    assert typed_value(reopened.form, "time_zone") == "Europe/Berln", "the draft is there again"
    assert "time_zone" in (await ana.fills(form, time_zone="x" * 100_000)).reply.field_errors
    assert (await ana.presses("Choose times and days", await ana.types("/practice setup"))).form
    contradiction = await ana.fills(form, practice_weekdays=["0"], mock_weekdays=["5"])
    assert list(contradiction.reply.field_errors) == ["mock_weekdays"]


async def test_too_short_an_answer_is_handed_back_and_kept(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await group.until("2026-11-23 12:00")
    form = (await ana.types("/practice answer")).form

    short = await ana.fills(form, situation="We had an incident.")

    assert short.reply.field_errors == {"task": "An answer counts from 30 words; this one has 4."}
    again = (await ana.types("/practice answer")).form
    assert typed_value(again, "situation") == "We had an incident."


@pytest.mark.parametrize("typed", HOSTILE)
async def test_hostile_text_is_shown_as_it_was_typed(sqlite_url: str, typed: str) -> None:
    database = Database(sqlite_url)
    group = await a_running_group(database)
    ana = group.person("Ana")
    await group.until("2026-11-23 12:00")

    form = (await ana.types("/practice answer")).form
    saved = await ana.fills(form, action=f"{typed} {LONG_REPLY}")
    shown = await ana.types("/practice today")
    thread = await ana.writes_under(group.questions[-1], f"{typed} {LONG_REPLY}")

    assert saved.says("Day 1 is answered")
    assert thread.says("Counted for day 1")
    head = typed.replace("\x00", "�").encode("utf-8", "replace").decode()[:60].strip()
    assert head in shown.text
    for line in (
        f"/practice {typed}",
        f"/practice help {typed}",
        f"/practice probes {typed}",
        f"/practice plan {typed}",
    ):
        assert (await ana.types(line)).text
    named = group.person("Ana")
    named.person = type(named.person)(
        platform="test", workspace_id="w1", user_id="ana", name=typed, time_zone="Europe/Berlin"
    )
    assert (await named.types("/practice progress")).says("Your progress")
    await database.close()


async def test_a_huge_text_is_handed_back_with_the_field_named(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await group.until("2026-11-23 12:00")
    form = (await ana.types("/practice answer")).form

    huge = await ana.fills(form, situation="word " * 20_000, action=LONG_REPLY)

    assert list(huge.reply.field_errors) == ["situation"]
    assert "3000 characters" in huge.reply.field_errors["situation"]
    assert (await ana.types("/practice probes " + "xyzzy " * 20_000)).says("I found no theme or question")
    assert (await ana.writes_under(group.questions[-1], "word " * 20_000)).says("Counted for day 1")


async def test_a_reminder_can_be_put_off_again(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await group.until("2026-11-23 10:00")
    await ana.presses("Remind me later", group.questions[-1])
    await group.until("2026-11-23 11:00")
    assert (await ana.presses("Remind me later", group.questions[-1])).says("I will remind you once")

    await group.until("2026-11-23 23:00")

    reminders = [message for message in group.direct_to("Ana") if message.key.startswith("later:")]
    assert [f"{message.at:%H:%M}" for message in reminders] == ["13:00"], "14:00 in Berlin"


async def test_the_same_request_again_changes_nothing(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await group.until("2026-11-23 12:00")
    form = (await ana.types("/practice answer")).form
    values = {"action": LONG_REPLY}
    submission = FormSubmission(
        person=ana.person, place=ana.place, form_id="answer", context=form.context, values=values, id="same"
    )

    first = await group.engine.handle(submission)
    second = await group.engine.handle(submission)

    assert first == second
    async with group.work_room.open(group.clock.now()) as work:
        assert len(await work.answers.activities_of(1, 1)) == 1


async def test_the_same_request_twice_at_once_is_one(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await group.until("2026-11-23 12:00")
    form = (await ana.types("/practice answer")).form
    submission = FormSubmission(
        person=ana.person,
        place=ana.place,
        form_id="answer",
        context=form.context,
        values={"action": LONG_REPLY},
        id="same",
    )
    setup = ButtonPress(person=ana.person, place=Place(channel_id="c7"), action="setup-defaults", id="")

    replies = await asyncio.gather(*(group.engine.handle(submission) for _ in range(4)))
    setups = await asyncio.gather(*(group.engine.handle(setup) for _ in range(3)))

    assert all(reply == replies[0] for reply in replies)
    assert sorted(reply.card.tone for reply in setups if reply.card) == ["good", "refused", "refused"]
    async with group.work_room.open(group.clock.now()) as work:
        assert len(await work.answers.activities_of(1, 1)) == 1


async def test_a_zone_that_is_none_is_not_taken_from_a_platform(database: Database) -> None:
    group = await a_running_group(database)
    odd = group.person("Odd", "Mars/Olympus")

    assert (await odd.types("/practice join")).says("took the group's, Europe/Berlin")


async def test_what_waits_follows_a_group_that_moves(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await group.until("2026-11-23 08:59")
    group.room.broken = NotDelivered("not_in_channel", "not_in_channel")
    await group.until("2026-11-23 09:01")

    await ana.fills((await ana.types("/practice settings")).form, channel="c2")
    group.room.broken = None
    await group.until("2026-11-23 09:30")

    assert [message.address.channel_id for message in group.questions] == ["c2"]


async def test_a_number_of_any_length_is_answered_in_words(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await group.until("2026-11-23 12:00")

    for number in ("9" * 12, "9" * 5000, "0001999", "٣٣"):
        assert not is_fault((await ana.types(f"/practice answer {number}")).reply.card), number
        assert (await ana.types(f"/practice plan {number}")).says("The plan has weeks 1 to 4"), number


async def test_another_workspaces_own_question_is_not_there(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    form = (await ana.types("/practice question add")).form
    text = "Tell me about the outage of our own search."
    assert (await ana.fills(form, text=text, tests="Calm.", theme=["evals"])).text
    stranger = group.person("Mallory")
    stranger.person = type(stranger.person)(platform="test", workspace_id="w2", user_id="ana", name="Ana")

    for person, is_theirs in ((ana.person, True), (stranger.person, False)):
        for action, value in (("question", "own-1"), ("probes-of", "question/own-1/0")):
            press = ButtonPress(person=person, place=ana.place, action=action, value=value)
            reply = await group.engine.handle(press)
            assert reply.card is not None
            assert (text in "\n".join(texts_of(reply.card))) is is_theirs, (action, reply)
    huge = ButtonPress(person=ana.person, place=ana.place, action="question", value="own-" + "9" * 15)
    assert not is_fault((await group.engine.handle(huge)).card)


async def test_another_workspaces_group_is_not_there(database: Database) -> None:
    group = await a_running_group(database)
    await group.until("2026-11-23 12:00")
    stranger = group.person("Mallory")
    stranger.person = type(stranger.person)(platform="test", workspace_id="w2", user_id="ana", name="Ana")

    for action in ("join", "start", "pause", "stop-confirmed", "settings", "profile", "answer", "probes", "later"):
        press = ButtonPress(person=stranger.person, place=Place(channel_id="c9"), action=action, value="1")
        reply = await group.engine.handle(press)
        assert reply.card is not None
        assert reply.card.tone == "refused", action
    forged = FormSubmission(
        person=stranger.person, place=stranger.place, form_id="settings", context="1", values={"time_zone": "UTC"}
    )
    refused = await group.engine.handle(forged)
    assert refused.card is not None
    assert refused.card.tone == "refused"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    action=st.sampled_from([*BUTTONS, "nothing"]),
    value=st.text(max_size=60) | st.integers(min_value=-5, max_value=10**20).map(str),
    form_id=st.sampled_from([*FORMS, "nothing"]),
    values=st.dictionaries(
        st.sampled_from(
            ["time_zone", "post_time", "first_day", "channel", "action", "break_until", "weekly_goal", "x"]
        ),
        st.text(max_size=40) | st.lists(st.text(max_size=10), max_size=3),
    ),
)
async def test_no_press_and_no_form_ever_ends_in_a_fault_of_ours(
    fuzzed: Group, action: str, value: str, form_id: str, values: dict[str, str | list[str]]
) -> None:
    ana = fuzzed.person("Ana")
    press = ButtonPress(person=ana.person, place=ana.place, action=action, value=value)
    form = FormSubmission(person=ana.person, place=ana.place, form_id=form_id, context=value, values=values)

    for reply in (await fuzzed.engine.handle(press), await fuzzed.engine.handle(form)):
        assert not is_fault(reply.card), (press, form)


def is_fault(card: Card | None) -> bool:
    return card is not None and "fault is mine" in "\n".join(texts_of(card))


@pytest.fixture
async def fuzzed(sqlite_url: str) -> Group:
    group = await a_running_group(Database(sqlite_url))
    await group.until("2026-11-24 12:00")
    return group


async def test_a_fault_of_ours_is_said_with_a_reference_and_saves_nothing(
    database: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await group.until("2026-11-23 12:00")
    form = (await ana.types("/practice answer")).form

    async def fail(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("bot.usecases.questions.note_practice", fail)
    heard = await ana.fills(form, action=f"secret words {LONG_REPLY}")

    assert heard.says("the fault is mine", "Nothing was changed")
    reference = heard.text.rsplit(" ", 1)[-1]
    assert reference in caplog.text
    assert "secret words" not in caplog.text
    assert "Ana" not in caplog.text
    monkeypatch.undo()
    again = (await ana.types("/practice answer")).form
    assert "secret words" in typed_value(again, "action"), "what was typed is kept"


async def test_settings_take_effect_at_once_and_never_give_two_questions_a_day(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await group.until("2026-11-23 12:00")
    for post_time in ("15:00", "08:00", "12:30"):
        form = (await ana.types("/practice settings")).form
        assert (await ana.fills(form, post_time=post_time)).says("Settings saved")
        await group.beat()
    form = (await ana.types("/practice settings")).form
    assert (await ana.fills(form, time_zone="America/New_York", post_time="09:00")).says("Settings saved")

    await group.until("2026-11-23 23:59")
    assert len(group.questions) == 1
    moved = await ana.fills((await ana.types("/practice settings")).form, first_day="2026-11-30")
    assert "first_day" in moved.reply.field_errors

    await group.until("2026-11-24 14:59")
    assert len(group.questions) == 1
    await group.until("2026-11-24 15:00")
    assert len(group.questions) == 2, "nine o'clock in New York"


async def test_a_bot_that_is_not_in_the_channel_says_so_once(database: Database) -> None:
    group = await a_running_group(database)
    group.room.broken = NotDelivered("channel_gone", "channel_not_found")
    await group.until("2026-11-23 09:00")
    group.room.broken = None
    await group.until("2026-11-25 12:00")

    told = [message for message in group.direct_to("Ana") if message.key.startswith("notice:")]
    assert len(told) == 1
    assert "The practice channel is gone" in told[0].text
    assert "/practice settings" in told[0].text
    assert not group.questions
