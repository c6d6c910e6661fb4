"""A browser's part: what the playground's page sends."""

from types import TracebackType
from typing import Any

from aiohttp import ClientSession

from benchmarks.group import CHANNEL


class Browser:
    """One person's page, over one connection that stays open."""

    def __init__(self, port: int, person: str) -> None:
        self._url = f"http://127.0.0.1:{port}"
        self._person = person
        self._sent = 0

    async def __aenter__(self) -> "Browser":
        self._session = ClientSession()
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _fault: BaseException | None, _where: TracebackType | None
    ) -> None:
        await self._session.close()

    async def nothing(self) -> None:
        """Ask the bare program for nothing."""
        await self._send("/", {})

    async def type(self, text: str) -> Any:
        """Write in the group's channel."""
        self._sent += 1
        message = {
            "person": self._person,
            "room": CHANNEL.channel_id,
            "text": text,
            "request_id": f"benchmark-{self._person}-{self._sent}",
        }
        return await self._send("/api/messages", message)

    async def _send(self, path: str, message: dict[str, Any]) -> bytes:
        async with self._session.post(self._url + path, json=message) as response:
            body = await response.read()
            if response.status != 200:
                raise RuntimeError(f"POST {path} was answered with {response.status}: {body.decode()}")
            return body
