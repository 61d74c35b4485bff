"""Small repositories of policies, which git itself keeps."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

GIT = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a"}
GIT |= {"GIT_COMMITTER_EMAIL": "a@example.org", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


class Repository:
    """A repository with the small policies in a folder of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.license = folder / "policies" / "alpaca.licet"
        self.world = folder / "policies" / "world.licet"

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, env={**os.environ, **GIT}, capture_output=True, check=True, text=True
        )
        return done.stdout.strip()

    def commit(self, message: str = "one") -> str:
        self.git("add", "-A")
        self.git("commit", "-qm", message)
        return self.git("rev-parse", "HEAD")

    def change(self, old: str, new: str, file: Path | None = None) -> None:
        path = file or self.license
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def commit_file(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text)
        return self.commit(f"Add {name}")
