"""The application over HTTP: who may ask, how much, how long, and many at once."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest
import uvicorn

from licet.knowledge.loading import load
from licet.web.app import application
from licet.web.workers import Bounds
from support.browsing import Page

pytestmark = pytest.mark.slow

TOKEN = "a-token"
MANY = (
    "kind thing\nrelation red(thing)\nrelation pair(thing, thing)\nrule pair(X, Y)\n  when X is red\n   and Y is red\n"
)
SLOW = "X is red and Y is red and Z is red and not pair(X, Y) and not pair(Y, Z)"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def served(*paths: Path, token: str | None = TOKEN, bounds: Bounds | None = None, workers: int = 2) -> Iterator[str]:
    """The application behind a server on a free port: its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    app = application(partial(load, *paths), token=token, workers=workers, bounds=bounds)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def address(policies: Path) -> Iterator[str]:
    with served(policies) as found:
        yield found


def get(url: str, **more: object) -> httpx.Response:
    return httpx.get(url, timeout=60, **more)  # type: ignore[arg-type]


def test_without_the_token_nothing_is_answered(address: str) -> None:
    for path in ("/", "/interview", "/audit", "/openapi.json", "/style.css", "/a-tokeN/", "/a-token%20/", "//a-token/"):
        assert get(f"{address}{path}").status_code == 403, path
    assert get(f"{address}/ask", headers={"Authorization": "Bearer other"}).status_code == 403
    reply = httpx.post(f"{address}/ask", json={"use": "chat_product"}, timeout=60)
    assert (reply.status_code, reply.json()["type"]) == (403, "diagnostics")


def test_the_token_is_in_the_address_or_in_the_header(address: str) -> None:
    assert "Begin the interview" in get(f"{address}/{TOKEN}/").text
    assert "Begin the interview" in get(f"{address}/{TOKEN}").text
    header = {"Authorization": f"Bearer {TOKEN}"}
    reply = httpx.post(f"{address}/ask", json={"use": "chat_product"}, headers=header, timeout=60)
    assert reply.json()["status"] == "permitted"


def test_without_a_token_wanted_everybody_may_ask(policies: Path) -> None:
    with served(policies, token=None, workers=1) as address:
        assert get(f"{address}/").status_code == 200


def test_every_reply_forbids_scripts_and_frames(address: str) -> None:
    for path in (
        "/",
        f"/{TOKEN}/",
        f"/{TOKEN}/interview",
        f"/{TOKEN}/audit",
        f"/{TOKEN}/style.css",
        f"/{TOKEN}/openapi.json",
    ):
        policy = get(f"{address}{path}").headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
    assert get(f"{address}/{TOKEN}/openapi.json").json()["openapi"] == "3.1.0"


def test_links_of_pages_lead_to_pages(address: str) -> None:
    for path in (
        "",
        "licenses",
        "licenses/alpaca_1",
        "interview",
        "interview?by=acme",
        "audit",
        "audit?use=chat_product",
    ):
        url = httpx.URL(f"{address}/{TOKEN}/{path}")
        page = Page(get(str(url)).text)
        styles = [attributes["href"] for tag, attributes in page.tags if tag == "link"]
        for link in {link for link in [*page.links(), *styles] if not link.startswith("http")}:
            assert get(str(url.join(link))).status_code == 200, (path, link)


def test_a_request_that_is_too_large_is_refused(policies: Path) -> None:
    with served(policies, bounds=Bounds(body=1_000, address=1_000), workers=1) as address:
        large = httpx.post(f"{address}/{TOKEN}/ask", content=b"x" * 1_001, timeout=60)
        assert (large.status_code, large.json()["type"]) == (413, "diagnostics")
        assert get(f"{address}/{TOKEN}/interview?by={'x' * 1_001}").status_code == 414
        assert get(f"{address}/{TOKEN}/interview").status_code == 200


def test_a_slow_question_is_cut_off_and_the_next_is_answered(tmp_path: Path) -> None:
    things = "".join(f"thing t{n}\n  is red\n" for n in range(3_000))
    (tmp_path / "many.licet").write_text(MANY + things)
    bounds = Bounds(answering=1.5, waiting=60)
    with served(tmp_path / "many.licet", bounds=bounds, workers=1) as address:
        reply = httpx.post(f"{address}/{TOKEN}/query", json={"query": SLOW}, timeout=120)
        assert (reply.status_code, reply.json()["type"]) == (504, "diagnostics")
        after = httpx.post(f"{address}/{TOKEN}/query", json={"query": "t7 is red"}, timeout=120)
        assert after.status_code == 200


def test_where_nobody_is_free_it_is_told(tmp_path: Path) -> None:
    things = "".join(f"thing t{n}\n  is red\n" for n in range(3_000))
    (tmp_path / "many.licet").write_text(MANY + things)
    bounds = Bounds(answering=3, waiting=0.5)
    with served(tmp_path / "many.licet", bounds=bounds, workers=1) as address, ThreadPoolExecutor(2) as pool:
        url = f"{address}/{TOKEN}/query"
        asked = [pool.submit(httpx.post, url, json={"query": SLOW}, timeout=120) for _ in range(2)]
        assert sorted(one.result().status_code for one in asked) == [503, 504]


def test_many_clients_at_once_get_the_answers_of_one(address: str) -> None:
    uses = ("chat_product", "train_otter", "judge_otter", "silent_chat")
    url = f"{address}/{TOKEN}"

    def ask(number: int) -> bytes:
        use = uses[number % len(uses)]
        if number % 5 == 4:
            return get(f"{url}/interview?by=acme&acts=does").content
        return httpx.post(f"{url}/ask", json={"use": use}, timeout=120).content

    alone = [ask(number) for number in range(20)]
    with ThreadPoolExecutor(32) as clients:
        together = list(clients.map(ask, range(64)))
    assert together == [alone[number % 20] for number in range(64)]


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed, and a real browser is wanted")
@pytest.mark.parametrize("width", [1280, 390])
def test_a_real_browser_shows_the_pages(address: str, tmp_path: Path, width: int) -> None:
    for path, told in (
        ("", "Begin the interview"),
        ("interview?by=acme", "What do you do?"),
        ("interview?by=acme&acts=does&does=use,+alpaca_chat&on=2023-09-01", "As a policy file"),
        ("licenses/alpaca_1", "forbids Use"),
        ("audit?use=chat_product&on=2026-03-01", "What is asked"),
    ):
        shown = subprocess.run(
            [
                *(str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}"),
                *(f"--window-size={width},900", "--enable-logging=stderr", "--dump-dom", f"{address}/{TOKEN}/{path}"),
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        assert told in shown.stdout
        assert "Refused to" not in shown.stderr
        assert "CONSOLE" not in shown.stderr
