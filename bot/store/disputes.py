"""Findings that members called wrong: counted, and with the story's text only where its author let us keep it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.dispute import Dispute
from bot.store.inserts import yielding_insert
from bot.store.tables import disputes

PersonKey = tuple[str, str, str]

_OF_PERSON = (
    disputes.c.platform == bindparam("of_platform"),
    disputes.c.workspace_id == bindparam("of_workspace"),
    disputes.c.user_id == bindparam("of_user"),
    disputes.c.fingerprint == bindparam("of_text"),
)
_ABOUT_TEXT = select(disputes).where(*_OF_PERSON).order_by(disputes.c.id)
_ALL = select(disputes).order_by(disputes.c.id)


class Disputes:
    """Named queries about disputed findings."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, person: PersonKey, *, fingerprint: str, code: str, place: int, now: datetime) -> None:
        """Count a finding as disputed; the same one of the same text counts once for a person."""
        platform, workspace_id, user_id = person
        statement = (
            yielding_insert(self._connection, disputes)
            .values(
                platform=platform,
                workspace_id=workspace_id,
                user_id=user_id,
                fingerprint=fingerprint,
                code=code,
                place=place,
                disputed_at=now,
            )
            .on_conflict_do_nothing()
        )
        await self._connection.execute(statement)

    async def about(self, person: PersonKey, fingerprint: str) -> list[Dispute]:
        """List what a person disputed about one text."""
        return [_dispute(row) for row in await self._connection.execute(_ABOUT_TEXT, _whose(person, fingerprint))]

    async def keep_story(self, person: PersonKey, fingerprint: str, story: Mapping[str, Any] | None) -> None:
        """Keep the story with everything that its author disputed about it, or let it go again."""
        statement = update(disputes).where(*_OF_PERSON).values(story=bindparam("kept", type_=disputes.c.story.type))
        kept = None if story is None else dict(story)
        await self._connection.execute(statement, {**_whose(person, fingerprint), "kept": kept})

    async def all(self) -> list[Dispute]:
        """List every dispute of every workspace, for whoever hosts the bot."""
        return [_dispute(row) for row in await self._connection.execute(_ALL)]


def _whose(person: PersonKey, fingerprint: str) -> dict[str, str]:
    platform, workspace_id, user_id = person
    return {"of_platform": platform, "of_workspace": workspace_id, "of_user": user_id, "of_text": fingerprint}


def _dispute(row: Row[Any]) -> Dispute:
    return Dispute(
        fingerprint=row.fingerprint, code=row.code, place=row.place, story=row.story, disputed_at=row.disputed_at
    )
