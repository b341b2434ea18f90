import { subscribe } from "node:diagnostics_channel";

const CANCEL = "/pulumirpc.ResourceProvider/Cancel";

/**
 * Hears the engine's Cancel, which comes at the first Ctrl-C: the provider should stop what it does, and the engine waits for that (provider.proto).
 * The host of dynamic providers answers it and tells its providers nothing (`cancel` in cmd/dynamic-provider), so that without this an `up` whose
 * API doesn't answer goes on for minutes. Node reports each HTTP/2 request that a server of the process gets (Node 22.17 or newer; with an
 * older one nothing is heard).
 */
export function onEngineCancel(cancel: () => void): void {
  subscribe("http2.server.stream.created", (message) => {
    if (isCancel(message)) cancel();
  });
}

function isCancel(message: unknown): boolean {
  const { headers } = message as { headers?: Record<string, unknown> };
  return headers?.[":path"] === CANCEL;
}
