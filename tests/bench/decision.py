"""One warm decision on the policy of 40 rules, by Licet and by its peers. All must answer alike."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context

from bench import policy
from bench.timing import Row, median_each, median_of
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.loading import load
from licet.logic.ir import Fact
from licet.logic.oracle import World
from licet.verdict.base import Base

WHAT = "one decision, 40 rules, 200 organizations × 100 models × 20 purposes"


def rows(count: int = 300) -> list[Row]:
    """The measurements of this file."""
    world = policy.world()
    asked = policy.requests(count)
    kb = KnowledgeBase.parse(policy.licet_text(world))
    layers = [_layer(kb.base, f"use_{i}", request) for i, request in enumerate(asked)]
    answers = [_allowed(layer, f"use_{i}") for i, layer in enumerate(layers)]
    fresh = [_layer(kb.base, f"use_{i}", request) for i, request in enumerate(asked)]
    found = [
        Row(WHAT, "Licet, the use in a fresh layer", median_each(lambda i: _allowed(fresh[i], f"use_{i}"), count)),
    ]
    own = [kb.assume(policy.use_text(f"use_{i}", request)) for i, request in enumerate(asked)]
    assert [kb.ask(f"use_{i}").status.allows for i, kb in enumerate(own)] == answers
    found.append(Row(WHAT, "Licet, `ask`: the whole verdict", median_each(lambda i: own[i].ask(f"use_{i}"), count)))
    if find_spec("cedarpy"):
        found += _cedar(world, asked, answers)
    found.append(_pydatalog(world, asked, answers))
    if find_spec("regopy"):
        with ProcessPoolExecutor(1, get_context("spawn")) as apart:
            found.append(apart.submit(_rego, world, asked, answers).result())
    return found


def _layer(base: Base, name: str, request: policy.Request) -> World:
    organization, model, purpose = request
    return base.solver.overlay(
        [
            Fact("dom:use", (name,)),
            Fact("by", (name, organization)),
            Fact("does", (name, "run", model)),
            Fact("for_purpose", (name, purpose)),
        ]
    )


def _allowed(layer: World, name: str) -> bool:
    return layer.holds(":outcome", (name, "permitted"))


def _cedar(world: policy.World, asked: list[policy.Request], answers: list[bool]) -> list[Row]:
    import cedarpy

    text, entities = policy.cedar_text(world), policy.cedar_entities(world)
    parsed = cedarpy.PolicySet.from_str(text)
    known = cedarpy.Entities.from_json_str(json.dumps(entities))

    def decide(i: int, policies: object, entities: object) -> bool:
        organization, model, purpose = asked[i]
        request = {
            "principal": f'Org::"{organization}"',
            "action": 'Action::"run"',
            "resource": f'Model::"{model}"',
            "context": {"purpose": purpose},
        }
        return bool(cedarpy.is_authorized(request, policies, entities).allowed)

    assert [decide(i, parsed, known) for i in range(len(asked))] == answers
    return [
        Row(WHAT, "Cedar (cedarpy), parsed before", median_each(lambda i: decide(i, parsed, known), len(asked))),
        Row(WHAT, "Cedar (cedarpy), raw text", median_each(lambda i: decide(i, text, entities), 30)),
    ]


def _pydatalog(world: policy.World, asked: list[policy.Request], answers: list[bool]) -> Row:
    from pyDatalog import Logic, pyDatalog
    from pyDatalog.pyParser import Term

    Logic(True)
    for organization, users in world.users.items():
        pyDatalog.assert_fact("users_of", organization, users)
    for organization in world.competitors:
        pyDatalog.assert_fact("competes", organization)
    for model, license in world.license_of.items():
        pyDatalog.assert_fact("license_of", model, license)
    pyDatalog.load(policy.pydatalog_text(world))
    allowed = Term("allowed")

    def decide(i: int) -> bool:
        return bool(allowed(*asked[i]).data)

    assert [decide(i) for i in range(len(asked))] == answers
    return Row(WHAT, "pyDatalog", median_each(decide, len(asked)))


def _rego(world: policy.World, asked: list[policy.Request], answers: list[bool]) -> Row:
    """Rego in a process of its own, since its binding has been seen to crash."""
    import regopy

    engine = regopy.Interpreter()
    engine.add_module("licet", policy.rego_text(world))
    engine.add_data(policy.rego_data(world))

    def decide(i: int) -> bool:
        engine.set_input(dict(zip(("organization", "model", "purpose"), asked[i], strict=True)))
        return bool(str(engine.query("data.licet.allowed")) == '{"expressions":[true]}')

    assert [decide(i) for i in range(len(asked))] == answers
    return Row(WHAT, "Rego (regopy)", median_each(decide, len(asked)))


def shipped() -> list[Row]:
    """A warm `ask`, one with its proof, and one of policies that have just grown, with what the verdict presumes and
    without, for each use of the shipped policies; the median over the uses."""
    kb = load()
    uses = list(kb.vocabulary.members("use"))
    for use in uses:
        kb.why(use)
    ask = sorted(median_of(lambda use=use: kb.ask(use), 5) for use in uses)  # type: ignore[misc]
    why = sorted(median_of(lambda use=use: kb.why(use), 5) for use in uses)  # type: ignore[misc]
    middle = len(uses) // 2
    grown = [_grown(kb, use, presumptions) for presumptions in (False, True) for use in uses]
    anew, presuming = sorted(grown[: len(uses)]), sorted(grown[len(uses) :])
    return [
        Row(
            "warm `ask`, the shipped policies", "Licet", ask[middle], f"slowest of {len(uses)}: {ask[-1] * 1e3:.3g} ms"
        ),
        Row("warm `why`, the shipped policies", "Licet", why[middle], f"slowest: {why[-1] * 1e3:.3g} ms"),
        Row(
            "`ask` once an organization was added, the shipped policies",
            "Licet",
            anew[middle],
            f"slowest: {anew[-1] * 1e3:.3g} ms",
        ),
        Row("the same with presumptions", "Licet", presuming[middle], f"slowest: {presuming[-1] * 1e3:.3g} ms"),
    ]


def _grown(kb: KnowledgeBase, use: str, presumptions: bool) -> float:
    """The median time of an `ask` of policies with one organization more, which nobody asked before."""
    grown = [kb.assume(f"organization further_{i}\n") for i in range(4)]
    grown.pop().ask(use, presumptions=presumptions)
    return median_of(lambda: grown.pop().ask(use, presumptions=presumptions), 3)
