"""Who may talk to the playground, and how a refusal is told.

There is no login, so only the machine it runs on is answered: a request whose Host or Origin is another's (a website
that points its own name at 127.0.0.1, or one that posts here from its page) is refused.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import msgspec
from aiohttp import web
from aiohttp.typedefs import Middleware

from adapters.playground.conversations import NotThere
from adapters.playground.rendering import Trouble
from bot.errors import FormRefused, PracticeError

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
BODY_LIMIT = 1024 * 1024

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = logging.getLogger(__name__)


def refusal(status: int, trouble: Trouble) -> web.Response:
    return web.Response(status=status, body=msgspec.json.encode(trouble), content_type="application/json")


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Forbid the browser everything that the page does not need."""
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-cache")


@web.middleware
async def tell_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every error into words that the page can show."""
    try:
        return await handler(request)
    except FormRefused as refused:
        return refusal(
            422, Trouble(sentence=refused.sentence, next_step=refused.next_step, field_errors=refused.faults)
        )
    except PracticeError as refused:
        faults = {refused.field: refused.sentence} if refused.field else {}
        status = 404 if isinstance(refused, NotThere) else 422
        return refusal(status, Trouble(sentence=refused.sentence, next_step=refused.next_step, field_errors=faults))
    except web.HTTPException as refused:
        if refused.status < 400:
            raise
        return refusal(refused.status, _in_words(refused))
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("Playground request failed, reference %s", reference)
        return refusal(
            500,
            Trouble(
                sentence=f"Something went wrong on our side (reference {reference}).",
                next_step="Try again. If it happens twice, look for the reference in the server's log.",
            ),
        )


def only_from(hosts: frozenset[str]) -> Middleware:
    """Refuse requests that come by another name or from another site's page."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if _host_name(f"//{request.headers.get('Host', '')}") not in hosts:
            return refusal(403, _FOREIGN)
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.headers.get("Host"):
            return refusal(403, _FOREIGN)
        if request.headers.get("Sec-Fetch-Site") == "cross-site" and request.path.startswith("/api/"):
            return refusal(403, _FOREIGN)
        if request.method == "POST" and request.content_type != "application/json":
            return refusal(415, Trouble(sentence="This door takes JSON only.", next_step="Use the page itself."))
        return await handler(request)

    return guard


_FOREIGN = Trouble(
    sentence="The playground answers only its own page on this machine.",
    next_step="Open it at http://127.0.0.1 with the port that the terminal shows.",
)


def _host_name(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _in_words(refused: web.HTTPException) -> Trouble:
    match refused.status:
        case 404 | 405:
            return Trouble(sentence="There is nothing at this address.", next_step="Go back to the page and reload it.")
        case 413:
            return Trouble(
                sentence="That is more than 1 MB, which is more than the playground takes.",
                next_step="Send less at a time.",
            )
        case _:
            return Trouble(sentence=refused.reason or "The request was refused.", next_step="Reload the page.")
