import { contains, isObject, type JsonObject, type Path } from "../contract/index.ts";
import { IGNORE_CHANGES, IMPORTED, PROVIDER } from "../state-format/properties.ts";
import { markSecrets, secretValues } from "../state-format/secrets.ts";
import { isUnknown } from "../state-format/unknown.ts";
import type { TavusClient } from "../tavus-api/client.ts";
import { TavusError } from "../tavus-api/errors/index.ts";
import { Redactor } from "../tavus-api/redactor.ts";
import { partialFailure, toEngineError } from "./failure.ts";
import { type Loss, ONLY_LOOKS, reportLoss } from "./guard.ts";
import { accountName, type Owner, Ownership } from "./ownership.ts";
import { cleanResult } from "./result.ts";
import { type Config, resolveServer, resolveSettings, type Settings } from "./settings.ts";

/** The handlers of one kind of resource. They take and return plain JSON. */
export interface ResourceHandlers {
  /** Inputs that are always secret, even if the program doesn't say so. */
  readonly secretPaths: readonly Path[];
  /** Other inputs that can contain a credential, which messages hide. @default nothing */
  credentialsIn?(inputs: JsonObject): readonly string[];
  /** Adds values to the inputs that only the previous inputs have, before the check. @default unchanged */
  complete?(olds: JsonObject, news: JsonObject): JsonObject;
  check(
    olds: JsonObject,
    news: JsonObject,
    options: { allowLocalEndpoints: boolean; isUnknown: typeof isUnknown },
  ): string[];
  /** Warnings about inputs that are allowed but probably mistakes. All values of the inputs are known. @default nothing */
  warn?(inputs: JsonObject): readonly string[];
  diff(olds: JsonObject, news: JsonObject, unknown: typeof isUnknown): { changed: boolean; replaces: string[] };
  /**
   * @param claim claims an id for the new resource until its creation fails. If another resource of the program has the id, returns that resource
   */
  create(
    client: TavusClient,
    inputs: JsonObject,
    claim: (id: string) => Owner | undefined,
  ): Promise<{ id: string; outputs: JsonObject; problems?: string[] }>;
  read(
    client: TavusClient,
    id: string,
    state: JsonObject,
  ): Promise<{ inputs: JsonObject; outputs: JsonObject; warnings?: readonly string[] } | undefined>;
  /** The message for a program that reads a missing id (`Tool.get`), with what to do. */
  missing(id: string): string;
  /** Absent if every change replaces the resource. */
  update?(
    client: TavusClient,
    id: string,
    olds: JsonObject,
    news: JsonObject,
  ): Promise<{ outputs: JsonObject; problems?: string[] }>;
  /** @param held the names from `holds` that no other resource of the operation holds now */
  delete(client: TavusClient, id: string, held: readonly string[]): Promise<void>;
  /**
   * Somebody else's changes to a resource that is about to be updated or deleted. Absent: nothing can be lost.
   * @param news `undefined` for a deletion
   * @param ignoreChanges properties whose changes the program ignores
   */
  guard?(
    client: TavusClient,
    id: string,
    state: JsonObject,
    news: JsonObject | undefined,
    ignoreChanges: readonly string[],
  ): Promise<Pick<Loss, "text" | "isLost"> | undefined>;
  /** The objects at Tavus that a resource keeps alive, as names that are unique in the account. @default its id */
  holds?(id: string, outputs: JsonObject): readonly string[];
  /** The id that a creation will have, if the inputs determine it. Absent: the account chooses it. */
  idOf?(inputs: JsonObject): string;
}

/**
 * A provider of dynamic resources, as Pulumi's host calls it. Its methods take and return what Pulumi's `ResourceProvider` does.
 * @since 0.1.0
 */
export interface DynamicProvider {
  /** Reads the settings. */
  configure(request: { config: Config }): Promise<void>;
  /** Checks inputs. */
  check(
    olds: unknown,
    news: unknown,
  ): Promise<{ inputs: JsonObject; failures: { property: string; reason: string }[] }>;
  /** Compares the state with new inputs. */
  diff(
    id: string,
    olds: unknown,
    news: unknown,
  ): Promise<{ changes?: boolean; replaces?: string[]; deleteBeforeReplace?: boolean }>;
  /** Creates the resource. */
  create(inputs: unknown): Promise<{ id: string; outs: JsonObject }>;
  /** Reads the resource. */
  read(id: string, props: unknown): Promise<{ id?: string; props?: JsonObject; inputs?: JsonObject }>;
  /** Updates the resource. */
  update(id: string, olds: unknown, news: unknown): Promise<{ outs: JsonObject }>;
  /** Deletes the resource. */
  delete(id: string, props: unknown): Promise<void>;
}

