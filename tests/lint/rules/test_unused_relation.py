"""A relation that nothing reads: where reading starts, and what Licet reads by itself."""

from support.linting import linted

IDLE = "open relation on_sale(model)\n"


def test_a_relation_that_nothing_reads_is_found_where_it_is_declared() -> None:
    (found,) = linted(IDLE, "L101")
    assert found.underlined == "open relation on_sale(model)"
    assert "nothing states or concludes it" in found.message


def test_what_is_stated_or_concluded_in_vain_is_shown() -> None:
    (found,) = linted(
        f'{IDLE}fact on_sale(llama)   per "price list"\nrule Model is on_sale\n  when Model is large\n', "L101"
    )
    assert [text for _, text in found.labels] == ["concluded here", "stated here"]
    assert "changes no answer" in found.message


def test_a_rule_that_only_leads_back_to_its_own_relation_reads_nothing() -> None:
    text = "relation above(model, model)\nrule A above B\n  when A above C\n   and C above B\n"
    assert len(linted(text, "L101")) == 1


def test_a_condition_a_reading_a_test_and_a_claim_read() -> None:
    for reader in (
        "rule large(Model)\n  when Model is on_sale\n",
        'test "t"\n  expect that not llama is on_sale\n',
        'claim cheap "Llama is sold"\n  by acme\n  says llama is on_sale\n',
    ):
        assert linted(IDLE + reader, "L101") == []


def test_what_licet_reads_itself_is_read() -> None:
    assert (
        linted(
            "relation avoidable(symbol)\nrelation binds_derivatives(license)\nrelation excludes(symbol, symbol)\n",
            "L101",
        )
        == []
    )


def test_relations_that_are_said_to_exclude_each_other_are_read() -> None:
    text = "relation excludes(symbol, symbol)\nrelation open_shop(organization)\nrelation no_shop(organization)\n"
    assert len(linted(text, "L101")) == 2
    assert linted(f"{text}fact excludes(open_shop, no_shop)\n", "L101") == []
