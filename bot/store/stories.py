"""The stories of people, each with its versions; a person sees their own only."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.story_bank import OwnStory, StoryVersion
from bot.store.inserts import yielding_insert
from bot.store.tables import members, memberships, stories, story_versions

PersonKey = tuple[str, str, str]

_any = story_versions.alias("any_version")
_NEWEST_NUMBER = select(func.max(_any.c.number)).where(_any.c.story_id == stories.c.id).scalar_subquery()
_IS_NEWEST = (story_versions.c.story_id == stories.c.id) & (story_versions.c.number == _NEWEST_NUMBER)
_NEWEST = (
    select(
        stories.c.number.label("story_number"), stories.c.title, stories.c.theme, stories.c.archetype, story_versions
    )
    .select_from(stories)
    .join(story_versions, _IS_NEWEST)
)
_IS_OF_PERSON = (
    stories.c.platform == bindparam("platform"),
    stories.c.workspace_id == bindparam("workspace_id"),
    stories.c.user_id == bindparam("user_id"),
)
_OF_PERSON = _NEWEST.where(*_IS_OF_PERSON).order_by(stories.c.number)
_VERSION = (
    select(
        stories.c.number.label("story_number"), stories.c.title, stories.c.theme, stories.c.archetype, story_versions
    )
    .select_from(stories)
    .join(story_versions, story_versions.c.story_id == stories.c.id)
    .where(*_IS_OF_PERSON, story_versions.c.id == bindparam("version_id"))
)
_TITLES = select(stories.c.title).where(*_IS_OF_PERSON).order_by(stories.c.number)
_LAST_NUMBER = select(func.coalesce(func.max(stories.c.number), 0)).where(*_IS_OF_PERSON)
_VERSIONS = (
    select(story_versions)
    .where(story_versions.c.story_id == bindparam("story_id"))
    .order_by(story_versions.c.number.desc())
)
_CODES_IN_COHORT = (
    select(stories.c.theme, story_versions.c.codes)
    .select_from(stories)
    .join(story_versions, _IS_NEWEST)
    .join(
        members,
        (members.c.platform == stories.c.platform)
        & (members.c.workspace_id == stories.c.workspace_id)
        & (members.c.user_id == stories.c.user_id),
    )
    .join(memberships, memberships.c.member_id == members.c.id)
    .where(memberships.c.cohort_id == bindparam("cohort_id"), memberships.c.left_at.is_(None))
    .order_by(stories.c.id)
)


class Stories:
    """Named queries about stories."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_person(self, person: PersonKey) -> list[OwnStory]:
        """List a person's stories in their newest versions, by number."""
        return [_story(row) for row in await self._connection.execute(_OF_PERSON, _key(person))]

    async def titles(self, person: PersonKey) -> list[str]:
        return list((await self._connection.execute(_TITLES, _key(person))).scalars())

    async def add(self, person: PersonKey, *, title: str, theme: str, archetype: str, now: datetime) -> int:
        """Begin a story under the person's next number and give its id; its first version follows.

        Another one of the same person that is added at this moment may take the number; then it is the one after.
        """
        begun = {**_key(person), "title": title, "theme": theme, "archetype": archetype, "added_at": now}
        statement = yielding_insert(self._connection, stories).on_conflict_do_nothing().returning(stories.c.id)
        while True:
            number = (await self._connection.execute(_LAST_NUMBER, _key(person))).scalar_one() + 1
            id = (await self._connection.execute(statement, {**begun, "number": number})).scalar_one_or_none()
            if id is not None:
                return int(id)

    async def change(self, story_id: int, *, title: str, theme: str, archetype: str) -> None:
        statement = update(stories).where(stories.c.id == story_id)
        await self._connection.execute(statement.values(title=title, theme=theme, archetype=archetype))

    async def add_version(
        self,
        story_id: int,
        *,
        beats: Mapping[str, str],
        seconds: float | None,
        spoken_seconds: float,
        words: int,
        codes: Iterable[str],
        now: datetime,
    ) -> StoryVersion:
        """Keep what a story says now beside what it said before."""
        last = select(func.coalesce(func.max(story_versions.c.number), 0)).where(story_versions.c.story_id == story_id)
        number = (await self._connection.execute(last)).scalar_one() + 1
        version = {
            "story_id": story_id,
            "number": number,
            "beats": dict(beats),
            "seconds": seconds,
            "spoken_seconds": spoken_seconds,
            "words": words,
            "codes": sorted(codes),
            "saved_at": now,
        }
        statement = insert(story_versions).returning(story_versions)
        return _version((await self._connection.execute(statement, version)).one())

    async def at_version(self, person: PersonKey, version_id: int) -> OwnStory | None:
        """Give a person's story as it stood in one of its versions; another person's is none."""
        row = (await self._connection.execute(_VERSION, {**_key(person), "version_id": version_id})).one_or_none()
        return _story(row) if row else None

    async def versions_of(self, story_id: int) -> list[StoryVersion]:
        """List a story's versions, newest first."""
        return [_version(row) for row in await self._connection.execute(_VERSIONS, {"story_id": story_id})]

    async def remove(self, story_id: int) -> None:
        """Remove a story with every version of it."""
        await self._connection.execute(delete(stories).where(stories.c.id == story_id))

    async def codes_in_cohort(self, cohort_id: int) -> list[tuple[str, tuple[str, ...]]]:
        """Give theme and finding codes of every story of a cohort's present members, and nothing else of them."""
        rows = await self._connection.execute(_CODES_IN_COHORT, {"cohort_id": cohort_id})
        return [(row.theme, tuple(row.codes)) for row in rows]


def _key(person: PersonKey) -> dict[str, str]:
    platform, workspace_id, user_id = person
    return {"platform": platform, "workspace_id": workspace_id, "user_id": user_id}


def _story(row: Row[Any]) -> OwnStory:
    return OwnStory(
        id=row.story_id,
        number=row.story_number,
        title=row.title,
        theme=row.theme,
        archetype=row.archetype,
        version=_version(row),
    )


def _version(row: Row[Any]) -> StoryVersion:
    return StoryVersion(
        id=row.id,
        number=row.number,
        beats=row.beats,
        seconds=row.seconds,
        spoken_seconds=row.spoken_seconds,
        words=row.words,
        codes=tuple(row.codes),
        saved_at=row.saved_at,
    )
