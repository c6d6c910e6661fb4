"""What the doctor asks of Slack: whether the tokens hold, and whether each workspace granted what is needed."""

from dataclasses import dataclass
from typing import Literal

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from adapters.slack.clients import Clients, open_session
from adapters.slack.connection import Options
from adapters.slack.installations import Seal, SlackInstallations
from adapters.slack.manifest import needed_scopes
from adapters.slack.workspaces import Workspace, error_of, identify
from bot.clock import Clock
from bot.errors import StartRefused
from bot.store.installations import Installations


@dataclass(frozen=True, slots=True)
class Look:
    """One thing looked at, as the doctor lists it."""

    state: Literal["good", "noted", "problem"]
    says: str
    fix: str = ""


async def look(options: Options, store: Installations | None, clock: Clock) -> list[Look]:
    """Look at every token and every workspace's scopes. Without a store a shared app has no workspace yet."""
    async with open_session() as session:
        clients = Clients(session, base_url=options.api_base_url)
        if options.client_id:
            return await _look_at_installations(options, store, clock) if store else [_nobody_yet()]
        found = await _look_at_bot_token(options, clients)
        return found + (await _look_at_app_token(options, clients) if options.app_token else [])


async def _look_at_bot_token(options: Options, clients: Clients) -> list[Look]:
    try:
        workspace = await identify(clients, options.bot_token)
    except SlackApiError as refusal:
        return [
            Look(
                "problem",
                f"Slack refuses SLACK_BOT_TOKEN ({error_of(refusal)}).",
                "Copy it anew from OAuth & Permissions.",
            )
        ]
    except (ClientError, OSError, TimeoutError) as fault:
        where = clients.answering.base_url
        return [Look("problem", f"Slack cannot be reached at {where} ({type(fault).__name__}).", "Check the network.")]
    return [Look("good", f"SLACK_BOT_TOKEN is that of {workspace.name or workspace.id}."), *_scopes(workspace)]


async def _look_at_app_token(options: Options, clients: Clients) -> list[Look]:
    try:
        await clients.answering.apps_connections_open(app_token=options.app_token)
    except SlackApiError as refusal:
        says = f"Slack refuses SLACK_APP_TOKEN ({error_of(refusal)})."
        return [Look("problem", says, "Make an app-level token with connections:write, and switch Socket Mode on.")]
    except (ClientError, OSError, TimeoutError):
        return []  # said already
    return [Look("good", "SLACK_APP_TOKEN opens a Socket Mode connection.")]


async def _look_at_installations(options: Options, store: Installations, clock: Clock) -> list[Look]:
    try:
        seal = Seal(options.secret_keys)
    except StartRefused as refusal:
        return [Look("problem", *_fault_and_fix(reason)) for reason in refusal.reasons]
    installed = await SlackInstallations(store, seal, clock).all()
    if not installed:
        return [_nobody_yet()]
    found = [Look("good", f"Loopmates is installed in {len(installed)} workspaces.")]
    for team_id, workspace in installed.items():
        if workspace is None:
            says = f"The tokens of {team_id} were sealed with another LOOPMATES_SECRET_KEY."
            found.append(Look("problem", says, "Put the former key behind the new one, with a comma between."))
        else:
            found += [each for each in _scopes(workspace) if each.state == "problem"]
    return found


def _scopes(workspace: Workspace) -> list[Look]:
    """Compare what was granted with what is needed, and say what breaks without."""
    if not workspace.scopes:
        return [Look("noted", "Slack did not say which scopes were granted.")]
    missing = [scope for scope in needed_scopes() if scope.name not in workspace.scopes]
    where = workspace.name or workspace.id
    if not missing:
        return [Look("good", f"{where} granted every scope that is needed.")]
    fix = "Update the app's manifest (loopmates slack manifest) and install the app again."
    return [Look("problem", f"{where} did not grant {scope.name}. {scope.without}", fix) for scope in missing]


def _nobody_yet() -> Look:
    return Look("noted", "No workspace has installed the app yet; each does so at /slack/install.")


def _fault_and_fix(reason: str) -> tuple[str, str]:
    fault, _, fix = reason.partition(". ")
    return f"{fault}.", fix
