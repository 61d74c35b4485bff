// The TextMate grammar gives every token the class that the language itself gives it, in VS Code's own tokenizer.
// Reads what `python -m licet.editor.scopes FOLDER` writes: for each file its text, and the tokens with their scopes.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { Registry, parseRawGrammar, INITIAL } = require("vscode-textmate");
const oniguruma = require("vscode-oniguruma");

const GRAMMAR = new URL("../syntaxes/licet.tmLanguage.json", import.meta.url);
const MOST_SHOWN = 20;

async function loaded() {
  await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")).buffer);
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => parseRawGrammar(readFileSync(GRAMMAR, "utf8"), "licet.tmLanguage.json"),
  });
  return registry.loadGrammar("source.licet");
}

/** The innermost scope of each character of each line. */
function scopesOf(grammar, text) {
  let stack = INITIAL;
  return text.split("\n").map((line) => {
    const found = grammar.tokenizeLine(line, stack);
    stack = found.ruleStack;
    return found.tokens;
  });
}

const grammar = await loaded();
let tokens = 0;
const wrong = [];
for (const { file, text, expected } of JSON.parse(readFileSync(0, "utf8"))) {
  const lines = scopesOf(grammar, text);
  for (const [line, start, end, scope] of expected) {
    tokens += 1;
    const over = lines[line].filter((t) => t.startIndex < end && t.endIndex > start);
    const odd = over.find((t) => t.scopes.at(-1) !== scope);
    if (odd) {
      const word = text.split("\n")[line].slice(start, end);
      wrong.push(`${file}:${line + 1}: \`${word}\` is ${odd.scopes.at(-1)}, not ${scope}`);
    }
  }
}
for (const line of wrong.slice(0, MOST_SHOWN)) console.error(line);
console.log(`${tokens} tokens, ${wrong.length} of another class`);
process.exit(wrong.length || !tokens ? 1 : 0);
