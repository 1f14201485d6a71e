import { DAY, HOUR, MINUTE } from "../../src/audit/window.js";
import { startConfigured } from "./support/configured-product.js";

const WINDOW = { from: "2026-11-01T00:00:00Z" };

it("explores", async () => {
  const product = await startConfigured(() => ({}));
  const list = (newSince?: string) =>
    product.ask(
      `query ($window: TimeWindowInput!, $newSince: String) { auditRecords(window: $window, first: 50, newSince: $newSince) { newsCursor nodes { id occurredAt source { name } } pageInfo { hasNextPage } coverage { source { name } instance { instanceId } state recordsRead problem { code message } } } }`,
      { window: WINDOW, newSince },
    );
  const show = ({ body }: Awaited<ReturnType<typeof list>>): string => {
    if (!body.data) console.log(JSON.stringify(body));
    const { newsCursor, nodes, coverage, pageInfo } = body.data!.auditRecords as any;
    console.log(
      newsCursor.length,
      nodes.length,
      pageInfo,
      JSON.stringify(body.extensions!.cost),
      coverage
        .map(
          (c: any) =>
            `${c.source.name} ${c.instance?.instanceId ?? ""} ${c.state} ${c.recordsRead} ${c.problem?.code ?? ""}`,
        )
        .join("\n"),
    );
    return newsCursor;
  };
  let token = show(await list());
  for (const step of [MINUTE, MINUTE, HOUR, MINUTE, DAY, MINUTE]) {
    product.clock.advance(step);
    token = show(await list(token));
  }
  await product.stop();
});
