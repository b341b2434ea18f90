/** The service: PUT /customers/<id> with `{ palId, endpoint, token }`, DELETE /customers/<id>. */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { ProvisionError, type Provisioner } from "./provisioner.ts";

const Body = z.strictObject({ palId: z.string(), endpoint: z.string(), token: z.string().min(1) });
const STATUS = { invalid: 422, busy: 409, failed: 502 } as const;

export function createService(provisioner: Provisioner): Hono {
  const app = new Hono();
  app.put("/customers/:id", async (c) => {
    const body = Body.safeParse(await c.req.json().catch(() => undefined));
    if (!body.success)
      return c.json({ problems: body.error.issues.map(({ path }) => `${path.join(".")} is wrong.`) }, 400);
    const tools = await provisioner.provision({ id: c.req.param("id"), ...body.data });
    return c.json({ tools });
  });
  app.delete("/customers/:id", async (c) => {
    await provisioner.remove(c.req.param("id"));
    return c.body(null, 204);
  });
  app.onError(answerError);
  return app;
}

function answerError(error: Error, c: Context): Response {
  if (!(error instanceof ProvisionError)) {
    // It can quote a command line or an output, so it is for the log, not for the client.
    console.error(error);
    return c.json({ problems: ["something is wrong here; try again later."] }, 500);
  }
  if (error.kind === "busy") c.header("retry-after", "10");
  return c.json({ problems: error.problems }, STATUS[error.kind]);
}
