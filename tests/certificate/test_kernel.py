"""The kernel by itself: what it is made of, what it refuses, and forgeries made by hand."""

from __future__ import annotations

import ast
import copy
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licet.certificate import kernel
from licet.certificate.certified import Goal, JsonObject, certify, write_certificate
from licet.certificate.kernel import Rejected, check, read
from licet.logic.ir import Comparison, Fact, Literal, Program, Rule, Var
from licet.logic.values import UNKNOWN, Month
from support.datalog import program

SOURCE = Path(kernel.__file__)

LINEAGE = """
edge(a, b). edge(b, c). edge(c, a). edge(d, e). mark(c).
path(X, Y) :- edge(X, Y).
path(X, Y) :- edge(X, Z), path(Z, Y).
open(X) :- edge(X, _), not mark(X).
"""
SUM = """
part(a, 5). part(b, 7). more(9). group(g).
step(N) :- part(_, N).
step(N) :- more(N), step(7).
total(G, sum N) :- group(G), step(N).
large(G) :- total(G, N), N > 20.
"""


def certificate(text: str, *goals: Goal) -> JsonObject:
    return certify(program(text), (), goals)


def is_accepted(data: Any) -> bool:
    try:
        check(data)
    except Rejected:
        return False
    return True


def test_it_shares_no_code_and_is_short() -> None:
    text = SOURCE.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 350
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            modules = [node.module or ""]
        else:
            continue
        assert all(m.split(".")[0] in sys.stdlib_module_names for m in modules)
    assert not {"exec", "eval", "__import__", "import_module", "open"} & {
        n.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name)
    }


def test_recursion_negation_and_aggregates_are_accepted() -> None:
    assert is_accepted(certificate(LINEAGE, Goal("path", ("a", "a")), Goal("path", ("a", "d"), False)))
    assert is_accepted(certificate(LINEAGE, Goal("open", ("a",)), Goal("open", ("c",), False)))
    assert is_accepted(
        certificate(SUM, Goal("total", ("g", 21)), Goal("large", ("g",)), Goal("total", ("g", 12), False))
    )


def test_only_what_the_goal_needs_is_demanded() -> None:
    (world,) = certificate(LINEAGE, Goal("path", ("d", "e")))["worlds"]
    assert ["edge", ["a", "b"]] not in world["facts"]
    assert ["edge", ["d", "e"]] in world["facts"]
    (world,) = certificate(LINEAGE, Goal("open", ("a",)))["worlds"]
    assert {relation for relation, _ in world["demands"]} == {"open", "edge", "mark"}


def test_every_type_of_value_keeps_its_meaning() -> None:
    same, less = (Comparison(Var("X"), operator, Var("Y")) for operator in ("=", "<"))
    both = (Literal("value", (Var("X"),)), Literal("value", (Var("Y"),)))
    rules = (
        Rule("same", Literal("same", (Var("X"), Var("Y"))), (*both, same)),
        Rule("less", Literal("less", (Var("X"), Var("Y"))), (*both, less)),
    )
    values = ("1", 1, Decimal("1.50"), 2**80, Month(2024, 2), "2024-02", UNKNOWN, 'Zürich "x"\u2028')
    whole = Program(rules, tuple(Fact("value", (v,)) for v in values), {"value": 1, "same": 2, "less": 2})
    goals = [
        Goal("same", (1, Decimal("1.0"))),
        Goal("same", ("1", 1), False),
        Goal("same", (UNKNOWN, UNKNOWN), False),
        Goal("less", (1, Decimal("1.5"))),
        Goal("less", (Decimal("1.5"), 2**80)),
        Goal("less", (Month(2024, 2), "2024-02"), False),
        Goal("less", ("2024-02", Month(2024, 2)), False),
    ]
    check(read(write_certificate(certify(whole, (), goals))))


def test_a_group_with_a_contribution_left_out_is_refused() -> None:
    forged = certificate(SUM, Goal("total", ("g", 21)))
    (world,) = forged["worlds"]
    rule = next(r["id"] for r in forged["rules"] if r["aggregate"])
    world["derived"].append(["total", ["g", 9], 9, rule, {"G": "g", "N": 9}])
    world["goals"] = [["total", ["g", 9], True]]
    assert not is_accepted(forged)
    world["derived"][-1][4] = {"G": "g"}
    assert not is_accepted(forged)


def test_a_group_is_confirmed_in_the_order_that_its_key_asks_for() -> None:
    """With the key bound, `third(a)` is tested first and `first(a, _)` asked for; without, only what `second` gives."""
    text = """
first(a, x). first(a, y). first(b, x). second(x). third(a). third(b).
total(X, count Y) :- first(X, Y), second(Y), third(X).
many(X) :- total(X, N), N > 1.
"""
    assert is_accepted(certificate(text, Goal("many", (None,), False)))


def test_the_rank_of_a_group_does_not_choose_its_members() -> None:
    forged = certificate(SUM, Goal("total", ("g", 21)))
    (world,) = forged["worlds"]
    rule = next(r["id"] for r in forged["rules"] if r["aggregate"])
    world["derived"].append(["total", ["g", 12], 2, rule, {"G": "g"}])
    world["goals"] = [["total", ["g", 12], True]]
    assert not is_accepted(forged)


def test_rows_that_rest_on_each_other_are_refused() -> None:
    forged = certificate("p(X) :- q(X).\nq(X) :- p(X).\n", Goal("p", ("a",), False))
    (world,) = forged["worlds"]
    for relation, rule in (("p", "p(X) :- q(X)"), ("q", "q(X) :- p(X)")):
        world["derived"].append([relation, ["a"], 1, rule, {"X": "a"}])
    world["goals"] = [["p", ["a"], True]]
    assert not is_accepted(forged)
    world["derived"][0][2] = 2
    assert not is_accepted(forged)


