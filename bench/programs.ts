import { DEFINITION } from "./definition.ts";

// Programs that declare BENCH_TOOLS tools with the same definition: one with our provider, and the ones to compare it with.
const ARGS = JSON.stringify(DEFINITION);

export const OURS = `
const tavus = require("pulumi-tavus");
for (let i = 0; i < Number(process.env.BENCH_TOOLS); i += 1) new tavus.Tool("tool-" + i, ${ARGS});`;

/** A provider that does nothing, which shows the engine's own cost. */
export const NOTHING = `
const pulumi = require("@pulumi/pulumi");
const nothing = { create: async (inputs) => ({ id: "x", outs: inputs }), diff: async () => ({ changes: false }), delete: async () => {} };
for (let i = 0; i < Number(process.env.BENCH_TOOLS); i += 1) new pulumi.dynamic.Resource(nothing, "tool-" + i, ${ARGS});`;

/**
 * The same provider with as many properties as a tool: its name, and properties that only the server knows. Each property costs the program four
 * promises with a stack trace.
 */
export const ALIKE = NOTHING.replace(
  ARGS,
  `{ name: "tool-" + i, createdAt: undefined, updatedAt: undefined, ...${ARGS} }`,
);

/** A provider like the one in Pulumi's guide to dynamic providers: a class that is serialized with the program. Each method sends one request. */
export const PLAIN = `
const pulumi = require("@pulumi/pulumi");
const base = process.env.TAVUS_BASE_URL, key = process.env.TAVUS_API_KEY;
class PlainToolProvider {
  async call(method, path, body) {
    const headers = { "x-api-key": key, "content-type": "application/json" };
    const response = await fetch(base + path, { method, headers, body: body && JSON.stringify(body) });
    if (!response.ok) throw new Error(method + " " + path + " answered " + response.status);
    return response.status === 204 ? undefined : response.json();
  }
  wire({ name, description, triggerType, parameters, delivery }) {
    return { name, description, trigger_type: triggerType, parameters, delivery };
  }
  async create(inputs) {
    const tool = await this.call("POST", "/v2/tools", this.wire(inputs));
    return { id: tool.tool_id, outs: inputs };
  }
  async read(id, props) {
    const tool = await this.call("GET", "/v2/tools/" + id);
    return { id, props: { ...props, description: tool.description } };
  }
  async update(id, olds, news) {
    await this.call("PATCH", "/v2/tools/" + id, this.wire(news));
    return { outs: news };
  }
  async delete(id) {
    await this.call("DELETE", "/v2/tools/" + id);
  }
}
for (let i = 0; i < Number(process.env.BENCH_TOOLS); i += 1)
  new pulumi.dynamic.Resource(new PlainToolProvider(), "tool-" + i, { name: "tool_" + i, ...${ARGS} });`;
