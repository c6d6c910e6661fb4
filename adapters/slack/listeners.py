"""What happens when Slack calls: one listener for each kind of payload, one request to the engine, one acknowledgement.

Bolt runs them before it responds, so what they acknowledge with is the answer itself where Slack allows it. Whatever
the engine takes longer for than `ACK_SECONDS` is acknowledged and brought later.
"""

import asyncio
import logging
import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Protocol

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from adapters.slack import words
from adapters.slack.answers import Answers
from adapters.slack.directory import Directory
from adapters.slack.files import files_of
from adapters.slack.rendering import message
from adapters.slack.requests import (
    Body,
    Source,
    Written,
    button_press,
    command,
    command_on_message,
    form_submission,
    input_blocks_of,
    place_of_command,
    place_of_press,
    place_of_thread,
    sender_of,
    source_of,
    thread_message,
    values_of,
    words_of_command,
    written_in_thread,
)
from adapters.slack.tasks import Tasks
from adapters.slack.views import card_view, form_view, read_opened
from adapters.slack.workspaces import Workspace, Workspaces
from bot.chat.cards import Card
from bot.chat.commands import find_command
from bot.chat.replies import Reply
from bot.chat.requests import Command, Person, Place, Request

ACK_SECONDS = 2.0
"""Slack waits for three; the rest is for the way back."""

EVENTS_REMEMBERED = 10_000
HOME_COMMANDS = (("practice", "progress"), ("practice", "plan"))

logger = logging.getLogger(__name__)

ANYTHING = re.compile(r"(?s).*")


class Handler(Protocol):
    """The part of the engine that answers people."""

    async def handle(self, request: Request) -> Reply: ...


class MakeRequest(Protocol):
    """Makes a request of a payload, once it is known who sent it and where."""

    def __call__(self, *, person: Person, place: Place) -> Request: ...


