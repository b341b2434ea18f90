import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { onTestFinished } from "vitest";

export interface FakePulumi {
  /** A folder with its own project. */
  readonly folder: string;
  /** The environment in which this `pulumi` is first on PATH. */
  readonly env: { readonly PATH: string };
  /** The folder and the arguments of each call. */
  calls(): string[];
}

/**
 * A `pulumi` that answers `config` and `stack export` with the given values.
 * @param config values by key. `undefined` for a stack that can't be read
 * @param reason why it can't be read
 */
export function fakePulumi(
  config: Readonly<Record<string, string>> | undefined,
  state: object = {},
  reason = "no stack selected",
): FakePulumi {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tavus-fake-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  write("Pulumi.yaml", "name: shop\nruntime: nodejs\n");
  const values = Object.fromEntries(
    Object.entries(config ?? {}).map(([key, value]) => [key, { value, secret: false }]),
  );
  const answers = {
    config: write("config.json", JSON.stringify(values)),
    state: write("state.json", JSON.stringify(state)),
  };
  const log = join(folder, "calls");
  const failing = config === undefined ? `echo 'error: ${reason}' >&2; exit 1` : ":";
  chmodSync(
    write(
      "pulumi",
      `#!/bin/sh\necho "$PWD $*" >> "${log}"\n${failing}\ncase "$1" in config) cat "${answers.config}";; *) cat "${answers.state}";; esac\n`,
    ),
    0o755,
  );
  return {
    folder,
    env: { PATH: `${folder}${delimiter}${process.env["PATH"]}` },
    calls: () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []),
  };
}
