"""A cold start: the command against the bare interpreter, before and after its policies were compiled and kept."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.timing import Row, median_of

_ASK = "import sys; from licet.repl.cli import main; sys.exit(main(['ask', 'distil_llama_2_into_mistral']))"


def rows() -> list[Row]:
    """The measurements of this file. Python keeps compiled modules meanwhile, as it does for everybody."""
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder, "licet")
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"LICET_CACHE": str(cache), "PYTHONPYCACHEPREFIX": str(Path(folder, "python"))}

        def run(code: str) -> None:
            subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, env=environment)

        def forget() -> None:
            for path in cache.iterdir():
                path.unlink()

        def first() -> None:
            forget()
            run(_ASK)

        run(_ASK)
        bare = median_of(lambda: run("pass"), 9)
        new = median_of(first, 5)
        run(_ASK)
        kept = median_of(lambda: run(_ASK), 9)
    return [
        Row("cold start", "python -c pass", bare),
        Row("cold start", "licet ask, policies never seen", new, f"{new / bare:.1f} times the bare interpreter"),
        Row("cold start", "licet ask, policies seen before", kept, f"{kept / bare:.1f} times the bare interpreter"),
    ]
