"""Everything in the tables of commands, buttons and forms works on Discord: what is added there is tested by itself.

The stand-in refuses whatever Discord refuses, and any such request fails the test.
"""

from collections import deque

import pytest

from adapters.discord.forms import FormMark
from bot.chat.commands import COMMANDS, CommandSpec
from bot.engine import BUTTONS, FORMS
from tests.conversation import shipped_content
from tests.discord.conftest import BEAT, MONDAY, Server
from tests.discord.seats import a_mock_held_and_one_ahead
from tests.stands.discord.people import Heard, NotOffered, Person
from tests.stands.discord.posted import Message

MOST_PRESSES = 200
HOSTILE = "<@1> & <#2> @everyone **bold** [here](https://example.com)"


@pytest.mark.parametrize("spec", COMMANDS, ids=lambda spec: f"{spec.name}-{spec.subcommand}")
async def test_each_command_is_answered(server: Server, spec: CommandSpec) -> None:
    for person in (server.ana, server.bo):
        assert (await types(person, spec)).text.strip()


@pytest.mark.parametrize("spec", COMMANDS, ids=lambda spec: f"{spec.name}-{spec.subcommand}")
async def test_each_command_is_answered_in_a_group_whatever_its_options_say(server: Server, spec: CommandSpec) -> None:
    await server.has_a_question()

    for typed in ("1", HOSTILE, "long " * 1200, "99999999999999999999"):
        assert (await types(server.ana, spec, typed)).text.strip()
    assert not any(message.pings - {str(server.ana.user.id)} for message in server.ana.channel.messages)


@pytest.mark.parametrize(
    ("spec", "option"),
    [
        pytest.param(spec, option.name, id=f"{spec.subcommand}-{option.name}")
        for spec in COMMANDS
        for option in spec.options
        if option.source not in ("", "member")
    ],
)
async def test_each_completion_is_offered_and_taken(server: Server, spec: CommandSpec, option: str) -> None:
    await server.has_a_question()

    for typed in ("", "a", HOSTILE, "x" * 300):
        offered = await server.ana.completes(line_of(server.ana, spec), **{option: typed})
        if offered:
            assert (await server.ana.types(line_of(server.ana, spec), **{option: offered[0]})).text.strip()


@pytest.mark.parametrize("spec", [spec for spec in COMMANDS if spec.on_message], ids=lambda spec: spec.subcommand)
async def test_each_command_on_a_message_is_answered_to_the_one_who_chose_it(server: Server, spec: CommandSpec) -> None:
    await server.runs_a_group()
    written = await server.bo.writes("A time when an evaluation changed my mind about a model")

    heard = await server.ana.right_clicks(written, spec.on_message)

    assert heard.text.strip()
    assert heard.is_form or heard.is_private


@pytest.mark.parametrize("action", BUTTONS)
async def test_each_button_is_answered_whatever_its_value(server: Server, action: str) -> None:
    question = await server.has_a_question()

    for value in ("", "1", "99999999", "@everyone", "x" * (99 - len(action))):
        heard = await server.ana.sends_press(f"{action}:{value}", question)
        assert heard.text.strip()


async def test_each_button_and_form_that_members_meet_works(server: Server) -> None:
    """Press every button that appears, and send every form as it opens, starting from every command."""
    await server.has_a_question()
    about_mocks = await a_mock_held_and_one_ahead(server)
    # Who leaves has no mock any more, and nobody to be paired with.
    heard = [await types(server.ana, spec) for spec in COMMANDS if spec.subcommand != "leave"]
    heard.append(await server.ana.types("/practice question", words="add"))
    heard.append(await server.ana.types("/practice pair", what="snooze"))
    waiting: deque[Heard | Message] = deque([*heard, *about_mocks])
    pressed: set[str] = set()
    sent: set[str] = set()

    while waiting and len(pressed) < MOST_PRESSES:
        shown = waiting.popleft()
        if isinstance(shown, Heard) and shown.is_form:
            if shown.form["custom_id"] not in sent:
                sent.add(shown.form["custom_id"])
                ana = server.ana.in_(shown.interaction.channel)
                waiting.append(await ana.submits(shown, unchecked=True, **_needed_choices(shown)))
            continue
        message = shown.message if isinstance(shown, Heard) else shown
        ana = server.ana.in_(message.channel)
        for button in message.buttons:
            if button["custom_id"] not in pressed and not button["custom_id"].startswith("stop"):
                pressed.add(button["custom_id"])
                if message in message.channel.messages:
                    waiting.append(await ana.sends_press(button["custom_id"], message))

    assert _ids_of(sent) >= set(FORMS) - {"setup"}
    assert "\n".join(server.discord.own_faults()) == "", "the stand-in does not speak as Discord does"


