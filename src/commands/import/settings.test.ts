import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createTool, postCall, startEmulator } from "../../emulator/testing/start.ts";
import { fakePulumi } from "../testing/fake-pulumi.ts";
import { runCommand } from "../testing/run.ts";

describe("the account that import reads", () => {
  it("is the stack's before the environment's, as in every command", async () => {
    const { emulator, call } = await startEmulator();
    await createTool(call, postCall());
    const { env, folder } = fakePulumi({ "tavus:apiKey": "emulator", "tavus:baseUrl": emulator.url });
    const elsewhere = { ...env, TAVUS_API_KEY: "other", TAVUS_BASE_URL: "http://127.0.0.1:1" };
    for (const stack of [[], ["--stack", "dev"]]) {
      const { code, stderr } = await runCommand(["import", "--cwd", folder, "--json", "--force", ...stack], elsewhere);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    }
  });

  it("is the environment's if no stack is selected", async () => {
    const { emulator, call } = await startEmulator();
    await createTool(call, postCall());
    const { env, folder } = fakePulumi(undefined);
    const own = { ...env, TAVUS_API_KEY: "emulator", TAVUS_BASE_URL: emulator.url };
    expect(await runCommand(["import", "--cwd", folder, "--json"], own)).toMatchObject({ code: 0, stderr: "" });
  });

  it("needs a folder that exists", async () => {
    const { folder } = fakePulumi({});
    const missing = join(folder, "missing");
    expect(await runCommand(["import", "--cwd", missing], { TAVUS_API_KEY: "k" })).toMatchObject({
      code: 1,
      stderr: `pulumi-tavus: --cwd ${missing}: there is no such folder.\n`,
    });
  });
});
