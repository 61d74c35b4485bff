"""Kinds within one rule: each variable stands for names or values of one kind wherever it occurs."""

from __future__ import annotations

from collections.abc import Iterable

from licet.checks.findings import article
from licet.checks.scope import ORDERED, Scope, written
from licet.grammar import tree
from licet.grammar.diagnostics import Label
from licet.grammar.source import Span
from licet.policy.occurrences import literals, operands
from licet.policy.vocabulary import Signature

__all__ = ["RuleKinds"]


_EQUALITIES = ("=", "!=", "in")
_NUMBERS = ("count", "number")
_Side = tree.Operand | Signature


class RuleKinds:
    """What the variables of one rule, clause or reading stand for, as its literals are met."""

    __slots__ = ("_clashed", "_kinds", "_scope")

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._kinds: dict[str, tuple[str, Span]] = {}
        self._clashed: set[str] = set()

    def kind(self, variable: str) -> str | None:
        """The narrowest kind met so far; None before the first."""
        met = self._kinds.get(variable)
        return met[0] if met else None

    def body(self, body: tree.Body) -> None:
        """Check every literal of a body, the comparisons last: by then the kinds are known."""
        found = [literal for literal, _ in literals(body)]
        self.literals(found)

    def literals(self, found: Iterable[tree.Literal]) -> None:
        """Check literals that stand outside their `not`."""
        comparisons: list[tuple[_Side, str, tree.Operand, Span]] = []
        for literal in found:
            match literal:
                case tree.Atom():
                    self.asked(literal)
                case tree.Comparison(left=tree.Atom() as call):
                    signature = self._call(call)
                    if signature is not None:
                        comparisons.append((signature, literal.operator, literal.right, literal.span))
                case tree.Comparison(left=plain) if not isinstance(plain, tree.Atom):
                    comparisons.append((plain, literal.operator, literal.right, literal.span))
                case tree.Membership():
                    comparisons.extend((literal.argument, "in", choice, literal.span) for choice in literal.choices)
                case tree.Negation():
                    self.literals((literal.literal,))
        self._spread([(a, b) for a, operator, b, _ in comparisons if operator in ("=", "in")])
        for left, operator, right, span in comparisons:
            for side in (left, right):
                if isinstance(side, tree.Operation):
                    self.calculation(side)
            self._compare(left, operator, right, span)

    def asked(self, atom: tree.Atom) -> None:
        """Check a condition: a relation's, or that something is of a kind."""
        if len(atom.arguments) == 1 and atom.value is None and self._scope.vocabulary.is_kind(atom.relation):
            self.row(atom.arguments, Signature(atom.relation, (atom.relation,), False, "closed", None, atom.span))
        else:
            self.atom(atom)

    def calculation(self, calculation: tree.Operation) -> None:
        """Check that only numbers are calculated with (E217). The kinds of variables are those met so far."""
        for operand in operands(calculation):
            kind = "name" if isinstance(operand, tree.Constant) else self._side(operand)
            if kind is not None and kind not in _NUMBERS and (kind == "name" or self._scope.knows_kind(kind)):
                self._scope.findings.error(
                    "E217",
                    f"`{written(operand)}` is {article(kind)}, and only numbers can be calculated with",
                    operand.span,
                )

    def atom(self, atom: tree.Atom, value_optional: bool = False) -> None:
        """Check a relation's name, its number of arguments and their kinds."""
        signature = self._scope.signature(atom.relation, atom.relation_span)
        if signature is None:
            return
        if atom.at is not None and not signature.dated:
            self._scope.no_days(signature, atom.at.span)
        given: tuple[tree.Argument, ...] = atom.arguments
        if atom.value is not None:
            if not signature.functional:
                self._scope.no_value(signature, atom.value.span, "leave the `=` and what follows it out")
                return
            given = (*given, atom.value)
        missing = signature.arity - len(given)
        if missing == 1 and signature.functional and atom.value is None:
            if not value_optional:
                self._scope.needs_value(
                    signature, atom.span, "write `= VALUE` after it, or `= _` where any value will do"
                )
        elif missing:
            self._scope.wrong_count(signature, len(atom.arguments), atom.span)
            return
        self.row(given, signature)

    def row(self, arguments: Iterable[tree.Argument], signature: Signature) -> None:
        """Check arguments against the kinds of their places, as many as there are of both."""
        for argument, kind in zip(arguments, signature.kinds, strict=False):
            if isinstance(argument, tree.Variable):
                self.place(argument, kind)
            else:
                self._scope.value(argument, kind, signature.name, signature)

    def place(self, variable: tree.Variable, kind: str) -> None:
        """The variable stands where `kind` belongs; report a clash with where it stood before (E208)."""
        if not self._scope.knows_kind(kind):
            return
        met = self._kinds.get(variable.name)
        if met is None:
            self._kinds[variable.name] = (kind, variable.span)
        elif not self._scope.compatible(kind, met[0]):
            if variable.name not in self._clashed:
                self._clashed.add(variable.name)
                self._scope.findings.error(
                    "E208",
                    f"`{variable.name}` stands for {article(kind)} here, and for {article(met[0])} elsewhere",
                    variable.span,
                    "use two variables, or mend the literal with the wrong one",
                    (Label(met[1], f"here it is {article(met[0])}"),),
                )
        elif kind != met[0] and self._scope.vocabulary.is_a(kind, met[0]):
            self._kinds[variable.name] = (kind, variable.span)

    def _call(self, call: tree.Atom) -> Signature | None:
        """The signature of a call whose value is compared, if it has one."""
        signature = self._scope.signature(call.relation, call.relation_span)
        if signature is None:
            return None
        if not signature.functional:
            self._scope.no_value(signature, call.span, "only the value of a functional relation can be compared")
            return None
        if len(call.arguments) != signature.arity - 1:
            self._scope.wrong_count(signature, len(call.arguments), call.span)
            return None
        self.row(call.arguments, signature)
        return signature

    def _spread(self, pairs: list[tuple[_Side, tree.Operand]]) -> None:
        """Variables that only `=` speaks of take the kind of the other side."""
        changed = True
        while changed:
            changed = False
            for left, right in pairs:
                for one, other in ((left, right), (right, left)):
                    if isinstance(one, tree.Variable) and one.name not in self._kinds:
                        kind = self._side(other)
                        if kind is not None:
                            self._kinds[one.name] = (kind, one.span)
                            changed = True

    def _side(self, side: _Side) -> str | None:
        if isinstance(side, Signature):
            return side.kinds[-1]
        if isinstance(side, tree.Operation):
            return "number"
        if isinstance(side, tree.Variable):
            return self.kind(side.name)
        return self._scope.kind_of(side)

    def _compare(self, left: _Side, operator: str, right: tree.Operand, span: Span) -> None:
        kinds = (self._side(left), self._side(right))
        if "symbol" not in kinds:
            for side in (left, right):
                if isinstance(side, tree.Constant):
                    self._scope.name(side, None, operator)
        one, other = kinds
        if operator == "starts with":
            self._texts(((left, one), (right, other)), span)
            return
        if operator not in _EQUALITIES:
            for side, kind in ((left, one), (right, other)):
                if kind is not None and kind not in ORDERED and self._scope.knows_kind(kind):
                    shown = side.name if isinstance(side, Signature) else written(side)
                    self._scope.findings.error(
                        "E212",
                        f"`{shown}` is {article(kind)}, which has no order for `{operator}` to compare",
                        span,
                        "numbers, dates and months have an order; `=` and `!=` compare values of every kind",
                    )
                    return
        if one is None or other is None or self._alike(left, one, right, other):
            return
        self._scope.findings.error(
            "E212",
            f"`{operator}` compares {article(one)} with {article(other)}: they are never equal"
            if operator in _EQUALITIES
            else f"`{operator}` compares {article(one)} with {article(other)}",
            span,
            "compare a month with a month, a date with a date" if {one, other} == {"date", "month"} else None,
        )

    def _texts(self, sides: Iterable[tuple[_Side, str | None]], span: Span) -> None:
        for side, kind in sides:
            if kind is not None and kind != "text" and self._scope.knows_kind(kind):
                shown = side.name if isinstance(side, Signature) else written(side)
                self._scope.findings.error(
                    "E212",
                    f"`{shown}` is {article(kind)}, and only a text starts with a text",
                    span,
                    'texts stand in quotes: `Name starts with "Llama"`',
                )
                return

    def _alike(self, left: _Side, one: str, right: _Side, other: str) -> bool:
        for side, kind in ((left, other), (right, one)):
            if kind == "symbol" and isinstance(side, tree.Constant):
                return True
        return self._scope.compatible(one, other)
