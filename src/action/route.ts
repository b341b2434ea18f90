/**
 * The address of a receiver. The Pulumi program and the receiver share this module, so that they always agree. It loads nothing.
 * @module
 */

/** The query parameter that tells a receiver the conversation. */
export const CONVERSATION_PARAMETER = "tavus_conversation_id";

/** The last part of the path at which a receiver gets an action. */
export const actionPath = (name: string): string => `/${name}`;
