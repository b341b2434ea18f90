import { it } from "vitest";
import { fc } from "../../support/random.ts";
import { Interleaving, NAMES, PALS, WRITE_FAULTS } from "./interleaving.ts";

type Run = fc.AsyncCommand<object, Interleaving>;

const tool = fc.nat(3);
const pal = fc.constantFrom(...PALS);

/** Starts an operation. Its requests are still running when the next one starts. */
function begin(what: string, start: (real: Interleaving) => void): Run {
  return {
    check: () => true,
    run: async (_model, real) => start(real),
    toString: () => what,
  };
}

const commands = fc.commands(
  [
    fc
      .tuple(tool, fc.constantFrom(...NAMES))
      .map(([n, name]) => begin(`create ${n} as ${name}`, (w) => w.create(n, name))),
    tool.map((n) => begin(`remove ${n}`, (w) => w.remove(n))),
    fc
      .tuple(tool, fc.constantFrom("B.", "C."))
      .map(([n, text]) => begin(`describe ${n}: ${text}`, (w) => w.describe(n, text))),
    tool.map((n) => begin(`read ${n}`, (w) => w.read(n))),
    fc.tuple(tool, pal).map(([n, on]) => begin(`attach ${n} to ${on}`, (w) => w.attach(n, on))),
    fc.tuple(tool, pal).map(([n, on]) => begin(`detach ${n} from ${on}`, (w) => w.detach(n, on))),
    fc.tuple(tool, pal).map(([n, on]) => begin(`read ${n} on ${on}`, (w) => w.readAttachment(n, on))),
    fc.constantFrom(...NAMES).map((name) => begin(`${name} is created by hand`, (w) => w.createByHand(name))),
  ],
  { size: "+1" },
);

const RUNS = Number(process.env["INTERLEAVINGS"] ?? 400);

it("in any order of requests and answers: one owner for each tool, none lost, every read sees earlier writes", {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      commands,
      fc.array(fc.constantFrom(...WRITE_FAULTS), { maxLength: 10 }),
      async (scheduler, all, faults) => {
        const real = new Interleaving(scheduler, faults);
        await fc.scheduledModelRun(scheduler, () => ({ model: {}, real }), all);
        await real.expectSettled();
      },
    ),
    { numRuns: RUNS },
  );
});
