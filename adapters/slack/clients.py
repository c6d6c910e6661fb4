"""How Slack's Web API is called: one connection pool, and two ways of trying again.

The courier never lets the SDK try again: a post whose answer got lost may have been seen, and only the courier looks
for it first. https://docs.slack.dev/apis/web-api/rate-limits
"""

from aiohttp import ClientSession, ClientTimeout
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

TIMEOUT_SECONDS = 20
RATE_LIMIT_RETRIES = 2


class Clients:
    """The clients of one process. They carry no token; each call brings its workspace's."""

    def __init__(self, session: ClientSession, *, base_url: str = "") -> None:
        url = base_url or AsyncWebClient.BASE_URL
        self.session = session
        self.answering = AsyncWebClient(
            base_url=url,
            session=session,
            retry_handlers=[
                AsyncConnectionErrorRetryHandler(),
                AsyncRateLimitErrorRetryHandler(max_retry_count=RATE_LIMIT_RETRIES),
            ],
        )
        self.posting = AsyncWebClient(base_url=url, session=session, retry_handlers=[])


def open_session() -> ClientSession:
    """Open the connection pool; needs a running event loop."""
    return ClientSession(timeout=ClientTimeout(total=TIMEOUT_SECONDS))
