/** `p123/tabc` names the attachment of tool `tabc` to PAL `p123`. */
export function attachmentId(palId: string, toolId: string): string {
  return `${palId}/${toolId}`;
}

/** The two ids of an attachment's. */
export function parseAttachmentId(id: string): { readonly palId: string; readonly toolId: string } {
  const [palId = "", toolId = ""] = id.split("/");
  return { palId, toolId };
}