def test_negation_through_a_cycle_is_refused() -> None:
    rules = [
        {"id": n, "head": [n, []], "body": [["negated", other, []]], "aggregate": None} for n, other in ("pq", "qp")
    ]
    world = {"assumed": [], "facts": [], "demands": [["p", []], ["q", []]], "goals": [["p", [], True]]}
    data = {"format": kernel.FORMAT, "files": {}, "claim": {}, "rules": rules, "strata": {"p": 1, "q": 0}}
    data["worlds"] = [{**world, "derived": [["p", [], 1, "p", {}]]}]
    assert not is_accepted(data)
    data["strata"] = {"p": 1, "q": 1}
    assert not is_accepted(data)


def test_an_unsafe_rule_is_refused_though_the_goal_binds_it() -> None:
    variable = {"variable": "X"}
    for body in (
        [["negated", "q", [variable]]],
        [["strict", "=", [variable, variable]]],
        [["strict", ">", [variable, 1]]],
    ):
        rules = [{"id": "r", "head": ["p", [variable]], "body": body, "aggregate": None}]
        world: JsonObject = {"assumed": [], "facts": [], "demands": [["p", ["a"]], ["q", ["a"]]], "derived": []}
        world["goals"] = [["p", ["a"], False]]
        data = {"format": kernel.FORMAT, "files": {}, "claim": {}, "rules": rules, "strata": {"p": 1, "q": 0}}
        with pytest.raises(Rejected, match="safe"):
            check({**data, "worlds": [world]})


def test_an_absence_beyond_the_demands_is_refused() -> None:
    forged = certificate(LINEAGE, Goal("path", ("d", "a"), False))
    check(forged)
    (world,) = forged["worlds"]
    world["goals"] = [["path", ["a", "d"], False]]
    assert not is_accepted(forged)
    world["goals"] = [["path", ["d", None], False]]
    assert not is_accepted(forged)


_TEXTS = [
    *(b"", b"{", b"null", b"[]", b"1e999", b"\xff\xfe", b"[" * 100_000, b"9" * 5_000),
    *(b'{"a": 1, "a": 1}', b'{"a": {"b": 1, "b": 2}}', b'{"format": NaN}'),
]


@pytest.mark.parametrize("text", _TEXTS, ids=range(len(_TEXTS)))
def test_what_is_no_certificate_is_refused(text: bytes) -> None:
    with pytest.raises(Rejected):
        check(read(text))


_CYCLIC: list[Any] = []
_CYCLIC.append(_CYCLIC)


_VALUES: list[Any] = [
    *(1.0, float("nan"), True, None, [], {}, 10**10_000, b"a", _CYCLIC, {"name": "a"}, {1: "a"}, {"variable": "X"}),
    *({"decimal": text} for text in ("1.0", "1e5", "٣.٥", "1.5\n", "0." + "1" * 10_000, "NaN", "01.5", "1/3", ".5")),
    *({"date": text} for text in ("2023-02-30", "20230201", "2023-2-1", "", 20230201)),
    *({"month": text} for text in ("2023-13", "2023-1", "2023-00")),
    *({"unknown": data} for data in (False, 1, "true")),
    {"date": "2023-01-01", "month": "2023-01"},
]


@pytest.mark.parametrize("value", _VALUES, ids=range(len(_VALUES)))
def test_what_is_no_value_is_refused(value: Any) -> None:
    data = certificate(LINEAGE, Goal("path", ("a", "c")))
    (world,) = data["worlds"]
    world["facts"].append(["edge", ["a", value]])
    with pytest.raises(Rejected):
        check(data)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


def _places(data: Any) -> list[tuple[Any, Any]]:
    """Every place in a structure, as its container and key."""
    found = []
    todo = [data]
    while todo:
        container = todo.pop()
        keys = container if isinstance(container, dict) else range(len(container))
        for key in keys:
            found.append((container, key))
            if isinstance(container[key], (dict, list)):
                todo.append(container[key])
    return found


@pytest.mark.slow
@given(_json, st.data())
def test_rubbish_anywhere_is_accepted_or_refused_but_never_an_error(rubbish: Any, data: st.DataObject) -> None:
    spoiled = copy.deepcopy(_VALID)
    container, key = data.draw(st.sampled_from(_places(spoiled)))
    container[key] = rubbish
    is_accepted(spoiled)


_VALID = certificate(SUM, Goal("large", ("g",)))


def test_work_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = "".join(f"p(a{i}).\n" for i in range(60))
    data = certificate(f"{facts}q(X) :- p(X), p(Y), p(Z).\n", Goal("q", ("a1",)))
    check(data)
    monkeypatch.setattr(kernel, "MOST_WORK", 1_000)
    with pytest.raises(Rejected, match="work"):
        check(data)


def test_sizes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in (("MOST_WIDTH", 1), ("MOST_BYTES", 10)):
        with monkeypatch.context() as patch:
            patch.setattr(kernel, name, most)
            with pytest.raises(Rejected):
                check(read(write_certificate(_VALID)))
    check(read(write_certificate(_VALID)))


@pytest.mark.parametrize("missing", ["format", "files", "claim", "rules", "strata", "worlds"])
def test_every_part_is_needed(missing: str) -> None:
    data = copy.deepcopy(_VALID)
    del data[missing]
    assert not is_accepted(data)


def test_a_certificate_without_goals_proves_nothing() -> None:
    for change in (
        {"worlds": []},
        {"worlds": [{**_VALID["worlds"][0], "goals": []}]},
        {"format": "licet-certificate-1"},
    ):
        assert not is_accepted({**_VALID, **change})
