"""An audit of things that are in tables: of each class of things that are alike, one is judged.

That is sound where verdicts are local to the tables, which is found out first (`licet.logic.locality`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from sys import intern
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from licet.answers.audit import Days
from licet.answers.explanation import Explanation, explain_use
from licet.bulk.session import Session
from licet.bulk.settings import Settings
from licet.errors import NameUnknown, PolicyTooComplex
from licet.grammar import tree
from licet.grammar.source import SourceFile
from licet.logic.dependencies import closure, dependencies
from licet.logic.locality import Call, scans
from licet.policy import relation_names as called
from licet.tables.alike import Graph, Part, classes_of, graph_of
from licet.tables.judging import Asking, Judge, judge_of
from licet.tables.opening import FactTables, open_tables
from licet.tables.stating import LICENSE, SUBJECT, Stated, Stating
from licet.verdict.policies import Policies
from licet.verdict.verdict import Pin, Verdict

if TYPE_CHECKING:
    from licet.tables.alike import Numbers

__all__ = ["Asked", "Case", "TablesAudit", "audit_tables"]

_KIND = "model"
_OUTCOMES = (called.OUTCOME, called.ACT)
_MOST_UNREAD = 50
"""How many unread licenses one thing can come under; a part with more is refused, not guessed at."""


class Asked(Struct, frozen=True):
    """A use of an audit: its name, its title, and who makes it, if it does not say so itself."""

    use: str
    title: str
    by: str | None


class Case(Struct, frozen=True):
    """Things that are alike, and what uses of them come to.

    Attributes:
        number: the class.
        thing: the name of the first of the things.
        count: how many there are.
        verdicts: one for each of the uses, in their order.
    """

    number: int
    thing: str
    count: int
    verdicts: tuple[Verdict, ...]


class TablesAudit(Struct, frozen=True):
    """Uses of all models that tables declare. Its cases are judged as they are gone through, in the order of the names
    of their first things; whoever goes through them again has them judged again.

    Attributes:
        judge: what is asked, with what the tables say of things that the policies declare.
        tables, graph: the tables.
        classes: the class of each thing.
        asked: the uses.
        models: how many models there are.
        cases: for each class of models its number, its first thing, and how many are in it.
    """

    judge: Judge
    tables: FactTables
    graph: Graph
    classes: Numbers
    asked: tuple[Asked, ...]
    models: int
    cases: tuple[tuple[int, int, int], ...]
    _stating: Stating

    def __len__(self) -> int:
        return len(self.cases)

    def __iter__(self) -> Iterator[Case]:
        things = [thing for _, thing, _ in self.cases]
        names = dict(self.tables.session.rows("SELECT id, name FROM thing WHERE id IN (SELECT unnest(?))", [things]))
        for (number, thing, count), part in zip(self.cases, self.parts(), strict=True):
            yield Case(number, names[thing], count, self.judge.verdicts(part))

    def parts(self) -> Iterator[Stated]:
        """What the tables say of the first thing of each case."""
        return (self._part(thing) for _, thing, _ in self.cases)

    def _part(self, thing: int) -> Stated:
        return self._stating.statements(self.graph.part(thing))

    def why(self, thing: str, use: str, by: str | None = None) -> Explanation:
        """The verdict on a use of one thing with its proofs.

        Args:
            thing: what the tables call it.
            use: the name of the use among those of the audit.
            by: who makes it, where several do.

        Raises:
            NameUnknown: the tables have no such thing, or the audit no such use.
            ProofTooLarge: a proof search past its bound.
        """
        found = self.tables.session.rows("SELECT id FROM thing WHERE name = ?", [thing])
        if not found:
            raise NameUnknown("thing in the tables", thing)
        policies, questions = self.judge.laid(self._part(found[0][0]))
        for asked, question in zip(self.asked, questions, strict=True):
            if asked.use == use and by in (None, asked.by):
                return explain_use(policies.base, question.name, self.judge.asking.readings)
        raise NameUnknown(
            "use", use, f"the uses of the audit are {', '.join(dict.fromkeys(a.use for a in self.asked))}"
        )


@contextmanager
def audit_tables(
    policies: Policies,
    paths: Sequence[Path],
    uses: Sequence[str | SourceFile],
    by: Sequence[str],
    days: Days,
    readings: tuple[Pin, ...],
) -> Iterator[TablesAudit]:
    """Uses of all models that tables declare, as long as the tables are open; `KnowledgeBase.audit_tables` says what
    the arguments are.

    Raises:
        NameUnknown: something is not declared.
        PolicyError: a use does not parse, or does not fit the policies; or a table is not what it should be (see
            `licet.tables.opening.open_tables`).
        PolicyTooComplex: a rule reads a table as a whole, so that things cannot be judged one by one; or a thing comes
            under more unread licenses than the bound.
    """
    with (
        TemporaryDirectory(prefix="licet-") as spill,
        closing(Session(Settings(spill=Path(spill)))) as session,
    ):
        yield _audit(policies, session, paths, Asking(tuple(uses), tuple(by), days, readings))


def _audit(policies: Policies, session: Session, paths: Sequence[Path], asking: Asking) -> TablesAudit:
    """The audit, once the uses have been checked as uses of a model of which nothing is said."""
    import numpy as np

    declared = judge_of(policies, asking)
    about_none = [name for name, use in declared.scope.uses.items() if use is None or not use.is_open]
    if about_none:
        hint = "tables are asked about by uses with a capitalized word in the place of the thing: `runs MODEL`"
        raise NameUnknown("use of a thing", about_none[0], hint)
    vocabulary = declared.policies.vocabulary
    tables = open_tables(session, paths, vocabulary)
    _require_local(declared.policies, tables)
    graph = graph_of(tables, _telling(declared.policies))
    graph = graph.fixing(row.thing for row in tables.stated if row.thing is not None)
    classes = classes_of(graph)
    kinds = [intern(str(kind)) for (kind,) in session.rows("SELECT kind FROM thing ORDER BY id")]
    models = np.array([i for i, kind in enumerate(kinds) if vocabulary.is_a(kind, _KIND)], dtype=np.int64)
    numbers, places, counts = np.unique(classes[models], return_index=True, return_counts=True)
    first = np.argsort(places, kind="stable")
    cases = tuple(zip(numbers[first].tolist(), models[places[first]].tolist(), counts[first].tolist(), strict=True))
    stating = Stating(tables, kinds, graph, vocabulary)
    most = max((_unread_in(graph.part(thing), kinds) for _, thing, _ in cases), default=0)
    if most > _MOST_UNREAD:
        raise PolicyTooComplex(f"a model comes under {most} unread licenses, which is more than {_MOST_UNREAD}")
    said = stating.said_by_policies(declared.policies)
    judge = judge_of(policies, replace(asking, unread=(most, stating.unread()), said=said))
    judge.laid((SUBJECT, (tree.Entity(_KIND, SUBJECT, None, ()),)))
    asked = tuple(Asked(q.use, q.title, q.by) for q in judge.questions(SUBJECT))
    stating = replace(stating, vocabulary=judge.policies.vocabulary)
    return TablesAudit(judge, tables, graph, classes, asked, len(models), cases, stating)


def _unread_in(part: Part, kinds: Sequence[str]) -> int:
    return sum(kinds[thing] == LICENSE for thing in part.things)


def _telling(policies: Policies) -> frozenset[str]:
    """The relations that some outcome can depend on, dated ones by their own names, too."""
    found = closure(_outcomes(policies), dependencies(policies.base.program.rules)[1])
    return found | {dated for relation in found if (dated := called.held_always(relation)) is not None}


def _outcomes(policies: Policies) -> tuple[str, ...]:
    return (*_OUTCOMES, *map(policies.base.doubt.possible, _OUTCOMES))


def _require_local(policies: Policies, tables: FactTables) -> None:
    """Refuse policies whose verdicts see more of the tables than what a thing leads to.

    Raises:
        PolicyTooComplex: a rule reads a table as a whole, or any thing of the tables may be what nobody knows.
    """
    base, vocabulary = policies.base, policies.vocabulary
    kinds = [str(kind) for (kind,) in tables.session.rows("SELECT DISTINCT kind FROM thing ORDER BY kind")]
    every = {part for kind in kinds for part in vocabulary.ancestors(kind)}
    about = {*tables.relations, *map(called.always, tables.relations), *map(called.domain, every)}
    for scan in scans(base.program, about, [Call(relation, (0,)) for relation in _outcomes(policies)]):
        rule = scan.rule.id if scan.rule is not None else scan.call.relation
        raise PolicyTooComplex(
            f"the rule `{rule}` reads all of `{scan.at.relation}`, so a model cannot be judged by what leads to it"
        )
    for relation in sorted(base.doubt.sources):
        signature = vocabulary.signature(relation)
        if signature is not None and signature.functional and signature.kinds[-1] in every:
            raise PolicyTooComplex(
                f"where nobody knows `{signature}`, any {signature.kinds[-1]} of the tables may be meant, so a model "
                "cannot be judged by what leads to it"
            )
