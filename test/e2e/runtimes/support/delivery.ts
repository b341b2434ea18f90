/** A signed delivery for the examples' `log_orders`, as Tavus sends it, made without any of our code. */
import { createHmac } from "node:crypto";
import { expect } from "vitest";

export const SECRET = "c4nary-secret-of-the-hosts";
export const PATH = "/hooks/log_orders";

export const BODY = JSON.stringify({
  name: "log_orders",
  arguments: JSON.stringify({ source: "call", orders: ["4711 – où?"], resolved: true }),
  tool_call_id: "call_1",
  conversation_id: "c0123456789ab",
});

export const headersOf = (secret = SECRET, body = BODY): Record<string, string> => ({
  "content-type": "application/json",
  "x-tavus-signature": createHmac("sha256", secret).update(body).digest("hex"),
});

export const requestOf = (secret = SECRET, path = PATH): Request =>
  new Request(`https://support.acme.dev${path}`, { method: "POST", body: BODY, headers: headersOf(secret) });

interface Answer {
  readonly status: number;
  readonly text: string;
}

export async function post(url: string, secret = SECRET, path = PATH): Promise<Answer> {
  const response = await fetch(url + path, { method: "POST", body: BODY, headers: headersOf(secret) });
  return { status: response.status, text: await response.text() };
}

/** The answers that every host must give, in this order: to a delivery, its repeat, and one with another secret. */
export async function deliver(send: (secret: string) => Promise<Answer>): Promise<Answer[]> {
  return [await send(SECRET), await send(SECRET), await send("another secret")];
}

export const ANSWERS = [
  { status: 200, text: '{"status":"handled"}' },
  { status: 200, text: '{"status":"handled before"}' },
  { status: 401, text: expect.stringContaining("X-Tavus-Signature matches no secret") as string },
];
