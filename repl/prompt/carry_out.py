"""Between the session and the world: carries out what an entry asks for, and goes on with what comes of it."""

from __future__ import annotations

from pathlib import Path

from licet.errors import LicetError
from licet.repl.prompt.diverting import diverted
from licet.repl.prompt.evaluate import respond
from licet.repl.prompt.source_files import is_installed, look_at_copy
from licet.repl.prompt.surroundings import Surroundings
from licet.repl.prompt.watching import stamp
from licet.repl.screen.complaints import Misuse, Sources, diagnostics_of, no_way, status_of_error
from licet.repl.screen.requests import Edit, Leave, Load, Prefill, Save, Watch
from licet.repl.screen.results import Output, complained, said
from licet.repl.screen.statuses import ExitStatus
from licet.repl.session.session import Session
from licet.repl.verbs.load import reloaded, summary

__all__ = ["advance", "load_into"]


def advance(session: Session, text: str, around: Surroundings) -> tuple[Session, Output]:
    """Carry out one entry and what it requests.

    Returns:
        The session after it and its output, in which a `Leave` is the only request left.
    """
    after, output = respond(session, text)
    try:
        if output.request is not None and not isinstance(output.request, Leave):
            after, output = _carry_out(after, output, around)
        wrong = output.status in (ExitStatus.BAD_INPUT, ExitStatus.FAULT)
        if session.output is not None and session.output == after.output and not wrong:
            output = diverted(output, session.output)
        return after, output
    except LicetError as error:
        sources = Sources(session.sources)
        return session, Output((complained(diagnostics_of(error), sources),), status=status_of_error(error))


def _carry_out(session: Session, output: Output, around: Surroundings) -> tuple[Session, Output]:
    match output.request:
        case Load(roots):
            return load_into(session, roots)
        case Save() as save:
            _save(save)
            return session, Output((*output.results, said(save.told or f"saved to {save.path}")))
        case Edit(file, line):
            if around.edit is None:
                raise Misuse("there is no terminal to open an editor in", f"the line is {file}:{line}")
            found = Sources(roots=session.roots).path(file)
            if found is None:
                raise Misuse(f"the file `{file}` is not below what was loaded", "`reload` reads the files again")
            if is_installed(found, session.roots):
                return session, Output((*output.results, said(look_at_copy(found, line, around.edit))))
            before = stamp(session.roots)
            around.edit(found, line)
            if stamp(session.roots) == before:
                return session, Output((*output.results, said("no file was changed")))
            return load_into(session, session.roots)
        case Prefill(text):
            if around.prefill is None:
                raise Misuse("there is no prompt to put it into", "`edit` needs a terminal")
            around.prefill(text)
            return session, Output(output.results)
        case Watch(on):
            if around.watch is None:
                raise Misuse("there is nobody to tell", "`watch` needs a terminal")
            around.watch(on)
            words = "watching the policy files" if on else "not watching any more"
            return session, Output((*output.results, said(words)))
    return session, output


def load_into(session: Session, roots: tuple[Path, ...], told: str | None = None) -> tuple[Session, Output]:
    """Load policies and go on over them. If they are refused, the session stays as it is.

    Args:
        session: what was before.
        roots: files and folders.
        told: what to say of it, instead of what was loaded.

    Raises:
        PolicyError: the layer does not fit the policies.
    """
    from licet.errors import PolicyError
    from licet.repl.session.keeping import load_again

    try:
        knowledge = load_again(roots).knowledge
    except PolicyError as error:
        sources = Sources(roots=roots)
        return session, Output((complained(diagnostics_of(error), sources),), status=status_of_error(error))
    return reloaded(session, knowledge, roots, told or f"loaded {summary(knowledge)}")


def _save(save: Save) -> None:
    try:
        with save.path.open("w" if save.force else "x", encoding="utf-8", newline="\n") as file:
            file.write(save.text)
    except FileExistsError:
        raise Misuse(f"`{save.path}` exists", f"`{save.verb}! {save.path}` overwrites it", "U004") from None
    except OSError as error:
        raise no_way(f"`{save.path}` cannot be written", error) from error
