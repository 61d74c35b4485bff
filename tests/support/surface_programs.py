"""Programs in the policy language from a seed: as text, with whatever a body may hold, mostly safe and stratified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

__all__ = ["presumed_worlds", "surface_program", "surface_worlds"]

DAYS = ("2023-05-31", "2023-06-15", "2024-02-01", "2024-03-05")
VALUES = {
    "symbol": ("a", "b", "c", "d"),
    "person": ("ann", "bob", "cy"),
    "count": ("0", "1", "2", "3", "1 thousand"),
    "number": ("0", "1", "2", "-1", "1.5", "0.50", "2.0", "-0.5", "1_000", "0.002 million"),
    "text": ('"a"', '"x y"', '"it\'s"', r'"say \"hi\""', r'"back\\slash"', '"# none"', '"2023-06"', '""', '"2"'),
    "month": ("2023-05", "2023-06", "2024-02"),
    "date": ("2023-06-01", "2023-06-30", "2024-02-29"),
}
VARIABLES = {
    "symbol": ("X", "Y", "Z"),
    "person": ("A", "B"),
    "count": ("N", "K"),
    "number": ("N", "K"),
    "text": ("Words",),
    "month": ("Month", "Other"),
    "date": ("Day",),
}
ORDERED = ("count", "number", "month", "date")


@dataclass(frozen=True)
class Relation:
    """Its arguments' kinds, the value's last if it has one."""

    name: str
    kinds: tuple[str, ...]
    functional: bool = False
    dated: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        return self.kinds[:-1] if self.functional else self.kinds

    def __str__(self) -> str:
        value = f" = {self.kinds[-1]}" if self.functional else ""
        return f"{'dated ' if self.dated else ''}relation {self.name}({', '.join(self.keys)}){value}"


BASE = (
    Relation("e", ("symbol", "symbol")),
    Relation("m", ("symbol",)),
    Relation("t", ("symbol", "symbol", "symbol")),
    Relation("w", ("symbol", "symbol", "number"), True),
    Relation("size", ("symbol", "count"), True),
    Relation("label", ("symbol", "text"), True),
    Relation("said", ("person", "text")),
    Relation("since", ("symbol", "month"), True),
    Relation("made", ("symbol", "date"), True),
    Relation("paid", ("person", "month", "number"), True),
    Relation("knows", ("person", "person")),
    Relation("owns", ("person", "symbol")),
    Relation("held", ("person", "symbol"), dated=True),
    Relation("works", ("symbol",), dated=True),
)
PERIODS = (
    *["", " from 2023-06-01", " until 2023-06-30", " from 2023-06-30", " from 2023-06-01 until 2024-02-29"],
    *[" from 2023-06-01 until 2023-06-30", " until 2024-03-01"],
)
DERIVED = (
    *[("symbol",), ("symbol", "symbol"), ("person",), ("person", "symbol"), ("symbol", "number"), ("symbol", "text")],
    *[("symbol", "month"), ("symbol", "symbol", "symbol"), ("person", "person"), ("count",), ("number",)],
)
TOTALS = (
    *[("symbol", "number"), ("symbol", "count"), ("person", "number"), ("symbol", "symbol", "count")],
    *[("symbol", "month"), ("symbol", "date")],
)
Names = dict[str, list[str]]


def surface_program(seed: int) -> str:
    """The text of a program: declarations, facts, and rules for a few relations, later ones using earlier ones."""
    return _Writer(Random(seed)).program()


def surface_worlds(seed: int, most: int) -> tuple[str, list[str]]:
    """A program some of whose stated facts are unknown, and programs in which each of them holds, with some value, or
    does not: at most so many of them."""
    random = Random(seed)
    lines = surface_program(seed).splitlines()
    values = {
        line.split("(")[0].removeprefix("relation "): VALUES[line.partition(" = ")[2]]
        for line in lines
        if line.startswith("relation ") and " = " in line
    }
    stated = [number for number, line in enumerate(lines) if line.startswith("fact ")]
    chosen = random.sample(stated, min(len(stated), random.choice((1, 2, 3))))
    unknown, known = zip(*(_unknown(lines[number], values) for number in chosen), strict=True)
    worlds = [_with_lines(lines, chosen, world) for world in product(*known)]
    doubtful = _with_lines(lines, chosen, unknown)
    return doubtful, random.sample(worlds, min(len(worlds), most))


def presumed_worlds(seed: int, most: int) -> tuple[str, list[str]]:
    """A program some of whose relations are presumed, and programs in which some facts of these hold that it does not
    state: at most so many of them. What the facts are about is mentioned in all of them."""
    random = Random(seed)
    lines = surface_program(seed).splitlines()
    plain = [relation for relation in BASE if not relation.functional and str(relation) in lines]
    chosen = random.sample(plain, min(len(plain), random.choice((1, 2))))
    heads = tuple(f"fact {relation.name}(" for relation in chosen)
    stated = [number for number, line in enumerate(lines) if line.startswith(heads)]
    left_out = random.sample(stated, min(len(stated), 3))
    kinds = {relation.name: relation.kinds for relation in chosen}
    mentioned: dict[str, None] = {}
    for number in left_out:
        name, _, arguments = lines[number].removeprefix("fact ").rstrip(")").partition("(")
        for kind, value in zip(kinds[name], arguments.split(", "), strict=True):
            mentioned[f"fact mentions_{kind}({value})"] = None
    declared = {str(relation): f"presumed {relation}" for relation in chosen}
    lines = [declared.get(line, line) for line in lines]
    kinds_said = sorted({kind for relation in chosen for kind in relation.kinds})
    lines += [*(f"relation mentions_{kind}({kind})" for kind in kinds_said), *mentioned]
    worlds = [_with_lines(lines, left_out, world) for world in product(*(["", lines[number]] for number in left_out))]
    return _with_lines(lines, left_out, [""] * len(left_out)), random.sample(worlds, min(len(worlds), most))


def _unknown(line: str, values: Mapping[str, Sequence[str]]) -> tuple[str, list[str]]:
    """A fact, or the last of its days, stated to be unknown, and what it can be in a world."""
    fact, word, day = line.rpartition(" until ") if " until " in line else line.rpartition(" from ")
    if word:
        start = fact.partition(" from ")[2]
        return f"{fact}{word}unknown", [f"{fact}{word}{other}" for other in sorted({*DAYS, day}) if other > start]
    call = line.partition(" = ")[0]
    return f"{call} = unknown", ["", *([f"{call} = {v}" for v in values.get(call[5:].split("(")[0], ())] or [call])]


def _with_lines(lines: list[str], numbers: list[int], texts: Iterable[str]) -> str:
    changed = dict(zip(numbers, texts, strict=True))
    return "".join(f"{text}\n" for number, line in enumerate(lines) if (text := changed.get(number, line)))


class _Writer:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.scopes = 0
        self.usable: list[Relation] = []
        self.below: list[Relation] = []

    def program(self) -> str:
        base = self.random.sample(BASE, 6)
        lines = ["kind person", "kind student is person", *map(str, base), *self.facts(base)]
        self.usable = list(base)
        for number in range(self.random.randint(1, 3)):
            total = self.chance(0.35)
            there = {kind for r in self.usable for kind in r.kinds} | {"count"}
            kinds = self.random.choice([k for k in TOTALS if k[-1] in there] if total else DERIVED)
            functional = total or (len(kinds) > 1 and self.chance(0.15))
            dated = not functional and self.chance(0.2)
            joins = "_of" if len(kinds) == 3 and not functional else ""
            relation = Relation(f"{'total' if total else 'r'}{number}{joins}", kinds, functional, dated)
            lines.append(str(relation))
            self.below = [*self.usable, *([relation] if self.chance(0.03) else [])]
            self.usable = [*self.usable, *([relation] if self.chance(0.03 if total else 0.7) else [])]
            for _ in range(self.random.choice((1, 1, 2))):
                lines += self.rule(relation, total)
            self.usable = [*(r for r in self.usable if r is not relation), relation]
        return "\n".join(lines) + "\n"

    def facts(self, relations: Sequence[Relation]) -> list[str]:
        stated: dict[tuple[str, ...], str] = {}
        for relation in relations:
            for _ in range(self.random.randint(2, 5)):
                values = [self.random.choice(VALUES[kind]) for kind in relation.kinds]
                key = (relation.name, *(values[:-1] if relation.functional else values))
                stated[key] = f"{relation.name}({', '.join(key[1:])})" + (
                    f" = {values[-1]}" if relation.functional else self.random.choice(PERIODS) if relation.dated else ""
                )
        blocks = {"ann": ["person ann"], "bob": ['student bob "Bob"'], "cy": ["person cy"]}
        facts = []
        for key, text in stated.items():
            if len(key) > 1 and key[1] in blocks and self.chance(0.5):
                blocks[key[1]].append(f"  {key[0]} {' '.join(key[2:])}{text[text.index(')') + 1 :]}")
            else:
                facts.append(f"fact {text}")
                if text.endswith("from 2023-06-30"):
                    facts.append(f"fact {text.replace('from', 'until')}")
        return [line for block in blocks.values() for line in block] + facts

    def rule(self, relation: Relation, total: bool) -> list[str]:
        known: Names = {}
        self.given: set[str] = set()
        self.any_day = not relation.dated
        shallow = [self.binding(known, VARIABLES, self.usable) for _ in range(self.random.choice((1, 1, 2)))]
        wanted = [k for k in relation.kinds if not self.of_kind(k, known)]
        shallow += [text for kind in wanted if (text := self.binding_of(kind, known)) is not None]
        self.given = {name for names in known.values() for name in names}
        source = self.binding(known, VARIABLES, sources, "When") if relation.dated and (sources := self.dated()) else ""
        shallow += [source] if source else []
        body = [*shallow, *(self.condition(known, 2) for _ in range(self.random.choice((0, 0, 1, 1, 2))))]
        if self.chance(0.3):
            self.random.shuffle(body)
        lines = self.conjunction("when", body)
        for _ in range(self.random.choice((0, 1, 1, 2))):
            lines += self.conjunction("unless", self.inner(known, self.random.choice((1, 1, 1, 2, 2, 3)), 1))
        head = [self.bound(kind, known) for kind in relation.kinds]
        if total:
            operators = {"month": ("min", "max"), "date": ("min", "max"), "count": ("count", "sum", "max")}
            operator = self.random.choice(operators.get(relation.kinds[-1], ("sum", "sum", "min", "max")))
            over = self.of_kind(relation.kinds[-1], known)
            if operator == "count" or (not over and relation.kinds[-1] in ("count", "number")):
                operator = "count"
                over = [name for names in known.values() for name in names]
            measured = self.random.choice(over or VARIABLES[relation.kinds[-1]])
            return [f"rule {relation.name}({', '.join(head[:-1])}) := {operator} of {measured}", *lines]
        if relation.functional and relation.kinds[-1] in ("count", "number") and self.chance(0.6):
            return [f"rule {relation.name}({', '.join(head[:-1])}) = {self.calculation(known)}", *lines]
        return [f"rule {self.atom_text(relation, head)}{' at When' if source else ''}", *lines]

    def dated(self) -> list[Relation]:
        """Dated relations, one of which a rule may hand its days on from."""
        return [r for r in self.below if r.dated] if self.chance(0.7) else []

    # --- Conditions

    def condition(self, known: Names, depth: int) -> str | list[str]:
        """A condition of a conjunction; what it binds for all of it is added to the known names."""
        choice = self.random.random()
        if choice < 0.2:
            return self.binding(known, VARIABLES, self.usable)
        if choice < 0.6 or not depth:
            return self.literal(known)
        quantifier = self.random.choice(("any", "any", "all", "none", "none"))
        count = self.random.choice((1, 2, 2, 3))
        if quantifier == "all":
            items = [self.condition(known, depth - 1) for _ in range(count)]
        else:
            items = [item for _ in range(count) for item in self.inner(known, 1, depth - 1)]
        return self.group(quantifier, items)

    def inner(self, known: Names, count: int, depth: int) -> list[str | list[str]]:
        """A conjunction with names of its own beside the known ones, which it leaves as they are."""
        self.scopes += 1
        suffix = "" if self.chance(0.1) else str(self.scopes)
        own = {kind: tuple(f"{name}{suffix}" for name in names[:2]) for kind, names in VARIABLES.items()}
        inside = {kind: list(names) for kind, names in known.items()}
        items: list[str | list[str]] = []
        for _ in range(count):
            choice = self.random.random()
            if choice < 0.6:
                items.append(self.binding(inside, own, self.below))
            elif choice < 0.8 or not depth:
                items.append(self.literal(inside))
            else:
                quantifier = self.random.choice(("any", "all", "none", "none"))
                parts = [p for _ in range(self.random.choice((1, 2))) for p in self.inner(inside, 1, depth - 1)]
                items.append(self.group(quantifier, parts))
        return items

    def binding(
        self, known: Names, fresh: dict[str, tuple[str, ...]], relations: Sequence[Relation], at: str = ""
    ) -> str:
        """An atom, some of whose variables may be new; asked at that day, if it is given."""
        relation = self.random.choice(relations)
        arguments = [self.argument(kind, known, fresh) for kind in relation.kinds]
        for kind, argument in zip(relation.kinds, arguments, strict=True):
            if argument[0].isupper() and argument not in known.setdefault(kind, []):
                known[kind].append(argument)
        return self.atom_text(relation, arguments) + (f" at {at}" if at else self.at(relation, known))

    def binding_of(self, kind: str, known: Names) -> str | None:
        """An atom with a variable of that kind, if there is a relation of it."""
        relations = [r for r in self.below if kind in r.kinds]
        if not relations:
            return None
        relation = self.random.choice(relations)
        arguments = [self.random.choice(VARIABLES[k]) for k in relation.kinds]
        for k, argument in zip(relation.kinds, arguments, strict=True):
            if argument not in known.setdefault(k, []):
                known[k].append(argument)
        return self.atom_text(relation, arguments) + self.at(relation, known)

    def literal(self, known: Names) -> str:
        """A literal that tests known names, or equates a new one."""
        kinds = [kind for kind, names in known.items() if names]
        if not kinds:
            return self.binding(known, VARIABLES, self.below)
        kind = self.random.choice(kinds)
        name = self.random.choice(known[kind])
        negation = "not " if self.chance(0.4) else ""
        if kind == "text" and self.chance(0.6):
            return f"{negation}{name} starts with {self.bound(kind, known)}"
        choice = self.random.random()
        if choice < 0.25:
            relation = self.random.choice(self.below)
            arguments = [self.bound(k, known, 0.25) for k in relation.kinds]
            return negation + self.atom_text(relation, arguments) + self.at(relation, known)
        if choice < 0.5 and (calls := [r for r in self.below if r.functional]):
            call = self.random.choice(calls)
            text = f"{call.name}({', '.join(self.bound(k, known, 0.1) for k in call.keys)})"
            kind = call.kinds[-1]
            other, operator = self.side(kind, known), self.operator(kind)
            return negation + (f"{text} {operator} {other}" if self.chance(0.7) else f"{other} {operator} {text}")
        if choice < 0.65:
            choices = dict.fromkeys(self.bound(kind, known) for _ in range(self.random.choice((1, 2, 3))))
            return f"{negation}{name} in {{ {', '.join(choices)} }}"
        if choice < 0.8:
            new = self.random.choice(VARIABLES[kind])
            value = self.side(kind, known)
            if new not in known[kind]:
                known[kind].append(new)
            if kind != "symbol" and new not in value:
                return f"{new} = {value}" if self.chance(0.7) else f"{value} = {new}"
            value = name if kind == "symbol" or self.chance(0.5) else self.random.choice(VALUES[kind])
            return f"{new} = {value}"
        left = self.calculation(known) if kind in ("count", "number") and self.chance(0.3) else name
        return f"{negation}{left} {self.operator(kind)} {self.side(kind, known)}"

    # --- Parts

    def argument(self, kind: str, known: Names, fresh: dict[str, tuple[str, ...]]) -> str:
        choice = self.random.random()
        if choice < 0.1:
            return "_"
        if choice < 0.2:
            return self.random.choice(VALUES[kind])
        if choice < 0.55 and (names := self.of_kind(kind, known)):
            return self.random.choice(names)
        return self.random.choice(fresh[kind])

    def bound(self, kind: str, known: Names, anything: float = 0.0) -> str:
        if self.chance(anything):
            return "_"
        names = self.of_kind(kind, known)
        return self.random.choice(names if names and self.chance(0.8) else VALUES[kind])

    def side(self, kind: str, known: Names) -> str:
        """What stands on one side of a comparison."""
        calculated = kind in ("count", "number") and self.chance(0.35)
        return self.calculation(known) if calculated else self.bound(kind, known)

    def calculation(self, known: Names, depth: int = 2) -> str:
        """An operation on numbers, some of which are calculated."""
        sides = []
        for _ in range(2):
            deeper = depth > 0 and self.chance(0.25)
            sides.append(f"({self.calculation(known, depth - 1)})" if deeper else self.bound("number", known))
        return f" {self.random.choice('+-*')} ".join(sides)

    def of_kind(self, kind: str, known: Names) -> list[str]:
        numbers = ("count", "number")
        return [n for k, names in known.items() if k == kind or (k in numbers and kind in numbers) for n in names]

    def operator(self, kind: str) -> str:
        return self.random.choice(("=", "!=", "<", "<=", ">", ">=") if kind in ORDERED else ("=", "!="))

    def atom_text(self, relation: Relation, arguments: Sequence[str]) -> str:
        if relation.functional and self.chance(0.85):
            return f"{relation.name}({', '.join(arguments[:-1])}) = {arguments[-1]}"
        if len(arguments) == 1 and self.chance(0.4):
            return f"{arguments[0]} is {relation.name}"
        if relation.name.endswith("_of") and self.chance(0.6):
            return f"{arguments[0]} {relation.name.removesuffix('_of')} {arguments[1]} of {arguments[2]}"
        if len(arguments) == 2 and self.chance(0.4):
            return f"{arguments[0]} {relation.name} {arguments[1]}"
        return f"{relation.name}({', '.join(arguments)})"

    def at(self, relation: Relation, known: Names) -> str:
        """The day or month at which a relation is asked, if it is dated."""
        if not relation.dated or (self.any_day and self.chance(0.3)):
            return ""
        months = [name for name in self.of_kind("month", known) if name in self.given]
        names = [*self.of_kind("date", known), *months]
        if names and self.chance(0.7):
            return f" at {self.random.choice(names)}"
        return f" at {self.random.choice((*VALUES['date'], *VALUES['month'], *DAYS))}"

    def group(self, quantifier: str, items: Sequence[str | list[str]]) -> list[str]:
        lines = [f"{quantifier} of"]
        for item in items:
            first, *rest = [item] if isinstance(item, str) else item
            lines += [f"  - {first}", *(f"    {line}" for line in rest)]
        return [*lines, "end"]

    def conjunction(self, word: str, conditions: Sequence[str | list[str]]) -> list[str]:
        lines = []
        for condition in conditions:
            first, *rest = [condition] if isinstance(condition, str) else condition
            lines += [f"  {word} {first}", *(f"    {line}" for line in rest)]
            word = "   and"
        return lines

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability
