import { request, type Agent, type IncomingHttpHeaders } from "node:http";

export interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly headers: IncomingHttpHeaders;
  /** As they came, alternating names and values. */
  readonly rawHeaders: readonly string[];
  readonly bytes: Buffer;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

export interface Question {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly agent?: Agent;
  readonly signal?: AbortSignal;
}

/** Asks over real HTTP and leaves the URL exactly as it is written, as a badly behaved client would. */
export const ask = (
  url: string,
  { method = "GET", headers = {}, body, agent, signal }: Question = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const [, hostname, port, path = "/"] = /^http:\/\/([^:/]+):(\d+)(.*)$/.exec(url) ?? [];
    const outgoing = request(
      {
        hostname,
        port,
        path: path === "" ? "/" : path,
        method,
        headers,
        agent: agent ?? false,
        ...(signal && { signal }),
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          const bytes = Buffer.concat(chunks);
          const text = bytes.toString("utf8");
          resolve({
            status: incoming.statusCode ?? 0,
            reason: incoming.statusMessage ?? "",
            headers: incoming.headers,
            rawHeaders: incoming.rawHeaders,
            bytes,
            text,
            get json() {
              return JSON.parse(text) as Record<string, unknown>;
            },
          });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });

/** +0800 written for a query. */
export const stamp = (time: number | string): string =>
  `${new Date(new Date(time).getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}%2B0800`;

export interface ListedFile {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly begin_time: string;
  readonly end_time: string;
  readonly start_time: string;
  readonly node_id: string;
}
