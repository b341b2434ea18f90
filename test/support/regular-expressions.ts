import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

export interface Expression {
  /** The file and the line. */
  readonly where: string;
  readonly source: string;
  readonly flags: string;
}

/** A pattern that is built at run time, identified by its file and the text of its first argument. */
export interface MadeExpression {
  readonly where: string;
  readonly file: string;
  readonly text: string;
}

/** Every regular expression in a file: literals, and patterns that `RegExp` builds from constants. All other patterns are listed separately. */
export function expressionsIn(folder: string, file: string): { literal: Expression[]; made: MadeExpression[] } {
  const text = readFileSync(join(folder, file), "utf8");
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const literal: Expression[] = [];
  const made: MadeExpression[] = [];
  const constants = new Map<string, ts.Expression>();
  const at = (node: ts.Node): string => `${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined)
      constants.set(node.name.text, node.initializer);
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf("/");
      literal.push({ where: at(node), source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
    }
    const isMade = ts.isNewExpression(node) || ts.isCallExpression(node);
    if (isMade && node.expression.getText() === "RegExp") {
      const [first, second] = node.arguments ?? [];
      const source = first && constantText(first, constants);
      const flags = second === undefined ? "" : constantText(second, constants);
      if (source === undefined || flags === undefined)
        made.push({ where: at(node), file, text: first?.getText() ?? "" });
      else literal.push({ where: at(node), source, flags });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { literal, made };
}

/** The text of an expression that is the same in every run. */
function constantText(node: ts.Expression, constants: ReadonlyMap<string, ts.Expression>): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isIdentifier(node)) {
    const value = constants.get(node.text);
    return value && ts.isStringLiteralLike(value) ? value.text : undefined;
  }
  if (!ts.isTemplateExpression(node)) return undefined;
  let text = node.head.text;
  for (const { expression, literal } of node.templateSpans) {
    const inner = constantText(expression, constants);
    if (inner === undefined) return undefined;
    text += inner + literal.text;
  }
  return text;
}
