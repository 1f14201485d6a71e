import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/**
 * One name for all replicas, as a name with several addresses is: each connection goes to the next one, and to the one
 * after it where nobody listens. What was sent over a connection that breaks is lost.
 */
export interface Balancer {
  readonly baseUrl: string;
  stop(): Promise<void>;
}

const connected = async (port: number): Promise<Socket> => {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  return socket;
};

export const startBalancer = async (urls: readonly string[]): Promise<Balancer> => {
  const ports = urls.map((url) => Number(new URL(url).port));
  const open = new Set<Socket>();
  let turns = 0;
  const dial = (turn: number): Promise<Socket> => connected(ports[turn % ports.length] ?? 0);

  const join = (incoming: Socket, outgoing: Socket): void => {
    for (const socket of [incoming, outgoing]) {
      open.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        open.delete(socket);
        incoming.destroy();
        outgoing.destroy();
      });
    }
    incoming.pipe(outgoing).pipe(incoming);
  };
  const server = createServer((incoming) => {
    incoming.on("error", () => undefined);
    const turn = (turns += 1);
    dial(turn)
      .catch(() => dial(turn + 1))
      .then(
        (outgoing) => join(incoming, outgoing),
        () => incoming.destroy(),
      );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
};
