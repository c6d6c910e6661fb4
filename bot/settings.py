"""What the person who runs Loopmates may set: environment variables, read once at start."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import StartRefused

LOG_LEVELS = ("debug", "info", "warning", "error")
VARIABLES = (
    "LOOPMATES_DATABASE",
    "LOOPMATES_HOST",
    "LOOPMATES_PORT",
    "LOOPMATES_LOG",
    "LOOPMATES_CONTENT",
    "LOOPMATES_PUBLIC_URL",
    "LOOPMATES_SECRET_KEY",
)
SLACK_VARIABLES = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
)
DISCORD_VARIABLES = (
    "DISCORD_TOKEN",
    "DISCORD_MESSAGE_CONTENT",
)
YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """How to reach Slack and be reached by it. Nothing secret is ever shown.

    With a client id many workspaces install the app by themselves; without one `bot_token` names the only workspace.
    With an app token Slack is reached over Socket Mode, otherwise it sends signed HTTP requests.
    """

    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    secret_keys: tuple[str, ...] = field(default=(), repr=False)
    api_base_url: str = ""
    public_url: str = ""

    @property
    def is_shared(self) -> bool:
        return bool(self.client_id)

    @property
    def is_socket_mode(self) -> bool:
        return bool(self.app_token) and not self.is_shared


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordSettings:
    """How to reach Discord. The token is never shown.

    With `message_content`, answers in threads are read; Discord has to allow it on the application's page.
    """

    token: str = field(repr=False)
    api_base_url: str = ""
    gateway_url: str = ""
    message_content: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where to remember, where to listen, how much to log, and the platforms to run on.

    `content` is a folder of practice material that is laid over the one that Loopmates ships with.
    """

    database: str = "loopmates.db"
    host: str = "127.0.0.1"
    port: int = 8765
    log: str = "info"
    content: Path | None = None
    public_url: str = ""
    slack: SlackSettings | None = None
    discord: DiscordSettings | None = None

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
            public_url=_public_url(given.get("LOOPMATES_PUBLIC_URL", ""), faults),
            slack=_slack(given, faults),
            discord=_discord(given, faults),
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


def _public_url(value: str, faults: list[str]) -> str:
    if value and not value.startswith(("https://", "http://")):
        faults.append(
            f"LOOPMATES_PUBLIC_URL is {value!r}. Set it to the address under which the internet reaches "
            "Loopmates, such as https://practice.example.org."
        )
    return value.rstrip("/")


def _slack(given: Mapping[str, str], faults: list[str]) -> SlackSettings | None:
    """Read what is set for Slack; nothing set means that Slack is not wanted."""
    if not any(name in given for name in SLACK_VARIABLES):
        return None
    slack = SlackSettings(
        bot_token=given.get("SLACK_BOT_TOKEN", ""),
        app_token=given.get("SLACK_APP_TOKEN", ""),
        signing_secret=given.get("SLACK_SIGNING_SECRET", ""),
        client_id=given.get("SLACK_CLIENT_ID", ""),
        client_secret=given.get("SLACK_CLIENT_SECRET", ""),
        secret_keys=tuple(key.strip() for key in given.get("LOOPMATES_SECRET_KEY", "").split(",") if key.strip()),
        api_base_url=given.get("SLACK_API_BASE_URL", ""),
        public_url=given.get("LOOPMATES_PUBLIC_URL", "").rstrip("/"),
    )
    faults += _wrong_kinds(slack)
    faults += _missing_for_many(slack) if slack.client_id or slack.client_secret else _missing_for_one(slack)
    return slack


def _wrong_kinds(slack: SlackSettings) -> list[str]:
    """Notice tokens that were pasted into each other's place; Slack tells them apart by their beginning."""
    faults = []
    if slack.bot_token.startswith(("xapp-", "xoxp-", "xoxe-")):
        faults.append(
            "SLACK_BOT_TOKEN is a token of another kind. Set it to the Bot User OAuth Token, which begins with xoxb-."
        )
    if slack.app_token.startswith(("xoxb-", "xoxp-", "xoxe")):
        faults.append(
            "SLACK_APP_TOKEN is a token of another kind. Set it to the app-level token, which begins with xapp-."
        )
    return faults


def _missing_for_one(slack: SlackSettings) -> list[str]:
    if not slack.bot_token:
        return ["SLACK_BOT_TOKEN is not set. Copy the Bot User OAuth Token from the app's page OAuth & Permissions."]
    if not (slack.app_token or slack.signing_secret):
        fix = "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP."
        return [f"SLACK_BOT_TOKEN is set, but not how Slack reaches Loopmates. {fix}"]
    return []


def _missing_for_many(slack: SlackSettings) -> list[str]:
    needed = {
        "SLACK_CLIENT_ID": slack.client_id,
        "SLACK_CLIENT_SECRET": slack.client_secret,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
    }
    faults = [
        f"{name} is not set. An app for many workspaces needs it; it is on the app's page Basic Information."
        for name, value in needed.items()
        if not value
    ]
    if not slack.secret_keys:
        faults.append(
            "LOOPMATES_SECRET_KEY is not set. It encrypts the workspaces' tokens. Make one: openssl rand -base64 32"
        )
    return faults


def _discord(given: Mapping[str, str], faults: list[str]) -> DiscordSettings | None:
    """Read what is set for Discord; nothing set means that Discord is not wanted."""
    if not any(name in given for name in DISCORD_VARIABLES):
        return None
    token = given.get("DISCORD_TOKEN", "")
    if not token:
        faults.append("DISCORD_TOKEN is not set. Copy the token from the application's page Bot (Reset Token).")
    elif not token.isascii() or any(sign.isspace() for sign in token):
        faults.append("DISCORD_TOKEN is no token: it has spaces or odd signs in it. Copy it anew from the page Bot.")
    return DiscordSettings(
        token=token,
        api_base_url=given.get("DISCORD_API_BASE_URL", ""),
        gateway_url=given.get("DISCORD_GATEWAY_URL", ""),
        message_content=_yes("DISCORD_MESSAGE_CONTENT", given.get("DISCORD_MESSAGE_CONTENT", "0"), faults),
    )


def _yes(name: str, value: str, faults: list[str]) -> bool:
    if value.lower() not in YES + NO:
        faults.append(f"{name} is {value!r}. Set it to 1 or 0.")
    return value.lower() in YES
