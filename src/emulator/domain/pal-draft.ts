import { isObject, type JsonObject, member } from "../../contract/index.ts";
import { HttpError } from "../http-error.ts";
import { type Account, zoned } from "../services.ts";
import { authored } from "./pal-document.ts";
import { hasTool, isSystemToolId, RESERVED } from "./pal-rules.ts";
import type { Document } from "./store.ts";

/** PAL Maker's version of a PAL, next to the live one (P-30). */
interface Draft {
  readonly fields: JsonObject;
  /** Whether the draft has changed since it was last published. */
  readonly edited: boolean;
}

function draftOf(pal: Document): Draft | undefined {
  const draft = pal["maker_draft"];
  return isObject(draft) ? (draft as unknown as Draft) : undefined;
}

/** P-30: whether PAL Maker has unpublished changes. */
export const hasMakerChanges = (pal: Document): boolean => draftOf(pal)?.edited === true;

/** */
export function makerChanges(): HttpError {
  return new HttpError(409, "PAL Maker has unpublished changes to this PAL. Publish or discard them. (P-30)", {
    conflict: "maker_changes",
  });
}

/** P-30: a PAL has drafts only after it is deployed. A conversation through the API or a meeting identity is enough. */
export function isDeployed({ store }: Account, pal: Document): boolean {
  if (draftOf(pal) !== undefined || isObject(member(pal["layers"], "conferencing"))) return true;
  return store.list("conversation").some((conversation) => conversation["pal_id"] === pal.id);
}

/** The PAL with changes in its draft. The draft begins as a copy of the live PAL. */
export function editedDraft(pal: Document, changes: JsonObject): Document {
  const fields = { ...(draftOf(pal)?.fields ?? authored(pal)), ...changes };
  return { ...pal, maker_draft: { fields, edited: true } };
}

export const withoutDraft = ({ maker_draft: _, ...pal }: Document): Document => pal as Document;

/**
 * P-31: copies the draft over the live PAL, except for `layers.conferencing`. The draft stays for later edits. A switch decides whether tools are
 * copied.
 */
export function publishedDraft(pal: Document, account: Account): Document {
  const draft = draftOf(pal);
  if (draft?.edited !== true) return pal;
  const own = Object.fromEntries(Object.entries(pal).filter(([field]) => RESERVED.includes(field)));
  const tools = (account.behavior.publishTools ? draft.fields["tool_ids"] : pal["tool_ids"]) as string[];
  return {
    ...draft.fields,
    ...withConferencing(draft.fields["layers"], member(pal["layers"], "conferencing")),
    tool_ids: tools.filter((id) => isSystemToolId(id) || hasTool(account, id)),
    ...own,
    id: pal.id,
    maker_draft: { ...draft, edited: false },
    updated_at: zoned(account.now()),
  };
}

function withConferencing(layers: unknown, conferencing: unknown): JsonObject {
  const { conferencing: _, ...rest } = isObject(layers) ? layers : {};
  if (conferencing !== undefined) return { layers: { ...rest, conferencing } };
  return layers === undefined ? {} : { layers: rest };
}

const CONFERENCING = /^\/layers\/conferencing(\/|$)/;

/**
 * P-30: whether a JSON Patch only changes the meeting identity, which is never refused while there is a draft.
 * @throws HttpError 400 if it mixes the meeting identity with other fields
 */
export function isConferencingPatch(patch: unknown): boolean {
  if (!Array.isArray(patch)) return false;
  const paths = patch.flatMap((one) => [member(one, "path"), member(one, "from")]).filter((path) => path !== undefined);
  const about = paths.map((path) => typeof path === "string" && CONFERENCING.test(path));
  if (about.includes(true) && about.includes(false))
    throw new HttpError(400, "Bad Request. Change layers.conferencing in a request of its own. (P-30)");
  return about.includes(true);
}
