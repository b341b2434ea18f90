/** Paths of the API, with every id encoded: an id with a slash must not become another endpoint. */
export const TOOLS = "/v2/tools";
export const toolPath = (toolId: string): string => `${TOOLS}/${encodeURIComponent(toolId)}`;
export const PALS = "/v2/pals";
export const palPath = (palId: string): string => `${PALS}/${encodeURIComponent(palId)}`;
export const palToolsPath = (palId: string): string => `${palPath(palId)}/tools`;
export const palToolPath = (palId: string, toolId: string): string =>
  `${palToolsPath(palId)}/${encodeURIComponent(toolId)}`;
export const CONVERSATIONS = "/v2/conversations";
export const conversationPath = (id: string): string => `${CONVERSATIONS}/${encodeURIComponent(id)}`;
