/**
 * The `__provider` in the state: a constant text that requires the installed package. It is part of the state format and must never change. Old
 * states run today's code through it, and another text would show a change of every resource.
 *
 * The attachment's text has another form, because an arrow function with its long name wouldn't fit into 64 bytes. So its export is itself a function
 * that returns the provider.
 */
export const PROVIDER_TEXTS = {
  tool: 'exports.handler=()=>require("pulumi-tavus/dynamic").tool',
  palTools: 'exports.handler=()=>require("pulumi-tavus/dynamic").palTools',
  palToolAttachment: 'this.handler=require("pulumi-tavus/dynamic").palToolAttachment',
} as const;
