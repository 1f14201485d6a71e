import { request } from "node:http";
import { readFileSync } from "node:fs";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type Product, startProduct } from "./support/product.js";
import { NOW } from "./support/world.js";

const QUERY = "{ auditSources { name } }";

describe("the server", () => {
  let product: Product;
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${product.baseUrl}${path}`, { headers });
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${product.baseUrl}/graphql`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...headers },
    });

  beforeAll(async () => {
    product = await startProduct({ sources: [memoryUsageSource()] });
  });
  afterAll(() => product.stop());

  test("its base URL names the port that it picked", () => {
    expect(product.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+$/);
  });

  test("livez tells that the process runs, readyz that it serves and how the sources fare", async () => {
    expect((await get("/livez")).status).toBe(200);
    const ready = await get("/readyz");
    expect([ready.status, await ready.json()]).toEqual([
      200,
      {
        status: "ready",
        configuredAt: new Date(NOW).toISOString(),
        sources: [{ name: "compute", kind: "NOVA", health: "HEALTHY" }],
      },
    ]);
  });

  test("GET answers queries, when the caller shows that it is no mere page", async () => {
    const path = `/graphql?query=${encodeURIComponent(QUERY)}`;
    const answer = await get(path, { "apollo-require-preflight": "1" });
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { data: { auditSources: [{ name: "compute" }] } },
    ]);
    expect((await get(path)).status).toBe(400);
  });

  test.each([
    ["application/json", "application/json; charset=utf-8"],
    ["application/graphql-response+json", "application/graphql-response+json; charset=utf-8"],
  ])("a caller that accepts %s gets it", async (accept, type) => {
    const answer = await post(JSON.stringify({ query: QUERY }), { accept });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, type]);
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])(
    "a form of another site cannot ask: %s is refused before anything runs",
    async (type) => {
      const answer = await post(JSON.stringify({ query: QUERY }), { "content-type": type });
      expect([400, 415]).toContain(answer.status);
      expect(await answer.text()).not.toContain("compute");
    },
  );

  test("many operations in one body are refused", async () => {
    const answer = await post(JSON.stringify([{ query: QUERY }, { query: QUERY }]));
    expect(answer.status).toBe(400);
  });

  test("a body that is too large, or no JSON, is refused in JSON", async () => {
    const large = await post(JSON.stringify({ query: QUERY, variables: { x: "x".repeat(1024 * 1024) } }));
    expect([large.status, await large.json()]).toEqual([
      413,
      {
        errors: [
          {
            message: "The operation has a body of more than 1048576 bytes (limits.bodyBytes).",
            extensions: { code: "QUERY_TOO_COMPLEX" },
          },
        ],
      },
    ]);
    const broken = await post("{");
    expect([broken.status, await broken.json()]).toEqual([
      400,
      { errors: [{ message: expect.any(String) as string, extensions: { code: "BAD_REQUEST" } }] },
    ]);
  });

  test("a path that does not exist is 404 in JSON, without the query that was sent", async () => {
    const answer = await get("/nothing?token=secret");
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { errors: [{ message: "There is nothing at GET /nothing.", extensions: { code: "NOT_FOUND" } }] },
    ]);
  });

  test("schema.graphql is the API schema, as reviewed", async () => {
    const answer = await get("/schema.graphql");
    expect(await answer.text()).toBe(readFileSync("schema/audit.graphql", "utf8"));
  });

  test("the base URL shows a page with a first query", async () => {
    const answer = await get("/");
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await answer.text()).toContain(`curl ${product.baseUrl}/graphql`);
  });

  test("the page repeats no markup of a forged Host header", async () => {
    const { hostname, port } = new URL(product.baseUrl);
    const page = await new Promise<string>((resolve, reject) => {
      request({ hostname, port, path: "/", headers: { host: "<script>x</script>" } }, (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString()));
        response.on("end", () => resolve(text));
      })
        .on("error", reject)
        .end();
    });
    expect(page).not.toContain("<script>");
  });

  test("an operation leaves one line in the log, without its variables", async () => {
    await post(
      JSON.stringify({
        query: "query Mine($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        operationName: "Mine",
        variables: { ids: ["hush-hush"] },
      }),
    );
    const line = product.lines.find((each) => each.includes('"operation":"Mine"'));
    expect(JSON.parse(line ?? "{}")).toMatchObject({ level: "info", codes: ["INVALID_ID"], msg: "operation" });
    expect(product.lines.join("")).not.toContain("hush-hush");
  });
});

describe("a failure that nobody foresaw, outside GraphQL", () => {
  test("is INTERNAL without a detail to the caller, and stands in the log under the request's id", async () => {
    const source = {
      ...memoryUsageSource(),
      health: () => {
        throw new Error("hush-hush");
      },
    };
    const product = await startProduct({ sources: [source] });
    const answer = await fetch(`${product.baseUrl}/readyz`, { headers: { "x-request-id": "asked-1" } });
    const told = [answer.status, answer.headers.get("x-request-id"), await answer.json()];
    await product.stop();
    expect(told).toEqual([
      500,
      "asked-1",
      {
        errors: [{ message: "An internal error happened; it has been logged.", extensions: { code: "INTERNAL" } }],
      },
    ]);
    const line = product.lines.find((each) => each.includes("a request failed outside GraphQL"));
    expect(JSON.parse(line ?? "{}")).toMatchObject({ level: "error", requestId: "asked-1" });
  });
});

describe("without introspection", () => {
  test("neither introspection nor schema.graphql tells the schema", async () => {
    const product = await startProduct({ sources: [memoryUsageSource()], introspection: false });
    const { status, body } = await product.ask("{ __schema { types { name } } }");
    const subgraph = await product.ask("{ _service { sdl } }");
    const guess = await product.ask("{ auditSource { name } }");
    const named = await product.ask("{ __typename auditSources { __typename } }");
    const sdl = await fetch(`${product.baseUrl}/schema.graphql`);
    const home = await fetch(`${product.baseUrl}/`).then((answer) => answer.text());
    await product.stop();
    expect([status, subgraph.status, sdl.status]).toEqual([400, 400, 404]);
    expect(body.errors?.[0]?.message).toBe(
      "Introspection is off here, so __schema is not answered; server.introspection turns it on.",
    );
    expect(JSON.stringify([body, guess.body])).not.toMatch(/Apollo|auditSources/);
    expect(named.body.errors).toBeUndefined();
    expect(home).not.toContain("schema.graphql");
  });
});
