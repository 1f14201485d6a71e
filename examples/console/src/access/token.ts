/** How a reader proves who they are: docs/access.md. */
export const TOKEN_KINDS = ["X-Auth-Token", "Authorization: Bearer"] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

let headers: Readonly<Record<string, string>> = {};

/** In the memory of this page alone: neither a link nor the browser's storage keeps it. */
export const setToken = (kind: TokenKind, token: string): void => {
  if (token === "") headers = {};
  else headers = kind === "X-Auth-Token" ? { "x-auth-token": token } : { authorization: `Bearer ${token}` };
};

export const tokenHeaders = (): Readonly<Record<string, string>> => headers;
