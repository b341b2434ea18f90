/** The tool that every part of the benchmark declares, as a program writes it. Each tool gets its own name. */
export const DEFINITION = {
  description: "After the call, log what the caller wanted.",
  triggerType: "post_call",
  parameters: { type: "object", properties: { message: { type: "string", description: "What the caller wanted." } } },
  delivery: { api: { url: "https://crm.acme.dev/n?c={tavus_conversation_id}" } },
};

const { triggerType, ...rest } = DEFINITION;
/** The same tool as the API writes it. */
export const WIRE = { ...rest, trigger_type: triggerType };
