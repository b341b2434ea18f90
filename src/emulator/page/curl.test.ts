import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Auth } from "../../contract/index.ts";
import { toCurl } from "./curl.ts";

const SECRET = "s3cret '\"$HOME `id` \\";
const BODY = '{"text":"It\'s $HOME, `id`, $(id), \\\\n \\"quoted\\"\\n ü"}\n\n';

/** The arguments that curl would get. Runs the command in a real shell with a fake `curl` that records its arguments. */
function run(command: string): string[] {
  const script = `curl() { for argument in "$@"; do printf '%s\\0' "$argument"; done; }\n${command}`;
  const output = execFileSync("sh", ["-c", script], { env: { ...process.env, TAVUS_HOOK_SECRET: SECRET } });
  return output.toString("utf8").split("\0").slice(0, -1);
}

const request = { method: "POST", url: "https://a.dev/n?a=b c&d='e'", body: BODY };
const headers = { "content-type": "application/json", "X-Own": "it's" };

describe("toCurl", () => {
  it("asks for the head alone, because curl would wait for a body after -X HEAD (D-19)", () => {
    const head = { method: "HEAD", url: "https://a.dev/n" };
    expect(run(toCurl(head, {}, undefined))).toEqual(["--head", "https://a.dev/n"]);
  });

  it.each<[string, Auth | undefined, string[]]>([
    ["none", undefined, []],
    ["bearer", { type: "bearer", token: "x" }, ["-H", `Authorization: Bearer ${SECRET}`]],
    ["basic", { type: "basic", username: "o'neill", password: "x" }, ["-u", `o'neill:${SECRET}`]],
    ["api_key", { type: "api_key", name: "X-Key", value: "x" }, ["-H", `X-Key: ${SECRET}`]],
    [
      "hmac",
      { type: "hmac", secret: "x" },
      ["-H", `X-Tavus-Signature: ${createHmac("sha256", SECRET).update(BODY).digest("hex")}`],
    ],
  ])("is what was sent, in a real shell, with any content: %s", (_kind, auth, credentials) => {
    expect(run(toCurl(request, headers, auth))).toEqual([
      "-X",
      "POST",
      request.url,
      "-H",
      "content-type: application/json",
      "-H",
      "X-Own: it's",
      ...credentials,
      "--data-binary",
      BODY,
    ]);
  });

  it("puts the variable in the place of a masked key, and has no body if there was none", () => {
    const auth = { type: "api_key", name: "key", value: "x", location: "query" } as const;
    const masked = { method: "GET", url: "https://a.dev/n?key=********&b=1", body: null };
    expect(run(toCurl(masked, {}, auth))).toEqual(["-X", "GET", `https://a.dev/n?key=${SECRET}&b=1`]);
  });

  it("is one request with brackets and braces in the URL, and keeps an empty header", () => {
    const url = "https://a.dev/n?ids[]=1&x={a,b}&r=[1-3]";
    expect(run(toCurl({ method: "GET", url, body: null }, { "X-Empty": "" }, undefined))).toEqual([
      "--globoff",
      "-X",
      "GET",
      url,
      "-H",
      "X-Empty;",
    ]);
  });
});
