import { subscribe } from "node:diagnostics_channel";

const CANCEL = "/pulumirpc.ResourceProvider/Cancel";

/**
 * Reacts to the engine's Cancel at the first Ctrl-C. The engine expects a provider to stop its work, and waits for it (provider.proto). The host of
 * dynamic providers answers Cancel but doesn't pass it on (`cancel` in cmd/dynamic-provider). Without this module, an `up` would continue for minutes
 * if the API doesn't answer. Node reports each HTTP/2 request that a server in this process receives. Node before 22.17 reports nothing.
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
