/**
 * The string that the engine sends in a preview for a value that isn't known yet. It can replace an object, a number, or a list, at any depth. It is
 * `pulumi.runtime.unknownValue`, which must not be loaded here.
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/rpc.ts
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** True for an unknown value, or for a string that contains one. */
export function isUnknown(value: unknown): boolean {
  return typeof value === "string" && value.includes(UNKNOWN);
}
