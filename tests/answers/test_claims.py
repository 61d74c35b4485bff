"""What somebody said: compared with what the rules derive, and never a premise."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase, NameUnknown, Status
from support.small_world import FORBID, GRANT, VOCABULARY, license_text

USE = "use u\n  by org\n  on 2024-01-01\n  does run thing\n"
TERM = 'term flagged(Use)\n  reading narrow "n"\n    when Use is marked\n  reading wide "w"\n    when Use by _\n'
WORLD = VOCABULARY + license_text("one") + GRANT + FORBID + "  overrides grant\n  when harmful(Use)\n" + TERM + USE


def claim(says: str, name: str = "said") -> str:
    return f'claim {name} "Somebody said so"\n  by org\n  on 2024-01\n  says {says}\n'


def status(says: str, facts: str = "") -> str:
    return KnowledgeBase.parse(WORLD + facts + claim(says)).claim("said").status


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        ("thing licensed_under one", "supported"),
        ("not thing licensed_under one", "contradicted"),
        ("marked(u)", "undecided"),
        ("not marked(u)", "undecided"),
        ("harmful(u)", "undecided"),
        ("not harmful(u)", "undecided"),
        ("flagged(u)", "undecided"),
        ("size(org) = 6", "undecided"),
    ],
)
def test_a_claim_is_compared_with_what_follows(says: str, expected: str) -> None:
    assert status(says) == expected


def test_a_claim_about_an_unknown_is_settled_by_a_fact() -> None:
    assert status("size(org) = 6", "fact size(org) = 6\n") == "supported"
    assert status("size(org) = 6", "fact size(org) = 5\n") == "contradicted"
    assert status("harmful(u)", "fact not harmful(u)\n") == "contradicted"


def test_a_claim_without_a_literal_is_undecided() -> None:
    kb = KnowledgeBase.parse(WORLD + 'claim said "Said"\n  by "a passer-by"\n  quote "who knows"\n')
    found = kb.claim("said")
    assert (found.status, found.truth, found.claim.quotes[0].value) == ("undecided", None, "who knows")


@pytest.mark.parametrize("says", ["harmful(u)", "not harmful(u)", "marked(u)", "size(org) = 6", "flagged(u)"])
def test_a_claim_decides_nothing(says: str) -> None:
    without = KnowledgeBase.parse(WORLD)
    with_claim = KnowledgeBase.parse(WORLD + claim(says))
    assert with_claim.base.program == without.base.program
    assert with_claim.ask("u") == without.ask("u")
    assert with_claim.ask("u").status is Status.UNKNOWN
    assert with_claim.query("harmful(X)") == without.query("harmful(X)")


def test_claims_that_contradict_each_other_stand_side_by_side() -> None:
    says = "thing licensed_under one"
    kb = KnowledgeBase.parse(WORLD + claim(says, "yes") + claim(f"not {says}", "no"))
    assert (kb.claim("yes").status, kb.claim("no").status) == ("supported", "contradicted")


READ = """relation good(artifact)
relation listed(artifact)
relation bad(artifact)
relation weight(artifact) = count
relation heavy(artifact)
presumed relation stolen(artifact)
license two "Two"
  unread because "nobody has read it"
artifact other
rule X is good
  when X is listed
  unless X is bad
rule X is heavy
  when weight(X) = W
   and W > 10
"""


@pytest.mark.parametrize(
    ("says", "facts", "expected"),
    [
        ("thing is good", "", "undecided"),
        ("thing is good", "fact listed(other)\nfact bad(other)\n", "undecided"),
        ("thing is good", "fact listed(thing)\nfact bad(thing)\n", "contradicted"),
        ("thing is good", "fact not good(thing)\n", "contradicted"),
        ("thing is good", "fact listed(thing)\n", "supported"),
        ("thing is listed", "fact listed(other)\n", "undecided"),
        ("thing is listed", "fact not listed(thing)\n", "contradicted"),
        ("other licensed_under one", "", "undecided"),
        ("other licensed_under one", "fact other licensed_under two\n", "contradicted"),
        ("thing licensed_under two", "", "contradicted"),
        ("thing is heavy", "", "undecided"),
        ("thing is heavy", "fact weight(thing) = 3\n", "contradicted"),
        ("thing is heavy", "fact weight(thing) = 30\n", "supported"),
        ("thing is heavy", "fact weight(other) = 3\n", "undecided"),
        ("thing is stolen", "", "undecided"),
        ("thing is stolen", "fact not stolen(thing)\n", "contradicted"),
    ],
)
def test_what_nobody_stated_contradicts_nobody(says: str, facts: str, expected: str) -> None:
    opposite = {"supported": "contradicted", "contradicted": "supported"}.get(expected, expected)
    assert status(says, READ + facts) == expected
    assert status(f"not {says}", READ + facts) == opposite


def test_an_unknown_claim_is_told_a_close_name() -> None:
    kb = KnowledgeBase.parse(WORLD + claim("marked(u)"))
    with pytest.raises(NameUnknown) as raised:
        kb.claim("siad")
    assert "said" in str(raised.value.hint)
