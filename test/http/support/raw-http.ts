import { connect } from "node:net";
import type { GraphqlFailure } from "./product.js";

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Sends bytes as they are, and reads until the server closes: what no HTTP client would send. */
export const sendRaw = (baseUrl: string, ...pieces: readonly (string | Buffer)[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(baseUrl).port), "127.0.0.1");
    let came = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => (came += chunk));
    socket.on("close", () => resolve(came));
    socket.on("error", reject);
    for (const piece of pieces) socket.write(piece);
  });

/** The one answer in what came, its body not chunked. */
export const answerIn = (came: string): RawAnswer => {
  const end = came.indexOf("\r\n\r\n");
  const [line = "", ...headers] = came.slice(0, end).split("\r\n");
  const pairs = headers.map((header): [string, string] => {
    const [name = "", ...value] = header.split(":");
    return [name, value.join(":").trim()];
  });
  return { status: Number(line.split(" ")[1]), headers: new Headers(pairs), text: came.slice(end + 4) };
};

export const errorsOf = (text: string): readonly Pick<GraphqlFailure, "message" | "extensions">[] =>
  (JSON.parse(text) as { errors: GraphqlFailure[] }).errors;
