"""What comes of the acts of a use, as rules of the two-valued program: which duties are fulfilled and refused, which of
several licenses may be chosen, and the verdict of each act and of the use.

`licet.policy.norms` says which relations these rest on, and what their arguments are.
"""

from __future__ import annotations

from collections.abc import Iterator

from licet.logic.ir import Literal, Rule, Var
from licet.policy import relation_names as called
from licet.policy.dated import at_day
from licet.policy.rule_writing import ACT, ACTION, DAY, DOES, THING, USE, absent, literal, negated, rule
from licet.policy.vocabulary import Vocabulary

__all__ = [
    "CONFLICT",
    "FORBIDDEN",
    "NOT_GRANTED",
    "OUTCOMES",
    "PERMITTED",
    "PERMITTED_WITH_DUTIES",
    "UNKNOWN",
    "choice_rules",
    "duty_rules",
    "license_rules",
    "outcome_rules",
    "touching_rules",
]

FORBIDDEN = "forbidden"
CONFLICT = "conflict"
NOT_GRANTED = "not granted"
UNKNOWN = "unknown"
PERMITTED_WITH_DUTIES = "permitted with duties"
PERMITTED = "permitted"
OUTCOMES = (FORBIDDEN, CONFLICT, NOT_GRANTED, UNKNOWN, PERMITTED_WITH_DUTIES, PERMITTED)


def touching_rules(vocabulary: Vocabulary) -> Iterator[Rule]:
    """Which things a use touches by its acts, and under which licenses they are on its day."""
    material, license = Var("Material"), Var("License")
    act = Literal("does", (USE, Var("_1"), THING))
    touches = literal(called.TOUCHES, USE, THING, material)
    yield rule(":touches/1", literal(called.TOUCHES, USE, THING, THING), act)
    yield rule(":touches/2", touches, act, literal("comes_from", THING, material))
    of_the_day = (Literal("on", (USE, DAY)),)
    ways = at_day(vocabulary, "licensed_under", (material, license), DAY, of_the_day)
    for number, way in enumerate(ways, 1):
        yield rule(f":under/{number}", literal(called.UNDER, USE, THING, material, license), touches, *way)
    under, with_it = literal(called.UNDER, USE, THING, material, license), Var("With")
    yield rule(":reaches/1", literal(called.REACHES, *ACT, license), DOES, under)
    brings = literal(called.BRINGS, license, with_it)
    yield rule(":reaches/2", literal(called.REACHES, *ACT, with_it), DOES, under, brings)


def license_rules(choice: bool) -> Iterator[Rule]:
    """What the licenses that reach a thing say of an act, where they are not set aside for others."""
    license, duty, why = Var("License"), Var("Duty"), Var("Why")
    reaches = literal(called.REACHES, *ACT, license)
    says = (USE, license, ACTION, THING)
    aside = (absent(called.ASIDE, *says),) if choice else ()
    for relation, by_itself in (
        (called.FORBIDDEN, called.BARS),
        (called.CONFLICT, called.CLASHES),
        (called.NOT_GRANTED, called.LACKS),
    ):
        yield rule(relation, literal(relation, *says), reaches, literal(by_itself, *says), *aside)
    owed = (USE, duty, license, ACTION, THING)
    met = absent(called.FULFILS, USE, duty, license, THING)
    yield rule(called.OWES, literal(called.OWES, *owed), reaches, literal(called.ASKS, *owed), met, *aside)
    open = (USE, THING, why, license)
    of_some_act = literal(called.REACHES, USE, Var("_1"), THING, license)
    yield rule(f"{called.UNSETTLED}/open", literal(called.UNSETTLED, *open), of_some_act, literal(called.OPEN, *open))


def duty_rules(vocabulary: Vocabulary) -> Iterator[Rule]:
    """Which duties a use fulfils and refuses for each thing: what it says of the one thing counts before what it says
    of all of them."""
    duty, license = Var("Duty"), Var("License")
    head, refusal = (literal(of, USE, duty, license, THING) for of in (called.FULFILS, called.REFUSES))
    act = Literal("does", (USE, Var("_1"), THING))
    general = (USE, duty, license)
    said = literal("fulfils_of", *general)
    denied = literal(called.denied("fulfils_of"), *general)
    if "fulfils_of_for" not in vocabulary.relations:
        yield rule(":fulfils/1", head, said, act)
        yield rule(":refuses/1", refusal, denied, act, absent(called.FULFILS, *general, THING))
        return
    particular = literal("fulfils_of_for", *general, THING)
    refused = literal(called.denied("fulfils_of_for"), *general, THING)
    yield rule(":fulfils/1", head, said, act, negated(refused))
    yield rule(":fulfils/2", head, particular)
    yield rule(":refuses/1", refusal, denied, act, absent(called.FULFILS, *general, THING))
    yield rule(":refuses/2", refusal, refused, absent(called.FULFILS, *general, THING))


