import { once } from "node:events";
import { createServer } from "node:http";
import { baseUrlOf } from "../../../src/server/http/listen.js";

export interface RecordingProxy {
  readonly baseUrl: string;
  /** Names of the headers that each request brought. */
  readonly headers: readonly (readonly string[])[];
  stop(): Promise<void>;
}

/** Hands requests on, and remembers which headers they had. */
export const startRecordingProxy = async (target: string): Promise<RecordingProxy> => {
  const headers: string[][] = [];
  const server = createServer((request, response) => {
    headers.push(Object.keys(request.headers));
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { "content-type": type = "application/json" } = request.headers;
      const body = Buffer.concat(chunks).toString();
      const answer = await fetch(target, { method: "POST", headers: { "content-type": type }, body });
      response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? type });
      response.end(await answer.text());
    })();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    baseUrl: baseUrlOf(server.address(), "127.0.0.1"),
    headers,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
