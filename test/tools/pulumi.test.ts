import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cacheFolder } from "../../tools/engine/cache.ts";
import { type Source, SourceUnavailable } from "../../tools/engine/sources.ts";
import { PINNED_VERSION } from "../../tools/engine/version.ts";
import { ensurePulumi, PulumiUnavailableError } from "../../tools/pulumi.ts";

let folder: string;
let env: NodeJS.ProcessEnv;
let tried: string[];
let log: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-tavus-tools-"));
  // No `pulumi` and no `go` on this PATH. The fakes are shell scripts.
  env = { PATH: join(folder, "path"), XDG_CACHE_HOME: join(folder, "cache") };
  tried = [];
  log = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const cache = () => join(folder, "cache", "pulumi-tavus");
const cachedPulumi = () => join(cache(), `pulumi-${PINNED_VERSION}`, "bin", "pulumi");
const attempts = () => readdirSync(cache()).filter((name) => name.startsWith("attempt-"));

function fakePulumi(path: string, version: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
}

const makes =
  (name: string, version: string = PINNED_VERSION): Source =>
  async ({ root }) => {
    tried.push(name);
    fakePulumi(join(root, "bin", "pulumi"), version);
  };
const cannot =
  (name: string, reason: string): Source =>
  async () => {
    tried.push(name);
    throw new SourceUnavailable(reason);
  };

function ensure(sources: { install?: Source; build?: Source } = {}) {
  return ensurePulumi({
    env,
    log: (line) => log.push(line),
    install: makes("install"),
    build: makes("build"),
    ...sources,
  });
}

describe("the order of the sources", () => {
  test("a new enough pulumi on PATH is used unchanged", async () => {
    const onPath = join(folder, "path", "pulumi");
    fakePulumi(onPath, "v3.254.0");
    expect(await ensure()).toEqual({
      command: onPath,
      root: folder,
      version: "v3.254.0",
      source: "path",
      env: { PATH: `${join(folder, "path")}:${env["PATH"]}` },
    });
    expect(tried).toEqual([]);
    expect(existsSync(cachedPulumi())).toBe(false);
  });

  test.each(["v3.253.9", "no version"])("a pulumi on PATH that answers %j isn't used", async (version) => {
    fakePulumi(join(folder, "path", "pulumi"), version);
    expect(await ensure()).toMatchObject({ command: cachedPulumi(), source: "installer" });
  });

  test("the installer is tried before Go", async () => {
    expect(await ensure()).toMatchObject({ command: cachedPulumi(), version: PINNED_VERSION, source: "installer" });
    expect(tried).toEqual(["install"]);
  });

  test("Go is used if the installer isn't available, and one line says so", async () => {
    const built = await ensure({ install: cannot("install", "cannot be reached (ENOTFOUND)") });
    expect(built).toMatchObject({ command: cachedPulumi(), source: "go-build" });
    expect(tried).toEqual(["install", "build"]);
    expect(log).toEqual(["Pulumi, official installer: cannot be reached (ENOTFOUND)"]);
  });

  test("a cached Pulumi is used again, even by another clone", async () => {
    await ensure();
    expect(await ensure()).toMatchObject({ command: cachedPulumi(), source: "cache" });
    expect(tried).toEqual(["install"]);
  });

  test("a cached Pulumi has a language host and a dynamic provider next to it", async () => {
    await ensure();
    const names = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];
    expect(readdirSync(dirname(cachedPulumi())).sort()).toEqual(names);
    for (const name of names.slice(1)) rmSync(join(dirname(cachedPulumi()), name));
    await ensure();
    expect(readdirSync(dirname(cachedPulumi())).sort()).toEqual(names);
  });

  test("the installer's language host is kept", async () => {
    await ensure({
      install: async (job) => {
        await makes("install")(job);
        writeFileSync(join(job.root, "bin", "pulumi-language-nodejs"), "the real one", { mode: 0o755 });
      },
    });
    expect(readFileSync(join(dirname(cachedPulumi()), "pulumi-language-nodejs"), "utf8")).toBe("the real one");
  });
});

describe("the cache isn't trusted", () => {
  test.each([
    ["truncated", "\x7fELF"],
    ["empty", ""],
    ["of another version", "#!/bin/sh\necho v3.1.0\n"],
    ["failing", `#!/bin/sh\necho ${PINNED_VERSION}\nexit 1\n`],
  ])("a file that is %s is created again", async (_, text) => {
    mkdirSync(dirname(cachedPulumi()), { recursive: true });
    writeFileSync(cachedPulumi(), text, { mode: 0o755 });
    expect(await ensure()).toMatchObject({ source: "installer", version: PINNED_VERSION });
    expect(await ensure()).toMatchObject({ source: "cache" });
  });

  test("a source that produces a broken program isn't used", async () => {
    const broken: Source = async ({ root }) => {
      mkdirSync(join(root, "bin"));
      writeFileSync(join(root, "bin", "pulumi"), "\x7fELF", { mode: 0o755 });
    };
    expect(await ensure({ install: broken })).toMatchObject({ source: "go-build" });
    expect(log).toEqual(["Pulumi, official installer: what it made answers nothing"]);
  });
});

