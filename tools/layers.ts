/** The folders of src/ from top to bottom. A folder only imports folders below it. ARCHITECTURE.md describes each folder and its process. */
export const LAYERS: readonly string[] = [
  "commands",
  "test-helpers",
  "emulator",
  "delivery",
  "webhook",
  "dynamic",
  "program",
  "provider",
  "action",
  "state-format",
  "messages",
  "tavus-api",
  "definition",
  "contract",
];
