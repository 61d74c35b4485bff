"""The verbs of the scratch layer: `assume`, `retract`, `undo`, `changes`, `edit`, `save`, and statements."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from msgspec.structs import replace

from licet.errors import NameUnknown
from licet.grammar import SourceFile, parse_module, tree
from licet.grammar.parser import parse_reading, parse_reading_left
from licet.repl.screen.code import code_lines
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.requests import Prefill, Save
from licet.repl.screen.results import Output, page, said
from licet.repl.session.hints import hint_for
from licet.repl.session.scratch import LAYER, Scratch
from licet.repl.session.session import Session
from licet.verdict.subjects import is_name
from licet.verdict.verdict import Pin
from licet.wire import shown
from licet.words.fragments import Line

__all__ = ["assume", "changes", "edit", "retract", "save", "state", "undo"]


def _with(session: Session, scratch: Scratch, told: str) -> tuple[Session, Output]:
    return replace(session, scratch=scratch, steps=None, paging=None), Output((said(told),))


def assume(session: Session, argument: str) -> tuple[Session, Output]:
    """`assume FACT`, a whole statement, or `reading R of T`."""
    if not argument.strip():
        raise Misuse("assume what?", "`assume acme accepted llama_2`, or `assume reading parameters of improves`")
    reading, _ = parse_reading(argument)
    if reading is not None:
        pin = Pin(reading.term, reading.reading)
        return _with(session, session.scratch.read(pin), f"reading {pin} is taken as given")
    return state(session, argument)


def state(session: Session, text: str) -> tuple[Session, Output]:
    """A statement as policy files have it. One that declares a name of this layer anew replaces the former."""
    scratch = session.scratch
    name = _declared(text)
    former = scratch.declared_at(name) if name else None
    if former is not None:
        return _with(session, scratch.replace_statement(former, text), f"`{name}` is replaced")
    scratch = scratch.assume(text)
    session, output = _with(session, scratch, _said(scratch.changes[-1].text))
    module, _ = parse_module(SourceFile(LAYER, scratch.changes[-1].text))
    tests = [s for s in module.statements if isinstance(s, tree.Test)]
    if tests:
        from licet.answers.policy_tests import run_trial
        from licet.repl.verbs.test import of_trials

        return session, of_trials([run_trial(scratch.knowledge.base, module, test) for test in tests])
    return session, output


def _declared(text: str) -> str | None:
    module, found = parse_module(SourceFile(LAYER, text))
    if not found and len(module.statements) == 1 and isinstance(module.statements[0], tree.Entity):
        return module.statements[0].name
    return None


def _said(statement: str) -> str:
    module, _ = parse_module(SourceFile(LAYER, statement))
    names = [s.name for s in module.statements if isinstance(s, tree.Entity)]
    if names and len(names) == len(module.statements):
        uses = ", ".join(f"`{n}`" for n in names)
        kind = module.statements[0].kind if isinstance(module.statements[0], tree.Entity) else ""
        return f"{uses} is known now" + (f"; `ask {names[0]}`" if kind == "use" else "")
    return "assumed"


def retract(session: Session, argument: str) -> tuple[Session, Output]:
    """`retract FACT`, the number of a change, a name typed in this session, or `reading of T`."""
    what = argument.strip()
    scratch = session.scratch
    if not what:
        raise Misuse("retract what?", "a fact, the number of one of the `changes`, or `reading of improves`")
    left, _ = parse_reading_left(what)
    if left is not None:
        return _with(session, scratch.forget_reading(left), f"`{left}` is open again")
    if what.isdecimal():
        if not 1 <= int(what) <= len(scratch.changes):
            raise Misuse(f"there is no change {what}", "`changes` shows them with their numbers")
        return _with(
            session, scratch.drop(int(what) - 1), f"taken back: {_first_line(str(scratch.changes[int(what) - 1]))}"
        )
    if is_name(what):
        position = scratch.declared_at(what)
        if position is None:
            raise Misuse(f"`{what}` was not typed in this session", "only the names of this layer can be taken back")
        return _with(session, scratch.drop(position), f"`{what}` is gone")
    after = scratch.retract(what)
    still = after.states(what)
    return _with(
        session, after, "taken back; the files state it, too: `retract` takes that back" if still else "taken back"
    )


def undo(session: Session, argument: str) -> tuple[Session, Output]:
    """`undo`: the last change of the layer."""
    _nothing_more("undo", argument)
    now, before = session.scratch.changes, session.scratch.before
    if before is None:
        raise Misuse("there is nothing to undo", "`undo` takes back the last `assume` or `retract`")
    made, gone = Counter(now) - Counter(before.changes), Counter(before.changes) - Counter(now)
    steps = [str(change) for change in made] or [f"retract {change.text}" for change in gone]
    return _with(session, before, f"undone: {_first_line(steps[-1])}" if steps else "undone")


def changes(session: Session, argument: str) -> tuple[Session, Output]:
    """`changes`: what this session assumes and what it took back."""
    _nothing_more("changes", argument)
    found = session.scratch.changes
    if not found:
        return session, Output((said("nothing is assumed, nothing taken back"),))
    lines: list[Line] = []
    for number, change in enumerate(found, 1):
        first, *rest = code_lines(change.text)
        lines.append((("dim", f"{number:>3}  "), ("keyword", change.word), ("", " "), *first))
        lines += [(("", "     "), *line) for line in rest]

    def data() -> shown.Changes:
        return shown.Changes(tuple(shown.LayerChange(c.verb, c.text) for c in found))

    return session, Output((page(lines, data),))


def save(session: Session, argument: str) -> tuple[Session, Output]:
    """`save FILE`: the layer as a policy file; `save! FILE` overwrites one."""
    force = argument.startswith("!")
    name = argument.removeprefix("!").strip().strip('"')
    if not name:
        raise Misuse("save where?", "`save my_use.licet`; `save! my_use.licet` overwrites a file")
    if not any(c.verb == "assume" for c in session.scratch.changes):
        raise Misuse("there is nothing to save", "what you `assume` or declare can be saved")
    saved = replace(session, saved=session.scratch.changes)
    return saved, Output(request=Save(Path(name).expanduser(), session.scratch.saved(), force))


def edit(session: Session, argument: str) -> tuple[Session, Output]:
    """`edit NAME`: put what was typed under that name back into the prompt; of a name from a file, a copy."""
    name = argument.strip()
    position = session.scratch.declared_at(name)
    if position is not None:
        return session, Output(request=Prefill(session.scratch.changes[position].text))
    for module in session.knowledge.base.modules:
        for statement in module.statements:
            if isinstance(statement, tree.Entity) and statement.name == name:
                return session, Output(request=Prefill(_copied(session, statement)))
    entities = session.knowledge.vocabulary.entities
    raise NameUnknown("name", name, hint_for(name, entities, "`edit` takes the name of a use, model or the like"))


def _copied(session: Session, entity: tree.Entity) -> str:
    source = session.sources[entity.span.file]
    start, end = entity.span.line, entity.span.end_line
    text = "\n".join(source.line(n) for n in range(start, end + 1)).rstrip()
    number = 2
    while f"{entity.name}_{number}" in session.knowledge.vocabulary.entities:
        number += 1
    at = entity.name_span.column - 1
    return f"{text[:at]}{entity.name}_{number}{text[at + len(entity.name) :]}"


def _first_line(text: str) -> str:
    first, newline, _ = text.partition("\n")
    return first + (" …" if newline else "")


def _nothing_more(name: str, argument: str) -> None:
    if argument.strip():
        raise Misuse(f"`{name}` takes nothing more", f"`{name}` stands alone")
