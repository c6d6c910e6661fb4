"""The unit of work: everything that one request or one tick reads and writes, in one transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from bot.content import Content
from bot.store.answers import Answers, Drafts
from bot.store.cohorts import Cohorts
from bot.store.database import Database
from bot.store.deliveries import Deliveries
from bot.store.disputes import Disputes
from bot.store.followups import Followups
from bot.store.meetings import Meetings
from bot.store.members import Members
from bot.store.mock_material import MockMaterial
from bot.store.mocks import Mocks
from bot.store.own_questions import OwnQuestions
from bot.store.questions import DailyQuestions
from bot.store.requests import HandledRequests, Marks
from bot.store.rounds import Rounds
from bot.store.scorecards import Scorecards
from bot.store.stories import Stories
from bot.store.timers import Timers

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


class Work:
    """What a use case has at hand: the store's named queries, the content, and what time it is."""

    def __init__(self, connection: "AsyncConnection", content: Content, now: datetime) -> None:
        self.content = content
        self.now = now
        self.members = Members(connection)
        self.cohorts = Cohorts(connection)
        self.questions = DailyQuestions(connection)
        self.own_questions = OwnQuestions(connection)
        self.answers = Answers(connection)
        self.drafts = Drafts(connection)
        self.stories = Stories(connection)
        self.disputes = Disputes(connection)
        self.mocks = Mocks(connection)
        self.meetings = Meetings(connection)
        self.rounds = Rounds(connection)
        self.material = MockMaterial(connection)
        self.scorecards = Scorecards(connection)
        self.followups = Followups(connection)
        self.timers = Timers(connection)
        self.deliveries = Deliveries(connection)
        self.handled = HandledRequests(connection)
        self.marks = Marks(connection)


class WorkRoom:
    """Opens units of work. Leaving one commits it; an exception on the way undoes all of it."""

    def __init__(self, database: Database, content: Content) -> None:
        self._database = database
        self.content = content

    @asynccontextmanager
    async def open(self, now: datetime) -> AsyncIterator[Work]:
        async with self._database.begin() as connection:
            yield Work(connection, self.content, now)
