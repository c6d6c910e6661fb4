"""The stand-in's REST door: it reads requests, holds them to Discord's schemas and limits, and refuses as it does."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.stands.discord.schemas import Fault, Json, faults_in_request

PREFIX = "/api/v10"
WITHOUT_TOKEN = ("/interactions/", "/webhooks/")
"""What is authorised by a token in the path."""

INVALID_FORM, EMPTY_MESSAGE, UNREADABLE_JSON = 50035, 50006, 50109


@dataclass(kw_only=True, eq=False)
class Call:
    """A request as it came, and what it was answered. `files` are (name, content) by their number."""

    method: str
    template: str
    ids: dict[str, str]
    query: dict[str, str]
    body: Any = None
    files: dict[int, tuple[str, bytes]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)
    status: int = 0
    answer: Any = None

    def id(self, name: str) -> int:
        """Read an id from the path; what is none is the id of nothing."""
        given = self.ids[name]
        return int(given) if given.isdecimal() else 0


class Refused(Exception):
    """An answer that refuses. `is_fault` marks what an app should never have asked."""

    def __init__(self, status: int, code: int, message: str, *, errors: Json | None = None, is_fault: bool = False):
        super().__init__(f"{code}: {message}")
        self.status = status
        self.body: Json = {"message": message, "code": code} | ({"errors": errors} if errors else {})
        self.is_fault = is_fault


Handler = Callable[[Any, Call], Awaitable[Any]]
Routes = dict[tuple[str, str], Handler]


@dataclass(kw_only=True)
class _Window:
    started_at: float
    used: int = 0


class RateLimits:
    """How often each route may be used, by its major parameter, and all of them together."""

    def __init__(self) -> None:
        self.of_route: dict[tuple[str, str], tuple[int, float]] = {}
        self.global_until = 0.0
        self._windows: dict[tuple[str, str, str], _Window] = {}

    def set(self, method: str, template: str, *, uses: int, seconds: float) -> None:
        self.of_route[(method, template)] = (uses, seconds)

    def block_everything(self, seconds: float) -> None:
        self.global_until = time.monotonic() + seconds

    def take(self, call: Call) -> tuple[dict[str, str], float, bool]:
        """Count a call; give the headers of its bucket, how long it must wait, and whether everything must."""
        now = time.monotonic()
        if now < self.global_until:
            return {}, self.global_until - now, True
        uses, seconds = self.of_route.get((call.method, call.template), (1000, 1.0))
        major = next((call.ids[name] for name in ("channel_id", "guild_id", "webhook_id") if name in call.ids), "")
        key = (call.method, call.template, major)
        window = self._windows.get(key)
        if window is None or now >= window.started_at + seconds:
            window = self._windows[key] = _Window(started_at=now)
        left = window.started_at + seconds - now
        is_over = window.used >= uses
        window.used += not is_over
        headers = {
            "X-RateLimit-Limit": str(uses),
            "X-RateLimit-Remaining": str(uses - window.used),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": f"{abs(hash((call.method, call.template))):x}",
        }
        return headers, left if is_over else 0.0, False


class Rest:
    """The door. `trouble` may answer in Discord's place; after `trouble_after` the answer is lost on its way."""

    def __init__(self, world: Any, routes: Routes, *, token: str, on_fault: Callable[[str], None]) -> None:
        self.token = token
        self.calls: list[Call] = []
        self.limits = RateLimits()
        self.trouble: Callable[[Call], Refused | web.StreamResponse | None] = lambda call: None
        self.trouble_after: Callable[[Call], bool] = lambda call: False
        self._world = world
        self._on_fault = on_fault
        self._routes = [
            (method, _pattern(template), template, handler) for (method, template), handler in routes.items()
        ]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        found = self._find(request)
        if found is None:
            self._on_fault(f"{request.method} {request.path} is nothing that Loopmates needs")
            return _json(404, {"message": "404: Not Found", "code": 0})
        call, handler = found
        self.calls.append(call)
        limited = self._limited(call)
        if isinstance(limited, web.StreamResponse):
            call.status = limited.status
            return limited
        try:
            answer = await self._answer(request, call, handler)
        except Refused as refusal:
            call.status, answer = refusal.status, refusal.body
            if refusal.is_fault:
                self._on_fault(f"{call.method} {call.template}: {json.dumps(refusal.body)[:1000]}")
        if isinstance(answer, web.StreamResponse):
            call.status = answer.status
            return answer
        call.status = call.status or (204 if answer is None else 201 if _creates(call) else 200)
        call.answer = answer
        if self.trouble_after(call) and request.transport is not None:
            request.transport.abort()
        return _json(call.status, call.answer, limited)

    def _find(self, request: web.Request) -> tuple[Call, Handler] | None:
        path = request.path.removeprefix(PREFIX)
        for method, pattern, template, handler in self._routes:
            matched = pattern.fullmatch(path) if method == request.method else None
            if matched:
                call = Call(
                    method=method,
                    template=template,
                    ids=matched.groupdict(),
                    query=dict(request.query),
                    headers=request.headers,
                )
                return call, handler
        return None

    def _limited(self, call: Call) -> dict[str, str] | web.StreamResponse:
        headers, wait, is_global = self.limits.take(call)
        if not wait:
            return headers
        return too_many(wait, headers, is_global=is_global)

    async def _answer(self, request: web.Request, call: Call, handler: Handler) -> Any:
        if not call.template.startswith(WITHOUT_TOKEN):
            if request.headers.get("Authorization") != f"Bot {self.token}":
                raise Refused(401, 0, "401: Unauthorized")
            if "DiscordBot" not in request.headers.get("User-Agent", ""):
                raise Refused(403, 40333, "internal network error", is_fault=True)
        await _read(request, call)
        given = self.trouble(call)
        if isinstance(given, Refused):
            raise given
        if given is not None:
            return given
        refuse_faults(faults_in_request(call.method, call.template, call.body) if call.body is not None else ())
        return await handler(self._world, call)


