import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type Answer, wireOf } from "./answer.js";
import type { Asked, Fault, Kind } from "./fault.js";

const KEPT = ["content-type", "date", "x-openstack-request-id", "x-request-id", "openstack-api-version"];

/** What the true upstream answers. XML is asked for where the kind says so. */
const forward = async (asked: IncomingMessage, origin: string, kind: Kind): Promise<Answer> => {
  const { method, url, headers } = asked;
  const accept = kind === "atlas-xml" ? { accept: "application/xml" } : {};
  // The Host header is signed: it stays what the product wrote.
  const sent = request(new URL(url ?? "/", origin), { method, headers: { ...headers, ...accept } });
  asked.pipe(sent);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const kept = KEPT.flatMap((name) => {
    const value = answer.headers[name];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  return { status: answer.statusCode ?? 0, headers: kept, body: Buffer.concat(chunks) };
};

/** One byte at a time, until the other side hangs up. */
const drip = (socket: Socket): void => {
  if (socket.destroyed) return;
  const timer = setInterval(() => socket.write(" "), 20);
  socket.on("close", () => clearInterval(timer));
};

export interface FaultServer {
  /** Without a path. */
  readonly origin: string;
  /** Requests so far. */
  readonly requests: number;
  close(): Promise<void>;
}

/** A true upstream behind one fault, at a port of its own: its signed requests hold, for nothing of them changes. */
export const startFaultServer = async (
  fault: Fault,
  kind: Kind,
  target: string,
  saw: (asked: Asked) => void,
): Promise<FaultServer> => {
  const tamper = fault.make();
  let number = 0;
  const serve = async (incoming: IncomingMessage): Promise<void> => {
    number += 1;
    const asked = { number, kind, url: incoming.url ?? "", headers: incoming.rawHeaders.join("\n") };
    saw(asked);
    const answer = tamper(await forward(incoming, target, kind), asked);
    const { socket } = incoming;
    if (!("bytes" in answer)) {
      socket.end(wireOf(answer));
      return;
    }
    socket.write(answer.bytes);
    if (answer.then === "close") socket.end();
    if (answer.then === "drip") drip(socket);
  };
  const server = createServer((incoming) => void serve(incoming));
  server.on("connection", (socket: Socket) => socket.on("error", () => undefined));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return number;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
