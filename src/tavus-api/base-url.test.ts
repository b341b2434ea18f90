import { describe, expect, it } from "vitest";
import { isEmulatorUrl, parseBaseUrl } from "./base-url.ts";

describe("parseBaseUrl", () => {
  it.each([
    ["https://tavusapi.com", "https://tavusapi.com/"],
    [" https://tavusapi.com/ ", "https://tavusapi.com/"],
    ["https://gate.acme.com/tavus/", "https://gate.acme.com/tavus"],
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080/"],
    ["http://localhost:1", "http://localhost:1/"],
    ["http://[::1]:1", "http://[::1]:1/"],
  ])("accepts %s", (text, href) => {
    expect(parseBaseUrl(text).href).toBe(href);
  });

  it.each([
    "http://tavus:7077",
    "http://host.docker.internal:7077",
    "http://192.168.1.20:7077",
    "http://[fd12::1]:7077",
    "http://emulator.local:7077",
  ])("accepts %s only if that is allowed", (text) => {
    expect(() => parseBaseUrl(text)).toThrow(
      new RegExp(
        `not ${text.replace(/[[\].]/g, "\\$&")}: .* run pulumi config set tavus:allowInsecureBaseUrl true\\.$`,
      ),
    );
    const url = parseBaseUrl(text, { allowInsecure: true });
    expect([url.origin, isEmulatorUrl(url)]).toEqual([text, true]);
  });

  it.each(["http://tavusapi.com", "http://8.8.8.8", "http://169.254.169.254", "ftp://tavus"])(
    "never accepts %s",
    (text) => {
      expect(() => parseBaseUrl(text, { allowInsecure: true })).toThrow(/must be https/);
    },
  );

  const how = "Set baseUrl to something like https://tavusapi.com, or http://127.0.0.1:8080 for a local emulator.";
  it.each([
    ["", "The Tavus base URL is not a URL."],
    ["tavusapi.com", "The Tavus base URL is not a URL."],
    ["https://a:b@tavusapi.com", "The Tavus base URL must not contain a user name or password."],
    ["https://tavusapi.com?x=1", "The Tavus base URL must not have a query or fragment."],
    ["https://tavusapi.com/#", "The Tavus base URL must not have a query or fragment."],
    [
      "http://tavusapi.com",
      "The Tavus base URL must be https (http is accepted for this machine only), not http://tavusapi.com: the API key would be sent unencrypted.",
    ],
    [
      "ftp://localhost",
      "The Tavus base URL must be https (http is accepted for this machine only), not ftp://localhost: the API key would be sent unencrypted.",
    ],
  ])("refuses %j", (text, message) => {
    expect(() => parseBaseUrl(text)).toThrow(
      expect.objectContaining({ name: "SettingsError", message: `${message} ${how}` }),
    );
  });
});
