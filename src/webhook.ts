/**
 * Receives deliveries of post-call actions in Node, and in edge and serverless runtimes. It loads no Pulumi, no zod, and no Node module.
 * @module
 */
export type { ReceiverAuth } from "./webhook/authentication.ts";
export { type Delivery, type ParseOptions, parseDelivery } from "./webhook/delivery.ts";
export { MissingSecretError, ParseError, RejectedDelivery, SignatureError } from "./webhook/errors.ts";
export {
  argumentsOf,
  type ConversationEvent,
  type ExecutionStatus,
  isExecuted,
  type OtherEvent,
  type PostCallActionExecuted,
  parseEvent,
} from "./webhook/event.ts";
export type { WaitUntil, WebRequest } from "./webhook/host.ts";
export { type LambdaEvent, type LambdaResult, toLambdaHandler } from "./webhook/lambda.ts";
export {
  type FastifyReply,
  type FastifyRequest,
  type KoaContext,
  type NodeHandler,
  type NodeRequest,
  type NodeResponse,
  toNodeHandler,
} from "./webhook/node.ts";
export type {
  DeliveryContext,
  EventContext,
  ExecutionContext,
  Receiver,
  ReceiverHandlers,
  ReceiverOptions,
} from "./webhook/options.ts";
export type { RawBody } from "./webhook/raw-body.ts";
export { createReceiver } from "./webhook/receiver.ts";
export type { Secrets } from "./webhook/secrets.ts";
export {
  type KeyValueStorage,
  memorySeen,
  type RedisCommand,
  redisSeen,
  type SeenOptions,
  type SeenState,
  type SeenStore,
  storageSeen,
} from "./webhook/seen.ts";
export { verifySignature } from "./webhook/signature.ts";
export { type WaitOptions, type WaitResult, waitForPostCallAction } from "./webhook/wait.ts";
