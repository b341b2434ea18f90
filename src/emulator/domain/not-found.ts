import type { Hono } from "hono";
import { editsBetween } from "../../contract/known-names.ts";
import { type Env, isApi } from "../request.ts";

interface Route {
  readonly method: string;
  readonly path: string;
}

/** The longest path for which a hint is searched. Finding one for a longer path would take seconds. */
const TYPED_MAX = 200;

/** Names similar calls for a call that doesn't exist. A path that exists with other methods is a 405 (RFC 9110, section 15.5.6). */
export function explainMissing(app: Hono<Env>): void {
  app.notFound((c) => {
    const { method, path } = c.req;
    // A client with a key wants a call, not a page with a similar name.
    const calls = app.routes.filter((route) => route.method !== "ALL" && isApi(route.path));
    const allowed = calls.filter((route) => isSame(segmentsOf(route.path), segmentsOf(path)));
    if (allowed.length === 0) {
      const near = path.length > TYPED_MAX ? undefined : nearest(calls, { method, path });
      const hint = near === undefined ? "" : ` The nearest is ${near.method} ${near.path}.`;
      return c.json({ message: `There is no call ${method} ${path} in this emulator.${hint}` }, 404);
    }
    const methods = [...new Set(allowed.map((route) => route.method))];
    if (methods.includes("GET")) methods.push("HEAD");
    c.header("allow", methods.join(", "));
    if (method === "OPTIONS") return c.body(null, 204);
    return c.json({ message: `${method} is not a method of ${path}; it has ${methods.join(", ")}.` }, 405);
  });
}

function nearest(routes: readonly Route[], wanted: Route): Route | undefined {
  const given = segmentsOf(wanted.path);
  let best: Route | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const route of routes) {
    const away = distance(segmentsOf(route.path), given) + (route.method === wanted.method ? 0 : 0.5);
    if (away < least) [best, least] = [route, away];
  }
  return best;
}

const segmentsOf = (path: string): string[] => path.split("/").slice(1);
const isParameter = (segment: string): boolean => segment.startsWith(":");

const isSame = (route: readonly string[], path: readonly string[]): boolean =>
  route.length === path.length && route.every((step, i) => step === path[i] || (isParameter(step) && path[i] !== ""));

/** The number of edits from a path to a route. */
function distance(route: readonly string[], path: readonly string[]): number {
  return editsBetween(
    route,
    path,
    (expected, given) => {
      if (expected === given || (isParameter(expected) && given !== "")) return 0;
      return isParameter(expected)
        ? 2
        : 2 * (editsBetween([...expected], [...given], same) / Math.max(expected.length, given.length, 1));
    },
    2,
  );
}

const same = (a: string, b: string): number => (a === b ? 0 : 1);
