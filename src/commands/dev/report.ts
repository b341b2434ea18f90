import * as z from "zod";
import { DeliveryReport } from "../run-report.ts";

const ACCOUNT = "The number of the key, counting from 1; 0 for an unknown one.";

const DevStarted = z.object({
  event: z.literal("started"),
  version: z.literal(1),
  url: z.string(),
  persist: z.string().optional().describe("The file that keeps the data. Left out if nothing is kept."),
});

const DevRequest = z.object({
  event: z.literal("request"),
  method: z.string(),
  path: z.string(),
  account: z.number().int().describe(ACCOUNT),
  status: z.number().int().describe("0 if there was no answer."),
});

const DevDelivery = DeliveryReport.extend({
  event: z.literal("delivery"),
  account: z.number().int().describe(ACCOUNT),
});

/** A line that `pulumi-tavus dev --json` writes. It holds no secret. */
export const DevEvent = z.discriminatedUnion("event", [DevStarted, DevRequest, DevDelivery]);
export type DevEvent = z.infer<typeof DevEvent>;
