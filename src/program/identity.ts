/**
 * Whether a value is a resource of a type. Uses Pulumi's own mark, because the class can come from another copy of this package (the ES module or the
 * CommonJS build). The mark also works for the object that a policy pack passes.
 */
export function isOfType(value: unknown, type: string): boolean {
  return typeof value === "object" && value !== null && "__pulumiType" in value && value.__pulumiType === type;
}
