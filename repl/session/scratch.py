"""The scratch layer: what a session assumes beside the policy files, and what it takes back.

The statements of the layer are one text, so that its lines can be pointed at and it can be saved as a policy file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from licet.errors import NameUnknown, PolicyError
from licet.grammar import Diagnostic, SourceFile, parse_module, tree
from licet.repl.screen.complaints import Misuse
from licet.repl.session.entry import as_statement
from licet.repl.session.hints import hint_for

if TYPE_CHECKING:
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.logic.ir import Fact
    from licet.verdict.verdict import Pin

__all__ = ["LAYER", "Change", "Refused", "Scratch", "scratch_over"]

LAYER = "scratch"
"""The name of the layer's text in diagnostics and proofs."""


class Refused(PolicyError):
    """Changes that do not fit; `source` is the text of the layer with them."""

    def __init__(self, diagnostics: Sequence[Diagnostic], source: SourceFile) -> None:
        super().__init__(diagnostics)
        self.source = source


class Change(Struct, frozen=True):
    """One change. `verb` is `assume`, `retract` or `read`; `text` the statement, the fact, or `R of T`; `pin` the
    reading that is taken."""

    verb: str
    text: str
    pin: Pin | None = None

    @property
    def word(self) -> str:
        """The command that makes such a change."""
        return "assume reading" if self.verb == "read" else self.verb

    def __str__(self) -> str:
        return f"{self.word} {self.text}"


class Scratch(Struct, frozen=True):
    """A layer over the policy files. Immutable: every change gives a further one.

    Attributes:
        files: the policies as they were loaded.
        changes: what was changed, in order.
        knowledge: the policies with the changes.
        readings: the readings taken as given.
        before: the layer before the last change, for `undo`.
    """

    files: KnowledgeBase
    knowledge: KnowledgeBase
    changes: tuple[Change, ...] = ()
    readings: tuple[Pin, ...] = ()
    before: Scratch | None = None

    def assume(self, text: str) -> Scratch:
        """State more: one statement, or a bare fact.

        Raises:
            PolicyError: it does not parse or does not fit what there is.
        """
        statement = as_statement(text, self.knowledge.vocabulary.kinds)
        change = Change("assume", statement)
        return self._rebuilt(self.files, (*self.changes, change))

    def read(self, pin: Pin) -> Scratch:
        """Take a reading of a term as given, instead of one taken before.

        Raises:
            NameUnknown: there is no such term or reading.
        """
        _check_pin(self.knowledge, pin)
        readings = tuple(sorted([*(p for p in self.readings if p.term != pin.term), pin]))
        changes = (*self._not_reading(pin.term), Change("read", str(pin), pin))
        return Scratch(self.files, self.knowledge, changes, readings, self)

    def forget_reading(self, term: str) -> Scratch:
        """Leave a term open again.

        Raises:
            Misuse: no reading of it was taken as given.
        """
        kept = tuple(p for p in self.readings if p.term != term)
        if kept == self.readings:
            raise Misuse(f"no reading of `{term}` is taken as given", "`changes` shows what is")
        return Scratch(self.files, self.knowledge, self._not_reading(term), kept, self)

    def drop(self, position: int) -> Scratch:
        """Take back one change, by its position from 0.

        Raises:
            PolicyError: what is left does not stand without it.
        """
        change = self.changes[position]
        if change.pin is not None:
            return self.forget_reading(change.pin.term)
        return self._rebuilt(self.files, self.changes[:position] + self.changes[position + 1 :])

    def retract(self, text: str) -> Scratch:
        """Take back a fact: one that was assumed, or one that the files state.

        Raises:
            PolicyError: it does not parse.
            NameUnknown: no relation is called so.
            Misuse: nothing states it.
        """
        fact = _parsed_fact(as_statement(text, ()))
        stated = _stated(self.knowledge, fact)
        if not stated:
            raise Misuse(
                f"`{_bare(text)}` is not stated", "`describe` shows what is; what rules derive cannot be taken back"
            )
        for position, change in enumerate(self.changes):
            if change.verb == "assume" and _states_only(change.text, self.knowledge, stated):
                return self.drop(position)
        inside = next((f.row[0] for f in stated if f.span is not None and f.span.file == LAYER), None)
        if inside is not None:
            raise Misuse(f"`{_bare(text)}` is a line of `{inside}`", f"`edit {inside}` lets you change it")
        return self._rebuilt(self.files, (*self.changes, Change("retract", _bare(text))))

    def states(self, text: str) -> bool:
        """Whether a fact is stated, in the files or in this layer.

        Raises:
            PolicyError: it does not parse.
            NameUnknown: no relation is called so.
        """
        return bool(_stated(self.knowledge, _parsed_fact(as_statement(text, ()))))

    def replace_statement(self, position: int, text: str) -> Scratch:
        """Put another statement in the place of one that was assumed.

        Raises:
            PolicyError: it does not parse or does not fit what there is.
        """
        changes = (*self.changes[:position], Change("assume", text), *self.changes[position + 1 :])
        return self._rebuilt(self.files, changes)

    def over(self, files: KnowledgeBase) -> Scratch:
        """The same changes over other policies, without those that the policies state now. Nothing can be undone past
        this.

        Raises:
            PolicyError: the changes do not fit them.
            NameUnknown: a reading is gone.
        """
        for pin in self.readings:
            _check_pin(files, pin)
        stated = [s for module in files.base.modules for s in module.statements]
        changes = tuple(c for c in self.changes if c.verb != "assume" or not _all_among(c.text, stated))
        return replace(self._rebuilt(files, changes), before=None)

    def declared_at(self, name: str) -> int | None:
        """The position of the change that declares a name, if one does."""
        for position, change in enumerate(self.changes):
            if change.verb == "assume":
                module, _ = parse_module(SourceFile(LAYER, change.text))
                if any(isinstance(s, tree.Entity) and s.name == name for s in module.statements):
                    return position
        return None

    def saved(self) -> str:
        """The layer as a policy file in the one style; what such a file cannot say stands in comments."""
        unsaid = "".join(f"# {c}\n" for c in self.changes if c.verb != "assume")
        text = f"{unsaid}\n{_layer_text(self.changes)}" if unsaid else _layer_text(self.changes)
        from licet.grammar.formatter import format_source

        formatted, _ = format_source(SourceFile(LAYER, text))
        return formatted if formatted is not None else text

    def _not_reading(self, term: str) -> tuple[Change, ...]:
        return tuple(c for c in self.changes if c.pin is None or c.pin.term != term)

    def _rebuilt(self, files: KnowledgeBase, changes: tuple[Change, ...]) -> Scratch:
        text = _layer_text(changes)
        taken = [f for c in changes if c.verb == "retract" for f in _stated(files, _parsed_fact(f"fact {c.text}"))]
        knowledge = files.without(taken) if taken else files
        if text:
            try:
                knowledge = knowledge.assume(text, LAYER)
            except PolicyError as error:
                raise Refused(error.diagnostics, SourceFile(LAYER, text)) from error
        back = [f for f in taken if _is_from(knowledge.base.solver.fact(f.relation, f.row), f)]
        return Scratch(files, knowledge.without(back) if back else knowledge, changes, self.readings, self)


