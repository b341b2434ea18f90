import { expect, it } from "vitest";
import { formatPath } from "./issue.ts";

it.each<[readonly (string | number)[], string]>([
  [[], ""],
  [["name"], "name"],
  [["delivery", "api", "headers", "X-Team"], "delivery.api.headers.X-Team"],
  [["delivery", "api", "headers", "X Y", 0], 'delivery.api.headers["X Y"][0]'],
  [[0, "a"], "[0].a"],
  [["", "9a", "a.b", "a\n"], '[""]["9a"]["a.b"]["a\\n"]'],
])("writes the path %j as %s", (path, text) => {
  expect(formatPath(path)).toBe(text);
});
