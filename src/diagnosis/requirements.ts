/** `engines.node` and the peer dependency of package.json; a test compares them. */
export const NODE_RANGE = ">=22.19";
export const SDK_RANGE = ">=3.216.0 <4";
