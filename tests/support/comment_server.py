"""A server that keeps comments on pull requests as GitHub does, as far as the script that writes one asks it."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

__all__ = ["Comments", "serving"]


class Comments:
    """The comments of one pull request, what was asked, and the status that refuses everything, if one is set."""

    def __init__(self) -> None:
        self.all: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str]] = []
        self.refusal = 0
        self.url = ""

    def add(self, body: str, kind: str = "Bot") -> None:
        self.all.append({"id": len(self.all) + 1, "body": body, "user": {"type": kind, "login": kind.lower()}})

    def answer(self, method: str, path: str, data: Any) -> Any:
        split = urlsplit(path)
        self.asked.append((method, split.path))
        if method == "GET":
            query = parse_qs(split.query)
            size, page = int(query["per_page"][0]), int(query["page"][0])
            return self.all[(page - 1) * size : page * size]
        if method == "POST" and re.fullmatch(r"/repos/o/r/issues/7/comments", split.path):
            self.add(data["body"])
            return self.all[-1]
        if method == "PATCH" and (found := re.fullmatch(r"/repos/o/r/issues/comments/(\d+)", split.path)):
            one = self.all[int(found[1]) - 1]
            one["body"] = data["body"]
            return one
        raise AssertionError(f"{method} {path} is nothing that GitHub has")


@contextmanager
def serving() -> Iterator[Comments]:
    """The comments behind an address, as long as the block runs."""
    comments = Comments()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if comments.refusal or self.headers.get("Authorization") != "Bearer secret":
                self.send_error(comments.refusal or 401)
                return
            body = json.dumps(comments.answer(self.command, self.path, json.loads(data) if data else None)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = answer

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    comments.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield comments
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
