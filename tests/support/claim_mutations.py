"""Ways to say something else in the claim of a certificate, and a forger who proves it where it can be proved.

The forger has the engine and the tools that certificates are made with. Whatever a claim says, its worlds are made to
fit: assumed is what the choices of its branches mean, sense or not, and each outcome that holds so is proved.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from licet.certificate.certified import CertifiedWorld, Goal, JsonObject, certificate_of, decode_value, encode_value
from licet.certificate.evidence import asked_literal, base_with
from licet.errors import LicetError
from licet.logic.ir import Fact
from licet.verdict.base import Base
from licet.verdict.policies import Policies
from licet.verdict.query import QUERY
from licet.verdict.verdict import Status

__all__ = ["CLAIM_MUTATIONS", "GIVEN", "forged", "with_other_claim"]

ClaimMutation = Callable[[JsonObject, "Policies", Random], bool]
"""Changes the claim of a certificate; False if there is nothing to change."""

GIVEN = {
    "": True,
    "# nothing\n": True,
    "fact monthly_users(silent, 2023-06) = 5\n": True,
    "fact monthly_users(silent, 2023-06) = 1 billion\n": True,
    "fact monthly_users(acme, 2023-06) = 1 billion\n": True,
    "fact otter descends_from alpaca\n": True,
    "fact on(undated_chat) = 2023-09-01\n": True,
    "fact on(undated_chat) = 2023-09-01\nfact on(undated_judge) = 2023-09-01\n": True,
    "fact exempt(train_otter, alpaca, alpaca_1)\n": True,
    'model badger "Badger"\n  is small\n': True,
    "rule exempt(Use, alpaca, alpaca_1)\n  when Use by acme\n": False,
    'clause alpaca_1.more at "9"\n  permits Use to use\n': False,
    "fact otter is small\nrule Model descends_from alpaca\n  when Model is small\n": False,
    'test "t"\n  expect permitted of chat_product\n': False,
    'adopt reading any_help of improves\n  for acme\n  by "counsel" on 2023-01-01\n': False,
    "relation more(use)\n": False,
    "nonsense": False,
    "\ud800": False,
}
"""What may be given, and whether it only states facts."""

_JUNK: tuple[Any, ...] = (
    None, True, 0, 1.5, -1, "", "yes", "unknown", "\x00", [], {}, [[]], {"decimal": "abc"}, {"decimal": "1E+3000000"},
    {"decimal": "1.0"}, {"date": "2023-02-30"}, {"month": "2023-13"}, {"unknown": True}, 10**300, "x" * 300,
)  # fmt: skip


def with_other_claim(certificate: JsonObject, name: str, policies: Policies, random: Random) -> JsonObject | None:
    """A copy with another claim; None if the mutation does not apply or changed nothing."""
    other = copy.deepcopy(certificate)
    applied = CLAIM_MUTATIONS[name](other, policies, random)
    return other if applied and other != certificate else None


def forged(certificate: JsonObject, policies: Policies, random: Random, *, fit: bool) -> JsonObject | None:
    """The certificate with worlds made for its claim; None where the claim cannot be proved even so.

    Args:
        certificate: one whose claim was changed.
        policies: what it is about.
        random: which of the outcomes that hold is claimed, where there are several.
        fit: whether to claim the outcomes that hold, and what seems to follow from them.
    """
    claim = copy.deepcopy(certificate["claim"])
    try:
        base = base_with(policies, claim["given"])
        base = asked_literal(base, claim["literal"]) if claim["kind"] == "literal" else base
        worlds, doubts = [], {}
        for branch in claim["branches"]:
            assumed = tuple(_assumed(base, (*claim["readings"], *branch["readings"]), branch["assumptions"]))
            oracle = base.solver.overlay(assumed)
            goals = {o: g for o, g in _goals(base, claim) if bool(oracle.answers(g.relation, g.pattern)) is g.holds}
            if fit and goals:
                branch["outcome"] = random.choice(sorted(goals))
            worlds.append(CertifiedWorld(oracle, assumed, (goals[branch["outcome"]],)))
            for relation, cells, _ in branch["assumptions"]:
                doubts[relation, str(cells)] = Goal(f"unknown:{relation}", tuple(map(decode_value, cells)))
        assumed = tuple(_assumed(base, claim["readings"], []))
        root = base.solver.overlay(assumed)
        if doubts and all(root.answers(g.relation, g.pattern) for g in doubts.values()):
            worlds.append(CertifiedWorld(root, assumed, tuple(doubts.values())))
        if fit:
            claim["answer"] = _seems(claim)
        return certificate_of(worlds, certificate["files"], claim)
    except (LicetError, KeyError, TypeError, ValueError, AttributeError, AssertionError, IndexError):
        return None


def _goals(base: Base, claim: JsonObject) -> Iterator[tuple[str, Goal]]:
    if claim["kind"] == "use":
        for status in Status:
            yield status.value, Goal(":outcome", (claim["use"], status.value))
    else:
        yield "true", Goal(QUERY, ())
        yield "false", Goal(base.doubt.possible(QUERY), (), False)


def _seems(claim: JsonObject) -> str:
    """What someone would say who looks at the outcomes only."""
    outcomes = {branch["outcome"] for branch in claim["branches"]}
    if len(outcomes) == 1:
        return str(outcomes.pop())
    return "contested" if any(branch["readings"] for branch in claim["branches"]) else "unknown"


def _assumed(base: Base, readings: Any, assumptions: Any) -> Iterator[Fact]:
    found: dict[tuple[str, object], Fact] = {}
    for term, reading in readings:
        found[f"chosen:{term}", reading] = Fact(f"chosen:{term}", (reading,))
        for other in base.vocabulary.terms[term].term.readings:
            if other.name != reading:
                found[f"dropped:{term}", other.name] = Fact(f"dropped:{term}", (other.name,))
    for relation, cells, value in assumptions:
        row = tuple(map(decode_value, cells))
        if isinstance(value, bool):
            found[f"{value}:{relation}", row] = Fact(relation if value else f"deny:{relation}", row)
        else:
            found[relation, (*row, value)] = Fact(relation, (*row, decode_value(value)))
    return iter(found.values())


def _branch(certificate: JsonObject, random: Random) -> JsonObject | None:
    branches = certificate["claim"].get("branches")
    return random.choice(branches) if branches else None


def _readings(policies: Policies, random: Random) -> list[str]:
    term = random.choice([*sorted(policies.vocabulary.terms), "no_term"])
    entry = policies.vocabulary.terms.get(term)
    names = [r.name for r in entry.term.readings] if entry is not None else []
    return [term, random.choice([*names, *names, "no_reading"])]


def _fact(policies: Policies, random: Random) -> list[Any]:
    """An assumption: mostly one that could be made, about what is known or unknown."""
    vocabulary = policies.vocabulary
    relation = random.choice([*sorted(policies.base.doubt.sources), *sorted(policies.base.doubt.sources), "small"])
    signature = vocabulary.relations[relation]
    kinds = signature.kinds[:-1] if signature.functional else signature.kinds
    values: dict[str, list[Any]] = {"month": [{"month": "2023-06"}, {"month": "2023-07"}]}
    row = [random.choice(values.get(kind) or sorted(vocabulary.members(kind)) or ["x"]) for kind in kinds]
    return [relation, row, random.choice(_options(policies, relation, random))]


def _options(policies: Policies, relation: str, random: Random) -> list[Any]:
    if not policies.base.is_functional(relation):
        return [True, False]
    values = policies.base.values_of(relation) or ()
    return [*(encode_value(v) for v in values), random.choice((7, True, {"date": "2023-09-01"}))]


def _in_claim(change: Callable[[JsonObject, Policies, Random], bool]) -> ClaimMutation:
    return lambda certificate, policies, random: change(certificate["claim"], policies, random)


def _in_branch(change: Callable[[JsonObject, Policies, Random], bool]) -> ClaimMutation:
    def mutation(certificate: JsonObject, policies: Policies, random: Random) -> bool:
        branch = _branch(certificate, random)
        return branch is not None and change(branch, policies, random)

    return mutation


def _answer(claim: JsonObject, _: Policies, random: Random) -> bool:
    claim["answer"] = random.choice([*(s.value for s in Status), "true", "false", "yes", None])
    return True


def _outcome(branch: JsonObject, _: Policies, random: Random) -> bool:
    branch["outcome"] = random.choice([*(s.value for s in Status), "true", "false", "yes", None])
    return True


def _with_branch(certificate: JsonObject, random: Random, change: Callable[[list[Any], int], None]) -> bool:
    """Change the branches and the worlds alike, at one place."""
    both = (certificate["claim"].get("branches", []), certificate["worlds"])
    places = min(map(len, both))
    if places:
        number = random.randrange(places)
        for parts in both:
            change(parts, number)
    return bool(places)


def _drop_branch(certificate: JsonObject, _: Policies, random: Random) -> bool:
    return _with_branch(certificate, random, lambda parts, number: parts.__delitem__(number))


def _repeat_branch(certificate: JsonObject, _: Policies, random: Random) -> bool:
    return _with_branch(certificate, random, lambda parts, number: parts.insert(number, copy.deepcopy(parts[number])))


def _order(certificate: JsonObject, _: Policies, random: Random) -> bool:
    """The same branches in another order: the same claim."""
    branches, worlds = certificate["claim"].get("branches", []), certificate["worlds"]
    numbers = list(range(min(len(branches), len(worlds))))
    random.shuffle(numbers)
    for parts in (branches, worlds):
        parts[: len(numbers)] = [parts[n] for n in numbers]
    return True


def _lie(certificate: JsonObject, _: Policies, random: Random) -> bool:
    """Another outcome, as a goal that nothing founds."""
    claim, worlds = certificate["claim"], certificate["worlds"]
    if claim["kind"] != "use" or not worlds:
        return False
    number = random.randrange(min(len(claim["branches"]), len(worlds)))
    outcome = random.choice([s.value for s in Status])
    claim["branches"][number]["outcome"] = outcome
    worlds[number]["goals"] = [[":outcome", [claim["use"], outcome], True]]
    claim["answer"] = _seems(claim)
    return True


def _assume_both(claim: JsonObject, _: Policies, random: Random) -> bool:
    """In every branch with some fact the same value of it first, whatever the branch says of it then."""
    assumptions = [a for branch in claim.get("branches", []) for a in branch["assumptions"]]
    if not assumptions:
        return False
    relation, row, value = random.choice(assumptions)
    for branch in claim["branches"]:
        if any(a[:2] == [relation, row] for a in branch["assumptions"]):
            branch["assumptions"].insert(random.choice((0, len(branch["assumptions"]))), [relation, row, value])
    return True


def _merge(claim: JsonObject, _: Policies, random: Random) -> bool:
    """One branch less, and one that leaves its last choice open."""
    branches = claim.get("branches", [])
    if len(branches) < 2:
        return False
    del branches[random.randrange(len(branches))]
    branch = random.choice(branches)
    chosen = branch["assumptions"] or branch["readings"]
    del chosen[-1:]
    return True


def _split_reading(claim: JsonObject, policies: Policies, random: Random) -> bool:
    """A branch for each reading of a term in the place of one."""
    branches, (term, _) = claim.get("branches", []), _readings(policies, random)
    entry = policies.vocabulary.terms.get(term)
    if not branches or entry is None:
        return False
    number = random.randrange(len(branches))
    old = branches[number]
    branches[number : number + 1] = [
        {**copy.deepcopy(old), "readings": [*old["readings"], [term, r.name]]} for r in entry.term.readings
    ]
    return True


def _split_fact(claim: JsonObject, policies: Policies, random: Random) -> bool:
    """A branch for each value of a fact in the place of one, or of each."""
    branches, (relation, row, _) = claim.get("branches", []), _fact(policies, random)
    if not branches:
        return False
    options = _options(policies, relation, random)
    options = options if random.random() < 0.2 or len(options) == 2 else options[:-1]
    everywhere, number = random.random() < 0.5, random.randrange(len(branches))
    claim["branches"] = [
        made
        for n, old in enumerate(branches)
        for made in (
            [{**copy.deepcopy(old), "assumptions": [*old["assumptions"], [relation, row, value]]} for value in options]
            if everywhere or n == number
            else [old]
        )
    ]
    return True


def _split_fact_then_reading(claim: JsonObject, policies: Policies, random: Random) -> bool:
    """A needless split on a term below a fact, which only looks as if the answer hung on readings."""
    return _split_fact(claim, policies, random) and _split_reading(claim, policies, random)


def _read_more(target: JsonObject, policies: Policies, random: Random) -> bool:
    target.setdefault("readings", []).append(_readings(policies, random))
    return True


def _read_otherwise(target: JsonObject, policies: Policies, random: Random) -> bool:
    if not target.get("readings"):
        return False
    target["readings"][random.randrange(len(target["readings"]))] = _readings(policies, random)
    return True


def _read_less(target: JsonObject, _: Policies, random: Random) -> bool:
    if not target.get("readings"):
        return False
    del target["readings"][random.randrange(len(target["readings"]))]
    return True


def _both_readings(claim: JsonObject, policies: Policies, random: Random) -> bool:
    """Every reading of a term at once, and no branch that chooses one."""
    term = random.choice(sorted(policies.vocabulary.terms))
    claim["readings"] = [[term, r.name] for r in policies.vocabulary.terms[term].term.readings]
    for branch in claim.get("branches", []):
        branch["readings"] = [r for r in branch["readings"] if r[0] != term]
    claim["branches"] = claim.get("branches", [])[:1]
    return True


def _pin_a_branch(claim: JsonObject, _: Policies, random: Random) -> bool:
    """The readings of a branch for those of the question: what follows under them."""
    branches = claim.get("branches", [])
    if not branches:
        return False
    readings = random.choice(branches)["readings"]
    claim["readings"] = [*claim["readings"], *readings]
    claim["branches"] = [{**b, "readings": []} for b in branches if b["readings"] == readings]
    return True


def _assume_more(branch: JsonObject, policies: Policies, random: Random) -> bool:
    branch["assumptions"].append(_fact(policies, random))
    return True


def _assume_less(branch: JsonObject, _: Policies, random: Random) -> bool:
    if not branch["assumptions"]:
        return False
    del branch["assumptions"][random.randrange(len(branch["assumptions"]))]
    return True


def _assume_otherwise(branch: JsonObject, policies: Policies, random: Random) -> bool:
    if not branch["assumptions"]:
        return False
    assumption = random.choice(branch["assumptions"])
    assumption[2] = random.choice([*_options(policies, "monthly_users", random), True, False, *_JUNK])
    return True


def _give(claim: JsonObject, _: Policies, random: Random) -> bool:
    claim["given"] = random.choice(sorted(GIVEN))
    return True


def _ask_of_another(claim: JsonObject, policies: Policies, random: Random) -> bool:
    if "use" in claim:
        claim["use"] = random.choice([*sorted(policies.vocabulary.members("use")), "no_use", "acme"])
    else:
        claim["literal"] = random.choice(["otter is small", "judge_otter improves otter", "otter", "X is small", "a ="])
    return True


def _kind(claim: JsonObject, _: Policies, random: Random) -> bool:
    claim["kind"] = random.choice(["use", "literal", "goals", "proof", None])
    if claim["kind"] == "goals" and random.random() < 0.7:
        for key in claim.keys() - {"kind"}:
            del claim[key]
    return True


def _key(certificate: JsonObject, _: Policies, random: Random) -> bool:
    objects = [certificate, certificate["claim"], *certificate["claim"].get("branches", [])]
    random.choice(objects)[random.choice(["note", "kind ", "answer2"])] = random.choice(_JUNK)
    return True


def _drop_key(certificate: JsonObject, _: Policies, random: Random) -> bool:
    found = random.choice([certificate["claim"], *certificate["claim"].get("branches", [])])
    if found:
        del found[random.choice(sorted(found))]
    return bool(found)


def _junk(certificate: JsonObject, _: Policies, random: Random) -> bool:
    """Something else, anywhere in the claim."""
    places: list[tuple[Any, Any]] = []
    todo: list[Any] = [certificate["claim"]]
    while todo:
        part = todo.pop()
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        places += [(part, key) for key in keys]
        todo += [part[key] for key in keys if isinstance(part[key], (dict, list))]
    if places:
        part, key = random.choice(places)
        part[key] = copy.deepcopy(random.choice(_JUNK))
    return bool(places)


def _files(certificate: JsonObject, _: Policies, random: Random) -> bool:
    files = certificate["files"]
    name = random.choice(sorted(files))
    match random.randrange(4):
        case 0:
            del files[name]
        case 1:
            files[name] = random.choice(["0" * 64, files[name].upper(), 1, ""])
        case 2:
            files[f"elsewhere/{name}"] = files.pop(name)
        case _:
            files["more.licet"] = "0" * 64
    return True


def _deep(certificate: JsonObject, _: Policies, random: Random) -> bool:
    """Nested too deeply for anything that calls itself."""
    deep: Any = []
    for _level in range(5_000):
        deep = [deep]
    claim = certificate["claim"]
    claim[random.choice(sorted(claim))] = deep
    return True


CLAIM_MUTATIONS: dict[str, ClaimMutation] = {
    "claim another answer": _in_claim(_answer),
    "claim another outcome": _in_branch(_outcome),
    "claim another outcome, and that it is founded": _lie,
    "drop a branch": _drop_branch,
    "repeat a branch": _repeat_branch,
    "put the branches in another order": _order,
    "merge branches": _in_claim(_merge),
    "split a branch on a reading": _in_claim(_split_reading),
    "split branches on a fact": _in_claim(_split_fact),
    "split branches on a fact, and one on a reading": _in_claim(_split_fact_then_reading),
    "read more in the question": _in_claim(_read_more),
    "read otherwise in the question": _in_claim(_read_otherwise),
    "read less in the question": _in_claim(_read_less),
    "read more in a branch": _in_branch(_read_more),
    "read otherwise in a branch": _in_branch(_read_otherwise),
    "read less in a branch": _in_branch(_read_less),
    "read a term in all ways at once": _in_claim(_both_readings),
    "take the readings of a branch as given": _in_claim(_pin_a_branch),
    "assume more": _in_branch(_assume_more),
    "assume one value in all branches": _in_claim(_assume_both),
    "assume less": _in_branch(_assume_less),
    "assume otherwise": _in_branch(_assume_otherwise),
    "give something else": _in_claim(_give),
    "ask of another": _in_claim(_ask_of_another),
    "claim another kind of thing": _in_claim(_kind),
    "add a key": _key,
    "drop a key": _drop_key,
    "put something else anywhere": _junk,
    "nest without end": _deep,
    "pin other files": _files,
}
