import { sendJson, startServer } from "../upstream/support/http-server.js";
import { startConfigured } from "./support/configured-product.js";

const PERIOD = '{ usageAuditPeriod(source: "compute-eu") { id } auditSources { name } }';

test("a token that is too long for Keystone to be asked about is told so, 431, and is no unknown one", async () => {
  // A web server that reads 16 kB of headers, as many do, and answers 431 by itself.
  const keystone = await startServer((response) => sendJson(response, 404, {}), 16_384);
  const product = await startConfigured(() => ({
    access: {
      mode: "keystone",
      keystone: { authUrl: `${keystone.url}/v3`, credentials: { type: "token", token: "t" } },
    },
  }));
  const { status, headers, body } = await product.ask(PERIOD, {}, { "x-auth-token": "x".repeat(32_768) });
  expect([status, headers.get("www-authenticate"), headers.get("retry-after")]).toEqual([431, null, null]);
  const message =
    "The identity service refuses to be asked about the caller's token for its size: the headers that hold it are longer than it takes.";
  expect(body).toEqual({ errors: [{ message, extensions: { code: "UPSTREAM_REJECTED", retryable: false } }] });
  expect((await product.ask(PERIOD, {}, { "x-auth-token": "short" })).status).toBe(401);
  await product.stop();
  await keystone.close();
});
