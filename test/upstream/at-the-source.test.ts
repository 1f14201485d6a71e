import { OperationTime } from "../../src/audit/operation-time.js";
import { Cancellation } from "../../src/audit/session.js";
import { createUpstreams } from "../support/upstreams.js";
import { startServer } from "./support/http-server.js";
import { ask, failure, kind, password, session } from "./support/session.js";

test("a call that waits for its source's identity service is at the source, and one that waits for a place is not", async () => {
  const silent = await startServer(() => undefined);
  const upstreams = createUpstreams();
  const options = { name: "docs", region: null, endpoint: silent.url, credentials: password(silent.url) };
  const client = upstreams.client({ ...options, maxConcurrency: 1 }, kind);
  const [first, second] = [new OperationTime(), new OperationTime()];
  const gone = new Cancellation();
  const asked = [first, second].map((time) => failure(client.json(ask, { ...session(Date.now(), gone), time })));
  while (silent.seen.length === 0) await new Promise(setImmediate);
  expect(silent.seen[0]?.url).toMatch(/auth\/tokens/);
  expect([first.isAsking("docs"), second.isAsking("docs")]).toEqual([true, false]);
  gone.abort(new Error("gone"));
  await Promise.all(asked);
  expect([first.isAsking("docs"), second.isAsking("docs")]).toEqual([false, false]);
  await upstreams.close();
  await silent.close();
});
