import type { RunRequest } from "@pulumi/pulumi/proto/language_pb.js";

export interface ProgramProcess {
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** The `node` command that runs a Pulumi program, as Pulumi's own language host starts it. */
export function programProcess(
  request: RunRequest,
  engineAddress: string,
  /** Finds the SDK's runner from the program's folder, because the program's SDK must run it, not this host's. */
  resolveRunner: (folder: string) => string,
): ProgramProcess {
  const info = request.getInfo();
  const cwd = info?.getProgramDirectory() || request.getPwd();
  const options = info?.getOptions()?.toJavaScript() ?? {};

  const settings = {
    monitor: request.getMonitorAddress(),
    engine: engineAddress,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": info?.getRootDirectory() ?? "",
    stack: request.getStack(),
    pwd: request.getPwd(),
    parallel: request.getParallel() > 0 ? String(request.getParallel()) : "",
  };
  const args = Object.entries(settings).flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value]));
  if (request.getDryrun()) args.push("--dry-run");

  const entryPoint = info?.getEntryPoint() || request.getProgram() || ".";
  return {
    args: [...nodeArguments(options["nodeargs"]), resolveRunner(cwd), ...args, entryPoint, ...request.getArgsList()],
    cwd,
    env: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      // TypeScript is on unless Pulumi.yaml turns it off. ts-node runs JavaScript unchanged.
      ...(options["typescript"] === false ? {} : { PULUMI_NODEJS_TYPESCRIPT: "true" }),
    },
  };
}

function nodeArguments(option: unknown): string[] {
  return typeof option === "string" ? option.split(" ").filter(Boolean) : [];
}
