import { lazy } from "./lazy.ts";

/**
 * Not imported, because runtimes without sockets also load definitions of actions. They only check names. The deployment runs on Node and also checks
 * addresses.
 */
const net = globalThis.process?.getBuiltinModule?.("node:net");

/**
 * Addresses that a public service can't deliver to (D-10). From IANA's special-purpose registries (RFC 6890 and successors): everything that isn't
 * globally reachable.
 */
const NON_PUBLIC = lazy(() =>
  listOf(
    [
      "0.0.0.0/8",
      "10.0.0.0/8",
      "100.64.0.0/10",
      "127.0.0.0/8",
      "169.254.0.0/16",
      "172.16.0.0/12",
      "192.0.0.0/24",
      "192.0.2.0/24",
      "192.88.99.0/24",
      "192.168.0.0/16",
      "198.18.0.0/15",
      "198.51.100.0/24",
      "203.0.113.0/24",
      "224.0.0.0/4",
      "240.0.0.0/4",
    ],
    [
      "::/96",
      "::ffff:0:0:0/96",
      "64:ff9b:1::/48",
      "100::/64",
      "2001::/23",
      "2001:db8::/32",
      "2002::/16",
      "3fff::/20",
      "5f00::/16",
      "fc00::/7",
      "fe80::/10",
      "fec0::/10",
      "ff00::/8",
    ],
  ),
);

/** Addresses where clouds give the machine's own credentials to any client on it: link-local addresses, and a few others. */
const METADATA = lazy(() =>
  listOf(
    ["169.254.0.0/16", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32"],
    ["fe80::/10", "fd00:ec2::254/128", "fd20:ce::254/128", "fd00:c1::a9fe:a9fe/128", "fd00:42::42/128"],
  ),
);

type Two = [string, string];

function listOf(version4: readonly string[], version6: readonly string[]) {
  if (net === undefined) return undefined;
  const list = new net.BlockList();
  for (const [ranges, family] of [
    [version4, "ipv4"],
    [[...version6, ...version4.flatMap(formsInVersion6)], "ipv6"],
  ] as const)
    for (const range of ranges) {
      const [network, prefix] = range.split("/") as Two;
      list.addSubnet(network, Number(prefix), family);
    }
  return list;
}

/** A version 4 range in version 6 notation, except for the mapped form, which a list recognizes itself. */
function formsInVersion6(range: string): string[] {
  const [network, length] = range.split("/") as Two;
  const prefix = Number(length);
  const [a, b, c, d] = network.split(".").map((part) => Number(part).toString(16).padStart(2, "0")) as [...Two, ...Two];
  // IPv4-compatible (RFC 4291), translated (RFC 2765), NAT64, and local NAT64 (RFC 6052, RFC 8215).
  const before = ["::", "::ffff:0:", "64:ff9b::", "64:ff9b:1::"];
  return [
    ...before.map((start) => `${start}${network}/${96 + prefix}`),
    // RFC 3056
    `2002:${a}${b}:${c}${d}::/${16 + prefix}`,
    // RFC 6052, section 2.2: after 48 bits, an empty byte separates the parts of the address.
    `64:ff9b:1:${a}${b}:${c}:${d}00::/${48 + prefix + (prefix > 16 ? 8 : 0)}`,
  ];
}

function isIP(host: string): number {
  if (net !== undefined) return net.isIP(host);
  if (host.includes(":")) return 6;
  return /^\d+(\.\d+){3}$/.test(host) ? 4 : 0;
}

const LOCAL_SUFFIXES = [".localhost", ".local", ".internal", ".lan", ".home.arpa", ".test", ".invalid"];

/**
 * True for an address literal outside the public internet, including IPv4 inside IPv6.
 * @example isNonPublicAddress("::ffff:10.0.0.1") // true
 */
export function isNonPublicAddress(address: string): boolean {
  return isIn(NON_PUBLIC(), address);
}

/** True for an address literal that can't be an endpoint, but might be a cloud's metadata service with this machine's credentials. */
export function isMetadataAddress(address: string): boolean {
  return isIn(METADATA(), address);
}

function isIn(list: ReturnType<typeof listOf>, address: string): boolean {
  return list?.check(address, isIP(address) === 6 ? "ipv6" : "ipv4") === true;
}

/** `URL.hostname` has brackets around an address of version 6. */
const unbracketed = (hostname: string): string => hostname.replace(/[[\]]/g, "").toLowerCase();

/** True for a host name (from `URL.hostname`) that no public service can reach, by name or by literal address. */
export function isLocalHost(hostname: string): boolean {
  const host = unbracketed(hostname).replace(/\.$/, "");
  if (isIP(host) !== 0) return isNonPublicAddress(host);
  return !host.includes(".") || LOCAL_SUFFIXES.some((suffix) => host.endsWith(suffix));
}

/** True for this machine only: `localhost`, 127.0.0.0/8, ::1. */
export function isLoopbackHost(hostname: string): boolean {
  const host = unbracketed(hostname);
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    host === "::1" ||
    (isIP(host) === 4 && host.startsWith("127."))
  );
}

const PLACEHOLDER_HOST = /replace|your-|^your|changeme|placeholder|(^|\.)example(\.(com|org|net|edu))?$|\.example$/i;

/** True for a placeholder host that must be replaced before going live, such as `YOUR-APP.com` or `example.com`. */
export function isPlaceholderHost(hostname: string): boolean {
  return PLACEHOLDER_HOST.test(hostname);
}
