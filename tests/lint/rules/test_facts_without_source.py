"""Facts without a source: what somebody looked up, and what others of the relation have."""

import pytest

from support.linting import linted


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        ("fact users(acme, 2026-01) = 5", "a number or day is from somewhere"),
        ("fact users(acme, 2026-01) = unknown", "that something is unknown has a reason"),
        ("fact released(mistral) = 2023-09-27", "a number or day is from somewhere"),
        ("fact not breaks_law(work)", "a denial has a reason"),
    ],
)
def test_what_somebody_had_to_look_up_needs_a_source(fact: str, why: str) -> None:
    (found,) = linted(f"{fact}\n", "L104")
    assert why in found.message
    assert linted(f'{fact}   per "a report"\n', "L104") == []


def test_days_of_a_fact_are_from_somewhere() -> None:
    text = "dated relation sold_by(artifact, organization)\nfact llama sold_by acme from 2024-01-01\n"
    assert "its days" in linted(text, "L104")[0].message


def test_a_fact_of_a_relation_whose_facts_name_sources_needs_one_too() -> None:
    models = "".join(f'model m{i}\n  developed_by acme   per "card {i}"\n' for i in range(6))
    assert linted(models, "L104") == []
    (found,) = linted(f"{models}model other\n  developed_by meta\n", "L104")
    assert found.underlined == "developed_by meta"
    assert "6 of 8 facts of `developed_by`" in found.message


def test_what_is_said_of_a_use_needs_none() -> None:
    assert linted("use mine\n  by acme\n  on 2026-01-01\n  not breaks_law\n", "L104") == []
