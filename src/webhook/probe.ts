/**
 * Marks a request that tests whether deliveries would arrive. The receiver authenticates it like a delivery. Tavus never sends it, and no handler
 * sees it.
 */
export const PROBE_HEADER = "pulumi-tavus-probe";
