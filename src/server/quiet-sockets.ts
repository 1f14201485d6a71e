import type { FastifyInstance, FastifyRequest } from "fastify";

type Socket = FastifyRequest["raw"]["socket"];

/**
 * Knows the sockets that carry no request right now, also those on which none ever came: Node does not count the
 * latter as idle, and would wait for a caller that only connected in advance.
 */
export class QuietSockets {
  private readonly quiet = new Set<Socket>();

  constructor(http: FastifyInstance) {
    http.server.on("connection", (socket: Socket) => {
      this.quiet.add(socket);
      socket.once("close", () => this.quiet.delete(socket));
    });
    http.addHook("onRequest", ({ raw }, _reply, done) => {
      this.quiet.delete(raw.socket);
      done();
    });
    http.addHook("onResponse", ({ raw }, _reply, done) => {
      if (!raw.socket.destroyed) this.quiet.add(raw.socket);
      done();
    });
  }

  /** To be called when nothing new is accepted any more. */
  close(): void {
    for (const socket of this.quiet) socket.destroy();
  }
}
