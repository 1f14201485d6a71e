import { gzipSync } from "node:zlib";
import { bodyOf, dropHeader, setBody, setHeader } from "../http/reply.js";
import type { FaultFilter } from "./exchange.js";

const rewrite = (change: (body: Buffer) => Buffer): FaultFilter => ({
  after: (reply) => setBody(reply, change(bodyOf(reply))),
});

/** Whole HTTP answers with a body that is not what it should be. */
export const bodyFaults = {
  "truncated-json": (_: object): FaultFilter => rewrite((body) => body.subarray(0, Math.floor(body.length * 0.6))),
  "duplicated-json": (_: object): FaultFilter => rewrite((body) => Buffer.concat([body, body])),
  "byte-order-mark": (_: object): FaultFilter =>
    rewrite((body) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body])),
  "empty-body": (_: object): FaultFilter => rewrite(() => Buffer.alloc(0)),
  "wrong-content-type": ({ contentType = "text/html" }: { contentType?: string }): FaultFilter => ({
    after: (reply) => setHeader(reply, "Content-Type", contentType),
  }),
  "no-content-type": (_: object): FaultFilter => ({ after: (reply) => dropHeader(reply, "Content-Type") }),
  /** A few kilobytes that unpack to `megabytes` of white space around the true answer. */
  "gzip-bomb": ({ megabytes = 64 }: { megabytes?: number }): FaultFilter => ({
    after: (reply) => {
      const padding = Buffer.alloc(megabytes * 1024 * 1024, 0x20);
      setBody(reply, gzipSync(Buffer.concat([padding, bodyOf(reply)])));
      setHeader(reply, "Content-Encoding", "gzip");
    },
  }),
} as const;
