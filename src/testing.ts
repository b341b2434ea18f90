/**
 * For unit tests of programs and receivers: deliveries and events in the form that Tavus sends, and the tools that a program declares. It needs no
 * network, no account, and no emulator.
 * @module
 */
import { requireSupportedNode } from "./supported-node.ts";

export { assertDeploys, type Expected } from "./test-helpers/assert.ts";
export {
  createDelivery,
  createEvent,
  type DeliveryAuth,
  type DeliveryOptions,
  type EventBody,
  type EventOptions,
  signPayload,
} from "./test-helpers/delivery.ts";
export { type DeclaredProgram, type DeclaredTool, type ProgramOptions, runProgram } from "./test-helpers/program.ts";

requireSupportedNode();
