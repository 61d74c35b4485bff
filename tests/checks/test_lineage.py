"""A license that is stated beside lineage which binds to another: both are shown, once for each pair."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase
from support.core import CORE

WORLD = f"""{CORE}kind family is artifact
relation binds_derivatives(license)
relation belongs_to(artifact, family)
relation offered_under(artifact, license)
relation derived_from(artifact, artifact)
relation quantized_from(artifact, artifact)
relation trained_on(artifact, artifact)
relation followed_by(license, license)
relation offered_from(license) = date
relation offered_until(license) = date
license strict "Strict"
  unread because "a test"
license strict_2 "Strict, second text"
  unread because "a test"
license other "Other"
  unread because "a test"
license free "Free"
  unread because "a test"
fact strict is binds_derivatives
fact strict_2 is binds_derivatives
fact strict followed_by strict_2
fact offered_until(strict) = 2025-01-01
fact offered_from(strict_2) = 2025-01-01
fact strict_2 followed_by other
family bound_family
  licensed_under strict
artifact bound
  licensed_under strict
artifact member
  belongs_to bound_family
artifact loose
  licensed_under free
"""


def found(*lines: str) -> list[tuple[str, int]]:
    kb = KnowledgeBase.parse(WORLD + "artifact thing\n" + "".join(f"  {line}\n" for line in lines))
    return [(d.code, len(d.labels)) for d in kb.warnings if d.code == "W405"]


@pytest.mark.parametrize(
    "lines",
    [
        ("derived_from bound", "licensed_under free"),
        ("quantized_from bound", "offered_under free", "offered_under other"),
        ("derived_from member", "licensed_under free"),
        ("derived_from bound", "licensed_under other"),
    ],
)
def test_another_license_than_the_one_that_binds_is_told(lines: tuple[str, ...]) -> None:
    assert found(*lines) == [("W405", 1)]


@pytest.mark.parametrize(
    "lines",
    [
        ("derived_from bound", "licensed_under strict"),
        ("derived_from bound", "licensed_under free, strict"),
        ("derived_from bound", "licensed_under strict_2"),
        ("derived_from bound",),
        ("derived_from loose", "licensed_under other"),
        ("trained_on bound", "licensed_under free"),
        ("not derived_from bound", "licensed_under free"),
    ],
)
def test_nothing_is_told_where_nothing_contradicts(lines: tuple[str, ...]) -> None:
    assert found(*lines) == []


def test_lineage_is_followed_over_any_number_of_steps_and_round_in_circles() -> None:
    text = "artifact far\n  derived_from near\n  licensed_under free\nartifact near\n  derived_from bound, far\n"
    warnings = KnowledgeBase.parse(WORLD + text).warnings
    assert [d.message for d in warnings if d.code == "W405"] == [
        "`far` is stated to be under `free`, and it comes from `bound`, which is under `strict`; "
        "that binds what is made of it"
    ]


def test_a_file_that_is_added_is_held_against_what_is_there() -> None:
    added = KnowledgeBase.parse(WORLD).assume("artifact late\n  derived_from bound\n  licensed_under free\n")
    assert [d.code for d in added.warnings if d.code == "W405"] == ["W405"]
