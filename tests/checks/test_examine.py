"""Checks that need more than a text beside the world: hooks, layers, hand-made trees, questions."""

import pytest

from licet.checks.examine import Checked, check, check_conditions, examine
from licet.grammar import tree
from licet.grammar.parser import parse_conjunction
from licet.policy.vocabulary import Vocabulary, collect
from support.checking import WORLD, Found, briefly, diagnose, found_alone, found_in, parsed


def layered(below: str, above: str) -> list[str]:
    """The findings in a text that is laid over another, as `CODE underlined`."""
    base, sources = parsed(below=below)
    over, more = parsed(above=above)
    vocabulary, duplicates = collect(base)
    _, checked = examine(base, vocabulary)
    both, more_duplicates = collect(over, vocabulary)
    found = check(over, both, checked)
    assert found == check(over, both, base)
    return [
        f"{f.code} {f.underlined}"
        for f in (briefly(d, sources | more) for d in (*duplicates, *more_duplicates, *found))
    ]


def with_changed_world(old: str, new: str) -> list[Found]:
    assert old in WORLD
    return found_alone(world=WORLD.replace(old, new))


def test_a_missing_hook_is_reported_with_the_line_to_add() -> None:
    assert with_changed_world(
        'relation exempt(use, artifact, license) "the license of that thing does not bind the use"\n', ""
    ) == [
        Found(
            "E214",
            "terms",
            "licenses need the relation `exempt`",
            "declare it: `relation exempt(use, artifact, license)`",
        )
    ]


def test_every_missing_hook_is_an_error_of_its_own() -> None:
    found = found_alone(one='license a "A"\n  unread because "x"\n')
    assert [f.help for f in found if f.code == "E214"] == [
        "declare it: `relation by(use, organization)`",
        "declare it: `relation comes_from(artifact, artifact)`",
        "declare it: `relation does(use, action, artifact)`",
        "declare it: `relation exempt(use, artifact, license)`",
        "declare it: `relation fulfils_of(use, duty, license)`",
        "declare it: `relation licensed_under(artifact, license)`",
        "declare it: `open relation on(use) = date`",
        "declare it: `open relation undisclosed_lineage(artifact)`",
    ]


def test_a_missing_vocabulary_is_one_error_and_other_errors_stay() -> None:
    text = 'use u\n  by acme\n  does run\nlicense a "A"\n  unread because "x"\nclause c at "1"\n  permits Use\n'
    found = found_alone(one=text)
    assert [(f.code, f.underlined) for f in found] == [("E216", "use"), ("E419", '"x"')]
    assert found[0].message.endswith("nothing declares `use`, `by`, `does`")
    assert (found[0].help or "").startswith("`licet check --with one.licet` takes them together")


def test_a_few_missing_words_or_any_beside_declared_kinds_are_told_one_by_one() -> None:
    assert [f.code for f in found_alone(one="fact edge(a, b)\nfact node(a)\n")] == ["E204", "E204"]
    assert [f.code for f in found_alone(one="kind k\nuse u\n  by a\n  does b\n")] == ["E203", "E204", "E204"]


def test_no_license_needs_no_hooks() -> None:
    assert found_alone(one="relation edge(symbol, symbol)\nfact edge(a, b)\nrule edge(X, Y)\n  when edge(Y, X)\n") == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("relation by(use, organization) ", "relation by(organization, use) ", "licenses need `by` as"),
        ("open relation on(use) = date ", "relation on(use) = date ", "licenses need `on` to be open"),
        ("open relation on(use) = date ", "open relation on(use, date) ", "licenses need `on` as"),
    ],
)
def test_a_hook_declared_otherwise_is_reported(old: str, new: str, message: str) -> None:
    found = [f for f in with_changed_world(old, new) if f.code == "E215"]
    assert [(f.underlined[: len(new)], f.message[: len(message)]) for f in found] == [(new, message)]


@pytest.mark.parametrize("line", ["relation needs_no_license(use)", "relation incorporates_policy(license, artifact)"])
def test_an_optional_hook_declared_otherwise_is_reported(line: str) -> None:
    assert [(f.code, f.underlined) for f in found_in(f"{line}\n")] == [("E215", line)]


