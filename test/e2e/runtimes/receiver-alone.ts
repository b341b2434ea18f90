/** A program that only receives, without the adapters for Node and Lambda. */
export { createReceiver } from "pulumi-tavus/webhook";
