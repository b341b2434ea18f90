/** Which definitions of actions compile and which don't. `npm run types` is the test. */
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { type Action, type ArgumentsOfAction, defineAction, fixed, PostCallAction } from "../../src/index.ts";

/** Equal in both directions. `any` is only equal to itself. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <T extends true>(): T | undefined => undefined;

const summary = defineAction({
  name: "support_summary",
  description: "After the call ends, post a one-sentence summary.",
  parameters: {
    channel: fixed("C0SUPPORT"),
    team: fixed(),
    message: z.string().describe("One sentence."),
    urgency: z.enum(["low", "high"]).describe("How urgent."),
    amount: z.number().optional().describe("How much."),
  },
});
same<
  Same<
    ArgumentsOfAction<typeof summary>,
    { channel: string; team: string; message: string; urgency: "low" | "high"; amount?: number | undefined }
  >
>();
same<Same<(typeof summary)["name"], "support_summary">>();

const templated = defineAction({
  name: "log_note",
  description: "d",
  parameters: { message: z.string(), items: z.array(z.number()), urgency: z.enum(["low", "high"]) },
  body: (p) => ({
    text: `Note: ${p.urgency}`,
    message: p.message,
    deep: [{ items: p.items }],
    id: p.tavusConversationId,
  }),
});
same<Same<ArgumentsOfAction<typeof templated>, { message: string; items: number[]; urgency?: "low" | "high" }>>();

declare const verbose: boolean;
const conditional = defineAction({
  name: "log_note",
  description: "d",
  parameters: { message: z.string(), a: z.string(), b: z.string(), c: z.string(), d: z.string() },
  body: (p) => ({
    ...(verbose && { detail: p.a }),
    either: verbose ? p.b : { message: p.message },
    other: verbose ? { deep: p.c, d: p.d } : { deep: p.c },
    some: verbose ? [p.a] : [],
    none: [],
    pair: [p.d, { again: p.message }],
  }),
});
same<Same<ArgumentsOfAction<typeof conditional>, { message: string; d: string; a?: string; b?: string; c: string }>>();

const fromSchema = defineAction({
  name: "log_lead",
  description: "d",
  parameters: {
    type: "object",
    properties: { name: { type: "string" }, seats: { type: "integer" }, plan: { enum: ["free", "pro"] } },
    required: ["name"],
  },
  body: (p) => ({ name: p.name }),
});
const lead: ArgumentsOfAction<typeof fromSchema> = { name: "Ada", seats: 3, plan: "pro" };
// @ts-expect-error a plan that the schema doesn't have
export const otherLead: ArgumentsOfAction<typeof fromSchema> = { name: "Ada", plan: "gold" };

const parameters = { message: z.string() };
const definition = { name: "a", description: "d", parameters } as const;
const schema = { type: "object", properties: { a: {} } } as const;
export const undeclared = [
  // @ts-expect-error the body names an undeclared parameter
  () => defineAction({ ...definition, body: (p) => ({ text: p.mesage }) }),
  // @ts-expect-error and so does the path
  () => defineAction({ ...definition, path: (p) => `/notes/${p.id}` }),
  // @ts-expect-error and the query
  () => defineAction({ ...definition, query: (p) => ({ id: p.id }) }),
  // @ts-expect-error names beginning tavus_ are reserved
  () => defineAction({ ...definition, parameters: { tavus_id: z.string() } }),
  // @ts-expect-error a body is an object
  () => defineAction({ ...definition, body: (p) => p.message }),
  // @ts-expect-error the hand-written schema doesn't have this parameter
  () => defineAction({ ...definition, parameters: schema, body: (p) => ({ b: p.b }) }),
];

const open = defineAction({
  name: "a",
  description: "d",
  parameters: { team: fixed<"a" | "b">(), limit: fixed(Number), loud: fixed(Boolean) },
});
same<Same<ArgumentsOfAction<typeof open>, { team: "a" | "b"; limit: number; loud: boolean }>>();
// @ts-expect-error text would arrive, and nothing would say that it must become a number
export const untold = fixed<number>();

const delivery = { url: "https://crm.acme.dev/n" };
export const programs = [
  () => new PostCallAction("a", { action: summary, delivery, fixed: { team: pulumi.output("T1") } }),
  () => new PostCallAction("a", { action: summary, delivery, fixed: { team: "T1", channel: "C1" }, attachTo: ["p1"] }),
  () => new PostCallAction("a", { action: templated, delivery: { receiver: pulumi.output("https://a.dev") } }),
  () => new PostCallAction("a", { action: fromSchema, delivery, attachTo: { support: pulumi.output("p1") } }),
  () => new PostCallAction("a", { action: open, delivery, fixed: { team: "a", limit: pulumi.output(3), loud: true } }),
  // @ts-expect-error an open number isn't a string
  () => new PostCallAction("a", { action: open, delivery, fixed: { team: "a", limit: "3", loud: true } }),
  // @ts-expect-error the fixed value that the definition leaves open is missing
  () => new PostCallAction("a", { action: summary, delivery }),
  // @ts-expect-error another one is set
  () => new PostCallAction("a", { action: summary, delivery, fixed: { channel: "C1" } }),
  // @ts-expect-error a fixed value has the type of its parameter
  () => new PostCallAction("a", { action: summary, delivery, fixed: { team: 7 } }),
  // @ts-expect-error a parameter that the AI fills isn't fixed
  () => new PostCallAction("a", { action: summary, delivery, fixed: { team: "T1", message: "m" } }),
  // @ts-expect-error an endpoint or a receiver, not both
  () => new PostCallAction("a", { action: templated, delivery: { url: "https://a.dev", receiver: "https://b.dev" } }),
  // @ts-expect-error the body comes from the definition
  () => new PostCallAction("a", { action: templated, delivery: { ...delivery, bodyTemplate: {} } }),
];

const hmac = { type: "hmac", secret: pulumi.secret("s") } as const;
const receiver = "https://a.dev/hooks";
declare const anyAction: Action;
export const signed = [
  () =>
    new PostCallAction("a", {
      action: open,
      delivery: { receiver, auth: hmac },
      fixed: { team: "a", limit: 3, loud: true },
    }),
  () => new PostCallAction("a", { action: summary, delivery: { ...delivery, auth: hmac }, fixed: { team: "T1" } }),
  () =>
    new PostCallAction("a", {
      action: summary,
      delivery: { ...delivery, auth: pulumi.output(hmac) },
      fixed: { team: "T1" },
    }),
  () => new PostCallAction("a", { action: templated, delivery: { receiver, auth: { type: "bearer", token: "t" } } }),
  // If the compiler doesn't know the definition, it is refused when the program runs.
  () => new PostCallAction("a", { action: anyAction, delivery: { receiver, auth: hmac } }),
  // @ts-expect-error a signed delivery can't have its own body (R-34)
  () => new PostCallAction("a", { action: templated, delivery: { receiver, auth: hmac } }),
  // @ts-expect-error nor to an endpoint of any kind
  () => new PostCallAction("a", { action: templated, delivery: { ...delivery, auth: hmac } }),
  // @ts-expect-error nor with a hand-written schema
  () => new PostCallAction("a", { action: fromSchema, delivery: { receiver, auth: pulumi.output(hmac) } }),
  // @ts-expect-error nor any query parameters
  () => new PostCallAction("a", { action: open, delivery: { ...delivery, auth: hmac, queryParams: { a: "b" } } }),
];
void lead;
