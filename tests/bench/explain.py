"""Explanations beside a hub of models: what they take should depend on what they touch, not on all there is.

Of lineage by itself: a proof, an absence, a why-not, a certificate and its check. Of a use: the shipped policies stand
over the hub, half of whose base models go back to Llama 2, and each use takes one of its models and does something to
another.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import date

from bench.lineage import RULES
from bench.timing import Row, each, show, spread
from licet.answers.explanation import explain_use
from licet.answers.refusal import why_not_status
from licet.answers.remedies import remedies
from licet.certificate.certified import CertifiedWorld, Goal, certificate_of
from licet.certificate.evidence import world_facts
from licet.certificate.kernel import check
from licet.engine.solver import Solver, compile_program
from licet.knowledge.loading import load
from licet.logic.ir import Fact, Program
from licet.policy.relation_names import always
from licet.proof.prover import explain_absence, prove
from licet.proof.why_not import why_not
from licet.verdict.base import Base
from licet.verdict.judge import branches_of_use, judge
from licet.verdict.verdict import Status
from support.hub import hub

_USES = 40
_SAMPLES = 300


def rows(edges: int) -> list[Row]:
    """The measurements for a hub of that many edges."""
    pairs = hub(edges, seed=1)
    found = [*_of_lineage(pairs), *_of_uses(pairs)]
    gc.collect()
    return found


def _of_lineage(pairs: list[tuple[str, str]]) -> list[Row]:
    solver = Solver(compile_program(Program(RULES, tuple(Fact("derived", pair) for pair in pairs))))
    younger = [pair[0] for pair in pairs[:: max(1, len(pairs) // _SAMPLES)]][:_SAMPLES]
    older = [solver.answers("descends", (model, None))[-1][1] for model in younger]
    strangers = older[1:] + older[:1]
    there = list(zip(younger, older, strict=True))
    absent = [(a, b) for a, b in zip(younger, strangers, strict=True) if not solver.holds("descends", (a, b))]

    def certificate(goals: list[Goal]) -> object:
        return certificate_of([CertifiedWorld(solver.overlay(), (), tuple(goals))], {}, {"kind": "goals"})

    def of(pair: object, holds: bool = True) -> list[Goal]:
        return [Goal("descends", pair, holds)]  # type: ignore[arg-type]

    what = f"{{}} of lineage, {len(pairs):,} edges"
    proofs = [certificate(of(pair)) for pair in there]
    refusals = [certificate(of(pair, False)) for pair in absent]
    timed: list[tuple[str, Callable[[int], object], int]] = [
        ("a proof", lambda i: prove(solver, "descends", there[i]), len(there)),
        ("a proof of absence", lambda i: explain_absence(solver, "descends", absent[i]), len(absent)),
        ("a why-not", lambda i: why_not(solver, "descends", absent[i]), len(absent)),
        ("a certificate", lambda i: certificate(of(there[i])), len(there)),
        ("checking one", lambda i: check(proofs[i]), len(proofs)),
        ("a certificate of absence", lambda i: certificate(of(absent[i], False)), len(absent)),
        ("checking one of absence", lambda i: check(refusals[i]), len(refusals)),
    ]
    return [spread(what.format(name), "Licet", each(action, count)) for name, action, count in timed]


def _of_uses(pairs: list[tuple[str, str]]) -> list[Row]:
    base, uses = _policies(pairs)
    statuses = dict.fromkeys(Status, 0)
    for use in uses:
        statuses[judge(base, use).status] += 1
    told = ", ".join(f"{count} {status.value}" for status, count in statuses.items() if count)
    worlds = [
        [
            CertifiedWorld(
                b.solver,
                tuple(world_facts(base, b.readings, b.assumptions)),
                (Goal(":outcome", (use, b.outcome or "")),),
            )
            for b in branches_of_use(base, use)
        ]
        for use in uses
    ]
    certificates = [certificate_of(of_use, {}, {"kind": "goals"}) for of_use in worlds]
    timed: list[tuple[str, Callable[[int], object]]] = [
        ("a verdict", lambda i: judge(base, uses[i])),
        ("a verdict and its proofs", lambda i: explain_use(base, uses[i])),
        ("a why-not", lambda i: why_not_status(base, uses[i], _other(base, uses[i]))),
        ("remedies", lambda i: remedies(base, uses[i])),
        ("a certificate", lambda i: certificate_of(worlds[i], {}, {"kind": "goals"})),
        ("checking one", lambda i: check(certificates[i])),
    ]
    what = f"{{}} of a use, the shipped policies over {len(pairs):,} edges"
    found = []
    for name, action in timed:
        (first,) = each(action, 1)
        remark = f"{show(first)} the first time" + (f"; {told}" if not found else "")
        found.append(spread(what.format(name), "Licet", each(action, len(uses)), remark))
    return found


def _other(base: Base, use: str) -> Status:
    return Status.FORBIDDEN if judge(base, use).status.allows else Status.PERMITTED


def _policies(pairs: list[tuple[str, str]]) -> tuple[Base, list[str]]:
    """The shipped policies with the hub's lineage, and uses that take its models."""
    models = sorted({model for pair in pairs for model in pair})
    roots = sorted(set(models) - {pair[0] for pair in pairs})
    facts = [Fact("derived_from", pair) for pair in pairs]
    facts += [Fact("derived_from", (root, "llama_2_70b")) for root in roots[::2]]
    facts += [Fact(always("licensed_under"), (model, "apache_2_0")) for model in models]
    facts += [fact for model in models for fact in (Fact("dom:model", (model,)), Fact("dom:artifact", (model,)))]
    facts += [Fact("deny:undisclosed_lineage", (model,)) for model in models]
    uses = [f"bench_use_{i}" for i in range(_USES)]
    steps = ("fine_tunes", "distils_into", "judges", "generates_data_for")
    for i, use in enumerate(uses):
        taken, made = models[(i * 7919) % len(models)], models[(i * 104729 + 1) % len(models)]
        facts += [
            Fact("dom:use", (use,)),
            Fact("by", (use, "acme")),
            Fact("on", (use, date(2024, 1, 1))),
            Fact("runs", (use, taken)),
            Fact(steps[i % len(steps)], (use, made)),
        ]
    return load().base.edited(facts, ()), uses
