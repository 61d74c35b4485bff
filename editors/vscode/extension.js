// Starts `licet lsp` for policy files, and nothing more: what is known of them, the server knows.

const { existsSync } = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");
const { serverCommand } = require("./command.js");

let client;

/** The command of the settings, of a folder's own environment, or of the shell. */
function command() {
  const folders = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
  const configured = vscode.workspace.getConfiguration("licet").get("path");
  return serverCommand(configured, folders.map((folder) => folder.uri.fsPath), process.platform, existsSync, path);
}

async function start() {
  const run = { command: command(), args: ["lsp"] };
  client = new LanguageClient("licet", "Licet", { run, debug: run }, {
    documentSelector: [{ scheme: "file", language: "licet" }],
  });
  try {
    await client.start();
  } catch (error) {
    vscode.window.showErrorMessage(
      `Licet: \`${run.command} lsp\` does not start (${error.message}). ` +
        "Install it with `pip install 'licet[lsp]'`, or say where it is in the setting `licet.path`.",
    );
  }
}

async function stop() {
  if (client?.isRunning()) await client.stop();
  client = undefined;
}

exports.activate = async (context) => {
  const restart = async () => {
    await stop();
    await start();
  };
  context.subscriptions.push(
    vscode.commands.registerCommand("licet.restart", restart),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration("licet.path") && restart()),
  );
  await start();
};

exports.deactivate = stop;
