"""What the builder needs for every statement: the lines on their way into it, and the refusal of wrong ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Label, Severity
from licet.grammar.lexeme import Lexeme, Rejected
from licet.grammar.references import is_reference
from licet.grammar.source import Span
from licet.grammar.values import quoted

__all__ = [
    "Part",
    "based_on",
    "block",
    "called_elsewhere",
    "constant",
    "every",
    "ground",
    "named",
    "names_of",
    "needed",
    "one",
    "reject",
    "string",
]

_EXAMPLES = {"hub": 'hub "Qwen/Qwen2.5-7B"', "spdx": 'spdx "Apache-2.0"'}


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


def called_elsewhere(where: str, texts: Sequence[tree.Text]) -> Part:
    """What something is called on a hub or in the SPDX list; E115 for what no such name is."""
    for text in texts:
        if not is_reference(f"hf:{text.value}"):
            message = f"{quoted(text.value)} is no name that `{where}` can give"
            help = f"it has letters, digits and `. _ / + -`, as in `{_EXAMPLES[where]}`"
            raise reject("E115", message, text.span, help)
    return Part(where, tuple(texts), texts[0].span.to(texts[-1].span))


def names_of(called: Iterable[Any]) -> tuple[tuple[tree.Text, ...], tuple[tree.Text, ...], tuple[tree.Text, ...]]:
    """The words after `also`, the names after `hub` and those after `spdx`; E112 where one of these is given twice."""
    words = [part for part in called if part.__class__ is not Part]
    if len(words) > 1:
        raise reject("E112", "`also` is given twice", words[1][0].span, "put all the words behind one `also`")
    hub, spdx = (one([part for part in called if part.__class__ is Part], where) for where in ("hub", "spdx"))
    return words[0] if words else (), hub.value if hub else (), spdx.value if spdx else ()


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


def based_on(parts: Sequence[Any]) -> tree.BasedOn | None:
    """What a license takes over of another; E117 where it says what to swap or to leave out, and not of which."""
    base = one(parts, "based_on")
    fields = [[p for p in parts if p.field == f] for f in ("with", "without clause", "without relation")]
    if base is None:
        for part in (part for found in fields for part in found):
            help = "say which license it takes over: `based_on llama_3_1`"
            raise reject("E117", f"`{part.field}` belongs to a license that is based on another", part.span, help)
        return None
    swaps, clauses, relations = (tuple(item for part in found for item in part.value) for found in fields)
    return tree.BasedOn(base.value, swaps, clauses, relations)


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
