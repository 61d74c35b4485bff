"""Ways to spoil a certificate, and what its slice of a program means by definition."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from licet.certificate.certified import JsonObject, decode_value, encode_value
from licet.logic.ir import BEGINNINGS, Aggregate, Argument, Comparison, Const, Fact, Literal, Program, Rule, Var
from licet.logic.relations import canonical_row
from support.programs import VALUES
from support.reference import perfect_model

Mutation = Callable[[JsonObject, Random], bool]
"""Changes a certificate; False if there is nothing to change."""


def mutated(certificate: JsonObject, name: str, random: Random) -> JsonObject | None:
    """A spoiled copy; None if the mutation does not apply or changed nothing."""
    spoiled = copy.deepcopy(certificate)
    applied = MUTATIONS[name](spoiled, random)
    return spoiled if applied and spoiled != certificate else None


def program_in(certificate: JsonObject, world: JsonObject) -> Program:
    """The program that a world of a certificate speaks of and holds."""
    facts = tuple(_fact(data) for data in (*world["assumed"], *world["facts"]))
    return Program(tuple(_rule(data) for data in certificate["rules"]), facts)


def is_true(program: Program, goal: list[Any]) -> bool:
    """Whether a goal is so in the program's perfect model."""
    relation, cells, holds = goal
    pattern = [None if cell is None else decode_value(cell) for cell in cells]
    rows = map(canonical_row, perfect_model(program).get(relation, ()))
    found = any(all(wanted in (None, value) for wanted, value in zip(pattern, row, strict=True)) for row in rows)
    return found is holds


def _fact(data: list[Any]) -> Fact:
    return Fact(data[0], tuple(map(decode_value, data[1])))


def _rule(data: JsonObject) -> Rule:
    aggregate = data["aggregate"] and Aggregate(data["aggregate"][0], Var(data["aggregate"][1]))
    return Rule(data["id"], _item(["positive", *data["head"]]), tuple(map(_item, data["body"])), aggregate)  # type: ignore[arg-type]


def _item(data: list[Any]) -> Literal | Comparison:
    kind, name, cells = data
    arguments = tuple(map(_argument, cells))
    if kind in ("positive", "negated"):
        return Literal(name, arguments, kind == "negated")
    return Comparison(arguments[0], name, arguments[1], kind == "lenient")


def _argument(data: Any) -> Argument:
    return Var(data["variable"]) if _is_variable(data) else Const(decode_value(data))


def _world(certificate: JsonObject, random: Random) -> JsonObject:
    world: JsonObject = random.choice(certificate["worlds"])
    return world


def _other(random: Random) -> Any:
    return encode_value(random.choice([v for values in VALUES.values() for v in values]))


def _drop(key: str) -> Mutation:
    def mutation(certificate: JsonObject, random: Random) -> bool:
        entries = certificate[key] if key in certificate else _world(certificate, random)[key]
        if entries:
            del entries[random.randrange(len(entries))]
        return bool(entries)

    return mutation


def _change_cell(key: str) -> Mutation:
    def mutation(certificate: JsonObject, random: Random) -> bool:
        entries = [e for e in _world(certificate, random)[key] if e[1]]
        if entries:
            row = random.choice(entries)[1]
            row[random.randrange(len(row))] = _other(random)
        return bool(entries)

    return mutation


@dataclass(frozen=True)
class _Step:
    """A derived row and what is around it."""

    entry: list[Any]
    derived: list[list[Any]]
    rules: list[JsonObject]
    random: Random


def _derived(change: Callable[[_Step], bool]) -> Mutation:
    def mutation(certificate: JsonObject, random: Random) -> bool:
        derived = _world(certificate, random)["derived"]
        return bool(derived) and change(_Step(random.choice(derived), derived, certificate["rules"], random))

    return mutation


def _change_rank(step: _Step) -> bool:
    rank = step.entry[2]
    step.entry[2] = step.random.choice((0, 1, rank - 1, rank + 1, step.random.choice(step.derived)[2], 10**6))
    return True


def _change_rule(step: _Step) -> bool:
    step.entry[3] = step.random.choice(step.rules)["id"]
    return True


def _rebind(step: _Step) -> bool:
    substitution = step.entry[4]
    if substitution:
        substitution[step.random.choice(sorted(substitution))] = _other(step.random)
    return bool(substitution)


def _unbind(step: _Step) -> bool:
    substitution = step.entry[4]
    if not substitution:
        return False
    del substitution[step.random.choice(sorted(substitution))]
    return True


def _swap(step: _Step) -> bool:
    other = step.random.choice(step.derived)
    step.entry[3:], other[3:] = other[3:], step.entry[3:]
    return True


def _invent(step: _Step) -> bool:
    made = copy.deepcopy(step.entry)
    if made[1]:
        made[1][step.random.randrange(len(made[1]))] = _other(step.random)
        step.derived.append(made)
    return bool(made[1])


