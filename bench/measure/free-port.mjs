import { once } from "node:events";
import { createServer } from "node:net";

/** A port that nothing listens on, for a program that does not tell which it took when asked for any. */
export const freePort = async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
};