@pytest.mark.parametrize("form_id", [*FORMS, "a form of an old version"])
async def test_each_form_is_answered_even_with_nothing_in_it(server: Server, form_id: str) -> None:
    await server.has_a_question()
    opened = await server.ana.types("/practice answer")
    forged = FormMark(step=1, steps=1, form_id=form_id, context="").button("x")

    heard = await server.ana.submits(opened, forged_id=f"{forged.action}:{forged.value}", unchecked=True)

    assert heard.text.strip()
    assert heard.is_private


async def test_everything_there_is_to_read_fits(server: Server) -> None:
    """Read every topic, checklist and theme, and every question: the stand-in refuses what is too long for Discord."""
    content = shipped_content()
    await server.runs_a_group()
    read = [("guide", "topic", topic.name) for topic in content.topics]
    read += [("checklist", "name", each.name) for each in content.checklists.values()]
    read += [("closing", "theme", each.theme) for each in content.closing_questions.values()]
    read += [("probes", "topic", theme.name) for theme in content.themes.values()]
    read += [("question", "words", question.text) for question in content.questions.values()]

    for subcommand, option, words in dict.fromkeys(read):
        spec = next(spec for spec in COMMANDS if spec.subcommand == subcommand)
        heard = await server.ana.types(line_of(server.ana, spec), **{option: words})
        assert "I found no" not in heard.text, words


async def test_four_weeks_pass(server: Server) -> None:
    """Live through a whole plan: every question, opening and closing of a week, reminder and tally is taken."""
    await server.runs_a_group()
    server.clock.at = MONDAY

    for day in range(28):
        await server.beat()
        if server.clock.at.weekday() < 5 and day % 3:
            answered = await server.fills(await server.ana.types("/practice answer"), BEAT)
            assert "answered" in answered.text
        await server.beat(hours=9)
        assert (await server.ana.types("/practice progress")).text.strip()
        await server.beat(hours=15)

    assert len(server.questions) == 20
    assert not any(message.pings for message in server.messages)


def line_of(person: Person, spec: CommandSpec) -> str:
    """Give the line to type; a subcommand that has no place in the first level stands behind a group."""
    for line in (f"/{spec.name} {spec.subcommand}", f"/{spec.name} more {spec.subcommand}"):
        try:
            person._command(line, {})
        except NotOffered as missing:
            if "no subcommand" not in str(missing):
                return line
        else:
            return line
    raise AssertionError(f"{spec.name} {spec.subcommand} is not registered")


async def types(person: Person, spec: CommandSpec, typed: str = "") -> Heard:
    """Type a command, with the same words in every option that takes words; what must be given is."""
    options = {}
    for option in spec.options:
        if option.source == "member":
            options |= {option.name: person.user} if typed or option.required else {}
        elif typed or option.required:
            options[option.name] = typed or "1"
    return await person.types(line_of(person, spec), **options)


def _needed_choices(form: Heard) -> dict[str, str]:
    """Choose the first of what has to be chosen and is not."""
    return {
        field["custom_id"]: field["options"][0]["value"]
        for field in form.fields
        if field.get("options")
        and field.get("required", True)
        and not any(option.get("default") for option in field["options"])
    }


def _ids_of(custom_ids: set[str]) -> set[str]:
    """Read the forms' names out of the ids of their windows."""
    return {custom_id.split(":")[2] for custom_id in custom_ids}
