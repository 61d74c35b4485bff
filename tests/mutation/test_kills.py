"""Which mutants tests notice: by switches in one program the same as by policies that are built anew for each."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from licet.answers.policy_tests import TrialRun, layer_of, selected
from licet.errors import LicetError
from licet.mutation.kills import kills, reached_tests_of
from licet.mutation.mutants import Mutant
from licet.mutation.mutation import Fate, all_mutants, mutate
from licet.mutation.survivors import Survivors
from licet.mutation.switches import switched
from licet.policy.vocabulary import collect
from licet.verdict.base import Base
from licet.verdict.build import build
from licet.verdict.loading import parse_policies
from support.samples import every
from support.session_policies import LICENSE, VOCABULARY, WORLD

MORE = """
test "many users need more"
  given organization many
    - monthly_users 2023-06 = 800 million
    - not express_grant alpaca_1
  given use popular
    - by many
    - on 2023-09-01
    - does use alpaca
  expect not granted of popular because many_users

test "one user more is too many"
  given organization as_many
    - monthly_users 2023-06 = 700 million
  given use just_so
    - by as_many
    - on 2023-09-01
    - does use alpaca
  expect permitted of just_so

test "to judge is contested, and who hands on keeps the notice"
  given use judging
    - by acme
    - on 2023-09-01
    - does use alpaca
    - judges otter
  given use handing_on
    - by acme
    - on 2023-09-01
    - does distribute alpaca_chat
  expect contested of judging over improves
  expect permitted of judging under reading parameters of improves
  expect duty notice of handing_on
  expect that alpaca_chat comes_from alpaca
"""
TEXT = VOCABULARY + LICENSE + WORLD + MORE
POLICIES = parse_policies(TEXT)


def rebuilt(base: Base, mutant: Mutant) -> Base | None:
    """Policies with a mutant, built anew; None where what is left names a clause that is gone."""
    modules = [
        replace(m, statements=tuple(a for s in m.statements if (a := mutant.after if s is mutant.before else s)))
        for m in base.modules
    ]
    try:
        return build(modules, base.sources, collect(modules)[0])
    except (LicetError, KeyError):
        return None


def fails(base: Base) -> bool:
    for module, test in selected(base):
        try:
            if any(True for _ in TrialRun(layer_of(base, module, test), module, test).failures()):
                return True
        except LicetError:
            return True
    return False


@pytest.mark.slow
def test_switches_notice_what_policies_built_anew_notice() -> None:
    base = POLICIES.base
    together = switched(base, all_mutants(base))
    found = kills(together, list(reached_tests_of(base, selected(base))), {})
    assert 10 < len(found) < len(together.mutants)
    for number, mutant in every(list(enumerate(together.mutants))):
        anew = rebuilt(base, mutant)
        if anew is not None:
            assert (number in found) == fails(anew), f"{mutant.key} {mutant.words}"


def test_without_a_thrown_switch_the_policies_are_themselves() -> None:
    base = POLICIES.base
    assert not fails(switched(base, all_mutants(base)).base)


@pytest.mark.slow
def test_a_missing_test_passes_and_fails_with_the_mutant_when_it_is_pasted() -> None:
    base = POLICIES.base
    together = switched(base, all_mutants(base))
    tests = list(reached_tests_of(base, selected(base)))
    found = kills(together, tests, {})
    survivors = Survivors(together, tests, POLICIES.examined.get())
    shown = 0
    for number, mutant in every([(n, m) for n, m in enumerate(together.mutants) if n not in found]):
        missing = survivors.missing_test(number)
        anew = rebuilt(base, mutant)
        if missing is None or anew is None:
            continue
        shown += 1
        pasted = parse_policies(f"{TEXT}\n{missing.text}").base
        assert not fails(pasted), missing.text
        again = rebuilt(pasted, next(m for m in all_mutants(pasted) if m.fingerprint == mutant.fingerprint))
        assert again is not None
        assert fails(again), missing.text
    assert shown


def test_what_comes_to_the_same_is_proved_and_does_not_count() -> None:
    doubled = LICENSE.replace("  when Use improves Model\n", "  when Use improves Model\n   and Use improves Model\n")
    policies = parse_policies(VOCABULARY + doubled + WORLD)
    wanted = [m for m in all_mutants(policies.base) if m.code == "M102" and "improves Model" in m.words]
    found = mutate(policies, wanted, load=lambda: policies)
    assert {m.fate for m in found.mutants} == {Fate.EQUIVALENT}
    assert found.score == 100.0


def test_tests_that_fail_by_the_policies_themselves_notice_nothing() -> None:
    policies = parse_policies(VOCABULARY + LICENSE + WORLD.replace("expect forbidden", "expect permitted"))
    found = mutate(policies, all_mutants(policies.base), tests=0, load=lambda: policies)
    assert found.count(Fate.KILLED) == 0
