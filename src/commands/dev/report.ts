import * as z from "zod/mini";
import { DeliveryReport } from "../run-report.ts";

const ACCOUNT = "The number of the key, counting from 1; 0 for an unknown one.";

const DevStarted = z.object({
  event: z.literal("started"),
  version: z.literal(1),
  url: z.string(),
  persist: z.optional(z.string()).check(z.describe("The file that keeps the data. Left out if nothing is kept.")),
});

const DevRequest = z.object({
  event: z.literal("request"),
  method: z.string(),
  path: z.string(),
  account: z.int().check(z.describe(ACCOUNT)),
  status: z.int().check(z.describe("0 if there was no answer.")),
});

const DevDelivery = z.extend(DeliveryReport, {
  event: z.literal("delivery"),
  account: z.int().check(z.describe(ACCOUNT)),
});

export const DevEvent = z.discriminatedUnion("event", [DevStarted, DevRequest, DevDelivery]);
export type DevEvent = z.infer<typeof DevEvent>;
