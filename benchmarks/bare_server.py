"""The bare aiohttp program beside which the playground is measured: one file, one handler that does nothing.

Run it with `python -m benchmarks.bare_server PORT`.
"""

import sys
from pathlib import Path

from aiohttp import web

PAGE = Path(__file__).parent.parent / "adapters" / "playground" / "static" / "index.html"


async def page(_request: web.Request) -> web.StreamResponse:
    return web.FileResponse(PAGE)


async def nothing(_request: web.Request) -> web.Response:
    return web.Response()


def main(port: int) -> None:
    app = web.Application()
    app.add_routes([web.get("/", page), web.post("/", nothing)])
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)


if __name__ == "__main__":
    main(int(sys.argv[1]))
