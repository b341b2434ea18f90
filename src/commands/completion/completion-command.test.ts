import { execFile, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createEmulator, type Emulator } from "../../emulator/emulator.ts";
import { fakePulumi } from "../testing/fake-pulumi.ts";
import { CLI, runCommand } from "../testing/run.ts";

const run = promisify(execFile);

/** An account with a tool and PALs. The name of one PAL contains a space. */
async function startAccount() {
  const tool = { name: "crm_note", description: "d" };
  const pals = ["Support line", "Sales"].map((name) => ({ pal_name: name, system_prompt: "s" }));
  const emulator = await createEmulator({ seed: { tools: [tool], pals } });
  onTestFinished(() => emulator.close());
  return { emulator, env: { TAVUS_BASE_URL: emulator.url, TAVUS_API_KEY: emulator.apiKey } };
}

const wordsOf = async (line: readonly string[], env: NodeJS.ProcessEnv): Promise<string[]> => {
  const { code, stdout, stderr } = await runCommand(["complete", "--", ...line], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout.split("\n").slice(0, -1);
};

describe("complete", () => {
  it("offers commands, then options, then names from the account", async () => {
    const { env } = await startAccount();
    const commands = await wordsOf([""], env);
    expect(commands).toEqual(expect.arrayContaining(["completion", "dev", "list", "trigger", "verify"]));
    expect(commands).not.toContain("complete");
    expect(await wordsOf(["trigger", "--s"], env)).toEqual(["--set", "--stack", "--secret-env"]);
    expect(await wordsOf(["trigger", "--as", "5"], env)).toEqual(["500"]);
    expect(await wordsOf(["trigger", "--as", "500", ""], env)).toEqual(["Sales", "Support line", "crm_note"]);
    expect(await wordsOf(["verify", "--tool", "crm_note", "c"], env)).toEqual(["crm_note"]);
    expect(await wordsOf(["list", "p"], env)).toEqual(["pals"]);
  });

  it("offers the value after --option=, with the option before it", async () => {
    const { env } = await startAccount();
    expect(await wordsOf(["trigger", "--as=5"], env)).toEqual(["--as=500"]);
    expect(await wordsOf(["verify", "--tool="], env)).toEqual(["--tool=crm_note"]);
    expect(await wordsOf(["trigger", "--as=500", "S"], env)).toEqual(["Sales", "Support line"]);
    expect(await wordsOf(["trigger", "--to=http"], env)).toEqual([]);
    expect(await wordsOf(["trigger", "--pal="], env)).toEqual([]);
  });

  it("reads quotes and backslashes as the shell does", async () => {
    const { env } = await startAccount();
    for (const word of ['"Support l', "'Support l", "Support\\ l"])
      expect(await wordsOf(["trigger", word], env)).toEqual(["Support line"]);
  });

  it("offers nothing if any value is possible, or if the account can't be read", async () => {
    const { env } = await startAccount();
    expect(await wordsOf(["trigger", "--to", ""], env)).toEqual([]);
    expect(await wordsOf(["trigger", "crm_note", ""], env)).toEqual([]);
    expect(await wordsOf(["nonsense", ""], env)).toEqual([]);
    expect(await wordsOf(["trigger", ""], {})).toEqual([]);
    expect(await wordsOf(["trigger", ""], { ...env, TAVUS_API_KEY: "wrong" })).toEqual([]);
  });
});

describe("complete, in a project", () => {
  const urn = (type: string, name: string) => `urn:pulumi:dev::shop::${type}::${name}`;
  const TOOL = "pulumi-nodejs:dynamic/tavus:Tool";
  const tool = (name: string, more: object = {}) => ({ urn: urn(TOOL, name), type: TOOL, id: "t0", ...more });
  const state = {
    deployment: {
      resources: [
        tool("crm-note"),
        tool("old-note", { delete: true }),
        { urn: urn("aws:s3:Bucket", "crm-bucket"), type: "aws:s3:Bucket" },
      ],
    },
  };
  const start = (emulator: Emulator | undefined) =>
    fakePulumi(emulator && { "tavus:apiKey": emulator.apiKey, "tavus:baseUrl": emulator.url }, state);

  it("offers the names of the stack's resources where a command takes them", async () => {
    const { emulator } = await startAccount();
    const { folder, env, calls } = start(emulator);
    const inProject = (...line: string[]) => wordsOf([...line.slice(0, 1), "--cwd", folder, ...line.slice(1)], env);
    expect(await inProject("trigger", "c")).toEqual(["crm-note", "crm_note"]);
    expect(await inProject("verify", "--tool", "c")).toEqual(["crm-note", "crm_note"]);
    expect(await inProject("replay", "--tool=c")).toEqual(["--tool=crm-note", "--tool=crm_note"]);
    expect(await inProject("types", "--tool", "c")).toEqual(["crm_note"]);
    expect(await inProject("verify", "--pal", "")).toEqual([expect.stringMatching(/^p/), expect.stringMatching(/^p/)]);
    // The export must not decrypt secrets, because that could require a passphrase.
    const exports = calls().filter((call) => call.includes("stack export"));
    expect(exports).toHaveLength(3);
    expect(exports.join()).not.toContain("--show-secrets");
  });

  it("offers them even if the account can't be read, and prints no error", async () => {
    const { folder, env } = fakePulumi({}, state);
    expect(await wordsOf(["trigger", "--cwd", folder, ""], env)).toEqual(["crm-note"]);
  });

  it("offers the names of the account even if the stack can't be read", async () => {
    const account = await startAccount();
    const { folder, env } = start(undefined);
    const { stdout, stderr } = await run(process.execPath, [CLI, "complete", "--", "trigger", "c"], {
      cwd: folder,
      env: { ...process.env, ...account.env, ...env },
    });
    expect({ stdout, stderr }).toEqual({ stdout: "crm_note\n", stderr: "" });
  });
});

describe("completion", () => {
  it("names the supported shells", async () => {
    const { code, stderr } = await runCommand(["completion", "tcsh"]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'pulumi-tavus: There is no completion for "tcsh". Write one of: bash, zsh, fish.\n',
    });
  });

  const hasShell = (shell: string): boolean => spawnSync(shell, ["-c", "true"]).status === 0;
  /** Commands that make each shell complete a line. */
  const QUESTIONS: Readonly<Record<string, (line: string) => string>> = {
    // bash splits words at = and :.
    bash: (line) => `source <(pulumi-tavus completion bash)
COMP_WORDS=(${line.replaceAll(/[=:]/g, " $& ")}) COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_pulumi_tavus
printf '%s\\n' "\${COMPREPLY[@]}"`,
    zsh: (line) => `compdef() { }
compadd() { shift; print -rl -- "$@" }
source <(pulumi-tavus completion zsh)
words=(${line}) CURRENT=\${#words}
_pulumi_tavus`,
    fish: (line) => `pulumi-tavus completion fish | source
complete -C "${line}"`,
  };
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tavus-shell-"));
  beforeAll(() => {
    writeFileSync(join(folder, "pulumi-tavus"), `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`);
    chmodSync(join(folder, "pulumi-tavus"), 0o755);
    return () => rmSync(folder, { recursive: true });
  });

  describe.each(Object.entries(QUESTIONS))("for %s", (shell, question) => {
    const ask = async (line: string): Promise<string> => {
      const { env } = await startAccount();
      const path = `${folder}${delimiter}${process.env["PATH"]}`;
      return (await run(shell, ["-c", question(line)], { env: { ...process.env, ...env, PATH: path } })).stdout;
    };

    it.skipIf(!hasShell(shell))("completes the name of a PAL in the shell's syntax", async () => {
      const expected = shell === "bash" ? "Support\\ line\n" : "Support line\n";
      expect(await ask("pulumi-tavus trigger Supp")).toBe(expected);
      expect(await ask("pulumi-tavus trigger --to=http://localhost:3000 Supp")).toBe(expected);
    });

    it.skipIf(!hasShell(shell))("completes the value of --option=", async () => {
      // bash replaces only the text after the =.
      const lead = shell === "bash" ? "" : "--as=";
      expect(await ask("pulumi-tavus trigger --as=5")).toBe(`${lead}500\n`);
      expect((await ask("pulumi-tavus trigger --as=")).split("\n")).toContain(`${lead}timeout`);
    });
  });
});
