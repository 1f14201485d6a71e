import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import { parse } from "graphql";
import type { DocumentMode } from "../../src/config/settings.js";
import { manifestSchema } from "../../src/config/parse.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type Answer, type ServedProduct, startProduct } from "./support/product.js";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What codegen wrote for the examples. */
const manifest = manifestSchema.parse(JSON.parse(readFileSync("test/generated/persisted-documents.json", "utf8")));
const [written, text] = [...manifest].find(([, each]) => each.startsWith("query Sources ")) ?? ["", ""];
const id = written.replace("sha256:", "");
const SOURCES = { auditSources: [{ __typename: "AuditSource", name: "compute", kind: "NOVA" }] };
const OTHER = "{ auditSources { name } }";
const byHash = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });

const post = async (product: ServedProduct, body: object, headers: Record<string, string> = {}) => {
  const response = await fetch(`${product.baseUrl}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, type: response.headers.get("content-type"), body: await response.json() } as {
    status: number;
    type: string | null;
    body: Answer["body"];
  };
};
const get = async (product: ServedProduct, members: Record<string, string>) => {
  const response = await fetch(`${product.baseUrl}/graphql?${new URLSearchParams(members).toString()}`, {
    headers: { "apollo-require-preflight": "yes" },
  });
  return (await response.json()) as Answer["body"];
};
const codes = (body: Answer["body"]) => body.errors?.map(({ extensions }) => extensions.code);
const startIn = (mode: DocumentMode) => startProduct({ sources: [memoryUsageSource()], documents: { mode, manifest } });

describe.each(["hybrid", "trusted"] as const)("documents of the manifest in mode %s", (mode) => {
  let product: ServedProduct;
  beforeAll(async () => void (product = await startIn(mode)));
  afterAll(() => product.stop());

  test.each([
    ["its id", { documentId: id }],
    ["its id with the algorithm before it", { documentId: `sha256:${id}` }],
    ["Apollo's hash", byHash(id)],
    ["its text", { query: text }],
    ["its text and Apollo's hash", { query: text, ...byHash(id) }],
  ])("a document is run by %s", async (_by, members) => {
    const { status, body } = await post(product, { ...members, operationName: "Sources", variables: {} });
    expect([status, body.errors]).toEqual([200, undefined]);
    expect(body.data).toMatchObject({ auditSources: [{ name: "compute", kind: "NOVA" }] });
  });

  test("a document is run by GET too, with its variables", async () => {
    const [latest = ""] = [...manifest].find(([, each]) => each.startsWith("query LatestPeriod")) ?? [];
    const variables = JSON.stringify({ source: "compute" });
    expect(await get(product, { documentId: latest, variables })).toMatchObject({
      data: { usageAuditPeriod: { endedAt: "2026-11-01T00:00:00Z" } },
    });
    const { extensions } = byHash(id);
    expect(await get(product, { extensions: JSON.stringify(extensions) })).toMatchObject({
      data: { auditSources: [{ name: "compute" }] },
    });
  });

  test("a document that comes again and again is answered the same every time", async () => {
    const bodies = [];
    for (let i = 0; i < 12; i += 1) bodies.push((await post(product, { documentId: id })).body.data);
    expect(new Set(bodies.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(bodies[0]).toMatchObject({ auditSources: [{ name: "compute" }] });
  });
});

describe("documents in mode trusted", () => {
  let product: ServedProduct;
  beforeAll(async () => void (product = await startIn("trusted")));
  afterAll(() => product.stop());

  test.each([
    ["a text", { query: OTHER }, "QUERY_NOT_IN_SAFELIST"],
    ["a trusted text with one letter more", { query: `${text} ` }, "QUERY_NOT_IN_SAFELIST"],
    ["another text under a trusted id", { query: OTHER, documentId: id }, "QUERY_NOT_IN_SAFELIST"],
    ["another text under a trusted hash", { query: OTHER, ...byHash(id) }, "QUERY_NOT_IN_SAFELIST"],
    ["introspection", { query: "{ __schema { queryType { name } } }" }, "QUERY_NOT_IN_SAFELIST"],
    ["what is no GraphQL at all", { query: "}" }, "QUERY_NOT_IN_SAFELIST"],
    ["an unknown id", { documentId: sha256(OTHER) }, "PERSISTED_QUERY_NOT_IN_LIST"],
    ["an unknown hash", byHash(sha256(OTHER)), "PERSISTED_QUERY_NOT_IN_LIST"],
  ])("%s is refused, with 400, and counted", async (_what, members, code) => {
    const before = product.refusals.get("documents") ?? 0;
    const { status, body } = await post(product, members);
    expect([status, codes(body), body.data]).toEqual([400, [code], undefined]);
    expect(product.refusals.get("documents")).toBe(before + 1);
  });

  test.each([
    ["a text", { query: OTHER }, ["QUERY_NOT_IN_SAFELIST"]],
    ["an unknown id", { documentId: "0" }, ["PERSISTED_QUERY_NOT_IN_LIST"]],
    ["nothing", {}, ["BAD_REQUEST"]],
  ])("by GET %s is refused", async (_what, members, expected) => {
    expect(codes(await get(product, members as Record<string, string>))).toEqual(expected);
  });

  test.each([
    ["two texts", `query=${encodeURIComponent(text)}&query=${encodeURIComponent(OTHER)}`],
    ["two texts, the other way round", `query=${encodeURIComponent(OTHER)}&query=${encodeURIComponent(text)}`],
    ["a text after an escaped name", `%71uery=${encodeURIComponent(OTHER)}`],
  ])("a URL with %s runs nothing", async (_what, search) => {
    const response = await fetch(`${product.baseUrl}/graphql?${search}`, {
      headers: { "apollo-require-preflight": "yes" },
    });
    expect([response.status, ((await response.json()) as Answer["body"]).data]).toEqual([400, undefined]);
  });

  test("a batch runs nothing", async () => {
    const { status, body } = await post(product, [{ query: OTHER }]);
    expect([status, body.data]).toEqual([400, undefined]);
  });

  test("the refusal says why, and stands in the log without the document", async () => {
    const { body } = await post(product, { query: OTHER });
    expect(body.errors?.[0]?.message).toBe("This server runs its trusted documents only, and this is none of them.");
    const lines = product.lines.filter((line) => line.includes("QUERY_NOT_IN_SAFELIST"));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join()).not.toContain("auditSources");
  });
});

describe("documents in mode hybrid", () => {
  let product: ServedProduct;
  beforeAll(async () => void (product = await startIn("hybrid")));
  afterAll(() => product.stop());

  test("any text is run, also under an id or a hash that is not known", async () => {
    for (const more of [{}, { documentId: "0" }, byHash(sha256(OTHER))]) {
      const { body } = await post(product, { query: OTHER, ...more });
      expect(body).toMatchObject({ data: { auditSources: [{ name: "compute" }] } });
    }
    // Nothing that a caller sends is kept for another.
    expect(codes((await post(product, byHash(sha256(OTHER)))).body)).toEqual(["PERSISTED_QUERY_NOT_FOUND"]);
  });

  test("an unknown id asks for the text: with 200, or 400 where the client knows its media type", async () => {
    const plain = await post(product, { documentId: "0" });
    expect([plain.status, plain.type, codes(plain.body)]).toEqual([
      200,
      "application/json; charset=utf-8",
      ["PERSISTED_QUERY_NOT_FOUND"],
    ]);
    const modern = await post(product, { documentId: "0" }, { accept: "application/graphql-response+json" });
    expect([modern.status, modern.type]).toEqual([400, "application/graphql-response+json; charset=utf-8"]);
  });

  test("Apollo Client's persisted queries are understood, known or not", async () => {
    const link = new PersistedQueryLink({ sha256 }).concat(new HttpLink({ uri: `${product.baseUrl}/graphql` }));
    const client = new ApolloClient({ cache: new InMemoryCache(), link });
    const { data } = await client.query({ query: parse("query Sources { auditSources { name kind } }") });
    expect(data).toEqual(SOURCES);
  });
});

describe("documents in mode open", () => {
  let product: ServedProduct;
  beforeAll(async () => void (product = await startProduct({ sources: [memoryUsageSource()] })));
  afterAll(() => product.stop());

  test.each([
    ["an id", { documentId: id }],
    ["a hash", byHash(id)],
  ])("%s without a text is refused, with what is wrong and how to right it", async (_what, members) => {
    const before = product.refusals.get("documents") ?? 0;
    const { status, body } = await post(product, members);
    expect([status, body.errors]).toEqual([
      200,
      [
        {
          message:
            "This server has no documents with ids (documents.mode is open). Send the document's text, as query.",
          extensions: { code: "PERSISTED_QUERY_NOT_SUPPORTED" },
        },
      ],
    ]);
    const modern = await post(product, members, { accept: "application/graphql-response+json" });
    expect([modern.status, product.refusals.get("documents")]).toEqual([400, before + 2]);
  });

  test("any text is run, also beside an id or a hash", async () => {
    for (const more of [{}, { documentId: "0" }, byHash(sha256(OTHER))]) {
      const { body } = await post(product, { query: OTHER, ...more });
      expect(body).toMatchObject({ data: { auditSources: [{ name: "compute" }] } });
    }
  });

  test("what has neither is told that it needs a text", async () => {
    expect(codes((await post(product, {})).body)).toEqual(["BAD_REQUEST"]);
  });

  test("Apollo Client's persisted queries send the text from then on", async () => {
    const link = new PersistedQueryLink({ sha256 }).concat(new HttpLink({ uri: `${product.baseUrl}/graphql` }));
    const client = new ApolloClient({ cache: new InMemoryCache(), link });
    const { data } = await client.query({ query: parse("query Sources { auditSources { name kind } }") });
    expect(data).toEqual(SOURCES);
  });
});
