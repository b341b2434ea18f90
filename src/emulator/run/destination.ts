import { isLocalHost } from "../../contract/index.ts";
import { forward } from "../../delivery/forward.ts";
import type { DeliveryRequest } from "../../delivery/request.ts";
import type { EmulatorServices } from "../services.ts";

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
export function destinationOf(services: EmulatorServices, request: DeliveryRequest, isAllowed: boolean): Destination {
  if (services.forwardTo !== undefined)
    return { request: forward(request, services.forwardTo), forwardedFrom: request.url };
  if (!isAllowed && needsYes(services, request.url)) throw new HeldBack(new URL(request.url).host);
  return { request };
}

/** Whether a delivery to this URL is held back until somebody says yes. */
export function needsYes({ forwardTo, allowPublic }: EmulatorServices, url: string): boolean {
  return forwardTo === undefined && !allowPublic && !isLocalHost(new URL(url).hostname);
}
