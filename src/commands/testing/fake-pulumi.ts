import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { newFolder } from "../../../test/support/folder.ts";
import type { JsonObject } from "../../contract/index.ts";

interface FakeOptions {
  readonly reason?: string;
  readonly steps?: readonly object[];
}

/** A fake `pulumi`. It answers `config`, `preview` and `stack export` with the given values, and records settings and imports. */
export function fakePulumi(
  config: Readonly<Record<string, string>> | undefined,
  state: object = {},
  { reason = "no stack selected", steps = [] }: FakeOptions = {},
) {
  const folder = newFolder();
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const read = (name: string): string | undefined =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : undefined;
  write("Pulumi.yaml", "name: shop\nruntime: nodejs\n");
  const values = Object.fromEntries(
    Object.entries(config ?? {}).map(([key, value]) => [key, { value, secret: false }]),
  );
  const answers = {
    config: write("config.json", JSON.stringify(values)),
    preview: write("preview.json", JSON.stringify({ steps })),
    state: write("state.json", JSON.stringify(state)),
  };
  const failing = config === undefined ? `echo 'error: ${reason}' >&2; exit 1` : ":";
  const script = `#!/bin/sh
echo "$PWD $*" >> "${folder}/calls"
${failing}
case "$1 $2" in
"config set") cat > "${folder}/set-$4" ;;
"config "*) cat "${answers.config}" ;;
"import "*) cp "$3" "${folder}/imported" ;;
"preview "*) cat "${answers.preview}" ;;
"stack --show-name") echo dev ;;
"version "*) echo v3.260.0 ;;
*) cat "${answers.state}" ;;
esac
`;
  chmodSync(write("pulumi", script), 0o755);
  return {
    folder,
    env: { PATH: `${folder}${delimiter}${process.env["PATH"]}` },
    calls: () => read("calls")?.trim().split("\n") ?? [],
    valueOf: (key: string) => read(`set-${key}`),
    imported: () => JSON.parse(read("imported") ?? "{}") as JsonObject,
  };
}
