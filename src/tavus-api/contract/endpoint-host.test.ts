import { describe, expect, it } from "vitest";
import { isMetadataAddress, isNonPublicAddress } from "./endpoint-host.ts";

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
  ])("of %s is known at %s", (_, address) => {
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
  ])("is known in the %s form of version 6, another inner address is only not public", (_, metadata, inner) => {
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
  ])("that is no link-local one is known by version 6, too: %s", (address) => {
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
  ])("is not at %s", (address) => {
    expect(isMetadataAddress(address)).toBe(false);
  });
});

it.each(["8.8.8.8", "64:ff9b::808:808", "2606:4700::1111", "example.com"])("%s is public", (address) => {
  expect(isNonPublicAddress(address)).toBe(false);
});
