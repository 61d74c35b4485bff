"""What the builder needs for every statement: the lines on their way into it, and the refusal of wrong ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Label, Severity
from licet.grammar.lexeme import Lexeme, Rejected
from licet.grammar.source import Span

__all__ = ["Part", "block", "constant", "every", "ground", "named", "needed", "one", "reject", "string"]


class Part(NamedTuple):
    """A line of a statement on its way into the statement: which field it fills, with what, and where it stood."""

    field: str
    value: Any
    span: Span


def reject(code: str, message: str, span: Span, help: str | None = None, labels: tuple[Label, ...] = ()) -> Rejected:
    """The refusal of a statement, to be raised."""
    return Rejected(Diagnostic(Severity.ERROR, code, message, span, help, labels))


def constant(lexeme: Lexeme) -> tree.Constant:
    """A word as a name."""
    return tree.Constant(lexeme.text, lexeme.span)


def string(text: tree.Text | None) -> str | None:
    """What an optional string says."""
    return None if text is None else text.value


def one(parts: Iterable[Any], field: str) -> Part | None:
    """The part that fills a field which takes one; E112 when there are two."""
    found: Part | None = None
    for part in parts:
        if part.__class__ is Part and part.field == field:
            if found is not None:
                raise reject(
                    "E112",
                    f"`{field}` is given twice",
                    part.span,
                    "keep one of the two lines",
                    (Label(found.span, "first given here"),),
                )
            found = part
    return found


def every(parts: Iterable[Any], field: str) -> tuple[Any, ...]:
    """All that was given for a field, in order."""
    return tuple(part.value for part in parts if part.__class__ is Part and part.field == field)


def needed(parts: Sequence[Any], field: str, statement: Lexeme, help: str) -> Any:
    """What was given for a field that must be there; E113 when nothing was."""
    part = one(parts, field)
    if part is None:
        raise reject("E113", f"this `{statement.text}` statement has no `{field}` line", statement.span, help)
    return part.value


def _body_end(body: tree.Body) -> Span | None:
    last = body.unless[-1] if body.unless else body.when
    return last[-1].span if last else None


def block(first: Lexeme, header_end: Lexeme, parts: Sequence[Any], body: tree.Body = tree.Body()) -> Span:  # noqa: B008
    """From the first word of a statement to the end of its last line."""
    end = _body_end(body) or (parts[-1].span if parts else header_end.span)
    return first.span.to(end)


def named(who: Lexeme | tree.Text) -> tree.Constant | tree.Text:
    """Somebody, by name or in words."""
    return who if isinstance(who, tree.Text) else constant(who)


def ground(atom: tree.Atom) -> tree.Atom:
    """The atom, if it names everything; E109 at a variable."""
    values = atom.arguments if atom.value is None else (*atom.arguments, atom.value)
    for value in values:
        if value.__class__ is tree.Variable or value.__class__ is tree.Anything:
            name = value.name if isinstance(value, tree.Variable) else "_"
            help = "name the thing; what holds of many things is a `rule`"
            raise reject("E109", f"a fact cannot contain the variable `{name}`", value.span, help)
    return atom
