"""The bare Bolt app beside which Slack is measured: it checks signatures, knows its workspaces' tokens, acknowledges.

Run it with `python -m benchmarks.bare_slack PORT WORKSPACES`.
"""

import re
import sys

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from tests.stands.slack import SIGNING_SECRET


def application(tokens: dict[str, str]) -> web.Application:
    """Make the app for workspaces by id; `/` answers that it is there."""

    async def authorize(team_id: str | None = None) -> AuthorizeResult:
        token = tokens[team_id or ""]
        return AuthorizeResult(enterprise_id=None, team_id=team_id, bot_token=token, bot_id="B1", bot_user_id="UB")

    app = AsyncApp(signing_secret=SIGNING_SECRET, authorize=authorize, process_before_response=True)

    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    app.command(re.compile(".*"))(acknowledge)
    app.view(re.compile(".*"))(acknowledge)

    async def serve(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    async def here(_request: web.Request) -> web.Response:
        return web.Response()

    site = web.Application()
    site.add_routes([web.post("/slack/events", serve), web.get("/", here)])
    return site


if __name__ == "__main__":
    held = {f"T{number}": f"xoxb-{number}" for number in range(int(sys.argv[2]))}
    web.run_app(application(held), host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)
