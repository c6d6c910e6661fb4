"""What the person who runs Loopmates may set: environment variables, read once at start."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import StartRefused

LOG_LEVELS = ("debug", "info", "warning", "error")
VARIABLES = ("LOOPMATES_DATABASE", "LOOPMATES_HOST", "LOOPMATES_PORT", "LOOPMATES_LOG", "LOOPMATES_CONTENT")
TOKENS = ("SLACK_BOT_TOKEN", "DISCORD_TOKEN")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where to remember, where to listen, how much to log.

    `content` is a folder of practice material that is laid over the one that Loopmates ships with.
    `tokens` names the platform tokens that are set, and never holds one.
    """

    database: str = "loopmates.db"
    host: str = "127.0.0.1"
    port: int = 8765
    log: str = "info"
    content: Path | None = None
    tokens: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the settings, or refuse with every fault at once. An empty value counts as not set."""
        given = {name: value.strip() for name, value in environment.items() if value.strip()}
        faults = [_unknown(name) for name in sorted(given) if name.startswith("LOOPMATES_") and name not in VARIABLES]
        standard = cls()
        settings = cls(
            database=given.get("LOOPMATES_DATABASE", standard.database),
            host=given.get("LOOPMATES_HOST", standard.host),
            port=_port(given.get("LOOPMATES_PORT", str(standard.port)), faults),
            log=_log_level(given.get("LOOPMATES_LOG", standard.log), faults),
            content=_folder(given.get("LOOPMATES_CONTENT"), faults),
            tokens=tuple(name for name in TOKENS if name in given),
        )
        if faults:
            raise StartRefused(*faults)
        return settings


def _unknown(name: str) -> str:
    from rapidfuzz import process  # only a fault needs it

    nearest = process.extractOne(name, VARIABLES)
    return f"{name} is not a setting of Loopmates. Did you mean {nearest[0]}? Rename it or unset it."


def _port(value: str, faults: list[str]) -> int:
    if value.isascii() and value.isdigit() and int(value) <= 65535:
        return int(value)
    faults.append(f"LOOPMATES_PORT is {value!r}. Set it to a number from 1 to 65535, or 0 for any free port.")
    return 0


def _log_level(value: str, faults: list[str]) -> str:
    if value.lower() in LOG_LEVELS:
        return value.lower()
    faults.append(f"LOOPMATES_LOG is {value!r}. Set it to one of: {', '.join(LOG_LEVELS)}.")
    return ""


def _folder(value: str | None, faults: list[str]) -> Path | None:
    if value is None:
        return None
    folder = Path(value).expanduser()
    if not folder.is_dir():
        faults.append(f"LOOPMATES_CONTENT is {value!r}, which is not a folder. Name a folder of practice material.")
    return folder
