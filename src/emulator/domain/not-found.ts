import type { Hono } from "hono/tiny";
import { type Env, isApi } from "../request.ts";

/** Says where the calls are listed; a path that exists with other methods is a 405 (RFC 9110, section 15.5.6). */
export function explainMissing(app: Hono<Env>): void {
  app.notFound((c) => {
    const { method, path } = c.req;
    // Whoever has a key means a call and not a page.
    const allowed = app.routes.filter(
      (route) => route.method !== "ALL" && isApi(route.path) && matches(route.path, path),
    );
    if (allowed.length === 0) {
      const message = `There is no call ${method} ${path} in this emulator. GET /_emulator/openapi.json lists its calls.`;
      return c.json({ message }, 404);
    }
    const methods = [...new Set(allowed.map((route) => route.method))];
    if (methods.includes("GET")) methods.push("HEAD");
    c.header("allow", methods.join(", "));
    if (method === "OPTIONS") return c.body(null, 204);
    return c.json({ message: `${method} is not a method of ${path}; it has ${methods.join(", ")}.` }, 405);
  });
}

function matches(route: string, path: string): boolean {
  const [expected, given] = [route.split("/"), path.split("/")];
  return (
    expected.length === given.length &&
    expected.every((step, i) => step === given[i] || (step.startsWith(":") && given[i] !== ""))
  );
}
