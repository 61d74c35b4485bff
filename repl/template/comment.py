"""Write what a pull request changes into one comment on it: `comment.py FILE NUMBER`.

The comment is found again by its first line, a hidden marker, and written anew in its place. There is none as long as
nothing changes; one that is there then says so. Only what a bot wrote is touched. Needs Python and nothing else; the
environment has `GITHUB_REPOSITORY`, `GITHUB_TOKEN` with `pull-requests: write`, and perhaps `GITHUB_API_URL`.
"""

from __future__ import annotations

import json
import os
import re
import sys
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

MARKER = re.compile(r"<!-- licet [a-z]+ -->")
NO_CHANGE = "no change of answers"
MOST = 65_535
PAGES = 50


class Refused(Exception):
    """Why no comment was written."""


def main(arguments: list[str]) -> int:
    """Write the comment. The exit status is 1 if that cannot be done."""
    try:
        if len(arguments) != 2 or not arguments[1].isdecimal():
            raise Refused("comment.py FILE NUMBER: the file of the comment, and the number of the pull request")
        print(comment(read(arguments[0]), int(arguments[1])))
    except Refused as refused:
        print(f"::error::{refused}" if os.environ.get("GITHUB_ACTIONS") == "true" else refused, file=sys.stderr)
        return 1
    return 0


def read(file: str) -> str:
    """The text of the comment."""
    try:
        with open(file, encoding="utf-8") as opened:
            text = opened.read(MOST + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{file} cannot be read: {error}") from error
    if len(text) > MOST:
        raise Refused(f"{file} has more than {MOST} characters, which is as much as a comment can have")
    if not MARKER.fullmatch(text.partition("\n")[0]):
        raise Refused(f"{file} is no comment of Licet: its first line is no marker")
    return text


def comment(text: str, number: int) -> str:
    """Write it, and say what was done."""
    repository = os.environ.get("GITHUB_REPOSITORY", "")
    if not re.fullmatch(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+", repository):
        raise Refused("GITHUB_REPOSITORY names no repository")
    there = existing(repository, number, text.partition("\n")[0])
    if there is None and NO_CHANGE in text[:200]:
        return "nothing changes, and there is no comment"
    if there is None:
        asked("POST", f"repos/{repository}/issues/{number}/comments", {"body": text})
        return "the comment is written"
    if there["body"].replace("\r\n", "\n").strip() == text.strip():
        return "the comment says so already"
    asked("PATCH", f"repos/{repository}/issues/comments/{there['id']}", {"body": text})
    return "the comment is written anew"


def existing(repository: str, number: int, marker: str) -> Any:
    """The comment with that marker that a bot wrote."""
    for page in range(1, PAGES + 1):
        found = asked("GET", f"repos/{repository}/issues/{number}/comments?per_page=100&page={page}")
        for one in found:
            if one["user"]["type"] == "Bot" and one["body"].startswith(marker):
                return one
        if len(found) < 100:
            return None
    return None


def asked(method: str, path: str, data: object = None) -> Any:
    """What GitHub answers."""
    token = os.environ.get("GITHUB_TOKEN")
    if not token:
        raise Refused(
            "GITHUB_TOKEN is empty: a pull request from a fork has none, and has the summary of its job alone"
        )
    url = f"{os.environ.get('GITHUB_API_URL') or 'https://api.github.com'}/{path}"
    headers = {"Accept": "application/vnd.github+json", "Authorization": f"Bearer {token}"}
    body = None if data is None else json.dumps(data).encode()
    try:
        with urlopen(Request(url, body, headers, method=method), timeout=30) as reply:
            return json.load(reply)
    except HTTPError as error:
        help = "; the job needs `permissions: pull-requests: write`" if error.code in (401, 403, 404) else ""
        raise Refused(f"GitHub refuses it: {error.code} {error.reason}{help}") from error
    except (URLError, TimeoutError, ValueError) as error:
        raise Refused(f"GitHub does not answer: {error}") from error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
