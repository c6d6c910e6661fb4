"""The settings: what may be set, and how a slip of the hand is answered."""

from pathlib import Path

import pytest

from bot.errors import StartRefused
from bot.settings import DISCORD_VARIABLES, SLACK_VARIABLES, VARIABLES, DiscordSettings, Settings

ROOT = Path(__file__).parent.parent


def test_nothing_has_to_be_set() -> None:
    settings = Settings.from_environment({"PATH": "/bin", "HOST": "laptop", "PORT": "3000"})

    assert settings == Settings(database="loopmates.db", host="127.0.0.1", port=8765, log="info", content=None)


def test_everything_can_be_set(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {
            "LOOPMATES_DATABASE": "postgresql://db/loop",
            "LOOPMATES_HOST": "::1",
            "LOOPMATES_PORT": "8766",
            "LOOPMATES_LOG": "DEBUG",
            "LOOPMATES_CONTENT": str(tmp_path),
        }
    )

    assert settings == Settings(database="postgresql://db/loop", host="::1", port=8766, log="debug", content=tmp_path)


def test_an_empty_value_counts_as_not_set() -> None:
    assert Settings.from_environment({"LOOPMATES_PORT": " ", "DISCORD_TOKEN": ""}) == Settings()


def test_every_fault_is_told_at_once_with_its_fix() -> None:
    with pytest.raises(StartRefused) as refusal:
        Settings.from_environment(
            {
                "LOOPMATES_PRT": "8766",
                "LOOPMATES_PORT": "70000",
                "LOOPMATES_LOG": "loud",
                "LOOPMATES_CONTENT": "/no/such/folder",
            }
        )

    assert refusal.value.reasons == (
        "LOOPMATES_PRT is not a setting of Loopmates. Did you mean LOOPMATES_PORT? Rename it or unset it.",
        "LOOPMATES_PORT is '70000'. Set it to a number from 1 to 65535, or 0 for any free port.",
        "LOOPMATES_LOG is 'loud'. Set it to one of: debug, info, warning, error.",
        "LOOPMATES_CONTENT is '/no/such/folder', which is not a folder. Name a folder of practice material.",
    )


@pytest.mark.parametrize("port", ["-1", "80.5", "1e3", "٣", "65536", "http"])
def test_a_port_is_a_plain_number(port: str) -> None:
    with pytest.raises(StartRefused, match="LOOPMATES_PORT"):
        Settings.from_environment({"LOOPMATES_PORT": port})


def test_a_token_is_kept_and_never_shown() -> None:
    settings = Settings.from_environment({"DISCORD_TOKEN": "secret", "DISCORD_MESSAGE_CONTENT": "yes"})

    assert settings.discord == DiscordSettings(token="secret", message_content=True)
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"DISCORD_MESSAGE_CONTENT": "1"}, "DISCORD_TOKEN is not set. Copy the token"),
        ({"DISCORD_TOKEN": "two words"}, "DISCORD_TOKEN is no token"),
        ({"DISCORD_TOKEN": "MTEx.a.b", "DISCORD_MESSAGE_CONTENT": "maybe"}, "is 'maybe'. Set it to 1 or 0."),
    ],
)
def test_what_is_wrong_for_discord_is_said(given: dict[str, str], fault: str) -> None:
    with pytest.raises(StartRefused, match=fault):
        Settings.from_environment(given)


def test_the_hosting_page_explains_every_setting() -> None:
    page = (ROOT / "docs" / "hosting.md").read_text()

    assert [name for name in VARIABLES if f"`{name}`" not in page] == []


def test_the_example_names_every_setting() -> None:
    lines = [line for line in (ROOT / ".env.example").read_text().splitlines() if line and not line.startswith("#")]
    example = dict(line.split("=", 1) for line in lines)

    assert set(example) == {*VARIABLES, *SLACK_VARIABLES, *DISCORD_VARIABLES}
    assert Settings.from_environment(example) == Settings()
