"""The language server over a real pipe: what an editor sends, and what comes back."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.client import LanguageClient

from licet.repl.cli.main import main
from licet.repl.language_server.translating import TOKEN_TYPES
from licet.repl.screen.statuses import ExitStatus
from support.editing import project
from support.session_policies import LICENSE, WORLD

_PATIENCE = 60


class Editor:
    """A client that has one project open, and remembers what it was told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.client = LanguageClient("tests", "1")
        self.told: dict[str, list[types.Diagnostic]] = {}
        self.refreshed = 0
        self.news = asyncio.Event()
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(partial(self._diagnostics))
        self.client.feature(types.WORKSPACE_CODE_LENS_REFRESH)(partial(self._refresh))

    def _diagnostics(self, params: types.PublishDiagnosticsParams) -> None:
        self.told[params.uri.rpartition("/")[2]] = list(params.diagnostics)
        self.news.set()

    def _refresh(self, _: None) -> None:
        self.refreshed += 1
        self.news.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for news until something holds."""
        async with asyncio.timeout(_PATIENCE):
            while not holds():
                await self.news.wait()
                self.news.clear()

    def codes(self, name: str) -> list[object]:
        """Of the findings in a file that it was told last."""
        return [diagnostic.code for diagnostic in self.told.get(name, [])]

    def errors(self, name: str) -> list[types.Diagnostic]:
        """Those that keep its policies from answering."""
        return [d for d in self.told.get(name, []) if d.severity is types.DiagnosticSeverity.Error]

    def uri(self, name: str) -> str:
        return (self.folder / "policies" / name).as_uri()

    def document(self, name: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(name))

    def open(self, name: str, text: str) -> None:
        item = types.TextDocumentItem(self.uri(name), "licet", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def write(self, name: str, version: int, text: str) -> None:
        document = types.VersionedTextDocumentIdentifier(version, self.uri(name))
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    async def begin(self) -> types.InitializeResult:
        await self.client.start_io(
            sys.executable, "-c", "import sys; from licet.repl.cli.main import run; sys.argv[1:] = ['lsp']; run()"
        )
        lens = types.CodeLensWorkspaceClientCapabilities(refresh_support=True)
        capabilities = types.ClientCapabilities(workspace=types.WorkspaceClientCapabilities(code_lens=lens))
        folders = [types.WorkspaceFolder(self.folder.as_uri(), "tests")]
        params = types.InitializeParams(capabilities, process_id=None, workspace_folders=folders)
        found = await self.client.initialize_async(params)
        self.client.initialized(types.InitializedParams())
        return found

    async def end(self) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()


def edited(tmp_path: Path, session: Callable[[Editor], Awaitable[None]]) -> None:
    """What happens in a session on a small project."""
    project(tmp_path)

    async def run() -> None:
        editor = Editor(tmp_path)
        await editor.begin()
        await session(editor)
        await editor.end()

    asyncio.run(asyncio.wait_for(run(), 4 * _PATIENCE))


def place(text: str, word: str) -> types.Position:
    """Where a word first stands."""
    before = text[: text.index(word)]
    return types.Position(before.count("\n"), len(before.rpartition("\n")[2]))


def lens_texts(found: object) -> list[str]:
    assert isinstance(found, (list, tuple))
    return [lens.command.title for lens in found]


@pytest.mark.slow
def test_an_editor_is_told_findings_verdicts_and_test_results(tmp_path: Path) -> None:
    async def session(editor: Editor) -> None:
        editor.open("world.licet", WORLD)
        await editor.until(lambda: editor.refreshed > 0)
        asked = types.CodeLensParams(editor.document("world.licet"))
        lenses = lens_texts(await editor.client.text_document_code_lens_async(asked))
        assert "forbidden, because of alpaca_1.no_improving" in lenses
        assert "passed" in lenses

        broken = WORLD.replace("  does use alpaca\n  trains otter", "  does use alpacca\n  trains otter")
        editor.write("world.licet", 2, f"# 😀\n{broken}")
        lenses = lens_texts(await editor.client.text_document_code_lens_async(asked))
        assert set(lenses) == {"…"}, "what was found of other texts is not told of these"
        await editor.until(lambda: bool(editor.errors("world.licet")))
        [finding] = editor.errors("world.licet")
        assert finding.range.start.line == place(broken, "alpacca").line + 1
        assert "alpacca" in finding.message
        assert "alpaca" in finding.message.splitlines()[1]

        editor.write("world.licet", 3, WORLD.replace("expect forbidden", "expect permitted"))
        await editor.until(lambda: "T001" in editor.codes("world.licet"))
        editor.write("world.licet", 4, WORLD)
        await editor.until(lambda: "T001" not in editor.codes("world.licet"))

        fact = '  derived_from alpaca   per "the model card"\n'
        twice = WORLD.replace(fact, 2 * fact)
        editor.write("world.licet", 5, twice)
        await editor.until(lambda: "L103" in editor.codes("world.licet"))
        here = place(twice, fact)
        around = types.Range(here, types.Position(here.line + 2, 0))
        context = types.CodeActionContext([])
        wanted = types.CodeActionParams(editor.document("world.licet"), around, context)
        [action, *_] = await editor.client.text_document_code_action_async(wanted) or []
        assert action.title == f"Remove `{fact.strip()}`"

    edited(tmp_path, session)


@pytest.mark.slow
def test_an_editor_asks_about_places(tmp_path: Path) -> None:
    """One session, since a server takes a second to start."""
    text = WORLD.replace('"Acme"', '"Acme 😀" also "A"').replace("derived_from alpaca ", "derived_from alpacca ")

    async def session(editor: Editor) -> None:
        editor.open("world.licet", text)
        editor.open("alpaca.licet", LICENSE)
        world, client = editor.document("world.licet"), editor.client

        at = types.HoverParams(editor.document("alpaca.licet"), place(LICENSE, "no_improving"))
        found = await client.text_document_hover_async(at)
        assert found is not None
        assert isinstance(found.contents, types.MarkupContent)
        assert "You will not use the Materials" in found.contents.value
        assert found.range == types.Range(types.Position(10, 7), types.Position(10, 19))

        acme = types.Position(place(text, "by acme").line, 7)
        places = await client.text_document_definition_async(types.DefinitionParams(world, acme))
        assert isinstance(places, list)
        assert [(p.uri, p.range.start) for p in places] == [(world.uri, place(text, "acme"))]
        context = types.ReferenceContext(include_declaration=False)
        places = await client.text_document_references_async(types.ReferenceParams(context, world, acme))
        assert len(places or ()) == text.count("by acme")

        offered = await client.text_document_completion_async(types.CompletionParams(world, acme))
        assert isinstance(offered, types.CompletionList)
        assert [item.label for item in offered.items] == ["acme"]

        whole = types.Range(types.Position(0, 0), types.Position(999, 0))
        wanted = types.CodeActionParams(world, whole, types.CodeActionContext([]))
        actions = await client.text_document_code_action_async(wanted)
        [action] = [a for a in actions or () if isinstance(a, types.CodeAction)]
        assert action.title == "Write `alpaca` for `alpacca`"
        [edit] = ((action.edit and action.edit.changes) or {})[world.uri]
        assert (edit.range.start, edit.new_text) == (place(text, "alpacca"), "alpaca")

        tokens = await client.text_document_semantic_tokens_full_async(types.SemanticTokensParams(world))
        assert tokens is not None
        assert list(tokens.data[:5]) == [0, 0, 12, TOKEN_TYPES.index("enumMember"), 0]
        options = types.FormattingOptions(tab_size=2, insert_spaces=True)
        editor.open("new.licet", 'model b   "B"\n')
        layout = types.DocumentFormattingParams(editor.document("new.licet"), options)
        [edit] = await client.text_document_formatting_async(layout) or ()
        assert edit.new_text == 'model b "B"\n'

    edited(tmp_path, session)


@pytest.mark.slow
def test_an_editor_renames_everywhere_or_is_refused(tmp_path: Path) -> None:
    async def session(editor: Editor) -> None:
        editor.open("world.licet", f"# 😀\n{WORLD}")
        world, client = editor.document("world.licet"), editor.client
        license = types.Position(place(WORLD, "alpaca_1").line + 1, place(WORLD, "alpaca_1").character)
        prepared = await client.text_document_prepare_rename_async(types.PrepareRenameParams(world, license))
        assert isinstance(prepared, types.PrepareRenamePlaceholder)
        assert prepared.placeholder == "alpaca_1"
        found = await client.text_document_rename_async(types.RenameParams(world, license, "ranch_1"))
        assert found is not None
        assert {uri.rpartition("/")[2]: len(edits) for uri, edits in (found.changes or {}).items()} == {
            "alpaca.licet": LICENSE.count("alpaca_1"),
            "world.licet": WORLD.count("alpaca_1"),
        }
        with pytest.raises(JsonRpcException, match="`otter` is taken"):
            await client.text_document_rename_async(types.RenameParams(world, license, "otter"))

    edited(tmp_path, session)


@pytest.mark.slow
def test_no_text_and_no_place_ends_the_server(tmp_path: Path) -> None:
    async def session(editor: Editor) -> None:
        world, client = editor.document("world.licet"), editor.client
        editor.open("world.licet", WORLD)
        for version, text in enumerate(("", "\0", "use \ud83d", "clause (\n  when", '"' * 999, "😀" * 9, "\r\n  x"), 2):
            editor.write("world.licet", version, text)
            for position in (types.Position(0, 0), types.Position(0, 3), types.Position(99, 99)):
                await client.text_document_hover_async(types.HoverParams(world, position))
                await client.text_document_completion_async(types.CompletionParams(world, position))
                await client.text_document_definition_async(types.DefinitionParams(world, position))
            await client.text_document_code_lens_async(types.CodeLensParams(world))
            await client.text_document_semantic_tokens_full_async(types.SemanticTokensParams(world))
        unnamed = types.TextDocumentItem("untitled:Untitled-1", "licet", 1, WORLD)
        client.text_document_did_open(types.DidOpenTextDocumentParams(unnamed))
        at = types.HoverParams(types.TextDocumentIdentifier(unnamed.uri), types.Position(0, 0))
        assert await client.text_document_hover_async(at) is None
        editor.write("world.licet", 99, WORLD)
        await editor.until(lambda: editor.refreshed > 0)
        assert lens_texts(await client.text_document_code_lens_async(types.CodeLensParams(world)))

    edited(tmp_path, session)


def test_without_pygls_it_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "licet.repl.language_server.server", raising=False)
    monkeypatch.setitem(sys.modules, "pygls.lsp.server", None)
    assert main(["lsp"]) == ExitStatus.BAD_INPUT
    assert "`pip install licet[lsp]`" in capsys.readouterr().err