def test_the_kind_of_artifacts_is_that_of_what_something_is_done_to() -> None:
    assert found_alone(world=WORLD.replace("artifact", "work_of_art")) == []


def test_nothing_below_is_reported_again() -> None:
    assert layered(WORLD + "fact llama developed_by metta\n", "fact mistral developed_by meta\n") == []


def test_a_layer_is_checked_against_what_is_below() -> None:
    above = "fact not llama is large\nfact released(llama) = 2020-01-01\nuse work\n"
    assert layered(WORLD, above) == ["E201 work", "E310 llama is large", "E311 released(llama) = 2020-01-01"]


def test_a_layer_may_settle_what_is_unknown_below() -> None:
    below = WORLD + "fact users(meta, 2023-06) = unknown\n"
    assert layered(below, "fact users(meta, 2023-06) = 5\n") == []
    assert layered(below, "fact not users(meta, 2023-06)\n") == []
    assert layered(below, "fact users(meta, 2023-06) = 5\nfact users(meta, 2023-06) = 6\n") == [
        "E311 users(meta, 2023-06) = 6"
    ]


def test_a_layer_may_not_make_unknown_what_is_stated_below() -> None:
    assert layered(WORLD, "fact price(llama) = unknown\n") == ["E312 price(llama)"]


def test_a_third_layer_sees_the_second_first() -> None:
    texts = (WORLD + "fact users(meta, 2023-06) = unknown\n", "fact users(meta, 2023-06) = 5\n")
    vocabulary, checked = Vocabulary(), Checked()
    for number, text in enumerate(texts):
        modules, _ = parsed(**{f"layer{number}": text})
        vocabulary, _ = collect(modules, vocabulary if vocabulary.kinds else None)
        found, checked = examine(modules, vocabulary, checked)
        assert found == ()
    modules, _ = parsed(top="fact users(meta, 2023-06) = 6\n")
    assert [d.code for d in check(modules, collect(modules, vocabulary)[0], checked)] == ["E311"]


def test_a_cycle_through_both_layers_is_found() -> None:
    below = (
        WORLD + "relation good(model)\nrelation bad(model)\nrule X is good\n  when X is large\n   and not X is bad\n"
    )
    assert layered(below, "rule X is bad\n  when X is good\n") == ["E313 X is bad"]


def test_circles_of_clauses_through_both_layers_are_found() -> None:
    below = WORLD + 'clause terms.other at "3"\n  permits Use to share\n  withholds grant\n'
    above = 'license more "M"\nclause last at "4"\n  permits Use\nclause terms.first at "5"\n  withholds other\n'
    assert layered(below, above) == []
    below += 'clause terms.odd at "6"\n  permits Use to share\n  withholds missing\n'
    above = 'clause terms.missing at "5"\n  permits Use to share\n  withholds odd\n'
    assert layered(below, above) == ["E402 odd"]


def test_a_relation_filled_below_is_not_dead_above() -> None:
    assert layered(WORLD, "rule X descends_from Y\n  when X derived_from Y\n   and X is large\n") == []


def test_what_a_test_supposes_makes_a_relation_live() -> None:
    case = "relation rare(model)\nrule X descends_from X\n  when X is rare\n"
    assert [f.code for f in found_in(case)] == ["W302"]
    case += 'test "t"\n  given fact llama is rare\n  expect unknown of work\n'
    assert found_in(case) == []


def test_a_denial_alone_leaves_a_relation_dead() -> None:
    case = "relation rare(model)\nfact not llama is rare\nrule X descends_from X\n  when X is rare\n"
    assert [f.code for f in found_in(case)] == ["W302"]


def test_facts_without_variables_only() -> None:
    atom = tree.Atom("large", (tree.Variable("X"),))
    world, _ = parsed(world=WORLD)
    made = tree.Module("made", (tree.Fact(atom, False, False, None),))
    found = diagnose([*world, made])
    assert [(d.code, d.message) for d in found] == [("E309", "a fact is about named things, and `X` is a variable")]


def test_trees_that_no_text_gives_are_checked_too() -> None:
    world, _ = parsed(world=WORLD)
    clause = tree.Clause("terms", "empty", "9", (), (), None, (), tree.Body())
    term = tree.Term(tree.Atom("large", (tree.Constant("llama"),)), "terms", None, (), (), ())
    test = tree.Test("empty", (), ())
    found = diagnose([*world, tree.Module("made", (clause, term, test))])
    assert [d.code for d in found] == ["E410", "E417", "E421", "E603", "E308"]


