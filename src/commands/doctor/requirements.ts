/** `engines.node` and the peer dependency of package.json; a test compares them. */
export { NODE_RANGE } from "../../supported-node.ts";
export const SDK_RANGE = ">=3.216.0 <4";
