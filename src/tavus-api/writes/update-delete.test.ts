import { describe, expect, it } from "vitest";
import { isNameTakenError, isToolNotFoundError } from "../errors/index.ts";
import { rejection, setUp } from "../testing/harness.ts";
import { inTurn, type Script } from "../testing/scripted-server.ts";
import { listOf, routes } from "../testing/tool-store.ts";

const tool = { tool_id: "t1", name: "note", description: "new" };
const notFound: Script = { status: 400, body: { error: "Bad Request. Tool not found" } };

describe("updateTool", () => {
  it("is one request", async () => {
    const { server, client } = await setUp(() => ({ status: 200, body: tool }));
    expect(await client.updateTool("t1", { description: "new" })).toEqual(tool);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ method: "PATCH", path: "/v2/tools/t1", body: { description: "new" } });
  });

  it.each<[string, Script]>([
    ["304", { status: 304 }],
    ["204", { status: 204 }],
    ["an empty 200", { status: 200 }],
    ["garbage", { status: 200, body: "<html>" }],
    ["{}", { status: 200, body: {} }],
  ])("treats %s as success and reads the tool (C-16)", async (_name, script) => {
    const { server, client } = await setUp(
      routes({ "PATCH /v2/tools/*": () => script, "GET /v2/tools/*": () => ({ status: 200, body: tool }) }),
    );
    expect(await client.updateTool("t1", { description: "new" })).toEqual(tool);
    expect(server.calls).toEqual(["PATCH /v2/tools/t1", "GET /v2/tools/t1"]);
  });

  it("reports that the tool is gone, once the list has confirmed it", async () => {
    const { server, client } = await setUp(
      routes({ "PATCH /v2/tools/*": () => notFound, "GET /v2/tools": listOf([]) }),
    );
    const error = await rejection(client.updateTool("t1", { description: "new" }));
    expect(isToolNotFoundError(error) && error.toolId).toBe("t1");
    expect(error.message).toBe(
      "Could not update tool t1: it no longer exists (PATCH /v2/tools/t1 answered 400: Bad Request. Tool not found, " +
        "and the list of tools doesn't have it).",
    );
    expect(server.requests[1]?.query).toEqual({ limit: "100", page: "1", type: "user", name_or_uuid: "t1" });
  });

  it("reports the 400 if the list still has the tool", async () => {
    const { client } = await setUp(routes({ "PATCH /v2/tools/*": () => notFound, "GET /v2/tools": listOf([tool]) }));
    const error = await rejection(client.updateTool("t1", { description: "new" }));
    expect(error.name).toBe("ApiError");
    expect(error.message).toContain("PATCH /v2/tools/t1 answered 400: Bad Request. Tool not found.");
  });

  it("reports another 400 without reading a list", async () => {
    const { server, client } = await setUp(() => ({ status: 400, body: { error: "Bad Request. too long" } }));
    expect((await rejection(client.updateTool("t1", {}))).message).toContain("too long");
    expect(server.requests).toHaveLength(1);
  });

  it("a rename to a taken name is a NameTakenError (X-7), but a 409 without a rename isn't", async () => {
    const { client } = await setUp(() => ({ status: 409, body: { error: "exists" } }));
    expect(isNameTakenError(await rejection(client.updateTool("t1", { name: "other" })))).toBe(true);
    expect((await rejection(client.updateTool("t1", { description: "x" }))).name).toBe("ApiError");
  });

  it("is repeated after a lost reply, because it only sets values", async () => {
    const { server, client } = await setUp(inTurn("reset", { status: 200, body: tool }));
    expect(await client.updateTool("t1", { description: "new" })).toEqual(tool);
    expect(server.requests).toHaveLength(2);
  });
});

describe("deleteTool", () => {
  it.each<[string, Script]>([
    ["204", { status: 204 }],
    ["200 with an object", { status: 200, body: { message: "deleted" } }],
  ])("is one request (%s)", async (_name, script) => {
    const { server, client } = await setUp(() => script);
    await client.deleteTool("t1");
    expect(server.calls).toEqual(["DELETE /v2/tools/t1"]);
  });

  it.each([200, 202])("with %i and no body is verified, because a body may be lost (C-20)", async (status) => {
    const accountOf = (id: string) =>
      setUp(routes({ "DELETE /v2/tools/*": () => ({ status }), "GET /v2/tools": listOf([{ tool_id: id, name: id }]) }));
    const { server, client } = await accountOf("t2");
    await client.deleteTool("t1");
    expect(server.calls).toEqual(["DELETE /v2/tools/t1", "GET /v2/tools"]);
    const here = await accountOf("t1");
    expect((await rejection(here.client.deleteTool("t1"))).message).toContain("Could not delete tool t1");
  });

  it.each<[string, Script]>([
    ["400 (C-21)", { status: 400, body: { error: "Tool not found or attempt to delete a system tool" } }],
    ["404", { status: 404, body: "nope" }],
    ["410", { status: 410 }],
  ])("of a tool that is gone is success: %s and a list without it", async (_name, script) => {
    const { server, client } = await setUp(
      routes({ "DELETE /v2/tools/*": () => script, "GET /v2/tools": listOf([{ tool_id: "t12", name: "t1" }]) }),
    );
    await client.deleteTool("t1");
    expect(server.calls).toEqual(["DELETE /v2/tools/t1", "GET /v2/tools"]);
  });

  it("after a lost reply, the second answer counts as success", async () => {
    const { server, client } = await setUp(
      routes({ "DELETE /v2/tools/*": inTurn("reset", notFound), "GET /v2/tools": listOf([]) }),
    );
    await client.deleteTool("t1");
    expect(server.calls).toEqual(["DELETE /v2/tools/t1", "DELETE /v2/tools/t1", "GET /v2/tools"]);
  });

  it("fails if the list still has the tool, and for every other 400", async () => {
    const { client } = await setUp(routes({ "DELETE /v2/tools/*": () => notFound, "GET /v2/tools": listOf([tool]) }));
    expect((await rejection(client.deleteTool("t1"))).message).toContain("Could not delete tool t1: DELETE");
    const other = await setUp(() => ({ status: 400, body: { error: "Bad Request. Cannot delete system tools" } }));
    expect((await rejection(other.client.deleteTool("end_call"))).message).toContain("Cannot delete system tools");
    expect(other.server.requests).toHaveLength(1);
  });
});
