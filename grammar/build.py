"""Lexemes to tree: one method for each rule of `policy.lark`, called with what the rule has read.

Rules marked `!` in the grammar hand over every lexeme, so a method unpacks exactly what its rule says; an optional
part that is absent is None.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from licet.grammar import tree
from licet.grammar.build_literals import Literals
from licet.grammar.connectives import composed
from licet.grammar.lexeme import Lexeme
from licet.grammar.parts import (
    Part,
    based_on,
    block,
    called_elsewhere,
    constant,
    every,
    ground,
    named,
    names_of,
    needed,
    one,
    reject,
    string,
)

__all__ = ["Builder"]


class Builder(Literals):
    """Makes a node of `licet.grammar.tree` for each statement and its lines. Stateless. Raises Rejected."""

    # --- Vocabulary
    def kind(self, c: list[Any]) -> tree.Kind:
        word, name, _, parent, description, also, end = c
        span = word.span.to(end.span)
        return tree.Kind(name.text, parent and parent.text, string(description), span, also or ())

    def relation(self, c: list[Any]) -> tree.Relation:
        dated, absence, word, name, _, kinds, _, _, value, description, also, end = c
        span = (dated or absence or word).span.to(end.span)
        concluded = absence is not None and absence.text == "concluded"
        return tree.Relation(
            name.text,
            tuple(kind.name for kind in kinds),
            value and value.text,
            absence.text if absence and not concluded else "closed",
            string(description),
            span,
            dated is not None,
            also or (),
            concluded,
        )

    def also(self, c: list[tree.Text]) -> tuple[tree.Text, ...]:
        for text in c:
            if not text.value.strip():
                raise reject("E115", "`also` says no word", text.span, 'give the word people look for: `also "API"`')
        return tuple(c)

    def hub(self, c: list[Any]) -> Part:
        return called_elsewhere("hub", c)

    def spdx(self, c: list[Any]) -> Part:
        return called_elsewhere("spdx", c)

    # --- Facts
    def from_day(self, c: list[Any]) -> tree.Days:
        word, start, _, end = c
        return tree.Days(start, end, word.span.to((end or start).span))

    def until_day(self, c: list[Any]) -> tree.Days:
        word, end = c
        return tree.Days(None, end, word.span.to(end.span))

    def several(self, c: list[Any]) -> tuple[tree.Constant, ...]:
        return tuple(constant(word) for word in c)

    def plain_lines(self, c: list[Any]) -> tuple[tree.Line, ...]:
        denial, name, *arguments, several, days, per = c
        return _lines(denial, name, name.text, arguments, several, days, per, "plain")

    def joined_lines(self, c: list[Any]) -> tuple[tree.Line, ...]:
        denial, name, first, *joined, days, per = c
        words, arguments = zip(*joined, strict=True)
        relation = composed(name.text, [word.text for word in words])
        *before, last = (first, *arguments)
        several = last if isinstance(last, tuple) else (last,)
        return _lines(denial, name, relation, before, several, days, per, "infix")

    def valued_line(self, c: list[Any]) -> tuple[tree.Line, ...]:
        name, *arguments, _, value, days, per = c
        word, whole = name.span, name.span.to((per or days or value).span)
        return (tree.Line(name.text, tuple(arguments), value, False, string(per), "plain", word, whole, days),)

    def is_lines(self, c: list[Any]) -> tuple[tree.Line, ...]:
        denial, word, names, days, per = c
        denied, span = denial is not None, (denial or word).span.to((per or days or names[-1]).span)
        return tuple(tree.Line(n.name, (), None, denied, string(per), "is", n.span, span, days) for n in names)

    def mark(self, _: list[Any]) -> None:
        return None

    def description(self, c: list[Any]) -> tuple[tree.Line, ...]:
        return tuple(line for lines in c if lines is not None for line in lines)

    def entity(self, c: list[Any]) -> tree.Entity:
        kind, name, title, *rest = c
        called, end, lines = _header(rest)
        return self._entity(kind, name, title, called, end, lines)

    def _entity(
        self,
        kind: Lexeme,
        name: Lexeme,
        title: tree.Text | None,
        called: list[Any],
        end: Lexeme,
        lines: list[tuple[tree.Line, ...]],
    ) -> tree.Entity:
        flat = tuple(line for group in lines for line in group)
        span = block(kind, end, flat)
        return tree.Entity(kind.text, name.text, string(title), flat, span, name.span, *names_of(called))

    def fact(self, c: list[Any]) -> tree.Fact:
        word, denial, atom, days, per, end = c
        return tree.Fact(ground(atom), denial is not None, False, string(per), word.span.to(end.span), days)

    def unknown_fact(self, c: list[Any]) -> tree.Fact:
        word, atom, _, _, per, end = c
        return tree.Fact(ground(atom), False, True, string(per), word.span.to(end.span))

    # --- Rules
    def aggregate(self, c: list[Any]) -> tree.Aggregate:
        operator, _, variable = c
        return tree.Aggregate(operator.text, variable, operator.span.to(variable.span))

    def rule(self, c: list[Any]) -> tree.Rule:
        word, head, at, _, aggregate, *rest = c
        return self._rule(word, head if at is None else self.dated([head, at]), aggregate, None, rest)

    def calculating_rule(self, c: list[Any]) -> tree.Rule:
        word, head, _, calculation, *rest = c
        return self._rule(word, head, None, calculation, rest)

    def _rule(
        self,
        word: Lexeme,
        head: tree.Atom,
        aggregate: tree.Aggregate | None,
        calculation: tree.Operation | None,
        rest: list[Any],
    ) -> tree.Rule:
        locator, end, *parts, body = rest
        return tree.Rule(
            head,
            aggregate,
            string(locator),
            every(parts, "quote"),
            every(parts, "note"),
            body,
            calculation,
            block(word, end, parts, body),
        )

    # --- Licenses
    def licensor(self, c: list[Any]) -> Part:
        word, name, end = c
        return Part("licensor", constant(name), word.span.to(end.span))

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

    def conflict(self, c: list[Any]) -> Part:
        return Part("conflict", True, c[0].span.to(c[-1].span))

    def alias_names(self, c: list[Any]) -> tuple[str, ...]:
        return tuple(text.value for text in c)

    def alias(self, c: list[Any]) -> Part:
        word, names, _, locator, end = c
        span = word.span.to(end.span)
        return Part("alias", tree.Alias(names, locator.value, span), span)

    def unread(self, c: list[Any]) -> Part:
        word, _, reason = c
        return Part("unread", reason, word.span.to(reason.span))

    def based_on(self, c: list[Any]) -> Part:
        word, name, end = c
        return Part("based_on", constant(name), word.span.to(end.span))

    def swap(self, c: list[Any]) -> tree.Swap:
        new, _, old = c
        return tree.Swap(new, old)

    def swaps(self, c: list[tree.Swap]) -> tuple[tree.Swap, ...]:
        return tuple(c)

    def swapping(self, c: list[Any]) -> Part:
        word, swaps, end = c
        return Part("with", swaps, word.span.to(end.span))

    def leaving_out(self, c: list[Any]) -> Part:
        word, what, names, end = c
        return Part(f"without {what.text}", names, word.span.to(end.span))

    def as_in(self, c: list[Any]) -> Part:
        word, _, clause, _, swaps, end = c
        return Part("as in", tree.AsIn(constant(clause), swaps or ()), word.span.to(end.span))

    def quote(self, c: list[Any]) -> Part:
        word, text = c
        return Part(word.text, text, word.span.to(text.span))

    note = quote

    def license(self, c: list[Any]) -> tree.License:
        word, name, title, *rest = c
        called, end, parts = _header(rest)
        licensor = one(parts, "licensor")
        url = one(parts, "url")
        in_force = one(parts, "in force")
        silence = one(parts, "silence")
        unread = one(parts, "unread")
        return tree.License(
            name.text,
            title.value,
            licensor and licensor.value,
            every(parts, "text"),
            url and url.value,
            in_force and in_force.value,
            silence and silence.value,
            every(parts, "alias"),
            unread and unread.value,
            every(parts, "note"),
            block(word, end, parts),
            name.span,
            *names_of(called),
            based_on(parts),
            one(parts, "conflict") is not None,
        )

    def permits(self, c: list[Any]) -> tree.Permits:
        word, use, thing, actions, end = c
        return tree.Permits(use, actions or (), thing, word.span.to(end.span))

    def forbids(self, c: list[Any]) -> tree.Forbids:
        word, use, thing, actions, end = c
        return tree.Forbids(use, actions or (), thing, word.span.to(end.span))

    def strength(self, c: list[Lexeme]) -> str:
        return c[0].text

    def requires(self, c: list[Any]) -> tree.Requires:
        word, duty, _, use, thing, actions, _, strength, end = c
        duty, span = constant(duty), word.span.to(end.span)
        return tree.Requires(duty, use, strength or "covenant", thing, actions or (), span)

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
        as_in = one(parts, "as in")
        if as_in is not None and (effects or body != tree.Body()):
            raise reject(
                "E116",
                f"clause `{name.text}` has its effects and conditions from another, and some of its own",
                as_in.span,
                "leave `as in` out and write all of them, or leave out those that it has of its own",
            )
        if not effects and as_in is None:
            raise reject(
                "E113",
                f"clause `{name.text}` has no effect",
                name.span,
                "say what it does: `permits`, `forbids`, `requires`, `withholds`, `disapplies`, `overrides` or "
                "`incorporates`, or that it is `as in` another; a section with no bearing on what is permitted is "
                "`unmodelled`",
            )
        in_force = one(parts, "in force")
        return tree.Clause(
            license or None,
            short,
            locator.value,
            every(parts, "quote"),
            every(parts, "note"),
            in_force and in_force.value,
            effects,
            body,
            block(word, end, parts, body),
            name.span,
            locator.span,
            as_in and as_in.value,
        )

    def unmodelled(self, c: list[Any]) -> tree.Unmodelled:
        word, license, locator, _, reason = c
        return tree.Unmodelled(license and license.text, locator.value, reason.value, word.span.to(reason.span))

    def accept(self, c: list[Any]) -> tree.Accept:
        word, fingerprint, _, reason = c
        return tree.Accept(fingerprint.value, reason.value, word.span.to(reason.span))

    # --- Contested words
    def held(self, c: list[Any]) -> Part:
        word, _, who, source, end = c
        span = word.span.to(end.span)
        return Part("held", tree.Holder(named(who), string(source), span), span)

    def reading(self, c: list[Any]) -> tree.Reading:
        word, name, description, end, *parts, body = c
        return tree.Reading(
            name.text,
            description.value,
            every(parts, "held"),
            every(parts, "note"),
            body,
            block(word, end, parts, body),
        )

    def term(self, c: list[Any]) -> tree.Term:
        word, head, license, locator, also, _, *parts = c
        for argument in head.arguments:
            if argument.__class__ is not tree.Variable:
                raise reject(
                    "E115",
                    "the arguments of a contested term are variables",
                    argument.span,
                    f"write it as in `term {head.relation}(Use, Model)`",
                )
        return tree.Term(
            head,
            license and license.text,
            string(locator),
            every(parts, "quote"),
            every(parts, "note"),
            tuple(part for part in parts if part.__class__ is tree.Reading),
            word.span.to(parts[-1].span),
            also or (),
        )

    def pin(self, c: list[Any]) -> tree.Pin:
        word, reading, _, term = c
        return tree.Pin(reading.text, term.text, word.span.to(term.span))

    def short_pin(self, c: list[Any]) -> tree.Pin:
        reading, _, term = c
        return tree.Pin(reading.text, term.text, reading.span.to(term.span))

    def assigned_pin(self, c: list[Any]) -> tree.Pin:
        term, _, reading = c
        return tree.Pin(reading.text, term.text, term.span.to(reading.span))

    def reading_left(self, c: list[Any]) -> str:
        term: Lexeme = c[-1]
        return term.text

    def demand(self, c: list[Any]) -> tuple[str | None, str | None]:
        use, _, verdict = c
        return use and use.text, verdict.text if isinstance(verdict, Lexeme) else verdict

    def changes(self, c: list[Any]) -> tuple[tree.Pin | tree.Literal, ...]:
        return tuple(c)

    def adopt_for(self, c: list[Any]) -> Part:
        word, organization, end = c
        return Part("for", constant(organization), word.span.to(end.span))

    def adopt_by(self, c: list[Any]) -> Part:
        word, who, _, day, end = c
        return Part("by", (who.value, day), word.span.to(end.span))

    def because(self, c: list[Any]) -> Part:
        word, reason = c
        return Part("because", reason.value, word.span.to(reason.span))

    def adopt(self, c: list[Any]) -> tree.Adopt:
        word, pin, end, *parts = c
        organization = needed(parts, "for", word, "say for whom: `for acme`")
        by, on = needed(parts, "by", word, 'say who decided and when: `by "General Counsel" on 2026-11-02`')
        in_force = one(parts, "in force")
        because = one(parts, "because")
        return tree.Adopt(
            pin.reading,
            pin.term,
            organization,
            by,
            on,
            in_force and in_force.value,
            because and because.value,
            block(word, end, parts),
        )

    # --- Claims
    def claim_by(self, c: list[Any]) -> Part:
        word, who, end = c
        return Part("by", named(who), word.span.to(end.span))

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
        by = needed(parts, "by", word, 'say who said it: `by meta` or `by "A. Person"`')
        on, says, per, about = (one(parts, field) for field in ("on", "says", "per", "about"))
        return tree.Claim(
            name.text,
            title.value,
            by,
            on and on.value,
            every(parts, "quote"),
            every(parts, "note"),
            says and says.value,
            per and per.value,
            about.value if about else (),
            block(word, end, parts),
        )

    # --- Tests
    def given_fact(self, c: list[tree.Fact]) -> tree.Fact:
        return c[0]

    def given_pin(self, c: list[tree.Pin]) -> tree.Pin:
        return c[0]

    def given_entity(self, c: list[Any]) -> tree.Entity:
        _, kind, name, title, end, *lines = c
        return self._entity(kind, name, title, [], end, lines)

    def expect_verdict(self, c: list[Any]) -> tree.ExpectVerdict:
        word, operative, verdict, use, because, under, end = c
        return tree.ExpectVerdict(
            verdict.text if isinstance(verdict, Lexeme) else verdict,
            use and constant(use),
            because or (),
            under or (),
            operative is not None,
            word.span.to(end.span),
        )

    def under(self, c: list[Any]) -> tuple[tree.Pin, ...]:
        return tuple(c[1:])

    def expect_contested(self, c: list[Any]) -> tree.ExpectContested:
        word, _, use, _, terms, end = c
        return tree.ExpectContested(use and constant(use), terms, word.span.to(end.span))

    def expect_duty(self, c: list[Any]) -> tree.ExpectDuty:
        word, absent, _, duty, use, end = c
        return tree.ExpectDuty(constant(duty), use and constant(use), absent is not None, word.span.to(end.span))

    def expect_need(self, c: list[Any]) -> tree.ExpectNeed:
        word, _, atom, use, end = c
        return tree.ExpectNeed(atom, use and constant(use), word.span.to(end.span))

    def expect_that(self, c: list[Any]) -> tree.ExpectThat:
        word, status, _, literal, under, end = c
        return tree.ExpectThat(literal, status.text if status else "true", under or (), word.span.to(end.span))

    def expect_claim(self, c: list[Any]) -> tree.ExpectClaim:
        word, _, name, status, end = c
        return tree.ExpectClaim(constant(name), status.text, word.span.to(end.span))

    def test(self, c: list[Any]) -> tree.Test:
        word, title, _, *parts = c
        given = tuple(p for p in parts if isinstance(p, (tree.Entity, tree.Fact, tree.Pin)))
        return tree.Test(title.value, given, tuple(parts[len(given) :]), word.span.to(parts[-1].span))


def _header(rest: list[Any]) -> tuple[list[Any], Lexeme, list[Any]]:
    """What a declaration is called besides, the end of that, and what is below it."""
    called = list(takewhile(lambda part: part.__class__ is not Lexeme, rest))
    return called, rest[len(called)], rest[len(called) + 1 :]


def _lines(
    denial: Lexeme | None,
    name: Lexeme,
    relation: str,
    arguments: list[Any],
    several: tuple[Any, ...] | None,
    days: tree.Days | None,
    per: tree.Text | None,
    form: str,
) -> tuple[tree.Line, ...]:
    """A line for each of what stands in its last place."""
    last = per or days or [name, *arguments, *(several or ())][-1]
    denied, source, span = denial is not None, string(per), (denial or name).span.to(last.span)
    before = tuple(arguments)
    lasts = [()] if several is None else [(one,) for one in several]
    rest = (None, denied, source, form, name.span, span, days)
    return tuple(tree.Line(relation, before + last, *rest) for last in lasts)
