import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type Product, startProduct } from "./support/product.js";
import { answerIn, errorsOf, sendRaw } from "./support/raw-http.js";

const OPERATION = JSON.stringify({ query: "{ auditSources { name } }" });
const LIMIT = 1_048_576;
const SEND = 'Send the operation as application/json: {"query": "{ auditSources { name } }"}.';

describe("bodies", () => {
  let product: Product;
  const post = async (body: string | Buffer, headers: Record<string, string> = {}) => {
    const all = {
      host: "x",
      "content-type": "application/json",
      "content-length": `${Buffer.byteLength(body)}`,
      ...headers,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `POST /graphql HTTP/1.1\r\n${lines.join("")}connection: close\r\n\r\n`;
    return answerIn(await sendRaw(product.baseUrl, Buffer.concat([Buffer.from(head), Buffer.from(body)])));
  };
  const refusal = async (body: string | Buffer, headers?: Record<string, string>) => {
    const { status, text } = await post(body, headers);
    const [error] = errorsOf(text);
    return [status, error?.extensions.code, error?.message];
  };
  const isAnswered = async (body: string | Buffer, headers?: Record<string, string>) => {
    const { status, text } = await post(body, headers);
    return status === 200 && text.includes('{"auditSources":[{"name":"compute"}]}');
  };
  const coded = (coding: string) => ({ "content-encoding": coding });
  const tooLarge = [
    413,
    "QUERY_TOO_COMPLEX",
    `The operation has a body of more than ${LIMIT} bytes (limits.bodyBytes).`,
  ];

  beforeAll(async () => {
    product = await startProduct({ sources: [memoryUsageSource()] });
  });
  afterEach(() => {
    expect(product.lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
  afterAll(() => product.stop());

  describe("with a content coding", () => {
    const gzipped = gzipSync(OPERATION);

    test.each([
      ["gzip", gzipped],
      ["x-gzip", gzipped],
      ["GZIP", gzipped],
      ["deflate", deflateSync(OPERATION)],
      ["br", brotliCompressSync(OPERATION)],
      ["gzip, br", brotliCompressSync(gzipped)],
      ["deflate, identity, deflate", deflateSync(deflateSync(OPERATION))],
      ["identity", Buffer.from(OPERATION)],
      ["", Buffer.from(OPERATION)],
    ])("%s is taken", async (coding, body) => {
      expect(await isAnswered(body, coded(coding))).toBe(true);
    });

    test("in chunks it is taken as well", async () => {
      const head =
        "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n" +
        `Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n${gzipped.length.toString(16)}\r\n`;
      const came = await sendRaw(product.baseUrl, head, gzipped, "\r\n0\r\n\r\n");
      expect(answerIn(came).status).toBe(200);
    });

    test.each(["zstd", "compress", "gzip, zstd", "gzip, gzip, gzip", "__proto__", "toString", "*"])(
      "%s is not taken, and the answer names those that are",
      async (coding) => {
        const { status, headers, text } = await post(gzipped, coded(coding));
        expect([status, headers.get("accept-encoding"), errorsOf(text)]).toEqual([
          415,
          "gzip, deflate, br",
          [
            {
              message:
                "Content-Encoding: a body may be coded with gzip, deflate, br, 2 of them at most, or not at all.",
              extensions: { code: "BAD_REQUEST" },
            },
          ],
        ]);
      },
    );

    test.each([
      ["gzip", gzipped.subarray(0, 20)],
      ["gzip", Buffer.alloc(0)],
      ["deflate", gzipped],
      ["br", Buffer.from(OPERATION)],
    ])("damaged %s is refused by its name", async (coding, body) => {
      const message = `Content-Encoding: the body is damaged, or is not ${coding}.`;
      expect(await refusal(body, coded(coding))).toEqual([400, "BAD_REQUEST", message]);
    });

    test("as many bytes as the limit are taken, decoded, and not one more", async () => {
      const padded = (bytes: number) => gzipSync(OPERATION.padEnd(bytes));
      expect(await isAnswered(padded(LIMIT), coded("gzip"))).toBe(true);
      expect(await refusal(padded(LIMIT + 1), coded("gzip"))).toEqual(tooLarge);
    });

    test.each([
      ["gzip", gzipSync],
      ["deflate", deflateSync],
      ["br", brotliCompressSync],
    ])("%s that stands for far more is not inflated beyond the limit", async (coding, compress) => {
      const bomb = compress(Buffer.alloc(64 * LIMIT));
      const before = process.memoryUsage().arrayBuffers;
      expect(await refusal(bomb, coded(coding))).toEqual(tooLarge);
      expect(await refusal(gzipSync(bomb), coded(`${coding}, gzip`))).toEqual(tooLarge);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * LIMIT);
    });

    test("what was sent counts by itself, with its length told or in chunks", async () => {
      const large = Buffer.alloc(LIMIT + 1);
      expect(await refusal(large, coded("gzip"))).toEqual(tooLarge);
      const head =
        "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n" +
        `Transfer-Encoding: chunked\r\n\r\n${large.length.toString(16)}\r\n`;
      const { status, text } = answerIn(await sendRaw(product.baseUrl, head, large, "\r\n0\r\n\r\n"));
      expect([status, errorsOf(text)[0]?.extensions.code]).toEqual([413, "QUERY_TOO_COMPLEX"]);
    });
  });

  test.each(["application/json", "APPLICATION/JSON; charset=UTF-8", 'application/json;charset="utf-8"'])(
    "%s is taken",
    async (type) => {
      expect(await isAnswered(OPERATION, { "content-type": type })).toBe(true);
    },
  );

  test.each([
    "application/graphql-response+json",
    "application/graphql",
    "text/plain",
    "text/plain; application/json",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
    "nonsense",
    "",
  ])("the content type %j is not taken, and the answer names the one that is", async (type) => {
    const { status, headers, text } = await post(OPERATION, { "content-type": type });
    expect([status, headers.get("accept"), errorsOf(text)]).toEqual([
      415,
      "application/json",
      [{ message: `The body has no content type that is taken. ${SEND}`, extensions: { code: "BAD_REQUEST" } }],
    ]);
  });

  test("another charset is not taken", async () => {
    expect(await refusal(OPERATION, { "content-type": "application/json; charset=utf-16" })).toEqual([
      415,
      "BAD_REQUEST",
      "Content-Type: JSON is UTF-8; send it so, with charset=utf-8 or without a charset.",
    ]);
  });

  test.each([
    ["", "The body is empty."],
    [" \n", "The body is empty."],
    ["{", "The body is not JSON."],
    ["null", "The body is null, not an object."],
    ["5", "The body is a number, not an object."],
    ['"x"', "The body is a string, not an object."],
    ["true", "The body is a boolean, not an object."],
  ])("the body %j is refused", async (body, sentence) => {
    expect(await refusal(body)).toEqual([400, "BAD_REQUEST", `${sentence} ${SEND}`]);
  });

  test.each(["[]", `[${OPERATION}]`])("the list %s is refused: batching is off", async (body) => {
    expect(await refusal(body)).toEqual([
      400,
      "BAD_REQUEST",
      "The body is a list, and batching is off: send each operation in a request of its own.",
    ]);
  });

  test.each([
    '{"__proto__": {"query": "{ __typename }"}}',
    '{"query": "{ __typename }", "variables": {"\\u005f_proto__": {"x": 1}}}',
    '{"query": "{ __typename }", "variables": {"constructor": {"prototype": {"x": 1}}}}',
  ])("%s is refused by its key", async (body) => {
    expect(await refusal(body)).toEqual([
      400,
      "BAD_REQUEST",
      'The body has a key "__proto__" or "constructor" that is not taken: leave it out.',
    ]);
  });

  test("bytes that are no UTF-8 are refused, not replaced", async () => {
    const body = Buffer.concat([Buffer.from('{"query": "{ __typename } #'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(await refusal(body)).toEqual([400, "BAD_REQUEST", `The body is not UTF-8. ${SEND}`]);
  });

  test("a byte order mark is passed over, and of a key that comes twice the last counts", async () => {
    expect(await isAnswered(`\ufeff${OPERATION}`)).toBe(true);
    expect(await isAnswered(`{"query": "{", ${OPERATION.slice(1)}`)).toBe(true);
  });

  test("a body that stops before its end is not well-formed, coded or not", async () => {
    for (const coding of ["identity", "gzip"]) {
      const head = `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Encoding: ${coding}\r\n`;
      const { status, text } = answerIn(
        await sendRaw(product.baseUrl, `${head}Transfer-Encoding: chunked\r\n\r\n5\r\n{"que\r\nq`),
      );
      expect([status, errorsOf(text)[0]?.extensions.code]).toEqual([400, "BAD_REQUEST"]);
    }
  });

  const nested = "[".repeat(10_000) + "]".repeat(10_000);
  test.each([
    ["nobody asked for", "{ __typename }", 200, undefined],
    ["for an ID", "query ($x: ID!) { node(id: $x) { id } }", 400, "INVALID_ARGUMENT"],
    ["for ids", "query ($x: [ID!]!) { nodes(ids: $x) { id } }", 400, "INVALID_ARGUMENT"],
    [
      "for a representation",
      "query ($x: _Any!) { _entities(representations: [$x]) { __typename } }",
      200,
      "INVALID_ARGUMENT",
    ],
  ])("10,000 nested lists %s are not INTERNAL", async (_what, query, status, code) => {
    const answer = await post(`{"query": ${JSON.stringify(query)}, "variables": {"x": ${nested}}}`);
    const { errors } = JSON.parse(answer.text) as { errors?: { extensions: { code: string } }[] };
    expect([answer.status, errors?.[0]?.extensions.code]).toEqual([status, code]);
  });

  test.each([
    ["half a character in the document", { query: "{ __typename \ud800 }" }, "GRAPHQL_PARSE_FAILED"],
    ["half a character in an id", { query: '{ node(id: "\\ud800") { id } }' }, "GRAPHQL_PARSE_FAILED"],
    ["a million letters as an id", { query: `{ node(id: "${"x".repeat(1_000_000)}") { id } }` }, "QUERY_TOO_COMPLEX"],
    ["a million letters as a field", { query: `{ ${"x".repeat(1_000_000)} }` }, "QUERY_TOO_COMPLEX"],
    [
      "a number of 5,000 digits",
      { query: `{ node(id: 1, x: ${"9".repeat(5_000)}) { id } }` },
      "GRAPHQL_VALIDATION_FAILED",
    ],
  ])("%s is the caller's mistake", async (_what, body, code) => {
    expect(errorsOf((await post(JSON.stringify(body))).text)[0]?.extensions.code).toBe(code);
  });
});
