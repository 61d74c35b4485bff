"""Soufflé, compiled: the compiler runs before the clock does. Its program reads, evaluates and counts in one."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.loads import Load, read_facts
from bench.peers.notation import aggregated, atom, statements, term
from bench.peers.peer import Clock, Rows

__all__ = ["PEER"]


class _Souffle:
    name = "Soufflé, compiled"

    def missing(self) -> str | None:
        return None if shutil.which("souffle") else "there is no `souffle` (neither in PyPI nor in Debian)"

    def version(self) -> str:
        found = subprocess.run(["souffle", "--version"], capture_output=True, text=True, check=True).stdout
        return re.search(r"Version:\s*(\S+)", found)[1]  # type: ignore[index]

    def cannot(self, load: Load, size: str) -> str | None:  # noqa: ARG002
        return None

    def run(self, load: Load, size: str, facts: Path, clock: Clock) -> Rows:  # noqa: ARG002
        with TemporaryDirectory() as temporary:
            folder = Path(temporary)
            for what in ("printsize", "output"):
                (folder / f"{what}.dl").write_text(_text(load, what), encoding="ascii")
            Clock().command("souffle", "-w", "-o", str(folder / "program"), str(folder / "printsize.dl"))
            _, spent = clock.command(str(folder / "program"), "-F", str(facts), "-D", str(folder))
            clock.spend("evaluate", spent)
            Clock().command("souffle", "-w", "-F", str(facts), "-D", str(folder), str(folder / "output.dl"))
            for name in load.outputs:
                (folder / f"{name}.csv").rename(folder / f"{name}.facts")
            return {name: list(read_facts(folder, name)) for name in load.outputs}


def _text(load: Load, what: str) -> str:
    program = load.program
    lines = []
    for name, arity in sorted(program.arities.items()):
        lines.append(f".decl {name}({', '.join(f'c{i}: number' for i in range(arity))})")
        lines += [f".input {name}"] if name in load.inputs else []
        lines += [f".{what} {name}"] if name in load.outputs else []
    lines += statements(program, "!", {})
    for rule in program.rules:
        if rule.aggregate is not None:
            over = aggregated(rule)
            keys = {term(argument) for argument in rule.head.arguments[:-1]}
            group = ", ".join(term(a) if term(a) in keys else "_" for a in over.arguments)
            values = f"{rule.aggregate.operator} {rule.aggregate.variable.name} : {{ {atom(over)} }}"
            lines.append(f"{atom(rule.head)} :- {over.relation}({group}), Result = {values}.")
    return "\n".join(lines) + "\n"


PEER = _Souffle()
