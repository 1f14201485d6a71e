import { z } from "zod";
import { access } from "./access-settings.js";
import { addressOrNetwork, flag, httpUrl, option, origin, redisUrl } from "./values.js";
import { clientKeys, PRIVATE_KEY, share, strict, text, wholeNumber } from "./values.js";

/*
 * Every part of auditgraph.yaml; `access` stands in access-settings.ts, `sources` in sources.ts, contents.ts and
 * credential-settings.ts. A setting is stated once: its type, range, default, environment variable and description. The types
 * of the code, the JSON Schema for editors and the tables of docs/configuration.md are made of it.
 */
const cors = strict({
  origins: option(
    z.array(origin).default([]),
    "the origins whose pages may ask from a browser, such as `https://dashboard.example`; `*` for all. Without it only " +
      "pages of this server may",
  ),
});

const listenerKeys = {
  certFile: option(text, "the server's certificate, PEM, followed by those between it and its authority"),
  keyFile: option(text, PRIVATE_KEY),
  clientCaFile: option(
    text.optional(),
    "PEM certificates of authorities: a caller must show a certificate that one of them signed, otherwise the connection is refused",
    { otherwise: "callers show none" },
  ),
};

const server = strict({
  host: option(text.default("127.0.0.1"), "the address to listen at", { env: "HOST" }),
  port: option(wholeNumber(0, 65_535).default(4_000), "the port to listen at; 0 picks a free one", { env: "PORT" }),
  tls: strict(listenerKeys).optional(),
  operations: strict({
    host: option(text.optional(), "the address at which `/livez`, `/readyz` and `/metrics` are answered", {
      otherwise: "`server.host`",
    }),
    port: option(
      wholeNumber(0, 65_535),
      "a port of their own for `/livez`, `/readyz` and `/metrics`, by plain HTTP; then the API's port has none of them",
    ),
  }).optional(),
  introspection: option(flag.optional(), "introspection, `/schema.graphql` and the pages that need them", {
    otherwise: "true on a loopback host, otherwise false",
  }),
  console: option(
    flag.optional(),
    "the page `/console` over all sources; what it shows is read with its reader's token",
    {
      otherwise: "as `introspection`",
    },
  ),
  deadlineMs: option(
    wholeNumber(100, 600_000).default(10_000),
    "milliseconds for a whole operation. What is not read by then stands in coverage as DEADLINE_EXCEEDED",
  ),
  patienceMs: option(
    wholeNumber(50, 600_000).default(1_000),
    "milliseconds that a slow source may hold a page while others are there, where the caller names none " +
      "(`patienceMs` of a list or a count). Then the page comes without the rest of it. At most `maxPatienceMs`",
  ),
  maxPatienceMs: option(
    wholeNumber(50, 600_000).default(5_000),
    "the most that a caller may name as `patienceMs`. Never more than half of `deadlineMs`, so that the others have theirs",
  ),
  writeTimeoutMs: option(
    wholeNumber(1_000, 600_000).default(30_000),
    "milliseconds that an answer waits for its caller to read any more of it; then the connection is closed",
  ),
  maxBufferedBytes: option(
    wholeNumber(1_048_576, 17_179_869_184).default(67_108_864),
    "bytes of all answers that callers have not read to their end; beyond it those that stood still longest are closed. As many may requests above 8,192 bytes hold until they are answered; beyond it the longest that is not read yet is RATE_LIMITED, and whoever has another one",
  ),
  maxConnections: option(
    wholeNumber(1, 1_000_000).default(1_000),
    "connections that may be open at once, idle ones included; one beyond is closed as soon as it is there",
  ),
  trustedProxies: option(
    z.array(addressOrNetwork).default([]),
    "addresses, or networks like `10.0.0.0/8`, of the proxies in front whose `X-Forwarded-For` is believed. Nobody else's is",
  ),
  cors: cors.prefault({}),
  compression: option(
    flag.default(true),
    "answers in brotli or gzip for callers that take them; switch it off where a proxy in front compresses",
  ),
});

const limit = (least: number, most: number, fallback: number, description: string): z.ZodDefault<z.ZodType<number>> =>
  option(wholeNumber(least, most).default(fallback), description);

const quota = (operations: number, points: number, upstreamCalls: number, whose: string) =>
  strict({
    operations: limit(1, 1_000_000_000, operations, `operations a minute of ${whose}`),
    points: limit(1, 1_000_000_000, points, `points of cost a minute of ${whose}`),
    upstreamCalls: limit(1, 1_000_000_000, upstreamCalls, `upstream calls a minute of ${whose}`),
  }).prefault({});

/**
 * How often callers may ask: by default three operations of the highest cost, or ten small ones a second. It can be
 * switched off: what stands in front may count as well.
 */
const rate = strict({
  enabled: option(flag.optional(), "whether callers are counted; more is RATE_LIMITED", {
    otherwise: "true, but false in access mode `open`",
  }),
  known: quota(6_000, 600_000, 100_000, "one caller"),
  anonymous: quota(2_000, 200_000, 33_000, "one address without a credential; of any address in access mode `open`"),
});

