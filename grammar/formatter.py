"""Tree to policy text, in one style.

Two spaces of indentation, conditions under each other, one blank line around every statement of several lines, long
strings broken at 120 columns. Nothing is reordered and no comment is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from licet.grammar import tree
from licet.grammar.connectives import parted
from licet.grammar.diagnostics import Diagnostic
from licet.grammar.layout import Block, Row, lay_out
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile, Span
from licet.grammar.values import quoted
from licet.grammar.write import (
    alternating,
    bare,
    format_argument,
    format_literal,
    format_operand,
    string_lines,
    with_days,
    with_per,
)

__all__ = ["format_module", "format_source"]

_COLUMNS = 120


def format_source(source: SourceFile) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """The file in the one style, or None and its errors when it does not parse. Formatting twice changes nothing."""
    module, diagnostics = parse_module(source)
    if diagnostics:
        return None, diagnostics
    return _format(module, source), ()


def format_module(module: tree.Module) -> str:
    """A tree as text that parses to an equal tree.

    Where spans say so, lines keep their order, comments and blank lines; a tree made by hand gets a standard order.
    Strings must not hold line ends, and names must be ones the grammar accepts in their place.
    """
    return _format(module, SourceFile(module.name, ""))


def _format(module: tree.Module, source: SourceFile) -> str:
    blocks = [
        Block(type(statement).__name__, tuple(_Formatter(source, statement.span).statement(statement)))
        for statement in module.statements
    ]
    return lay_out(blocks, module.comments)


def _declared(
    text: str,
    also: Sequence[tree.Text],
    span: Span,
    indent: int = 0,
    hub: Sequence[tree.Text] = (),
    spdx: Sequence[tree.Text] = (),
) -> Iterator[Row]:
    """A declaration with what it is called besides: in its line, or below it when that would be too long."""
    called = [(word, texts) for word, texts in (("hub", hub), ("spdx", spdx), ("also", also)) if texts]
    parts = [f"{word} {', '.join(quoted(text.value) for text in texts)}" for word, texts in called]
    whole = " ".join([text, *parts])
    if not called or indent + len(whole) <= _COLUMNS:
        last = max((texts[-1].span.line for _, texts in called), default=span.line)
        yield Row(indent, (whole,), span.line, last)
        return
    yield _line(indent, text, span)
    for word, texts in called:
        lines = tuple(_wrapped(word, [quoted(text.value) for text in texts], indent))
        yield Row(indent + 2, lines, texts[0].span.line, texts[-1].span.line)


def _wrapped(word: str, words: Sequence[str], indent: int) -> Iterator[str]:
    """A line of words with commas between them, which goes on under itself when it is long."""
    line = f"{word} {words[0]}"
    for further in words[1:]:
        line += ","
        if indent + len(line) + len(further) + 4 > _COLUMNS:
            yield line
            line = f"{' ' * len(word)} {further}"
        else:
            line += f" {further}"
    yield line


def _names(names: Iterable[tree.Constant]) -> str:
    return ", ".join(name.name for name in names)


def _title(text: str | None) -> str:
    return "" if text is None else f" {quoted(text)}"


def _suffix(word: str, names: Sequence[tree.Constant]) -> str:
    return f" {word} {_names(names)}" if names else ""


def _of(what: tree.Constant | tree.Variable | None) -> str:
    return f" of {what.name}" if what else ""


def _who(who: tree.Constant | tree.Text) -> str:
    return format_argument(who)


def _line(indent: int, text: str, span: Span) -> Row:
    return Row(indent, (text,), span.line, span.line)


def _long(indent: int, start: str, text: str, first: int, last: int) -> Row:
    """A line that ends in a string, which goes on under itself when it is long."""
    column = len(start) + 1
    strings = string_lines(text, _COLUMNS - indent - column)
    rest = tuple(" " * column + string for string in strings[1:])
    return Row(indent, (f"{start} {strings[0]}", *rest), first, last)


def _in_order(rows: Iterable[Row]) -> list[Row]:
    """Rows by their place in the source; one without a place stays behind the one before it."""
    placed, line = [], 0
    for row in rows:
        line = row.first or line
        placed.append((line, row))
    placed.sort(key=lambda pair: pair[0])
    return [row for _, row in placed]


def _texts(word: str, texts: Iterable[tree.Text], indent: int) -> Iterator[Row]:
    for text in texts:
        yield _long(indent, word, text.value, text.span.line, text.span.end_line)


def _pin(pin: tree.Pin) -> str:
    return f"reading {pin.reading} of {pin.term}"


def _under(pins: Sequence[tree.Pin]) -> str:
    return f"   under {', '.join(map(_pin, pins))}" if pins else ""


def _condition(indent: int, mark: str, condition: tree.Condition, base: int) -> Iterator[Row]:
    """A condition after its mark (`when`, `and`, `-`); the lines of a group are laid out from column `base`."""
    if not isinstance(condition, tree.Group):
        yield _line(indent, f"{mark} {format_literal(condition)}", condition.span)
        return
    yield _line(indent, f"{mark} {condition.quantifier} of", condition.span)
    for item in condition.items:
        yield from _condition(base + 2, "-", item, base + 4)
    yield Row(base, ("end",), condition.span.end_line, condition.span.end_line)


def _body(body: tree.Body, indent: int) -> Iterator[Row]:
    groups = [("when", body.when), *(("unless", conditions) for conditions in body.unless)]
    for word, conditions in groups:
        for number, condition in enumerate(conditions):
            mark = word if number == 0 else "and"
            column = indent + len(word) - len(mark)
            yield from _condition(column, mark, condition, column)


def _entity(entity: tree.Entity, indent: int, prefix: str, mark: str) -> Iterator[Row]:
    header = f"{prefix}{entity.kind} {entity.name}{_title(entity.title)}"
    yield from _declared(header, entity.also, entity.span, indent, entity.hub, entity.spdx)
    for _, group in groupby(enumerate(entity.lines), key=lambda pair: _is_key(*pair)):
        lines = [line for _, line in group]
        yield _line(indent + 2, mark + _entity_line(lines), lines[0].span)


def _is_key(position: int, line: tree.Line) -> tuple[object, ...]:
    """What facts that were written as one line have in common; every other line stands alone."""
    if _is_form(line):
        return (line.span, line.denied, line.per, line.days)
    listed = line.span.line and line.value is None and line.arguments and isinstance(line.arguments[-1], tree.Constant)
    one = (line.span, line.relation, line.arguments[:-1], line.denied, line.per, line.days)
    return one if listed else (position,)


def _is_form(line: tree.Line) -> bool:
    return line.form == "is" and not line.arguments and line.value is None


def _entity_line(lines: Sequence[tree.Line]) -> str:
    line = lines[0]
    denial = "not " if line.denied else ""
    if _is_form(line):
        return with_per(with_days(f"{denial}is {', '.join(one.relation for one in lines)}", line.days), line.per)
    further = [f", {format_argument(one.arguments[-1])}" for one in lines[1:]]
    value = "" if line.value is None else f" = {format_argument(line.value)}"
    return with_per(with_days(f"{denial}{_said(line)}{''.join(further)}{value}", line.days), line.per)


def _said(line: tree.Line) -> str:
    words = parted(line.relation, len(line.arguments) - 1) if line.form == "infix" else None
    if words is not None:
        return alternating(words, line.arguments)
    return " ".join([line.relation, *map(format_argument, line.arguments)])


def _fact(fact: tree.Fact) -> str:
    denial = "not " if fact.denied else ""
    value = " = unknown" if fact.unknown else ""
    atom = fact.atom
    if fact.unknown:
        atom = tree.Atom(atom.relation, atom.arguments)
    return with_per(with_days(f"fact {denial}{format_literal(atom)}{value}", fact.days), fact.per)


def _in_force(in_force: tree.InForce | None, indent: int) -> Iterator[Row]:
    if in_force is not None:
        until = f" until {format_argument(in_force.end)}" if in_force.end else ""
        yield _line(indent, f"in force from {format_argument(in_force.start)}{until}", in_force.span)


def _swaps(swaps: Iterable[tree.Swap]) -> str:
    return ", ".join(f"{format_argument(swap.new)} for {format_argument(swap.old)}" for swap in swaps)


def _based_on(based_on: tree.BasedOn) -> Iterator[Row]:
    """The lines that say what a license takes over. What stood on one line stays there."""
    yield _line(2, f"based_on {based_on.license.name}", based_on.license.span)
    for _, swaps in groupby(based_on.swaps, key=lambda swap: swap.new.span.line):
        line = list(swaps)
        yield _line(2, f"with {_swaps(line)}", line[0].new.span)
    for what, names in (("clause", based_on.clauses), ("relation", based_on.relations)):
        for _, group in groupby(names, key=lambda name: name.span.line):
            left_out = list(group)
            yield _line(2, f"without {what} {_names(left_out)}", left_out[0].span)


def _effect(effect: tree.Effect) -> str:
    match effect:
        case tree.Permits():
            return f"permits {effect.use.name}{_of(effect.thing)}{_suffix('to', effect.actions)}"
        case tree.Forbids():
            return f"forbids {effect.use.name}{_of(effect.thing)}{_suffix('to', effect.actions)}"
        case tree.Requires():
            owed = f"{effect.duty.name} of {effect.use.name}{_of(effect.thing)}{_suffix('to', effect.actions)}"
            return f"requires {owed} as {effect.strength}"
        case tree.Defeats():
            return f"{effect.verb} {_names(effect.clauses)}"
        case tree.Incorporates():
            return f"incorporates {_names(effect.licenses)}"


def _expect(expect: tree.Expectation) -> str:
    match expect:
        case tree.ExpectVerdict():
            operative = "operative " if expect.operative else ""
            because = _suffix("because", expect.because)
            return f"expect {operative}{expect.verdict}{_of(expect.use)}{because}{_under(expect.under)}"
        case tree.ExpectContested():
            return f"expect contested{_of(expect.use)} over {_names(expect.terms)}"
        case tree.ExpectDuty():
            return f"expect {'no ' if expect.absent else ''}duty {expect.duty.name}{_of(expect.use)}"
        case tree.ExpectNeed():
            return f"expect need {format_literal(bare(expect.literal))}{_of(expect.use)}"
        case tree.ExpectThat():
            status = "" if expect.status == "true" else f"{expect.status} "
            return f"expect {status}that {format_literal(expect.literal)}{_under(expect.under)}"
        case tree.ExpectClaim():
            return f"expect claim {expect.claim.name} {expect.status}"


class _Formatter:
    """Rows of one statement. The source is only asked where a line stands whose text carries no span."""

    def __init__(self, source: SourceFile, span: Span) -> None:
        self.source = source
        self.span = span

    def found(self, word: str) -> tuple[int, int]:
        """The first and last source line of the statement's line that starts with `word`, or zeros."""
        for number in range(self.span.line + 1, self.span.end_line + 1):
            words = self.source.line(number).split(None, 1)
            if words and words[0] == word:
                last = number
                for further in range(number + 1, self.span.end_line + 1):
                    text = self.source.line(further).lstrip()
                    if text.startswith('"'):
                        last = further
                    elif text and not text.startswith("#"):
                        break
                return number, last
        return 0, 0

    def spanless(self, word: str, text: str | None) -> Iterator[Row]:
        if text is not None:
            yield (
                _long(2, word, text, *self.found(word))
                if word == "because"
                else Row(2, (f"{word} {quoted(text)}",), *self.found(word))
            )

    def statement(self, statement: tree.Statement) -> Iterator[Row]:
        span = statement.span
        match statement:
            case tree.Kind():
                parent = f" is {statement.parent}" if statement.parent else ""
                text = f"kind {statement.name}{parent}{_title(statement.description)}"
                yield from _declared(text, statement.also, span)
            case tree.Relation():
                yield from _declared(_relation(statement), statement.also, span)
            case tree.Entity():
                yield from _entity(statement, 0, "", "")
            case tree.Fact():
                yield _line(0, _fact(statement), span)
            case tree.Unmodelled():
                license = f" {statement.license}" if statement.license else ""
                start = f"unmodelled{license} {quoted(statement.locator)} because"
                yield _long(0, start, statement.reason, span.line, span.end_line)
            case tree.Accept():
                start = f"accept {quoted(statement.fingerprint)} because"
                yield _long(0, start, statement.because, span.line, span.end_line)
            case tree.Rule():
                yield from self.rule(statement)
            case tree.License():
                yield from self.license(statement)
            case tree.Clause():
                yield from self.clause(statement)
            case tree.Term():
                yield from self.term(statement)
            case tree.Adopt():
                yield from self.adopt(statement)
            case tree.Claim():
                yield from self.claim(statement)
            case tree.Test():
                yield from self.test(statement)

    def rule(self, rule: tree.Rule) -> Iterator[Row]:
        value = f" := {rule.aggregate.operator} of {rule.aggregate.variable.name}" if rule.aggregate else ""
        if rule.calculation is not None:
            value = f" = {format_operand(rule.calculation)}"
        locator = "" if rule.locator is None else f"  at {quoted(rule.locator)}"
        yield _line(0, f"rule {format_literal(rule.head)}{value}{locator}", rule.span)
        yield from _in_order([*_texts("quote", rule.quotes, 2), *_texts("note", rule.notes, 2)])
        yield from _body(rule.body, 2)

    def license(self, license: tree.License) -> Iterator[Row]:
        header = f"license {license.name} {quoted(license.title)}"
        yield from _declared(header, license.also, license.span, 0, license.hub, license.spdx)
        rows: list[Row] = []
        if license.licensor:
            rows.append(_line(2, f"licensor {license.licensor.name}", license.licensor.span))
        for text in license.texts:
            words = f"text {quoted(text.path.value)} sha256 {quoted(text.sha256.value)}"
            rows.append(_line(2, words, text.span))
        rows += self.spanless("url", license.url)
        rows += _in_force(license.in_force, 2)
        if license.silence is not None:
            rows.append(Row(2, (f"silence means {license.silence}",), *self.found("silence")))
        if license.forbids_first:
            rows.append(Row(2, ("conflict means forbidden",), *self.found("conflict")))
        for alias in license.aliases:
            names = ", ".join(map(quoted, alias.names))
            rows.append(_line(2, f"alias {names} for {quoted(alias.locator)}", alias.span))
        if license.unread:
            rows += _texts("unread because", [license.unread], 2)
        rows += _texts("note", license.notes, 2)
        if license.based_on is not None:
            rows += _based_on(license.based_on)
        yield from _in_order(rows)

    def clause(self, clause: tree.Clause) -> Iterator[Row]:
        license = f"{clause.license}." if clause.license else ""
        yield _line(0, f"clause {license}{clause.name} at {quoted(clause.locator)}", clause.span)
        rows = [*_texts("quote", clause.quotes, 2), *_texts("note", clause.notes, 2)]
        rows += _in_force(clause.in_force, 2)
        if clause.as_in is not None:
            swaps = f" with {_swaps(clause.as_in.swaps)}" if clause.as_in.swaps else ""
            yield from _in_order(
                [*rows, _line(2, f"as in {clause.as_in.clause.name}{swaps}", clause.as_in.clause.span)]
            )
            return
        rows += [_line(2, _effect(effect), effect.span) for effect in clause.effects]
        yield from _in_order(rows)
        yield from _body(clause.body, 2)

    def term(self, term: tree.Term) -> Iterator[Row]:
        license = f" of {term.license}" if term.license else ""
        locator = "" if term.locator is None else f" at {quoted(term.locator)}"
        yield from _declared(f"term {format_literal(bare(term.head))}{license}{locator}", term.also, term.span)
        yield from _in_order([*_texts("quote", term.quotes, 2), *_texts("note", term.notes, 2)])
        for reading in term.readings:
            yield _line(2, f"reading {reading.name} {quoted(reading.description)}", reading.span)
            held = [_line(4, f"held by {_who(h.who)}{_title(h.source)}", h.span) for h in reading.holders]
            yield from _in_order([*held, *_texts("note", reading.notes, 4)])
            yield from _body(reading.body, 4)

    def adopt(self, adopt: tree.Adopt) -> Iterator[Row]:
        yield _line(0, f"adopt reading {adopt.reading} of {adopt.term}", adopt.span)
        rows = [
            _line(2, f"for {adopt.organization.name}", adopt.organization.span),
            _line(2, f"by {quoted(adopt.by)} on {format_argument(adopt.on)}", adopt.on.span),
            *_in_force(adopt.in_force, 2),
            *self.spanless("because", adopt.because),
        ]
        yield from _in_order(rows)

    def claim(self, claim: tree.Claim) -> Iterator[Row]:
        yield _line(0, f"claim {claim.name} {quoted(claim.title)}", claim.span)
        rows = [_line(2, f"by {_who(claim.by)}", claim.by.span)]
        if claim.on is not None:
            rows.append(_line(2, f"on {format_argument(claim.on)}", claim.on.span))
        rows += _texts("quote", claim.quotes, 2)
        rows += _texts("note", claim.notes, 2)
        if claim.says is not None:
            rows.append(_line(2, f"says {format_literal(claim.says)}", claim.says.span))
        if claim.about:
            rows.append(_line(2, f"about {_names(claim.about)}", claim.about[0].span))
        rows += self.spanless("per", claim.per)
        yield from _in_order(rows)

    def test(self, test: tree.Test) -> Iterator[Row]:
        yield _line(0, f"test {quoted(test.title)}", test.span)
        for given in test.given:
            match given:
                case tree.Entity():
                    yield from _entity(given, 2, "given ", "- ")
                case tree.Fact():
                    yield _line(2, f"given {_fact(given)}", given.span)
                case tree.Pin():
                    yield _line(2, f"given {_pin(given)}", given.span)
        for expect in test.expect:
            yield _line(2, _expect(expect), expect.span)


def _relation(relation: tree.Relation) -> str:
    absence = "concluded " if relation.concluded else "" if relation.absence == "closed" else f"{relation.absence} "
    value = f" = {relation.value_kind}" if relation.value_kind else ""
    kinds = ", ".join(relation.kinds)
    dated = "dated " if relation.dated else ""
    return f"{dated}{absence}relation {relation.name}({kinds}){value}{_title(relation.description)}"
