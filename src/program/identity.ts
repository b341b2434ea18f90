/**
 * Whether a value is a resource of a type. Uses Pulumi's own mark, so that it also works for the class of another copy of this package (the ES module
 * and the CommonJS build), and for the object that a policy pack passes.
 */
export function isOfType(value: unknown, type: string): boolean {
  return typeof value === "object" && value !== null && "__pulumiType" in value && value.__pulumiType === type;
}
