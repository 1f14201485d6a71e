import { setTimeout as sleep } from "node:timers/promises";
import { defaultLimits } from "../../src/config/settings.js";
import { Scope } from "../../src/audit/session.js";
import { memoryUsageSource } from "../http/support/memory-usage-source.js";
import { startProduct } from "../http/support/product.js";
import { WaitingSource } from "../http/support/waiting-source.js";

const NAMES = "{ auditSources { name } }";
const PERIODS = "{ usageAuditPeriods { nodes { id } coverage { source { name } state } } }";
const PAGE = `query ($after: String) {
  usageAuditPeriods(first: 2, after: $after) { nodes { id occurredAt } pageInfo { endCursor } }
}`;

interface Page {
  readonly usageAuditPeriods: {
    readonly nodes: readonly { readonly id: string; readonly occurredAt: string }[];
    readonly pageInfo: { readonly endCursor: string };
  };
}

describe("another configuration in the place of the one that is served", () => {
  test("serves new operations at once; one in flight ends as it began, and only then its sources are closed", async () => {
    const slow = new WaitingSource();
    const product = await startProduct({ sources: [slow.source] });
    const asked = slow.asked();
    const answer = product.ask(PERIODS);
    await asked;
    await product.replace({ sources: [memoryUsageSource()] });
    expect(await product.data(NAMES)).toEqual({ auditSources: [{ name: "compute" }] });
    expect(slow.closed).toBe(false);
    slow.release();
    expect((await answer).body).toMatchObject({
      data: { usageAuditPeriods: { nodes: [], coverage: [{ source: { name: "slow" }, state: "COMPLETE" }] } },
    });
    while (!slow.closed) await sleep(10);
    await product.stop();
  });

  test("closes at once what no operation is using, and what is served last when the server stops", async () => {
    const [first, second] = [new WaitingSource(), new WaitingSource()];
    const product = await startProduct({ sources: [first.source] });
    await product.replace({ sources: [second.source] });
    while (!first.closed) await sleep(10);
    expect(second.closed).toBe(false);
    await product.stop();
    expect(second.closed).toBe(true);
  });

  test("takes the cursors and ids that were made before", async () => {
    const product = await startProduct({ sources: [memoryUsageSource()] });
    const first = await product.data<Page>(PAGE);
    const { endCursor } = first.usageAuditPeriods.pageInfo;
    const before = await product.data<Page>(PAGE, { after: endCursor });
    await product.replace({ sources: [memoryUsageSource()] });
    expect(await product.data<Page>(PAGE, { after: endCursor })).toEqual(before);
    const [node] = first.usageAuditPeriods.nodes;
    const again = await product.data("query ($id: ID!) { node(id: $id) { id } }", { id: node?.id });
    expect(again).toEqual({ node: { id: node?.id } });
    await product.stop();
  });

  test("brings its own access, limits, deadline and introspection", async () => {
    const slow = new WaitingSource();
    const product = await startProduct({ sources: [slow.source] });
    const sdl = (): Promise<number> => fetch(`${product.baseUrl}/schema.graphql`).then(({ status }) => status);
    expect(await sdl()).toBe(200);
    const reader = { key: "r", token: undefined, scopes: new Set([Scope.READ]) };
    await product.replace({
      sources: [slow.source],
      access: { callerOf: () => Promise.resolve(reader) },
      limits: { ...defaultLimits, depth: 3 },
      introspection: false,
      deadlineMs: 50,
    });
    expect(await sdl()).toBe(404);
    const codes = async (query: string): Promise<unknown> =>
      (await product.ask(query)).body.errors?.map(({ extensions }) => extensions.code);
    expect(await codes("{ loadBalancerAudits { nodes { id } } }")).toEqual(["FORBIDDEN"]);
    expect(await codes(PERIODS)).toEqual(["QUERY_TOO_COMPLEX"]);
    const late = "{ usageAuditPeriods { coverage { state } } }";
    expect(await product.data(late)).toEqual({ usageAuditPeriods: { coverage: [{ state: "FAILED" }] } });
    await product.stop();
  });
});
