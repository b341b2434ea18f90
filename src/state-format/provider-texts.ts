/**
 * The `__provider` in the state: a constant text that requires the installed package. It is part of the state format and must never change: old state
 * runs today's code through it, and a changed text would be a diff on every resource.
 *
 * The attachment's text differs only in form: 64 bytes aren't enough for an arrow function and that name, so the export is itself a function that
 * returns the provider.
 */
export const PROVIDER_TEXTS = {
  tool: 'exports.handler=()=>require("pulumi-tavus/dynamic").tool',
  palTools: 'exports.handler=()=>require("pulumi-tavus/dynamic").palTools',
  palToolAttachment: 'this.handler=require("pulumi-tavus/dynamic").palToolAttachment',
} as const;
