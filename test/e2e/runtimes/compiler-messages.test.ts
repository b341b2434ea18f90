import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, it, onTestFinished } from "vitest";
import { ROOT } from "./support/program.ts";

/** The compiler's errors about a program. */
function complaintsAbout(program: string): string[] {
  const folder = mkdtempSync(join(ROOT, "node_modules/.cache/messages-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "index.ts");
  writeFileSync(file, program);
  const compiled = ts.createProgram([file], {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: ["node"],
    typeRoots: [join(ROOT, "node_modules/@types")],
  });
  return ts
    .getPreEmitDiagnostics(compiled, compiled.getSourceFile(file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

it("names the remedy if a definition has a template and hmac (R-34)", () => {
  const source = JSON.stringify(join(ROOT, "src/index.ts"));
  const [body, plainBody, query, ...others] = complaintsAbout(`
    import * as pulumi from "@pulumi/pulumi";
    import { z } from "zod";
    import * as tavus from ${source};
    const action = tavus.defineAction({
      name: "log_note",
      description: "d",
      parameters: { message: z.string() },
      body: (p) => ({ text: p.message }),
    });
    const auth = { type: "hmac", secret: pulumi.secret("s") } as const;
    new tavus.PostCallAction("a", { action, delivery: { receiver: "https://a.dev", auth } });
    const common = { description: "d", triggerType: "post_call", parameters: { type: "object" } } as const;
    const url = "https://a.dev";
    new tavus.Tool("b", { ...common, delivery: { api: { url, auth, bodyTemplate: { text: "{message}" } } } });
    new tavus.Tool("c", { ...common, delivery: { api: { url, auth, queryParams: { text: "{message}" } } } });
  `);
  expect(others).toEqual([]);
  expect(body).toContain(
    "Not with body: with hmac, Tavus signs an envelope of its own. Remove body from defineAction, or use another auth type. (R-34)",
  );
  for (const text of [plainBody, query])
    expect(text?.split("\n").at(-1)).toContain(
      "Not with hmac: Tavus signs an envelope of its own. Remove queryParams and bodyTemplate, or use another auth type. (R-34)",
    );
});
