import { inspect } from "node:util";
import { expect, it } from "vitest";
import { z } from "zod";
import { defineAction } from "../action.ts";
import { createReceiver } from "./receiver.ts";

const TOKEN = "c4nary-token";
const action = defineAction({
  name: "log_note",
  description: "Log a note.",
  parameters: { message: z.string().describe("What the caller wanted.") },
});

it("a handler's context has the request, but logging it shows no credential", async () => {
  const logged: string[] = [];
  let seen = "";
  const receive = createReceiver({
    actions: [action],
    auth: { type: "bearer", token: TOKEN },
    on: {
      log_note: (_args, context) => {
        seen = context.request.headers.get("authorization") ?? "";
        logged.push(inspect(context, { depth: 9 }), JSON.stringify(context), inspect({ ...context }));
      },
    },
    onError: (_error, context) => void logged.push(inspect(context), context.request.method),
  });
  const send = (body: string) =>
    // A JSON body counts as JSON even with curl's default content type.
    receive(
      new Request("https://a.acme.dev/hooks/log_note", {
        method: "POST",
        headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/x-www-form-urlencoded" },
        body,
      }),
    );
  expect((await send('{"message":"m"}')).status).toBe(200);
  expect([seen, logged.length]).toEqual([`Bearer ${TOKEN}`, 3]);
  expect((await send("{}")).status).toBe(400);
  expect(logged.at(-1)).toBe("POST");
  expect(logged.join("\n")).not.toContain("c4nary");
});
