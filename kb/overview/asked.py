"""The questions of the page, put to one license or to many: a small world for each, and the verdicts of its uses.

A license measures by figures that no other measures by. Which those are is asked first: a host without any figures is
answered unknown, and what it lacks is what matters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from importlib.resources import files

from msgspec import Struct

from licet.grammar import tree
from licet.grammar.values import written
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.logic.ir import Comparison, Const
from licet.verdict.verdict import Need, Passed, Verdict

__all__ = ["DAY", "Asked", "Figure", "ask_all", "readable", "unread"]

DAY = date(2026, 11, 29)
"""The day of the questions; of a license that something took the place of before, the last day that it was offered."""

_SMALL = 0
_NUMBERS = ("count", "number")
_PLACEHOLDER = re.compile(r"\b[A-Z][A-Z_]+\b")
_NAME = re.compile(r"(?m)\bthe_\w+|(?<=^use )\w+")
_MEASURED = ("below", "at", "above", "affiliated")


class Figure(Struct, frozen=True, order=True):
    """What a license may measure by: a relation of numbers, its arguments after who or what has the figure, such as a
    month, and the bound; None as long as no bound is known that matters."""

    relation: str
    arguments: tuple[str, ...]
    bound: int | None = None

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """What it is without its bound."""
        return self.relation, self.arguments

    def __str__(self) -> str:
        assert self.bound is not None
        return f"{written(self.bound)} of `{' '.join((self.relation, *self.arguments))}`"


class Asked(Struct, frozen=True):
    """What was asked of a license: on which day, what it measures by, and the verdicts by the names of the uses in
    `questions.licet`. Uses that it makes no sense to ask are left out."""

    license: str
    day: date
    figures: tuple[Figure, ...]
    verdicts: Mapping[str, Verdict]


def readable(kb: KnowledgeBase) -> tuple[str, ...]:
    """The licenses of which clauses are encoded, sorted: those that something is put under or that permit an act. So
    policies that others bring in are not among them. What only points to another license is not, and that all rights
    are the maker's is not."""
    reserving = {str(row[0]) for row in kb.query("License is reserves_all").rows}
    under = {str(row[0]) for row in kb.query("_ licensed_under License").rows}
    return tuple(
        license
        for license in sorted(set(kb.vocabulary.members("license")) - reserving)
        if _speaks(kb, license, tree.Permits)
        or (license in under and _speaks(kb, license, tree.Permits, tree.Forbids, tree.Requires, tree.Defeats))
    )


def _speaks(kb: KnowledgeBase, license: str, *effects: type[tree.Effect]) -> bool:
    """Whether a clause of the license has such an effect."""
    clauses = kb.vocabulary.clauses_of(license)
    return any(isinstance(effect, effects) for entry in clauses for effect in entry.clause.effects)


def unread(kb: KnowledgeBase) -> tuple[str, ...]:
    """The licenses of which nothing is encoded, sorted."""
    return tuple(name for name in sorted(kb.vocabulary.members("license")) if not any(kb.vocabulary.clauses_of(name)))


def ask_all(kb: KnowledgeBase, licenses: Sequence[str]) -> tuple[Asked, ...]:
    """The verdicts on the uses of `questions.licet` under each of the licenses, in their order."""
    return tuple(_ask(kb, _World.of(kb, license)) for license in licenses)


def _ask(kb: KnowledgeBase, world: _World) -> Asked:
    """The verdicts under one license. A host without any figures shows which it lacks; with small ones, which bounds it
    has passed."""
    figures: dict[tuple[str, tuple[str, ...]], Figure] = {}
    while True:
        stated = kb.assume(world.text(figures.values(), ("host",)), "questions")
        verdict = stated.ask(f"host_{world.license}", thresholds=True)
        needs = (need for together in verdict.needs for need in together.needs)
        lacking = [figure for need in needs if (figure := _figure(kb, need)) and figure.key not in figures]
        if not lacking:
            break
        figures.update({figure.key: figure for figure in lacking})
    known = _bounded(kb, figures.values(), verdict.passed or ())
    uses = re.findall(r"(?m)^use (\w+)", text := world.text([*figures.values(), *known], None))
    rows = kb.assume(text, "questions").audit((), uses)
    verdicts = {row.use.removesuffix(f"_{world.license}"): row.verdict for row in rows}
    return Asked(world.license, world.day, tuple(known), verdicts)


