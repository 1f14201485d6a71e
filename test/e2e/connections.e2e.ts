import { type Agent, Agent as KeepAlive } from "node:http";
import { ask } from "../sandbox/support.js";
import { byPassword, compute, type Product, type Source, startProduct, withProduct } from "./support/product.js";
import { tokenOf } from "./support/raw.js";
import { endDaemon, rig, runKeystone, runMainKeystone, runNova } from "./support/rig.js";
import { WireTap } from "./support/wire-tap.js";

const LAST = `{ usageAuditPeriod(source: "compute") { end } }`;
const LIST = `{ usageAuditPeriods(sources: ["compute"], first: 36) { nodes { end } coverage { state problem { code message } } } }`;
interface List {
  readonly usageAuditPeriods: {
    readonly nodes: unknown[];
    readonly coverage: { readonly state: string; readonly problem: unknown }[];
  };
}

const read = async (product: Product): Promise<void> => {
  const { usageAuditPeriods } = await product.data<List>(LIST);
  expect(usageAuditPeriods.coverage).toEqual([{ state: "COMPLETE", problem: null }]);
  expect(usageAuditPeriods.nodes).toHaveLength(36);
};

describe.each(["silent", "no-length"] as const)("daemons whose answers end the connection: %s", (closing) => {
  let source: Source;
  beforeAll(async () => {
    const [authUrl, endpoint] = await Promise.all([
      runKeystone(`keystone-${closing}`, { closing }),
      runNova(`nova-${closing}`, { closing }),
    ]);
    source = compute({ endpoint, credentials: byPassword(rig.admin, authUrl) });
  });
  afterAll(async () => {
    await endDaemon(`nova-${closing}`);
    await endDaemon(`keystone-${closing}`);
  });

  test("are what they are taken for", async () => {
    const agent: Agent = new KeepAlive({ keepAlive: true, maxSockets: 1 });
    const url = `${String(source.endpoint)}/os-instance_usage_audit_log`;
    const { headers } = await ask(url, { headers: { "X-Auth-Token": await tokenOf() }, agent });
    agent.destroy();
    // Node's own client adds no header; uwsgi says nothing of the connection either way.
    expect(headers.connection).toBeUndefined();
    expect("content-length" in headers).toBe(closing === "silent");
  });

  test("answer one operation after the other, and many at once, logins included, without an error", async () => {
    // Accounts of one identity service share its connections, so the second login meets what the first one left.
    const credentials = byPassword(rig.member, String((source.credentials as Source).authUrl));
    await withProduct([source, { ...source, name: "member", credentials }], async (product) => {
      for (let i = 0; i < 20; i += 1) expect(await product.errors(LAST)).toEqual([]);
      const [failure] = await product.errors(LAST.replace("compute", "member"));
      expect(failure?.message).toBe(`Source "member" denied this gateway's account the permission.`);
      await Promise.all(Array.from({ length: 8 }, () => read(product)));
    });
  });
});

describe("a Keystone that is down", () => {
  let known: Product;
  let fresh: Product;
  let late: Product;
  let tap: WireTap;
  beforeAll(async () => {
    // One process: what it remembers of tokens is then certain.
    const endpoint = await runNova("alone");
    const token = await tokenOf();
    known = await startProduct([compute({ endpoint })]);
    fresh = await startProduct([compute({ endpoint, credentials: { type: "token", token } })]);
    late = await startProduct([compute({ endpoint })]);
    await read(known);
    await endDaemon("keystone");
    tap = new WireTap();
  });
  afterAll(async () => {
    tap.stop();
    await runMainKeystone();
    await Promise.all([known, fresh, late].map((product) => product.stop()));
    await endDaemon("alone");
  });

  test("stops no operation with a token that Nova has validated", () => read(known));

  test("makes Nova unavailable for a token that it has not seen", async () => {
    const [failure] = await fresh.errors(LAST);
    expect(failure?.extensions).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true });
    expect(tap.audits.at(-1)?.status).toBe(503);
  });

  test("is named where no token can be had, and the coverage says so", async () => {
    const [failure] = await late.errors(LAST);
    expect(failure?.message).toBe('The identity service of source "compute" is unavailable.');
    expect(failure?.extensions).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true });
    const { usageAuditPeriods } = await late.data<List>(LIST);
    expect(usageAuditPeriods).toEqual({
      nodes: [],
      coverage: [{ state: "FAILED", problem: expect.objectContaining({ code: "UPSTREAM_UNAVAILABLE" }) as unknown }],
    });
  });

  test("is forgotten once it is back", async () => {
    await runMainKeystone();
    await read(late);
    await read(fresh);
  });
});
