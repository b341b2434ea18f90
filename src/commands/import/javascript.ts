import { listed, statement } from "./layout.ts";
import type { JavaScript, SourceFile } from "./program.ts";
import { TOOL_ARGS_CAST } from "./source.ts";

/**
 * A file of the program in JavaScript. The text is our own: each import and export begins a line, and every string is on one line.
 * @param style `commonjs` also removes the module syntax
 */
export function toJavaScript({ name, text }: SourceFile, style: JavaScript): SourceFile {
  const plain = text.replaceAll(TOOL_ARGS_CAST, "");
  return { name: name.replace(/\.ts$/, ".js"), text: style === "commonjs" ? withRequire(plain) : plain };
}

function withRequire(text: string): string {
  const exported: string[] = [];
  const plain = text
    .replace(/^import \* as (\w+) from ("[^"]*");$/gm, "const $1 = require($2);")
    .replace(/^import (\{[^{}"]*\}) from ("[^"\n]*");$/gm, "const $1 = require($2);")
    .replace(/^import ("[^"]*");$/gm, "require($1);")
    .replace(/^export \* from ("[^"]*");\n?/gm, (_line, from: string) => {
      exported.push(`...require(${from})`);
      return "";
    })
    .replace(/^export const (\S+) =/gm, (_line, constant: string) => {
      exported.push(constant);
      return `const ${constant} =`;
    });
  const exports = exported.length === 0 ? "" : `\n\n${statement("module.exports = ", listed(exported), ";")}`;
  return `"use strict";\n\n${plain.trim()}${exports}`;
}
