/**
 * Shows the life of one post-call action with the real Pulumi engine: declare, preview, deploy, end a call, see drift, repair, destroy. Ends with an
 * error if a step doesn't do what it says.
 */
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createEmulator } from "pulumi-tavus/emulator";
import { createEngineEnvironment, type EngineEnvironment } from "../engine-environment.ts";
import { ensurePulumi } from "../pulumi.ts";
import { startReceiver } from "./receiver.ts";
import { createStory, DemoFailure, expectThat } from "./story.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TRANSCRIPT = [
  { role: "assistant", content: "Hello, this is Acme support. What can I do for you?" },
  {
    role: "user",
    content: "My order 4711 never arrived and I need it urgently, our shop is blocked. Priority is high.",
  },
  { role: "assistant", content: "I am sorry. I will have it sent again today by express." },
  { role: "user", content: "Great, thank you, that solves it." },
];

const story = createStory((text) => process.stdout.write(text));
const pulumi = await ensurePulumi();
const token = `demo-${randomBytes(12).toString("hex")}`;
const emulator = await createEmulator();
const receiver = await startReceiver(token);
const environment = await createEngineEnvironment({
  pulumi,
  env: { TAVUS_BASE_URL: emulator.url, TAVUS_API_KEY: emulator.apiKey },
});
try {
  await tell(environment);
  process.stdout.write("\nDone: every step did what it says.\n");
} catch (error) {
  process.exitCode = 1;
  const message =
    error instanceof DemoFailure
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`\n${message}\n`);
} finally {
  await environment.dispose();
  await receiver.close();
  await emulator.close();
}

