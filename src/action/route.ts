/**
 * The address of a receiver. The Pulumi program and the receiver share this module, so that they always agree. It loads nothing.
 * @module
 */

/** The query parameter that tells a receiver the conversation. */
export const CONVERSATION_PARAMETER = "tavus_conversation_id";
