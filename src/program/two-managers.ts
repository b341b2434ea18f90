import * as pulumi from "@pulumi/pulumi";

/** A resource that determines which tools a PAL has. */
export interface Claim {
  readonly kind: "PalTools" | "PalToolAttachment";
  /** The resource's name in the program. */
  readonly name: string;
  /** Shows a warning at the resource. */
  readonly warn: (message: string) => void;
}

/** The claims of one run of a program, by PAL. A process can run several programs, or one program several times (Automation API). */
export type Claims = Map<string, Claim[]>;

const runs = new WeakMap<object, Claims>();
const NO_STACK = {};

/**
 * Warns if the program manages the tools of a PAL twice. Waits for the PAL's id and the resource's URN. If the registration of a resource fails, a
 * message for it would wait forever, and block every later message of the process.
 */
export function claimPal(resource: pulumi.Resource, claim: Omit<Claim, "warn">, palId: pulumi.Input<string>): void {
  const run = pulumi.runtime.getStackResource() ?? NO_STACK;
  const claims = runs.get(run) ?? new Map();
  runs.set(run, claims);
  const warn = (message: string): void => void pulumi.log.warn(message, resource);
  pulumi.all([resource.urn, palId]).apply(([, known]) => addClaim(claims, known, { ...claim, warn }));
}

/**
 * Adds a claim, and warns about contradictions: each PalTools once about attachments, and once about an earlier PalTools. Has no other side effects.
 */
export function addClaim(claims: Claims, palId: string, claim: Claim): void {
  const earlier = claims.get(palId) ?? [];
  claims.set(palId, [...earlier, claim]);
  const sets = earlier.filter(({ kind }) => kind === "PalTools");
  const attachments = earlier.filter(({ kind }) => kind === "PalToolAttachment");
  if (claim.kind === "PalTools") {
    if (sets[0] !== undefined) claim.warn(twice(palId, sets[0].name));
    if (attachments[0] !== undefined) claim.warn(mixed(palId, attachments[0].name));
  } else if (attachments.length === 0) for (const set of sets) set.warn(mixed(palId, claim.name));
}

function twice(palId: string, other: string): string {
  return (
    `PAL ${palId} is managed by this PalTools and by ${other}: each detaches the tools of the other. ` +
    "Keep one of them, with all the tools of the PAL."
  );
}

function mixed(palId: string, attachment: string): string {
  return (
    `PAL ${palId} is managed by this PalTools and by the PalToolAttachment ${attachment}: this one detaches every tool that it doesn't list, ` +
    "and deleting an attachment detaches a tool that is listed here. List all tools of the PAL here, remove its attachments, and run pulumi up --refresh, which attaches their tools again; " +
    "or use attachments only."
  );
}