def _all_among(text: str, statements: Sequence[tree.Statement]) -> bool:
    module, _ = parse_module(SourceFile(LAYER, text))
    return all(s in statements for s in module.statements)


def _is_from(found: Fact | None, fact: Fact) -> bool:
    return found is not None and found.span == fact.span


def scratch_over(files: KnowledgeBase) -> Scratch:
    """An empty layer over policies."""
    return Scratch(files, files)


def _layer_text(changes: Iterable[Change]) -> str:
    return "".join(f"{c.text.rstrip()}\n\n" for c in changes if c.verb == "assume")


def _check_pin(knowledge: KnowledgeBase, pin: Pin) -> None:
    terms = knowledge.vocabulary.terms
    term = terms.get(pin.term)
    if term is None:
        raise NameUnknown("term", pin.term, hint_for(pin.term, terms))
    if term.reading(pin.reading) is None:
        readings = [r.name for r in term.term.readings]
        raise NameUnknown(f"reading of `{pin.term}`", pin.reading, hint_for(pin.reading, readings))


def _bare(text: str) -> str:
    return text.strip().removeprefix("fact ").strip()


def _parsed_fact(text: str) -> tree.Fact:
    module, found = parse_module(SourceFile("query", text))
    if any(d.is_error for d in found):
        raise PolicyError(found)
    if len(module.statements) != 1 or not isinstance(module.statements[0], tree.Fact):
        raise Misuse("only facts can be taken back", "`retract 2` takes back the second of the `changes`")
    return module.statements[0]


def _stated(knowledge: KnowledgeBase, statement: tree.Fact) -> list[Fact]:
    """The facts that are stated and that a statement names; one of a functional relation may leave out the value."""
    from licet.policy.bodies import constant_value
    from licet.policy.lowering import lower_facts
    from licet.policy.references import resolved

    vocabulary = knowledge.vocabulary
    statement = resolved(statement, vocabulary)
    atom = statement.atom
    signature = vocabulary.relations.get(atom.relation)
    if signature is None:
        raise NameUnknown("relation", atom.relation, hint_for(atom.relation, vocabulary.relations, None, vocabulary))
    solver = knowledge.base.solver
    given = len(atom.arguments) + (atom.value is not None)
    plain = not statement.denied and not statement.unknown
    if plain and signature.functional and given == signature.arity - 1:
        key = tuple(constant_value(a) for a in atom.arguments)
        rows = solver.answers(atom.relation, (*key, None))
        found = [solver.fact(atom.relation, row) for row in rows]
        return [f for f in found if f is not None]
    if plain and given != signature.arity:
        raise Misuse(f"`{atom.relation}` has another number of arguments", f"it is declared as `{signature}`")
    wanted = (solver.fact(f.relation, f.row) for f in lower_facts([statement], vocabulary))
    return [f for f in wanted if f is not None]


def _states_only(text: str, knowledge: KnowledgeBase, stated: Sequence[Fact]) -> bool:
    module, _ = parse_module(SourceFile(LAYER, text))
    facts = [s for s in module.statements if isinstance(s, tree.Fact)]
    if not facts or len(facts) != len(module.statements):
        return False
    from licet.policy.lowering import lower_facts
    from licet.policy.references import resolved

    facts = list(resolved(tuple(facts), knowledge.vocabulary))
    found = {(f.relation, f.row) for f in lower_facts(facts, knowledge.vocabulary)}
    return found == {(f.relation, f.row) for f in stated}
