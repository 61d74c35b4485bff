"""Mutants: what is changed in a statement, and that what comes of it is a statement like any."""

from __future__ import annotations

from msgspec.structs import replace

from licet import KnowledgeBase
from licet.grammar import tree
from licet.grammar.formatter import format_module
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile
from licet.mutation.mutants import KINDS, Mutant, mutants_of_module
from support.samples import every
from support.session_policies import FILES


def mutants(text: str) -> list[Mutant]:
    module, problems = parse_module(SourceFile("policy.licet", text))
    assert not problems
    return list(mutants_of_module(module))


def words(text: str) -> list[str]:
    return [f"{m.code} {m.words}" for m in mutants(text)]


def mutated(module: tree.Module, mutant: Mutant) -> tree.Module:
    changed = (mutant.after if s is mutant.before else s for s in module.statements)
    return replace(module, statements=tuple(s for s in changed if s is not None), comments=())


CLAUSE = """\
license l "L"

clause c at "1"
  in force from 2024-03-01 until 2024-03-15
  permits Use to run
  requires credit of Use
  withholds a, b
  when Use by Org
   and users(Org) > 700 million
   and any of
     - Use is large
     - Use is loud
   end
  unless granted(Org)
     and Use is quiet
"""


def test_what_is_dropped_moved_and_swapped() -> None:
    assert words(CLAUSE) == [
        "M101 drops the clause `l.c`",
        "M105 drops the duty `credit`",
        "M104 drops `withholds a`",
        "M104 drops `withholds b`",
        "M107 moves the days that it is in force: begins on 2024-01-31",
        "M107 moves the days that it is in force: ends on 2024-04-14",
        "M102 drops the condition `Use by Org`",
        "M102 drops the condition `users(Org) > 700 million`",
        "M108 says `>=` instead of `>` in `users(Org) > 700 million`",
        "M106 moves 700,000,000 to 1,400,000,000 in `users(Org) > 700 million`",
        "M106 moves 700,000,000 to 350,000,000 in `users(Org) > 700 million`",
        "M102 drops the condition `any of Use is large / Use is loud`",
        "M109 says `all of` instead of `any of`",
        "M102 drops the condition `Use is large` of `any of`",
        "M102 drops the condition `Use is loud` of `any of`",
        "M103 drops the exception `granted(Org) and Use is quiet`",
        "M102 drops the condition `granted(Org)` in an exception",
        "M102 drops the condition `Use is quiet` in an exception",
        "M109 joins the conditions by `any of` instead of `and` in an exception",
    ]


def test_a_condition_that_others_need_to_bind_their_variables_stays() -> None:
    rule = "rule late(Use)\n  when on(Use) = Day\n   and Day > 2024-01-01\n"
    assert "M102 drops the condition `on(Use) = Day`" not in words(rule)
    assert "M107 moves 2024-01-01 to 2024-01-31 in `Day > 2024-01-01`" in words(rule)


def test_a_clause_keeps_an_effect_and_what_is_taken_over_is_not_mutated() -> None:
    text = 'license l "L"\n\nclause c at "1"\n  overrides a\n\nclause d at "2"\n  as in l.c\n'
    assert words(text) == ["M101 drops the clause `l.c`"]


def test_mutants_are_told_apart_by_what_they_do_and_not_by_where() -> None:
    shifted = [m.fingerprint for m in mutants("\n\n" + CLAUSE)]
    assert shifted == [m.fingerprint for m in mutants(CLAUSE)]
    assert len(set(shifted)) == len(shifted)
    assert {m.code for m in mutants(CLAUSE)} == set(KINDS)


def check_mutants(module: tree.Module) -> None:
    for mutant in every(list(mutants_of_module(module))):
        text = format_module(mutated(module, mutant))
        read, problems = parse_module(SourceFile(module.name, text))
        assert not [p for p in problems if p.is_error], mutant.words
        assert format_module(read) == text, mutant.words
        before = [s for s in module.statements if s not in read.statements]
        after = [s for s in read.statements if s not in module.statements]
        assert len(before) == 1, mutant.words
        assert len(after) == (mutant.after is not None), mutant.words


def test_every_mutant_parses_is_laid_out_and_differs_in_one_statement() -> None:
    for name, text in FILES.items():
        check_mutants(parse_module(SourceFile(name, text))[0])


def test_so_does_every_mutant_of_shipped_licenses(kb: KnowledgeBase) -> None:
    modules = [m for m in kb.base.modules if m.name.startswith("licenses/")]
    for module in every(modules)[::4]:
        own = tuple(s for s in module.statements if getattr(s, "taken", None) is None and _stands_alone(s))
        check_mutants(replace(module, statements=own, comments=()))


def _stands_alone(statement: tree.Statement) -> bool:
    """Clauses that are as others are written out in what is loaded, and do not read as they were written."""
    return not isinstance(statement, tree.Clause) or statement.as_in is None
