import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { parseJson } from "./file.ts";

/** A stack's state is as large as its resources; the largest known are some ten megabytes. */
const OUTPUT_MAX = 512 * 1024 * 1024;

/**
 * What `pulumi stack export` says in this folder. Without `--show-secrets`: secrets come encrypted.
 * @param name of the stack; the selected one where it is left out
 * @throws Error with one line
 */
export async function exportStack(name: string | undefined): Promise<unknown> {
  const args = ["stack", "export", "--non-interactive", ...(name === undefined ? [] : [`--stack=${name}`])];
  try {
    const { stdout } = await promisify(execFile)("pulumi", args, { maxBuffer: OUTPUT_MAX });
    return parseJson(stdout, "pulumi stack export");
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    if (error.code === "ENOENT")
      throw new Error("--stack runs pulumi, which is not on PATH. Give its export as a file instead: --from <file>.");
    throw new Error(`pulumi stack export failed: ${reasonOf("stderr" in error ? error.stderr : "")}`);
  }
}

function reasonOf(stderr: unknown): string {
  const lines = String(stderr).split("\n");
  const line = lines.find((one) => one.startsWith("error: ")) ?? lines.find((one) => one.trim() !== "");
  return line?.replace(/^error: /, "").trim() ?? "it did not say why.";
}
