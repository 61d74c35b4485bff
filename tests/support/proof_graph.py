"""All rule instances of a naive model, and the brute-force searches over them that provers are compared with.

A node is a fact or a pattern; each alternative of a node is a label and the nodes it needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from licet.logic.ir import Fact, Literal, Rule
from licet.logic.values import Row
from support.naive_oracle import Bindings, NaiveOracle, Pattern, distinct, ground, pattern, satisfying, total

Node = tuple[str, Pattern]
Alternative = tuple[str, tuple[Node, ...]]
Graph = dict[Node, list[Alternative]]

STATED = "stated"


def proof_graph(oracle: NaiveOracle) -> Graph:
    graph: Graph = {(fact.relation, fact.row): [(STATED, ())] for fact in oracle.program.facts}
    for rule in oracle.program.rules:
        for row, found in groups(oracle, rule).items():
            needs = tuple(node for bindings in found for node in premises(rule, bindings))
            label = f"{rule.id} {[sorted(b.items()) for b in found]}"
            graph.setdefault((rule.head.relation, row), []).append((label, needs))
            if rule.aggregate is None:
                graph[rule.head.relation, row].pop()
                for bindings in found:
                    label = f"{rule.id} {sorted(bindings.items())}"
                    graph[rule.head.relation, row].append((label, premises(rule, bindings)))
    for alternatives in list(graph.values()):
        for _, needs in alternatives:
            for relation, wanted in needs:
                if None in wanted:
                    rows = oracle.answers(relation, wanted)
                    graph[relation, wanted] = [(f"witness {row}", ((relation, row),)) for row in rows]
    return graph


def groups(oracle: NaiveOracle, rule: Rule) -> dict[Row, list[Bindings]]:
    """The rows that a rule concludes and the bindings that conclude each."""
    found: dict[Row, list[Bindings]] = {}
    arguments = rule.head.arguments if rule.aggregate is None else rule.head.arguments[:-1]
    for bindings in distinct(satisfying(oracle, rule.body)):
        found.setdefault(ground(arguments, bindings), []).append(bindings)
    if rule.aggregate is None:
        return found
    name, operator = rule.aggregate.variable.name, rule.aggregate.operator
    return {(*group, total(operator, [b[name] for b in bs])): bs for group, bs in found.items()}


def premises(rule: Rule, bindings: Bindings) -> tuple[Node, ...]:
    positive = (i for i in rule.body if isinstance(i, Literal) and not i.negated)
    return tuple((i.relation, pattern(i, bindings)) for i in positive)


def least_heights(graph: Graph) -> dict[Node, int]:
    """Least heights by iterating Bellman's equations."""
    infinite = 10**6
    found = dict.fromkeys(graph, infinite)
    changed = True
    while changed:
        changed = False
        for node, alternatives in graph.items():
            for label, needs in alternatives:
                height = max((found[n] for n in needs), default=0) + (label != STATED and None not in node[1])
                if height < found[node]:
                    found[node] = height
                    changed = True
    return found


def all_proofs(graph: Graph, goal: Node, most: int) -> set[frozenset[tuple[Node, str]]] | None:
    """Every acyclic choice of one alternative for each node that is needed; None if there are too many."""
    found: set[frozenset[tuple[Node, str]]] = set()
    stack: list[tuple[dict[Node, Alternative], tuple[Node, ...]]] = [({}, (goal,))]
    tried = 0
    while stack:
        chosen, todo = stack.pop()
        tried += 1
        if tried > most:
            return None
        if not todo:
            found.add(frozenset((node, label) for node, (label, _) in chosen.items()))
            continue
        for alternative in graph[todo[0]]:
            extended = {**chosen, todo[0]: alternative}
            if not cyclic(extended, todo[0]):
                new = tuple(n for n in dict.fromkeys(alternative[1]) if n not in extended and n not in todo)
                stack.append((extended, todo[1:] + new))
    return found


def cyclic(chosen: dict[Node, Alternative], start: Node) -> bool:
    """Whether a node needs itself."""
    todo, seen = list(chosen[start][1]), set()
    while todo:
        node = todo.pop()
        if node == start:
            return True
        if node in chosen and node not in seen:
            seen.add(node)
            todo.extend(chosen[node][1])
    return False


def minimal_witnesses(graph: Graph, goal: Node, facts: tuple[Fact, ...]) -> Iterator[frozenset[Node]]:
    """The minimal sets of stated facts from which the instances derive the goal."""
    stated = [(fact.relation, fact.row) for fact in facts]
    found: list[frozenset[Node]] = []
    for size in range(len(stated) + 1):
        for subset in combinations(stated, size):
            if not any(w <= set(subset) for w in found) and derives(graph, goal, set(subset)):
                found.append(frozenset(subset))
                yield found[-1]


def derives(graph: Graph, goal: Node, stated: set[Node]) -> bool:
    reached: set[Node] = set()
    changed = True
    while changed:
        changed = False
        for node, alternatives in graph.items():
            if node not in reached and any(
                (label != STATED or node in stated) and all(n in reached for n in needs)
                for label, needs in alternatives
            ):
                reached.add(node)
                changed = True
    return goal in reached
