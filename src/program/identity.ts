/**
 * Whether a value is a resource of a type. By Pulumi's own mark, so that it also holds for the class of another copy of this package
 * (its ES module and its CommonJS twin), and for the stand-in with which a policy pack asks.
 */
export function isOfType(value: unknown, type: string): boolean {
  return typeof value === "object" && value !== null && "__pulumiType" in value && value.__pulumiType === type;
}
