import { afterEach, describe, expect, it, vi } from "vitest";
import { SECRET, signatureOf } from "./testing/listen.ts";

const BODY = '{"text":"ü – 日本"}';

/** Loads Node's own implementation, or the one for runtimes that only have WebCrypto. */
async function load(kind: "node" | "web") {
  vi.resetModules();
  if (kind === "web") vi.stubGlobal("process", { ...process, getBuiltinModule: undefined });
  return await import("./signature.ts");
}
afterEach(() => vi.unstubAllGlobals());

describe.each(["node", "web"] as const)("verifySignature with %s crypto", (kind) => {
  it("accepts the bytes in any form, and hex digits in either case", async () => {
    const { verifySignature } = await load(kind);
    const bytes = new TextEncoder().encode(BODY);
    const signature = signatureOf(BODY);
    for (const body of [
      BODY,
      bytes,
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
      Buffer.from(bytes),
    ])
      expect(await verifySignature(body, signature, SECRET)).toEqual({ secretIndex: 0 });
    expect(await verifySignature(BODY, signature.toUpperCase(), ["other", SECRET])).toEqual({ secretIndex: 1 });
    expect(await verifySignature(BODY, signature, [SECRET, SECRET])).toEqual({ secretIndex: 0 });
    expect(await verifySignature("", signatureOf(""), SECRET)).toEqual({ secretIndex: 0 });
  });

  it("refuses every changed bit of body, signature and secret", async () => {
    const { verifySignature } = await load(kind);
    const signature = signatureOf(BODY);
    const wrong: [string, string, string][] = [
      [`${BODY} `, signature, SECRET],
      [BODY, signature, `${SECRET} `],
      ...Array.from({ length: 64 }, (_, i): [string, string, string] => [
        BODY,
        signature.slice(0, i) + (signature[i] === "0" ? "1" : "0") + signature.slice(i + 1),
        SECRET,
      ]),
    ];
    for (const [body, header, secret] of wrong)
      await expect(verifySignature(body, header, secret)).rejects.toMatchObject({ name: "SignatureError" });
  });
});

describe("verifySignature", () => {
  it.each([
    undefined,
    null,
    "",
    "x",
    `sha256=${signatureOf(BODY)}`,
    signatureOf(BODY).slice(1),
    `${signatureOf(BODY)}0`,
  ])("refuses the header %j without throwing anything else (bugs 2, 5, 8)", async (header) => {
    const { verifySignature } = await import("./signature.ts");
    const refused = verifySignature(BODY, header, SECRET);
    await expect(refused).rejects.toMatchObject({ name: "SignatureError" });
    // Logs also show the class.
    await expect(refused).rejects.toSatisfy((error: Error) => error.constructor.name === "SignatureError");
  });

  it.each(["", [], [""], [SECRET, ""], undefined, null])(
    "accepts nothing with the secrets %j (bug 4)",
    async (secrets) => {
      const { verifySignature } = await import("./signature.ts");
      const given = secrets as unknown as string;
      const refused = verifySignature(BODY, signatureOf(BODY, ""), given);
      await expect(refused).rejects.toMatchObject({
        name: "MissingSecretError",
        message: "the secret is not set. Nothing is accepted without it.",
      });
      await expect(refused).rejects.toSatisfy((error: Error) => error.constructor.name === "MissingSecretError");
    },
  );

  it("refuses a parsed body (bug 1)", async () => {
    const { verifySignature } = await import("./signature.ts");
    const parsed = JSON.parse(BODY) as object;
    // @ts-expect-error an object isn't a raw body
    await expect(verifySignature(parsed, signatureOf(BODY), SECRET)).rejects.toThrow("takes the raw body");
  });
});
