import { forward } from "../../delivery/forward.ts";
import type { DeliveryRequest } from "../../delivery/request.ts";
import { isLocalHost } from "../../tavus-api/contract/index.ts";
import type { World } from "../world.ts";

export interface Destination {
  readonly request: DeliveryRequest;
  /** The tool's own address, if the request goes elsewhere. */
  readonly forwardedFrom?: string;
}

/** Nobody has said yes to a delivery of made-up content, with a real credential, to a public host. */
export class HeldBack extends Error {
  constructor(host: string) {
    super(
      `not sent: ${host} is a public host, and this call was made up. Add --allow-public (createEmulator: allowPublic), ` +
        "start the emulator with --forward-to, or confirm the delivery on its page.",
    );
  }
}

/**
 * Where a delivery goes that the user gave no endpoint for: to `forwardTo`, or where the tool says.
 * @param isAllowed somebody said yes to a public host
 * @throws HeldBack
 */
export function destinationOf(world: World, request: DeliveryRequest, isAllowed: boolean): Destination {
  if (world.forwardTo !== undefined) return { request: forward(request, world.forwardTo), forwardedFrom: request.url };
  const { hostname, host } = new URL(request.url);
  if (!isAllowed && !world.allowPublic && !isLocalHost(hostname)) throw new HeldBack(host);
  return { request };
}
