"""The score of policies in a file: it may only rise."""

from __future__ import annotations

import json
from pathlib import Path

from msgspec import Struct

from licet.errors import LicetError
from licet.mutation.mutation import Fate, Mutation

__all__ = ["Recorded", "Unreadable", "read_score", "write_score"]


class Unreadable(LicetError):
    """A file that holds no scores."""


class Recorded(Struct, frozen=True):
    """How many mutants were noticed, of how many that should be."""

    killed: int
    counted: int

    @property
    def percent(self) -> float:
        """How many in a hundred."""
        return 100.0 * self.killed / self.counted if self.counted else 100.0

    def is_met_by(self, mutation: Mutation) -> bool:
        """Whether the score of mutants is no lower."""
        return mutation.count(Fate.KILLED) * self.counted >= self.killed * mutation.counted


def read_score(path: Path, sample: int) -> Recorded | None:
    """The score that was recorded for one mutant in so many; None if there is none.

    Raises:
        Unreadable: the file is there and holds something else.
    """
    found = _read(path).get(str(sample))
    return None if found is None else Recorded(found["killed"], found["counted"])


def write_score(path: Path, sample: int, mutation: Mutation) -> None:
    """Record the score of mutants beside those of other samples.

    Raises:
        Unreadable: the file is there and holds something else.
        OSError: it cannot be written.
    """
    scores = _read(path)
    scores[str(sample)] = {"killed": mutation.count(Fate.KILLED), "counted": mutation.counted}
    ordered = dict(sorted(scores.items(), key=lambda item: int(item[0])))
    path.write_text(json.dumps(ordered, indent=2) + "\n", encoding="utf-8")


def _read(path: Path) -> dict[str, dict[str, int]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise Unreadable(f"`{path}` cannot be read as scores of mutants") from error
    if not isinstance(found, dict) or not all(map(_is_score, found.items())):
        raise Unreadable(f"`{path}` does not hold scores of mutants")
    return found


def _is_score(item: tuple[object, object]) -> bool:
    sample, score = item
    numbers = score if isinstance(score, dict) else {}
    return str(sample).isdecimal() and all(
        isinstance(numbers.get(name), int) and numbers[name] >= 0 for name in ("killed", "counted")
    )