export interface RuntimeOptions {
  /** Returns the client of an account. It is loaded at the first request, so that previews stay fast. */
  readonly connect: (settings: Settings) => Promise<TavusClient>;
  readonly env: NodeJS.ProcessEnv;
  /** The objects that the resources of this process hold. Kinds of resources that can adopt each other's objects share it. @default a new set */
  readonly held?: Set<string>;
  /** Whether the project refreshes before each operation, so that a guard finds nothing. @default it doesn't */
  readonly refreshesAlways?: () => Promise<boolean>;
  /** Shows a warning to the user. @default console.warn, which the engine shows */
  readonly warn?: (message: string) => void;
}

/**
 * Makes the handlers of a resource safe for the engine's host. A result contains only values that the host can send. An error is always an Error,
 * without a stack trace or secrets. An object that a request created is never lost.
 */
export function harden(handlers: ResourceHandlers, runtime: RuntimeOptions): DynamicProvider {
  const { connect, env, held = new Set(), warn = console.warn } = runtime;
  const { holds = (id: string) => [id], idOf } = handlers;
  const ownership = new Ownership({ held, holds, hasKnownIds: idOf !== undefined });
  let isPlanning = false;
  let isGuardChecked = false;
  /** By `accountName`: the `ignoreChanges` of each resource. The engine doesn't pass them to a provider, so the program does. */
  const ignored = new Map<string, readonly string[]>();
  let config: Config | undefined;
  const settings = (): Settings => resolveSettings(config, env, { runsNoProgram: !isPlanning });

  /** Runs one operation, and hides the secrets of its arguments in errors. */
  async function run<T>(values: readonly JsonObject[], operation: (secrets: string[]) => Promise<T>): Promise<T> {
    const secrets = values.flatMap((value) => [
      ...secretValues(value, handlers.secretPaths),
      ...(handlers.credentialsIn?.(value) ?? []),
    ]);
    try {
      const account = accountIfAny();
      if (account !== undefined) secrets.push(account.apiKey);
      return await operation(secrets);
    } catch (error) {
      if (error instanceof Error && "reasons" in error) throw error;
      throw toEngineError(error, secrets, { runsNoProgram: !isPlanning });
    }
  }

  function accountIfAny(): Settings | undefined {
    try {
      return settings();
    } catch {
      // A preview can run without a key. Operations that need the key report that it is missing.
      return undefined;
    }
  }

  /** @param news `undefined` for a deletion */
  async function guard(
    account: Settings,
    id: string,
    state: JsonObject,
    news: JsonObject | undefined,
    secrets: string[],
  ): Promise<void> {
    if (account.guard === "off" || handlers.guard === undefined) return;
    const ignoreChanges = ignored.get(accountName(account, (news ?? state)["name"])) ?? [];
    const loss = await handlers.guard(await connect(account), id, state, news, ignoreChanges);
    if (loss !== undefined)
      reportLoss({ ...loss, guard: account.guard, isDeletion: news === undefined }, (text) =>
        warn(new Redactor(secrets).redact(text)),
      );
  }

  /** Checks the setting only once, because it applies to the whole operation. */
  async function checkGuard({ guard }: Settings): Promise<void> {
    if (isGuardChecked || guard === "off" || handlers.guard === undefined) return;
    isGuardChecked = true;
    if ((await runtime.refreshesAlways?.()) !== true) return;
    warn(
      `warning: tavus:guard is ${guard}, but Pulumi.yaml has options.refresh: always. Each up refreshes first, so the guard never finds a change. ` +
        "Remove options.refresh from Pulumi.yaml, or run: pulumi config set tavus:guard off",
    );
  }

  const seal = (value: JsonObject): JsonObject => markSecrets(cleanResult(value), handlers.secretPaths);

  function finish(
    id: string,
    given: JsonObject,
    outputs: JsonObject,
    problems: string[] | undefined,
    secrets: string[],
  ): JsonObject {
    const outs = seal(outputs);
    if (problems === undefined || problems.length === 0) return outs;
    throw partialFailure(id, { ...outs, [PROVIDER]: given[PROVIDER] }, problems, secrets);
  }

  return {
    configure(request) {
      // Synchronous, because a second resource can arrive before this promise is awaited.
      config = request.config;
      return Promise.resolve();
    },

    check(olds, news) {
      isPlanning = true;
      // `ignoreChanges` isn't kept, because it would show up as a change in the state.
      const { [IGNORE_CHANGES]: ignoreChanges, ...given } = asObject(news);
      const before = asObject(olds);
      const after = handlers.complete?.(before, given) ?? given;
      const { name } = after;
      const account = accountIfAny();
      ignored.set(accountName(account, name), Array.isArray(ignoreChanges) ? ignoreChanges.map(String) : []);
      if (typeof name === "string" && !isUnknown(name)) ownership.declare(account, name);
      return run([before, after], async (secrets) => {
        const redactor = new Redactor(secrets);
        const reasons: string[] = [];
        let allowLocalEndpoints = false;
        try {
          // This needs no key, so it comes first. Otherwise, a missing key would make an emulator look like a public server.
          ({ allowLocalEndpoints } = resolveServer(config, env));
          await checkGuard(settings());
        } catch (error) {
          reasons.push(error instanceof Error ? error.message : String(error));
        }
        const refused = handlers.check(before, after, { allowLocalEndpoints, isUnknown });
        reasons.push(...refused);
        // The program warns only after a resource is registered, and a refused resource never is.
        const warnings = refused.length > 0 && !contains(after, isUnknown) ? (handlers.warn?.(after) ?? []) : [];
        const of = typeof name === "string" ? `${name}: ` : "";
        for (const text of warnings.filter((one) => !refused.includes(one)))
          warn(redactor.redact(`warning: ${of}${text}`));
        // An import leaves this mark. Without it, the next change would also show that the mark is gone.
        const kept = before[IMPORTED] === undefined ? {} : { [IMPORTED]: before[IMPORTED] };
        return {
          inputs: seal({ ...kept, ...after }),
          // The property is empty, because the host would print the value of a named one, even if it is secret.
          failures: reasons.map((reason) => ({ property: "", reason: redactor.redact(reason) })),
        };
      });
    },

    diff(id, olds, news) {
      const [before, after] = [asObject(olds), asObject(news)];
      return run([before, after], async (secrets) => {
        const { changed, replaces } = handlers.diff(before, after, isUnknown);
        // Before the first check, the engine compares what `--refresh` read. This includes resources that are no longer in the program.
        const planned = isPlanning ? accountIfAny() : undefined;
        if (planned !== undefined && (await ownership.isLost(planned, id, before, after))) {
          const name = String(isUnknown(after["name"]) ? before["name"] : after["name"]);
          const text = `The tool ${id} also belongs, or belonged, to another resource of this program: ${name} gets one of its own.`;
          if (idOf === undefined) warn(`warning: ${new Redactor(secrets).redact(text)}`);
          // `replaces` is set explicitly, because the inputs can be equal. Nothing is deleted first, so a failed creation changes nothing.
          return { changes: true, replaces: ["toolId"] };
        }
        // A replaced resource gives up its id.
        if (planned !== undefined && replaces.length === 0) ownership.keep(planned, id, before, after);
        if (planned !== undefined && replaces.length > 0) ownership.replace(planned, id, after);
        // If `changes` is undefined, the engine finds the property paths itself. With `true`, it would show none.
        if (!changed) return { changes: false as const };
        // Dependent resources are deleted first, so a refused deletion would come too late for them.
        const account = replaces.length > 0 && env[ONLY_LOOKS] === undefined ? settings() : undefined;
        if (account?.guard === "refuse") await guard(account, id, before, undefined, secrets);
        return replaces.length > 0 ? { replaces, deleteBeforeReplace: true } : {};
      });
    },

    create(inputs) {
      const given = asObject(inputs);
      return run([given], async (secrets) => {
        const account = settings();
        const inputs = cleanResult(given);
        const creation = ownership.create(account, inputs["name"], idOf?.(inputs));
        try {
          const { id, outputs, problems } = await handlers.create(await connect(account), inputs, creation.claim);
          creation.succeed(id, outputs);
          return { id, outs: finish(id, given, outputs, problems, secrets) };
        } catch (error) {
          // An error with `reasons` means that the resource exists but isn't finished.
          if (!(error instanceof Error && "reasons" in error)) creation.fail();
          throw error;
        }
      });
    },

    read(id, props) {
      const state = asObject(props);
      return run([state], async (secrets) => {
        const found = await handlers.read(await connect(settings()), id, state);
        if (found === undefined) {
          // A refresh passes the state of each resource, and removes resources that are gone. A program that reads by id has no state, and relies on
          // the result.
          if (Object.keys(state).every((key) => key.startsWith("__"))) throw new TavusError(handlers.missing(id));
          return {};
        }
        for (const text of found.warnings ?? []) warn(`warning: ${new Redactor(secrets).redact(text)}`);
        const provider = state[PROVIDER];
        const pinned = provider === undefined ? {} : { [PROVIDER]: provider };
        return { id, props: { ...seal(found.outputs), ...pinned }, inputs: { ...seal(found.inputs), ...pinned } };
      });
    },

    update(id, olds, news) {
      const [before, after] = [asObject(olds), asObject(news)];
      return run([before, after], async (secrets) => {
        if (handlers.update === undefined) throw new TypeError("This resource cannot be updated, only replaced.");
        const account = settings();
        const wanted = cleanResult(after);
        await guard(account, id, before, wanted, secrets);
        const { outputs, problems } = await handlers.update(await connect(account), id, before, wanted);
        ownership.hold(account, id, outputs);
        return { outs: finish(id, after, outputs, problems, secrets) };
      });
    },

    delete(id, props) {
      const state = asObject(props);
      return run([state], async (secrets) => {
        const account = settings();
        const free = await ownership.end(account, id, state);
        if (free.length === 0) return;
        await guard(account, id, state, undefined, secrets);
        await handlers.delete(await connect(account), id, free);
      });
    },
  };
}

function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