def test_deep_groups_are_an_error_and_no_traceback() -> None:
    condition: tree.Condition = tree.Atom("large", (tree.Variable("X"),))
    for _ in range(3000):
        condition = tree.Group("any", (condition,))
    rule = tree.Rule(tree.Atom("large", (tree.Variable("X"),)), None, None, (), (), tree.Body((condition,)))
    world, _ = parsed(world=WORLD)
    assert [d.code for d in diagnose([*world, tree.Module("made", (rule,))])] == ["E316"]


def test_conditions_with_too_many_ways_to_be_true_are_an_error() -> None:
    group = "".join("   and any of\n     - X is large\n     - X derived_from Y\n   end\n" for _ in range(13))
    rule = f"rule X descends_from Y\n  when X derived_from Y\n{group}"
    assert [(f.code, f.underlined) for f in found_in(rule)] == [("E318", "X descends_from Y")]
    fewer = rule.replace("   and any of\n     - X is large\n     - X derived_from Y\n   end\n", "", 1)
    assert found_in(fewer) == []


def test_groups_that_bind_by_equality_in_each_other_do_not_explode() -> None:
    condition: tree.Condition = tree.Atom("large", (tree.Variable("X0"),))
    for n in range(11):
        equal = tree.Comparison(tree.Variable(f"X{n + 1}"), "=", tree.Variable(f"X{n}"))
        inner = tree.Group("any", (tree.Group("all", (condition, equal)), tree.Group("all", (equal, condition))))
        condition = inner if n % 2 else tree.Group("all", (condition, equal))
    rule = tree.Rule(tree.Atom("large", (tree.Variable("X9"),)), None, None, (), (), tree.Body((condition,)))
    world, _ = parsed(world=WORLD)
    assert {d.code for d in diagnose([*world, tree.Module("made", (rule,))])} <= {
        "E301",
        "E303",
        "E315",
        "E316",
        "W301",
    }


@pytest.mark.thorough
def test_a_file_in_which_every_name_is_wrong_takes_no_minutes() -> None:
    lines = "".join(f"fact lama_{n} developed_by meta_{n}\n" for n in range(3000))
    models = "".join(f'model model_number_{n} "M"\n' for n in range(2000))
    found = found_in(models + lines)
    assert len(found) == 6000
    assert {f.code for f in found} == {"E205"}


def test_findings_come_in_the_order_of_places() -> None:
    found = diagnose(parsed(world=WORLD, b="fact a is large\nfact b is large\n", a="fact c is large\n")[0])
    assert [str(d.span) for d in found] == ["a.licet:1", "b.licet:1", "b.licet:2"]


def ask(text: str, ground: bool = False) -> list[tuple[str, str]]:
    vocabulary, _ = collect(parsed(world=WORLD)[0])
    conditions, errors = parse_conjunction(text)
    assert conditions is not None, errors
    return [(d.code, d.message) for d in check_conditions(conditions, vocabulary, ground=ground)]


@pytest.mark.parametrize(
    "text",
    [
        "Model descends_from llama",
        "not work improves Model",
        "Model derived_from Older and not Older is large",
        "group_users(Org, 2023-06) > 5",
        "X in { llama, mistral }",
        "Model derived_from Older and Older != llama",
    ],
)
def test_questions_that_can_be_asked(text: str) -> None:
    assert ask(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Model descend_from llama", "E204"),
        ("Model descends_from lama", "E205"),
        ("Model descends_from meta", "E207"),
        ("X > 5", "E303"),
        ("Model is large and not Model derived_from Older", "E302"),
        ("Model is large and Model developed_by Model", "E208"),
    ],
)
def test_questions_that_cannot(text: str, code: str) -> None:
    assert [found for found, _ in ask(text)] == [code]


def test_a_question_of_whether_something_holds_has_no_variables() -> None:
    assert ask("llama derived_from _", ground=True) == []
    assert ask("llama derived_from Older", ground=True) == [
        ("E309", "`Older` is a variable, and only what has none is true or false")
    ]
