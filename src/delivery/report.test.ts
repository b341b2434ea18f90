import { expect, it } from "vitest";
import { serve } from "../../test/support/serve.ts";
import { deliverReported } from "./report.ts";
import { createTokenCache } from "./tokens.ts";

it.each([0.05, 0.0123, 0.0001])(
  "waits %d s for an endpoint, a time that isn't in whole milliseconds (D-20)",
  async (timeout) => {
    const request = { method: "HEAD", url: `${await serve(() => {})}/n`, headers: {} };
    const options = { tokens: createTokenCache(Date.now), allowNonPublic: true };
    const { properties } = await deliverReported(request, { timeout }, options);
    expect(properties).toMatchObject({ status: "timeout" });
  },
);
