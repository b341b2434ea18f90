import * as pulumi from "@pulumi/pulumi";
import { type PROVIDER_TEXTS, pinProvider, STUB } from "./pin.ts";

/** The part after `tavus:` of each type token; part of every state. */
const TYPES: Readonly<Record<keyof typeof PROVIDER_TEXTS, string>> = {
  tool: "Tool",
  palToolAttachment: "PalToolAttachment",
  palTools: "PalTools",
};

/**
 * A dynamic resource whose provider is a constant text. While it is made, errors have no stack trace: Pulumi keeps four of them for each property,
 * which it prints when a program ends with promises that nobody has settled, and in a program of many tools they are most of what it does.
 * @throws what Pulumi throws for arguments that it does not take, with the stack trace of this place
 */
export abstract class PinnedResource extends pulumi.dynamic.Resource {
  constructor(
    kind: keyof typeof PROVIDER_TEXTS,
    name: string,
    props: pulumi.Inputs,
    opts: pulumi.CustomResourceOptions | undefined,
  ) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      super(STUB, name, props, pinProvider(kind, opts), "tavus", TYPES[kind]);
    } catch (error) {
      Error.stackTraceLimit = stackTraceLimit;
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }
}