class _World(Struct, frozen=True):
    """What stands for the words in capitals for one license, and its day."""

    license: str
    day: date
    kind: str
    words: Mapping[str, str]
    measures: Mapping[str, str]

    @classmethod
    def of(cls, kb: KnowledgeBase, license: str) -> _World:
        """The world for a license."""
        service = bool(kb.query(f"Thing is service and Thing licensed_under {license}").rows)
        families = sorted(
            {str(row[0]) for row in kb.query(f"Family is family and Family licensed_under {license}").rows}
        )
        licensors = sorted({str(row[0]) for row in kb.query(f"Org issued {license}").rows})
        beginnings = sorted(_beginnings(kb, license))
        words = {
            "LICENSE": license,
            "FAMILIES": ", ".join(families),
            "LANGUAGE_MODEL": "" if service else "language_model",
            "LICENSOR": licensors[0] if licensors else "",
            "BEGINNING": beginnings[0] if beginnings else "",
        }
        ends = [row[0] for r in ("offered_until", "changed_after") for row in kb.query(f"{r}({license}) = Day").rows]
        last = min((end - timedelta(days=1) for end in ends if isinstance(end, date)), default=DAY)
        return cls(license, min(last, DAY), "service" if service else "model", words, _measures(kb))

    def text(self, figures: Iterable[Figure], uses: Sequence[str] | None) -> str:
        """The world as policy text, with some of the uses, or all that make sense."""
        stated = {figure.key: figure for figure in figures}
        template = files("licet.overview").joinpath("questions.licet").read_text(encoding="utf-8")
        blocks = [block.splitlines() for block in template.split("\n\n")[1:]]
        written_out = (self._block(lines, list(stated.values()), uses) for lines in blocks)
        return "\n\n".join(block for block in written_out if block) + "\n"

    def _block(self, lines: list[str], figures: Sequence[Figure], uses: Sequence[str] | None) -> str | None:
        kind, name = lines[0].split()[:2]
        if kind == "use":
            if name not in uses if uses is not None else not self._makes_sense(name, figures):
                return None
            lines = [*lines, f"  on {self.day}"]
        if name in ("the_model", "the_other_model"):
            lines = [lines[0].replace("model", self.kind, 1), *lines[1:]]
        if kind in ("use", "organization"):
            level = next((each for each in _MEASURED if name.endswith(each)), "small")
            lines = [*lines, *self._figures(kind, level, figures)]
        filled = (self._filled(line) for line in lines)
        return "\n".join(line for line in filled if line is not None)

    def _makes_sense(self, use: str, figures: Sequence[Figure]) -> bool:
        """Whether to ask a use: names that the license does not ask for and figures that do not matter are left out."""
        bounded = [figure for figure in figures if figure.bound is not None]
        if use == "affiliated":
            return bool(bounded) and not any(figure.relation in self.measures for figure in bounded)
        return bool(bounded) if use in _MEASURED else use != "publish_named" or bool(self.words["BEGINNING"])

    def _figures(self, kind: str, level: str, figures: Sequence[Figure]) -> Iterator[str]:
        """The lines of a use or an organization that say its figures: those that matter, and small ones otherwise."""
        for figure in figures:
            if self.measures.get(figure.relation, "organization") == kind:
                value = _SMALL if figure.bound is None else _at(level, figure.bound)
                yield "  " + " ".join((figure.relation, *figure.arguments, "=", written(value)))
        measured = {figure.relation for figure in figures}
        for name, whose in self.measures.items():
            if whose == kind and name not in measured:
                yield f"  {name} = {_SMALL}"

    def _filled(self, line: str) -> str | None:
        for word in _PLACEHOLDER.findall(line):
            if word in self.words:
                if not self.words[word]:
                    return None
                line = line.replace(word, self.words[word])
        return _NAME.sub(lambda found: f"{found[0]}_{self.license}", line)


def _at(level: str, bound: int) -> int:
    return {"below": bound - 1, "at": bound, "above": bound + 1}.get(level, _SMALL)


def _figure(kb: KnowledgeBase, need: Need) -> Figure | None:
    """A number that is not known, as a figure without a bound; None if it is something else that has to be known."""
    signature = kb.vocabulary.relations.get(need.relation)
    if signature is None or not signature.functional or signature.kinds[-1] not in _NUMBERS:
        return None
    return Figure(need.relation, tuple(map(str, need.row[1 : signature.arity - 1])))


def _bounded(kb: KnowledgeBase, lacking: Iterable[Figure], passed: Iterable[Passed]) -> list[Figure]:
    """The figures that were held against a bound, sorted. Where rules add them up before, it is those of that month."""
    found: dict[tuple[str, tuple[str, ...]], Figure] = {}
    measures = _measures(kb)
    for each in passed:
        if not isinstance(each.bound, int):
            continue
        arguments = tuple(str(value) for place, value in enumerate(each.row) if place not in (0, each.index))
        names = [f.relation for f in lacking if f.arguments == arguments]
        for name in [each.relation] if each.relation in measures else names:
            figure = Figure(name, arguments, each.bound)
            found[figure.key] = min(figure, found.get(figure.key, figure))
    return sorted(found.values())


def _measures(kb: KnowledgeBase) -> dict[str, str]:
    """The open relations that give a use or an organization a number and need no month, with which of the two."""
    return {
        name: r.kinds[0]
        for name, r in sorted(kb.vocabulary.relations.items())
        if r.absence == "open" and r.functional
        if len(r.kinds) == 2 and r.kinds[0] in ("use", "organization") and r.kinds[1] in _NUMBERS
    }


def _beginnings(kb: KnowledgeBase, license: str) -> Iterator[str]:
    """The texts that rules about a license want a name to start with."""
    for rule in kb.base.lowered.get().rules:
        if Const(license) in rule.head.arguments:
            for part in rule.body:
                if isinstance(part, Comparison) and part.operator == "starts with" and isinstance(part.right, Const):
                    yield str(part.right.value)
