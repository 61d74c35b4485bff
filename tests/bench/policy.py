"""One policy of 40 rules over organizations, models and purposes, written for Licet and its peers."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

ORGANIZATIONS, MODELS, PURPOSES, LICENSES = 200, 100, 20, 8


@dataclass(frozen=True)
class Clause:
    """A permission or prohibition for uses with these properties; None does not matter."""

    name: str
    permits: bool
    license: str
    purpose: str | None
    more_users_than: int | None
    competitor: bool | None


@dataclass(frozen=True)
class World:
    """The clauses and the facts about organizations (users, competitor) and models (license)."""

    clauses: tuple[Clause, ...]
    users: dict[str, int]
    competitors: frozenset[str]
    license_of: dict[str, str]


Request = tuple[str, str, str]


def world(seed: int = 7) -> World:
    """The same world for the same seed: a grant for each license, and prohibitions up to 40 clauses."""
    random = Random(seed)
    clauses = [Clause(f"grant_{i}", True, f"license_{i}", None, None, None) for i in range(LICENSES)]
    while len(clauses) < 40:
        purpose = random.choice([None, f"purpose_{random.randrange(PURPOSES)}"])
        users = random.choice([None, random.choice([100, 400, 700]) * 10**6])
        competitor = random.choice([None, True]) if purpose or users else True
        license = f"license_{random.randrange(LICENSES)}"
        clauses.append(Clause(f"ban_{len(clauses)}", False, license, purpose, users, competitor))
    organizations = [f"org_{i}" for i in range(ORGANIZATIONS)]
    return World(
        tuple(clauses),
        {o: random.randrange(1, 1000) * 10**6 for o in organizations},
        frozenset(random.sample(organizations, 40)),
        {f"model_{i}": f"license_{random.randrange(LICENSES)}" for i in range(MODELS)},
    )


def requests(count: int) -> list[Request]:
    """Random requests: an organization, a model, a purpose."""
    random = Random(11)
    return [
        (
            f"org_{random.randrange(ORGANIZATIONS)}",
            f"model_{random.randrange(MODELS)}",
            f"purpose_{random.randrange(PURPOSES)}",
        )
        for _ in range(count)
    ]


VOCABULARY = """
kind artifact
kind organization
kind use
kind action
kind duty
kind purpose
relation comes_from(artifact, artifact)
relation licensed_under(artifact, license)
relation by(use, organization)
open relation on(use) = date
relation does(use, action, artifact)
relation fulfils_of(use, duty, license)
relation exempt(use, artifact, license)
open relation undisclosed_lineage(artifact)
relation for_purpose(use, purpose)
relation competitor(organization)
relation users(organization) = count
action run
"""


def licet_text(world: World) -> str:
    """The policy in the policy language, license by license."""
    lines = [VOCABULARY]
    lines += [f"purpose purpose_{i}" for i in range(PURPOSES)]
    lines += [f'license license_{i} "License {i}"' for i in range(LICENSES)]
    for clause in world.clauses:
        lines.append(f'clause {clause.license}.{clause.name} at "1"')
        lines.append("  permits Use" if clause.permits else f"  forbids Use\n  overrides {_grant(clause)}")
        conditions = [f"Use for_purpose {clause.purpose}"] if clause.purpose else []
        if clause.more_users_than is not None or clause.competitor:
            conditions.append("Use by Org")
        if clause.more_users_than is not None:
            conditions.append(f"users(Org) > {clause.more_users_than}")
        if clause.competitor:
            conditions.append("Org is competitor")
        lines += [f"  {'when' if i == 0 else ' and'} {c}" for i, c in enumerate(conditions)]
    for organization, count in world.users.items():
        competitor = "\n  is competitor" if organization in world.competitors else ""
        lines.append(f"organization {organization}\n  users = {count}{competitor}")
    lines += [
        f"artifact {model}\n  licensed_under {license}\n  not undisclosed_lineage"
        for model, license in world.license_of.items()
    ]
    return "\n".join(lines) + "\n"


def _grant(clause: Clause) -> str:
    return f"{clause.license}.grant_{clause.license.removeprefix('license_')}"


def use_text(name: str, request: Request) -> str:
    """One request as a use."""
    organization, model, purpose = request
    return f"use {name}\n  by {organization}\n  on 2024-01-01\n  does run {model}\n  for_purpose {purpose}\n"


def _conditions(clause: Clause, license: str, purpose: str, users: str, competitor: str) -> list[str]:
    """What a clause asks for, in words where `{}` stands for the value."""
    found = [license.format(clause.license)]
    if clause.purpose:
        found.append(purpose.format(clause.purpose))
    if clause.more_users_than is not None:
        found.append(users.format(clause.more_users_than))
    if clause.competitor:
        found.append(competitor)
    return found


def cedar_text(world: World) -> str:
    """The policy in Cedar."""
    words = 'resource.license == "{}"', 'context.purpose == "{}"', "principal.users > {}", "principal.competitor"
    policies = []
    for clause in world.clauses:
        effect = "permit" if clause.permits else "forbid"
        conditions = " && ".join(_conditions(clause, *words))
        policies.append(f"{effect}(principal, action, resource) when {{ {conditions} }};")
    return "\n".join(policies)


def cedar_entities(world: World) -> list[dict[str, object]]:
    """The facts as Cedar entities."""
    organizations: list[dict[str, object]] = [
        {
            "uid": {"type": "Org", "id": o},
            "attrs": {"users": n, "competitor": o in world.competitors},
            "parents": [],
        }
        for o, n in world.users.items()
    ]
    models: list[dict[str, object]] = [
        {"uid": {"type": "Model", "id": m}, "attrs": {"license": license}, "parents": []}
        for m, license in world.license_of.items()
    ]
    return organizations + models


def rego_text(world: World) -> str:
    """The policy in Rego."""
    words = (
        'data.license_of[input.model] == "{}"',
        'input.purpose == "{}"',
        "data.users[input.organization] > {}",
        "data.competitors[input.organization]",
    )
    lines = ["package licet"]
    for clause in world.clauses:
        head = "granted" if clause.permits else "banned"
        lines.append(f"{head} if {{ {'; '.join(_conditions(clause, *words))} }}")
    return "\n".join([*lines, "allowed if { granted; not banned }"])


def rego_data(world: World) -> dict[str, object]:
    """The facts as Rego's data."""
    competitors = dict.fromkeys(sorted(world.competitors), True)
    return {"users": world.users, "competitors": competitors, "license_of": world.license_of}


def pydatalog_text(world: World) -> str:
    """The policy in pyDatalog, over `license_of`, `users_of` and `competes`."""
    words = "license_of(M, '{}')", "(P == '{}')", "users_of(O, N) & (N > {})", "competes(O)"
    lines = []
    for clause in world.clauses:
        head = "granted(M)" if clause.permits else "banned(O, M, P)"
        lines.append(f"{head} <= {' & '.join(_conditions(clause, *words))}")
    return "\n".join([*lines, "allowed(O, M, P) <= granted(M) & ~banned(O, M, P)"])
