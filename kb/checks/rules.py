"""Rules: heads that are bound and derivable, aggregates of the right kind, conditions that can hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from licet.checks.calculations import check_result
from licet.checks.days import check_conclusion, check_day_variables
from licet.checks.findings import Findings, article
from licet.checks.isolation import check_isolation
from licet.checks.kinds import RuleKinds
from licet.checks.safety import check_safety
from licet.checks.scope import ORDERED, Scope
from licet.grammar import tree
from licet.grammar.diagnostics import Label
from licet.grammar.source import Span
from licet.policy.negation import inner_questions, most_ways, resolve
from licet.policy.occurrences import MOST_NESTED, atoms, is_nested_too_deep, variables
from licet.policy.vocabulary import Signature, Vocabulary

__all__ = ["check_rule", "check_scopes", "check_singletons", "check_size", "dead_atom", "warn_inert"]

_NUMBERS = frozenset({"count", "number"})
_MOST_WAYS = 4096


def check_rule(rule: tree.Rule, scope: Scope, defined: Collection[str]) -> None:
    """Check one rule. `defined` names the relations that some fact or rule can put something in."""
    findings = scope.findings
    if not check_size(rule.body, rule.head.span, findings):
        return
    _check_not_contested(rule.head, scope)
    kinds = RuleKinds(scope)
    signature = scope.vocabulary.relations.get(rule.head.relation)
    kinds.atom(rule.head, value_optional=True)
    kinds.body(rule.body)
    if rule.aggregate is not None and signature is not None:
        _check_aggregate(rule, rule.aggregate, signature, kinds, findings)
    elif rule.calculation is not None:
        check_result(rule.calculation, signature, kinds, scope)
    elif signature is not None and signature.functional and _lacks_value(rule.head, signature):
        scope.needs_value(signature, rule.head.span, "write `= VARIABLE` after it, or `:=` and an aggregate")
    day = rule.head.at
    handed_on = (day.name,) if isinstance(day, tree.Variable) else ()
    check_conclusion(rule, scope)
    check_day_variables(rule.body, kinds, findings, handed_on)
    known, reported = check_safety(rule.body, handed_on, findings)
    head = [rule.head.arguments, rule.head.value, day, rule.calculation]
    for part in (*rule.head.arguments, rule.head.value, *variables(rule.calculation)):
        if isinstance(part, tree.Anything):
            findings.error("E301", "`_` in the head of a rule is bound to nothing", part.span, "give it a name")
        elif isinstance(part, tree.Variable) and part.name not in known and part.name not in reported:
            reported.add(part.name)
            findings.error(
                "E301", f"`{part.name}` is in the head and nothing binds it", part.span, _how_to_bind(part, rule.body)
            )
    check_scopes(rule.body, (), reported, findings)
    if rule.aggregate is None:
        check_singletons((*head, rule.body), reported, findings)
    else:
        variable = rule.aggregate.variable
        if variable.name not in known and variable.name not in reported:
            findings.error(
                "E304",
                f"the {rule.aggregate.operator} is over `{variable.name}`, and nothing binds it",
                variable.span,
                _how_to_bind(variable, rule.body),
            )
        _check_merging(rule, rule.aggregate, findings)
    check_isolation(rule.head, rule.body, scope)
    dead = dead_atom(rule.body, scope.vocabulary, defined)
    if dead is not None:
        warn_inert(f"this rule of `{rule.head.relation}` never applies", "W302", dead, findings)


def _lacks_value(head: tree.Atom, signature: Signature) -> bool:
    return head.value is None and len(head.arguments) == signature.arity - 1


def check_scopes(body: tree.Body, given: Collection[str], except_for: Collection[str], findings: Findings) -> None:
    """Report a variable that a negated conjunction takes from outside, where no plain literal binds it (E317)."""
    unlent = [v for inner in inner_questions(resolve(body, given)) for v in inner.unlent if v.name not in except_for]
    for variable in unlent:
        name = variable.name
        findings.error(
            "E317",
            f"inside this negation nothing says which `{name}` there are",
            variable.span,
            f"repeat the condition that binds `{name}` inside, or bind it outside with a literal of its own",
        )


def check_size(body: tree.Body, span: Span, findings: Findings, given: Collection[str] = ()) -> bool:
    """Report groups nested too deep (E316) or with too many ways to be true (E318); such a body is not looked at
    further."""
    if is_nested_too_deep(body):
        problem, code = f"groups are nested more than {MOST_NESTED} deep", "E316"
    elif most_ways(resolve(body, given)) > _MOST_WAYS:
        problem, code = f"these conditions can be true in more than {_MOST_WAYS} ways", "E318"
    else:
        return True
    findings.error(code, problem, span, "give a part of them a relation of its own, and a rule for it")
    return False


def check_singletons(parts: Iterable[object], except_for: Collection[str], findings: Findings) -> None:
    """Warn of variables that occur once (W301): a misspelled one, or one that should be `_`."""
    found = [v for part in parts for v in variables(part)]
    times = Counter(v.name for v in found)
    among = f"variable among {sorted(times)}"
    for variable in found:
        if times[variable.name] == 1 and variable.name not in except_for:
            others = filter(variable.name.__ne__, times)
            findings.warning(
                "W301",
                f"`{variable.name}` occurs only once",
                variable.span,
                findings.hint(among, variable.name, others, "write `_` if any will do"),
            )


def dead_atom(body: tree.Body, vocabulary: Vocabulary, defined: Collection[str]) -> tree.Atom | None:
    """The first condition that can never hold, because nothing states or derives its relation, or None.

    Open and presumed relations can hold unknown to us. What a use does is told when somebody asks, so relations about
    uses are not looked at.
    """
    for condition in body.when:
        found = _dead(condition, vocabulary, defined)
        if found is not None:
            return found
    return None


def _dead(condition: tree.Condition, vocabulary: Vocabulary, defined: Collection[str]) -> tree.Atom | None:
    match condition:
        case tree.Comparison(left=tree.Atom() as call):
            return _dead(call, vocabulary, defined)
        case tree.Atom():
            signature = vocabulary.relations.get(condition.relation)
            if signature is None or signature.absence != "closed" or condition.relation in defined:
                return None
            told = bool(signature.kinds) and vocabulary.is_a(signature.kinds[0], "use")
            return None if told else condition
        case tree.Group(quantifier="all"):
            return next(_some_dead(condition.items, vocabulary, defined), None)
        case tree.Group(quantifier="any"):
            dead = list(_some_dead(condition.items, vocabulary, defined))
            return dead[0] if dead and len(dead) == len(condition.items) else None
    return None


def _some_dead(
    items: Iterable[tree.Condition], vocabulary: Vocabulary, defined: Collection[str]
) -> Iterator[tree.Atom]:
    for item in items:
        found = _dead(item, vocabulary, defined)
        if found is not None:
            yield found


def warn_inert(what: str, code: str, dead: tree.Atom, findings: Findings) -> None:
    """Warn of a condition that can never hold, and what that means for what it stands in."""
    findings.warning(
        code,
        f"{what}: no fact states `{dead.relation}` and no rule derives it",
        dead.relation_span,
        f"state or derive it, or declare it `open relation {dead.relation}` if not saying it means not knowing it",
    )


def _how_to_bind(variable: tree.Variable, body: tree.Body) -> str:
    if any(v.name == variable.name for v in variables(body)):
        return f"mention `{variable.name}` outside `not` and `unless`, and in every branch of an `any of`"
    return f"add a condition that mentions `{variable.name}`"


def _check_not_contested(head: tree.Atom, scope: Scope) -> None:
    term = scope.vocabulary.terms.get(head.relation)
    if term is not None:
        scope.findings.error(
            "E307",
            f"`{head.relation}` is a contested term: its readings say when it holds",
            head.relation_span,
            "make it a reading of the term, or derive another relation",
            (Label(term.term.head.relation_span, "the term is here"),),
        )


def _check_aggregate(
    rule: tree.Rule, aggregate: tree.Aggregate, signature: Signature, kinds: RuleKinds, findings: Findings
) -> None:
    declared = (Label(signature.span, f"`{signature.name}` is declared here"),)
    if not signature.functional:
        findings.error(
            "E305",
            f"`{signature.name}` has no value that a {aggregate.operator} could be",
            rule.head.relation_span,
            f"declare it with a value: `relation {signature.name}({', '.join(signature.kinds)}) = number`",
            declared,
        )
        return
    if rule.head.value is not None or len(rule.head.arguments) == signature.arity:
        findings.error(
            "E305",
            f"the value of `{rule.head.relation}` is the {aggregate.operator}, so the head has none",
            (rule.head.value or rule.head.arguments[-1]).span,
            "leave the value out of the head",
        )
    kind, result = kinds.kind(aggregate.variable.name), signature.kinds[-1]
    counts = aggregate.operator == "count"
    made = "count" if counts else kind
    allowed = None if counts else _NUMBERS if aggregate.operator == "sum" else ORDERED
    if allowed is not None and kind is not None and kind not in allowed:
        findings.error(
            "E306",
            f"`{aggregate.variable.name}` is {article(kind)}, and a {aggregate.operator} is of "
            + ("numbers" if allowed is _NUMBERS else "numbers, dates or months"),
            aggregate.variable.span,
        )
    elif made is not None and made != result and not {made, result} <= _NUMBERS:
        findings.error(
            "E306",
            f"this {aggregate.operator} is {article(made)}, and the value of `{signature.name}` is {article(result)}",
            aggregate.span,
            None,
            declared,
        )


def _check_merging(rule: tree.Rule, aggregate: tree.Aggregate, findings: Findings) -> None:
    """Warn where a sum would count equal amounts once because what tells them apart is `_` (W303)."""
    if aggregate.operator != "sum":
        return
    for atom, negative in atoms(rule.body):
        if negative or all(v.name != aggregate.variable.name for v in variables(atom)):
            continue
        for argument in atom.arguments:
            if isinstance(argument, tree.Anything):
                findings.warning(
                    "W303",
                    "equal amounts that differ only in what `_` stands for are added once",
                    argument.span,
                    "give it a name if each is to be added",
                )
