import { readdirSync, readFileSync } from "node:fs";
import { type ConfiguredProduct, startConfigured } from "../http/support/configured-product.js";

/** `CALLERS=100 npx jest test/cache/dashboard.test.ts` for the figures of docs/operating.md. */
const CALLERS = Number(process.env.CALLERS ?? 10);

const variables = JSON.parse(readFileSync("examples/variables.json", "utf8")) as Record<string, object>;
/** A dashboard's ten queries: the first ten examples. What reads whole windows or files is no part of one. */
const QUERIES = readdirSync("examples")
  .filter((file) => /^(?:0\d|10)-.*\.graphql$/.test(file))
  .map((file) => {
    const name = file.replace(/\.graphql$/, "");
    return { name, query: readFileSync(`examples/${file}`, "utf8"), variables: variables[name] ?? {} };
  });

const start = (): Promise<ConfiguredProduct> =>
  startConfigured((sandbox) => {
    const credentials = {
      type: "password",
      username: "admin",
      password: "admin-pw",
      userDomainName: "Default",
      projectName: "admin",
    };
    return {
      // As long as a slow machine takes: what is cut short asks for less.
      server: { port: 0, deadlineMs: 60_000, patienceMs: 30_000, maxPatienceMs: 30_000 },
      access: { mode: "keystone", keystone: { authUrl: sandbox.urls.keystone, credentials } },
    };
  });

/** Calls to the sources; logins and questions about callers' tokens are Keystone's. */
const callsOf = async ({ sandbox }: ConfiguredProduct, work: () => Promise<unknown>): Promise<number> => {
  sandbox.control.log.reset();
  await work();
  return sandbox.control.log.requests().filter(({ source }) => source !== "keystone").length;
};

/** The ten queries, each after the one before, by a caller of its own. */
const look = async (product: ConfiguredProduct): Promise<void> => {
  const token = product.sandbox.control.keystone.issue();
  for (const { name, ...question } of QUERIES) {
    const { body } = await product.ask(question.query, question.variables, { "x-auth-token": token });
    if (body.errors) throw new Error(`${name}: ${JSON.stringify(body.errors)}`);
  }
};

describe("a dashboard of ten queries, looked at by many callers", () => {
  const fresh = async <T>(work: (product: ConfiguredProduct) => Promise<T>): Promise<T> => {
    const product = await start();
    try {
      return await work(product);
    } finally {
      await product.stop();
    }
  };

  test("one after the other costs each but the first two a fourth of what the first costs, at most", async () => {
    const { cold, second, warm, all } = await fresh(async (product) => {
      const [first, again, third] = [
        await callsOf(product, () => look(product)),
        await callsOf(product, () => look(product)),
        await callsOf(product, () => look(product)),
      ];
      const others = await callsOf(product, async () => {
        for (let i = 3; i < CALLERS; i += 1) await look(product);
      });
      return { cold: first, second: again, warm: third, all: first + again + third + others };
    });
    process.stdout.write(
      `one after the other: cold ${cold}, again ${second}, warm ${warm}, ${CALLERS} callers ${all}\n`,
    );
    expect(second).toBeLessThan(cold);
    expect(warm * 4).toBeLessThanOrEqual(cold);
    expect(all).toBeLessThanOrEqual(cold + second + (CALLERS - 2) * warm);
  }, 120_000);

  test("all at once costs half of so many first looks, at most", async () => {
    const [cold, all] = await fresh(async (product) => [
      await callsOf(product, () => look(product)),
      await fresh((other) => callsOf(other, () => Promise.all(Array.from({ length: CALLERS }, () => look(other))))),
    ]);
    process.stdout.write(`at once: cold ${cold}, ${CALLERS} callers ${all}\n`);
    expect(all * 2).toBeLessThan(cold * CALLERS);
  }, 120_000);
});
