/** `p123/tabc` is the attachment of tool `tabc` to PAL `p123`. */
export function attachmentId(palId: string, toolId: string): string {
  return `${palId}/${toolId}`;
}

/** The two ids in an attachment's id. Without a tool id if it isn't an attachment's id. */
export function parseAttachmentId(id: string): { readonly palId: string; readonly toolId: string } {
  const [palId = "", toolId = "", ...rest] = id.split("/");
  return { palId, toolId: palId === "" || rest.length > 0 ? "" : toolId };
}