describe("an interrupted build", () => {
  const halfWay: Source = async ({ root }) => {
    mkdirSync(join(root, "bin"));
    writeFileSync(join(root, "bin", "pulumi"), "half a program");
    throw new Error("the disk is full");
  };

  test("leaves neither a broken program nor a temporary file, and the next build succeeds", async () => {
    await expect(ensure({ install: halfWay })).rejects.toThrow("the disk is full");
    expect(readdirSync(cache()).filter((name) => name !== "home")).toEqual([]);
    expect(await ensure()).toMatchObject({ source: "installer" });
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("by %s ends its child processes and cleans up", async (signal, exitCode) => {
    // A `go` that has written half of its output and never ends. It and its child keep the pipe open, so the test notices when they have started, and
    // when the last of them has ended.
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const go = join(folder, "path", "go");
    mkdirSync(dirname(go));
    const script = `#!/bin/sh
if [ "$1" = version ]; then echo go version go1.26.6 linux/amd64; exit; fi
while [ "$1" != -o ]; do shift; done
mkdir -p "$(dirname "$2")"; echo half > "$2"
exec 9> "${pipe}"
sleep 1000 &
echo building >&9
wait
`;
    writeFileSync(go, script, { mode: 0o755 });
    const child = spawn(process.execPath, [fileURLToPath(new URL("./build-until-stopped.ts", import.meta.url))], {
      env: { ...env, PATH: `${env["PATH"]}:/usr/bin:/bin` },
      stdio: "inherit",
    });
    const ended = once(child, "exit");
    const building = createReadStream(pipe);
    await once(building, "data");
    expect(attempts()).toHaveLength(1);

    const gone = once(building, "end");
    child.kill(signal);
    expect(await ended).toEqual([exitCode, null]);
    await gone;
    expect(attempts()).toEqual([]);
    expect(existsSync(cachedPulumi())).toBe(false);
  });

  test("by SIGKILL is cleaned up by the next run, except for the folder of a living process", async () => {
    const ended = spawn("true");
    await once(ended, "exit");
    const folders = {
      dead: `attempt-${hostname()}-${ended.pid}-abcdef`,
      living: `attempt-${hostname()}-${process.pid}-abcdef`,
      elsewhere: `attempt-another.host-${ended.pid}-abcdef`,
    };
    for (const name of Object.values(folders)) mkdirSync(join(cache(), name), { recursive: true });
    await ensure();
    expect(attempts().sort()).toEqual([folders.elsewhere, folders.living].sort());
  });
});

test("two concurrent builds both get a working program", async () => {
  const both = await Promise.all([ensure(), ensure()]);
  expect(both).toMatchObject([{ version: PINNED_VERSION }, { version: PINNED_VERSION }]);
  expect(await ensure()).toMatchObject({ source: "cache" });
  expect(attempts()).toEqual([]);
});

test("if no source works, the error says what was tried and what to install", async () => {
  const error: unknown = await ensure({
    install: cannot("install", "it cannot be reached"),
    build: cannot("build", "go is not on PATH"),
  }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(PulumiUnavailableError);
  expect(String(error)).toBe(`PulumiUnavailableError: No Pulumi could be put in place. Tried:
  - pulumi on PATH: not found
  - official installer: it cannot be reached
  - build of v3.276.0 with Go: go is not on PATH
Install one of these and try again:
  - Pulumi >= 3.254.0: https://www.pulumi.com/docs/install/
  - Go >= 1.26.6, which then builds Pulumi: https://go.dev/dl/`);
});

test.each([
  [{ XDG_CACHE_HOME: "/x", HOME: "/h" }, "linux", "/x/pulumi-tavus"],
  [{ XDG_CACHE_HOME: "/x", HOME: "/h" }, "darwin", "/x/pulumi-tavus"],
  [{ HOME: "/h" }, "darwin", "/h/Library/Caches/pulumi-tavus"],
  [{ HOME: "/h" }, "linux", "/h/.cache/pulumi-tavus"],
] as const)("with %j on %s the cache is %s", (variables, platform, expected) => {
  expect(cacheFolder(variables, platform)).toBe(expected);
});
