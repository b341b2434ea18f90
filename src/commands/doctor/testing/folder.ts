import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { newFolder } from "../../../../test/support/folder.ts";

/** Creates a folder with files, by path. An object is written as JSON, and `-> target` becomes a link. The folder is removed after the test. */
export function createFolder(files: Readonly<Record<string, string | object>>): string {
  const folder = realpathSync(newFolder());
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    if (typeof content === "string" && content.startsWith("-> ")) symlinkSync(content.slice(3), file);
    else writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

/** An installed pulumi-tavus, or the parts that a host loads. */
export function tavusAt(
  place: string,
  { version = "0.1.0", exports = ["tool", "palToolAttachment", "palTools"] } = {},
) {
  return {
    [`${place}/package.json`]: {
      name: "pulumi-tavus",
      version,
      exports: { "./dynamic": "./dynamic.cjs", "./package.json": "./package.json" },
      peerDependencies: { "@pulumi/pulumi": "*" },
    },
    [`${place}/dynamic.cjs`]: exports.map((name) => `exports.${name} = {};`).join("\n"),
  };
}

export function sdkAt(place: string, version = "3.270.0") {
  return { [`${place}/package.json`]: { name: "@pulumi/pulumi", version } };
}
