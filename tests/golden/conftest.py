"""The golden set and the practice material, read once for all tests beside this file."""

import tomllib
from collections.abc import Collection
from pathlib import Path

import pytest

from bot.content import content_folder, load_content
from bot.domain.story_feedback import Guidebook
from bot.golden import GoldenStory, golden_folder, parts_of, read_part

EXCEPTIONS = Path(__file__).parent / "exceptions.toml"


@pytest.fixture(scope="session")
def guidebook() -> Guidebook:
    return load_content(content_folder()).guidebook


@pytest.fixture(scope="session")
def golden_parts() -> dict[str, list[GoldenStory]]:
    return {name: read_part(folder) for name, folder in parts_of(golden_folder()).items()}


@pytest.fixture(scope="session")
def golden(golden_parts: dict[str, list[GoldenStory]]) -> list[GoldenStory]:
    return [story for stories in golden_parts.values() for story in stories]


class Exceptions:
    """The stories of which a law is known not to hold, each with its reason, in `exceptions.toml`.

    None is skipped: a story that breaks the law without being listed fails the test, and so does one that is listed
    and keeps it.
    """

    def __init__(self, listed: dict[str, dict[str, str]]) -> None:
        self._listed = listed

    def hold(self, law: str, *, broken: Collection[str], tried: Collection[str], at_least: int) -> None:
        """Assert that of all that was tried just the listed stories break a law."""
        known = {name for name in self._listed.get(law, {}) if name in tried}
        new, mended = sorted(set(broken) - known), sorted(known - set(broken))

        assert len(tried) >= at_least, f"{law}: only {len(tried)} stories could be tried."
        assert not new, f"{law} does not hold of {new}. Mend the rules, or list them in {EXCEPTIONS.name}."
        assert not mended, f"{law} holds of {mended} by now. Take them off {EXCEPTIONS.name}."

    def of(self, law: str) -> dict[str, str]:
        return self._listed.get(law, {})


@pytest.fixture(scope="session")
def exceptions() -> Exceptions:
    return Exceptions(tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8")))
