/** `engines.node` and the peer dependency in package.json. A test compares them. */
export { NODE_RANGE } from "../../supported-node.ts";
export const SDK_RANGE = ">=3.216.0 <4";
