import { gzipSync } from "node:zlib";
import { bodyOf, type Call, dropHeader, type Reply, type Service, setBody, setHeader, textReply } from "./http.js";
import { isObject, type Json } from "./world.js";

/** What faults may do beyond the answer at hand. */
export interface FaultEffects {
  expireTokens(): void;
  revokeTokens(): void;
}

/** One request on its way through the faults. */
export interface Exchange {
  readonly call: Call;
  readonly route: string;
  readonly service: Service;
  readonly effects: FaultEffects;
  /** Set by a fault that answers in the upstream's place. */
  instead: Reply | undefined;
}

/** One switched-on fault. `before` runs ahead of the upstream and may answer for it; `after` changes the answer. */
export interface FaultFilter {
  before?(exchange: Exchange): void;
  after?(reply: Reply, exchange: Exchange): void;
}

/** No document promises Retry-After on 429; where it comes, it may be seconds, a date, or nonsense. */
type RetryAfter = "none" | "http-date" | "absurd" | number;

/** Undefined leaves what the family itself sends. */
const withRetryAfter = (reply: Reply, retryAfter: RetryAfter | undefined, now: number): Reply => {
  if (retryAfter === undefined) return reply;
  dropHeader(reply, "Retry-After");
  if (retryAfter === "none") return reply;
  const value =
    retryAfter === "http-date"
      ? new Date(now + 2_000).toUTCString()
      : retryAfter === "absurd"
        ? "999999999"
        : `${retryAfter}`;
  setHeader(reply, "Retry-After", value);
  return reply;
};

const instead = (make: (exchange: Exchange) => Reply): FaultFilter => ({
  before: (exchange) => void (exchange.instead ??= make(exchange)),
});

const BAD_GATEWAY =
  "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

/** Faults in which something answers in the upstream's place, worded as the family words them. */
export const statusFaults = {
  /** 429, or Atlas's 413; `status` forces one. */
  throttled: ({ retryAfter, status }: { retryAfter?: RetryAfter; status?: number }): FaultFilter =>
    instead(({ call, service }) => {
      const reply = service.failure(call, "throttled");
      if (status !== undefined) reply.status = status;
      return withRetryAfter(reply, retryAfter, call.now);
    }),
  "server-error": (_: object): FaultFilter => instead(({ call, service }) => service.failure(call, "broken")),
  "bad-gateway": (_: object): FaultFilter => instead(() => textReply(502, "text/html", BAD_GATEWAY)),
  unavailable: ({ retryAfter }: { retryAfter?: RetryAfter }): FaultFilter =>
    instead(({ call, service }) => withRetryAfter(service.failure(call, "unavailable"), retryAfter, call.now)),
  /** The retryable 400 of the database services: DBS.200998. */
  busy: (_: object): FaultFilter => instead(({ call, service }) => service.failure(call, "busy")),
  /** Every token issued so far has run out, from this request on. */
  "tokens-expire": (_: object): FaultFilter => ({ before: ({ effects }) => effects.expireTokens() }),
  /** Every token issued so far is revoked, from this request on. */
  "tokens-revoked": (_: object): FaultFilter => ({ before: ({ effects }) => effects.revokeTokens() }),
} as const;

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

/** Works on a copy of what went well: answers may share their data with the world, and refusals stay as they are. */
const rewriteJson = (change: (data: Json) => unknown): FaultFilter => ({
  after: (reply) => {
    if (reply.status < 300 && isObject(reply.json)) reply.json = change(structuredClone(reply.json));
  },
});

/** The records of an answer: the objects of its first array, or the one object it wraps (Nova). */
const recordsOf = (data: Json): Json[] => {
  const values = Object.values(data);
  const list = values.find((value) => Array.isArray(value));
  return (Array.isArray(list) ? list : values).filter(isObject);
};

const TOTAL_KEYS = ["total_count", "total_record"];

const eachRecord = (every: number, change: (record: Json) => void): FaultFilter =>
  rewriteJson((data) => {
    recordsOf(data).forEach((record, index) => {
      if (index % every === 0) change(record);
    });
    return data;
  });

/** The same for XML, where a record's fields are attributes. */
const eachAttribute = (reply: Reply, field: string, every: number, replacement: string): void => {
  if (reply.text?.startsWith("<?xml") !== true || !/^[\w-]+$/.test(field)) return;
  let index = -1;
  reply.text = reply.text.replace(new RegExp(` ${field}="[^"]*"`, "g"), (found) => {
    index += 1;
    return index % every === 0 ? replacement : found;
  });
};

const both = (json: FaultFilter, xml: (reply: Reply) => void): FaultFilter => ({
  after: (reply, exchange) => {
    json.after?.(reply, exchange);
    xml(reply);
  },
});

/** Well-formed JSON that breaks what the documents promise. */
export const dataFaults = {
  /** The total off by `by`: too low, too high, negative; or set to `to`. */
  total: ({ by = 0, to }: { by?: number; to?: number | null }): FaultFilter =>
    rewriteJson((data) => {
      for (const key of TOTAL_KEYS) {
        const total = data[key];
        if (typeof total === "number") data[key] = to === undefined ? total + by : to;
      }
      return data;
    }),
  /** Answers each list with the page it answered first, whatever offset is asked. */
  "repeated-page": (_: object): FaultFilter => {
    const previous = new Map<string, unknown>();
    return {
      after: (reply, { call, route }) => {
        if (reply.status !== 200 || reply.json === undefined) return;
        const page = `${call.source} ${call.rawPath.includes("/instances/") ? call.rawPath : route}`;
        const known = previous.get(page);
        if (known === undefined) previous.set(page, structuredClone(reply.json));
        else reply.json = known;
      },
    };
  },
  "null-arrays": (_: object): FaultFilter =>
    rewriteJson((data) =>
      Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Array.isArray(value) ? null : value])),
    ),
  "wrong-envelope": (_: object): FaultFilter => rewriteJson((data) => ({ result: data })),
  "missing-field": ({ field = "id", every = 1 }: { field?: string; every?: number }): FaultFilter =>
    both(
      eachRecord(every, (record) => void Reflect.deleteProperty(record, field)),
      (reply) => eachAttribute(reply, field, every, ""),
    ),
  /** A field set to a value of another type; an object by default. */
  "ill-typed-field": ({ field = "size", value = { odd: true }, every = 1 }: IllTyped): FaultFilter =>
    both(
      eachRecord(every, (record) => void (record[field] = value)),
      (reply) => eachAttribute(reply, field, every, ` ${field}="odd"`),
    ),
} as const;

interface IllTyped {
  field?: string;
  value?: unknown;
  every?: number;
}
