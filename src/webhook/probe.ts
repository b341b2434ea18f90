/**
 * Marks a request that asks whether deliveries would arrive. It is authenticated like deliveries; Tavus never sends it, and no handler
 * sees it.
 */
export const PROBE_HEADER = "pulumi-tavus-probe";
