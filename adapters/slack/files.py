"""Files and pictures beside a message: https://docs.slack.dev/messaging/working-with-files

Slack has no private answer with a file, and an image block takes a file only once Slack has worked on it. So what one
person asked for goes into their conversation with the bot, and a message's files follow it.
"""

import logging
import re
from dataclasses import dataclass

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError

from adapters.pictures import HAVE_PILLOW, bars_png, calendar_png
from adapters.slack.clients import Clients
from adapters.slack.workspaces import Workspace, error_of
from bot.chat.cards import Bars, Calendar, Card, File

UNREACHED = (SlackClientError, ClientError, OSError, TimeoutError)
LONGEST_TITLE = 250

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as Slack takes it; the title says what is in it."""

    name: str
    title: str
    content: bytes


def files_of(card: Card) -> list[Upload]:
    """List the files that a card brings."""
    return [
        Upload(each.name, each.alt[:LONGEST_TITLE], each.content) for each in card.elements if isinstance(each, File)
    ]


def pictures_of(card: Card) -> list[Upload]:
    """Draw a card's pictures; none without Pillow."""
    pictures = []
    for element in card.elements:
        drawn = calendar_png(element) if isinstance(element, Calendar) else None
        drawn = bars_png(element) if isinstance(element, Bars) else drawn
        if drawn is not None and isinstance(element, Calendar | Bars):
            pictures.append(Upload(f"{_file_name(card.title)}.png", element.alt[:LONGEST_TITLE], drawn))
    return pictures


def draws_pictures(card: Card) -> bool:
    """Say whether a card has pictures that can be drawn here."""
    return HAVE_PILLOW and any(isinstance(element, Calendar | Bars) for element in card.elements)


async def share(
    clients: Clients, workspace: Workspace, uploads: list[Upload], *, channel_id: str, thread_id: str | None = None
) -> None:
    """Bring files into a conversation; what does not arrive is logged, since its words stand in the message."""
    if not uploads:
        return
    try:
        kept: list[dict[str, str | None]] = [
            {"id": await _upload(clients, workspace, each), "title": each.title} for each in uploads
        ]
        await clients.answering.files_completeUploadExternal(
            files=kept, channel_id=channel_id, thread_ts=thread_id, token=workspace.token
        )
    except UNREACHED as refusal:
        why = error_of(refusal) if isinstance(refusal, SlackApiError) else type(refusal).__name__
        logger.warning("a file did not reach Slack: %s", why)


async def _upload(clients: Clients, workspace: Workspace, upload: Upload) -> str:
    """Hand a file over and give its id. The SDK's way in one call sends fields that Slack's own types do not know."""
    place = await clients.answering.files_getUploadURLExternal(
        filename=upload.name, length=len(upload.content), token=workspace.token
    )
    async with clients.session.post(str(place["upload_url"]), data=upload.content) as answer:
        answer.raise_for_status()
    return str(place["file_id"])


def _file_name(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40] or "picture"
