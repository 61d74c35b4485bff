"""Questions put to the shipped policies through the public API, for the acceptance rows."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from licet import KnowledgeBase, Status, Verdict, shipped_policies
from licet.answers.explanation import Explanation
from licet.checks.files import policy_files
from licet.checks.quotes import QuotableText
from licet.checks.texts import load_texts
from licet.grammar import tree
from licet.logic.ir import Literal
from licet.policy.vocabulary import collect
from licet.proof.steps import RuleStep
from licet.verdict.build import build

NO_IMPROVING = "llama_2.no_improving"

ANSWERS = """
output answers "Answers of Llama 2"
  output_of llama_2_70b
  not undisclosed_lineage
"""

TUNED = """
model tuned "A fine-tune of Llama 2"
  own_work_of acme
  fine_tuned_from llama_2_7b
  is language_model
  not undisclosed_lineage
"""

STUDENT = """
model student "Distilled from nothing"
  own_work_of acme
  distilled_from llama_2_70b
  is language_model
  not undisclosed_lineage
"""

ZACHNET = """
model zachnet "ZachNet, based on nothing"
  own_work_of acme
  is language_model
  not undisclosed_lineage
"""

ZACHNET_ON_LLAMA = """
model zachnet "ZachNet, based on Llama 2"
  own_work_of acme
  fine_tuned_from llama_2_7b
  is language_model
  not undisclosed_lineage
"""


def use_text(*lines: str, by: str | None = "acme", on: str = "2023-10-15") -> str:
    """The use `asked`, as a policy file states it."""
    body = [*([f"by {by}"] if by else []), f"on {on}", *lines]
    return "use asked\n" + "".join(f"  {line}\n" for line in body)


def with_use(
    kb: KnowledgeBase, *lines: str, given: str = "", by: str | None = "acme", on: str = "2023-10-15"
) -> KnowledgeBase:
    """The policies with a use named `asked` laid over them, and what else is given."""
    return kb.assume(given + use_text(*lines, by=by, on=on))


def asked(kb: KnowledgeBase, *lines: str, given: str = "", by: str | None = "acme", on: str = "2023-10-15") -> Verdict:
    """The verdict of a use with these lines."""
    return with_use(kb, *lines, given=given, by=by, on=on).ask("asked")


def by_reading(verdict: Verdict) -> dict[str, Status]:
    """What each reading makes of a use that is contested over one term."""
    assert verdict.status is Status.CONTESTED
    assert len(verdict.over) == 1, verdict.over
    return {case.readings[0].reading: case.status for case in verdict.cases}


def needed(verdict: Verdict) -> set[tuple[object, ...]]:
    """The unknown facts that a verdict hangs on, as (relation, argument, …)."""
    sets = [*verdict.needs, *(n for case in verdict.cases for n in case.needs)]
    return {(need.relation, *need.row) for one in sets for need in one.needs}


def duties(verdict: Verdict) -> dict[str, str]:
    """The duties that are owed, with the clause each is from."""
    return {duty.name: duty.clause for duty in verdict.duties if not duty.fulfilled}


def rests_on(explanation: Explanation, outcome: str | None = None) -> set[str]:
    """The clauses that the proofs of an outcome, or of every outcome, use."""
    return {
        step.rule.origin.name
        for ground in explanation.grounds
        if outcome is None or ground.outcome == outcome
        for step in ground.proof.steps
        if isinstance(step, RuleStep) and step.rule.origin.role == "clause" and step.rule.origin.name is not None
    }


def column(kb: KnowledgeBase, query: str) -> set[object]:
    """The certain answers to a query with one variable."""
    answers = kb.query(query)
    assert len(answers.variables) == 1
    return {row[0] for row in answers.rows}


def sources(kb: KnowledgeBase, literal: str) -> set[str | None]:
    """Where the facts come from that prove a literal."""
    explanation = kb.why_literal(literal)
    assert explanation.truth is not None
    assert explanation.truth.status == "true", literal
    return {step.fact.per for g in explanation.grounds for step in g.proof.facts() if step.fact is not None}


def read_by(kb: KnowledgeBase, relation: str) -> set[str]:
    """The relations that some rule concludes from this one."""
    return {
        rule.head.relation
        for rule in kb.base.program.rules
        for item in rule.body
        if isinstance(item, Literal)
        and item.relation in (relation, f"{relation}?")
        and rule.head.relation not in (relation, f"{relation}?")
    }


def without_claims(kb: KnowledgeBase, names: Iterable[str]) -> KnowledgeBase:
    """The same policies, built anew without some claims."""
    left_out = set(names)
    modules = [
        replace(m, statements=tuple(s for s in m.statements if not (isinstance(s, tree.Claim) and s.name in left_out)))
        for m in kb.base.modules
    ]
    vocabulary, found = collect(modules)
    assert not found
    return kb.with_base(build(modules, kb.base.sources, vocabulary))


_WITHOUT: dict[int, tuple[KnowledgeBase, KnowledgeBase]] = {}


def _without_any_claim(kb: KnowledgeBase) -> KnowledgeBase:
    """The same policies without claims, built once."""
    if id(kb) not in _WITHOUT:
        _WITHOUT[id(kb)] = kb, without_claims(kb, kb.vocabulary.claims)
    return _WITHOUT[id(kb)][1]


def assert_claim(kb: KnowledgeBase, name: str, status: str, *uses: str, by: str | None = None) -> None:
    """The claim is recorded (with its author), fares like that, and no conclusion is drawn from it."""
    found = kb.claim(name)
    assert found.status == status
    if by is not None:
        who = found.claim.by
        assert (who.name if isinstance(who, tree.Constant) else who.value) == by
    other = _without_any_claim(kb)
    assert name not in other.vocabulary.claims
    assert other.base.program == kb.base.program
    for use in uses:
        assert other.ask(use) == kb.ask(use)


def shipped_text(kb: KnowledgeBase, license: str) -> QuotableText:
    """The text of a license that is shipped, once its hash was found to be the pinned one."""
    files, _ = policy_files([shipped_policies()])
    texts, found = load_texts([kb.vocabulary.licenses[license]], files, (), [shipped_policies()])
    assert not found
    (source,) = texts[license]
    return source.text


def locator_of(kb: KnowledgeBase, license: str, written: str) -> str:
    """The place in the text that people mean by what they write, by the license's aliases."""
    aliases = kb.vocabulary.licenses[license].aliases
    return next((alias.locator for alias in aliases if written in alias.names), written)
