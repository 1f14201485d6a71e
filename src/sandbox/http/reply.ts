/** How an answer leaves the server; faults and transport quirks change it. */
export interface Wire {
  delayMs: number;
  hang: boolean;
  cut: "before-headers" | "body" | undefined;
  /** Send the body without Content-Length, in chunks. */
  chunked: boolean;
  /** What follows the answer: the connection stays, closes as announced, or closes unannounced. */
  ending: "keep-alive" | "close" | "silent-close";
  /** No Content-Length and no chunks: the body ends where the connection does. */
  endsAtClose: boolean;
}

/** One answer. At most one of json, text and bytes is set; json is written last, so that data faults can change it. */
export interface Reply {
  status: number;
  reason?: string;
  headers: [name: string, value: string][];
  json?: unknown;
  text?: string;
  bytes?: Buffer;
  readonly wire: Wire;
}

const wire = (): Wire => ({
  delayMs: 0,
  hang: false,
  cut: undefined,
  chunked: false,
  ending: "keep-alive",
  endsAtClose: false,
});

export const jsonReply = (status: number, json: unknown, headers: Reply["headers"] = []): Reply => ({
  status,
  headers: [["Content-Type", "application/json"], ...headers],
  json,
  wire: wire(),
});

export const textReply = (
  status: number,
  contentType: string,
  text: string,
  headers: Reply["headers"] = [],
): Reply => ({
  status,
  headers: [["Content-Type", contentType], ...headers],
  text,
  wire: wire(),
});

export const emptyReply = (status: number, headers: Reply["headers"] = []): Reply => ({
  status,
  headers,
  wire: wire(),
});

export const setHeader = (reply: Reply, name: string, value: string): void => {
  dropHeader(reply, name);
  reply.headers.push([name, value]);
};

export const dropHeader = (reply: Reply, name: string): void => {
  const lower = name.toLowerCase();
  reply.headers = reply.headers.filter(([known]) => known.toLowerCase() !== lower);
};

export const bodyOf = (reply: Reply): Buffer => {
  if (reply.json !== undefined) return Buffer.from(JSON.stringify(reply.json));
  if (reply.text !== undefined) return Buffer.from(reply.text);
  return reply.bytes ?? Buffer.alloc(0);
};

/** Replaces whatever body there is. */
export const setBody = (reply: Reply, bytes: Buffer): void => {
  delete reply.json;
  delete reply.text;
  reply.bytes = bytes;
};
