"""The installations of a shared app: the SDK's stores over our database, every token encrypted at rest.

Why not the SDK's own SQLAlchemy stores: docs/decisions/slack.md.
"""

import base64
import logging
import secrets
import time
from collections import OrderedDict
from datetime import timedelta
from logging import Logger

import msgspec
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from adapters.slack.requests import PLATFORM
from adapters.slack.workspaces import Workspace
from bot.clock import Clock
from bot.errors import StartRefused
from bot.store.installations import Installations

STATE_LIVES = timedelta(minutes=10)
KEPT_AFTER_END = timedelta(days=30)
WORKSPACES_REMEMBERED = 10_000
REMEMBERED_SECONDS = 60
SHORTEST_KEY = 32

logger = logging.getLogger(__name__)


class Seal:
    """Encrypts what is kept. The first key seals; every key opens, so that a key can be changed without a gap."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        if not keys or any(len(key) < SHORTEST_KEY for key in keys):
            raise StartRefused(
                f"LOOPMATES_SECRET_KEY needs {SHORTEST_KEY} characters or more for each key. "
                "Make one with: openssl rand -base64 32"
            )
        self._fernet = MultiFernet([Fernet(_derived(key)) for key in keys])
        self._newest = Fernet(_derived(keys[0]))

    def close(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str | None:
        """Read what was sealed; none where no key of ours did it."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None

    def is_newest(self, sealed: str) -> bool:
        """Say whether the first key sealed this."""
        try:
            self._newest.decrypt(sealed.encode())
        except InvalidToken:
            return False
        return True


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept of one installation, inside the seal."""

    bot_token: str
    bot_user_id: str = ""
    bot_id: str = ""
    team_name: str = ""
    enterprise_id: str | None = None
    app_id: str = ""
    installer_id: str = ""
    scopes: tuple[str, ...] = ()


class SlackInstallations(AsyncInstallationStore):
    """The workspaces that installed a shared app: Bolt saves here, everything else finds here."""

    def __init__(self, store: Installations, seal: Seal, clock: Clock) -> None:
        self._store = store
        self._seal = seal
        self._clock = clock
        self._found: OrderedDict[str, tuple[float, Workspace]] = OrderedDict()

    @property
    def logger(self) -> Logger:
        return logger

    async def async_save(self, installation: Installation) -> None:
        """Keep what an install brought; only the bot's own token is kept, and no member's."""
        if not installation.team_id or not installation.bot_token:
            raise BoltError("Loopmates is installed in one workspace at a time, with a bot token")
        kept = Kept(
            bot_token=installation.bot_token,
            bot_user_id=installation.bot_user_id or "",
            bot_id=installation.bot_id or "",
            team_name=installation.team_name or "",
            enterprise_id=installation.enterprise_id,
            app_id=installation.app_id or "",
            installer_id=installation.user_id or "",
            scopes=tuple(installation.bot_scopes or ()),
        )
        sealed = self._seal.close(msgspec.json.encode(kept).decode())
        await self._store.save(PLATFORM, installation.team_id, sealed=sealed, now=self._clock.now())
        self._found.pop(installation.team_id, None)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """Find a workspace's bot, as Bolt wants it."""
        workspace = await self.find(team_id or "")
        if workspace is None:
            return None
        return Bot(
            enterprise_id=enterprise_id,
            team_id=workspace.id,
            team_name=workspace.name,
            bot_token=workspace.token,
            bot_id=workspace.bot_id,
            bot_user_id=workspace.bot_user_id,
            bot_scopes=sorted(workspace.scopes),
            installed_at=0.0,
        )

    async def async_delete_all(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        await self.end(team_id or "")

    async def find(self, team_id: str) -> Workspace | None:
        """Find a workspace in which Loopmates is installed; what was found is remembered for a minute.

        Not for longer, since another process may have heard that the workspace took Loopmates out.
        """
        known = self._found.get(team_id)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        if not team_id:
            return None
        installation = await self._store.find(PLATFORM, team_id)
        opened = self._seal.open(installation.sealed) if installation else None
        if opened is None:
            if installation is not None:
                logger.error("the tokens of %s were sealed with another LOOPMATES_SECRET_KEY", team_id)
            return None
        workspace = _workspace(team_id, msgspec.json.decode(opened, type=Kept))
        self._found[team_id] = (time.monotonic() + REMEMBERED_SECONDS, workspace)
        if len(self._found) > WORKSPACES_REMEMBERED:
            self._found.popitem(last=False)
        return workspace

    async def all(self) -> dict[str, Workspace | None]:
        """Give every workspace in which Loopmates is installed by its id; none where no key opens its tokens."""
        ids = [each.workspace_id for each in await self._store.all(PLATFORM) if each.ended_at is None]
        return {team_id: await self.find(team_id) for team_id in ids}

    async def end(self, team_id: str) -> None:
        """Stop at once for a workspace that took Loopmates out."""
        self._found.pop(team_id, None)
        await self._store.end(PLATFORM, team_id, self._clock.now())
        logger.info("%s took Loopmates out; what is held of it goes in %s days", team_id, KEPT_AFTER_END.days)

    async def forget_ended(self) -> None:
        """Delete what is held of workspaces that took Loopmates out long enough ago."""
        for team_id in await self._store.forget_ended(PLATFORM, self._clock.now() - KEPT_AFTER_END):
            logger.info("everything held of %s was deleted", team_id)

    async def seal_again(self) -> None:
        """Put every installation under the newest key; one that no key opens is refused."""
        for installation in await self._store.all(PLATFORM):
            if installation.ended_at is not None or self._seal.is_newest(installation.sealed):
                continue
            opened = self._seal.open(installation.sealed)
            if opened is None:
                raise StartRefused(
                    f"The tokens of {installation.workspace_id} were sealed with another LOOPMATES_SECRET_KEY. "
                    "Put the former key behind the new one, with a comma between."
                )
            await self._store.seal_again(
                PLATFORM, installation.workspace_id, before=installation.sealed, sealed=self._seal.close(opened)
            )


class BegunInstalls(AsyncOAuthStateStore):
    """The states of installs that have begun; each works once."""

    def __init__(self, store: Installations, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    @property
    def logger(self) -> Logger:
        return logger

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        state = secrets.token_urlsafe(32)
        await self._store.begin(state, self._clock.now() + STATE_LIVES)
        return state

    async def async_consume(self, state: str) -> bool:
        return await self._store.finish(state[:64], self._clock.now())


def _workspace(team_id: str, kept: Kept) -> Workspace:
    return Workspace(
        id=team_id,
        token=kept.bot_token,
        bot_user_id=kept.bot_user_id,
        bot_id=kept.bot_id,
        name=kept.team_name,
        scopes=frozenset(kept.scopes),
    )


def _derived(key: str) -> bytes:
    """Make a Fernet key of whatever secret was given."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"loopmates installations").derive(key.encode())
    return base64.urlsafe_b64encode(derived)