class Listeners:
    """Everything that Slack may send, answered by the engine."""

    def __init__(
        self, handler: Handler, *, workspaces: Workspaces, directory: Directory, answers: Answers, tasks: Tasks
    ) -> None:
        self._handler = handler
        self._workspaces = workspaces
        self._directory = directory
        self._answers = answers
        self._tasks = tasks
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._by_event: dict[str, Callable[[Workspace, Body], Coroutine[Any, Any, None]]] = {
            "message": self._message,
            "app_home_opened": self._home_opened,
            "app_uninstalled": self._uninstalled,
            "tokens_revoked": self._tokens_revoked,
        }

    def register(self, app: AsyncApp) -> None:
        """Listen to everything: Bolt looks at its listeners one after another, so there is one of each kind."""
        app.command(ANYTHING)(self.on_command)
        app.action(ANYTHING)(self.on_action)
        app.shortcut(ANYTHING)(self.on_shortcut)
        app.view(ANYTHING)(self.on_view)
        app.event(ANYTHING)(self.on_event)

    # Bolt answers with an error where a listener raises, even after an acknowledgement. So none of these may raise.

    async def on_command(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """Answer a slash command."""
        try:
            await self._command(ack, body, await self._workspace(context))
        except Exception as fault:
            shown = message(_unforeseen("a command", fault))
            await ack(text=shown.text, blocks=shown.blocks, response_type="ephemeral")

    async def on_action(self, ack: AsyncAck, body: Body, action: Body, context: AsyncBoltContext) -> None:
        """Answer a press on a button; what else may be chosen in a form waits until the form is sent."""
        await ack()
        if action.get("type") == "button":
            await self._interaction(body, context, partial(button_press, body, action))

    async def on_shortcut(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """Answer a command that was chosen from a message's menu."""
        await ack()
        await self._interaction(body, context, partial(command_on_message, body))

    async def on_view(self, ack: AsyncAck, body: Body, view: Body, context: AsyncBoltContext) -> None:
        """Answer a form that was sent."""
        try:
            await self._submission(ack, body, view, await self._workspace(context))
        except Exception as fault:
            place = read_opened(view.get("private_metadata")).place
            await ack(response_action="push", view=card_view(_unforeseen("a form", fault), place))

    async def on_event(self, ack: AsyncAck, body: Body, event: Body, context: AsyncBoltContext) -> None:
        """Follow an event. Slack repeats one whose acknowledgement came late; the second time changes nothing."""
        await ack()
        follow = self._by_event.get(str(event.get("type") or ""))
        if follow is None or self._was_seen(str(body.get("event_id") or "")):
            return
        try:
            workspace = await self._workspaces.find(context.team_id or "")
            if workspace is not None:  # a second word of its leaving may come when it has left
                await _is_done(self._tasks.start(follow(workspace, body)))
        except Exception as fault:
            _unforeseen("an event", fault)

    async def _command(self, ack: AsyncAck, body: Body, workspace: Workspace) -> None:
        place, source = place_of_command(body), source_of(body)
        asked = self._tasks.start(self._guarded(self._ask_command(workspace, body, place)))
        user_id, trigger_id = sender_of(body).user_id, str(body.get("trigger_id") or "")
        if not await _is_done(asked):
            await ack()
            self._tasks.start(self._bring(asked, workspace, place, source, user_id=user_id, trigger_id=""))
            return
        reply = asked.result()
        if reply.card is not None and reply.form is None:
            shown = message(reply.card)
            visible = "ephemeral" if reply.private else "in_channel"
            await ack(text=shown.text, blocks=shown.blocks, response_type=visible, unfurl_links=False)
            self._share_files(workspace, reply, user_id)
            return
        await ack()
        self._tasks.start(self._bring(asked, workspace, place, source, user_id=user_id, trigger_id=trigger_id))

    async def _interaction(self, body: Body, context: AsyncBoltContext, make: MakeRequest) -> None:
        """Ask the engine what a press or a shortcut asks, and bring its reply; Slack's trigger holds for a moment."""
        try:
            workspace, place, source = await self._workspace(context), place_of_press(body), source_of(body)
            asked = self._tasks.start(self._guarded(self._ask(workspace, body, place, make)))
            trigger_id = str(body.get("trigger_id") or "") if await _is_done(asked) else ""
            user_id = sender_of(body).user_id
            self._tasks.start(self._bring(asked, workspace, place, source, user_id=user_id, trigger_id=trigger_id))
        except Exception as fault:
            _unforeseen("an interaction", fault)

    async def _submission(self, ack: AsyncAck, body: Body, view: Body, workspace: Workspace) -> None:
        place = read_opened(view.get("private_metadata")).place
        title = str((view.get("title") or {}).get("text") or "")
        asked = self._tasks.start(self._guarded(self._ask_submission(workspace, body, view)))
        if not await _is_done(asked):
            await ack(response_action="update", view=card_view(words.still_working(), place, title=title))
            self._tasks.start(self._bring_to_view(asked, workspace, view, place, title, sender_of(body).user_id))
            return
        reply = asked.result()
        self._share_files(workspace, reply, sender_of(body).user_id)
        if reply.field_errors:
            await ack(response_action="errors", errors=_errors(view, reply.field_errors))
        elif reply.form is not None:
            await ack(response_action="update", view=form_view(reply.form, place))
        elif reply.card is None:
            await ack()
        elif reply.private:
            # A refusal goes on top, so that closing it leads back to what was typed.
            action = "push" if reply.card.tone == "refused" else "update"
            await ack(response_action=action, view=card_view(reply.card, place, title=title))
        else:
            await ack()
            self._tasks.start(self._answers.say(workspace, reply.card, place=place))

    async def _ask(self, workspace: Workspace, body: Body, place: Place, make: MakeRequest) -> Reply:
        """Look up who asks and where, and hand the request to the engine."""
        sender = sender_of(body)
        person, place = await asyncio.gather(
            self._directory.person(workspace, sender.user_id, sender.name), self._named(workspace, place)
        )
        return await self._handler.handle(make(person=person, place=place))

    async def _ask_command(self, workspace: Workspace, body: Body, place: Place) -> Reply:
        """Answer a command, and say how to invite the bot where the command is about a channel that it is not in."""
        asking = self._ask(workspace, body, place, partial(command, body))
        if not _needs_the_channel(body, place):
            return await asking
        reply, channel = await asyncio.gather(asking, self._directory.channel(workspace, place.channel_id))
        is_outside = channel is not None and channel.is_member is False
        return words.with_invitation(reply) if is_outside else reply

    async def _ask_submission(self, workspace: Workspace, body: Body, view: Body) -> Reply:
        """Hand a form to the engine, unless it chose a channel that the bot is not in."""
        sender, opened, values = sender_of(body), read_opened(view.get("private_metadata")), values_of(view)
        person = await self._directory.person(workspace, sender.user_id, sender.name)
        names = {}
        for name in opened.channel_fields:
            channel_id = values.get(name)
            channel = await self._directory.channel(workspace, str(channel_id)) if channel_id else None
            if channel is not None and channel.is_member is False:
                return Reply(field_errors={name: words.NOT_A_MEMBER})
            if channel is not None and channel.name:
                names[channel.id] = channel.name
        return await self._handler.handle(form_submission(body, person=person, opened=opened, channel_names=names))

    async def _bring(
        self,
        asked: "asyncio.Task[Reply]",
        workspace: Workspace,
        place: Place,
        source: Source,
        *,
        user_id: str,
        trigger_id: str,
    ) -> None:
        """Bring a reply after the acknowledgement."""
        reply = await asked
        self._share_files(workspace, reply, user_id)
        if reply.form is not None:
            await self._answers.open_form(
                workspace, reply.form, trigger_id=trigger_id, place=place, source=source, user_id=user_id
            )
        elif reply.card is None:
            return
        elif source.view_id:
            await self._answers.update_view(
                workspace, reply.card, view_id=source.view_id, place=place, title=source.view_title
            )
        elif source.is_home:
            await self._answers.open_card(workspace, reply.card, trigger_id=trigger_id, place=place)
            await self._publish_home(workspace, user_id)
        else:
            # What one person gets never takes the place of a card that others see.
            replaces = reply.replaces_card and (source.is_ephemeral or not reply.private or place.kind == "direct")
            await self._answers.tell(
                workspace,
                reply.card,
                place=place,
                source=source,
                user_id=user_id,
                private=reply.private,
                replaces=replaces,
            )

    async def _bring_to_view(
        self, asked: "asyncio.Task[Reply]", workspace: Workspace, view: Body, place: Place, title: str, user_id: str
    ) -> None:
        """Show in the modal what came of a form that took longer than Slack waits."""
        reply = await asked
        self._share_files(workspace, reply, user_id)
        card = words.not_accepted(reply.field_errors) if reply.field_errors else reply.card
        if card is not None:
            await self._answers.update_view(
                workspace, card, view_id=str(view.get("id") or ""), place=place, title=title
            )

    def _share_files(self, workspace: Workspace, reply: Reply, user_id: str) -> None:
        if reply.card is not None and files_of(reply.card):
            self._tasks.start(self._answers.share_files(workspace, reply.card, user_id=user_id))

    async def _message(self, workspace: Workspace, body: Body) -> None:
        written = written_in_thread(body["event"])
        if written is None or not _is_under_ours(written, workspace):
            return
        person = await self._directory.person(workspace, written.user_id)
        place = place_of_thread(written)
        request = thread_message(written, person=person, place=place, event_id=str(body.get("event_id") or ""))
        reply = await self._handler.handle(request)
        if reply.card is not None:
            self._tasks.start(self._answers.whisper(workspace, reply.card, place=place, user_id=written.user_id))

    async def _home_opened(self, workspace: Workspace, body: Body) -> None:
        event = body["event"]
        if event.get("tab", "home") == "home" and event.get("user"):
            self._tasks.start(self._publish_home(workspace, str(event["user"])))

    async def _publish_home(self, workspace: Workspace, user_id: str) -> None:
        """Show progress and plan; the first refusal, such as that the person is in no group yet, says it for both."""
        person = await self._directory.person(workspace, user_id)
        cards: list[Card] = []
        for name, subcommand in HOME_COMMANDS:
            place = Place(channel_id="", kind="direct")
            reply = await self._handler.handle(Command(person=person, place=place, name=name, subcommand=subcommand))
            if reply.card is not None and reply.card not in cards:
                cards.append(reply.card)
        await self._answers.publish_home(workspace, user_id, *cards)

    async def _uninstalled(self, workspace: Workspace, body: Body) -> None:
        await self._workspaces.end(workspace.id)

    async def _tokens_revoked(self, workspace: Workspace, body: Body) -> None:
        tokens = body["event"].get("tokens") or {}
        if tokens.get("bot"):
            await self._workspaces.end(workspace.id)

    async def _named(self, workspace: Workspace, place: Place) -> Place:
        """Give a private channel its name, which payloads hide."""
        if place.channel_name or place.kind == "direct" or not place.channel_id:
            return place
        channel = await self._directory.channel(workspace, place.channel_id)
        name = channel.name if channel is not None else ""
        return Place(channel_id=place.channel_id, channel_name=name, kind=place.kind, thread_id=place.thread_id)

    async def _workspace(self, context: AsyncBoltContext) -> Workspace:
        workspace = await self._workspaces.find(context.team_id or "")
        if workspace is None:
            raise LookupError(f"the workspace {context.team_id} has gone since its payload was let in")
        return workspace

    async def _guarded(self, work: Coroutine[Any, Any, Reply]) -> Reply:
        """Turn a fault of this adapter into words, so that nobody waits for an answer that never comes."""
        try:
            return await work
        except Exception as fault:
            return Reply(card=_unforeseen("a request", fault))

    def _was_seen(self, event_id: str) -> bool:
        if not event_id:
            return False
        if event_id in self._seen:
            return True
        self._seen[event_id] = None
        if len(self._seen) > EVENTS_REMEMBERED:
            self._seen.popitem(last=False)
        return False


def _unforeseen(what: str, fault: Exception) -> Card:
    """Log a fault, and give words with its reference."""
    reference = secrets.token_hex(4)
    logger.error("unforeseen %s in %s from Slack", reference, what, exc_info=fault)
    return words.fault_of_ours(reference)


def _is_under_ours(written: Written, workspace: Workspace) -> bool:
    """Say whether a thread may hang on a message of ours; where Slack does not tell, the engine knows."""
    return not written.above_user_id or written.above_user_id == workspace.bot_user_id


async def _is_done(task: "asyncio.Task[Any]") -> bool:
    """Wait as long as Slack's patience allows, and say whether the work is done."""
    done, _ = await asyncio.wait({task}, timeout=ACK_SECONDS)
    return bool(done)


def _needs_the_channel(body: Body, place: Place) -> bool:
    """Say whether a command is about a group whose channel the bot posts in."""
    spec = find_command(*words_of_command(body))
    concerns_group = spec is not None and (spec.who == "organiser" or spec.subcommand == "setup")
    return concerns_group and place.kind == "channel"


def _errors(view: Body, field_errors: dict[str, str]) -> dict[str, str]:
    """Put each error beside its input; Slack refuses errors for anything else, so those go to the first."""
    inputs = input_blocks_of(view)
    errors: dict[str, str] = {}
    for name, fault in field_errors.items():
        where = name if name in inputs else next(iter(inputs), name)
        errors[where] = f"{errors[where]} {fault}" if where in errors else fault
    return errors
