import { describe, expect, it } from "vitest";
import { parseBaseUrl } from "./base-url.ts";

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

  const how = "Set baseUrl to something like https://tavusapi.com, or http://127.0.0.1:8080 for a local emulator.";
  it.each([
    ["", "The Tavus base URL is not a URL."],
    ["tavusapi.com", "The Tavus base URL is not a URL."],
    ["https://a:b@tavusapi.com", "The Tavus base URL must not hold a user name or password."],
    ["https://tavusapi.com?x=1", "The Tavus base URL must not have a query or fragment."],
    ["https://tavusapi.com/#", "The Tavus base URL must not have a query or fragment."],
    [
      "http://tavusapi.com",
      "The Tavus base URL must be https (http is accepted for this machine only), not http://tavusapi.com: the API key would travel in clear.",
    ],
    [
      "ftp://localhost",
      "The Tavus base URL must be https (http is accepted for this machine only), not ftp://localhost: the API key would travel in clear.",
    ],
  ])("refuses %j", (text, message) => {
    expect(() => parseBaseUrl(text)).toThrow(
      expect.objectContaining({ name: "SettingsError", message: `${message} ${how}` }),
    );
  });
});
