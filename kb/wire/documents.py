"""What each document that Licet writes says, and parts that only one of them has. Some say no more than a part that
others share: a verdict, a truth."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from licet.grammar.diagnostics import Severity
from licet.verdict.verdict import Pin, Status
from licet.wire.obstacles import NearMiss, Prefix, RefusedCase
from licet.wire.proofs import Ground, Step, Supposing
from licet.wire.values import Name, Natural, Place, Said, Text, Value, Values, Wire, one_of
from licet.wire.verdicts import Clause, DoubtfulDuty, Duty, Need, Truth, Verdict

Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]

# --- Answers ---


class Strand(Supposing, frozen=True):
    """A proof, and what it takes to be so. The last step is what is proved; `alike` counts the further branches of the
    decision with the same readings and outcome."""

    alike: Natural
    steps: tuple[Step, ...]


class Explanation(Wire, frozen=True):
    """An answer with its proofs."""

    verdict: Verdict | None
    truth: Truth | None
    proofs: tuple[Strand, ...]
    cited: dict[str, Clause]


class Answers(Wire, frozen=True):
    """The answers to a query: certain ones, and possible ones."""

    variables: tuple[str, ...]
    rows: tuple[Values, ...]
    possible: tuple[Values, ...]
    more: bool
    titles: dict[str, str]


class AuditRow(Wire, frozen=True):
    """One verdict of an audit: of what use, of which thing and by whom; the clauses that decide, and in words why."""

    thing: str | None
    use: str
    title: str
    by: str | None
    on: Values
    status: Status
    allows: bool
    refuses: bool
    clauses: tuple[str, ...]
    over: tuple[str, ...]
    because: str
    duties: tuple[Duty, ...]
    needs: tuple[tuple[Need, ...], ...]


class Audit(Wire, frozen=True):
    """Rows of an audit: how many there are in all, and with which to go on; none of these is left if it is null."""

    rows: tuple[AuditRow, ...]
    total: int
    next: int | None


class Hit(Wire, frozen=True):
    """A declared name that words lead to: what it is, what it means and is also called, how to write it and in the
    block of what kind of entity, and where the words were found."""

    name: str
    sort: str
    title: str | None
    meaning: str | None
    also: tuple[str, ...]
    write: str
    under: str | None
    found_in: Annotated[str, one_of("name", "also", "title", "meaning")]
    place: Place | None


class Hits(Wire, frozen=True):
    """The names that some words lead to, the best first, and how many there are besides."""

    words: str
    hits: tuple[Hit, ...]
    more: Natural


class Claim(Wire, frozen=True):
    """What somebody said, compared with what the rules derive."""

    name: str
    title: str
    by: Name | Text
    on: Value | None
    about: tuple[str, ...]
    quotes: tuple[str, ...]
    source: str | None
    says: str | None
    place: Place | None
    status: Annotated[str, one_of("supported", "contradicted", "undecided")]
    truth: Truth | None


class Label(Wire, frozen=True):
    """A further place that belongs to a finding."""

    place: Place | None
    text: str


class Fix(Wire, frozen=True):
    """A change that puts something right: what stands at `place` becomes `text`. One that is not `safe` is a guess."""

    place: Place | None
    text: str
    safe: bool


class Diagnostic(Wire, frozen=True):
    """A finding, and the change that puts it right where one is known."""

    severity: Severity
    code: str
    message: str
    place: Place | None
    help: str | None
    labels: tuple[Label, ...]
    fix: Fix | None


class Diagnostics(Wire, frozen=True):
    """What was found in policy files."""

    errors: Natural
    warnings: Natural
    diagnostics: tuple[Diagnostic, ...]


class CrossCheck(Wire, frozen=True):
    """What another engine says of the answers that a test got; `unchecked` is why there are some that it did not
    derive."""

    agrees: bool
    answers: Natural
    agreed: Natural
    differences: tuple[str, ...]
    unchecked: str | None


class Test(Wire, frozen=True):
    """A test, and what was not as expected; `instead` has the answers that came in the place of those that were
    expected, with their proofs."""

    title: str
    place: Place | None
    passed: bool
    failures: tuple[Diagnostic, ...]
    cross_check: CrossCheck | UnsetType = UNSET
    instead: tuple[Explanation, ...] | UnsetType = UNSET


class CoverShare(Wire, frozen=True):
    """How many of some things are tried, and how many there are."""

    tried: Natural
    count: Natural


class CoveredCondition(Wire, frozen=True):
    """A condition of a clause, and whether it holds in some test, and fails in some where what is before it holds."""

    says: str
    place: Place | None
    holds: bool
    fails: bool


class CoveredClause(Wire, frozen=True):
    """A clause, and whether it is live for the use of some test, and not live for another; null where it always is."""

    clause: str
    locator: str
    place: Place | None
    bites: bool
    spares: bool | None
    conditions: tuple[CoveredCondition, ...]


class CoveredReading(Wire, frozen=True):
    """A reading of a term, and whether the answer of some test turns on it."""

    term: str
    reading: str
    place: Place | None
    counts: bool


class CoveredSection(Wire, frozen=True):
    """A section of a license text: how many clauses are encoded of it, and how many of them bite in some test."""

    license: str
    number: str
    bites: Natural
    clauses: Natural


class Coverage(Wire, frozen=True):
    """What of the policies the tests try. `since` is the revision since which it changed, if only that counts."""

    since: str | None
    biting: CoverShare
    sparing: CoverShare
    outcomes: CoverShare
    counting: CoverShare
    total: CoverShare
    clauses: tuple[CoveredClause, ...]
    readings: tuple[CoveredReading, ...]
    sections: tuple[CoveredSection, ...]


class Tests(Wire, frozen=True):
    """The results of the tests beside the policies, and what they cover if that was asked for."""

    passed: Natural
    failed: Natural
    tests: tuple[Test, ...]
    coverage: Coverage | None = None


class Refusal(Wire, frozen=True):
    """Why something is not so."""

    asked: str
    holds: bool
    verdict: Verdict | None
    cases: tuple[RefusedCase, ...]
    rules: tuple[NearMiss, ...]
    prefix: Prefix | None
    cited: dict[str, Clause]


class Mutant(Wire, frozen=True):
    """A small change of a statement, and what becomes of it: a test notices it, or `by` says why none need; else `test`
    is one that would, to paste, with its answers before and after, if one was found."""

    code: Annotated[str, Meta(pattern="^M[0-9]{3}$")]
    kind: str
    name: str
    what: str
    place: Place | None
    fate: Annotated[str, one_of("killed", "equivalent", "accepted", "survived")]
    by: str | None
    test: str | None
    before: Status | None
    after: Status | None


class Mutants(Wire, frozen=True):
    """What becomes of mutants. `score` is how many in a thousand tests notice, of those that are neither equivalent nor
    accepted, cut to a whole number; `since` is the revision since which their statements changed, if only those are."""

    since: str | None
    sample: Natural
    killed: Natural
    equivalent: Natural
    accepted: Natural
    survived: Natural
    score: Natural
    mutants: tuple[Mutant, ...]


# --- Changes ---


class Shift(Said, frozen=True):
    """A conclusion that is less or more certain than before."""

    before: Annotated[str, one_of("absent", "possible", "certain")]
    after: Annotated[str, one_of("absent", "possible", "certain")]


class WhatIf(Wire, frozen=True):
    """A verdict before and after supposed changes; `gone` and `new` are what its proofs rest on and no longer holds, or
    holds now."""

    use: str
    before: Verdict
    after: Verdict
    gone: tuple[Shift, ...]
    new: tuple[Shift, ...]


Direction = Annotated[str, one_of("looser", "stricter", "both", "undecided", "otherwise", "equivalent")]
Level = Annotated[str, one_of("ERR", "WARN", "INFO")]
Fingerprint = Annotated[str, Meta(pattern="^[0-9a-f]{12}$")]


class Version(Wire, frozen=True):
    """One version of policies: what it is called, and its commit if it is a revision."""

    label: str
    commit: str | None


class ShownBy(Wire, frozen=True):
    """A use that shows what a statement does: statements to paste, and its answers before and after."""

    use: str
    text: str
    before: Status
    after: Status


class ChangedStatement(Wire, frozen=True):
    """A statement that says something else than before. `level` is null where it changes no answer or is accepted;
    `exhausted` says whether every possibility in which its conditions differ was looked at."""

    kind: str
    name: str
    what: Annotated[str, one_of("added", "removed", "changed", "reworded")]
    direction: Direction
    level: Level | None
    fingerprint: Fingerprint
    accepted: str | None
    exhausted: bool
    sentences: tuple[str, ...]
    witnesses: tuple[ShownBy, ...]
    place: Place | None


class ChangedUse(Wire, frozen=True):
    """A use whose answer is another; null where it is declared in one of the policies only. `test` is the title of the
    test that gives it; `steps` are what of its proof stands otherwise."""

    use: str
    test: str | None
    direction: Direction
    level: Level | None
    fingerprint: Fingerprint
    different: tuple[str, ...]
    before: Verdict | None
    after: Verdict | None
    steps: tuple[Shift, ...]
    place: Place | None


class PolicyChanges(Wire, frozen=True):
    """What a change of policies means. `uses` counts those that were compared, `asked` those of them that the change
    could reach; `proved` says why no answer changes, where that is known of all uses that there could be; `renamed` has
    the new names of what is only called otherwise."""

    before: Version
    after: Version
    level: Level | None
    undecided: bool
    proved: str | None
    uses: Natural
    asked: Natural
    summary: tuple[str, ...]
    renamed: dict[str, str]
    statements: tuple[ChangedStatement, ...]
    changes: tuple[ChangedUse, ...]


class Edit(Wire, frozen=True):
    """A fact to state, or to give up."""

    withdraw: bool
    relation: str
    row: Values
    says: str


class Remedy(Wire, frozen=True):
    """Changes none of which can be left out."""

    edits: tuple[Edit, ...]
    status: Status


class Remedies(Wire, frozen=True):
    """The smallest changes after which a use is permitted."""

    use: str
    status: Status
    remedies: tuple[Remedy, ...]
    more: bool


# --- What is needed and owed ---


class Stretch(Wire, frozen=True):
    """A stretch of values; an end that is open is not part of it. Of names, which have no order, it is the `names`."""

    low: Value | None
    high: Value | None
    low_open: bool
    high_open: bool
    names: Values


class Condition(Wire, frozen=True):
    """What a fact, named by its index, may turn out to be."""

    fact: Natural
    answer: bool | Stretch


class TableRow(Wire, frozen=True):
    """The verdict under some conditions."""

    readings: tuple[Pin, ...]
    conditions: tuple[Condition, ...]
    status: Status


class Needs(Wire, frozen=True):
    """The unknown facts that a verdict hangs on, as a decision table. `open` are facts of which no finite choice of
    values stands for all; it cannot be decided without them."""

    use: str
    facts: tuple[Need, ...]
    rows: tuple[TableRow, ...]
    ask_first: Natural | None
    open: tuple[Need, ...]


class Item(Wire, frozen=True):
    """A duty with the words that ask for it; `notices` are those of them to be shown word for word."""

    duty: Duty
    license: str
    locator: str
    quotes: tuple[str, ...]
    notices: tuple[str, ...]
    place: Place | None


class DutiesCase(Wire, frozen=True):
    """The duties under some readings."""

    readings: tuple[Pin, ...]
    status: Status
    items: tuple[Item, ...]


class Duties(Wire, frozen=True):
    """The duties of a use as a checklist, for each choice of the readings that its verdict turns on. `doubtful` are
    owed in some cases only."""

    use: str
    status: Status
    cases: tuple[DutiesCase, ...]
    doubtful: tuple[DoubtfulDuty, ...]


# --- Proofs ---


class Parting(Said, frozen=True):
    """What is so in some of the proofs only: for each of them whether it is."""

    holds: tuple[bool, ...]


class Proofs(Wire, frozen=True):
    """Distinct proofs, and for a contested answer where they part: what holds under some of the readings only."""

    asked: str
    proofs: tuple[Ground, ...]
    more: bool
    partings: tuple[Parting, ...]
    cited: dict[str, Clause]


class Stated(Said, frozen=True):
    """A stated fact and where it is from."""

    source: str | None
    place: Place | None


class WitnessCase(Supposing, frozen=True):
    """Sets of facts that suffice for an outcome, and what was taken to be so."""

    witnesses: tuple[tuple[Stated, ...], ...]
    more: bool


class Witnesses(Wire, frozen=True):
    """Sets of stated facts that suffice for an answer, for each outcome under each choice of the readings
    that it turns on."""

    asked: str
    cases: tuple[WitnessCase, ...]


class Goal(Wire, frozen=True):
    """A row that holds, or a pattern of which nothing follows."""

    relation: str
    row: Values
    holds: bool


class Given(Wire, frozen=True):
    """A statement that was taken as given."""

    kind: str
    is_fact: bool
    text: str


class Fact(Wire, frozen=True):
    """A row of a relation."""

    relation: str
    row: Values


class Proved(Wire, frozen=True):
    """The answer that a certificate proves, to which question (a use or literals; neither where goals are proved as
    such), who makes the use and when, the readings and statements taken as given, whether nothing is presumed and
    which facts are presumed not to be so, and the SHA-256 digests of the policy files."""

    use: str | None
    literal: str | None
    answer: Annotated[str, one_of(*(status.value for status in Status), "true", "false")] | None
    goals: tuple[Goal, ...]
    by: tuple[str, ...]
    on: tuple[date, ...]
    readings: tuple[Pin, ...]
    strict: bool
    presumptions: tuple[Fact, ...]
    given: tuple[Given, ...]
    files: dict[str, Digest]


class Verification(Wire, frozen=True):
    """What became of a certificate: whether it is accepted, or proves its claim only by given statements that are no
    facts, or why it is rejected; and what it proves."""

    accepted: bool
    accepted_under_added_rules: bool
    reason: str
    changed: tuple[str, ...]
    proved: Proved | None
