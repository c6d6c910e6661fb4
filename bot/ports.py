"""Whether an address can be listened on: asked before anything slow is done."""

import os
import socket


def refusal(host: str, port: int) -> OSError | None:
    """Return the reason why nobody can listen there, or None where somebody can."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":  # as asyncio does: a port whose last connections are still closing is free
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as reason:
        return reason
    return None


def next_free(host: str, port: int) -> int:
    """Return the first free port after this one; 0, which takes any, where the next twenty are taken."""
    return next((near for near in range(port + 1, min(port + 21, 65536)) if refusal(host, near) is None), 0)
