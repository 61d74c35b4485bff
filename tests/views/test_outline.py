"""Outlines: what is shown of a proof, what is folded away, and how steps are numbered."""

from __future__ import annotations

import pytest

from licet.answers.explanation import Explanation
from licet.engine.deferred import Deferred
from licet.engine.solver import Solver, compile_program
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.logic.ir import Aggregate, Comparison, Const, Fact, Literal, Origin, Program, Rule, Var
from licet.policy.vocabulary import Vocabulary
from licet.proof.prover import explain_absence, prove
from licet.proof.steps import FactStep
from licet.views.lines.explanation import expansion_lines
from licet.views.lines.proof import proof_lines, step_lines
from licet.views.lines.text import explanation_text
from licet.views.outline.conclusions import outline
from licet.views.outline.labels import Words, words_of
from licet.views.outline.strands import strands_of
from licet.views.outline.tree import Node, Outline
from licet.words.fragments import plain_text, text_of
from licet.words.phrases import Phrases
from support.session_policies import FILES
from support.view_policies import knowledge

USES = (
    "chat",
    "handing_on",
    "training",
    "judging",
    "giant_chat",
    "snap_chat",
    "unlawful_chat",
    "early",
    "reporting",
    "opening",
)


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return knowledge()


@pytest.fixture(scope="module")
def explanations(base: KnowledgeBase) -> dict[str, Explanation]:
    return {use: base.why(use) for use in USES}


def outlines(base: KnowledgeBase, explanation: Explanation, full: bool = False) -> list[Outline]:
    return [s.outline for s in strands_of(words_of(base.base), explanation, full=full)]


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("use", USES)
def test_numbers_follow_the_order_of_reading(
    base: KnowledgeBase, explanations: dict[str, Explanation], use: str, full: bool
) -> None:
    expected = 1
    for drawn in outlines(base, explanations[use], full):
        assert sorted(drawn.nodes) == list(range(expected, expected + len(drawn.nodes)))
        expected += len(drawn.nodes)
        visible = unfolded(drawn)
        assert [n.number for n in visible] == list(range(drawn.root, drawn.root + len(visible)))
        for node in drawn.nodes.values():
            assert all(child > node.number for child in node.children)


def unfolded(drawn: Outline) -> list[Node]:
    found, todo = [], [drawn.nodes[drawn.root]]
    while todo:
        node = todo.pop()
        found.append(node)
        todo.extend([] if node.folded else reversed(drawn.children(node)))
    return found


@pytest.mark.parametrize("use", USES)
def test_references_point_to_what_was_shown_before(
    base: KnowledgeBase, explanations: dict[str, Explanation], use: str
) -> None:
    for drawn in outlines(base, explanations[use]):
        numbers = {n.number for n in unfolded(drawn)}
        for node in drawn.nodes.values():
            if node.shown_at is not None:
                target = drawn.nodes[node.shown_at]
                assert node.shown_at < node.number
                assert target.step == node.step
                assert target.shown_at is None
                assert not node.children
                assert target.number in numbers or node.number not in numbers


@pytest.mark.parametrize("use", USES)
def test_every_fact_of_a_proof_is_shown_with_its_source_and_place(
    base: KnowledgeBase, explanations: dict[str, Explanation], use: str
) -> None:
    for strand in strands_of(words_of(base.base), explanations[use]):
        shown = {n.step: n for n in strand.outline.nodes.values()}
        for index, step in enumerate(strand.selected.ground.proof.steps):
            if isinstance(step, FactStep) and not step.relation.startswith(("dom:", "chosen:", "dropped:", "deny:")):
                assert step.fact is not None
                node = shown[index]
                assert node.source == step.fact.per
                assert node.span == step.fact.span
                assert node.kind == ("fact" if node.span is not None else "assumption")


@pytest.mark.parametrize("use", USES)
def test_a_clause_is_shown_with_title_locator_words_and_place(
    base: KnowledgeBase, explanations: dict[str, Explanation], use: str
) -> None:
    licenses = {"Llama Community License", "Strict License"}
    for drawn in outlines(base, explanations[use]):
        for node in drawn.nodes.values():
            if node.kind == "clause" and node.shown_at is None:
                assert node.citation is not None
                assert node.citation.title in licenses
                assert node.citation.locator
                assert node.citation.quotes
                assert node.span is not None


