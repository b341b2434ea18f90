import type { Hono } from "hono";
import { editsBetween } from "../../contract/known-names.ts";
import { type Env, isApi } from "../request.ts";

interface Route {
  readonly method: string;
  readonly path: string;
}

/** Characters of a path that may be a typing error; who sends more is not helped by a hint that takes seconds to find. */
const TYPED_MAX = 200;

/** Says which calls exist near one that doesn't; a path that exists with other methods is a 405 (RFC 9110, section 15.5.6). */
export function explainMissing(app: Hono<Env>): void {
  app.notFound((c) => {
    const { method, path } = c.req;
    // Whoever has a key means a call and not a page, whose names are similar.
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

/** Edits from a path to a route. */
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
