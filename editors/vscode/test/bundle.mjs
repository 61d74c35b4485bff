// What is shipped is whole: it loads with nothing beside it but the editor.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import Module from "node:module";

const require = createRequire(import.meta.url);

/** Stands for the editor: whatever is asked of it is a class that has everything. */
const anything = () => new Proxy(class {}, { get: (real, name) => (name in real ? real[name] : anything()) });
const load = Module._load;
Module._load = (name, ...rest) => {
  if (name === "vscode") return anything();
  assert.ok(Module.isBuiltin(name) || name.startsWith("/"), `\`${name}\` is not in the bundle`);
  return load(name, ...rest);
};
const extension = require(new URL("../dist/extension.js", import.meta.url).pathname);
assert.equal(typeof extension.activate, "function");
assert.equal(typeof extension.deactivate, "function");
console.log("the bundle loads");
