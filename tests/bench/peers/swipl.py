"""SWI-Prolog, with every conclusion tabled."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.loads import Load, read_facts
from bench.peers.notation import aggregates, atom, statements
from bench.peers.peer import Clock, Rows, Spent
from licet.logic.ir import Program

__all__ = ["PEER"]

_OPERATORS = {"=": "=:=", "!=": "=\\=", "<=": "=<"}
_MAIN = """
written(Folder, Name/Arity) :-
    functor(Goal, Name, Arity), Goal =.. [_|Cells],
    format(atom(Path), '~w/~w.facts', [Folder, Name]),
    setup_call_cleanup(open(Path, write, Out),
        forall(Goal, (atomic_list_concat(Cells, '\\t', Line), format(Out, '~w~n', [Line]))), close(Out)).
found(Name/Arity) :- functor(Goal, Name, Arity), forall(Goal, true).
timed(What, Goal) :-
    statistics(cputime, C0), get_time(W0), call(Goal), statistics(cputime, C1), get_time(W1),
    C is C1 - C0, W is W1 - W0, format('~w ~w ~w~n', [What, W, C]).
main(Facts, Folder, Outputs) :-
    set_prolog_flag(stack_limit, 8_000_000_000), set_prolog_flag(table_space, 8_000_000_000),
    timed(load, (forall(member(F, Facts), load_files(F, [silent(true)])))),
    timed(evaluate, forall(member(O, Outputs), found(O))),
    forall(member(O, Outputs), written(Folder, O)), halt.
"""


class _Swipl:
    name = "SWI-Prolog, tabled"

    def missing(self) -> str | None:
        return None if shutil.which("swipl") else "there is no `swipl` (Debian: swi-prolog-nox)"

    def version(self) -> str:
        found = subprocess.run(["swipl", "--version"], capture_output=True, text=True, check=True).stdout
        return re.search(r"[\d.]+", found)[0]  # type: ignore[index]

    def cannot(self, load: Load, size: str) -> str | None:  # noqa: ARG002
        return None

    def run(self, load: Load, size: str, facts: Path, clock: Clock) -> Rows:  # noqa: ARG002
        with TemporaryDirectory() as temporary:
            folder = Path(temporary)
            (folder / "program.pl").write_text(_text(load), encoding="ascii")
            with (folder / "stated.pl").open("w", encoding="ascii") as file:
                for name in load.inputs:
                    file.writelines(f"{name}({','.join(map(str, row))}).\n" for row in read_facts(facts, name))
            outputs = ", ".join(f"{name}/{load.program.arities[name]}" for name in load.outputs)
            goal = f"main(['{folder}/stated.pl'], '{folder}', [{outputs}])"
            told, _ = clock.command("swipl", "-q", "-g", goal, "-t", "halt(1)", str(folder / "program.pl"))
            for line in told.splitlines():
                what, wall, cpu = line.split()
                clock.spend(what, Spent(float(wall), float(cpu)))
            return {name: list(read_facts(folder, name)) for name in load.outputs}


def _text(load: Load) -> str:
    program: Program = load.program
    derived = program.arities.keys() - load.inputs.keys()
    lines = [f":- table {name}/{program.arities[name]}." for name in sorted(derived)]
    lines += [f":- dynamic {name}/{arity}." for name, arity in load.inputs.items()]
    lines += [f":- multifile {name}/{arity}." for name, arity in load.inputs.items()]
    rules = list(statements(program, "\\+ ", _OPERATORS, late=True))
    for rule, over, _, summed, rest in aggregates(program):
        group = f"bagof({summed}-[{', '.join(rest)}], {atom(over)}, L)"
        add = "foldl([V-_, A, B]>>(B is A + V), L, 0, Result)"
        rules.append(f"{atom(rule.head)} :- {group}, {add}.")
    rules.sort(key=lambda text: text.partition("(")[0])
    names = "|".join(sorted(derived))
    rules = [re.sub(rf"\\\+ ((?:{names})\([^)]*\))", r"tnot(\1)", rule) for rule in rules]
    return "\n".join([*lines, *rules, _MAIN])


PEER = _Swipl()
