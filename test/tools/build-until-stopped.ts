// Builds with the `go` on PATH, quietly.
import { SourceUnavailable } from "../../tools/engine/sources.ts";
import { ensurePulumi } from "../../tools/pulumi.ts";

await ensurePulumi({
  install: async () => {
    throw new SourceUnavailable("not in this test");
  },
  log: () => {},
});
