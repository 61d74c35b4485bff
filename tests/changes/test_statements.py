"""Statements of two versions side by side."""

from __future__ import annotations

from licet.changes.statements import changed_units
from licet.grammar import tree
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile


def _module(text: str, name: str = "a.licet") -> tree.Module:
    module, problems = parse_module(SourceFile(name, text))
    assert not problems
    return module


def test_numbers_of_any_size_are_compared() -> None:
    huge = "fact users(acme) = 1180591620717411303424\n"
    assert changed_units([_module(huge)], [_module("\n" + huge)]) == ()
    (unit,) = changed_units([_module(huge)], [_module(huge.replace("3424", "3425"))])
    assert (unit.key, unit.what) == (("fact", "users(acme)"), "changed")


def test_rules_of_a_relation_in_several_files_are_one_unit_where_one_of_them_changes() -> None:
    rule = "rule p(X)\n  when q(X)\n"
    same, other = _module(rule), _module(rule.replace("q", "r"), "b.licet")
    (unit,) = changed_units([same, other], [same, _module(rule.replace("q", "s"), "b.licet")])
    assert unit.key == ("rule", "p")
    assert [len(side.statements) for side in (unit.before, unit.after) if side is not None] == [2, 2]


def test_what_moves_to_another_file_or_line_is_no_change() -> None:
    fact = _module("fact q(a)\n")
    assert changed_units([fact], [_module("# why\nfact q(a)\n", "b.licet")]) == ()
