/**
 * Marks a request that asks whether deliveries would arrive. It is authenticated as they are; Tavus never sends it, and no handler
 * sees it.
 */
export const PROBE_HEADER = "pulumi-tavus-probe";
