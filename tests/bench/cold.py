"""A cold start: the command against the bare interpreter, before and after its policies were compiled and
kept, and when the very question was asked before."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from bench.timing import Row, environment, median_of

_ASK = """
import sys
from licet.repl.cli.main import run
sys.argv[1:] = ["ask", "distil_llama_2_into_mistral"]
sys.exit(run())
"""


def rows() -> list[Row]:
    """The measurements of this file."""
    with tempfile.TemporaryDirectory() as folder:
        env = environment(Path(folder))

        def run(code: str) -> None:
            subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, env=env)

        def forget(pattern: str) -> None:
            for path in Path(folder, "licet").glob(pattern):
                path.unlink()

        def first() -> None:
            forget("*")
            run(_ASK)

        def unasked() -> None:
            forget("*.answers")
            run(_ASK)

        run(_ASK)
        bare = median_of(lambda: run("pass"), 9)
        new = median_of(first, 5)
        run(_ASK)
        other = median_of(unasked, 9)
        kept = median_of(lambda: run(_ASK), 9)
    return [
        Row("cold start", "python -c pass", bare),
        Row("cold start", "licet ask, policies never seen", new, f"{new / bare:.1f} times the bare interpreter"),
        Row("cold start", "licet ask, policies seen before", other, f"{other / bare:.1f} times the bare interpreter"),
        Row("cold start", "licet ask, asked before", kept, f"{kept / bare:.1f} times the bare interpreter"),
    ]