def _invent_circular(step: _Step) -> bool:
    """A row for the head of a rule, with one value everywhere: it may be its own premise."""
    rule, value = step.random.choice(step.rules), _other(step.random)
    names = {a["variable"] for i in rule["body"] for a in i[2] if _is_variable(a)}
    substitution = {name: value for name in names if not name.startswith("_")}
    step.derived.append([rule["head"][0], [value for _ in rule["head"][1]], 10**6, rule["id"], substitution])
    return True


def _state(certificate: JsonObject, random: Random) -> bool:
    """A derived or an invented row among the stated facts."""
    world = _world(certificate, random)
    entries = [*world["derived"], *world["facts"]]
    if not entries:
        return False
    step = copy.deepcopy(random.choice(entries))
    if step[1] and random.random() < 0.7:
        step[1][random.randrange(len(step[1]))] = _other(random)
    world["derived"] = [d for d in world["derived"] if d[:2] != step[:2]]
    world["facts"].append(step[:2])
    return True


def _in_rule(change: Callable[[JsonObject, Random], bool]) -> Mutation:
    def mutation(certificate: JsonObject, random: Random) -> bool:
        return bool(certificate["rules"]) and change(random.choice(certificate["rules"]), random)

    return mutation


def _drop_item(rule: JsonObject, random: Random) -> bool:
    if not rule["body"]:
        return False
    del rule["body"][random.randrange(len(rule["body"]))]
    return True


def _flip(rule: JsonObject, random: Random) -> bool:
    """Turn a literal into its negation, a strict comparison into a lenient one, and the other way round."""
    if not rule["body"]:
        return False
    item = random.choice(rule["body"])
    item[0] = {"positive": "negated", "negated": "positive", "strict": "lenient", "lenient": "strict"}[item[0]]
    return True


def _comparisons(rule: JsonObject) -> list[list[Any]]:
    return [item for item in rule["body"] if item[0] in ("strict", "lenient")]


def _shift_threshold(rule: JsonObject, random: Random) -> bool:
    sides = [(i[2], n) for i in _comparisons(rule) for n in (0, 1) if not _is_variable(i[2][n])]
    if sides:
        item, side = random.choice(sides)
        item[side] = _other(random)
    return bool(sides)


def _is_variable(data: Any) -> bool:
    return isinstance(data, dict) and "variable" in data


def _change_operator(rule: JsonObject, random: Random) -> bool:
    items = _comparisons(rule)
    if items:
        random.choice(items)[1] = random.choice(("=", "!=", "<", "<=", ">", ">=", *BEGINNINGS))
    return bool(items)


def _change_aggregate(rule: JsonObject, random: Random) -> bool:
    if rule["aggregate"] is not None:
        rule["aggregate"][0] = random.choice(("sum", "count", "min", "max"))
    return rule["aggregate"] is not None


def _change_stratum(certificate: JsonObject, random: Random) -> bool:
    strata = certificate["strata"]
    if strata:
        strata[random.choice(sorted(strata))] = random.randrange(-1, len(strata) + 1)
    return bool(strata)


def _change_demand(certificate: JsonObject, random: Random) -> bool:
    """Demand more or less."""
    demands = [d for d in _world(certificate, random)["demands"] if d[1]]
    if demands:
        cells = random.choice(demands)[1]
        place = random.randrange(len(cells))
        cells[place] = None if cells[place] is not None else _other(random)
    return bool(demands)


def _deny_goal(certificate: JsonObject, random: Random) -> bool:
    goal = random.choice(_world(certificate, random)["goals"])
    goal[2] = not goal[2]
    return True


def _assume(certificate: JsonObject, random: Random) -> bool:
    world = _world(certificate, random)
    entries = [*world["derived"], *world["facts"]]
    if not entries:
        return False
    step = copy.deepcopy(random.choice(entries))
    if step[1]:
        step[1][random.randrange(len(step[1]))] = _other(random)
    world["assumed"].append(step[:2])
    return True


MUTATIONS: dict[str, Mutation] = {
    "drop a derived row": _drop("derived"),
    "drop a stated fact": _drop("facts"),
    "drop a demand": _drop("demands"),
    "drop a rule": _drop("rules"),
    "change a derived row": _change_cell("derived"),
    "change a stated fact": _change_cell("facts"),
    "change a goal": _change_cell("goals"),
    "change a rank": _derived(_change_rank),
    "change the rule of a step": _derived(_change_rule),
    "bind a step otherwise": _derived(_rebind),
    "leave a variable of a step unbound": _derived(_unbind),
    "swap two steps": _derived(_swap),
    "invent a row": _derived(_invent),
    "invent a row that rests on itself": _derived(_invent_circular),
    "state what is derived or invented": _state,
    "drop a part of a body": _in_rule(_drop_item),
    "turn a part of a body around": _in_rule(_flip),
    "shift a threshold": _in_rule(_shift_threshold),
    "change an operator": _in_rule(_change_operator),
    "change an aggregate": _in_rule(_change_aggregate),
    "change a stratum": _change_stratum,
    "change a demand": _change_demand,
    "claim the opposite": _deny_goal,
    "assume a fact": _assume,
}
