/*
 * Properties of the state that no program writes. The engine doesn't show properties whose name begins with `__`. Their names are part of every state
 * and never change.
 */

/** The engine's own property: the code that runs a dynamic provider. */
export const PROVIDER = "__provider";

/** A hash of each field that the server stores in another form (definition/compare.ts). */
export const NORMALIZED = "__normalized";

/** The program's values if they differ from the outputs (declared.ts). */
export const DECLARED = "__declared";

/** Fields of the answer that this version doesn't know. */
export const UNKNOWN_FIELDS = "__unknown";

/** Marks the inputs of an imported tool. The tool exists, so no rule can refuse it. */
export const IMPORTED = "__imported";

/** How a tool got its name (naming.ts). */
export const NAMING = "__naming";

/** The resource's `ignoreChanges`, which the engine doesn't pass to its provider. Only an input, never part of the state. */
export const IGNORE_CHANGES = "__ignoreChanges";