async function tell({ folder, run }: EngineEnvironment): Promise<void> {
  // The repository's own project, with a separate folder for the settings of this stack.
  const project = readFileSync(join(ROOT, "Pulumi.yaml"), "utf8").replace(/^main: /m, `main: ${ROOT}`);
  writeFileSync(join(folder, "Pulumi.yaml"), project);
  async function pulumiCommand(line: string, { show = true } = {}): Promise<string> {
    if (show) story.command(`pulumi ${line}`);
    const result = await run([...line.split(" "), "--color", "never"], { cwd: folder });
    const text = readable(result.stdout);
    if (show) story.output(text);
    expectThat(result.exitCode === 0, `pulumi ${line} succeeds`, result.stdout + result.stderr);
    expectThat(!`${result.stdout}${result.stderr}`.includes(token), "the token stays out of the output");
    return text;
  }
  async function tavus(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(`${emulator.url}${path}`, {
      method,
      headers: { "x-api-key": emulator.apiKey, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    expectThat(response.ok, `${method} ${path} succeeds`, text);
    return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
  }
  const list = async (path: string): Promise<Record<string, unknown>[]> =>
    (await tavus("GET", path))["data"] as Record<string, unknown>[];

  story.step("Start a local Tavus, a service that receives deliveries, and a program");
  const { pal_id: palId } = await tavus("POST", "/v2/pals", {
    pal_name: "Support",
    system_prompt: "Help callers.",
    default_face_id: "r1",
  });
  story.say(`The emulator answers for Tavus at ${emulator.url}; the service listens at ${receiver.url}/notes.`);
  story.say(`The program is examples/quickstart/index.ts: one Tool, attached to the PAL ${palId}.`);
  story.say(`Pulumi ${pulumi.version}, state in a temporary folder.`);
  await pulumiCommand("stack init demo", { show: false });
  await pulumiCommand(`config set hookUrl ${receiver.url}/notes`, { show: false });
  await pulumiCommand(`config set palId ${String(palId)}`, { show: false });
  const secret = await run(["config", "set", "--secret", "hookToken", token], { cwd: folder });
  expectThat(secret.exitCode === 0, "the token is stored", secret.stderr);

  story.step("Preview: what Pulumi would create, without a request to Tavus");
  const before = emulator.requests.length;
  const preview = await pulumiCommand("preview --diff");
  expectThat(
    /bodyTemplate/.test(preview) && /token\s*: \[secret\]/.test(preview),
    "the preview shows the properties, and the token as [secret]",
  );
  expectThat(emulator.requests.length === before, "a preview sends no request");

  story.step("Deploy");
  await pulumiCommand("up --yes --skip-preview");
  const calls = emulator.requests.slice(before).map(({ method, path }) => `${method} ${path}`);
  story.say(`Requests to Tavus: ${calls.join(", ")}.`);
  expectThat(calls.length === 2, "two requests make a tool and attach it");
  const [tool] = await list("/v2/tools");
  expectThat(tool?.["name"] === "crm_note_demo", "the tool is there, named after resource and stack");

  story.step("A call ends: Tavus fills the arguments from the transcript and calls the service");
  const { conversation_id: conversation } = await tavus("POST", "/v2/conversations", {
    pal_id: palId,
    callback_url: `${receiver.url}/events`,
  });
  for (const { role, content } of TRANSCRIPT) story.say(`${role === "user" ? "caller" : "PAL   "}: ${content}`);
  await tavus("PUT", `/_emulator/conversations/${String(conversation)}/transcript`, { transcript: TRANSCRIPT });
  await tavus("POST", `/v2/conversations/${String(conversation)}/end`);
  await emulator.idle();
  const [note] = receiver.notes;
  expectThat(receiver.notes.length === 1 && note !== undefined, "the service receives exactly one request");
  story.say("");
  story.say(
    `The service received: ${note.method} ${note.url}, authorization: Bearer [the token], ${note.headers["content-type"]}`,
  );
  const body = JSON.parse(note.body) as Record<string, unknown>;
  story.output(JSON.stringify(body, null, 2));
  expectThat(
    body["channel"] === "C0SUPPORT" && body["conversation"] === conversation,
    "the fixed value and the conversation's id arrive as declared",
  );
  expectThat(body["urgency"] === "high", "the urgency is taken from the transcript");
  const ran = receiver.events
    .map((event) => JSON.parse(event.body) as Record<string, unknown>)
    .find((event) => event["event_type"] === "application.post_call_action_executed");
  expectThat(ran !== undefined, "the event reaches the callback_url");
  story.say("The event on the conversation's callback_url:");
  story.output(JSON.stringify(ran, null, 2));

  story.step("Somebody edits the tool in the console");
  const { delivery } = tool as { delivery: { api: Record<string, unknown> } };
  const { auth: _masked, ...api } = delivery.api;
  await tavus("PATCH", `/v2/tools/${String(tool["tool_id"])}`, {
    description: "Changed by hand.",
    delivery: { api: { ...api, timeout: 45, auth: { type: "bearer" } } },
  });
  story.say('description is now "Changed by hand.", the timeout 45 seconds.');

  story.step("The next preview shows the drift");
  const drift = await pulumiCommand("preview --refresh --diff");
  expectThat(/timeout\s*: 45 => 20/.test(drift), "the preview names the timeout, what it is and what it should be");
  expectThat(/description\s*:/.test(drift), "the preview names the description");

  story.step("And up repairs it");
  await pulumiCommand("up --yes --skip-preview --refresh");
  await pulumiCommand("preview --refresh --expect-no-changes", { show: false });
  const [repaired] = await list("/v2/tools");
  expectThat(
    (repaired as typeof tool & { delivery: { api: { timeout: number } } }).delivery.api.timeout === 20,
    "the timeout is 20 again",
  );
  story.say("A further preview --refresh --expect-no-changes finds nothing to do.");

  story.step("Destroy, and nothing is left");
  await pulumiCommand("destroy --yes --skip-preview");
  const left = {
    tools: (await list("/v2/tools")).length,
    attached: (await list(`/v2/pals/${String(palId)}/tools`)).length,
  };
  expectThat(left.tools === 0 && left.attached === 0, "no tool and no attachment is left");
  const { stdout } = await run(["stack", "export"], { cwd: folder });
  const state = JSON.parse(stdout) as { deployment: { resources?: unknown[] } };
  expectThat((state.deployment.resources ?? []).length === 0, "the state is empty");
  story.say("Tools at Tavus: 0. Tools attached to the PAL: 0. Resources in the state: 0.");
}

/** Removes lines that aren't interesting here. */
function readable(output: string): string {
  return output
    .split("\n")
    .filter(
      (line) =>
        !/^\s*$|View (in Browser|Live)|^Duration|__provider|^\s*\[(urn|provider|id)=|^Loading|^(Previewing|Updating|Destroying) \(/.test(
          line,
        ),
    )
    .join("\n");
}
