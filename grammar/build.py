"""Lexemes to tree: one method for each rule of `policy.lark`, called with what the rule has read.

Rules marked `!` in the grammar hand over every lexeme, so a method unpacks exactly what its rule says; an optional
part that is absent is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Label, Severity
from licet.grammar.lexeme import Lexeme, Rejected
from licet.grammar.source import Span
from licet.grammar.values import read_day, read_month, read_number, read_text

__all__ = ["Builder"]


class Part(NamedTuple):
    """A line of a statement on its way into the statement: which field it fills, with what, and where it stood."""

    field: str
    value: Any
    span: Span


def _reject(code: str, message: str, span: Span, help: str | None = None, labels: tuple[Label, ...] = ()) -> Rejected:
    return Rejected(Diagnostic(Severity.ERROR, code, message, span, help, labels))


def _constant(lexeme: Lexeme) -> tree.Constant:
    return tree.Constant(lexeme.text, lexeme.span)


def _value(text: tree.Text | None) -> str | None:
    return None if text is None else text.value


def _one(parts: Iterable[Any], field: str) -> Part | None:
    """The part that fills a field which takes one; E112 when there are two."""
    found: Part | None = None
    for part in parts:
        if part.__class__ is Part and part.field == field:
            if found is not None:
                raise _reject(
                    "E112",
                    f"`{field}` is given twice",
                    part.span,
                    "keep one of the two lines",
                    (Label(found.span, "first given here"),),
                )
            found = part
    return found


def _all(parts: Iterable[Any], field: str) -> tuple[Any, ...]:
    return tuple(part.value for part in parts if part.__class__ is Part and part.field == field)


def _needed(parts: Sequence[Any], field: str, statement: Lexeme, help: str) -> Any:
    part = _one(parts, field)
    if part is None:
        raise _reject("E113", f"this `{statement.text}` statement has no `{field}` line", statement.span, help)
    return part.value


def _body_end(body: tree.Body) -> Span | None:
    last = body.unless[-1] if body.unless else body.when
    return last[-1].span if last else None


def _block(first: Lexeme, header_end: Lexeme, parts: Sequence[Any], body: tree.Body = tree.Body()) -> Span:  # noqa: B008
    """From the first word of a statement to the end of its last line."""
    end = _body_end(body) or (parts[-1].span if parts else header_end.span)
    return first.span.to(end)


class Builder:
    """Makes a node of `licet.grammar.tree` for each rule. Stateless. Raises Rejected."""

    # --- Lexemes that are values
    def VAR(self, word: Lexeme) -> tree.Variable:
        return tree.Variable(word.text, word.span)

    def ANYTHING(self, word: Lexeme) -> tree.Anything:
        return tree.Anything(word.span)

    def DATE(self, word: Lexeme) -> tree.Day:
        return read_day(word)

    def MONTH(self, word: Lexeme) -> tree.YearMonth:
        return read_month(word)

    def NUMBER(self, word: Lexeme) -> tree.Number:
        return read_number(word)

    def STRING(self, word: Lexeme) -> tree.Text:
        return read_text(word)

    # --- Arguments
    def constant(self, c: list[Any]) -> tree.Constant:
        return _constant(c[0])

    def unknown(self, c: list[Any]) -> tree.Unknown:
        return tree.Unknown(c[0].span)

    def scaled(self, c: list[Any]) -> tree.Number:
        number, scale = c
        return read_number(number, scale)

    def scale(self, c: list[Lexeme]) -> Lexeme:
        return c[0]

    def arguments(self, c: list[Any]) -> tuple[Any, ...]:
        return tuple(c)

    def names(self, c: list[Any]) -> tuple[tree.Constant, ...]:
        return tuple(_constant(name) for name in c)

    clause_names = names

    def strings(self, c: list[tree.Text]) -> tree.Text:
        if len(c) == 1:
            return c[0]
        return tree.Text(" ".join(text.value for text in c), c[0].span.to(c[-1].span))

    # --- Literals
    def call(self, c: list[Any]) -> tree.Atom:
        name, _, arguments, close = c
        span = name.span
        return tree.Atom(name.text, arguments, None, "call", span, span.to(close.span))

    def valued(self, c: list[Any]) -> tree.Atom:
        call, value = c
        if value.__class__ is tree.Constant and value.name == "unknown":
            raise _reject(
                "E114",
                "`unknown` is not a value that can be compared",
                value.span,
                f"`fact {call.relation}(…) = unknown` states that the value is not known; ask for it with a variable",
            )
        return tree.Atom(call.relation, call.arguments, value, "call", call.relation_span, call.span.to(value.span))

    def infix(self, c: list[Any]) -> tree.Atom:
        left, name, right = c
        return tree.Atom(name.text, (left, right), None, "infix", name.span, left.span.to(right.span))

    def unary(self, c: list[Any]) -> tree.Atom:
        argument, name = c
        span = name.span
        return tree.Atom(name.text, (argument,), None, "unary", span, argument.span.to(span))

    def comparison(self, c: list[Any]) -> tree.Comparison:
        left, operator, right = c
        return tree.Comparison(left, operator.text, right, left.span.to(right.span))

    def membership(self, c: list[Any]) -> tree.Membership:
        argument, _, _, choices, close = c
        return tree.Membership(argument, choices, argument.span.to(close.span))

    def negation(self, c: list[Any]) -> tree.Negation:
        word, literal = c
        return tree.Negation(literal, word.span.to(literal.span))

    def conjunction(self, c: list[Any]) -> tuple[tree.Condition, ...]:
        return tuple(c)

    conditions = conjunction

    def group(self, c: list[Any]) -> tree.Group:
        quantifier, _, _, *items, end, _ = c
        return tree.Group(quantifier.text, tuple(items), quantifier.span.to(end.span))

    def body(self, c: list[Any]) -> tree.Body:
        when, *unless = c
        return tree.Body(when or (), tuple(unless))

    # --- Vocabulary
    def kind(self, c: list[Any]) -> tree.Kind:
        word, name, _, parent, description, end = c
        return tree.Kind(name.text, parent and parent.text, _value(description), word.span.to(end.span))

    def relation(self, c: list[Any]) -> tree.Relation:
        opened, word, name, _, kinds, _, _, value, description, end = c
        span = (opened or word).span.to(end.span)
        return tree.Relation(
            name.text,
            tuple(kind.name for kind in kinds),
            value and value.text,
            opened is not None,
            _value(description),
            span,
        )

    # --- Facts
    def denied_line(self, c: list[Any]) -> tuple[tree.Line, ...]:
        word, name, *arguments, per, end = c
        line = tree.Line(
            name.text,
            tuple(arguments),
            None,
            True,
            _value(per),
            "plain",
            name.span,
            word.span.to(end.span),
        )
        return (line,)

    def asserted_line(self, c: list[Any]) -> tuple[tree.Line, ...]:
        name, *arguments, _, value, per, end = c
        span = name.span
        line = tree.Line(name.text, tuple(arguments), value, False, _value(per), "plain", span, span.to(end.span))
        return (line,)

    def is_lines(self, c: list[Any]) -> tuple[tree.Line, ...]:
        word, names, per, end = c
        span = word.span.to(end.span)
        return tuple(tree.Line(n.name, (), None, False, _value(per), "is", n.span, span) for n in names)

    def entity(self, c: list[Any]) -> tree.Entity:
        kind, name, title, end, *lines = c
        flat = tuple(line for group in lines for line in group)
        return tree.Entity(kind.text, name.text, _value(title), flat, _block(kind, end, flat), name.span)

    def fact(self, c: list[Any]) -> tree.Fact:
        word, denial, atom, per, end = c
        return tree.Fact(_ground(atom), denial is not None, False, _value(per), word.span.to(end.span))

    def unknown_fact(self, c: list[Any]) -> tree.Fact:
        word, atom, _, _, per, end = c
        return tree.Fact(_ground(atom), False, True, _value(per), word.span.to(end.span))

    # --- Rules
    def aggregate(self, c: list[Any]) -> tree.Aggregate:
        operator, _, variable = c
        return tree.Aggregate(operator.text, variable, operator.span.to(variable.span))

    def rule(self, c: list[Any]) -> tree.Rule:
        word, head, _, aggregate, locator, end, *parts, body = c
        return tree.Rule(
            head,
            aggregate,
            _value(locator),
            _all(parts, "quote"),
            _all(parts, "note"),
            body,
            _block(word, end, parts, body),
        )

    # --- Licenses
    def licensor(self, c: list[Any]) -> Part:
        word, name, end = c
        return Part("licensor", _constant(name), word.span.to(end.span))

    def text(self, c: list[Any]) -> Part:
        word, path, _, digest, end = c
        span = word.span.to(end.span)
        return Part("text", tree.LicenseText(path, digest, span), span)

    def url(self, c: list[Any]) -> Part:
        word, url, end = c
        return Part("url", url.value, word.span.to(end.span))

    def in_force(self, c: list[Any]) -> Part:
        word, _, _, start, _, until, end = c
        span = word.span.to(end.span)
        return Part("in force", tree.InForce(start, until, span), span)

    def silence_verdict(self, c: list[Any]) -> str:
        return " ".join(word.text for word in c)

    verdict = silence_verdict

    def silence(self, c: list[Any]) -> Part:
        word, _, verdict, end = c
        return Part("silence", verdict, word.span.to(end.span))

    def alias_names(self, c: list[Any]) -> tuple[str, ...]:
        return tuple(text.value for text in c)

    def alias(self, c: list[Any]) -> Part:
        word, names, _, locator, end = c
        span = word.span.to(end.span)
        return Part("alias", tree.Alias(names, locator.value, span), span)

    def unread(self, c: list[Any]) -> Part:
        word, _, reason = c
        return Part("unread", reason, word.span.to(reason.span))

    def quote(self, c: list[Any]) -> Part:
        word, text = c
        return Part(word.text, text, word.span.to(text.span))

    note = quote

    def license(self, c: list[Any]) -> tree.License:
        word, name, title, end, *parts = c
        licensor = _one(parts, "licensor")
        url = _one(parts, "url")
        in_force = _one(parts, "in force")
        silence = _one(parts, "silence")
        unread = _one(parts, "unread")
        return tree.License(
            name.text,
            title.value,
            licensor and licensor.value,
            _all(parts, "text"),
            url and url.value,
            in_force and in_force.value,
            silence and silence.value,
            _all(parts, "alias"),
            unread and unread.value,
            _all(parts, "note"),
            _block(word, end, parts),
            name.span,
        )

    def permits(self, c: list[Any]) -> tree.Permits:
        word, use, actions, end = c
        return tree.Permits(use, actions or (), word.span.to(end.span))

    def forbids(self, c: list[Any]) -> tree.Forbids:
        word, use, actions, end = c
        return tree.Forbids(use, actions or (), word.span.to(end.span))

    def strength(self, c: list[Lexeme]) -> str:
        return c[0].text

    def requires(self, c: list[Any]) -> tree.Requires:
        word, duty, _, use, _, strength, end = c
        return tree.Requires(_constant(duty), use, strength or "covenant", word.span.to(end.span))

    def defeats(self, c: list[Any]) -> tree.Defeats:
        verb, clauses, end = c
        return tree.Defeats(verb.text, clauses, verb.span.to(end.span))

    def incorporates(self, c: list[Any]) -> tree.Incorporates:
        word, licenses, end = c
        return tree.Incorporates(licenses, word.span.to(end.span))

    def clause(self, c: list[Any]) -> tree.Clause:
        word, name, _, locator, end, *parts, body = c
        license, _, short = name.text.rpartition(".")
        effects = tuple(part for part in parts if part.__class__ is not Part)
        if not effects:
            raise _reject(
                "E113",
                f"clause `{name.text}` has no effect",
                name.span,
                "say what it does: `permits`, `forbids`, `requires`, `withholds`, `disapplies`, `overrides` or "
                "`incorporates`; a section with no bearing on what is permitted is `unmodelled`",
            )
        in_force = _one(parts, "in force")
        return tree.Clause(
            license or None,
            short,
            locator.value,
            _all(parts, "quote"),
            _all(parts, "note"),
            in_force and in_force.value,
            effects,
            body,
            _block(word, end, parts, body),
            name.span,
            locator.span,
        )

    def unmodelled(self, c: list[Any]) -> tree.Unmodelled:
        word, license, locator, _, reason = c
        return tree.Unmodelled(license and license.text, locator.value, reason.value, word.span.to(reason.span))

    # --- Contested words
    def held(self, c: list[Any]) -> Part:
        word, _, who, source, end = c
        span = word.span.to(end.span)
        return Part("held", tree.Holder(_named(who), _value(source), span), span)

    def reading(self, c: list[Any]) -> tree.Reading:
        word, name, description, end, *parts, body = c
        return tree.Reading(
            name.text,
            description.value,
            _all(parts, "held"),
            _all(parts, "note"),
            body,
            _block(word, end, parts, body),
        )

    def term(self, c: list[Any]) -> tree.Term:
        word, head, license, locator, _, *parts = c
        for argument in head.arguments:
            if argument.__class__ is not tree.Variable:
                raise _reject(
                    "E115",
                    "the arguments of a contested term are variables",
                    argument.span,
                    f"write it as in `term {head.relation}(Use, Model)`",
                )
        return tree.Term(
            head,
            license and license.text,
            _value(locator),
            _all(parts, "quote"),
            _all(parts, "note"),
            tuple(part for part in parts if part.__class__ is tree.Reading),
            word.span.to(parts[-1].span),
        )

    def pin(self, c: list[Any]) -> tree.Pin:
        word, reading, _, term = c
        return tree.Pin(reading.text, term.text, word.span.to(term.span))

    def adopt_for(self, c: list[Any]) -> Part:
        word, organization, end = c
        return Part("for", _constant(organization), word.span.to(end.span))

    def adopt_by(self, c: list[Any]) -> Part:
        word, who, _, day, end = c
        return Part("by", (who.value, day), word.span.to(end.span))

    def because(self, c: list[Any]) -> Part:
        word, reason = c
        return Part("because", reason.value, word.span.to(reason.span))

    def adopt(self, c: list[Any]) -> tree.Adopt:
        word, pin, end, *parts = c
        organization = _needed(parts, "for", word, "say for whom: `for acme`")
        by, on = _needed(parts, "by", word, 'say who decided and when: `by "General Counsel" on 2026-11-02`')
        in_force = _one(parts, "in force")
        because = _one(parts, "because")
        return tree.Adopt(
            pin.reading,
            pin.term,
            organization,
            by,
            on,
            in_force and in_force.value,
            because and because.value,
            _block(word, end, parts),
        )

    # --- Claims
    def claim_by(self, c: list[Any]) -> Part:
        word, who, end = c
        return Part("by", _named(who), word.span.to(end.span))

    def claim_on(self, c: list[Any]) -> Part:
        word, when, end = c
        return Part("on", when, word.span.to(end.span))

    def says(self, c: list[Any]) -> Part:
        word, denial, atom, end = c
        span = word.span.to(end.span)
        return Part("says", atom if denial is None else tree.Negation(atom, denial.span.to(atom.span)), span)

    def about(self, c: list[Any]) -> Part:
        word, names, end = c
        return Part("about", names, word.span.to(end.span))

    def claim_per(self, c: list[Any]) -> Part:
        per, _ = c
        return Part("per", per.value, per.span)

    def claim(self, c: list[Any]) -> tree.Claim:
        word, name, title, end, *parts = c
        by = _needed(parts, "by", word, 'say who said it: `by meta` or `by "A. Person"`')
        on, says, per, about = (_one(parts, field) for field in ("on", "says", "per", "about"))
        return tree.Claim(
            name.text,
            title.value,
            by,
            on and on.value,
            _all(parts, "quote"),
            _all(parts, "note"),
            says and says.value,
            per and per.value,
            about.value if about else (),
            _block(word, end, parts),
        )

    # --- Tests
    def given_fact(self, c: list[tree.Fact]) -> tree.Fact:
        return c[0]

    def given_pin(self, c: list[tree.Pin]) -> tree.Pin:
        return c[0]

    def given_entity(self, c: list[Any]) -> tree.Entity:
        return self.entity(c[1:])

    def expect_verdict(self, c: list[Any]) -> tree.ExpectVerdict:
        word, operative, verdict, use, because, under, end = c
        return tree.ExpectVerdict(
            verdict if isinstance(verdict, str) else verdict.text,
            use and _constant(use),
            because or (),
            under or (),
            operative is not None,
            word.span.to(end.span),
        )

    def under(self, c: list[Any]) -> tuple[tree.Pin, ...]:
        return tuple(c)

    def expect_contested(self, c: list[Any]) -> tree.ExpectContested:
        word, _, use, _, terms, end = c
        return tree.ExpectContested(use and _constant(use), terms, word.span.to(end.span))

    def expect_duty(self, c: list[Any]) -> tree.ExpectDuty:
        word, absent, _, duty, use, end = c
        return tree.ExpectDuty(_constant(duty), use and _constant(use), absent is not None, word.span.to(end.span))

    def expect_need(self, c: list[Any]) -> tree.ExpectNeed:
        word, _, atom, use, end = c
        return tree.ExpectNeed(atom, use and _constant(use), word.span.to(end.span))

    def expect_that(self, c: list[Any]) -> tree.ExpectThat:
        word, status, _, literal, under, end = c
        return tree.ExpectThat(literal, status.text if status else "true", under or (), word.span.to(end.span))

    def expect_claim(self, c: list[Any]) -> tree.ExpectClaim:
        word, _, name, status, end = c
        return tree.ExpectClaim(_constant(name), status.text, word.span.to(end.span))

    def test(self, c: list[Any]) -> tree.Test:
        word, title, _, *parts = c
        given = tuple(p for p in parts if isinstance(p, (tree.Entity, tree.Fact, tree.Pin)))
        return tree.Test(title.value, given, tuple(parts[len(given) :]), word.span.to(parts[-1].span))


def _named(who: Lexeme | tree.Text) -> tree.Constant | tree.Text:
    return who if isinstance(who, tree.Text) else _constant(who)


def _ground(atom: tree.Atom) -> tree.Atom:
    values = atom.arguments if atom.value is None else (*atom.arguments, atom.value)
    for value in values:
        if value.__class__ is tree.Variable or value.__class__ is tree.Anything:
            name = value.name if isinstance(value, tree.Variable) else "_"
            help = "name the thing; what holds of many things is a `rule`"
            raise _reject("E109", f"a fact cannot contain the variable `{name}`", value.span, help)
    return atom
