"""The handlers of the language server. Each asks `licet.editor` and translates what it says."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from licet.editor.edits import Action, actions, fix_all, formatted
from licet.editor.finding import Found, declarations, is_own, mention_at, references
from licet.editor.hover import hover
from licet.editor.judging import Judged, lenses, unjudged
from licet.editor.places import Units
from licet.editor.renaming import RenameRefused, renamable, rename
from licet.editor.snapshot import Snapshot
from licet.editor.workspace import workspace_of
from licet.grammar.diagnostics import Fix
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile
from licet.repl.language_server.desk import Desk
from licet.repl.language_server.translating import (
    TOKEN_TYPES,
    completion_of,
    diagnostic_of,
    edit_of,
    range_for,
    semantic_tokens,
    stretch_of,
    where,
)
from licet.repl.prompt.suggest import suggest
from licet.repl.session.names import names_of

__all__ = ["language_server"]

_SETTLED = 0.25
"""Seconds without a change before policies are checked."""
_IDLE = 0.5
"""Further seconds before uses are judged and tests run."""
_MOST_SUGGESTED = 10_000
_MOST_COMPLETIONS = 200
_WATCHED = ("**/*.licet", "**/licet.toml")
_logger = logging.getLogger("licet")


def language_server(version: str) -> LanguageServer:
    """A server that is ready to be started."""
    server = LanguageServer("licet", version, text_document_sync_kind=types.TextDocumentSyncKind.Full)
    doors = _Doors(server)
    legend = types.SemanticTokensLegend([*TOKEN_TYPES], [])
    kinds = [types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]
    options: Mapping[str, object] = {
        types.TEXT_DOCUMENT_COMPLETION: types.CompletionOptions(trigger_characters=[" ", "(", ".", ":"]),
        types.TEXT_DOCUMENT_RENAME: types.RenameOptions(prepare_provider=True),
        types.TEXT_DOCUMENT_CODE_ACTION: types.CodeActionOptions(code_action_kinds=kinds),
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: legend,
    }
    for feature, handler in doors.handlers().items():
        server.feature(feature, options.get(feature))(partial(handler))  # pygls marks what it is given
    return server


class _Doors:
    """The handlers, and the desks of the workspaces that are open."""

    def __init__(self, server: LanguageServer) -> None:
        self.server = server
        self.desks: dict[Path, Desk] = {}
        self.waiting: dict[Path, asyncio.Task[None]] = {}
        self.told: dict[Path, dict[str, list[types.Diagnostic]]] = {}

    def handlers(self) -> Mapping[str, Callable[..., object]]:
        return {
            types.INITIALIZED: self.initialized,
            types.SHUTDOWN: self.shutdown,
            types.TEXT_DOCUMENT_DID_OPEN: self.changed,
            types.TEXT_DOCUMENT_DID_CHANGE: self.changed,
            types.TEXT_DOCUMENT_DID_SAVE: self.changed,
            types.TEXT_DOCUMENT_DID_CLOSE: self.changed,
            types.WORKSPACE_DID_CHANGE_WATCHED_FILES: self.watched,
            types.TEXT_DOCUMENT_HOVER: self.hover,
            types.TEXT_DOCUMENT_DEFINITION: self.definition,
            types.TEXT_DOCUMENT_REFERENCES: self.references,
            types.TEXT_DOCUMENT_PREPARE_RENAME: self.prepare_rename,
            types.TEXT_DOCUMENT_RENAME: self.rename,
            types.TEXT_DOCUMENT_COMPLETION: self.completion,
            types.TEXT_DOCUMENT_FORMATTING: self.formatting,
            types.TEXT_DOCUMENT_CODE_ACTION: self.code_action,
            types.TEXT_DOCUMENT_CODE_LENS: self.code_lens,
            types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: self.semantic_tokens,
        }

    # --- Where

    @property
    def units(self) -> Units:
        match self.server.workspace.position_encoding:
            case types.PositionEncodingKind.Utf8:
                return "utf-8"
            case types.PositionEncodingKind.Utf32:
                return "utf-32"
            case _:
                return "utf-16"

    def folders(self) -> list[Path]:
        found = (to_fs_path(uri) for uri in self.server.workspace.folders)
        return [Path(path) for path in found if path is not None]

    def buffers(self) -> Mapping[Path, str]:
        documents = self.server.workspace.text_documents
        return {path: document.source for uri, document in documents.items() if (path := _path(uri)) is not None}

    def desk(self, path: Path) -> Desk:
        """The desk of the workspace that a file belongs to."""
        folder = workspace_of(path, self.folders()).folder.resolve()
        if folder not in self.desks:
            self.desks[folder] = Desk(lambda: workspace_of(path, self.folders()), self.buffers)
        return self.desks[folder]

    def opened(self, uri: str) -> tuple[Desk, Path, str] | None:
        """The desk, path and text of an open document; None for what is no file."""
        path = _path(uri)
        return None if path is None else (self.desk(path), path, self.server.workspace.get_text_document(uri).source)

    async def at(self, uri: str, fresh: bool = True) -> tuple[Snapshot, SourceFile] | None:
        """The policies that a document belongs to, and its text.

        Args:
            uri: the document.
            fresh: whether the policies must be those of this very text; else any that were checked will do.
        """
        found = self.opened(uri)
        if found is None:
            return None
        desk, path, text = found
        moment = desk.latest if desk.latest is not None and not fresh else await desk.current()
        return moment, SourceFile(moment.name_of(path) or path.name, text)

    def location(self, moment: Snapshot, found: Found) -> types.Location:
        source = moment.source(found.file)
        assert source is not None
        place = stretch_of(source, found.start, found.end, self.units)
        return types.Location(self.uri(moment.files[found.file]), place)

    def uri(self, path: Path) -> str:
        """The address of a file, as the editor writes it where it has it open."""
        opened = self.server.workspace.text_documents
        return next((uri for uri in opened if _path(uri) == path), path.as_uri())

    # --- What changes

    async def initialized(self, _: types.InitializedParams) -> None:
        """Ask to be told of files that change on disk, where the editor can do that."""
        workspace = self.server.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace is not None else None
        if watching is not None and watching.dynamic_registration:
            options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(p) for p in _WATCHED])
            watch = types.Registration("licet-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            await self.server.client_register_capability_async(types.RegistrationParams([watch]))

    def shutdown(self, _: object) -> None:
        for task in self.waiting.values():
            task.cancel()
        for desk in self.desks.values():
            desk.close()

    def changed(
        self,
        params: types.DidOpenTextDocumentParams
        | types.DidChangeTextDocumentParams
        | types.DidSaveTextDocumentParams
        | types.DidCloseTextDocumentParams,
    ) -> None:
        path = _path(params.text_document.uri)
        if path is not None:
            self.check_soon(path)

    def watched(self, params: types.DidChangeWatchedFilesParams) -> None:
        for path in filter(None, (_path(change.uri) for change in params.changes)):
            self.check_soon(path)

    def check_soon(self, path: Path) -> None:
        """Check the workspace of a file when nothing has changed for a moment."""
        desk = self.desk(path)
        desk.touch()
        folder = next(folder for folder, known in self.desks.items() if known is desk)
        if folder in self.waiting:
            self.waiting[folder].cancel()
        self.waiting[folder] = asyncio.ensure_future(self.check(folder, desk))

    async def check(self, folder: Path, desk: Desk) -> None:
        try:
            await asyncio.sleep(_SETTLED)
            moment = await desk.current()
            self.tell(folder, moment, Judged())
            await asyncio.sleep(_IDLE)
            found = await desk.judge(self.open_files)
            if found is not None:
                self.tell(folder, moment, found)
                await self.refresh_lenses()
        except asyncio.CancelledError:
            raise
        except Exception:
            _logger.exception("a check has failed; the next change starts another")

    def open_files(self, moment: Snapshot) -> frozenset[str]:
        return frozenset(name for path in self.buffers() if (name := moment.name_of(path)) is not None)

    def tell(self, folder: Path, moment: Snapshot, found: Judged) -> None:
        """Publish what was found, file by file, where it is not what was told before."""
        now = self.loose(folder, moment)
        for diagnostic in (*moment.findings, *found.findings):
            path = moment.path_of(diagnostic.span)
            if path is not None:
                told = diagnostic_of(diagnostic, moment.texts, self.units)
                now.setdefault(self.uri(path), []).append(told)
        before = self.told.get(folder, {})
        for uri in sorted({*before, *now}):
            if before.get(uri, []) != now.get(uri, []):
                published = types.PublishDiagnosticsParams(uri, now.get(uri, []))
                self.server.text_document_publish_diagnostics(published)
        self.told[folder] = now

    def loose(self, folder: Path, moment: Snapshot) -> dict[str, list[types.Diagnostic]]:
        """Of open files that the policies do not include, the syntax errors."""
        found = {}
        for path, text in self.buffers().items():
            if path not in moment.files.values() and self.desks.get(folder) is self.desk(path):
                source = SourceFile(path.name, text)
                errors = parse_module(source)[1]
                texts = {path.name: (path, source)}
                found[self.uri(path)] = [diagnostic_of(error, texts, self.units) for error in errors]
        return found

    async def refresh_lenses(self) -> None:
        workspace = self.server.client_capabilities.workspace
        if workspace is not None and workspace.code_lens is not None and workspace.code_lens.refresh_support:
            await self.server.workspace_code_lens_refresh_async(None)

    # --- What is asked

    async def hover(self, params: types.HoverParams) -> types.Hover | None:
        found = await self.at(params.text_document.uri, fresh=False)
        if found is None:
            return None
        moment, source = found
        mention = mention_at(moment, source, where(source, params.position, self.units))
        if mention is None:
            return None
        opened = self.opened(params.text_document.uri)
        text = hover(moment, mention.symbol, opened[0].verdicts if opened is not None else None)
        shown = types.MarkupContent(types.MarkupKind.Markdown, text or "")
        return types.Hover(shown, stretch_of(source, mention.start, mention.end, self.units)) if text else None

    async def definition(self, params: types.DefinitionParams) -> list[types.Location]:
        found = await self.at(params.text_document.uri)
        mention = found and mention_at(*found, where(found[1], params.position, self.units))
        if found is None or mention is None:
            return []
        return [self.location(found[0], f) for f in declarations(found[0], mention.symbol)]

    async def references(self, params: types.ReferenceParams) -> list[types.Location]:
        found = await self.at(params.text_document.uri)
        mention = found and mention_at(*found, where(found[1], params.position, self.units))
        if found is None or mention is None:
            return []
        with_declaration = params.context.include_declaration
        places = references(found[0], mention.symbol)
        return [self.location(found[0], f) for f in places if with_declaration or not f.declares]

    async def prepare_rename(self, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        found = await self.at(params.text_document.uri)
        mention = found and mention_at(*found, where(found[1], params.position, self.units))
        if found is None or mention is None:
            return None
        try:
            renamable(found[0], mention.symbol)
        except RenameRefused as refused:
            raise _refusal(refused) from None
        place = stretch_of(found[1], mention.start, mention.end, self.units)
        return types.PrepareRenamePlaceholder(place, mention.symbol.name.rpartition(".")[2])

    async def rename(self, params: types.RenameParams) -> types.WorkspaceEdit | None:
        found = await self.at(params.text_document.uri)
        mention = found and mention_at(*found, where(found[1], params.position, self.units))
        if found is None or mention is None:
            return None
        moment, _ = found
        work = partial(rename, moment, mention.symbol, params.new_name)
        try:
            changes = await asyncio.get_running_loop().run_in_executor(None, work)
        except RenameRefused as refused:
            raise _refusal(refused) from None
        edits: dict[str, list[types.TextEdit]] = {}
        for name, fixes in changes.items():
            source = moment.source(name)
            assert source is not None
            edits[self.uri(moment.files[name])] = self.edits(source, fixes)
        return types.WorkspaceEdit(edits)

    def edits(self, source: SourceFile, fixes: tuple[Fix, ...]) -> list[types.TextEdit]:
        return [edit_of(source, fix, self.units) for fix in fixes]

    async def completion(self, params: types.CompletionParams) -> types.CompletionList:
        found = await self.at(params.text_document.uri, fresh=False)
        if found is None:
            return types.CompletionList(False, [])
        moment, source = found
        names = names_of(moment.vocabulary)
        offset = where(source, params.position, self.units)
        suggestions = suggest(source.text, offset, names, {}, _MOST_SUGGESTED)
        own_first = sorted(suggestions, key=lambda s: not is_own(moment, s.text))[:_MOST_COMPLETIONS]
        items = [completion_of(source, s, offset, n, names, self.units) for n, s in enumerate(own_first)]
        return types.CompletionList(len(items) < len(suggestions), items)

    def formatting(self, params: types.DocumentFormattingParams) -> list[types.TextEdit]:
        source = self.text(params.text_document.uri)
        return self.edits(source, formatted(source))

    def text(self, uri: str) -> SourceFile:
        return SourceFile("document", self.server.workspace.get_text_document(uri).source)

    async def code_action(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        uri = params.text_document.uri
        found = await self.at(uri)
        if found is None:
            return []
        moment, source = found
        start, end = (where(source, place, self.units) for place in (params.range.start, params.range.end))
        opened = self.opened(uri)
        told = opened[0].verdicts if opened is not None else None
        further = told.findings if told is not None else ()
        offered = [self.action(moment, source, uri, action) for action in actions(moment, source, start, end, further)]
        all_fixes = self.edits(source, fix_all(source))
        if all_fixes:
            edit = types.WorkspaceEdit({uri: all_fixes})
            title = "Put right all that can only have been meant in one way"
            offered.append(types.CodeAction(title, types.CodeActionKind.SourceFixAll, edit=edit))
        wanted = params.context.only
        return [a for a in offered if wanted is None or any(str(a.kind).startswith(str(kind)) for kind in wanted)]

    def action(self, moment: Snapshot, source: SourceFile, uri: str, action: Action) -> types.CodeAction:
        return types.CodeAction(
            action.title,
            types.CodeActionKind.QuickFix,
            [diagnostic_of(action.finding, moment.texts, self.units)],
            action.safe,
            edit=types.WorkspaceEdit({uri: [edit_of(source, action.fix, self.units)]}),
        )

    def code_lens(self, params: types.CodeLensParams) -> list[types.CodeLens]:
        found = self.opened(params.text_document.uri)
        if found is None or found[0].latest is None:
            return []
        desk, path, text = found
        moment = found[0].latest
        source = SourceFile(moment.name_of(path) or path.name, text)
        known = desk.verdicts
        if known is None or moment.has_errors:
            remarks = unjudged(source, moment.vocabulary, errors=known is not None)
        else:
            remarks = lenses(moment, known, source.name)
        return [
            types.CodeLens(range_for(source, lens.span, self.units), types.Command(lens.text, "")) for lens in remarks
        ]

    def semantic_tokens(self, params: types.SemanticTokensParams) -> types.SemanticTokens:
        return types.SemanticTokens(semantic_tokens(self.text(params.text_document.uri), self.units))


def _path(uri: str) -> Path | None:
    """The file of an address, links resolved; None for what is no file."""
    found = to_fs_path(uri)
    return None if found is None else Path(found).resolve()


def _refusal(refused: RenameRefused) -> JsonRpcException:
    return JsonRpcException(str(refused), types.LSPErrorCodes.RequestFailed.value)
