/**
 * Receives deliveries of post-call actions in Node, and in edge and serverless runtimes. It loads no Pulumi, no zod, and no module of Node.
 * @module
 */
export type { ReceiverAuth } from "./authentication.ts";
export { type Delivery, type ParseOptions, parseDelivery } from "./delivery.ts";
export { MissingSecretError, ParseError, RejectedDelivery, SignatureError } from "./errors.ts";
export {
  argumentsOf,
  type ConversationEvent,
  type ExecutionStatus,
  isExecuted,
  type OtherEvent,
  type PostCallActionExecuted,
  parseEvent,
} from "./event.ts";
export type { WaitUntil, WebRequest } from "./host.ts";
export { type LambdaEvent, type LambdaResult, toLambdaHandler } from "./lambda.ts";
export {
  type FastifyReply,
  type FastifyRequest,
  type KoaContext,
  type NodeHandler,
  type NodeRequest,
  type NodeResponse,
  toNodeHandler,
} from "./node.ts";
export type { RawBody } from "./raw-body.ts";
export {
  createReceiver,
  type DeliveryContext,
  type EventContext,
  type ExecutionContext,
  type Receiver,
  type ReceiverHandlers,
  type ReceiverOptions,
} from "./receiver.ts";
export type { Secrets } from "./secrets.ts";
export {
  type KeyValueStorage,
  memorySeen,
  type RedisCommand,
  redisSeen,
  type SeenOptions,
  type SeenState,
  type SeenStore,
  storageSeen,
} from "./seen.ts";
export { verifySignature } from "./signature.ts";
export { type WaitOptions, type WaitResult, waitForPostCallAction } from "./wait.ts";
