"""Names that are close: one letter more, another, two turned around, underscores; and what tells names apart."""

import pytest

from support.linting import linted


def declared(*names: str) -> str:
    return "".join(f"relation {name}(model)\n" for name in names)


@pytest.mark.parametrize("other", ["trained_ons", "trained_om", "traiend_on", "trainedon", "trained_n"])
def test_relations_that_one_slip_makes_of_each_other_are_found(other: str) -> None:
    (found,) = linted(declared("trained_on", other), "L102")
    assert found.message == f"relation `{other}` is spelled almost like `trained_on`"
    assert [text for _, text in found.labels] == ["`trained_on` is here"]


@pytest.mark.parametrize("other", ["trains_on", "trained_upon", "on_trained"])
def test_other_words_are_other_names(other: str) -> None:
    assert linted(declared("trained_on", other), "L102") == []


def test_numbers_and_short_names_may_be_close() -> None:
    assert linted(declared("over_700", "over_800", "rate", "race"), "L102") == []


def test_things_with_titles_of_their_own_may_be_close() -> None:
    assert linted('model falcon_chat "Chat"\nmodel falcon_chats "Chat"\n', "L102") != []
    assert linted('model falcon_chat "Chat"\nmodel falcon_chats "Many chats"\n', "L102") == []


def test_clauses_are_compared_within_their_license() -> None:
    text = 'license mine "M"\n  licensor acme\nlicense yours "Y"\n  licensor acme\n'
    clause = 'clause {}.{} at "1"\n  permits Use of Thing to copy\n  when Thing licensed_under mine\n'
    assert linted(text + clause.format("mine", "notices") + clause.format("yours", "notice"), "L102") == []
    assert len(linted(text + clause.format("mine", "notices") + clause.format("mine", "notice_s"), "L102")) == 1
