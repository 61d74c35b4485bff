"""The keys of the prompt, through a pipe instead of a keyboard."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.data_structures import Size
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.key_binding.vi_state import InputMode
from prompt_toolkit.output import DummyOutput

from licet.knowledge.kept import Kept
from licet.repl.prompt import answering as answering_module
from licet.repl.prompt.answering import Answering, open_answering
from licet.repl.prompt.app import App, duration
from licet.repl.prompt.completing import PromptCompleter
from licet.repl.prompt.highlighting import PromptLexer
from licet.repl.prompt.history import history_file, open_history
from licet.repl.prompt.looks import prompt_style
from licet.repl.prompt.opening import Opening
from licet.repl.prompt.surroundings import Surroundings
from licet.repl.screen.results import Output
from licet.repl.screen.terminal import Terminal
from licet.repl.session.command_table import COMMANDS
from licet.repl.session.names import names_of
from licet.repl.session.session import Session

CTRL_C, CTRL_D, CTRL_R, ENTER, ESCAPE, TAB = "\x03", "\x04", "\x12", "\r", "\x1b", "\t"
PASTE, PASTED = "\x1b[200~", "\x1b[201~"


def ready(session: Session) -> Opening:
    opening = Opening(lambda: Answering(session))
    opening.result()
    return opening


class Typist:
    """An app on a pipe: type keys, get what the session says."""

    def __init__(self, session: Session, pipe: PipeInput) -> None:
        self.session = session
        self.pipe = pipe
        self.history = InMemoryHistory()

    def type(self, keys: str, *, vi: bool = False, plain: bool = False) -> tuple[App, str]:
        said: list[str] = []
        app = App(
            ready(self.session),
            Terminal(width=80, plain=plain),
            self.history,
            vi=vi,
            input=self.pipe,
            output=DummyOutput(),
            write=said.append,
        )
        self.pipe.send_text(keys + CTRL_D + CTRL_D)
        app.run()
        return app, "".join(said).removeprefix(said[0] if said else "")

    def prompted(self, steps: list[tuple[str, Callable[[App], bool]]], last: str) -> str:
        """What one prompt gives when keys are typed, each after the effect of those before."""

        async def run() -> str:
            app = App(ready(self.session), Terminal(width=80), self.history, input=self.pipe, output=DummyOutput())
            reading = asyncio.ensure_future(app.prompt.prompt_async())
            async with asyncio.timeout(30):
                for keys, done in steps:
                    self.pipe.send_text(keys)
                    while not done(app):
                        await asyncio.sleep(0.01)
                self.pipe.send_text(last)
                return await reading

        return asyncio.run(run())


def completions(app: App) -> list[str]:
    state = app.prompt.default_buffer.complete_state
    return [c.text for c in state.completions] if state is not None else []


@pytest.fixture
def typist(session: Session) -> Iterator[Typist]:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        yield Typist(session, pipe)


def test_enter_answers(typist: Typist) -> None:
    assert typist.type(f"otter is small{ENTER}")[1] == "true\n\n"


def test_control_d_leaves_and_so_does_quit(typist: Typist) -> None:
    assert typist.type("")[1] == ""
    assert typist.type(f"quit{ENTER}")[1] == ""


def test_leaving_asks_about_what_is_not_saved(typist: Typist) -> None:
    keys = f"assume alpaca is small{ENTER}exit{ENTER}"
    hint = "assumed\n\n`save FILE` writes what you stated\n\n"
    assert typist.type(f"{keys}n{ENTER}alpaca is small{ENTER}")[1] == f"{hint}true\n\n"
    assert typist.type(f"{keys}{CTRL_C}alpaca is small{ENTER}")[1] == f"{hint}true\n\n"
    assert typist.type(f"{keys}{ENTER}alpaca is small{ENTER}")[1] == f"{hint}true\n\n"


@pytest.mark.parametrize("answer", [f"y{ENTER}", f"YES{ENTER}", CTRL_D])
def test_what_is_not_saved_is_left_behind_when_told_so(typist: Typist, answer: str) -> None:
    said = typist.type(f"assume alpaca is small{ENTER}exit{ENTER}{answer}alpaca is small{ENTER}")[1]
    assert said == "assumed\n\n"


@pytest.mark.parametrize(
    "keys",
    [
        "ask by acme; on 2023-09-01; does use otter",
        "assume reading any_help of improves",
        "assume alpaca is small\rsave FILE",
        "assume alpaca is small\rsave FILE\rload FILE",
        "assume alpaca is small\rundo",
    ],
)
def test_where_nothing_would_be_lost_leaving_asks_nothing(typist: Typist, tmp_path: Path, keys: str) -> None:
    typed = keys.replace("FILE", str(tmp_path / "mine.licet"))
    app, said = typist.type(f"{typed}{ENTER}exit{ENTER}")
    assert app.answering.unsaved() == 0
    assert "save FILE" not in said
    assert "error" not in said


def test_statements_after_a_save_and_a_failed_save_are_asked_about(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "mine.licet"
    answering = Answering(session)
    for entry, unsaved in (
        ("assume alpaca is small", 1),
        (f"save {tmp_path}/no/such/folder", 1),
        (f"save {file}", 0),
        ("assume alpaca_chat is small", 1),
        (f"save {file}", 1),
        (f"save! {file}", 0),
    ):
        answering.answer(entry, Surroundings(), Terminal(), 10)
        assert answering.unsaved() == unsaved, entry


def test_control_c_clears_the_line_and_nothing_else(typist: Typist) -> None:
    app, said = typist.type(f"assume alpaca is small{ENTER}nonsense{CTRL_C}alpaca is small{ENTER}")
    assert said == "assumed\n\ntrue\n\n"
    assert len(app.answering.session.scratch.changes) == 1


def test_a_use_is_typed_line_by_line_and_ends_with_an_empty_line(typist: Typist) -> None:
    lines = ["use mine", "by acme", "on 2023-09-01", "does use otter", "", "X by acme and does(X, use, otter)"]
    app, said = typist.type("".join(f"{line}{ENTER}" for line in lines))
    assert "`mine` is known now" in said
    assert "\nmine" in said
    [change] = app.answering.session.scratch.changes
    assert change.text == "use mine\n  by acme\n  on 2023-09-01\n  does use otter"


def test_a_query_that_breaks_off_goes_on_in_the_next_line(typist: Typist) -> None:
    assert typist.type(f"X derived_from Y and{ENTER}Y is small{ENTER}")[1] == "no answers\n\n"


def test_an_error_is_shown_and_no_further_line_asked_for(typist: Typist) -> None:
    said = typist.type(f"otter is is small{ENTER}")[1]
    assert said.startswith("error[E1")
    assert "  |             ^^^^^\n" in said


def test_alt_enter_opens_a_line(typist: Typist) -> None:
    assert typist.type(f"otter is small{ESCAPE}{ENTER}and alpaca is small{ENTER}")[1] == "false\n\n"


def test_everything_that_is_pasted_runs(typist: Typist) -> None:
    text = (
        "fact alpaca is small\nuse mine\n  by acme\n  does use otter\n\nalpaca is small\notter is smal\nmine by acme\n"
    )
    app, said = typist.type(f"{PASTE}{text}{PASTED}{ENTER}")
    assert len(app.answering.session.scratch.changes) == 2
    assert "licet> alpaca is small\ntrue\n" in said
    assert "no relation is called `smal`" in said
    assert said.endswith("licet> mine by acme\ntrue\n\n")


def test_a_pasted_block_without_a_last_line_end_waits_for_one(typist: Typist) -> None:
    app, _ = typist.type(f"{PASTE}use mine\n  by acme{PASTED}{ENTER}{ENTER}")
    assert [c.text for c in app.answering.session.scratch.changes] == ["use mine\n  by acme"]


def test_tab_completes_and_enter_takes_the_completion(typist: Typist) -> None:
    steps = [
        ("ask chat", lambda app: bool(completions(app))),
        (TAB, lambda app: "chat_product" in app.prompt.default_buffer.text),
    ]
    assert typist.prompted(steps, ENTER + ENTER) == "ask chat_product"


def test_no_menu_opens_on_an_empty_line(typist: Typist) -> None:
    shown: list[list[str]] = []
    steps = [
        (f"use mine{ENTER}", lambda app: app.prompt.default_buffer.text == "use mine\n  "),
        ("by a", lambda app: shown.append(completions(app)) or completions(app) == ["acme"]),
        (TAB, lambda app: app.prompt.default_buffer.text.endswith("acme")),
    ]
    assert typist.prompted(steps, ENTER + ENTER + ENTER) == "use mine\n  by acme\n  "
    assert [m for m in shown if "judges" in m] == []


def test_history_is_searched(typist: Typist) -> None:
    typist.history.append_string("otter is small")
    typist.history.append_string("alpaca is small")
    assert typist.type(f"{CTRL_R}otter{ENTER}{ENTER}")[1] == "true\n\n"


def test_vi_keys(typist: Typist) -> None:
    assert typist.type(f"alpaca is small{ESCAPE}0ceotter{ENTER}", vi=True)[1] == "true\n\n"


def test_a_plain_prompt_answers_as_well(typist: Typist) -> None:
    app, said = typist.type(f"otter is small{ENTER}watch{ENTER}", plain=True)
    assert said.startswith("true\n\nerror[U001]")
    assert app.prompt.bottom_toolbar is None


def test_edit_puts_what_was_typed_into_the_prompt(typist: Typist) -> None:
    keys = f"use mine{ENTER}by acme{ENTER}{ENTER}edit mine{ENTER}{ENTER}does use otter{ENTER}{ENTER}"
    app, said = typist.type(keys)
    assert "`mine` is replaced" in said
    assert [c.text for c in app.answering.session.scratch.changes] == ["use mine\n  by acme\n  does use otter"]


def test_the_editor_is_opened_on_what_is_typed(typist: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\nsed s/nonsense/sense/ "$1" > "$1.new" && mv "$1.new" "$1"\n')
    script.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(script))
    steps = [(f"nonsense \\e{ENTER}", lambda app: app.prompt.default_buffer.text.strip() == "sense")]
    assert typist.prompted(steps, ENTER).strip() == "sense"


def test_control_c_stops_what_runs_and_only_that(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    answered = answering_module.advance

    def advance(session: Session, text: str, world: object) -> tuple[Session, Output]:
        if "descends_from" in text:
            raise KeyboardInterrupt
        return answered(session, text, world)  # type: ignore[arg-type]

    monkeypatch.setattr(answering_module, "advance", advance)
    app, said = typist.type(f"assume alpaca is small{ENTER}X descends_from Y{ENTER}alpaca is small{ENTER}")
    assert said == "assumed\n\nstopped\n\ntrue\n\n"
    assert len(app.answering.session.scratch.changes) == 1


def test_a_fault_of_ours_is_reported_and_the_session_goes_on(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("something broke")

    monkeypatch.setattr(answering_module, "advance", broken)
    said = typist.type(f"help{ENTER}help{ENTER}")[1]
    assert said.count("internal fault: RuntimeError: something broke") == 2
    assert "Traceback" not in said


def test_the_toolbar_tells_the_state(typist: Typist) -> None:
    keys = f"assume alpaca is small{ENTER}as of 2024-01-01{ENTER}assume reading any_help of improves{ENTER}"
    app, _ = typist.type(keys)
    words = app.toolbar().split(" | ")
    assert words[:-1] == ["3 files", "2 changes", "as of 2024-01-01", "any_help of improves"]
    assert words[-1].endswith("ms")


def test_the_toolbar_has_keys_where_there_is_room(typist: Typist) -> None:
    app, _ = typist.type(f"otter is small{ENTER}")
    assert len(app.toolbar()) == 80
    assert app.toolbar().endswith("   Tab completes | Ctrl-R searches | Ctrl-D leaves")
    app.prompt.default_buffer.reset(Document("use mine\n  by acme"))
    assert app.toolbar().endswith("   an empty line ends it | Ctrl-C drops it")


def test_the_toolbar_tells_the_mode_of_vi(typist: Typist) -> None:
    app, _ = typist.type("", vi=True)
    assert app.toolbar().startswith("vi insert | 3 files")
    app.prompt.app.vi_state.input_mode = InputMode.NAVIGATION
    assert app.toolbar().startswith("vi normal | 3 files")


def test_broken_files_are_told_until_they_are_mended(typist: Typist, tmp_path: Path) -> None:
    from licet.knowledge.loading import load
    from licet.repl.session.session import session_over

    for file in typist.session.roots[0].iterdir():
        (tmp_path / file.name).write_text(file.read_text())
    world = tmp_path / "world.licet"
    text = world.read_text()
    answering = Answering(session_over(load(tmp_path), (tmp_path,)))
    screen = (Terminal(width=120), 10)

    def asked() -> str:
        return answering.answer("otter is small", Surroundings(), *screen).text

    def changed(text: str) -> str:
        before = answering.stamp()
        world.write_text(text)
        answering.reload(before, answering.stamp(), screen[0])
        return answering.news()

    assert "nonsense" in changed("nonsense\n")
    stale = "the policy files are broken: this is of what was loaded before; `reload` says what is wrong\n\ntrue\n\n"
    assert asked() == asked() == stale
    assert "FILES BROKEN" in [*answering.state()]
    assert "nonsense" in answering.answer("reload", Surroundings(), *screen).text
    assert asked() == stale
    assert changed(text) == "world.licet has changed\n\n"
    assert asked() == "true\n\n"
    assert "FILES BROKEN" not in [*answering.state()]
    changed("nonsense\n")
    world.write_text(text)
    answering.answer("reload", Surroundings(), *screen)
    assert asked() == "true\n\n"


def test_a_narrow_toolbar_keeps_the_time(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    app, _ = typist.type(f"as of 2024-01-01{ENTER}assume reading any_help of improves{ENTER}")
    monkeypatch.setattr(app.prompt.output, "get_size", lambda: Size(rows=24, columns=40))
    assert len(app.toolbar()) == 40
    assert re.fullmatch(r"3 files \| 1 change \| as of .*… \| [0-9.]+ ms", app.toolbar())


def test_watching_reloads_and_says_what_flipped(typist: Typist, tmp_path: Path) -> None:
    from licet.knowledge.loading import load
    from licet.repl.session.session import session_over

    for file in typist.session.roots[0].iterdir():
        (tmp_path / file.name).write_text(file.read_text())
    typist.session = session_over(load(tmp_path), (tmp_path,))
    world = tmp_path / "world.licet"

    async def watched() -> str:
        said: list[str] = []
        app = App(
            ready(typist.session),
            Terminal(width=80),
            InMemoryHistory(),
            input=typist.pipe,
            output=DummyOutput(),
            write=said.append,
        )
        app.enter("ask train_otter")
        app.enter("watch")
        waiting = asyncio.create_task(app.prompt.prompt_async(pre_run=app.at_prompt))
        world.write_text(world.read_text().replace("  trains otter\n", "", 1))
        async with asyncio.timeout(30):
            while "train_otter: forbidden -> permitted" not in "".join(said):
                await asyncio.sleep(0.01)
        world.write_text("nonsense\n")
        async with asyncio.timeout(30):
            while "\n1 | nonsense\n" not in "".join(said):
                await asyncio.sleep(0.01)
        typist.pipe.send_text(f"quit{ENTER}")
        await waiting
        return "".join(said)

    said = asyncio.run(watched())
    assert "watching the policy files" in said
    assert "world.licet has changed" in said
    assert "no longer: train_otter trains otter" in said


def test_an_entry_during_a_reload_loses_neither(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, go_on = Event(), Event()
    files = session.scratch.files

    def load(*_: Path) -> object:
        reading.set()
        go_on.wait(30)
        return Kept(files.assume("fact alpaca_chat is small\n"))

    monkeypatch.setattr("licet.repl.session.keeping.load_again", load)
    answering = Answering(session)
    screen = (Terminal(width=80), 10)
    reload = Thread(target=answering.reload, args=((("a.licet", 1, 1),), (("a.licet", 2, 1),), screen[0]))
    reload.start()
    assert reading.wait(30)
    entry = Thread(target=answering.answer, args=("assume alpaca is small", Surroundings(), *screen))
    entry.start()
    go_on.set()
    reload.join(30)
    entry.join(30)
    assert answering.news() == "a.licet has changed\n\n"
    assert answering.news() == ""
    for fact in ("alpaca is small", "alpaca_chat is small"):
        assert answering.answer(fact, Surroundings(), *screen).text == "true\n\n"


def test_what_is_wrong_with_kept_policies_is_said_once(
    typist: Typist, policies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LICET_CACHE", str(tmp_path / "cache"))

    def said() -> str:
        written: list[str] = []
        opening = Opening(lambda: open_answering([str(policies)], Terminal()))
        pipes = {"input": typist.pipe, "output": DummyOutput()}
        app = App(opening, Terminal(width=80), typist.history, write=written.append, **pipes)
        typist.pipe.send_text(f"ask train_otter{ENTER}{CTRL_D}")
        app.run()
        return "".join(written)

    assert "W701" not in said()
    next((tmp_path / "cache").glob("*.base")).write_bytes(b"something else")
    assert said().count("W701") == 1
    assert "W701" not in said()


def test_names_are_indexed_once_and_again_when_they_change(typist: Typist) -> None:
    app, _ = typist.type("")
    assert app.answering.names() is app.answering.names()
    before = app.answering.names()
    app.enter("use mine\n  by acme")
    assert app.answering.names() is not before
    assert "mine" in app.answering.names().of_kind("use")


def test_the_prompt_is_there_before_the_policies_are(typist: Typist) -> None:
    loaded = Event()

    def begin() -> Answering:
        loaded.wait(30)
        return Answering(typist.session)

    async def run() -> tuple[list[str], list[str]]:
        said: list[str] = []
        app = App(
            Opening(begin),
            Terminal(width=80, color=True),
            InMemoryHistory(),
            input=typist.pipe,
            output=DummyOutput(),
            write=said.append,
        )
        assert app.toolbar() == "loading the policies"
        reading = asyncio.ensure_future(app.prompt.prompt_async(pre_run=app.at_prompt))
        async with asyncio.timeout(30):
            typist.pipe.send_text("otter is")
            while app.prompt.default_buffer.text != "otter is":
                await asyncio.sleep(0.01)
            before = list(said)
            loaded.set()
            while not said:
                await asyncio.sleep(0.01)
            typist.pipe.send_text(f" small{ENTER}")
            assert app.enter(await reading)
        return before, said

    before, said = asyncio.run(run())
    assert before == []
    assert "3 files, 1 license, 4 clauses" in said[0]
    assert said[1] == "\x1b[1;92mtrue\x1b[0m\n\n"


def test_a_block_that_is_begun_before_the_policies_are_there_stays_one(typist: Typist) -> None:
    said: list[str] = []
    app = App(
        Opening(lambda: Answering(typist.session)),
        Terminal(width=80),
        InMemoryHistory(),
        input=typist.pipe,
        output=DummyOutput(),
        write=said.append,
    )
    typist.pipe.send_text(f"use mine{ENTER}by acme{ENTER}{ENTER}{CTRL_D}{CTRL_D}")
    app.run()
    assert [c.text for c in app.answering.session.scratch.changes] == ["use mine\n  by acme"]


def test_policies_that_are_refused_end_the_session(
    typist: Typist, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.licet").write_text("nonsense\n")
    said: list[str] = []
    terminal = Terminal(width=80)
    app = App(
        Opening(lambda: open_answering([str(tmp_path)], terminal)),
        terminal,
        InMemoryHistory(),
        input=typist.pipe,
        output=DummyOutput(),
        write=said.append,
    )
    assert app.run() == 2
    assert said == []
    assert "a.licet:1:" in capsys.readouterr().err


def test_a_fault_while_loading_is_not_lost(typist: Typist) -> None:
    def begin() -> Answering:
        raise RuntimeError("something broke")

    app = App(Opening(begin), Terminal(width=80), InMemoryHistory(), input=typist.pipe, output=DummyOutput())
    with pytest.raises(RuntimeError, match="something broke"):
        app.run()


def completed(session: Session, text: str) -> list[str]:
    completer = PromptCompleter(lambda: names_of(session.knowledge.vocabulary), COMMANDS)
    return [c.text for c in completer.get_completions(Document(text), CompleteEvent())]


def test_paths_are_completed_where_a_command_takes_one(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.licet").write_text("")
    monkeypatch.chdir(tmp_path)
    assert completed(session, "load mi") == ["ne.licet"]
    assert completed(session, "save! mi") == ["ne.licet"]
    assert completed(session, "ask jud") == ["judge_otter"]


def lexed(text: str) -> list[tuple[str, str]]:
    lines = PromptLexer(COMMANDS, lambda: {"use"}).lex_document(Document(text))
    return [(f[0], f[1]) for n in range(text.count("\n") + 1) for f in lines(n)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ask judge_otter",
        "Model descends_from otter",
        'use mine "Mine"\n  by acme\n  # a note\n',
        '"',
        "as of 2024-01-01",
    ],
)
def test_highlighting_changes_no_text(text: str) -> None:
    number = text.count("\n") + 1
    lines = PromptLexer(COMMANDS, lambda: {"use"}).lex_document(Document(text))
    assert "\n".join("".join(f[1] for f in lines(n)) for n in range(number)) == text
    assert lines(number + 5) == []


def test_highlighting_knows_commands_relations_and_variables() -> None:
    assert lexed("why Model descends_from otter")[0] == ("class:keyword", "why ")
    assert ("class:relation", "descends_from") in lexed("why Model descends_from otter")
    assert ("class:variable", "Model") in lexed("Model descends_from otter")
    assert ("class:keyword", "use") not in lexed("use derived_from otter")[:1]


@given(st.text(max_size=60))
def test_highlighting_changes_no_text_whatever_it_is(text: str) -> None:
    lines = PromptLexer(COMMANDS, lambda: {"use"}).lex_document(Document(text))
    assert "\n".join("".join(f[1] for f in lines(n)) for n in range(text.count("\n") + 1)) == text


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_prompt_has_both_themes(theme: str) -> None:
    assert prompt_style(theme).style_rules


def test_history_is_kept_by_project(tmp_path: Path) -> None:
    environ = {"XDG_STATE_HOME": str(tmp_path)}
    one, other = history_file(environ, [tmp_path / "a"]), history_file(environ, [tmp_path / "b"])
    assert one != other
    assert one == history_file(environ, [tmp_path / "x" / ".." / "a"])
    history = open_history(environ, [tmp_path / "a"])
    assert isinstance(history, FileHistory)
    assert one.stat().st_mode & 0o077 == 0


def test_history_that_cannot_be_kept_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "licet").write_text("a file, where a folder should be")
    assert isinstance(open_history({"XDG_STATE_HOME": str(tmp_path)}, [tmp_path]), InMemoryHistory)


def test_durations() -> None:
    assert (duration(0.00042), duration(2.34)) == ("0.4 ms", "2.3 s")
