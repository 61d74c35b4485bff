"""Compare a wheel with the tree: `python tests/wheel_contents.py WHEEL`. Exit status 1 if they differ."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

ROOMS = {"kb": "licet", "grammar": "licet/grammar", "repl": "licet/repl", "policies": "licet/policies"}


def main(wheel: str) -> int:
    root = Path(__file__).parent.parent
    kept = subprocess.run(["git", "ls-files", *ROOMS], cwd=root, capture_output=True, text=True, check=True)
    expected = set()
    for name in kept.stdout.splitlines():
        room, _, rest = name.partition("/")
        expected.add(f"{ROOMS[room]}/{rest}")
    packed = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    for name in sorted(expected - packed):
        print(f"missing from the wheel: {name}")
    for name in sorted(packed - expected):
        print(f"not in the tree: {name}")
    return int(packed != expected)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
