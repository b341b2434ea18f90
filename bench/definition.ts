/** The tool that every part of the bench declares, as a program writes it; the name is its own. */
export const DEFINITION = {
  description: "After the call, log what the caller wanted.",
  triggerType: "post_call",
  parameters: { type: "object", properties: { message: { type: "string", description: "What the caller wanted." } } },
  delivery: { api: { url: "https://crm.acme.dev/n?c={tavus_conversation_id}" } },
};

const { triggerType, ...rest } = DEFINITION;
/** The same as the API takes it. */
export const WIRE = { ...rest, trigger_type: triggerType };
