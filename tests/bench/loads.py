"""The loads that engines are compared on: programs in plain Datalog, and seeded facts for them at several sizes.

All values are whole numbers, so that every engine can say them. The same name and size is always the same load.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from random import Random

from bench import policy
from licet.logic.ir import Program
from support.datalog import program

__all__ = ["LOADS", "SIZES", "Facts", "Load", "read_facts", "write_facts"]

Facts = Mapping[str, list[tuple[int, ...]]]
SIZES = ("S", "M", "L")


@dataclass(frozen=True)
class Load:
    """A program, what is asked of it, and how its facts are made for each size.

    Attributes:
        what: what it is, in a few words.
        outputs: the relations whose rows are counted and compared.
        sizes: for each size how large it is, in words.
    """

    name: str
    what: str
    program: Program
    outputs: tuple[str, ...]
    sizes: Mapping[str, str]
    make: Callable[[str], Facts]

    @property
    def inputs(self) -> Mapping[str, int]:
        """The relations that facts are stated of, with their arities."""
        heads = {rule.head.relation for rule in self.program.rules}
        return {name: arity for name, arity in sorted(self.program.arities.items()) if name not in heads}


def write_facts(load: Load, size: str, folder: Path) -> int:
    """Write the facts of a load as `RELATION.facts`, cells apart by tabs, rows in order; how many there are."""
    made = load.make(size)
    total = 0
    for relation in load.inputs:
        rows = sorted(set(made.get(relation, ())))
        total += len(rows)
        lines = "".join("\t".join(map(str, row)) + "\n" for row in rows)
        (folder / f"{relation}.facts").write_text(lines, encoding="ascii")
    return total


def read_facts(folder: Path, relation: str) -> Iterator[tuple[int, ...]]:
    """The rows of a relation that `write_facts` wrote."""
    with (folder / f"{relation}.facts").open(encoding="ascii") as file:
        for line in file:
            yield tuple(map(int, line.split("\t")))


_TAINT = """
up(X, Y) :- derived_from(X, Y).
up(X, Y) :- trained_on(X, Y).
up(X, Y) :- generated_by(X, Y).
tainted_by(X, R) :- up(X, R), restricted(R).
tainted_by(X, R) :- up(X, Y), tainted_by(Y, R).
"""

_AFFILIATES = """
majority(A, B) :- owns(A, B, P), P > 50.
controls(A, B) :- majority(A, B).
controls(A, C) :- controls(A, B), majority(B, C).
controlled(B) :- majority(_, B).
ultimate(X, U) :- controls(U, X), not controlled(U).
ultimate(X, X) :- org(X), not controlled(X).
affiliate(X, Y) :- ultimate(X, U), ultimate(Y, U).
group_user(U, X, N) :- ultimate(X, U), mau(X, N).
group_mau(U, sum N) :- group_user(U, X, N).
over(U) :- group_mau(U, S), S > 700.
agreed(U) :- ultimate(X, U), has_agreement(X).
needs_license(X) :- ultimate(X, U), over(U), not agreed(U).
"""

_POLICY = """
ancestor(M, P) :- derived_from(M, P).
ancestor(M, Q) :- derived_from(M, P), ancestor(P, Q).
under(M, L) :- license(M, L).
under(M, L) :- ancestor(M, P), license(P, L), copyleft(L).
licensed(M) :- license(M, _).
controls(A, B) :- owns(A, B, P), P > 50.
controls(A, C) :- controls(A, B), owns(B, C, P), P > 50.
affiliate(X, X) :- org(X).
affiliate(X, Y) :- controls(X, Y).
affiliate(X, Y) :- controls(Y, X).
affiliate(X, Y) :- controls(Z, X), controls(Z, Y).
user_of(X, Y, N) :- affiliate(X, Y), mau(Y, N).
group_mau(X, sum N) :- user_of(X, Y, N).
income_of(X, Y, N) :- affiliate(X, Y), revenue(Y, N).
group_revenue(X, sum N) :- income_of(X, Y, N).
agreed(O, L) :- affiliate(O, P), has_agreement(P, L).
over(O, L) :- group_mau(O, N), threshold(L, T), N > T.
over(O, L) :- group_revenue(O, N), revenue_threshold(L, T), N > T.
needs_agreement(O, L) :- over(O, L), not agreed(O, L).
terminated(O, L) :- affiliate(O, P), breached(P, L, D), not cured(P, L), today(T), D <= T.
use_in(U, C) :- use_category(U, C).
use_in(U, D) :- use_in(U, C), parent_category(C, D).
prohibited(L, U, C) :- use_in(U, C), prohibits(L, C).
exempt(O, L, C) :- exemption(L, C, S), sector(O, S).
within(C, R) :- region(C, R).
within(C, R) :- region(C, Q), within(Q, R).
barred(O, L) :- seat(O, C), within(C, R), excluded(L, R).
converted(L) :- change_date(L, D), today(T), D <= T.
no_commerce(L, U) :- noncommercial(L), use_commercial(U), not converted(L).
no_training(L, U) :- no_train(L), use_training(U).
hard(O, L, U) :- prohibited(L, U, C), org(O), not exempt(O, L, C).
soft_for_org(O, L) :- barred(O, L).
soft_for_org(O, L) :- terminated(O, L).
soft_for_org(O, L) :- needs_agreement(O, L).
soft_for_use(L, U) :- no_commerce(L, U).
soft_for_use(L, U) :- no_training(L, U).
forbidden(O, M, U) :- request(O, M, U), under(M, L), hard(O, L, U).
forbidden(O, M, U) :- request(O, M, U), under(M, L), soft_for_org(O, L), not contract(O, M).
forbidden(O, M, U) :- request(O, M, U), under(M, L), soft_for_use(L, U), not contract(O, M).
forbidden(O, M, U) :- request(O, M, U), not licensed(M), not contract(O, M).
owed(M, U, B) :- under(M, L), obligation(L, B), use_distribution(U).
owed(M, U, B) :- under(M, L), always_owed(L, B), use(U).
conditioned(M, U) :- owed(M, U, _).
verdict(O, M, U, 1) :- forbidden(O, M, U).
verdict(O, M, U, 2) :- request(O, M, U), not forbidden(O, M, U), conditioned(M, U).
verdict(O, M, U, 0) :- request(O, M, U), not forbidden(O, M, U), not conditioned(M, U).
"""

_CLOSURE = """
path(X, Y) :- edge(X, Y).
path(X, Z) :- path(X, Y), edge(Y, Z).
"""


def _taint(edges: int) -> Facts:
    """A hub: few roots with very many descendants, data that some models were trained on and others wrote."""
    random = Random(1)
    models = int(edges * 0.56)
    roots, data = max(10, models // 50), max(5, models // 12)
    depth = [0] * models
    urn = list(range(roots))

    def root() -> int:
        return int(roots * random.random() ** 3)

    derived = []
    for model in range(roots, models):
        for _ in range(1 if random.random() < 0.9 else random.randint(2, 4)):
            how = random.random()
            if how < 0.45:
                parent = root()
            elif how < 0.8:
                parent = random.choice(urn)
            else:
                parent = random.randrange(max(0, model - 1 - model // 3), model)
            if depth[parent] >= 12:
                parent = root()
            depth[model] = max(depth[model], depth[parent] + 1)
            derived.append((model, parent))
            urn.append(parent)
    written = []
    for one in range(data):
        born = one * models // data
        if born > roots and random.random() < 0.2:
            writers = range(random.randint(1, 2))
            written += [(models + one, min(born - 1, int(born * random.random() ** 2))) for _ in writers]
    trained = []
    for _ in range(edges - len(derived) - len(written)):
        model = random.randrange(roots, models)
        one = int(model / models * data * random.random() ** 2) if random.random() < 0.97 else 0
        trained.append((model, models + min(one, data - 1)))
    restricted = [(r,) for r in range(roots)] + [(models + d,) for d in range(data) if random.random() < 0.3]
    return {"derived_from": derived, "trained_on": trained, "generated_by": written, "restricted": restricted}


def _affiliates(count: int) -> Facts:
    """Groups of companies of very different sizes, with users by a power law."""
    random = Random(2)
    owns, users, agreed = [], [], []
    first = 0
    while first < count:
        size = min(count - first, int(random.paretovariate(1.4)), 80)
        for one in range(1, size):
            above = random.randrange(max(0, one - 3), one) if random.random() < 0.5 else int(one * random.random() ** 2)
            owns.append((first + above, first + one, random.randint(51, 100)))
            if random.random() < 0.4:
                owns.append((random.randrange(count), first + one, random.randint(1, 49)))
        users += [
            (first + one, int(min(3000.0, random.paretovariate(0.55)))) for one in range(size) if random.random() < 0.6
        ]
        if random.random() < 0.05:
            agreed.append((first + random.randrange(size),))
        first += size
    return {"owns": owns, "mau": users, "has_agreement": agreed, "org": [(one,) for one in range(count)]}


def _policy(organizations: int, models: int, uses: int) -> Facts:
    """Organizations with owners, seats and agreements; models with lineage; uses with categories; 25 licenses."""
    random = Random(3)
    licenses, categories, duties, sectors, countries, regions = 25, 40, 12, 8, 30, 6
    org, model, use, license, category, duty, sector, place = (
        partial(int.__add__, base) for base in (1_000, 100_000, 200_000, 300_000, 400_000, 500_000, 600_000, 700_000)
    )
    found: dict[str, list[tuple[int, ...]]] = {}

    def say(relation: str, *row: int) -> None:
        found.setdefault(relation, []).append(row)

    def happens(chance: float) -> bool:
        return random.random() < chance

    for i in range(organizations):
        say("org", org(i))
        say("seat", org(i), place(random.randrange(countries)))
        say("sector", org(i), sector(random.randrange(sectors)))
        say("mau", org(i), int(min(2_000.0, random.paretovariate(0.5))))
        say("revenue", org(i), int(min(100_000.0, 10 * random.paretovariate(0.4))))
        if i and happens(0.5):
            say("owns", org(random.randrange(i)), org(i), random.choice((30, 49, 50, 51, 60, 75, 100, 100)))
        for _ in range(random.choice((0, 0, 0, 1, 2))):
            say("has_agreement", org(i), license(random.randrange(licenses)))
        if happens(0.1):
            broken = license(random.randrange(licenses))
            say("breached", org(i), broken, 20_240_000 + random.randrange(30_000))
            if happens(0.5):
                say("cured", org(i), broken)
        for _ in range(random.choice((0, 0, 1, 3))):
            say("contract", org(i), model(random.randrange(models)))
    for i in range(models):
        if happens(0.95):
            say("license", model(i), license(int(licenses * random.random() ** 2)))
        if i > 5 and happens(0.8):
            for _ in range(random.choice((1, 1, 1, 2))):
                say("derived_from", model(i), model(int(i * random.random() ** 1.5)))
    for i in range(uses):
        say("use", use(i))
        for _ in range(random.choice((1, 1, 2))):
            say("use_category", use(i), category(random.randrange(10, categories)))
        for relation, chance in (("use_commercial", 0.5), ("use_training", 0.25), ("use_distribution", 0.35)):
            if happens(chance):
                say(relation, use(i))
    for i in range(10, categories):
        say("parent_category", category(i), category(random.randrange(i // 2)))
    for i in range(1, 10):
        if happens(0.3):
            say("parent_category", category(i), category(0))
    for i in range(licenses):
        if happens(0.4):
            say("copyleft", license(i))
        if happens(0.2):
            say("threshold", license(i), random.choice((100, 700, 700, 1_000)))
        if happens(0.15):
            say("revenue_threshold", license(i), random.choice((1_000, 10_000)))
        if happens(0.2):
            say("noncommercial", license(i))
        if happens(0.1):
            say("change_date", license(i), 20_250_000 + random.randrange(20_000))
        if happens(0.12):
            say("no_train", license(i))
        if happens(0.5):
            for _ in range(random.randint(1, 5)):
                say("prohibits", license(i), category(random.randrange(4, categories)))
        if happens(1 / 3):
            say("exemption", license(i), category(random.randrange(4, categories)), sector(random.randrange(sectors)))
        if happens(0.2):
            say("excluded", license(i), place(countries + random.randrange(regions)))
        for _ in range(random.choice((0, 1, 2, 3))):
            say("obligation", license(i), duty(random.randrange(duties)))
        if happens(0.2):
            say("always_owed", license(i), duty(random.randrange(duties)))
    for i in range(countries):
        say("region", place(i), place(countries + random.randrange(regions)))
    for i in range(regions):
        say("region", place(countries + i), place(countries + regions))
    say("today", 20_251_122)
    found["request"] = list(product(map(org, range(organizations)), map(model, range(models)), map(use, range(uses))))
    return found


def _chain(length: int) -> Facts:
    return {"edge": [(i, i + 1) for i in range(length)]}


def _graph(nodes: int) -> Facts:
    random = Random(4)
    edges: set[tuple[int, ...]] = set()
    while len(edges) < 2 * nodes:
        edges.add((random.randrange(nodes), random.randrange(nodes)))
    return {"edge": sorted(edges)}


def _clauses_program() -> Program:
    """The clauses of `bench.policy`, over pairs of an organization, a model and a purpose."""
    lines = ["allowed(O, M, P) :- request(O, M, P), granted(M), not banned(O, M, P)."]
    for clause in policy.world().clauses:
        license = clause.license.removeprefix("license_")
        if clause.permits:
            lines.append(f"granted(M) :- license_of(M, {license}).")
            continue
        purpose = clause.purpose.removeprefix("purpose_") if clause.purpose else None
        body = ["request(O, M, P)", f"license_of(M, {license})"]
        body += [f"P = {purpose}"] if purpose else []
        body += [f"users_of(O, N), N > {clause.more_users_than}"] if clause.more_users_than is not None else []
        body += ["competes(O)"] if clause.competitor else []
        lines.append(f"banned(O, M, P) :- {', '.join(body)}.")
    return program("\n".join(lines))


def clause_requests(size: str) -> list[tuple[str, str, str]]:
    """The requests of the load `clauses`, as `bench.policy` calls their parts."""
    organizations, models, purposes = _CLAUSE_SIZES[size]
    return [
        (f"org_{o}", f"model_{m}", f"purpose_{p}")
        for o, m, p in product(range(organizations), range(models), range(purposes))
    ]


def _clauses(size: str) -> Facts:
    world = policy.world()

    def number(name: str) -> int:
        return int(name.rpartition("_")[2])

    return {
        "users_of": [(number(o), users) for o, users in world.users.items()],
        "competes": [(number(o),) for o in world.competitors],
        "license_of": [(number(m), number(license)) for m, license in world.license_of.items()],
        "request": [tuple(map(number, request)) for request in clause_requests(size)],
    }


_CLAUSE_SIZES = {"S": (10, 10, 10), "M": (100, 50, 20), "L": (200, 100, 20)}


def _sized(make: Callable[..., Facts], **sizes: tuple[int, ...]) -> Callable[[str], Facts]:
    return lambda size: make(*sizes[size])


LOADS: Mapping[str, Load] = {
    load.name: load
    for load in (
        Load(
            "taint",
            "what goes back to restricted roots and data of a hub",
            program(_TAINT),
            ("tainted_by",),
            {"S": "1,000 edges", "M": "100,000 edges", "L": "1,000,000 edges"},
            _sized(_taint, S=(1_000,), M=(100_000,), L=(1_000_000,)),
        ),
        Load(
            "affiliates",
            "groups of companies with a threshold of users, summed",
            program(_AFFILIATES),
            ("affiliate", "group_mau", "needs_license"),
            {"S": "500 companies", "M": "50,000 companies", "L": "500,000 companies"},
            _sized(_affiliates, S=(500,), M=(50_000,), L=(500_000,)),
        ),
        Load(
            "policy",
            "46 rules over all of organizations × models × uses",
            program(_POLICY),
            ("verdict", "owed", "forbidden"),
            {"S": "20 × 20 × 10", "M": "200 × 100 × 20", "L": "1,000 × 200 × 20"},
            _sized(_policy, S=(20, 20, 10), M=(200, 100, 20), L=(1_000, 200, 20)),
        ),
        Load(
            "chain",
            "closure of a chain",
            program(_CLOSURE),
            ("path",),
            {"S": "447 edges", "M": "1,414 edges", "L": "4,472 edges"},
            _sized(_chain, S=(447,), M=(1_414,), L=(4_472,)),
        ),
        Load(
            "graph",
            "closure of a random graph",
            program(_CLOSURE),
            ("path",),
            {"S": "800 edges", "M": "2,520 edges", "L": "8,000 edges"},
            _sized(_graph, S=(400,), M=(1_260,), L=(4_000,)),
        ),
        Load(
            "clauses",
            "40 clauses without recursion over all of organizations × models × purposes",
            _clauses_program(),
            ("allowed",),
            {size: " × ".join(map(str, sizes)) for size, sizes in _CLAUSE_SIZES.items()},
            _clauses,
        ),
    )
}
