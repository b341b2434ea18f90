/** The types of reports equal those of their schemas. `npm run types` is the test. */
import type { core } from "zod";
import type * as dev from "../../src/commands/dev/report.ts";
import type * as diagnosis from "../../src/commands/doctor/report.ts";
import type * as drift from "../../src/commands/drift/report.ts";
import type * as importing from "../../src/commands/import/report.ts";
import type * as listing from "../../src/commands/list/report.ts";
import type * as reports from "../../src/commands/reports.ts";
import type * as running from "../../src/commands/run-report.ts";
import type * as typing from "../../src/commands/types/report.ts";
import type * as verification from "../../src/commands/verify/report.ts";

type Modules = typeof dev &
  typeof diagnosis &
  typeof drift &
  typeof verification &
  typeof listing &
  typeof importing &
  typeof running &
  typeof typing;
type Schemas = { [K in keyof typeof reports]: K extends keyof Modules ? Modules[K] : never };
/** Each value of one type is a value of the other. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Members<T> = T extends readonly (infer E)[]
  ? Members<E>[]
  : T extends object
    ? { [K in keyof T]-?: Members<T[K]> }
    : T;

type Compared = {
  [K in keyof Schemas]: Schemas[K] extends core.$ZodType<infer T>
    ? (typeof reports)[K] extends reports.ReportSchema<infer R>
      ? Same<Members<T>, Members<R>>
      : "is no schema of a report"
    : "has no schema";
};
export const compared: { [K in keyof Compared]: true } = {} as Compared;
