import { defineConfig } from "tsup";
import { ENTRIES } from "./tools/bundle.ts";

/** The declaration files; tools/build.ts makes the rest. */
export default defineConfig({ entry: ENTRIES, format: ["cjs"], outDir: "dist", dts: { only: true } });
