// Replaces `pulumi-language-nodejs` for the tests and the demo on machines that could only build the engine, because the language host isn't
// available as a Go module. Users have Pulumi's own host. It is also used here if it is present.
import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import grpc from "@grpc/grpc-js";
import languageService from "@pulumi/pulumi/proto/language_grpc_pb.js";
import type { RunPluginRequest, RunPluginResponse } from "@pulumi/pulumi/proto/language_pb.js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import { programProcess } from "./program-process.ts";

/** The exit code of a program that has reported its errors to the user itself. */
const ALREADY_REPORTED = 32;

const engineAddress = process.argv.at(-1) ?? "";
const programs = new Set<ChildProcess>();

/** Starts the program and waits for its end. The host passes on the program's output, which the engine shows to the user line by line. */
function runProgram(request: InstanceType<typeof language.RunRequest>): Promise<number> {
  const { args, cwd, env } = programProcess(request, engineAddress, (folder) =>
    createRequire(join(folder, "package.json")).resolve("@pulumi/pulumi/cmd/run"),
  );
  const child = spawn("node", args, { cwd, env, stdio: ["ignore", "inherit", "inherit"] });
  programs.add(child);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      programs.delete(child);
      resolve(code ?? 1);
    });
  });
}

/** Starts a policy pack. Its first line names the port, and the engine then talks to it directly. */
function runPolicyPack(call: grpc.ServerWritableStream<RunPluginRequest, RunPluginResponse>): void {
  const { request } = call;
  const folder = request.getInfo()?.getProgramDirectory() ?? "";
  const say = (fill: (response: RunPluginResponse) => void): void => {
    const response = new language.RunPluginResponse();
    fill(response);
    call.write(response);
  };
  const runner = createRequire(join(folder, "package.json")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const env = {
    ...process.env,
    ...Object.fromEntries(request.getEnvList().map((entry) => entry.split(/=(.*)/s).slice(0, 2))),
  };
  const child = spawn("node", [runner, ...request.getArgsList(), folder], { cwd: folder, env });
  programs.add(child);
  child.stdout.on("data", (chunk: Buffer) => say((response) => response.setStdout(chunk)));
  child.stderr.on("data", (chunk: Buffer) => say((response) => response.setStderr(chunk)));
  child.on("error", (error) => call.destroy(error));
  child.on("close", (code) => {
    programs.delete(child);
    say((response) => response.setExitcode(code ?? 1));
    call.end();
  });
  // The engine ends a plugin by ending the call.
  call.on("cancelled", () => child.kill("SIGKILL"));
}

const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(languageService.LanguageRuntimeService, {
  getPluginInfo: (_, reply) => {
    const info = new plugin.PluginInfo();
    info.setVersion("0.0.0");
    reply(null, info);
  },
  handshake: (_, reply) => reply(null, new language.LanguageHandshakeResponse()),
  // Returns no package except the dynamic provider. It comes with the SDK, so there is nothing to download.
  getRequiredPlugins: (_, reply) => reply(null, new language.GetRequiredPluginsResponse()),
  getRequiredPackages: (_, reply) => reply(null, new language.GetRequiredPackagesResponse()),
  getProgramDependencies: (_, reply) => reply(null, new language.GetProgramDependenciesResponse()),
  // The test projects come with their node_modules.
  installDependencies: (call) => call.end(),
  about: (_, reply) => {
    const about = new language.AboutResponse();
    about.setExecutable(process.execPath);
    about.setVersion(process.version);
    reply(null, about);
  },
  runPlugin: (call) => {
    try {
      if (call.request.getKind() !== "analyzer") throw new Error(`${call.request.getKind()} plugins are not run here`);
      runPolicyPack(call);
    } catch (error) {
      call.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  },
  run: async (call, reply) => {
    const response = new language.RunResponse();
    try {
      const exitCode = await runProgram(call.request);
      if (exitCode === ALREADY_REPORTED) response.setBail(true);
      else if (exitCode !== 0) response.setError(`Program exited with non-zero exit code: ${exitCode}`);
    } catch (error) {
      response.setError(error instanceof Error ? error.message : String(error));
    }
    reply(null, response);
  },
} as Partial<languageService.ILanguageRuntimeServer> as languageService.ILanguageRuntimeServer);

function end(): void {
  for (const program of programs) program.kill("SIGKILL");
  process.exit(0);
}
process.on("SIGINT", end);
process.on("SIGTERM", end);
// The engine keeps the other end of standard input open while it lives, so this process notices the engine's end even after a crash.
process.stdin.on("end", end).on("error", end).resume();

server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
