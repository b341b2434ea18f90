/*
 * Properties of the state that no program writes. The engine shows none whose name begins with `__`. Their names are part of every state and
 * never change.
 */

/** The engine's own: the code that runs a dynamic provider. */
export const PROVIDER = "__provider";

/** What the server made of a field that it writes in its own way: a digest for each (definition/compare.ts). */
export const NORMALIZED = "__normalized";

/** What the program says if the outputs tell something else (declared.ts). */
export const DECLARED = "__declared";

/** Fields of the answer that this version doesn't know. */
export const UNKNOWN_FIELDS = "__unknown";

/** On the inputs of a tool that an import brings in: it exists, so no rule can refuse it any more. */
export const IMPORTED = "__imported";

/** How a tool came to its name (naming.ts). */
export const NAMING = "__naming";

/** The resource's `ignoreChanges`, which the engine doesn't tell its provider. An input only, never part of the state. */
export const IGNORE_CHANGES = "__ignoreChanges";
