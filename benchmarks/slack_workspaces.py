"""What a thousand workspaces cost: memory with one and with many, and the start until the first request is taken.

Run it with `python -m benchmarks.slack_workspaces`.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from slack_sdk.oauth.installation_store import Installation

from adapters.slack.installations import Seal, SlackInstallations
from adapters.slack.manifest import bot_scopes
from benchmarks.figures import Figure, command, of_pairs
from benchmarks.processes import Running, bare_slack, slack
from bot.clock import SystemClock
from bot.store.database import Database, migrate
from bot.store.installations import Installations
from tests.stands.slack import SIGNING_SECRET, SlackStandIn, Team, signed

SMALL = {"runs": 1, "workspaces": 3}
BARE_IS = "a bare Bolt app that only acknowledges"
SECRET_KEY = "a secret of a benchmark that is long enough"


def measure(*, runs: int = 3, workspaces: int = 1_000) -> list[Figure]:
    """Start Loopmates with so many installations, have one command come from each, and read its memory."""
    return asyncio.run(_measure(runs, workspaces))


async def _measure(runs: int, workspaces: int) -> list[Figure]:
    ours: list[tuple[float, float, float]] = []
    bare: list[tuple[float, float, float]] = []
    stand = SlackStandIn()
    await stand.start()
    teams = [_team(stand, number) for number in range(workspaces)]
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "loopmates.db"
        await asyncio.to_thread(migrate, str(database))
        await _install(str(database), teams)
        for _ in range(runs):
            with slack(database, _settings(stand)) as running:
                ours.append(await _use(stand, running, teams))
            with bare_slack(workspaces) as running:
                bare.append(await _use(stand, running, teams))
    await stand.stop()
    what = (("start to first request", "s"), ("resident, 1 workspace", "MB"), (f"resident, {workspaces:,}", "MB"))
    return [
        of_pairs(name, [run[at] for run in ours], [run[at] for run in bare], unit=unit, bare_is=BARE_IS)
        for at, (name, unit) in enumerate(what)
    ]


def _team(stand: SlackStandIn, number: int) -> Team:
    team = stand.add_team(f"T{number}", token=f"xoxb-{number}")
    team.add_user("U0ANA", "Ana", is_admin=True)
    team.add_channel("C0PRACTICE", "practice")
    return team


async def _install(path: str, teams: list[Team]) -> None:
    database = Database(path)
    store = SlackInstallations(Installations(database), Seal((SECRET_KEY,)), SystemClock())
    for team in teams:
        installation = Installation(
            user_id="U0ANA",
            team_id=team.id,
            team_name=team.name,
            bot_token=team.bot_token,
            bot_id=team.bot_id,
            bot_user_id=team.bot_user_id,
            bot_scopes=list(bot_scopes()),
        )
        await store.async_save(installation)
    await database.close()


def _settings(stand: SlackStandIn) -> dict[str, str]:
    return {
        "SLACK_CLIENT_ID": "111.222",
        "SLACK_CLIENT_SECRET": "secret",
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "LOOPMATES_SECRET_KEY": SECRET_KEY,
        "LOOPMATES_PUBLIC_URL": "https://loopmates.example",
        "SLACK_API_BASE_URL": stand.base_url,
    }


async def _use(stand: SlackStandIn, running: Running, teams: list[Team]) -> tuple[float, float, float]:
    """Have a command come from the first workspace and then from all; give the seconds and both memories."""
    stand.app_url = f"http://127.0.0.1:{running.port}"
    await _type(stand, teams[0])
    with_one, _ = running.memory()
    for team in teams:
        await _type(stand, team)
    with_all, _ = running.memory()
    return running.seconds_to_answer, with_one, with_all


async def _type(stand: SlackStandIn, team: Team) -> None:
    command_payload = {
        "command": "/practice",
        "text": "help",
        "team_id": team.id,
        "user_id": "U0ANA",
        "channel_id": "C0PRACTICE",
        "channel_name": "practice",
        "trigger_id": f"{team.id}.1",
    }
    body, headers = signed("slash_commands", command_payload)
    status, _ = await stand.post(body, headers)
    assert status == 200, status


if __name__ == "__main__":
    sys.exit(command("slack_workspaces", measure, small=SMALL))
