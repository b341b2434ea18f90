import { afterEach, describe, expect, it, vi } from "vitest";
import {
  isLocalHost,
  isLoopbackHost,
  isMetadataAddress,
  isNonPublicAddress,
  isPlaceholderHost,
} from "./endpoint-host.ts";

describe("a metadata service", () => {
  it.each([
    ["AWS, Azure, Google", "169.254.169.254"],
    ["AWS", "fd00:ec2::254"],
    ["Google", "fd20:ce::254"],
    ["Alibaba", "100.100.100.200"],
    ["Azure's wire server", "168.63.129.16"],
    ["Oracle Classic", "192.0.0.192"],
    ["Oracle", "fd00:c1::a9fe:a9fe"],
    ["Scaleway", "fd00:42::42"],
    ["any link-local one", "fe80::1"],
  ])("of %s is recognized at %s", (_, address) => {
    expect(isMetadataAddress(address)).toBe(true);
  });

  it.each([
    ["mapped", "::ffff:169.254.169.254", "::ffff:10.0.0.1"],
    ["mapped, in hexadecimal", "::ffff:a9fe:a9fe", "::ffff:a00:1"],
    ["compatible", "::a9fe:a9fe", "::a00:1"],
    ["translated", "::ffff:0:a9fe:a9fe", "::ffff:0:a00:1"],
    ["NAT64", "64:ff9b::a9fe:a9fe", "64:ff9b::a00:1"],
    ["local NAT64, /96", "64:ff9b:1::a9fe:a9fe", "64:ff9b:1::a00:1"],
    ["local NAT64, /48", "64:ff9b:1:a9fe:a9:fe00::", "64:ff9b:1:a00:0:100::"],
    ["6to4", "2002:a9fe:a9fe::1", "2002:a00:1::1"],
  ])("is recognized in the %s form of version 6; another inner address is only not public", (_, metadata, inner) => {
    expect([isMetadataAddress(metadata), isNonPublicAddress(metadata)]).toEqual([true, true]);
    expect([isMetadataAddress(inner), isNonPublicAddress(inner)]).toEqual([false, true]);
  });

  it.each([
    "::6464:64c8",
    "64:ff9b::6464:64c8",
    "64:ff9b:1:6464:64:c800::",
    "2002:6464:64c8::",
    "::ffff:0:a83f:8110",
    "64:ff9b:1::c000:c0",
    "64:ff9b:1:c000:0:c000::",
    "2002:c000:c0::",
    // A gateway may ignore the byte that RFC 6052 keeps empty.
    "64:ff9b:1:a9fe:ffff::",
  ])("that isn't link-local is recognized in version 6, too: %s", (address) => {
    expect(isMetadataAddress(address)).toBe(true);
  });

  it.each([
    "127.0.0.1",
    "10.0.0.1",
    "::1",
    "::",
    "8.8.8.8",
    "64:ff9b::808:808",
    "2606:4700::1111",
    "100.100.100.201",
    "::6464:64c9",
    "64:ff9b:1:6464:64:c900::",
    "fd00:42::43",
    "localhost",
  ])("isn't at %s", (address) => {
    expect(isMetadataAddress(address)).toBe(false);
  });
});

it.each(["8.8.8.8", "64:ff9b::808:808", "2606:4700::1111", "example.com"])("%s is public", (address) => {
  expect(isNonPublicAddress(address)).toBe(false);
});

