"""Receipts: what was answered, of what and on what it rested; and what becomes of them when they are asked again."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta

from licet.verdict.verdict import Pin
from licet.wire.documents import Diagnostic, Digest, Shift
from licet.wire.values import Natural, Place, Values, Wire, one_of
from licet.wire.verdicts import Verdict

Commit = Annotated[str, Meta(pattern="^[0-9a-f]{40,64}$")]
LevelName = Annotated[str, one_of("ERR", "WARN", "INFO")]


class Asked(Wire, frozen=True):
    """What was asked: the use, by its name and as it was typed; what was taken as given besides the policies, as
    statements; the day, where the question set one; the readings; and whether nothing was presumed."""

    use: str
    question: str
    given: str
    on: date | None
    readings: tuple[Pin, ...]
    strict: bool


class PolicyVersion(Wire, frozen=True):
    """The policies that answered: a digest of what all their files say, and the commit that they were taken from, if
    they were in a repository. `clean` tells whether they were as they are in that commit."""

    digest: Digest
    commit: Commit | None
    clean: bool | None


class TextHash(Wire, frozen=True):
    """The text of a license, as the policies pin it."""

    license: str
    path: str
    sha256: str


class Statement(Wire, frozen=True):
    """A statement that the proof of the answer rests on, and what it said. Of a relation it is all of its rules."""

    kind: str
    name: str
    text: str


class Versions(Wire, frozen=True):
    """What wrote the receipt."""

    licet: str


class Receipt(Wire, frozen=True):
    """An answer with all that it takes to ask again later, and to see why the answer is another one then.

    `by` and `on` are who makes the use and the days it was judged for; `certificate` is the SHA-256 digest of the file
    that `licet prove` writes of the answer, or null, and `uncertified` why there is none."""

    asked: Asked
    by: tuple[str, ...]
    on: Values
    verdict: Verdict
    certificate: Digest | None
    uncertified: str | None
    policies: PolicyVersion
    texts: tuple[TextHash, ...]
    rests_on: tuple[Statement, ...]
    versions: Versions


class Restated(Wire, frozen=True):
    """A statement that says something else than when the receipt was written (`changed`), is gone (`removed`), or that
    the answer rests on only now (`new`)."""

    kind: str
    name: str
    what: Annotated[str, one_of("changed", "removed", "new")]
    before: str | None
    after: str | None
    place: Place | None


class TextChange(Wire, frozen=True):
    """A license whose pinned texts are others now."""

    license: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class Rechecked(Wire, frozen=True):
    """A receipt that was asked again.

    `direction` tells how the answer moved: `same`; `stricter`, `looser`, `undecided` now, only `otherwise`;
    `unanswerable` where today's policies cannot be asked (`error` says why); `unconfirmed` where the very policies that
    the receipt names do not give the answer that it records, or its question is not what it asks. `differing` are the
    parts of the answer that are different, `texts` among them. `gone` tells that the policies no longer declare the
    use, so that it was asked as it was; `same_policies` that every policy file says what it said. `steps` are
    conclusions that stand otherwise; they are found where the policies of then can be had.
    """

    name: str
    asked: Asked
    on: Values
    direction: Annotated[
        str, one_of("same", "stricter", "looser", "undecided", "otherwise", "unanswerable", "unconfirmed")
    ]
    level: LevelName | None
    differing: tuple[str, ...]
    before: Verdict
    after: Verdict | None
    error: str | None
    gone: bool
    policies: PolicyVersion
    same_policies: bool
    statements: tuple[Restated, ...]
    texts: tuple[TextChange, ...]
    steps: tuple[Shift, ...]


class Recheck(Wire, frozen=True):
    """Receipts that were asked again: those whose answer or text is another one, the heaviest first, how many there
    are in all, and what is wrong with those that cannot be read."""

    count: Natural
    same: Natural
    level: LevelName | None
    undecided: bool
    changes: tuple[Rechecked, ...]
    unreadable: tuple[Diagnostic, ...]
