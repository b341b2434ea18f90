// Paths of the API, with every id encoded, because an id with a slash must not lead to another endpoint.

function segment(id: string): string {
  // URL parsers treat these segments as folders, even if they are encoded. Encoding them twice gives an id that Tavus never finds.
  return /^\.{0,2}$/.test(id) ? `%25${id}` : encodeURIComponent(id);
}

export const TOOLS = "/v2/tools";
export const toolPath = (toolId: string): string => `${TOOLS}/${segment(toolId)}`;
export const PALS = "/v2/pals";
export const palPath = (palId: string): string => `${PALS}/${segment(palId)}`;
export const palToolsPath = (palId: string): string => `${palPath(palId)}/tools`;
export const palToolPath = (palId: string, toolId: string): string => `${palToolsPath(palId)}/${segment(toolId)}`;
export const CONVERSATIONS = "/v2/conversations";
export const conversationPath = (id: string): string => `${CONVERSATIONS}/${segment(id)}`;
