import language from "@pulumi/pulumi/proto/language_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { expect, test } from "vitest";
import { programProcess } from "../../tools/language-host/program-process.ts";

function request(options: { [key: string]: string | boolean } = {}) {
  const info = new language.ProgramInfo();
  info.setRootDirectory("/p").setProgramDirectory("/p/infra").setEntryPoint("index.ts");
  info.setOptions(Struct.fromJavaScript(options));
  const run = new language.RunRequest();
  run.setInfo(info).setPwd("/p/infra").setProject("shop").setStack("dev").setMonitorAddress("127.0.0.1:1");
  run.setParallel(8).setConfigsecretkeysList(["shop:token"]);
  run.getConfigMap().set("shop:token", "s");
  return run;
}
const resolveRunner = (folder: string) => `${folder}/run.js`;

test("the program is started as Pulumi's own language host starts it", () => {
  const { args, cwd, env } = programProcess(request(), "127.0.0.1:2", resolveRunner);
  expect(args.join(" ")).toBe(
    "/p/infra/run.js --monitor 127.0.0.1:1 --engine 127.0.0.1:2 --project shop --root-directory /p --stack dev --pwd /p/infra --parallel 8 index.ts",
  );
  expect(cwd).toBe("/p/infra");
  expect(env).toMatchObject({
    PULUMI_CONFIG: '{"shop:token":"s"}',
    PULUMI_CONFIG_SECRET_KEYS: '["shop:token"]',
    PULUMI_NODEJS_TYPESCRIPT: "true",
  });
});

test("the options of Pulumi.yaml turn ts-node off and are passed to node", () => {
  const { args, env } = programProcess(
    request({ typescript: false, nodeargs: "--no-warnings --inspect" }),
    "e",
    resolveRunner,
  );
  expect(args.slice(0, 3)).toEqual(["--no-warnings", "--inspect", "/p/infra/run.js"]);
  expect(env["PULUMI_NODEJS_TYPESCRIPT"]).toBeUndefined();
});

test("a preview passes the dry-run option", () => {
  expect(programProcess(request().setDryrun(true), "e", resolveRunner).args).toContain("--dry-run");
});
