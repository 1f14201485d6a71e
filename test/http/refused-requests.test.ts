import { connect } from "node:net";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type Product, startProduct } from "./support/product.js";
import { answerIn, errorsOf, sendRaw } from "./support/raw-http.js";
import { post } from "../support/post.js";

const JSON_POST = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
const get = (target: string, headers = ""): string =>
  `GET ${target} HTTP/1.1\r\nHost: x\r\nApollo-Require-Preflight: 1\r\n${headers}Connection: close\r\n\r\n`;

describe("what is wrong with a request is told in the form of all errors", () => {
  let product: Product;
  /** What was asked of the source. */
  const calls: string[] = [];
  const raw = async (...pieces: string[]) => answerIn(await sendRaw(product.baseUrl, ...pieces));
  const refusal = async (...pieces: string[]) => {
    const { status, headers, text } = await raw(...pieces);
    const [error] = errorsOf(text);
    expect([headers.get("content-type"), headers.get("x-content-type-options")]).toEqual([
      "application/json; charset=utf-8",
      "nosniff",
    ]);
    return [status, error?.extensions.code, error?.message];
  };
  const statusAndCode = async (...pieces: string[]) => (await refusal(...pieces)).slice(0, 2);

  beforeAll(async () => {
    product = await startProduct({ sources: [memoryUsageSource({ calls })], console: false });
  });
  afterEach(() => {
    expect(product.lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
  afterAll(() => product.stop());

  test.each(["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "QUERY"])(
    "%s is no way to ask an operation",
    async (method) => {
      const { status, headers, text } = await raw(get("/graphql").replace("GET", method));
      expect([status, headers.get("allow"), errorsOf(text)]).toEqual([
        405,
        "GET, POST",
        [
          {
            message: `/graphql takes GET and POST, not ${method}: send the operation by POST, as JSON.`,
            extensions: { code: "BAD_REQUEST" },
          },
        ],
      ]);
    },
  );

  test("HEAD is none either, and its answer has no body", async () => {
    const { status, headers, text } = await raw(get("/graphql").replace("GET", "HEAD"));
    expect([status, headers.get("allow"), text]).toEqual([405, "GET, POST", ""]);
  });

  test.each(["/", "/livez", "/readyz", "/metrics", "/schema.graphql", "/graphiql", "/graphiql/assets/x.js"])(
    "%s is only for reading",
    async (path) => {
      const { status, headers, text } = await raw(`DELETE ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect([status, headers.get("allow")?.split(", ").sort()]).toEqual([405, ["GET", "HEAD"]]);
      expect(errorsOf(text)[0]?.message).toContain("ask by GET");
    },
  );

  test.each([
    ["*/*", 200],
    ["application/json;q=0.1, text/html", 200],
    ["application/graphql-response+json", 200],
    ["text/html", 406],
    ["application/xml, text/plain", 406],
  ])("a caller who takes %s is answered %d", async (accept, status) => {
    // By POST: what is opened by GET, with HTML wanted first, leads to GraphiQL.
    const answer = await post(product.baseUrl, { query: "{ __typename }" }, { accept });
    expect([answer.status, errorsOf(await answer.text()) as unknown]).toEqual([
      status,
      status === 200 ? undefined : [expect.objectContaining({ extensions: { code: "BAD_REQUEST" } })],
    ]);
  });

  test("for a caller who takes no answer's media type nothing is executed", async () => {
    const answer = await post(
      product.baseUrl,
      { query: "{ usageAuditPeriods(first: 1) { nodes { id } } }" },
      { accept: "text/html" },
    );
    expect([answer.status, errorsOf(await answer.text())]).toEqual([
      406,
      [
        {
          message:
            "Operations are answered as application/json or application/graphql-response+json: name one of them in Accept, or leave it out.",
          extensions: { code: "BAD_REQUEST" },
        },
      ],
    ]);
    expect(calls).toEqual([]);
  });

  test("a body does not hide that nothing takes it", async () => {
    const body = "Content-Type: application/json\r\nContent-Length: 1\r\nConnection: close\r\n\r\n{";
    expect(await statusAndCode(`PUT /livez HTTP/1.1\r\nHost: x\r\n${body}`)).toEqual([405, "BAD_REQUEST"]);
    expect(await statusAndCode(`POST /nothing HTTP/1.1\r\nHost: x\r\n${body}`)).toEqual([404, "NOT_FOUND"]);
  });

  test.each(["/graphql/", "//graphql", "/GRAPHQL", "/console", "/console/x.js"])(
    "there is nothing at %s, by any method",
    async (path) => {
      expect(await refusal(get(path))).toEqual([404, "NOT_FOUND", `There is nothing at GET ${path}.`]);
      expect(await statusAndCode(get(path).replace("GET", "PUT"))).toEqual([404, "NOT_FOUND"]);
    },
  );

  test.each([
    ["that arrives whole", 17_000],
    ["that Node reads no further", 40_000],
    ["of several segments", 300_000],
  ])("a URL that is too long, %s, is 414", async (_what, length) => {
    expect(await refusal(get(`/graphql?query=${"x".repeat(length)}`))).toEqual([
      414,
      "BAD_REQUEST",
      "The URL is longer than 16384 bytes: send the operation by POST, in the body.",
    ]);
  });

  test("headers that are too large are 431, with the limit", async () => {
    expect(await refusal(get("/livez", `Cookie: ${"x".repeat(70_000)}\r\n`))).toEqual([
      431,
      "BAD_REQUEST",
      "The request's line and headers are longer than 65536 bytes: send fewer or shorter ones.",
    ]);
    expect(await refusal(get("/livez", "a:1\r\n".repeat(1_500)))).toEqual([
      431,
      "BAD_REQUEST",
      "The request has more than 1000 headers: send fewer.",
    ]);
  });

  test.each([
    ["no HTTP", "hello\r\n\r\n"],
    ["TLS", "\x16\x03\x01\x00\x05hello"],
    ["a method that is none", get("/livez").replace("GET", "FOO")],
    ["another protocol", "GET / HTTP/9.9\r\n\r\n"],
    ["two lengths", `${JSON_POST}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}`],
    ["a length and chunks", `${JSON_POST}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ["a chunk without a size", `${JSON_POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
    ["a control character in a header", get("/livez", "A: \x01\r\n")],
  ])("%s is not well-formed", async (_what, text) => {
    expect(await refusal(text)).toEqual([400, "BAD_REQUEST", "This is not a well-formed HTTP/1.1 request."]);
  });

  test.each([
    "",
    "Host:\r\n",
    "Host: a b\r\n",
    "Host: [::1\r\n",
    "Host: x:99999\r\n",
    "Host: 1.2.3.4.5\r\n",
    "Host: u@x\r\n",
  ])("a Host that none can be is refused: %j", async (host) => {
    expect(await refusal(get("/graphql?query={__typename}").replace("Host: x\r\n", host))).toEqual([
      400,
      "BAD_REQUEST",
      "Host: send the name or address, and the port, that the request is sent to.",
    ]);
  });

  test.each(["/livez", "/", "/graphql?query={__typename}"])("HTTP/1.0 needs no Host for %s", async (path) => {
    const { status } = await raw(`GET ${path} HTTP/1.0\r\nApollo-Require-Preflight: 1\r\n\r\n`);
    expect(status).toBe(200);
  });

  test("an absolute URL is the same as its path", async () => {
    const { status, text } = await raw(get("http://x/graphql?query={__typename}"));
    expect([status, text]).toEqual([200, expect.stringContaining('"Query"')]);
    expect(await refusal(get("http://x/nothing?secret"))).toEqual([
      404,
      "NOT_FOUND",
      "There is nothing at GET /nothing.",
    ]);
  });

  test("a target that is no path, or whose percent signs are wrong, is refused", async () => {
    expect(await refusal(get("*"))).toEqual([400, "BAD_REQUEST", "The request's target is no path: begin it with /."]);
    expect(await refusal(get("/%zz"))).toEqual([
      400,
      "BAD_REQUEST",
      "The URL's path is not well-formed: check its percent signs.",
    ]);
    expect(await statusAndCode(get("/graphql?query=%zz&%=%"))).toEqual([400, "GRAPHQL_PARSE_FAILED"]);
  });

  test("what is expected beyond 100-continue is refused", async () => {
    expect(await refusal(get("/livez", "Expect: cookies\r\n"))).toEqual([
      417,
      "BAD_REQUEST",
      "Only 100-continue may stand in Expect: leave it out.",
    ]);
  });

  test("it is no proxy", async () => {
    expect(await refusal("CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n")).toEqual([
      405,
      "BAD_REQUEST",
      "This is no proxy: CONNECT is not taken.",
    ]);
  });

  test("a caller that is gone before its refusal does no harm", async () => {
    for (const text of ["CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n", "hello\r\n\r\n"]) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(new URL(product.baseUrl).port), "127.0.0.1", () => {
          socket.write(text, () => socket.resetAndDestroy());
        });
        socket.on("close", () => resolve());
      });
    }
    expect((await raw(get("/livez"))).status).toBe(200);
  });
});
