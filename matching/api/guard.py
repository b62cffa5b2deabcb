"""Which requests come in at all, and with which headers does every answer leave?"""

from __future__ import annotations

import ipaddress
import logging

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matching.api.errors import Answer
from matching.api.policy import POLICY

LARGEST_BODY = 1_000_000
"""Bytes of a request body."""

OWN_NAMES = frozenset({"localhost"})

HEADERS = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}

log = logging.getLogger(__name__)


class Guard:
    """Middleware: lets only this machine's names in, bounds the body, adds headers, answers what nobody caught.

    A page of another site must not reach the server through a name that it points at this machine, hence the names.
    """

    def __init__(self, app: ASGIApp, answer: Answer) -> None:
        self.app = app
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                stated = list(message.get("headers", ()))
                names = {name for name, _ in stated}
                added = [one for one in _added(scope["path"]) if one[0] not in names]
                message = {**message, "headers": [*stated, *added]}
            await send(message)

        request = Request(scope)
        if not _is_own_name(request.headers.get("host", "")):
            await self.answer(request, 421)(scope, receive, send_guarded)
            return
        body = await _bounded_body(request, receive)
        if body is None:
            await self.answer(request, 413)(scope, receive, send_guarded)
            return
        replayed = False

        async def receive_again() -> Message:
            nonlocal replayed
            if replayed:
                return await receive()
            replayed = True
            return {"type": "http.request", "body": body, "more_body": False}

        try:
            await self.app(scope, receive_again, send_guarded)
        except Exception:
            log.exception("A request failed: %s %s", scope["method"], scope.get("route", "unknown address"))
            if started:
                raise
            await self.answer(request, 500)(scope, receive, send_guarded)


def _added(path: str) -> list[tuple[bytes, bytes]]:
    # Profiles stay out of the browser's cache; the stylesheet may be kept as long as it is unchanged.
    cache = "no-cache" if path.startswith("/static/") else "no-store"
    return [(name.encode(), value.encode()) for name, value in {**HEADERS, "cache-control": cache}.items()]


def _is_own_name(host: str) -> bool:
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    if name.lower() in OWN_NAMES:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


async def _bounded_body(request: Request, receive: Receive) -> bytes | None:
    """The whole body, or None where it is larger than ``LARGEST_BODY``."""
    stated = request.headers.get("content-length", "0")
    if stated.isdecimal() and int(stated[:20]) > LARGEST_BODY:
        return None
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            break
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LARGEST_BODY:
            return None
        more = message.get("more_body", False)
    return b"".join(parts)
