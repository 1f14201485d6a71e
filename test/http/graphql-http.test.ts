import { serverAudits } from "graphql-http";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type Product, startProduct } from "./support/product.js";

const LEGACY_200 =
  "What was never run is answered 400 in both media types: proxies, monitors and retries read the status, and 200 " +
  "would tell them that the operation was answered. The specification says SHOULD for the sake of old clients.";

const NO_BARE_GET =
  "A GET without a header that only a script can set may come from another site's page: it is refused (CSRF).";

/** Audits that are not met, each with the reason. */
const misses: Readonly<Record<string, string>> = {
  "5A70": NO_BARE_GET,
  D6D5: NO_BARE_GET,
  "6A70": NO_BARE_GET,
  "572B": LEGACY_200,
  FDE2: LEGACY_200,
  "7B9B": LEGACY_200,
};

describe("GraphQL over HTTP, by graphql-http's audits", () => {
  let product: Product;
  const auditsWith = (headers: Record<string, string>) =>
    serverAudits({
      url: () => `${product.baseUrl}/graphql`,
      fetchFn: (url: string, init: RequestInit = {}) =>
        fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...headers } }),
    });
  const audits = auditsWith({});

  beforeAll(async () => {
    product = await startProduct({ sources: [memoryUsageSource()] });
  });
  afterAll(() => product.stop());

  test.each(audits.filter(({ id }) => !(id in misses)).map(({ id, name, fn }) => [id, name, fn] as const))(
    "%s %s",
    async (_id, _name, fn) => {
      expect(await fn()).toMatchObject({ status: "ok" });
    },
  );

  test("only the misses that have a reason are missed, and none that is a MUST", async () => {
    const missed = audits.filter(({ id }) => id in misses);
    expect(missed.map(({ id }) => id)).toHaveLength(Object.keys(misses).length);
    for (const { name, fn } of missed) {
      expect(name).toMatch(/^(SHOULD use (200|a status code of 200)|MAY )/);
      expect(await fn()).not.toMatchObject({ status: "ok" });
    }
  });

  test("a GET that shows where it comes from meets its audits too", async () => {
    const gets = auditsWith({ "apollo-require-preflight": "yes" }).filter(({ id }) => misses[id] === NO_BARE_GET);
    for (const { fn } of gets) expect(await fn()).toMatchObject({ status: "ok" });
  });
});
