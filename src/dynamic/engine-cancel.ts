import { subscribe } from "node:diagnostics_channel";

const CANCEL = "/pulumirpc.ResourceProvider/Cancel";

/**
 * Reacts to the engine's Cancel, which comes at the first Ctrl-C: the provider should stop its work, and the engine waits for that (provider.proto).
 * The host of dynamic providers answers Cancel but doesn't tell its providers (`cancel` in cmd/dynamic-provider). Without this module, an `up` would
 * continue for minutes if the API doesn't answer. Node reports each HTTP/2 request that a server of the process receives (Node 22.17 or newer; older
 * versions report nothing).
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
