// The server as the extension starts it: a file with an error is told so, over the protocol's own JavaScript library.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const protocol = require("vscode-languageserver-protocol/node");
const { serverCommand } = require("../command.js");

const PATIENCE = 60_000;
const TEXT = 'kind model "a model"\n\nmodle 😀 "Otter"\n';

// Which command it is.
const there = (file) => file === "b/.venv/bin/licet";
assert.equal(serverCommand("/opt/licet", ["b"], "linux", there, path.posix), "/opt/licet");
assert.equal(serverCommand("", ["a", "b"], "linux", there, path.posix), "b/.venv/bin/licet");
assert.equal(serverCommand("", ["a"], "linux", there, path.posix), "licet");
assert.equal(serverCommand("", ["a"], "win32", () => true, path.win32), "a\\.venv\\Scripts\\licet.exe");

// What it says.
const folder = mkdtempSync(path.join(tmpdir(), "licet-"));
const file = path.join(folder, "mine.licet");
writeFileSync(file, TEXT);
const server = spawn(process.argv[2] ?? serverCommand("", [], process.platform, there, path), ["lsp"]);
const end = setTimeout(() => {
  console.error("the server has said nothing in time");
  server.kill();
  process.exit(1);
}, PATIENCE);
const reader = new protocol.StreamMessageReader(server.stdout);
const connection = protocol.createProtocolConnection(reader, new protocol.StreamMessageWriter(server.stdin));
const told = new Promise((resolve) => {
  connection.onNotification(protocol.PublishDiagnosticsNotification.type, (found) => resolve(found));
});
connection.listen();
const { capabilities } = await connection.sendRequest(protocol.InitializeRequest.type, {
  processId: process.pid,
  rootUri: pathToFileURL(folder).href,
  capabilities: {},
  workspaceFolders: null,
});
for (const provider of [
  "hoverProvider", "definitionProvider", "referencesProvider", "renameProvider", "completionProvider",
  "documentFormattingProvider", "codeActionProvider", "codeLensProvider", "semanticTokensProvider",
]) assert.ok(capabilities[provider], provider);
await connection.sendNotification(protocol.InitializedNotification.type, {});
const uri = pathToFileURL(file).href;
await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, {
  textDocument: { uri, languageId: "licet", version: 1, text: TEXT },
});
const found = await told;
assert.equal(found.uri, uri);
assert.equal(found.diagnostics[0].range.start.line, 2);
await connection.sendRequest(protocol.ShutdownRequest.type);
await connection.sendNotification(protocol.ExitNotification.type);
const status = await new Promise((resolve) => server.on("exit", resolve));
assert.equal(status, 0);
clearTimeout(end);
console.log(`the server has told: ${found.diagnostics.map((d) => `${d.code} ${d.message}`).join("; ")}`);
