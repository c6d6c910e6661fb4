"""How a reply reaches a person in Slack once the acknowledgement has gone: response URL, modal, ephemeral message."""

import logging

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack import words
from adapters.slack.clients import Clients
from adapters.slack.files import files_of, share
from adapters.slack.rendering import message
from adapters.slack.requests import Source
from adapters.slack.text import Payload
from adapters.slack.views import card_view, form_view, home_view
from adapters.slack.workspaces import Workspace, error_of
from bot.chat.cards import Card
from bot.chat.forms import Form
from bot.chat.requests import Place

UNREACHED = (SlackClientError, ClientError, OSError, TimeoutError)

logger = logging.getLogger(__name__)


class Answers:
    """Brings cards and forms to the people who asked; what cannot be brought is logged and nothing else."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._client = clients.answering

    async def open_form(
        self, workspace: Workspace, form: Form, *, trigger_id: str, place: Place, source: Source, user_id: str
    ) -> None:
        """Open a form, in the modal whose button was pressed or as a new one; a trigger holds for three seconds."""
        view = form_view(form, place)
        if not (trigger_id or source.view_id):
            await self.tell(workspace, words.form_not_opened(), place=place, source=source, user_id=user_id)
            return
        try:
            if source.view_id:
                await self._client.views_update(view_id=source.view_id, view=view, token=workspace.token)
            else:
                await self._client.views_open(trigger_id=trigger_id, view=view, token=workspace.token)
        except UNREACHED as refusal:
            _note("a form", refusal)
            await self.tell(workspace, words.form_not_opened(), place=place, source=source, user_id=user_id)

    async def open_card(self, workspace: Workspace, card: Card, *, trigger_id: str, place: Place) -> None:
        """Show a card in a modal, for a press where no message can be answered."""
        if not trigger_id:
            return
        try:
            await self._client.views_open(trigger_id=trigger_id, view=card_view(card, place), token=workspace.token)
        except UNREACHED as refusal:
            _note("a card", refusal)

    async def update_view(self, workspace: Workspace, card: Card, *, view_id: str, place: Place, title: str) -> None:
        """Put a card in the place of what a modal shows."""
        try:
            await self._client.views_update(
                view_id=view_id, view=card_view(card, place, title=title), token=workspace.token
            )
        except UNREACHED as refusal:
            _note("a modal", refusal)

    async def tell(
        self,
        workspace: Workspace,
        card: Card,
        *,
        place: Place,
        source: Source,
        user_id: str,
        private: bool = True,
        replaces: bool = False,
    ) -> None:
        """Answer where it was asked, through the response URL while it works and with a message otherwise."""
        shown = message(card)
        body: Payload = {"text": shown.text, "blocks": shown.blocks, "replace_original": replaces}
        if not replaces:
            body["response_type"] = "ephemeral" if private else "in_channel"
            if place.thread_id:
                body["thread_ts"] = place.thread_id
        if source.response_url and await self._respond(source.response_url, body):
            return
        if private:
            await self.whisper(workspace, card, place=place, user_id=user_id)
        else:
            await self.say(workspace, card, place=place)

    async def whisper(self, workspace: Workspace, card: Card, *, place: Place, user_id: str) -> None:
        """Post what only one person sees; from the App Home there is no place to post it in."""
        if not place.channel_id:
            return
        shown = message(card)
        try:
            await self._client.chat_postEphemeral(
                channel=place.channel_id,
                user=user_id,
                text=shown.text,
                blocks=shown.blocks,
                thread_ts=place.thread_id,
                token=workspace.token,
            )
        except UNREACHED as refusal:
            _note("a private answer", refusal)

    async def say(self, workspace: Workspace, card: Card, *, place: Place) -> None:
        """Post what the whole channel sees."""
        shown = message(card)
        try:
            await self._clients.posting.chat_postMessage(
                channel=place.channel_id,
                text=shown.text,
                blocks=shown.blocks,
                thread_ts=place.thread_id,
                unfurl_links=False,
                unfurl_media=False,
                token=workspace.token,
            )
        except UNREACHED as refusal:
            _note("an answer", refusal)

    async def share_files(self, workspace: Workspace, card: Card, *, user_id: str) -> None:
        """Bring the files of a private answer into the person's conversation with the bot."""
        uploads = files_of(card)
        if not uploads:
            return
        try:
            opened = await self._client.conversations_open(users=user_id, token=workspace.token)
        except UNREACHED as refusal:
            _note("a file", refusal)
            return
        await share(self._clients, workspace, uploads, channel_id=str(opened["channel"]["id"]))

    async def publish_home(self, workspace: Workspace, user_id: str, *cards: Card) -> None:
        try:
            await self._client.views_publish(user_id=user_id, view=home_view(*cards), token=workspace.token)
        except UNREACHED as refusal:
            _note("the App Home", refusal)

    async def _respond(self, url: str, body: Payload) -> bool:
        """Use a response URL, which works five times within half an hour; say whether it still did."""
        try:
            answer = await AsyncWebhookClient(url, session=self._clients.session).send_dict(body)
        except UNREACHED as refusal:
            _note("a response URL", refusal)
            return False
        if answer.status_code != 200:
            logger.warning("a response URL was refused: %s", answer.status_code)
        return answer.status_code == 200


def _note(what: str, refusal: Exception) -> None:
    why = error_of(refusal) if isinstance(refusal, SlackApiError) else type(refusal).__name__
    logger.warning("%s did not reach Slack: %s", what, why)
