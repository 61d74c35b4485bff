"""A Postgres server of a test's own, where Postgres and psycopg are installed."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

import pytest

__all__ = ["postgres"]


@contextmanager
def postgres(folder: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """How to connect to it, and what stops it. Skips the test where there is none."""
    initdb = which("initdb") or next(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), None)
    if initdb is None or find_spec("psycopg") is None:
        pytest.skip("Postgres or psycopg is not installed")
    # Postgres does not run for root.
    others = [user for user in ("postgres", "nobody") if user in {entry.pw_name for entry in pwd.getpwall()}]
    user = others[0] if os.geteuid() == 0 else None
    options: dict[str, Any] = {"user": user} if user else {}
    data = folder / "postgres"
    data.mkdir()
    if user:
        os.chown(data, pwd.getpwnam(user).pw_uid, -1)
        for above in (folder, *folder.parents):
            if above.stat().st_uid == os.geteuid() and not above.stat().st_mode & 0o001:
                above.chmod(above.stat().st_mode | 0o011)
    control = str(Path(initdb).with_name("pg_ctl"))

    def run(*command: str) -> None:
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, **options)
        assert done.returncode == 0, done.stdout + done.stderr

    run(initdb, "-D", str(data), "-U", "licet", "-A", "trust", "--no-sync")
    server = f"-c listen_addresses= -c fsync=off -c shared_buffers=16MB -k {data}"
    run(control, "-D", str(data), "-o", server, "-l", str(data / "log"), "-w", "start")
    running = True

    def stop() -> None:
        nonlocal running
        if running:
            run(control, "-D", str(data), "-m", "immediate", "-w", "stop")
            running = False

    try:
        yield f"postgresql://licet@/postgres?host={data}", stop
    finally:
        stop()
