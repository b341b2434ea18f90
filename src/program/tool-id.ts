import * as pulumi from "@pulumi/pulumi";
import { Tool } from "./tool.ts";

/** Replaces a Tool with its id, including the dependency on it. Returns anything else unchanged. A known value stays known in a preview. */
export function toToolId(value: unknown): unknown {
  if (Tool.isInstance(value)) return value.id;
  if (pulumi.Output.isInstance(value)) return value.apply((known: unknown) => toToolId(known));
  if (value instanceof Promise) return value.then(toToolId);
  return value;
}
