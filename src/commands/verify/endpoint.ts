import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { isLocalHost, isNonPublicAddress, replacePlaceholders } from "../../contract/index.ts";
import { plural } from "../words.ts";
import { resultsOf } from "./check.ts";
import type { VerifyCheck } from "./report.ts";

const endpoint = resultsOf("endpoint");

export interface EndpointOptions {
  /** Whether the account is an emulator's. Local addresses and plain http are then fine. */
  readonly allowLocal: boolean;
  readonly certificateDays: number;
  /** Certificates to trust in addition to the usual ones. */
  readonly ca?: string | undefined;
}

const DAY = 86_400_000;
const TIMEOUT_MS = 10_000;

/**
 * Checks whether Tavus can reach an endpoint: its name resolves to public addresses (D-10), it speaks TLS, and its certificate is valid for long
 * enough. Sends no request.
 */
export async function checkEndpoint(template: string, what: string, options: EndpointOptions): Promise<VerifyCheck> {
  // D-10: the host is static. Placeholders are in path and query.
  const url = URL.parse(replacePlaceholders(template, () => "x"));
  if (url === null) return endpoint.fail(`${what} is no URL`, "Correct it in the program.");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const resolved = await resolve(host, what, options);
  if (resolved !== undefined) return resolved;
  const port = Number(url.port || (url.protocol === "http:" ? 80 : 443));
  const where = `${host}:${port}`;
  if (url.protocol === "http:") return checkPlain(host, port, where, options);
  return checkTls(host, port, where, options);
}

async function resolve(host: string, what: string, { allowLocal }: EndpointOptions): Promise<VerifyCheck | undefined> {
  let addresses: string[];
  try {
    addresses = (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    const code = codeOf(error);
    return endpoint.fail(
      `the host ${host} of ${what} does not resolve (${code})`,
      "Correct the URL, or the DNS record.",
    );
  }
  const inner = addresses.find(isNonPublicAddress);
  if (inner === undefined || allowLocal) return undefined;
  return endpoint.fail(
    `the host ${host} of ${what} resolves to ${inner}, which Tavus cannot reach (D-10)`,
    "Give it a public address.",
  );
}

async function checkPlain(host: string, port: number, where: string, options: EndpointOptions): Promise<VerifyCheck> {
  if (!options.allowLocal || !isLocalHost(host))
    return endpoint.fail(`${where} is plain http, which Tavus refuses (D-10)`, "Use https.");
  const socket = connect({ host, port, timeout: TIMEOUT_MS });
  const failure = await failureOf(socket, "connect");
  socket.destroy();
  return failure === undefined
    ? endpoint.pass(`${where} accepts connections (plain http, local)`)
    : endpoint.fail(`${where} cannot be reached (${failure})`, "Start the service, or correct the URL.");
}

/** Why a connection fails. `undefined` if it succeeds. */
function failureOf(socket: Socket, ready: "connect" | "secureConnect"): Promise<string | undefined> {
  socket.once("timeout", () => socket.destroy(new Error("it does not answer")));
  return once(socket, ready).then(() => undefined, codeOf);
}

async function checkTls(host: string, port: number, where: string, options: EndpointOptions): Promise<VerifyCheck> {
  const { ca } = options;
  const name = /^[\d.]+$|:/.test(host) ? {} : { servername: host };
  // Accepts every certificate, because the check must report why one is refused.
  const socket = connectTls({ host, port, ...name, rejectUnauthorized: false, timeout: TIMEOUT_MS, ...(ca && { ca }) });
  const failure = await failureOf(socket, "secureConnect");
  const certificate = socket.getPeerCertificate();
  socket.destroy();
  if (failure !== undefined)
    return endpoint.fail(
      `${where} does not speak TLS (${failure})`,
      "Start the service, or correct host and port of the URL.",
    );
  const until = Date.parse(certificate.valid_to);
  const days = Math.floor((until - Date.now()) / DAY);
  const date = Number.isNaN(until) ? "" : new Date(until).toISOString().slice(0, 10);
  if (days < 0) return endpoint.fail(`the certificate of ${where} expired on ${date}`, "Renew it.");
  if (!socket.authorized)
    return endpoint.fail(
      `the certificate of ${where} is not trusted (${String(socket.authorizationError)})`,
      "Install a certificate from a public authority, for this name, with its chain.",
    );
  if (days < options.certificateDays)
    return endpoint.warn(
      `the certificate of ${where} expires on ${date}, in ${plural(days, "day")}`,
      "Renew it, and check why it wasn't renewed automatically.",
    );
  return endpoint.pass(`${where} speaks TLS; its certificate is valid until ${date}`);
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error
    ? "code" in error && typeof error.code === "string"
      ? error.code
      : error.message
    : "unknown reason";
}
