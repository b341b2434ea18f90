import { describe, expect, it } from "vitest";
import { argumentsOf, isExecuted, type PostCallActionExecuted, parseEvent } from "./event.ts";
import { ARGUMENTS, CONVERSATION, eventOf, note, summary } from "./testing/listen.ts";

const executed = (properties: object = {}): PostCallActionExecuted => {
  const event = parseEvent(eventOf(properties));
  if (!isExecuted(event)) throw new Error("not an executed action");
  return event;
};

describe("parseEvent", () => {
  it("reads an executed action, raw or parsed, with bodies as strings or objects (E-6, E-8, bug 14)", () => {
    const expected = {
      eventType: "application.post_call_action_executed",
      conversationId: CONVERSATION,
      toolId: "t1",
      toolName: "support_summary",
      status: "success",
      ran: true,
      timestamp: "2026-04-29T03:47:05Z",
      request: { url: "https://a.dev/hooks/support_summary", method: "POST", body: ARGUMENTS },
      response: { httpStatus: 200, body: "ok" },
    };
    const asObject = eventOf({ request: { url: expected.request.url, method: "POST", body: ARGUMENTS } });
    for (const body of [
      eventOf(),
      asObject,
      JSON.stringify(eventOf()),
      new TextEncoder().encode(JSON.stringify(eventOf())),
    ])
      expect(parseEvent(body)).toMatchObject(expected);
  });

  it("keeps the request if the delivery failed, and tells skipped from failed (E-9, U-20, bug 17)", () => {
    const failed = executed({ status: "error", error: { code: 500 }, response: undefined });
    expect(failed).toMatchObject({ status: "error", ran: true, error: '{"code":500}', request: { body: ARGUMENTS } });
    expect(argumentsOf(summary, failed).arguments).toEqual(ARGUMENTS);
    const skipped = executed({ status: "skipped", request: undefined, response: undefined });
    expect(skipped.ran).toBe(false);
    expect(() => argumentsOf(summary, skipped)).toThrow("the event of support_summary has no request");
    expect(executed({ status: "paused" })).toMatchObject({ status: "paused", ran: true });
  });

  it("reads any other event unchanged, and treats an unknown executed event as other (W-4)", () => {
    const shutdown = parseEvent({
      event_type: "system.shutdown",
      message_type: "system",
      conversation_id: "c1",
      properties: { reason: "x" },
    });
    expect(shutdown).toEqual({ eventType: "system.shutdown", conversationId: "c1", properties: { reason: "x" } });
    expect(isExecuted(parseEvent(eventOf({ tool_id: undefined, tool_name: undefined })))).toBe(false);
  });

  it.each(["no JSON", "[]", "{}", '{"event_type":"x"}', '{"message":"hello","conversation_id":"c"}'])(
    "refuses %s",
    (body) => {
      expect(() => parseEvent(body)).toThrow("the body is not an event: event_type or conversation_id is missing");
    },
  );
});

describe("argumentsOf", () => {
  it("reads a templated request back, with numbers as strings and the conversation from its URL", () => {
    const body = JSON.stringify({ text: "m", n: [{ count: "3" }], title: "Note: x", call: "{tavus_conversation_id}" });
    const url = `https://a.dev/log_note?tavus_conversation_id=${CONVERSATION}`;
    const { arguments: args, conversationId } = argumentsOf(note, executed({ request: { url, method: "POST", body } }));
    const message: string = args.message;
    const tag: string | undefined = args.tag;
    expect([message, args.count, tag, conversationId]).toEqual(["m", 3, undefined, CONVERSATION]);
  });
});
