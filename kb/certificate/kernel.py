"""The kernel: decides whether a certificate proves its goals. It trusts nothing that produced the certificate and
imports nothing but the standard library. `docs/certificates.md` describes the format and why these checks suffice.

A certificate speaks of every stratified program with exactly the listed rules for the relations it demands and exactly
the listed facts that match a demand. In each world it must demand all that a rule asks for on the way to something
demanded, list all that the rules conclude so (closed), and derive each row from rows of lower rank and absent rows that
are demanded (founded). Then the listed rows that match a demand are exactly those of the perfect model.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple

__all__ = ["FORMAT", "Rejected", "check", "read"]

FORMAT: Final = "licet-certificate-2"
MOST_BYTES, MOST_ENTRIES, MOST_WIDTH, MOST_DIGITS, MOST_WORK = 1 << 26, 1_000_000, 200, 2_000, 5_000_000
_BEGINNINGS = ("starts with", "does not start with")
_OPERATORS = ("=", "!=", "<", "<=", ">", ">=", *_BEGINNINGS)
_FORMS = {"decimal": r"-?(0|[1-9][0-9]*)\.[0-9]*[1-9]", "date": r"[0-9-]{10}", "month": r"[0-9]{4}-(0[1-9]|1[0-2])"}

Value = tuple[str, Any]  # its type, and what it is: numbers as int or Fraction, days and months as text
Argument = str | Value | None  # a variable, a value, or an anonymous variable
Term = Argument | Any  # in a comparison, also a `_Calculation`
Pattern = tuple[Value | None, ...]
Node = tuple[str, Pattern]
Shape = tuple[bool, ...]
Bindings = dict[str, Value]


class Rejected(Exception):
    """The certificate proves nothing. The message says where it fails."""


@dataclass(frozen=True)
class _Calculation:
    operator: str
    left: Term
    right: Term


class _Item(NamedTuple):
    kind: str  # a `positive` or `negated` literal, or a `strict` or `lenient` comparison
    name: str  # the relation, or the operator
    arguments: tuple[Term, ...]


class _Rule(NamedTuple):
    relation: str
    key: tuple[Argument, ...]  # the arguments of the head; those of an aggregate without its result
    asked: tuple[Argument, ...]  # the key without the variables that only an equality gives a value
    named: set[str]  # the variables that justify an instance: of positive literals; for an aggregate, those asked
    body: tuple[_Item, ...]
    aggregate: tuple[str, str] | None  # operator and variable
    plans: dict[frozenset[str], list[_Item]]  # for the variables that are given, the body in the order to evaluate it


def read(data: bytes) -> Any:
    """The JSON structure of a certificate. Raises `Rejected` if it is too long, no JSON or has a key twice."""
    _require(len(data) <= MOST_BYTES, "the certificate is too long")
    try:
        return json.loads(data, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise Rejected(f"no JSON text: {error}") from None


def check(certificate: Any) -> None:
    """Return if every goal of every world is proved. Raises `Rejected` if not, or if it is past a limit."""
    try:
        form, _, _, rules, strata, worlds = _fields(certificate, "format files claim rules strata worlds")
        _require(form == FORMAT, f"the format is not {FORMAT}")
        _require(bool(worlds) and all(world["goals"] for world in worlds), "there is no goal")
        checker = _Checker(_typed(rules, list), strata)
        for world in _typed(worlds, list):
            checker.check(world)
    except Exception as error:
        raise error if isinstance(error, Rejected) else Rejected(f"malformed: {error!r}") from None


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise Rejected(message)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    _require(len(dict(pairs)) == len(pairs), "a key stands twice in one object")
    return dict(pairs)


def _fields(data: Any, names: str) -> list[Any]:
    _require(type(data) is dict and data.keys() == set(names.split()), f"an object with {names} expected")
    return [data[name] for name in names.split()]


def _typed(data: Any, kind: type[list[Any]] | type[str], most: int = MOST_ENTRIES) -> Any:
    _require(type(data) is kind and len(data) <= most, f"a {kind.__name__} within the limits expected")
    return data


def _value(data: Any) -> Value:
    if type(data) is str:
        return ("text", data)
    if type(data) is int and data.bit_length() <= 3 * MOST_DIGITS:
        return ("number", data)
    _require(type(data) is dict and len(data) == 1, "a value expected")
    ((kind, text),) = data.items()
    if kind == "unknown" and text is True:
        return ("unknown", "")
    _require(len(_typed(text, str)) <= MOST_DIGITS and bool(re.fullmatch(_FORMS[kind], text)), f"no {kind}")
    _require(kind != "date" or bool(date.fromisoformat(text)), "no date")
    return ("number", Fraction(text)) if kind == "decimal" else (kind, text)


def _node(relation: Any, cells: Any) -> Node:
    return _typed(relation, str), tuple(None if c is None else _value(c) for c in _typed(cells, list, MOST_WIDTH))


def _argument(data: Any) -> Argument:
    if type(data) is dict and data.keys() == {"variable"}:
        return None if _typed(data["variable"], str).startswith("_") else str(data["variable"])
    return _value(data)


def _term(data: Any) -> Term:
    if type(data) is dict and data.keys() in ({"+"}, {"-"}, {"*"}):
        ((operator, (left, right)),) = data.items()
        return _Calculation(operator, _term(left), _term(right))
    return _argument(data)


def _operands(term: Term) -> list[Argument]:
    return [*_operands(term.left), *_operands(term.right)] if isinstance(term, _Calculation) else [term]


def _item(data: Any) -> _Item:
    kind, name, cells = _typed(data, list)
    if kind in ("positive", "negated"):
        return _Item(kind, _typed(name, str), tuple(map(_argument, _typed(cells, list, MOST_WIDTH))))
    terms = tuple(map(_term, _typed(cells, list, 2)))
    operands = [operand for term in terms for operand in _operands(term)]
    compares = name in _OPERATORS and len(terms) == 2 and None not in operands
    _require(kind in ("strict", "lenient") and compares and len(operands) <= MOST_WIDTH, "no part of a body")
    return _Item(kind, name, terms)


def _rule(head: _Item, parts: Any, aggregate: Any) -> _Rule:
    """A rule, which must be safe: its body gives a value to every variable that needs one."""
    key, body = list(head.arguments), tuple(map(_item, _typed(parts, list, MOST_WIDTH)))
    named, bound = _variables(body, "positive"), _variables(body, "positive", "strict", "lenient")
    if aggregate is not None:
        (*key, result), (operator, variable) = key, _typed(aggregate, list)
        _require(operator in ("sum", "count", "min", "max") and isinstance(result, str), "an aggregate expected")
        _require(variable in bound, f"an aggregate without values for {head.name}")
    _require(all(isinstance(a, tuple) or a in bound for a in key), f"an unsafe rule for {head.name}")
    asked = tuple(a if isinstance(a, tuple) or a in named else None for a in key)
    named = named if aggregate is None else {a for a in asked if isinstance(a, str)}
    return _Rule(head.name, tuple(key), asked, named, body, aggregate, {frozenset(): _plan(body, ())})


def _variables(items: Iterable[_Item], *kinds: str) -> set[str]:
    return {a for i in items if i.kind in kinds for term in i.arguments for a in _operands(term) if isinstance(a, str)}


def _under(terms: Iterable[Term], bindings: Bindings) -> Pattern:
    return tuple(_evaluated(term, bindings) for term in terms)


def _evaluated(term: Term, bindings: Bindings) -> Value | None:
    if not isinstance(term, _Calculation):
        return bindings.get(term) if isinstance(term, str) else term
    left, right = _evaluated(term.left, bindings), _evaluated(term.right, bindings)
    if left is None or right is None:
        return None
    if "unknown" in (left[0], right[0]):
        return ("unknown", "")
    _require(left[0] == right[0] == "number", "a calculation with what is no number")
    one, other = Fraction(left[1]), Fraction(right[1])
    number = {"+": one + other, "-": one - other, "*": one * other}[term.operator]
    size = max(number.numerator.bit_length(), number.denominator.bit_length())
    _require(size <= 4 * MOST_DIGITS, "a calculated number is too long")
    return ("number", number)


def _unify(arguments: Iterable[Argument], row: Pattern, bindings: Bindings) -> Bindings | None:
    """The bindings, and those for which the arguments are the row; None if a value differs."""
    made = dict(bindings)
    for argument, value in zip(arguments, row, strict=False):
        if argument is not None and value is not None:
            known = made.setdefault(argument, value) if isinstance(argument, str) else argument
            if known != value:
                return None
    return made


def _shape(pattern: Pattern) -> Shape:
    return tuple(value is not None for value in pattern)


def _masked(pattern: Pattern, shape: Shape) -> Pattern:
    return tuple(value if kept else None for value, kept in zip(pattern, shape, strict=True))


def _is_true(item: _Item, left: Value, right: Value) -> bool:
    if "unknown" in (left[0], right[0]):
        return item.kind == "lenient"
    if item.name in ("=", "!="):
        return (left == right) is (item.name == "=")
    if item.name in _BEGINNINGS:
        begins = left[0] == right[0] == "text" and str(left[1]).startswith(str(right[1]))
        return begins is (item.name == "starts with")
    less, more = (left, right) if item.name in ("<", "<=") else (right, left)
    return left[0] == right[0] and (less < more or (item.name in ("<=", ">=") and left == right))


def _total(operator: str, values: list[Value]) -> Value:
    kinds = {kind for kind, _ in values}
    fit = operator == "count" or kinds == {"number"} or (operator != "sum" and len(kinds) == 1)
    _require(fit and "unknown" not in kinds, "an aggregate over unfit values")
    if operator in ("min", "max"):
        return min(values) if operator == "min" else max(values)
    return ("number", len(values) if operator == "count" else sum(number for _, number in values))


def _is_ready(item: _Item, known: set[str], pending: set[str]) -> bool:
    """Whether a test has its values. An equality binds its one open side when the literals have bound theirs; a strict
    one, which a row must satisfy anyway, before a literal does."""
    missing = _variables([item], item.kind) - known
    if item.name == "=" and item.kind in ("strict", "lenient") and len(missing) == 1 and _binds(item, missing):
        return not pending or (item.kind == "strict" and missing <= pending)
    return item.kind != "positive" and not missing


def _binds(item: _Item, missing: set[str]) -> bool:
    """Whether the missing variable is one side, and nowhere in the other."""
    sides = [side for side in item.arguments if not missing.isdisjoint(_operands(side))]
    return len(sides) == 1 and sides[0] in missing


def _plan(body: Iterable[_Item], given: Iterable[str]) -> list[_Item]:
    """The body in the order to evaluate it: what can be tested, else the literal with the fewest open variables."""
    known, todo, order = set(given), list(body), list[_Item]()
    while todo:
        literals = [i for i in todo if i.kind == "positive"]
        tests = [i for i in todo if _is_ready(i, known, _variables(literals, "positive"))]
        _require(bool(tests or literals), "a rule is not safe")
        left_open = [len(_variables([i], "positive") - known) for i in literals]
        order.append(tests[0] if tests else literals[left_open.index(min(left_open))])
        todo.remove(order[-1])
        known |= _variables(order[-1:], order[-1].kind)
    return order


class _Checker:
    """The rules, which must be safe and respect the strata; and the rows and demands of the world being checked."""

    def __init__(self, rules: list[Any], strata: dict[str, int]) -> None:
        self.work = MOST_WORK
        self.rules: dict[str, _Rule] = {}
        self.concluding: dict[str, list[_Rule]] = {}
        _require(all(type(number) is int for number in strata.values()), "a stratum is no number")
        for id, head, body, aggregate in (_fields(rule, "id head body aggregate") for rule in rules):
            _require(_typed(id, str) not in self.rules, f"two rules are called {id}")
            rule = self.rules[id] = _rule(_item(["positive", *_typed(head, list)]), body, aggregate)
            self.concluding.setdefault(rule.relation, []).append(rule)
            for item in (i for i in rule.body if i.kind in ("positive", "negated")):
                above = item.kind == "negated" or rule.aggregate is not None
                _require(strata[rule.relation] - strata[item.name] >= above, f"{id} breaks the strata")

    def check(self, world: Any) -> None:
        assumed, facts, demands, derived, goals = _fields(world, "assumed facts demands derived goals")
        self.ranks: dict[Node, int] = {}
        self.rows: dict[str, list[Pattern]] = {}
        self.index: dict[tuple[str, Shape], dict[Pattern, list[Pattern]]] = {}
        self.demands: dict[str, dict[Shape, set[Pattern]]] = {}
        for relation, cells, rank in (*((*fact, 0) for fact in (*assumed, *facts)), *(step[:3] for step in derived)):
            node = _node(relation, cells)
            _require(type(rank) is int and None not in node[1], f"a row of {relation} has a gap or no rank")
            _require(node not in self.ranks, f"a row of {relation} is listed twice")
            self.ranks[node] = rank
            self.rows.setdefault(relation, []).append(node[1])
        wanted = [_node(relation, cells) for relation, cells in demands]
        for relation, pattern in wanted:
            self.demands.setdefault(relation, {}).setdefault(_shape(pattern), set()).add(pattern)
        for relation, pattern in wanted:
            for rule in self.concluding.get(relation, ()):
                given = _unify(rule.asked, pattern, {})
                for row in [] if given is None else self.conclusions(rule, given, None):
                    other = _masked(row, _shape(pattern)) != pattern
                    _require(other or (relation, row) in self.ranks, f"a concluded row of {relation} is not listed")
        for relation, cells, rank, id, substitution in derived:
            node, rule = _node(relation, cells), self.rules[id]
            given = {name: _value(data) for name, data in substitution.items()}
            rows = self.conclusions(rule, given, None if rule.aggregate else rank)
            founded = rule.relation == relation and given.keys() == rule.named and node[1] in rows
            _require(founded, f"a row of {relation} is not founded on {id}")
        for relation, cells, holds in goals:
            node = _node(relation, cells)
            proved = node in self.ranks if holds is True else holds is False and not self.matching(*node)
            _require(proved, f"the goal {relation} is not proved")

    def matching(self, relation: str, pattern: Pattern) -> list[Pattern]:
        """The rows that match a pattern, which must be demanded."""
        shape, shapes, rows = _shape(pattern), self.demands.get(relation, {}), self.rows.get(relation, [])
        demanded = any(_masked(pattern, s) in patterns for s, patterns in shapes.items())
        _require(demanded, f"more of {relation} is asked for than is demanded")
        if (relation, shape) not in self.index:
            index = self.index[relation, shape] = {}
            for row in rows:
                index.setdefault(_masked(row, shape), []).append(row)
            self.work -= len(rows)
        found = self.index[relation, shape].get(pattern, [])
        self.work -= 1 + len(shapes) + len(found)
        _require(self.work >= 0, "checking takes more work than the limit")
        return found

    def conclusions(self, rule: _Rule, given: Bindings, below: int | None) -> list[Pattern]:
        groups: dict[Pattern, list[Bindings]] = {}
        for found in self.join(rule, given, below):
            groups.setdefault(_under(rule.key, found), []).append(found)
        if rule.aggregate is None:
            return list(groups)
        operator, variable = rule.aggregate
        return [(*key, _total(operator, [b[variable] for b in group])) for key, group in groups.items()]

    def join(self, rule: _Rule, given: Bindings, below: int | None) -> list[Bindings]:
        """Every way to satisfy the body, with rows of rank under `below`. All that it asks for must be demanded."""
        found, names = [given], frozenset(given)
        for item in rule.plans.get(names) or rule.plans.setdefault(names, _plan(rule.body, names)):
            extended: list[Bindings] = []
            for bindings in found:
                values = _under(item.arguments, bindings)
                if item.kind in ("strict", "lenient"):
                    left, right = values[0] or values[1], values[1] or values[0]
                    if left and right and _is_true(item, left, right):
                        extended.append({**dict.fromkeys(_variables([item], item.kind), left), **bindings})
                elif item.kind == "negated":
                    extended += [] if self.matching(item.name, values) else [bindings]
                else:
                    rows = self.matching(item.name, values)
                    kept = [row for row in rows if below is None or self.ranks[item.name, row] < below]
                    extended += [made for row in kept if (made := _unify(item.arguments, row, bindings)) is not None]
            distinct = {frozenset(made.items()): made for made in extended} if None in item.arguments else {}
            found = list(distinct.values()) or extended
        return found
