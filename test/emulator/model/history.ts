import { expect } from "vitest";
import { type Command, TOOLS } from "./commands.ts";
import { type Account, ModelEngine, type Outcome } from "./engine.ts";
import type { FaultyEmulator } from "./faulty-emulator.ts";
import { importFileOf } from "./import-file.ts";
import { ProgramModel } from "./program.ts";

/** A program, an account with somebody else's tool, and an engine between them. */
export class History {
  readonly #faulty: FaultyEmulator;
  readonly #engine: ModelEngine;
  readonly #program: ProgramModel;

  private constructor(faulty: FaultyEmulator, program: ProgramModel) {
    this.#faulty = faulty;
    this.#program = program;
    this.#engine = new ModelEngine(accountOf(faulty), () => faulty.isKilled);
  }

  static async begin(faulty: FaultyEmulator): Promise<History> {
    faulty.emulator.reset();
    return new History(faulty, await ProgramModel.begin(faulty));
  }

  async run(command: Command): Promise<void> {
    switch (command.do) {
      case "up":
      case "refresh":
      case "destroy":
        this.#faulty.arm(command.fault, command.killAt);
        this.#learn(await this.#operate(command.do));
        this.#engine.account = accountOf(this.#faulty);
        break;
      case "import":
        await this.#import(command.tool);
        break;
      case "new key":
        this.#faulty.rotateKey();
        if (!command.late) this.#engine.account = accountOf(this.#faulty);
        break;
      default:
        await this.#program.apply(command, (urn) => this.#engine.state.get(urn)?.id);
    }
  }

  async #import(tool: number): Promise<void> {
    const found = await this.#program.importable(tool, (urn) => this.#engine.state.get(urn)?.id);
    if (found === undefined) return;
    const [resource] = importFileOf([found]).resources;
    if (resource === undefined) expect.fail("nothing to import");
    this.#learn(await this.#engine.import(found.urn, "tool", resource));
  }

  #learn(outcome: Outcome): void {
    const idOf = (urn: string): string | undefined => this.#engine.state.get(urn)?.id;
    this.#program.see(idOf);
    this.#program.learn(outcome, idOf);
  }

  #operate(what: "up" | "refresh" | "destroy"): Promise<Outcome> {
    if (what === "up") return this.#engine.up(this.#program.declared());
    return what === "refresh" ? this.#engine.refresh() : this.#engine.destroy();
  }

  /** Without any more faults: after a few operations, the account matches the program, and nothing is left to do. */
  async settle(): Promise<void> {
    this.#faulty.arm();
    this.#engine.account = accountOf(this.#faulty);
    let last: Outcome = { ok: false };
    for (let attempt = 0; attempt < 2 + TOOLS && !last.ok; attempt += 1) {
      last = await this.#engine.refresh();
      if (last.ok) last = await this.#engine.up(this.#program.declared());
      this.#learn(last);
    }
    expect(last, "the program is deployed in the end").toEqual({ ok: true });
    this.#faulty.emulator.clearRequests();
    expect(await this.#engine.up(this.#program.declared())).toEqual({ ok: true });
    expect(this.#faulty.emulator.requests, "a second up makes no call").toEqual([]);
    await this.#program.expectDeployed(await this.#faulty.tools());
  }
}

function accountOf({ apiKey, emulator }: FaultyEmulator): Account {
  return { apiKey, baseUrl: emulator.url };
}
