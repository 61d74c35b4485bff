"""A cold start: the command against the bare interpreter."""

from __future__ import annotations

import subprocess
import sys

from bench.timing import Row, median_of


def rows() -> list[Row]:
    """The measurements of this file."""
    ask = "import sys; from licet.repl.cli import main; sys.exit(main(['ask', 'distil_llama_2_into_mistral']))"

    def run(code: str) -> None:
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    bare = median_of(lambda: run("pass"), 7)
    cold = median_of(lambda: run(ask), 7)
    return [
        Row("cold start", "python -c pass", bare),
        Row("cold start", "licet ask", cold, f"{cold / bare:.1f} times the bare interpreter"),
    ]
