"""Plain Datalog through the same language: relations, facts and rules, evaluated to sets of tuples.

program = Program.parse('''
relation edge(symbol, symbol)
relation path(symbol, symbol)
fact edge(a, b)
fact edge(b, c)
rule path(X, Y)
  when edge(X, Y)
rule path(X, Z)
  when edge(X, Y)
   and path(Y, Z)
''')
program.evaluate()["path"]   # {("a", "b"), ("b", "c"), ("a", "c")}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from licet.checks.examine import check
from licet.engine.bottom_up import evaluate
from licet.engine.model import Model
from licet.errors import PolicyError
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile
from licet.knowledge.given_rows import Rows, checked_rows
from licet.knowledge.live import LiveProgram
from licet.logic import ir
from licet.logic.stated import Facts, rows_of
from licet.logic.values import Row
from licet.policy.kleene import with_doubt
from licet.policy.lowering import active_domain, lower
from licet.policy.norms import norm_rules
from licet.policy.references import resolved
from licet.policy.taking_over import written_out
from licet.policy.vocabulary import Vocabulary, collect
from licet.verdict.one_value import functional_conflicts

__all__ = ["Program"]


class Program(Struct, frozen=True):
    """A checked program."""

    vocabulary: Vocabulary
    program: ir.Program

    @staticmethod
    def parse(text: str, name: str = "program.licet") -> Program:
        """Parse and check a program.

        Raises:
            PolicyError: the text does not parse or does not pass the checks.
        """
        return Program.of(*parse_module(SourceFile(name, text)))

    @staticmethod
    def of(module: tree.Module, found: Sequence[Diagnostic] = ()) -> Program:
        """Check a program that is parsed.

        Args:
            module: the statements.
            found: what was found in parsing them.

        Raises:
            PolicyError: the program does not pass the checks, or something that was found is an error.
        """
        (module,), misread = written_out([module])
        vocabulary, duplicates = collect([module])
        module = resolved(module, vocabulary)
        findings = [*found, *misread, *duplicates, *check([module], vocabulary)]
        if any(d.is_error for d in findings):
            raise PolicyError(findings)
        lowered = lower([module], vocabulary)
        rules, _ = with_doubt((*lowered.rules, *norm_rules(vocabulary, lowered.clauses)), vocabulary)
        facts = (*lowered.facts, *active_domain(rules, lowered.facts, vocabulary))
        return Program(vocabulary, ir.Program(rules, facts))

    def with_rows(self, rows: Rows) -> Program:
        """The program with further facts, given as rows: they need no text, and no object each.

        Args:
            rows: the rows of relations, which are closed and not dated; the value of a functional relation comes last.

        Raises:
            PolicyError: a relation that takes no rows, or a row that is none of its relation.
        """
        found: dict[str, list[Row]] = checked_rows(rows, self.vocabulary)
        stated = self.program.facts
        for relation, known in rows_of(stated).items():
            found[relation] = [*known, *found.get(relation, ())]
        facts = Facts(found, stated.placed if isinstance(stated, Facts) else stated)
        further = active_domain(self.program.rules, facts, self.vocabulary)
        facts = Facts(found, (*facts.placed, *further)) if further else facts
        return Program(self.vocabulary, ir.Program(self.program.rules, facts))

    def live(self, limit: int | None = None) -> LiveProgram:
        """The program evaluated, to be kept up while facts come and go.

        Args:
            limit: how many facts may be derived at most.

        Raises:
            LimitExceeded: more facts than the limit.
            PolicyError: a functional relation has two values for one argument tuple, or what the program concludes
                rests on which values occur, because a relation of symbols, numbers, texts or days is open or dated.
        """
        if active_domain(self.program.rules, self.program.facts, self.vocabulary):
            message = "a program with open or dated relations of values is not kept up"
            help = "evaluate it anew; or let relations of symbols, counts, numbers, texts, days and months be closed"
            raise PolicyError([Diagnostic(Severity.ERROR, "E623", message, None, help)])
        return LiveProgram(self.vocabulary, self.program, limit)

    def model(self, limit: int | None = None) -> Model:
        """The perfect model with the rank of each fact, bottom-up.

        Args:
            limit: how many facts may be derived at most.

        Raises:
            LimitExceeded: more facts than the limit.
            PolicyError: a functional relation has two values for one argument tuple.
        """
        model = evaluate(self.program, limit)
        found = functional_conflicts(model, self.vocabulary)
        if found:
            raise PolicyError(found)
        return model

    def evaluate(self, limit: int | None = None) -> Mapping[str, frozenset[Row]]:
        """What holds for certain, by declared relation; the value of a functional relation comes last in its rows.

        Args and errors are those of `model`.
        """
        model = self.model(limit)
        return {name: frozenset(model.rows(name)) for name in self.vocabulary.relations}
