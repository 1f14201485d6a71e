import { Cancellation } from "../../src/audit/session.js";
import { createUpstreams, type Upstreams } from "../support/upstreams.js";
import { sendJson, startServer, type TestServer } from "./support/http-server.js";
import { ask, failure, kind, session } from "./support/session.js";

const never = new Cancellation();
let server: TestServer;
let upstreams: Upstreams;
const client = () =>
  upstreams.client({ name: "docs", region: null, endpoint: server.url, credentials: { type: "forward" } }, kind);

beforeEach(async () => {
  server = await startServer((response, { headers }) => sendJson(response, 200, { token: headers["x-auth-token"] }));
  upstreams = createUpstreams();
});
afterEach(async () => {
  await server.close();
  await upstreams.close();
});

describe("forwarded credentials", () => {
  it("send each caller's own token, whoever else asks at the same time", async () => {
    const each = client();
    const tokens = Array.from({ length: 200 }, (_, at) => `caller-${at}`);
    const answers = await Promise.all(tokens.map((token) => each.json(ask, session(Date.now(), never, token))));
    expect(answers.map(({ body }) => body)).toEqual(tokens.map((token) => ({ token })));
  });

  it("are UNAUTHENTICATED for a caller without a token, and the source is not asked", async () => {
    const error = await failure(client().json(ask, session(Date.now())));
    expect(error.code).toBe("UNAUTHENTICATED");
    expect(server.seen).toHaveLength(0);
  });

  it("that the source refuses are UPSTREAM_REJECTED without a replay, and say whose token it was", async () => {
    server.handler = (response) => sendJson(response, 401, {});
    const error = await failure(client().json(ask, session(Date.now(), never, "old")));
    expect(error).toMatchObject({ code: "UPSTREAM_REJECTED", message: 'Source "docs" refused the caller\'s token.' });
    expect(server.seen).toHaveLength(1);
  });
});
