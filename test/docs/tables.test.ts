import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { TOOL_PAGE, withTables } from "../../tools/docs.ts";

it("docs/tool.md has the fields of the table; npm run docs:write writes them", () => {
  const page = readFileSync(TOOL_PAGE, "utf8");
  expect(page.match(/<!-- table: /g)).toHaveLength(3);
  expect(withTables(page)).toBe(page);
});

it("refuses a mark for a table that doesn't exist", () => {
  expect(() => withTables("<!-- table: x -->\n\n<!-- end -->")).toThrow("There is no table x. There are: inputs,");
});