def choice_rules() -> Iterator[Rule]:
    """That a license which refuses an act is set aside, where everything that brings the thing under it may be taken
    under another license that lets the act pass."""
    material, license, other = Var("Material"), Var("License"), Var("Other")
    says = (USE, license, ACTION, THING)
    free, bound = literal(called.FREE, *says, material), literal(called.BOUND, *says)
    offers = (literal("offered_under", material, license), literal("offered_under", material, other))
    touches, passes = literal(called.TOUCHES, USE, THING, material), literal(called.PASSES, USE, other, ACTION, THING)
    yield rule(":free", free, touches, *offers, passes)
    under = literal(called.UNDER, USE, THING, material, license)
    yield rule(":bound", bound, DOES, under, absent("exempt", USE, material, license), negated(free))
    yield rule(":aside", literal(called.ASIDE, *says), free, absent(called.PASSES, *says), negated(bound))


def outcome_rules(vocabulary: Vocabulary) -> Iterator[Rule]:
    """What is unsettled of each act, and the verdicts of the acts and of the use."""
    is_use = literal(called.domain("use"), USE)
    material, license = Var("Material"), Var("License")
    anything = tuple(Var(f"_{i}") for i in range(1, 4))

    def unsettled(why: str, thing: Var, what: Var) -> Literal:
        return literal(called.UNSETTLED, USE, thing, why, what)

    yield rule(":unsettled/does", unsettled("does", USE, USE), is_use, absent("does", USE, *anything[:2]))
    touches = literal(called.TOUCHES, USE, THING, material)
    no_license = [absent(called.UNDER, USE, THING, material, anything[0])]
    if "needs_no_license" in vocabulary.relations:
        no_license.append(absent("needs_no_license", material))
    yield rule(":unsettled/license", unsettled("license", THING, material), touches, *no_license)
    hidden = [literal("undisclosed_lineage", material)]
    if "lineage_taken" in vocabulary.relations:
        hidden.append(absent("lineage_taken", USE, material))
    yield rule(":unsettled/lineage", unsettled("lineage", THING, material), touches, *hidden)
    if "has_hidden_ingredients" in vocabulary.relations:
        admitted = literal("undisclosed_lineage", THING)
        known = absent(called.unknown(admitted.relation), THING)
        hides = literal("has_hidden_ingredients", THING)
        yield rule(":hidden/admitted", hides, admitted, known)
        yield rule(":hidden/unsure", hides, literal(called.unsure(admitted.relation), THING))
    if "undecided" in vocabulary.relations:
        reason = Var("Reason")
        act = Literal("does", (USE, anything[0], THING))
        yield rule(":unsettled/said", unsettled("said", THING, reason), act, literal("undecided", USE, THING, reason))
    worse: list[Literal] = []
    worse_act: list[Literal] = []
    for verdict, relation in (
        (FORBIDDEN, called.FORBIDDEN),
        (CONFLICT, called.CONFLICT),
        (NOT_GRANTED, called.NOT_GRANTED),
    ):
        says = literal(relation, USE, license, ACTION, THING)
        yield rule(f":outcome/{verdict}", literal(called.OUTCOME, USE, verdict), says, *worse)
        yield rule(f":act/{verdict}", literal(called.ACT, *ACT, verdict), says, *worse_act)
        worse.append(absent(relation, USE, *anything))
        worse_act.append(absent(relation, USE, anything[0], ACTION, THING))
    open = literal(called.UNSETTLED, USE, THING, Var("Why"), Var("What"))
    yield rule(":outcome/unknown", literal(called.OUTCOME, USE, UNKNOWN), open, *worse)
    yield rule(":act/unknown", literal(called.ACT, *ACT, UNKNOWN), DOES, open, *worse_act)
    worse.append(absent(called.UNSETTLED, USE, *anything))
    worse_act.append(absent(called.UNSETTLED, USE, THING, *anything[:2]))
    allowed = literal(called.ALLOWED, USE)
    yield rule(called.ALLOWED, allowed, is_use, *worse)
    duty = (Var("Duty"), license)
    owes = literal(called.OWES, USE, *duty, ACTION, THING)
    no_duty = absent(called.OWES, USE, *anything, Var("_4"))
    yield rule(":outcome/duties", literal(called.OUTCOME, USE, PERMITTED_WITH_DUTIES), allowed, owes)
    yield rule(":outcome/permitted", literal(called.OUTCOME, USE, PERMITTED), allowed, no_duty)
    passing = (DOES, *worse_act)
    yield rule(":act/duties", literal(called.ACT, *ACT, PERMITTED_WITH_DUTIES), *passing, owes)
    owes_none = absent(called.OWES, USE, *anything[:2], ACTION, THING)
    yield rule(":act/permitted", literal(called.ACT, *ACT, PERMITTED), *passing, owes_none)
