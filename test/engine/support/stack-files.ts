import { createCipheriv, createDecipheriv, createHash, pbkdf2Sync, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ConfigValue, Deployment, OutputMap } from "@pulumi/pulumi/automation/index.js";
import { parse, stringify } from "yaml";
import { z } from "zod";

export type Config = Record<string, string | ConfigValue>;

export interface StackName {
  /** The folder of a `file://` backend. */
  readonly backend: string;
  readonly project: string;
  readonly stack: string;
}

/** The tests' passphrase is empty, so one key works for all of them. Pulumi derives the same key for each command. */
const SALT = Buffer.from("pulumi-tavus-tests");
let derived: Buffer | undefined;
const key = (): Buffer => {
  derived ??= pbkdf2Sync("", SALT, 1_000_000, 32, "sha256");
  return derived;
};

/** Encrypts text like Pulumi's passphrase provider: `v1:<nonce>:<AES-256-GCM>`. */
function encrypt(text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key(), nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
}

function decrypt(secret: string): string {
  const [, nonce = "", text = ""] = secret.split(":");
  const sealed = Buffer.from(text, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key(), Buffer.from(nonce, "base64"));
  decipher.setAuthTag(sealed.subarray(-16));
  return decipher.update(sealed.subarray(0, -16), undefined, "utf8") + decipher.final("utf8");
}

const stateFile = ({ backend, project, stack }: StackName): string =>
  join(backend, ".pulumi", "stacks", project, `${stack}.json`);

/** Creates an empty stack, as `pulumi stack init` does, and writes its settings into `folder`. This saves two commands for each test. */
export function writeStack(name: StackName, folder: string, config: Config): void {
  const salt = `v1:${SALT.toString("base64")}:${encrypt("pulumi")}`;
  const stacks = join(name.backend, ".pulumi", "stacks", name.project);
  mkdirSync(stacks, { recursive: true });
  writeFileSync(join(name.backend, ".pulumi", "meta.yaml"), "version: 1\n");
  const stack = `organization/${name.project}/${name.stack}`;
  writeFileSync(stateFile(name), JSON.stringify({ version: 3, checkpoint: { stack } }));
  writeFileSync(settingsFile(name, folder), stringify({ encryptionsalt: salt }));
  writeConfig(name, folder, config);
}

const settingsFile = ({ stack }: StackName, folder: string): string => join(folder, `Pulumi.${stack}.yaml`);

/** Like `pulumi stack select`: commands in `folder` then need no `--stack`. */
export function selectStack({ backend, project, stack }: StackName, folder: string, home: string): void {
  const hash = createHash("sha1").update(join(folder, "Pulumi.yaml")).digest("hex");
  mkdirSync(join(home, "workspaces"), { recursive: true });
  writeFileSync(
    join(home, "workspaces", `${project}-${hash}-workspace.json`),
    JSON.stringify({ stacks: { [`file://${backend}`]: `organization/${project}/${stack}` } }),
  );
}

/** Like `pulumi config set-all`. */
export function writeConfig(name: StackName, folder: string, config: Config): void {
  const file = settingsFile(name, folder);
  const settings = parse(readFileSync(file, "utf8")) as { config?: Record<string, unknown> };
  const values = Object.entries(config).map(([path, given]) => {
    const { value, secret } = typeof given === "string" ? { value: given, secret: false } : given;
    return [
      path.includes(":") ? path : `${name.project}:${path}`,
      secret === true ? { secure: encrypt(value) } : value,
    ];
  });
  writeFileSync(file, stringify({ ...settings, config: { ...settings.config, ...Object.fromEntries(values) } }));
}

const Checkpoint = z.object({
  version: z.number(),
  checkpoint: z.object({
    latest: z
      .looseObject({
        resources: z
          .array(z.looseObject({ type: z.string(), outputs: z.record(z.string(), z.unknown()).optional() }))
          .default([]),
      })
      .optional(),
  }),
});

/** The output of `pulumi stack export --show-secrets`. */
export function readDeployment(name: StackName): Deployment {
  const { version, checkpoint } = Checkpoint.parse(JSON.parse(readFileSync(stateFile(name), "utf8")));
  return { version, deployment: withPlaintexts(checkpoint.latest ?? {}) as Deployment["deployment"] };
}

/** The output of `pulumi stack output --show-secrets`. */
export function readOutputs(name: StackName): OutputMap {
  const { checkpoint } = Checkpoint.parse(JSON.parse(readFileSync(stateFile(name), "utf8")));
  const stack = checkpoint.latest?.resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  return Object.fromEntries(
    Object.entries(stack?.outputs ?? {}).map(([output, stored]) => [
      output,
      { value: reveal(stored), secret: isSecret(stored) },
    ]),
  );
}

/** The key with which Pulumi marks a secret in the state. */
const isSecret = (value: unknown): value is { ciphertext: string } =>
  typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value && "ciphertext" in value;

function withPlaintexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPlaintexts);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, one]) =>
    name === "ciphertext" && isSecret(value) ? ["plaintext", decrypt(value.ciphertext)] : [name, withPlaintexts(one)],
  );
  return Object.fromEntries(members);
}

function reveal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reveal);
  if (isSecret(value)) return JSON.parse(decrypt(value.ciphertext));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, reveal(one)]));
}
