/**
 * The practical limit: node:http over undici's Pool.request that makes the calls an operation cannot do without, parses
 * what arrives, and writes it again. No GraphQL, no mapping. The operation's name tells which calls.
 */
import { createServer } from "node:http";
import { alertsOf, auditReport, listFiles, periodBefore } from "./upstream-calls.mjs";

const DAY = 86_400_000;
const BALANCERS = Array.from({ length: 200 }, (_, i) => 1_000 + i);

const files = ({ instances, window }) =>
  Promise.all(instances.map(({ instanceId }) => listFiles(instanceId, window, 100)));

const nextPage = async ({ instances: [{ instanceId }], window, after = "0" }) => {
  const offset = Number(after);
  const page = await listFiles(instanceId, window, 100, offset);
  return { page, pageInfo: { hasNextPage: page.total_count > offset + 100, endCursor: String(offset + 100) } };
};

const callsOf = {
  Page: files,
  Walk: nextPage,
  Merged: files,
  Periods: ({ window }) =>
    Promise.all(Array.from({ length: 24 }, (_, i) => periodBefore(Date.parse(window.to) - i * DAY))),
  Balancers: () => Promise.all([auditReport(), alertsOf(BALANCERS.slice(0, 100)), alertsOf(BALANCERS.slice(100))]),
  Entities: auditReport,
};

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", async () => {
    const { query, variables } = JSON.parse(Buffer.concat(chunks).toString());
    const [, name] = /^query (\w+)/.exec(query);
    const body = JSON.stringify({ data: await callsOf[name](variables) });
    response.writeHead(200, { "content-type": "application/json" });
    response.end(body);
  });
});
server.listen(0, "127.0.0.1", () => process.send({ ready: `http://127.0.0.1:${server.address().port}/graphql` }));
