"""Everything in the tables of commands, buttons and forms works on Slack: what is added there is tested here by itself.

The stand-in refuses whatever Slack refuses, and any such request fails the test.
"""

from collections import deque

import pytest

from bot.chat.commands import COMMANDS, CommandSpec
from bot.engine import BUTTONS, FORMS
from tests.slack.conftest import Workspace
from tests.slack.seats import a_mock_held_and_one_ahead
from tests.stands.slack import Heard

MOST_PRESSES = 150


@pytest.mark.parametrize("spec", COMMANDS, ids=lambda spec: f"{spec.name}-{spec.subcommand}")
async def test_each_command_is_answered(workspace: Workspace, spec: CommandSpec) -> None:
    for person in (workspace.ana, workspace.bo):
        assert _says_something(await person.types(f"/{spec.name} {spec.subcommand}"))


@pytest.mark.parametrize("spec", COMMANDS, ids=lambda spec: f"{spec.name}-{spec.subcommand}")
async def test_each_command_is_answered_in_a_group_whatever_follows(by_socket: Workspace, spec: CommandSpec) -> None:
    workspace = by_socket
    await workspace.has_a_question()

    for rest in ("", " 1", " <@U0BO|bo> & <#C0OTHER|other> <!channel>", " " + "long " * 600):
        heard = await workspace.ana.types(f"/{spec.name} {spec.subcommand}{rest}")
        assert _says_something(heard)


@pytest.mark.parametrize("spec", [spec for spec in COMMANDS if spec.on_message], ids=lambda spec: spec.subcommand)
async def test_each_message_shortcut_is_answered_to_the_one_who_chose_it(
    by_socket: Workspace, spec: CommandSpec
) -> None:
    await by_socket.runs_a_group()
    written = await by_socket.bo.writes("A time when an evaluation changed my mind about a model")

    heard = await by_socket.ana.chooses(f"{spec.name}:{spec.subcommand}", on=written)

    assert _says_something(heard)
    assert heard.message is not None
    assert heard.message["is_ephemeral"]


@pytest.mark.parametrize("action", BUTTONS)
async def test_each_button_is_answered_whatever_its_value(by_socket: Workspace, action: str) -> None:
    workspace = by_socket
    question = await workspace.has_a_question()

    for value in ("", "1", "99999999", "<!channel>"):
        element = {"type": "button", "action_id": f"{action}:{value}", "text": {"type": "plain_text", "text": "x"}}
        pressed = element | ({"value": value} if value else {})
        assert _says_something(await workspace.ana.sends_action(pressed, message=question))


async def test_each_button_and_form_that_members_meet_works(by_socket: Workspace) -> None:
    """Press every button that appears, and send every form as it opens, starting from every command."""
    workspace = by_socket
    await workspace.has_a_question()
    about_mocks = await a_mock_held_and_one_ahead(workspace)
    # Who leaves has no mock any more, and nobody to be paired with.
    typed = (f"/{spec.name} {spec.subcommand}" for spec in COMMANDS if spec.subcommand != "leave")
    lines = [*typed, "/practice question add", "/practice pair snooze"]
    heard = deque([await workspace.ana.types(line) for line in lines])
    heard.extend(Heard(ack=heard[0].ack, message=message) for message in about_mocks)
    pressed, sent = set(), set()

    while heard and len(pressed) < MOST_PRESSES:
        shown = heard.popleft()
        if _is_form(shown) and shown.view.shown["callback_id"] not in sent:
            sent.add(shown.view.shown["callback_id"])
            answer = await workspace.ana.submits(shown, **_needed_choices(shown))
            assert answer.errors or _says_something(answer) or not answer.ack.payload
            heard.appendleft(answer)
        for button in shown.buttons:
            # A press may have replaced the card, or closed the modal that it stood in.
            is_open = shown.view is None or shown.view in workspace.slack.views_of(workspace.team, "U0ANA")
            if not is_open or button not in shown.buttons or button["action_id"] in pressed:
                continue
            if button["action_id"].startswith("stop"):
                continue
            pressed.add(button["action_id"])
            answer = await workspace.ana.presses(button["text"]["text"], shown)
            if _is_form(answer):
                heard.extendleft((shown, answer))  # a form is filled in before anything else is opened
                break
            heard.append(answer)

    assert sent >= set(FORMS) - {"setup"}


@pytest.mark.parametrize("form_id", [*FORMS, "a form of an old version"])
async def test_each_form_is_answered_even_with_nothing_in_it(by_http: Workspace, form_id: str) -> None:
    workspace = by_http
    await workspace.has_a_question()
    opened = await workspace.ana.types("/practice answer")

    answer = await workspace.ana.submits(opened, callback_id=form_id)

    assert answer.ack.status == 200
    assert answer.errors or _says_something(answer)


def _needed_choices(form: Heard) -> dict[str, str]:
    """Choose the first of what has to be chosen and is not."""
    inputs = [block for block in form.blocks if block["type"] == "input" and not block.get("optional")]
    return {
        block["block_id"]: block["element"]["options"][0]["value"]
        for block in inputs
        if block["element"].get("options") and not {"initial_option", "initial_options"} & block["element"].keys()
    }


def _is_form(heard: Heard) -> bool:
    return heard.view is not None and "submit" in heard.view.shown


def _says_something(heard: Heard) -> bool:
    return bool(heard.text.strip())
