/**
 * The folders of src/ from top to bottom. A folder imports only what is below it. ARCHITECTURE.md says what each of them is for and in which
 * process it runs.
 */
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