def test_the_deciding_clause_is_not_folded(base: KnowledgeBase, explanations: dict[str, Explanation]) -> None:
    for use, clause in [
        ("chat", "llama.grant (1.a) permits run llama_7b"),
        ("training", "llama.no_improving (1.b) forbids run llama_7b"),
        ("giant_chat", "llama.many_users (2) applies to llama_7b"),
        ("reporting", "strict.reports (II) requires report as a condition, for other"),
    ]:
        (drawn,) = outlines(base, explanations[use])
        assert f"clause {clause}" in [text_of(n.claim) for n in unfolded(drawn)]


def test_what_lost_is_not_folded(base: KnowledgeBase, explanations: dict[str, Explanation]) -> None:
    (drawn,) = outlines(base, explanations["training"])
    lost = [n for n in unfolded(drawn) if n.kind == "lost"]
    said = "clause llama.grant (1.a) is overridden by clause llama.no_improving (1.b)"
    assert [text_of(n.claim) for n in lost] == [said]


def test_bookkeeping_is_shown_in_full_only(base: KnowledgeBase, explanations: dict[str, Explanation]) -> None:
    (drawn,) = outlines(base, explanations["chat"])
    (full,) = outlines(base, explanations["chat"], full=True)
    proof = explanations["chat"].grounds[0].proof
    assert "llama permits chat to run llama_7b" not in [text_of(n.claim) for n in drawn.nodes.values()]
    assert "llama permits chat to run llama_7b" in [text_of(n.claim) for n in full.nodes.values()]
    assert {n.step for n in full.nodes.values() if n.step is not None} == set(range(len(proof.steps)))


def test_folds_open_by_their_numbers(base: KnowledgeBase, explanations: dict[str, Explanation]) -> None:
    explanation = explanations["judging"]
    text = explanation_text(base.base, explanation)
    first, second = outlines(base, explanation)
    fold = next(n for n in second.nodes.values() if n.folded)
    assert f"[{fold.number}] {text_of(fold.claim)}" in text
    lines = expansion_lines(base.base, explanation, fold.number)
    assert lines is not None
    assert plain_text(lines[:1]).startswith(f"[{fold.number}] {text_of(fold.claim)}")
    opened = plain_text(lines)
    assert len(lines) > 1
    for child in second.children(fold):
        assert text_of(child.claim) in opened
    assert expansion_lines(base.base, explanation, max(second.nodes) + 1) is None
    with pytest.raises(KeyError):
        step_lines(first, max(second.nodes), 80)


# --- Proofs of plain programs --------------------------------------------------------------------------------

NO_WORDS = Words(Phrases(Vocabulary()), {}, Deferred.of(()))
X, Y, Z = Var("X"), Var("Y"), Var("Z")


def lit(relation: str, *arguments: Var | str | int, negated: bool = False) -> Literal:
    return Literal(relation, tuple(a if isinstance(a, Var) else Const(a) for a in arguments), negated)


def rule(id: str, head: Literal, *body: Literal | Comparison) -> Rule:
    return Rule(id, head, body, None, Origin("rule"))


def solved(program: Program) -> Solver:
    return Solver(compile_program(program))


REACHES = (
    rule("r1", lit("reaches", X, Y), lit("edge", X, Y)),
    rule("r2", lit("reaches", X, Y), lit("edge", X, Z), lit("reaches", Z, Y)),
)


def test_a_long_chain_is_shown_without_recursion() -> None:
    facts = tuple(Fact("edge", (f"n{i:03}", f"n{i + 1:03}")) for i in range(400))
    oracle = solved(Program(REACHES, facts))
    proof = prove(oracle, "reaches", ("n000", "n400"))
    assert proof is not None
    drawn = outline(NO_WORDS, proof)
    assert len(unfolded(drawn)) < 30
    assert sum(n.kind == "assumption" for n in drawn.nodes.values()) == 400
    opened = plain_text(proof_lines(drawn, 80, opened=True))
    assert opened.count("edge") == 400
    assert outline(NO_WORDS, proof, full=True).size(drawn.nodes[drawn.root]) > 0


