"""The workspaces that Loopmates is installed in, with the token of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError

from adapters.slack.clients import Clients


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """One installation. `scopes` is what was granted, where Slack said so."""

    id: str
    token: str = field(repr=False)
    bot_user_id: str = ""
    bot_id: str = ""
    name: str = ""
    scopes: frozenset[str] = frozenset()


class Workspaces(Protocol):
    """Finds a workspace by its id; none where Loopmates is not, or no longer, installed."""

    async def find(self, team_id: str) -> Workspace | None: ...

    async def end(self, team_id: str) -> None:
        """Stop everything for a workspace that took Loopmates out."""


class OneWorkspace:
    """The workspace of SLACK_BOT_TOKEN."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace: Workspace | None = workspace

    async def find(self, team_id: str) -> Workspace | None:
        found = self._workspace
        return found if found is not None and found.id == team_id else None

    async def end(self, team_id: str) -> None:
        if self._workspace is not None and self._workspace.id == team_id:
            self._workspace = None


async def identify(clients: Clients, token: str) -> Workspace:
    """Ask Slack whose token this is; raises `SlackApiError` where it is nobody's."""
    answer = await clients.answering.auth_test(token=token)
    headers = {name.lower(): value for name, value in dict(answer.headers).items()}
    granted = headers.get("x-oauth-scopes", "")
    return Workspace(
        id=answer.get("team_id", ""),
        token=token,
        bot_user_id=answer.get("user_id", ""),
        bot_id=answer.get("bot_id", ""),
        name=answer.get("team", ""),
        scopes=frozenset(scope.strip() for scope in granted.split(",") if scope.strip()),
    )


class Authorization(AsyncAuthorize):
    """Tells Bolt which workspace a payload belongs to; payloads of any other are refused."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult | None:
        workspace = await self._workspaces.find(team_id) if team_id else None
        if workspace is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=workspace.id,
            bot_user_id=workspace.bot_user_id,
            bot_id=workspace.bot_id,
            bot_token=workspace.token,
            user_id=user_id,
        )


def error_of(error: SlackApiError) -> str:
    """Give Slack's own short name of an error; empty where it answered with something unreadable."""
    answer = error.response
    if isinstance(answer, Mapping):
        return str(answer.get("error") or "")
    data: Any = getattr(answer, "data", None)
    return str(data.get("error") or "") if isinstance(data, Mapping) else ""


def status_of(error: SlackApiError) -> int:
    return int(getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0) or 0)
