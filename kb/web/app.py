"""The application: who may ask, how much, and where the question goes."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response

from licet.web.api import refused
from licet.web.openapi import description
from licet.web.replies import Asked, Reply
from licet.web.site import wrong
from licet.web.style import SHEET
from licet.web.workers import Bounds, Load, Workers

__all__ = ["application"]

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def application(load: Load, *, token: str | None, workers: int = 2, bounds: Bounds | None = None) -> FastAPI:
    """The application over policies.

    Args:
        load: loads the policies; called in each worker, and so must be something that another process can import.
        token: what the address or the header `Authorization: Bearer …` must have; None lets everybody in.
        workers: how many processes answer.
        bounds: what a request may cost.
    """
    bound = bounds or Bounds()

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        app.state.workers = Workers(load, workers, bound)
        try:
            yield
        finally:
            app.state.workers.end()

    app = FastAPI(title="Licet", docs_url=None, redoc_url=None, openapi_url=None, lifespan=running)
    app.openapi = description  # type: ignore[method-assign]

    @app.api_route("/{path:path}", methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    async def everything(request: Request, path: str) -> Response:
        asked = await _asked(request, f"/{path}", token, bound)
        if isinstance(asked, Reply):
            return _response(asked)
        if asked.path == "/style.css":
            return Response(SHEET, media_type="text/css", headers=_HEADERS)
        if asked.path == "/openapi.json":
            from licet.wire.envelope import json_text

            return Response(json_text(app.openapi()), media_type="application/json", headers=_HEADERS)
        return _response(await request.app.state.workers.reply(asked))

    return app


async def _asked(request: Request, path: str, token: str | None, bounds: Bounds) -> Asked | Reply:
    """What is asked, or why it is not answered."""
    method = "GET" if request.method == "HEAD" else request.method
    plain = Asked(method, path)
    inside = _inside(request, path, token)
    if inside is None:
        told = "The token is missing or another. `licet serve` shows the address that has it."
        return refused(403, told) if plain.of_program else wrong(403, told, Asked(method, "/"))
    if len(request.url.query) > bounds.address:
        return wrong(414, "The address is too long.", Asked(method, inside))
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > bounds.body:
            return refused(413, f"the body has more than {bounds.body} bytes")
    return Asked(method, inside, request.url.query, body)


def _inside(request: Request, path: str, token: str | None) -> str | None:
    """The path below the token; None without it."""
    if token is None:
        return path
    _, first, *rest = path.split("/", 2)
    if secrets.compare_digest(first.encode(), token.encode()):
        return f"/{rest[0]}" if rest else "/"
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secrets.compare_digest(given.strip().encode(), token.encode()):
        return path
    return None


def _response(reply: Reply) -> Response:
    headers = dict(_HEADERS)
    if reply.filename is not None:
        headers["Content-Disposition"] = f'attachment; filename="{reply.filename}"'
    return Response(reply.content, reply.status, headers, reply.kind)
