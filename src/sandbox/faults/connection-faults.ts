import { setHeader } from "../http/reply.js";
import type { FaultFilter } from "./exchange.js";

/** Faults of time and of the connection. */
export const connectionFaults = {
  latency: ({ ms = 100 }: { ms?: number }): FaultFilter => ({ after: (reply) => void (reply.wire.delayMs += ms) }),
  /** Never answers; the connection stays open until the client gives up. */
  hang: (_: object): FaultFilter => ({ after: (reply) => void (reply.wire.hang = true) }),
  "cut-before-headers": (_: object): FaultFilter => ({ after: (reply) => void (reply.wire.cut = "before-headers") }),
  /** Half of the body, then the connection is gone: under Content-Length, or in chunks without the last one. */
  "cut-body": ({ chunked = false }: { chunked?: boolean }): FaultFilter => ({
    after: (reply) => {
      reply.wire.cut = "body";
      reply.wire.chunked = chunked;
    },
  }),
  redirect: ({ status = 302, to = "/elsewhere" }: { status?: number; to?: string }): FaultFilter => ({
    after: (reply) => {
      reply.status = status;
      delete reply.reason;
      setHeader(reply, "Location", to);
    },
  }),
  /** The upstream's clock is wrong by so much: its Date header, token times and signature checks follow. */
  "clock-skew": ({ ms = 20 * 60_000 }: { ms?: number }): FaultFilter => ({
    before: ({ call }) => void (call.now += ms),
  }),
} as const;
