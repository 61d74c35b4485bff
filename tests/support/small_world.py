"""One license, one thing under it and one use of it, for tests that say the rest themselves."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from licet import KnowledgeBase, Verdict
from support.core import CORE

VOCABULARY = f"""{CORE}relation needs_no_license(artifact)
relation marked(use)
relation flagged(use)
open relation harmful(use)
open relation size(organization) = count
action run
action share
duty credit
duty label
organization org
artifact thing
  licensed_under one
  not undisclosed_lineage
"""

GRANT = 'clause one.grant at "1"\n  permits Use\n'
FORBID = 'clause one.ban at "2"\n  forbids Use\n'


def bodies(conditions: Sequence[str], most: int) -> st.SearchStrategy[str]:
    """Bodies of no more than so many of the conditions."""
    chosen = st.lists(st.sampled_from(conditions), max_size=most, unique=True)
    return chosen.map(lambda found: "  when " + "\n   and ".join(found) + "\n" if found else "")


def license_text(name: str, *lines: str) -> str:
    """A license statement."""
    return f'license {name} "{name.capitalize()}"\n' + "".join(f"  {line}\n" for line in lines)


def world(
    clauses: str, *lines: str, does: str = "run", on: str | None = "2024-01-01", license: tuple[str, ...] = ()
) -> KnowledgeBase:
    """The vocabulary, `license one` with these clauses, and the use `u` of the thing with further lines.

    `does` are actions with spaces between them, `license` further lines of the license.
    """
    body = ["by org", *([f"on {on}"] if on else []), *(f"does {a} thing" for a in does.split()), *lines]
    use = "use u\n" + "".join(f"  {line}\n" for line in body)
    return KnowledgeBase.parse(VOCABULARY + license_text("one", *license) + clauses + use)


def verdict_of(
    clauses: str, *lines: str, does: str = "run", on: str | None = "2024-01-01", license: tuple[str, ...] = ()
) -> Verdict:
    """The verdict of `u` in that world."""
    return world(clauses, *lines, does=does, on=on, license=license).ask("u")
