import { expect, it } from "vitest";
import { formatIssue, formatPath } from "./issue.ts";

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

it("tells an issue in one line: where, what, what instead, which rule", () => {
  const issue = { rule: "T-3", path: ["name"], message: "is empty", remedy: "Write a name." };
  expect(formatIssue(issue)).toBe("name is empty. Write a name. (T-3)");
  expect(formatIssue(issue, ["toolName"])).toBe("toolName is empty. Write a name. (T-3)");
  expect(formatIssue({ ...issue, path: [] })).toBe("is empty. Write a name. (T-3)");
});