/**
 * How much one operation may ask for. None can be switched off. Every example of examples/ stays below half of each
 * default; a router may send a thousand entity references in one body.
 */
const limits = strict({
  depth: limit(1, 1_000, 20, "fields inside fields"),
  aliases: limit(0, 100_000, 30, "aliases"),
  rootFields: limit(1, 100_000, 20, "fields at the top, those of fragments included"),
  directives: limit(0, 100_000, 30, "directives"),
  tokens: limit(1, 1_000_000, 2_000, "words and marks of the document, which has no more lines than that either"),
  bodyBytes: limit(1_024, 1_073_741_824, 1024 * 1024, "bytes of the request's body"),
  cost: limit(
    1,
    1_000_000_000,
    20_000,
    "points: one for each upstream call that the operation may need, one for each ten records that it may list or values of the schema",
  ),
  upstreamCalls: limit(
    10,
    1_000_000,
    2_000,
    "requests to sources, retries included; a read that needs more stops there, says so in coverage, and gives a cursor to go on from",
  ),
  rate: rate.prefault({}),
});

const documents = strict({
  mode: option(
    z.enum(["open", "hybrid", "trusted"]).default("open"),
    "which documents are run: `open` any, `hybrid` the manifest's by their ids and any other by its text, " +
      "`trusted` the manifest's alone",
  ),
  manifest: option(text.optional(), "the clients' persisted documents, a JSON file; needed by `hybrid` and `trusted`"),
});

const cache = strict({
  url: option(redisUrl.optional(), "a Redis or Valkey that replicas share", { otherwise: "memory alone" }),
  caFile: option(text.optional(), "PEM certificates that replace the built-in roots, for a `rediss` URL", {
    otherwise: "the built-in roots",
  }),
  ...clientKeys("the cache"),
});

/** Subscriptions: docs/operating.md, "Live". */
const live = strict({
  intervalMs: option(
    wholeNumber(1_000, 3_600_000).default(30_000),
    "milliseconds between two readings of what subscribers listen to; nothing is read while nobody listens",
  ),
  maxSubscribers: option(
    wholeNumber(0, 100_000).default(500),
    "subscriptions that may be open at once, of one caller half of them, rounded up; one beyond is RATE_LIMITED. Each holds a connection (`server.maxConnections`)",
  ),
});

const log = strict({
  level: option(
    z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
    "the least that is written to the log",
    { env: "LOG_LEVEL" },
  ),
});

const accessLog = strict({
  to: option(
    z
      .union([z.enum(["stderr", "off"]), strict({ file: option(text, "a file that this process may append to") })], {
        error: "must be stderr, off or { file: PATH }; to write to a file, name it below file",
      })
      .optional(),
    "where a line for each operation goes: `stderr`, `{ file: PATH }` or `off`. The file is appended to, created with mode " +
      "0640, and opened anew at SIGHUP",
    { otherwise: "`stderr` in access modes keystone and jwt, `off` in mode open" },
  ),
});

const traces = strict({
  endpoint: option(
    httpUrl.optional(),
    "a collector's OTLP over HTTP, such as `http://collector.example:4318`; spans go to `/v1/traces` below it. " +
      "`OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, which names the whole URL, wins over both",
    { env: "OTEL_EXPORTER_OTLP_ENDPOINT", otherwise: "nothing is traced" },
  ),
  sampleRatio: option(
    share.optional(),
    "the share of traces that is kept, of those that begin here; where a request brings a `traceparent`, that decides. " +
      "`OTEL_TRACES_SAMPLER` wins over it",
    { otherwise: "`1`" },
  ),
});

/** The parts of the file, in the order of the JSON Schema. Each may be left out. */
export const settings = { server, access, limits, documents, cache, live, log, accessLog, traces };

/** What holds where nothing is written. */
export const defaultServer: Omit<Written<"server">, "tls"> = server.omit({ tls: true }).parse({});
export const defaultLive = live.parse({});
export const { rate: defaultRateLimits, ...defaultLimits } = limits.parse({});

/** A part as it is written, with its defaults. */
export type Written<Part extends keyof typeof settings> = z.infer<(typeof settings)[Part]>;

/** What one caller may ask for in a minute. */
export type RateQuota = z.infer<typeof rate>["known"];
/** How often callers may ask: each whom the access policy knows, and each address that asks without a name. */
export type RateLimits = Omit<z.infer<typeof rate>, "enabled">;
/** How much one operation may ask for. */
export type DemandLimits = Omit<Written<"limits">, "rate">;
/** What callers may hold of the process by their connections alone. */
export type ConnectionLimits = Pick<Written<"server">, "writeTimeoutMs" | "maxBufferedBytes" | "maxConnections">;
/** Which documents are run. */
export type DocumentMode = Written<"documents">["mode"];
