"""A post office on each of the two databases."""

import pytest

from bot.store.database import Database
from tests.delivery.post_office import PostOffice


@pytest.fixture
def office(database: Database) -> PostOffice:
    return PostOffice(database)