def test_absences_that_need_each_other() -> None:
    facts = (Fact("edge", ("a", "b")), Fact("edge", ("b", "a")))
    proof = explain_absence(solved(Program(REACHES, facts)), "reaches", ("a", "c"))
    assert plain_text(proof_lines(outline(NO_WORDS, proof), 80)) == (
        "not a reaches c\n"
        "├─ needs a edge c  not stated\n"
        "└─ needs b reaches c\n"
        "   ├─ needs b edge c  not stated\n"
        "   └─ needs a reaches c  which could only rest on this itself\n"
    )


def test_a_shared_step_is_shown_once() -> None:
    rules = (
        rule("d", lit("deep", X), lit("base", X)),
        rule("l", lit("left", X), lit("deep", X)),
        rule("r", lit("right", X), lit("deep", X)),
        rule("b", lit("both", X), lit("left", X), lit("right", X)),
    )
    proof = prove(solved(Program(rules, (Fact("base", ("a",)),))), "both", ("a",))
    assert proof is not None
    assert plain_text(proof_lines(outline(NO_WORDS, proof), 80)) == (
        "a is both\n"
        "│   with X = a\n"
        "├─ a is left\n"
        "│  │   with X = a\n"
        "│  └─ [3] a is deep\n"
        "│     │   with X = a\n"
        "│     └─ a is base  assumed\n"
        "└─ a is right\n"
        "   │   with X = a\n"
        "   └─ a is deep  shown above, step 3\n"
    )


def test_contributions_past_a_dozen_are_folded() -> None:
    total = Rule("t", lit("total", Z), (lit("part", X, Y),), Aggregate("sum", Y), Origin("rule"))
    facts = tuple(Fact("part", (f"p{i:02}", i)) for i in range(20))
    proof = prove(solved(Program((total,), facts)), "total", (190,))
    assert proof is not None
    drawn = outline(NO_WORDS, proof)
    top = drawn.children(drawn.nodes[drawn.root])
    assert drawn.nodes[drawn.root].remark == "sum of Y over 20 cases"
    assert [n.kind for n in top] == ["contribution"] * 12 + ["aside"]
    assert text_of(top[-1].claim) == "8 more cases"
    assert drawn.size(top[-1]) == 16


def test_why_a_comparison_and_a_negation_fail() -> None:
    rules = (
        rule("c", lit("small", X), lit("size", X, Y), Comparison(Y, "<", Const(10))),
        rule("n", lit("free", X), lit("thing", X), lit("taken", X, negated=True)),
    )
    facts = (Fact("size", ("a", 12)), Fact("thing", ("a",)), Fact("taken", ("a",)))
    oracle = solved(Program(rules, facts))
    shown = [
        plain_text(proof_lines(outline(NO_WORDS, explain_absence(oracle, relation, ("a",))), 80))
        for relation in ("small", "free")
    ]
    assert shown == [
        "not a is small\n└─ needs 12 < 10  false\n",
        "not a is free\n└─ but a is taken  assumed\n",
    ]


def test_only_ascii_marks_when_plain() -> None:
    oracle = solved(Program(REACHES, (Fact("edge", ("a", "b")), Fact("edge", ("b", "c")))))
    proof = prove(oracle, "reaches", ("a", "c"))
    assert proof is not None
    assert plain_text(proof_lines(outline(NO_WORDS, proof), 80, plain=True)) == (
        "a reaches c\n"
        "    with X = a, Y = c, Z = b\n"
        "- a edge b  assumed\n"
        "- b reaches c\n"
        "      with X = b, Y = c\n"
        "  - b edge c  assumed\n"
    )


@pytest.mark.slow
def test_no_fold_is_empty_in_what_is_possible() -> None:
    """Proofs of possible conclusions rest on many absences that only bookkeeping explains."""
    base = KnowledgeBase.parse("".join(FILES.values())).base
    words, drawn = words_of(base), []
    for relation in sorted({rule.head.relation for rule in base.program.rules if rule.head.relation.endswith("?")}):
        arity = len(next(r for r in base.program.rules if r.head.relation == relation).head.arguments)
        for row in base.solver.answers(relation, (None,) * arity)[:3]:
            proof = prove(base.solver, relation, row)
            assert proof is not None
            drawn.append(outline(words, proof))
    nodes = [node for one in drawn for node in one.nodes.values()]
    assert any(node.folded for node in nodes)
    assert [node for node in nodes if node.folded and not node.children] == []
    assert [node for node in nodes if not node.claim] == []
    assert [node for node in nodes if text_of(node.claim).startswith("considered") and not node.children] == []
