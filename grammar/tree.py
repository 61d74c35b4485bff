"""The syntax tree of a policy file: frozen structs, each with its span.

Spans never take part in equality, so two trees are equal when they say the same.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal as OneOf

from licet.grammar.source import Placed, Span

_NOWHERE = Span("", 0, 0, 0, 0)
_SPANS = frozenset({"span", "relation_span", "name_span", "locator_span"})


class Node(Placed, frozen=True, tag=True):
    """A part of a tree."""

    _aside = _SPANS | {"written", "form", "comments", "added", "broken", "taken"}

    def __repr__(self) -> str:
        parts = ((n, getattr(self, n)) for n in self.__struct_fields__ if not n.endswith("span"))
        shown = (f"{n}={part!r}" for n, part in parts if not (n == "at" and part is None))
        return f"{type(self).__name__}({', '.join(shown)})"


# --- Arguments -------------------------------------------------------------------------------------


class Variable(Node, frozen=True):
    """`Use`: stands for any value."""

    name: str
    span: Span = _NOWHERE


class Anything(Node, frozen=True):
    """`_`: a variable nobody else mentions."""

    span: Span = _NOWHERE


class Constant(Node, frozen=True):
    """`llama_2`: a declared name; or a reference, `hf:Qwen/Qwen2.5-7B`, until it stands for one
    (`licet.policy.references`)."""

    name: str
    span: Span = _NOWHERE


class Number(Node, frozen=True):
    """`700 million`: an exact number. `written` is how the file has it."""

    value: int | Decimal
    written: str = ""
    span: Span = _NOWHERE


class Day(Node, frozen=True):
    """`2023-07-18`."""

    value: date
    span: Span = _NOWHERE


class YearMonth(Node, frozen=True):
    """`2023-06`, as year and month."""

    year: int
    month: int
    span: Span = _NOWHERE


class Text(Node, frozen=True):
    """`"a string"`."""

    value: str
    span: Span = _NOWHERE


Argument = Variable | Anything | Constant | Number | Day | YearMonth | Text


class Operation(Node, frozen=True):
    """`left op right`, op one of `+ - *`: a number calculated from two."""

    left: Operand
    operator: str
    right: Operand
    span: Span = _NOWHERE


Operand = Argument | Operation
"""A side of a comparison or calculation."""


# --- Literals and bodies ---------------------------------------------------------------------------


class Atom(Node, frozen=True):
    """A relation over arguments; `value` is the value of a functional relation (`r(a) = v`).

    `form` is how it was written: `infix` (X r Y, or X r Y of Z, which is r_of(X, Y, Z)), `unary` (X is r), or `call`.
    `at` is the day or month at which it is asked (`X r Y at Day`).
    """

    relation: str
    arguments: tuple[Argument, ...]
    value: Argument | None = None
    form: str = "call"
    relation_span: Span = _NOWHERE
    span: Span = _NOWHERE
    at: Variable | Day | YearMonth | None = None


class Negation(Node, frozen=True):
    """`not` a literal."""

    literal: Atom | Comparison | Membership
    span: Span = _NOWHERE


class Comparison(Node, frozen=True):
    """`left op right`, op one of `= != < <= > >=` or `starts with`. The left side may be a call of a
    functional relation, as an Atom without a value; one that was written on the right is turned around. `r(a) = v` and
    `v = r(a)` are never a Comparison but an Atom with a value, unless v is calculated."""

    left: Operand | Atom
    operator: str
    right: Operand
    span: Span = _NOWHERE


class Membership(Node, frozen=True):
    """`X in { a, b }`."""

    argument: Argument
    choices: tuple[Argument, ...]
    span: Span = _NOWHERE


Literal = Atom | Negation | Comparison | Membership


class Group(Node, frozen=True):
    """`any of | all of | none of … end`."""

    quantifier: str
    items: tuple[Condition, ...]
    span: Span = _NOWHERE


Condition = Atom | Negation | Comparison | Membership | Group


class Body(Node, frozen=True):
    """`when` conditions, all of which must hold, and any number of `unless` conjunctions, none of which may."""

    when: tuple[Condition, ...] = ()
    unless: tuple[tuple[Condition, ...], ...] = ()


# --- Vocabulary, facts, rules ----------------------------------------------------------------------


class Kind(Node, frozen=True):
    """`kind model is artifact "…" also "…"`; `also` are words that people look for it by."""

    name: str
    parent: str | None
    description: str | None
    span: Span = _NOWHERE
    also: tuple[Text, ...] = ()


class Relation(Node, frozen=True):
    """`open relation r(k1, k2) = v "…" also "…"`. `absence` is what it means that something is not stated: it is not so
    (`closed`), unknown (`open`), or taken not to be so and said (`presumed`). The facts of a `dated` one have days. A
    `concluded` one is closed and follows from rules alone: nobody states it."""

    name: str
    kinds: tuple[str, ...]
    value_kind: str | None
    absence: OneOf["closed", "open", "presumed"]
    description: str | None
    span: Span = _NOWHERE
    dated: bool = False
    also: tuple[Text, ...] = ()
    concluded: bool = False


class Unknown(Node, frozen=True):
    """`= unknown`: stated not to be known."""

    span: Span = _NOWHERE


class Days(Node, frozen=True):
    """`from D until D`: the days on which a fact holds, without the last. Absent on a side where it always has held, or
    holds for ever; Unknown where nobody knows."""

    start: Day | Unknown | None
    end: Day | Unknown | None
    span: Span = _NOWHERE


class Line(Node, frozen=True):
    """One fact of an entity block: the relation without its first argument, which is the block's subject.

    `is large, generative` is one Line for each name, all of form `is`; `judges a, b` is one Line for each, too. The
    form is `infix` where words join arguments: `fulfils d of l` is fulfils_of(…, d, l)."""

    relation: str
    arguments: tuple[Argument, ...]
    value: Argument | Unknown | None
    denied: bool
    per: str | None
    form: str = "plain"
    relation_span: Span = _NOWHERE
    span: Span = _NOWHERE
    days: Days | None = None


class Entity(Node, frozen=True):
    """`model llama_2_70b "Llama 2 70B" hub "…" also "…"` and its lines; `hub` and `spdx` are its names there."""

    kind: str
    name: str
    title: str | None
    lines: tuple[Line, ...]
    span: Span = _NOWHERE
    name_span: Span = _NOWHERE
    also: tuple[Text, ...] = ()
    hub: tuple[Text, ...] = ()
    spdx: tuple[Text, ...] = ()


class Fact(Node, frozen=True):
    """`fact r(a, b) per "…"`; `fact not …`; `fact r(a) = unknown` (`unknown` is then true and `atom.value` None)."""

    atom: Atom
    denied: bool
    unknown: bool
    per: str | None
    span: Span = _NOWHERE
    days: Days | None = None
    taken: Constant | None = None


class Aggregate(Node, frozen=True):
    """`:= sum of Users`; operator one of sum, count, min, max."""

    operator: str
    variable: Variable
    span: Span = _NOWHERE


class Rule(Node, frozen=True):
    """`rule HEAD [:= aggregate] [at "…"]` with quotes, notes and a body. `calculation` is the value of the head where
    that is not written as an argument (`rule r(X) = A + B`)."""

    head: Atom
    aggregate: Aggregate | None
    locator: str | None
    quotes: tuple[Text, ...]
    notes: tuple[Text, ...]
    body: Body
    calculation: Operation | None = None
    span: Span = _NOWHERE
    taken: Constant | None = None


# --- Licenses --------------------------------------------------------------------------------------


class InForce(Node, frozen=True):
    """`in force from D [until D]`; the last day is not included."""

    start: Day
    end: Day | None
    span: Span = _NOWHERE


class LicenseText(Node, frozen=True):
    """`text "path" sha256 "…"`: the pinned text, its path relative to the policy file."""

    path: Text
    sha256: Text
    span: Span = _NOWHERE


class Alias(Node, frozen=True):
    """`alias "1.v", "$1V" for "1.b.v"`: other ways people write a locator."""

    names: tuple[str, ...]
    locator: str
    span: Span = _NOWHERE


class Swap(Node, frozen=True):
    """`new for old`: what stands in the place of what in the words that are taken over."""

    new: Argument
    old: Argument


class BasedOn(Node, frozen=True):
    """What a license takes over of another. A statement that comes of it has the other, at this place, as `taken`."""

    license: Constant
    swaps: tuple[Swap, ...] = ()
    clauses: tuple[Constant, ...] = ()
    relations: tuple[Constant, ...] = ()


class AsIn(Node, frozen=True):
    """`as in l.c with a for b`: the effects and conditions of a clause are those of another."""

    clause: Constant
    swaps: tuple[Swap, ...] = ()


class License(Node, frozen=True):
    """`license llama_2 "…" hub "…" spdx "…" also "…"`. `unread` says why no clause of it is encoded."""

    name: str
    title: str
    licensor: Constant | None
    texts: tuple[LicenseText, ...]
    url: str | None
    in_force: InForce | None
    silence: str | None  # a verdict: "not granted" | "permitted" | "forbidden" | "unknown"
    aliases: tuple[Alias, ...]
    unread: Text | None
    notes: tuple[Text, ...] = ()
    span: Span = _NOWHERE
    name_span: Span = _NOWHERE
    also: tuple[Text, ...] = ()
    hub: tuple[Text, ...] = ()
    spdx: tuple[Text, ...] = ()
    based_on: BasedOn | None = None
    forbids_first: bool = False  # `conflict means forbidden`


class Permits(Node, frozen=True):
    """`permits Use [of Thing] [to a, b]`; no actions means every action of the use."""

    use: Variable
    actions: tuple[Constant, ...]
    thing: Variable | None = None
    span: Span = _NOWHERE


class Forbids(Node, frozen=True):
    """`forbids Use [of Thing] [to a, b]`."""

    use: Variable
    actions: tuple[Constant, ...]
    thing: Variable | None = None
    span: Span = _NOWHERE


class Requires(Node, frozen=True):
    """`requires duty of Use [of Thing] [to a, b] as condition | covenant` (covenant when not said)."""

    duty: Constant
    use: Variable
    strength: str
    thing: Variable | None = None
    actions: tuple[Constant, ...] = ()
    span: Span = _NOWHERE


class Defeats(Node, frozen=True):
    """`withholds | disapplies | overrides CLAUSES`; `verb` is which."""

    verb: str
    clauses: tuple[Constant, ...]  # names, qualified ones as "license.clause"
    span: Span = _NOWHERE


class Incorporates(Node, frozen=True):
    """`incorporates llama_2_aup`: where the clause is live, that license governs the use too."""

    licenses: tuple[Constant, ...]
    span: Span = _NOWHERE


Effect = Permits | Forbids | Requires | Defeats | Incorporates


class Clause(Node, frozen=True):
    """`clause name at "1.b.v"`. `license` is set when it was written `license.name`; `as_in` stands for all effects."""

    license: str | None
    name: str
    locator: str
    quotes: tuple[Text, ...]
    notes: tuple[Text, ...]
    in_force: InForce | None
    effects: tuple[Effect, ...]
    body: Body
    span: Span = _NOWHERE
    name_span: Span = _NOWHERE
    locator_span: Span = _NOWHERE
    as_in: AsIn | None = None
    taken: Constant | None = None


class Unmodelled(Node, frozen=True):
    """`unmodelled "3" because "…"`; `license` as in Clause (`unmodelled llama_2 "3" because "…"`)."""

    license: str | None
    locator: str
    reason: str
    span: Span = _NOWHERE
    taken: Constant | None = None


# --- Contested words, claims, tests ----------------------------------------------------------------


class Holder(Node, frozen=True):
    """`held by meta "FAQ, September 2023"`: who reads it so, and where they said it."""

    who: Constant | Text
    source: str | None
    span: Span = _NOWHERE


class Reading(Node, frozen=True):
    """`reading name "…"` with holders and a body."""

    name: str
    description: str
    holders: tuple[Holder, ...]
    notes: tuple[Text, ...]
    body: Body
    span: Span = _NOWHERE


class Term(Node, frozen=True):
    """`term improves(Use, Model) [of license] at "1.b.v" also "…"` with its readings; the head has variables only."""

    head: Atom
    license: str | None
    locator: str | None
    quotes: tuple[Text, ...]
    notes: tuple[Text, ...]
    readings: tuple[Reading, ...]
    span: Span = _NOWHERE
    also: tuple[Text, ...] = ()


class Adopt(Node, frozen=True):
    """`adopt reading r of t` for an organization, by a person on a day, for a time, with a reason."""

    reading: str
    term: str
    organization: Constant
    by: str
    on: Day
    in_force: InForce | None
    because: str | None
    span: Span = _NOWHERE


class Claim(Node, frozen=True):
    """`claim name "…"`: what somebody said. It is recorded and compared, and never derives anything.

    `says` is the claim as a literal, when there is one to compare with what the rules derive."""

    name: str
    title: str
    by: Constant | Text
    on: Day | YearMonth | None
    quotes: tuple[Text, ...]
    notes: tuple[Text, ...]
    says: Atom | Negation | None
    per: str | None
    about: tuple[Constant, ...]
    span: Span = _NOWHERE


class Pin(Node, frozen=True):
    """`reading r of t`."""

    reading: str
    term: str
    span: Span = _NOWHERE


class ExpectVerdict(Node, frozen=True):
    """`expect [operative] VERDICT [of USE] [because CLAUSES] [under reading …, …]`.

    `verdict` is one of permitted, permitted with duties, forbidden, not granted, unknown, contested, conflict."""

    verdict: str
    use: Constant | None
    because: tuple[Constant, ...]
    under: tuple[Pin, ...]
    operative: bool
    span: Span = _NOWHERE


class ExpectContested(Node, frozen=True):
    """`expect contested [of USE] over TERMS`."""

    use: Constant | None
    terms: tuple[Constant, ...]
    span: Span = _NOWHERE


class ExpectDuty(Node, frozen=True):
    """`expect duty d [of USE]` or `expect no duty d [of USE]`."""

    duty: Constant
    use: Constant | None
    absent: bool
    span: Span = _NOWHERE


class ExpectNeed(Node, frozen=True):
    """`expect need r(a, b) [of USE]`: an unknown fact that would decide."""

    literal: Atom
    use: Constant | None
    span: Span = _NOWHERE


class ExpectThat(Node, frozen=True):
    """`expect that LITERAL [under …]`; `status` is true, or `unknown` / `contested` when asked for
    (`expect unknown that L`, `expect contested that L`)."""

    literal: Literal
    status: str
    under: tuple[Pin, ...]
    span: Span = _NOWHERE


class ExpectClaim(Node, frozen=True):
    """`expect claim NAME contradicted | supported | undecided`."""

    claim: Constant
    status: str
    span: Span = _NOWHERE


Expectation = ExpectVerdict | ExpectContested | ExpectDuty | ExpectNeed | ExpectThat | ExpectClaim


class Test(Node, frozen=True):
    """`test "…"` with what is given and what is expected."""

    __test__ = False

    title: str
    given: tuple[Entity | Fact | Pin, ...]
    expect: tuple[Expectation, ...]
    span: Span = _NOWHERE


class Accept(Node, frozen=True):
    """`accept "b096c8036421" because "…"`: the change of that fingerprint is wanted, and why. It derives nothing."""

    fingerprint: str
    because: str
    span: Span = _NOWHERE


Statement = (
    Kind | Relation | Entity | Fact | Rule | License | Clause | Unmodelled | Term | Adopt | Claim | Test | Accept
)


class Comment(Node, frozen=True):
    """A `#` comment with the line it stands on; `own_line` when nothing stands before it."""

    text: str
    own_line: bool
    span: Span = _NOWHERE


class Module(Node, frozen=True):
    """One policy file. One that was named by itself is `added` to the files of folders: where both declare a name, it
    is the one that declares it again. `broken` are its statements that do not parse: the first word of each, and
    the name that it would declare."""

    name: str
    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...] = ()
    added: bool = False
    broken: tuple[tuple[str, str], ...] = ()

    @property
    def order(self) -> tuple[bool, str]:
        """What modules are sorted by."""
        return (self.added, self.name)