def too_many(wait: float, headers: Mapping[str, str] = {}, *, is_global: bool = False) -> web.Response:
    """Answer that it was too often, as Discord itself does: with `Via` and JSON."""
    body = {"message": "You are being rate limited.", "retry_after": round(wait, 3), "global": is_global}
    extra = {"Retry-After": str(int(wait) + 1), "X-RateLimit-Scope": "global" if is_global else "user"}
    extra |= {"X-RateLimit-Global": "true"} if is_global else {}
    return _json(429, body, {**headers, **extra})


def refuse_faults(faults: Iterable[Fault]) -> None:
    """Refuse a request with everything that is wrong with it, as Discord lists it."""
    errors: Json = {}
    for fault in faults:
        where = errors
        for part in fault.where:
            where = where.setdefault(str(part), {})
        where.setdefault("_errors", []).append({"code": fault.code, "message": fault.message})
    if errors:
        raise Refused(400, INVALID_FORM, "Invalid Form Body", errors=errors, is_fault=True)


async def _read(request: web.Request, call: Call) -> None:
    """Read a JSON body, or one beside files; the name of a file's part says its number."""
    if request.content_type == "multipart/form-data":
        form = await request.post()
        for name, value in form.items():
            numbered = re.fullmatch(r"files\[(\d+)\]", name)
            if numbered and isinstance(value, web.FileField):
                content = await asyncio.to_thread(value.file.read)
                call.files[int(numbered[1])] = (value.filename, content)
            elif name == "payload_json" and isinstance(value, str):
                call.body = json.loads(value)
            else:
                raise Refused(400, INVALID_FORM, f"No such part: {name}", is_fault=True)
        return
    text = await request.text()
    if not text:
        return
    if request.headers.get("Content-Type") != "application/json":
        raise Refused(400, UNREADABLE_JSON, "The request body contains invalid JSON.", is_fault=True)
    try:
        call.body = json.loads(text)
    except ValueError:
        raise Refused(400, UNREADABLE_JSON, "The request body contains invalid JSON.", is_fault=True) from None


def _creates(call: Call) -> bool:
    return call.method == "POST" and call.template.endswith("/threads")


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template)))


def _json(status: int, body: Any, headers: Mapping[str, str] = {}) -> web.Response:
    """Answer in JSON. The content type has no charset behind it: discord.py takes the body for text otherwise."""
    shared = {"Via": "1.1 google", "Content-Type": "application/json", **headers}
    if status == 204:
        del shared["Content-Type"]
        return web.Response(status=204, headers=shared)
    return web.Response(status=status, body=json.dumps(body).encode(), headers=shared)
