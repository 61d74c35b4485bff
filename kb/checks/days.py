"""The days of facts: where they may stand, that they are some time, and that no rule loses them or makes them up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from licet.checks.findings import Findings
from licet.checks.kinds import RuleKinds
from licet.checks.scope import Scope
from licet.grammar import tree
from licet.grammar.diagnostics import Label
from licet.grammar.source import Span
from licet.grammar.write import with_days
from licet.policy.dated import READ_BY_LICENSES
from licet.policy.occurrences import atoms, is_nested_too_deep, variables
from licet.policy.vocabulary import Signature, Vocabulary

__all__ = ["check_conclusion", "check_day_variables", "check_days", "check_unread_days", "overlap", "read_at_days"]

_NEVER_ENDS = 9999 * 366


def check_days(days: tree.Days, signature: Signature, denied: bool, scope: Scope) -> bool:
    """Report the days of a fact whose relation is not dated (E323), of a denial (E325), and days that are no time
    (E408); return whether they are right."""
    written = with_days("", days).strip()
    if not signature.dated:
        kinds = f"{signature.name}({', '.join(signature.kinds)})"
        help = f"declare it: `dated relation {kinds}`" if not signature.functional else "leave the days out"
        scope.mismatch("E323", f"facts of `{signature.name}` have no days", signature, days.span, help)
    elif denied:
        scope.findings.error(
            "E325",
            "a denial has no days",
            days.span,
            f"what is not stated for a day is not so then: leave this out, or write `not` without `{written}`",
        )
    elif isinstance(days.start, tree.Day) and isinstance(days.end, tree.Day) and days.end.value <= days.start.value:
        scope.findings.error(
            "E408",
            f"{written} is no time at all",
            days.end.span,
            "the last day is not included, so the end comes after the start",
        )
    else:
        return True
    return False


def overlap(one: tree.Days, other: tree.Days) -> bool:
    """Whether two periods have a day in common, whatever the days that nobody knows are."""
    (start, end), (second_start, second_end) = _surely(one), _surely(other)
    return max(start, second_start) < min(end, second_end)


def _surely(days: tree.Days) -> tuple[int, int]:
    """From which day until which other a period certainly holds, by the numbers of the days."""
    start = days.start.value.toordinal() if isinstance(days.start, tree.Day) else 0
    end = days.end.value.toordinal() if isinstance(days.end, tree.Day) else _NEVER_ENDS
    if isinstance(days.start, tree.Unknown):
        start = end - 1
    if isinstance(days.end, tree.Unknown):
        end = start + 1 if isinstance(days.start, tree.Day) else 1
    return start, end


def check_day_variables(body: tree.Body, kinds: RuleKinds, findings: Findings, given: Collection[str] = ()) -> None:
    """Report a variable at which something is asked and that stands for no day or month (E207), or for a month that no
    relation gives (E303).

    Args:
        body: the conditions, whose kinds are known.
        kinds: those of its variables.
        findings: where to report.
        given: variables that stand for any day.
    """
    for atom, _ in atoms(body):
        day = atom.at
        if not isinstance(day, tree.Variable) or day.name in given:
            continue
        kind = kinds.kind(day.name)
        if kind is not None and kind not in ("date", "month"):
            findings.error(
                "E207",
                f"`{day.name}` is no day or month, and one belongs after `at`",
                day.span,
                "write a variable that stands for a date or month, or the date or month itself",
            )
        elif kind == "month" and all(v.name != day.name for a, under in atoms(body) if not under for v in _places(a)):
            findings.error(
                "E303",
                f"no relation says which months `{day.name}` stands for",
                day.span,
                "write the month itself after `at`, or add a condition on a relation that mentions it",
            )


def _places(atom: tree.Atom) -> Iterator[tree.Variable]:
    return variables((*atom.arguments, atom.value))


def check_conclusion(rule: tree.Rule, scope: Scope) -> None:
    """Report a rule whose head has a day and does not hand it on from one condition, or that concludes something with
    days from what it reads of any day (E326)."""
    signature = scope.vocabulary.relations.get(rule.head.relation)
    if signature is None:
        return
    day = rule.head.at
    if day is not None:
        _check_handing_on(rule, day, scope)
    lost = next(_read_without_days(rule.body, scope.vocabulary), None) if signature.dated else None
    if lost is not None:
        form = "write `at Day` after this condition and after the head, so that the days are handed on"
        _report(
            f"`{lost.relation}` is read without its days, and `{signature.name}` has days of its own",
            lost.span,
            form if day is None else "ask for it at a date or month, or derive a relation without days of it first",
            scope.findings,
        )


def _read_without_days(body: tree.Body, vocabulary: Vocabulary) -> Iterator[tree.Atom]:
    """The dated conditions that any day will do for."""
    for atom, negative in atoms(body):
        read = vocabulary.relations.get(atom.relation)
        if read is not None and read.dated and atom.at is None and not negative:
            yield atom


def _check_handing_on(rule: tree.Rule, day: tree.Variable | tree.Day | tree.YearMonth, scope: Scope) -> None:
    form = "write `at Day` after the head and after one condition on a dated relation, and nowhere else"
    if not isinstance(day, tree.Variable):
        _report("a rule concludes nothing for one day alone", day.span, form, scope.findings)
        return
    places = [v for v in variables(rule.body) if v.name == day.name]
    sources = [c for c in rule.body.when if isinstance(c, tree.Atom) and c.at == day]
    if len(places) != 1 or len(sources) != 1:
        message = f"the days of the conclusion are those of one condition at `{day.name}`, and there is "
        message += "none of its own line" if not sources else "more that speaks of it"
        _report(message, day.span, form, scope.findings)
    for source in sources:
        signature = scope.vocabulary.relations.get(source.relation)
        if signature is not None and not signature.dated:
            return
    if rule.aggregate is not None or rule.calculation is not None:
        _report("a total has no days", day.span, "leave the day out", scope.findings)


def _report(message: str, span: Span, help: str, findings: Findings) -> None:
    findings.error("E326", message, span, help)


def read_at_days(statements: Iterable[tree.Statement]) -> frozenset[str]:
    """The relations whose days some rule, clause or reading reads."""
    bodies: list[tree.Body] = []
    for statement in statements:
        match statement:
            case tree.Rule() | tree.Clause():
                bodies.append(statement.body)
            case tree.Term():
                bodies.extend(reading.body for reading in statement.readings)
    flat = (body for body in bodies if not is_nested_too_deep(body))
    return frozenset(atom.relation for body in flat for atom, _ in atoms(body) if atom.at is not None)


def check_unread_days(
    statements: Iterable[tree.Statement], read: Collection[str], vocabulary: Vocabulary, findings: Findings
) -> None:
    """Warn of the first fact with days of each relation whose days nothing reads (W304)."""
    warned: set[str] = set(read) | (READ_BY_LICENSES if vocabulary.licenses else set())
    for relation, days in _with_days(statements):
        signature = vocabulary.relations.get(relation)
        if relation in warned or signature is None or not signature.dated:
            continue
        warned.add(relation)
        findings.warning(
            "W304",
            f"no rule reads on which days `{relation}` holds",
            days.span,
            "ask for it at a day: `at Day` after the condition; without it, any day will do",
            (Label(signature.span, f"`{relation}` is declared here"),),
        )


def _with_days(statements: Iterable[tree.Statement]) -> Iterator[tuple[str, tree.Days]]:
    for statement in statements:
        if isinstance(statement, tree.Fact) and statement.days is not None:
            yield statement.atom.relation, statement.days
        elif isinstance(statement, tree.Entity):
            yield from ((line.relation, line.days) for line in statement.lines if line.days is not None)