describe("no public service reaches", () => {
  it.each<[range: string, first: string, last: string, beside: readonly string[]]>([
    ["this network", "0.0.0.0", "0.255.255.255", ["1.0.0.0"]],
    ["a private network, 10", "10.0.0.0", "10.255.255.255", ["9.255.255.255", "11.0.0.0"]],
    ["a carrier's network", "100.64.0.0", "100.127.255.255", ["100.63.255.255", "100.128.0.0"]],
    ["this machine", "127.0.0.0", "127.255.255.255", ["126.255.255.255", "128.0.0.0"]],
    ["the link", "169.254.0.0", "169.254.255.255", ["169.253.255.255", "169.255.0.0"]],
    ["a private network, 172.16", "172.16.0.0", "172.31.255.255", ["172.15.255.255", "172.32.0.0"]],
    ["protocol assignments", "192.0.0.0", "192.0.0.255", ["191.255.255.255", "192.0.1.0"]],
    ["documentation, 192.0.2", "192.0.2.0", "192.0.2.255", ["192.0.1.255", "192.0.3.0"]],
    ["6to4 relays", "192.88.99.0", "192.88.99.255", ["192.88.98.255", "192.88.100.0"]],
    ["a private network, 192.168", "192.168.0.0", "192.168.255.255", ["192.167.255.255", "192.169.0.0"]],
    ["benchmarks", "198.18.0.0", "198.19.255.255", ["198.17.255.255", "198.20.0.0"]],
    ["documentation, 198.51.100", "198.51.100.0", "198.51.100.255", ["198.51.99.255", "198.51.101.0"]],
    ["documentation, 203.0.113", "203.0.113.0", "203.0.113.255", ["203.0.112.255", "203.0.114.0"]],
    ["multicast and reserved addresses", "224.0.0.0", "255.255.255.255", ["223.255.255.255"]],
    ["what discards", "100::", "100::ffff:ffff:ffff:ffff", ["100:0:0:1::"]],
    ["IETF protocols", "2001::", "2001:1ff:ffff::", ["2001:200::"]],
    ["documentation, 2001:db8", "2001:db8::", "2001:db8:ffff::", ["2001:db7:ffff::", "2001:db9::"]],
    ["documentation, 3fff", "3fff::", "3fff:fff:ffff::", ["3ffe:ffff::", "3fff:1000::"]],
    ["segment routing", "5f00::", "5f00:ffff::", ["5eff:ffff::", "5f01::"]],
    ["local networks", "fc00::", "fdff:ffff::", ["fbff:ffff::", "fe00::"]],
    ["the link and the site", "fe80::", "feff:ffff::", ["fe7f:ffff::"]],
    ["multicast of version 6", "ff00::", "ffff:ffff::", []],
  ])("%s: %s to %s", (_range, first, last, beside) => {
    expect([first, last, ...beside].filter(isNonPublicAddress)).toEqual([first, last]);
  });

  it.each([
    ["compatible", "::808:808", "::1:0:808:808"],
    ["translated", "::ffff:0:808:808", "::ffff:1:808:808"],
    ["local NAT64", "64:ff9b:1:808:8:800::", "64:ff9b:2:808:8:800::"],
    ["6to4", "2002:808:808::1", "2003:808:808::1"],
  ])("not even a public address of version 4 in the %s form of version 6: %s", (_form, address, beside) => {
    expect([address, beside].filter(isNonPublicAddress)).toEqual([address]);
  });

  it.each([
    ["no host", ""],
    ["this machine", "localhost"],
    ["a name without a domain", "crm"],
    ["a name on this machine", "crm.localhost"],
    ["mDNS", "crm.local"],
    ["a cloud's own names", "crm.internal"],
    ["a router's names", "crm.lan"],
    ["a home's names", "crm.home.arpa"],
    ["a name for tests", "crm.test"],
    ["an invalid name", "crm.invalid"],
    ["a local name in capitals", "CRM.Local"],
    ["a local name with its final dot", "crm.local."],
    ["a private address", "10.0.0.1"],
    ["an address of version 6 in brackets", "[::1]"],
    ["a private address of version 4 in version 6", "[::ffff:10.0.0.1]"],
  ])("%s: %j", (_what, host) => {
    expect(isLocalHost(host)).toBe(true);
  });

  it.each([
    "acme.dev",
    "acme.dev.",
    "CRM.acme.dev",
    "local.acme.dev",
    "crm.local.acme.dev",
    "crm.acmelan",
    "mylocalhost.dev",
    "arpa.dev",
    "8.8.8.8",
    "[2606:4700::1111]",
    "[64:ff9b::808:808]",
  ])("but %s", (host) => {
    expect(isLocalHost(host)).toBe(false);
  });
});

describe("this machine", () => {
  it.each(["localhost", "LocalHost", "app.localhost", "127.0.0.1", "127.10.20.30", "::1", "[::1]"])("is %s", (host) => {
    expect(isLoopbackHost(host)).toBe(true);
  });

  it.each([
    "",
    "localhost.acme.dev",
    "mylocalhost",
    "127.acme.dev",
    "127.0.0.1.acme.dev",
    "127.0.0.999",
    "128.0.0.1",
    "10.127.0.1",
    "8.8.8.8",
    "::2",
    "[::11]",
    "crm.local",
  ])("is not %j", (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });
});

describe("if a runtime has no sockets", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  async function withoutSockets(): Promise<typeof import("./endpoint-host.ts")> {
    vi.resetModules();
    vi.stubGlobal("process", { ...process, getBuiltinModule: undefined });
    return await import("./endpoint-host.ts");
  }

  it("checks names and leaves addresses to the deployment", async () => {
    const hosts = await withoutSockets();
    const local = ["localhost", "crm", "crm.local", "10.0.0.1.local", ""];
    const left = ["acme.dev", "10.0.0.1", "192.168.10.20", "[::1]", "[fe80::1]", "8.8.8.8"];
    expect([...local, ...left].filter(hosts.isLocalHost)).toEqual(local);
    expect(["10.0.0.1", "::1", "acme.dev"].filter(hosts.isNonPublicAddress)).toEqual([]);
    expect(["169.254.169.254", "fe80::1"].filter(hosts.isMetadataAddress)).toEqual([]);
  });

  it("recognizes this machine anyway", async () => {
    const hosts = await withoutSockets();
    const loopback = ["localhost", "app.localhost", "127.0.0.1", "127.10.20.30", "[::1]"];
    const others = ["127.acme.dev", "127.0.0.1.acme.dev", "127.x.127.0.0.1", "127.1", "10.0.0.1", "[::2]"];
    expect([...loopback, ...others].filter(hosts.isLoopbackHost)).toEqual(loopback);
  });
});

describe("a placeholder host", () => {
  it.each([
    "example.com",
    "example.org",
    "example.net",
    "example.edu",
    "hooks.example.com",
    "Example.COM",
    "example",
    "crm.example",
    "YOUR-APP.com",
    "yourcompany.dev",
    "hooks.your-app.com",
    "replace-me.dev",
    "hooks.replace.dev",
    "changeme.dev",
    "placeholder.acme.dev",
  ])("is %s", (host) => {
    expect(isPlaceholderHost(host)).toBe(true);
  });

  it.each([
    "acme.dev",
    "ask.yourtown.dev",
    "my-example.com",
    "examples.com",
    "example.dev",
    "example.company",
    "example.com.acme.dev",
    "crm.example.acme.dev",
    "change.me",
  ])("isn't %s", (host) => {
    expect(isPlaceholderHost(host)).toBe(false);
  });
});
