/**
 * What the state holds as `__provider`: a constant that requires the installed package. It is part of the state format
 * and must never change: old state runs today's code through it, and a changed text would be a diff on every resource.
 *
 * The attachment's differs in form, not in meaning: 64 bytes are not enough for an arrow function and that name, so the
 * export is itself a function that returns the provider.
 */
export const PROVIDER_TEXTS = {
  tool: 'exports.handler=()=>require("pulumi-tavus/dynamic").tool',
  palTools: 'exports.handler=()=>require("pulumi-tavus/dynamic").palTools',
  palToolAttachment: 'this.handler=require("pulumi-tavus/dynamic").palToolAttachment',
} as const;
